"""Heads are sealed by two authorities, pending stamps are fetched later, and a cut or rewritten chain is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import HandClock
from monitor.ledger import STUDY
from monitor.proof import timestamps
from monitor.proof.seals import Seals, examine, examine_stamps
from monitor.proof.timestamps import Authority, StampInvalid, StampRefused
from monitor.store import open_store
from monitor.store.custody import Act
from monitor.store.memory import MemoryStore
from tests.authority import Tsa, tsa

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CONTENT = "本行不会离开".encode()


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Tsa, Tsa]]:
    with tsa("first") as first, tsa("second") as second:
        yield first, second


@pytest.fixture
def authorities(two: tuple[Tsa, Tsa]) -> tuple[Tsa, Tsa]:
    for one in two:
        one.down = False
        one.queries.clear()
    return two


def store_with(acts: int) -> MemoryStore:
    store = open_store("memory://")
    assert isinstance(store, MemoryStore)
    add(store, acts)
    return store


def add(store: MemoryStore, acts: int) -> None:
    before = len(store.acts())
    for number in range(before, before + acts):
        at = NOW + timedelta(seconds=number)
        store.act(Act(at=at, who="Li", what="exported", subject=f"shop {number}", reason="dispute"))


def seals(store: MemoryStore, *authorities: Tsa) -> Seals:
    return Seals(store=store, clock=HandClock(NOW), authorities=[one.authority for one in authorities])


class TestStamp:
    def test_of_content(self, authorities: tuple[Tsa, Tsa]) -> None:
        """A stamp verifies for its content by its authority's root, and for nothing else."""
        first, second = authorities
        token, at = timestamps.obtain(first.authority, CONTENT)
        assert at.tzinfo is not None
        assert timestamps.verify(token, CONTENT, first.root.read_bytes()) == at
        with pytest.raises(StampInvalid, match="on something else"):
            timestamps.verify(token, CONTENT + b" ", first.root.read_bytes())
        with pytest.raises(StampInvalid, match="does not verify"):
            timestamps.verify(token, CONTENT, second.root.read_bytes())
        with pytest.raises(StampInvalid, match="no time stamp"):
            timestamps.verify(b"nothing", CONTENT, first.root.read_bytes())
        with pytest.raises(StampInvalid, match="cannot be read"):
            timestamps.verify(token, CONTENT, b"no certificate")

    def test_sends_only_a_hash(self, authorities: tuple[Tsa, Tsa]) -> None:
        """What reaches the authority holds the SHA-256 and not a word of the content."""
        timestamps.obtain(authorities[0].authority, CONTENT)
        [query] = authorities[0].queries
        assert hashlib.sha256(CONTENT).digest() in query
        assert CONTENT not in query
        assert len(query) < 100

    def test_of_one_that_answers_another_query(self, authorities: tuple[Tsa, Tsa]) -> None:
        """An answer to another query is refused, though it is a true stamp."""
        first = authorities[0]
        old, _ = timestamps.obtain(first.authority, CONTENT)
        with pytest.raises(StampRefused, match="another query"):
            timestamps.obtain(first.authority, CONTENT, lambda url, query: old)

    def test_of_one_with_another_root(self, authorities: tuple[Tsa, Tsa]) -> None:
        """An answer that does not verify by the configured certificate is no stamp."""
        first, second = authorities
        strange = replace(first.authority, certificates=second.root.read_bytes())
        with pytest.raises(StampRefused, match="does not verify"):
            timestamps.obtain(strange, CONTENT)

    def test_of_one_that_is_not_there(self) -> None:
        """An authority that cannot be reached gave no stamp."""
        nobody = Authority(name="nobody", url="http://127.0.0.1:9/", certificates=b"")
        with pytest.raises(StampRefused, match="not reached"):
            timestamps.obtain(nobody, CONTENT)

    def test_of_garbage(self, authorities: tuple[Tsa, Tsa]) -> None:
        """Whatever else is answered is no stamp."""
        for answer in (b"", b"<html>", b"\x30\x03\x02\x01\x02"):
            with pytest.raises(StampRefused):
                timestamps.obtain(authorities[0].authority, CONTENT, lambda url, query, answer=answer: answer)


class TestRound:
    def test_by_both(self, authorities: tuple[Tsa, Tsa]) -> None:
        """One round seals every new head with both authorities; without anything new nobody is asked."""
        store = store_with(3)
        work = seals(store, *authorities)
        assert list(work.round()) == []
        stamps = store.stamps()
        assert [(one.authority, one.sequence) for one in stamps] == [("first", 2), ("second", 2)]
        assert all(one.token and one.stamped_at for one in stamps)
        work.round()
        assert [len(one.queries) for one in authorities] == [1, 1]
        assert list(examine_stamps(store, work.authorities)) == []

    def test_pending(self, authorities: tuple[Tsa, Tsa]) -> None:
        """What an authority did not answer is fetched later, and is then a stamp on the very head of before."""
        store, (first, second) = store_with(2), authorities
        second.down = True
        work = seals(store, first, second)
        work.round()
        [pending] = work.pending()
        assert (pending.authority, pending.sequence) == ("second", 1)
        assert "503" in pending.failure
        add(store, 1)
        second.down = False
        work.round()
        assert list(work.pending()) == []
        assert [one.sequence for one in store.stamps() if one.authority == "second"] == [1, 2]
        assert list(examine_stamps(store, work.authorities)) == []

    def test_of_a_silent_authority(self, authorities: tuple[Tsa, Tsa]) -> None:
        """An authority that does not answer is asked once a round, however many stamps wait for it."""
        store, (first, second) = store_with(1), authorities
        second.down = True
        asked: list[str] = []

        def post(url: str, query: bytes) -> bytes:
            asked.append(url)
            return timestamps.post(url, query)

        work = seals(store, first, second)
        work.post = post
        for _ in range(4):
            add(store, 1)
            work.round()
        assert asked.count(second.url) == 4
        assert len(work.pending()) == 4

    def test_of_a_stamp_that_was_changed(self, authorities: tuple[Tsa, Tsa]) -> None:
        """A stamp on disk that was tampered with is named."""
        store = store_with(2)
        work = seals(store, *authorities)
        work.round()
        key = (STUDY, 1, "first")
        token = bytearray(store._stamps[key].token)
        token[-1] ^= 1
        store._stamps[key] = replace(store._stamps[key], token=bytes(token))
        [found] = examine_stamps(store, work.authorities)
        assert "first" in found
        assert "entry 1" in found


class TestTampering:
    def test_cut_tail(self, authorities: tuple[Tsa, Tsa]) -> None:
        """A chain that lost its newest entries is noticed by the head that was remembered, in the next round."""
        store = store_with(4)
        work = seals(store, *authorities)
        work.round()
        del store._ledger[STUDY][2:]
        found = work.round()
        assert {one.sequence for one in found} == {3}
        assert "there once" in str(found[0])

    def test_chain_written_anew(self, authorities: tuple[Tsa, Tsa]) -> None:
        """A chain made anew, whole and with its head, is betrayed by the stamped head; and is not stamped."""
        store = store_with(4)
        work = seals(store, *authorities)
        work.round()
        store._ledger[STUDY][:] = [*store_with(3).chain(STUDY)]
        store.act(Act(at=NOW, who="Li", what="deleted", subject="x", reason="another story"))
        assert [str(one) for one in examine(store, STUDY)]
        assert {one.sequence for one in work.round()} == {3}
        assert [len(one.queries) for one in authorities] == [1, 1]

    def test_nothing_left(self, authorities: tuple[Tsa, Tsa]) -> None:
        """A ledger that was emptied is noticed by its stamps."""
        store = store_with(2)
        work = seals(store, *authorities)
        work.round()
        store._ledger[STUDY].clear()
        assert "nothing is left" in str(work.round()[0])
