"""The ledger's chain: any single entry changed, missing, added or moved is named; a cut tail is noticed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ledger import BEGINNING, Entry, Fact, LedgerBroken, breaks, canonical, cut, differs, follow, read

START = datetime(2026, 11, 23, 10, 0, 0, 5, UTC)


def fact(number: int, text: str = "您好") -> Fact:
    return Fact(kind="message", subject="abc", at=START + timedelta(seconds=number), row={"n": number, "text": text})


def chain(length: int = 6) -> list[Entry]:
    return list(follow("o", None, [fact(number) for number in range(length)]))


LENGTHS = st.integers(2, 8)
WHERE = st.floats(0, 0.999)


def test_chain_is_whole() -> None:
    """Each entry follows the one before, the first follows nothing."""
    entries = chain()
    assert list(breaks(entries)) == []
    assert (entries[0].previous, entries[1].previous) == (BEGINNING, entries[0].hash)


def test_goes_on_from_its_head() -> None:
    """Facts that come later follow the head: the same chain as if all had come at once."""
    first = list(follow("o", None, [fact(0), fact(1)]))
    assert [*first, *follow("o", first[-1].head, [fact(2)])] == chain(3)


@given(length=LENGTHS, where=WHERE, name=st.sampled_from(["digest", "kind", "subject", "at", "previous", "observer"]))
def test_changed_entry(length: int, where: float, name: str) -> None:
    """Whatever of an entry is changed: the break is at it or at the next; at the last, a remembered head tells."""
    entries = chain(length)
    at, head = int(where * length), entries[-1].head
    other = START + timedelta(days=9) if name == "at" else "x" * 64
    entries[at] = replace(entries[at], **{name: other})  # type: ignore[arg-type]
    found = [*breaks(entries), *differs({entry.sequence: entry for entry in entries}, [head])]
    assert found
    assert {one.sequence for one in found} <= {at, at + 1}


@given(length=LENGTHS, where=WHERE)
def test_missing_entry(length: int, where: float) -> None:
    """A gap is named by the entry after it; without the last one the remembered head lies beyond the end."""
    entries = chain(length)
    head, at = entries[-1].head, int(where * length)
    del entries[at]
    found = [*breaks(entries), *cut(entries[-1].head, [head])]
    assert [one.sequence for one in found] == [min(at + 1, length - 1)]


@given(length=LENGTHS, where=WHERE)
def test_added_entry(length: int, where: float) -> None:
    """An entry put in breaks the chain where it stands, or after it."""
    entries = chain(length)
    at = int(where * length)
    entries.insert(at, replace(entries[at], digest="f" * 64))
    assert {one.sequence for one in breaks(entries)} & {at, at + 1}


@given(length=LENGTHS, where=WHERE, by=st.integers(1, 7))
def test_reordered_entries(length: int, where: float, by: int) -> None:
    """Two entries that changed places are named."""
    entries = chain(length)
    one = int(where * length)
    two = (one + by) % length
    if one == two:
        return
    entries[one], entries[two] = entries[two], entries[one]
    assert list(breaks(entries))


@given(length=LENGTHS, lost=st.integers(1, 8))
def test_cut_tail(length: int, lost: int) -> None:
    """A chain that was cut is whole in itself; only what was remembered elsewhere tells."""
    entries = chain(length)
    heads, kept = [entry.head for entry in entries], entries[: max(0, length - lost)]
    assert list(breaks(kept)) == []
    last = kept[-1].head if kept else None
    assert [one.sequence for one in cut(last, heads)] == list(range(len(kept), length))


def test_written_anew() -> None:
    """A chain made anew with another content is whole; the head that was stamped is not its own."""
    anew = list(follow("o", None, [fact(n, "我们马上处理") for n in range(6)]))
    assert list(breaks(anew)) == []
    found = list(differs({entry.sequence: entry for entry in anew}, [chain()[3].head]))
    assert [one.sequence for one in found] == [3]
    assert "remembered" in str(found[0])


def test_part_of_a_chain() -> None:
    """A part need not begin at 0 if it is not to be whole."""
    assert list(breaks(chain()[2:], whole=False)) == []
    assert [one.sequence for one in breaks(chain()[2:])] == [2]


def test_line_is_read_back() -> None:
    """A line gives its entry, and the entry the line."""
    for entry in chain():
        assert read(entry.line()) == entry


@given(where=WHERE, bit=st.integers(0, 7))
def test_changed_line(where: float, bit: int) -> None:
    """A line with one bit changed is no line, or another entry with another hash."""
    entry = chain()[3]
    line = bytearray(entry.line())
    line[int(where * len(line))] ^= 1 << bit
    with suppress(LedgerBroken):
        assert read(bytes(line)).hash != entry.hash


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"null", b'{"at":1}', "\ud800".encode("utf-8", "surrogatepass")])
def test_no_line(line: bytes) -> None:
    """What is no line is refused, not a crash."""
    with pytest.raises(LedgerBroken):
        read(line)


def test_canonical() -> None:
    """The same row gives the same bytes whatever its order and zone; Chinese stays readable."""
    shanghai = START.astimezone(timezone(timedelta(hours=8)))
    assert canonical({"b": shanghai, "a": ["沉默", None, True]}) == canonical({"a": ("沉默", None, True), "b": START})
    assert canonical({"b": START, "a": "沉默"}) == '{"a":"沉默","b":"2026-11-23T10:00:00.000005Z"}'.encode()
    with pytest.raises(ValueError, match="time zone"):
        canonical(START.replace(tzinfo=None))


@given(*[st.text(st.characters(exclude_categories=["Cs"])) for _ in range(5)], st.integers(0, 2**62))
def test_line_is_canonical(observer: str, kind: str, subject: str, digest: str, previous: str, sequence: int) -> None:
    """An entry's line is the canonical JSON of its fields, whatever their texts hold: quotes, controls, any script."""
    entry = Entry(
        observer=observer, sequence=sequence, previous=previous, at=START, kind=kind, subject=subject, digest=digest
    )
    assert entry.line() == canonical({field.name: getattr(entry, field.name) for field in fields(Entry)})
    assert read(entry.line()) == entry
