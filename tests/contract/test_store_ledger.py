"""The ledger grows with the facts it covers, in one transaction: one suite for memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.ledger import STUDY, breaks
from monitor.store import covered
from monitor.store.custody import Act, Redaction, Stamp
from monitor.store.interface import Approval, ControlResult, LeaseLost, Store
from probes.interface import Exhibit
from tests.contract.plans import NIGHT, START, after, claim, finish, later, message, plan, planned, race, sent

OBSERVER = "observer-1"
ACT = Act(at=after(5), who="Li Lei", what="exported", subject="a", reason="payment dispute", detail="pack")


def kinds(store: Store, observer: str = OBSERVER) -> list[str]:
    return [entry.kind for entry in store.chain(observer)]


def story(store: Store) -> None:
    """One inquiry from its plan to its ending."""
    own = sent(store)
    store.note(own, messages=[message(0), message(1, "\x00坏字")], session=None, platform_ended_at=after(6))
    store.intend_follow_up(own, kind="follow_up", number=1, text="我还没有购买", at=after(7))
    store.followed_up(own, kind="follow_up", number=1, sent_at=after(8), session=None)
    store.keep("a", Exhibit(sha256="0" * 64, media_type="image/png", role="sent", taken_at=after(9)))
    finish(store, own)
    store.seen_persona_mail("a", [message(0, "回复", at=30)])
    store.end("a", ending="closed", reason="", at=after(40))


class TestChain:
    def test_of_one_inquiry(self, store: Store) -> None:
        """Each fact has its entry, in the order in which they came, and the chain is whole."""
        story(store)
        assert kinds(store) == [
            "inquiry", "intent", "sent", "message", "message", "platform_ended", "follow_up", "followed_up", "exhibit",
            "visit", "message", "ending",
        ]  # fmt: skip
        entries = list(store.chain(OBSERVER))
        assert list(breaks(entries)) == []
        assert store.head(OBSERVER) == entries[-1].head
        assert list(store.observers()) == [OBSERVER, STUDY]
        assert kinds(store, STUDY) == ["night"]
        assert list(store.covering("a")) == [(OBSERVER, number) for number in range(len(entries))]

    def test_is_what_is_remembered(self, store: Store) -> None:
        """The facts written again from what is remembered have the very digests of the entries."""
        story(store)
        record = store.inquiry("a")
        assert record is not None
        messages = [m for _, m in store.messages("a")]
        facts = covered.of_inquiry(
            record, store.visits("a"), messages, store.follow_ups("a"), store.exhibits("a")
        )  # fmt: skip
        entries = [(entry.kind, entry.digest) for entry in store.chain(OBSERVER)]
        assert sorted((fact.kind, fact.digest) for fact in facts) == sorted(entries)

    def test_nothing_twice(self, store: Store) -> None:
        """What was known already, or refused, leaves no entry."""
        own = sent(store)
        finish(store, own)
        before = kinds(store)
        store.seen_persona_mail("a", [])
        with pytest.raises(LeaseLost):
            store.note(own, messages=[message(0)], session=None)
        assert not store.plan_night(NIGHT, [planned("b")])
        store.end("a", ending="closed", reason="", at=after(40))
        assert not store.end("a", ending="void", reason="we_idled", at=after(41))
        assert kinds(store) == [*before, "ending"]

    def test_of_known_messages(self, store: Store) -> None:
        """A message known by its ordinal is entered once."""
        own = sent(store)
        for _ in range(2):
            store.note(own, messages=[message(0)], session=None, platform_ended_at=after(6))
        assert kinds(store)[3:] == ["message", "platform_ended"]

    def test_of_what_belongs_to_no_inquiry(self, store: Store) -> None:
        """Controls are their observer's; a control's exhibits, approvals and custody are the study's."""
        result = ControlResult(night=NIGHT.id, observer="o2", channel="mail", passed=True, at=after(1))
        approval = Approval(text_hash="f" * 64, target="t", question="q", approved_by="Li", approved_at=after(2))
        for _ in range(2):
            store.note_control(result)
            store.approve(approval)
            store.keep("c1", Exhibit(sha256="1" * 64, media_type="image/png", role="sent", taken_at=after(3)))
            store.act(ACT)
        assert (kinds(store, "o2"), kinds(store, STUDY)) == (["control"], ["approval", "exhibit", "custody"])
        assert list(store.acts()) == [ACT]

    def test_of_a_sweep(self, store: Store) -> None:
        """An ending that a sweep gives is entered like any other."""
        plan(store, planned("a"), planned("b"))
        store.sweep(now=after(99_999))
        assert kinds(store) == ["inquiry", "inquiry", "ending", "ending"]
        assert list(breaks(store.chain(OBSERVER))) == []

    def test_part(self, store: Store) -> None:
        """A part is given by its numbers."""
        story(store)
        assert [entry.sequence for entry in store.chain(OBSERVER, first=2, last=4)] == [2, 3, 4]
        assert list(store.chain("nobody")) == []
        assert store.head("nobody") is None

    def test_raced(self, doors: Callable[[], Store]) -> None:
        """Many that append at once make one whole chain."""
        stores = [doors() for _ in range(4)]
        plan(stores[0], *(planned(name) for name in "abcd"))
        names = iter("abcd")

        def act(store: Store) -> None:
            name = next(names)
            for number in range(10):
                store.keep(name, Exhibit(sha256=f"{number:064}", media_type="x/y", role=name, taken_at=after(number)))
                store.act(replace(ACT, subject=name, at=after(number)))

        race(act, stores)
        for observer, length in ((OBSERVER, 44), (STUDY, 41)):
            entries = list(stores[0].chain(observer))
            assert (len(entries), list(breaks(entries))) == (length, [])

    def test_of_several_observers_raced(self, doors: Callable[[], Store]) -> None:
        """Plans that touch the same chains in any order never block each other."""
        stores = [doors() for _ in range(4)]
        nights = iter(range(4))

        def act(store: Store) -> bool:
            number = next(nights)
            order = ("z", "a") if number % 2 else ("a", "z")
            night = replace(NIGHT, id=f"2026-11-{number + 1:02}")
            plans = [
                replace(planned(f"{o}{number}x{n}", night=night.id, target=f"t{number}{n}{o}"), observer=o)
                for n in range(20) for o in order
            ]  # fmt: skip
            return store.plan_night(night, plans)

        assert race(act, stores) == [True] * 4
        assert [len(list(breaks(stores[0].chain(observer)))) for observer in ("a", "z", STUDY)] == [0, 0, 0]

    def test_of_a_failed_transaction(self, store: Store) -> None:
        """What is not remembered is not in the ledger either."""
        plan(store, planned("a"))
        [own] = claim(store)
        before = kinds(store)
        with pytest.raises(Exception, match="t0 is noted once"):
            store.sent(own, t0=after(1), witness="w", session=b"", later=later(5))
        assert kinds(store) == before


class TestStamps:
    def test_pending_then_there(self, store: Store) -> None:
        """A head is asked for once an authority; its token, once there, stays."""
        pending = Stamp(observer=OBSERVER, sequence=4, hash="a" * 64, authority="one", asked_at=START)
        other = replace(pending, authority="two")
        assert [store.ask_stamp(stamp) for stamp in (pending, pending, other)] == [True, False, True]
        there = replace(pending, stamped_at=after(1), token=b"\x00token")
        for stamp in (replace(pending, failure="no answer"), there, replace(pending, failure="later")):
            store.stamped(stamp)
        assert list(store.stamps(OBSERVER)) == [there, other]
        assert list(store.stamps("nobody")) == []


class TestRedactions:
    def test_once(self, store: Store) -> None:
        """A rule is added with the act that made it, once."""
        rule = Redaction(
            id="r1", scope="shop", kind="literal", text="小王", word="name", reason="staff", editor="Li", since=after(3)
        )
        act = replace(ACT, what="redacted", subject="r1")
        assert store.redact(rule, act)
        assert not store.redact(replace(rule, text="x"), replace(act, reason="x"))
        assert (list(store.redactions()), list(store.acts())) == ([rule], [act])


def test_all_exhibits(store: Store) -> None:
    """Everything kept, whosever it is, in one order."""
    first = Exhibit(sha256="0" * 64, media_type="image/png", role="sent", taken_at=after(9))
    for name, exhibit in (("b", first), ("a", replace(first, taken_at=after(10))), ("a", first)):
        store.keep(name, exhibit)
    assert list(store.all_exhibits()) == [("a", first), ("a", replace(first, taken_at=after(10))), ("b", first)]
