"""Decisions, evidence, opinions and what is read back: one suite for memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.publishing.dossier import Dossier, Waived
from monitor.store.interface import (
    Approval,
    ControlResult,
    Pause,
    PenEntry,
    Store,
    StoredLabel,
    UnknownInquiry,
    Verdict,
)
from probes.interface import Exhibit
from tests.contract.plans import NIGHT, START, after, claim, finish, message, plan, planned, race, sent

WEEK = NIGHT.week


class TestVerdict:
    def test_begin_test(self, store: Store) -> None:
        """One inquiry a target and week tests; asked again it still does."""
        assert store.verdict("shop-webchat", WEEK) is None
        assert store.begin_test("shop-webchat", WEEK, "a")
        assert not store.begin_test("shop-webchat", WEEK, "b")
        assert store.begin_test("shop-webchat", WEEK, "a")
        assert store.begin_test("shop-webchat", "2026-W48", "b")
        assert store.verdict("shop-webchat", WEEK) == Verdict(
            target="shop-webchat", week=WEEK, state="testing", inquiry_id="a"
        )

    def test_begin_test_raced(self, doors: Callable[[], Store]) -> None:
        """Of many that begin at once exactly one tests."""
        stores = [doors() for _ in range(4)]
        ids = iter("abcd")
        began = race(lambda store: store.begin_test("shop-webchat", WEEK, next(ids)), stores)
        assert sorted(began) == [False, False, False, True]

    def test_decide(self, store: Store) -> None:
        """The verdict takes the test's place, and a later one takes the verdict's."""
        store.begin_test("shop-webchat", WEEK, "a")
        verdict = Verdict(target="shop-webchat", week=WEEK, state="persistent", inquiry_id="a", decided_at=after(9))
        store.decide(verdict)
        assert store.verdict("shop-webchat", WEEK) == verdict
        assert not store.begin_test("shop-webchat", WEEK, "b")
        held = replace(verdict, state="held_live", inquiry_id="b", decided_at=after(10))
        store.decide(held)
        assert store.verdict("shop-webchat", WEEK) == held


class TestControls:
    def test_appended(self, store: Store) -> None:
        """Every result is kept, in order of nights and time; the same one once."""
        first = ControlResult(
            night=NIGHT.id,
            observer="o1",
            channel="mail",
            passed=False,
            at=after(1),
            detail="no answer",
            network_path=True,
        )
        second, other = replace(first, passed=True, at=after(2)), replace(first, night="2026-11-15")
        for result in (second, first, other, first):
            store.note_control(result)
        assert list(store.controls()) == [other, first, second]
        assert list(store.controls(NIGHT.id)) == [first, second]


class TestPause:
    def test_until_resumed(self, store: Store) -> None:
        """A pause holds from its first moment until the platform is resumed."""
        pause = Pause(platform="shop", since=after(10), until=None, reason="opt-out", kind="opt_out")
        store.pause(pause)
        assert list(store.pauses(at=after(9))) == []
        assert list(store.pauses(at=after(10))) == [pause]
        assert store.resume("shop", at=after(20))
        assert list(store.pauses(at=after(19))) == [replace(pause, until=after(20))]
        assert list(store.pauses(at=after(20))) == []

    def test_resume_of_nothing(self, store: Store) -> None:
        """Resuming says whether anything was paused."""
        store.pause(Pause(platform="shop", since=after(10), until=after(20), reason="x"))
        assert not store.resume("shop", at=after(20))
        assert not store.resume("other", at=after(15))

    def test_resume_of_one_to_come(self, store: Store) -> None:
        """A pause that was to begin later never does."""
        store.pause(Pause(platform="shop", since=after(10), until=None, reason="x"))
        assert store.resume("shop", at=after(5))
        assert list(store.pauses(at=after(10))) == []


class TestApprovals:
    def test_each_name_once(self, store: Store) -> None:
        """Two names are two approvals; the same name again changes nothing."""
        first = Approval(text_hash="f" * 64, target="t", question="q", approved_by="Li", approved_at=after(1))
        second = replace(first, approved_by="王", approved_at=after(2))
        for approval in (second, first, replace(first, approved_at=after(3))):
            store.approve(approval)
        assert list(store.approvals()) == [first, second]


class TestExhibits:
    def test_kept_in_order(self, store: Store) -> None:
        """Every look is kept; the same exhibit of the same moment once; no planned inquiry is needed."""
        late = Exhibit(sha256="a" * 64, media_type="image/png", role="screenshot", taken_at=after(9))
        early = replace(late, taken_at=after(3))
        for exhibit in (late, early, late, replace(late, role="page")):
            store.keep("control1", exhibit)
        assert list(store.exhibits("control1")) == [early, replace(late, role="page"), late]
        assert list(store.exhibits("nobody")) == []


class TestLabels:
    def label(self, ordinal: int, version: str, body: str, inquiry_id: str = "a") -> StoredLabel:
        return StoredLabel(inquiry_id=inquiry_id, ordinal=ordinal, rules_version=version, body=body)

    def test_appended_never_overwritten(self, store: Store) -> None:
        """A label stays as it is; other rules add another."""
        plan(store, planned("a"))
        first, changed, newer = self.label(0, "1", "old"), self.label(0, "1", "new"), self.label(0, "2", "new")
        store.add_labels([first, self.label(1, "1", "x")])
        store.add_labels([changed, newer])
        assert list(store.labels()) == [first, newer, self.label(1, "1", "x")]
        assert list(store.labels(rules_version="2")) == [newer]
        store.add_labels([])

    def test_of_no_inquiry(self, store: Store) -> None:
        """A label of an unknown inquiry is refused with all that came with it."""
        plan(store, planned("a"))
        with pytest.raises(UnknownInquiry):
            store.add_labels([self.label(0, "1", "x"), self.label(0, "1", "x", "nobody")])
        assert list(store.labels()) == []


class TestPen:
    def test_updated_by_key(self, store: Store) -> None:
        """An entry is released in place; all entries stay to be read."""
        waiting = PenEntry(
            key="desk/1/7", platform="shop", arrived_at=after(5), released_at=None, score=0.25, summary="Re: 退款"
        )
        earlier = replace(waiting, key="desk/1/6", arrived_at=after(4))
        store.pen(waiting)
        store.pen(earlier)
        store.pen(replace(waiting, released_at=after(9)))
        assert list(store.penned()) == [earlier, replace(waiting, released_at=after(9))]


class TestTold:
    def test_once(self, store: Store) -> None:
        """A notice is told once."""
        assert store.told("night-failed 2026-11-16", at=after(1))
        assert not store.told("night-failed 2026-11-16", at=after(2))
        assert store.told("night-failed 2026-11-17", at=after(2))

    def test_raced(self, doors: Callable[[], Store]) -> None:
        """Of many at once exactly one tells."""
        stores = [doors() for _ in range(4)]
        assert sorted(race(lambda store: store.told("stopped", at=START), stores)) == [False, False, False, True]


class TestPersonaMail:
    def test_numbered_by_the_store(self, store: Store) -> None:
        """Answers by another channel are numbered from 100000, each exhibit once, also after the ending."""
        own = sent(store)
        store.note(own, messages=[message(0)], session=None)
        store.seen_persona_mail("a", [message(0, "one", exhibit="e1"), message(0, "two", exhibit="e2")])
        store.end("a", ending="closed", reason="", at=after(50))
        store.seen_persona_mail("a", [message(5, "two", exhibit="e2"), message(0, "one", exhibit="e3")])
        found = [(m.ordinal, m.marks.get("exhibit")) for _, m in store.messages("a")]
        assert found == [(0, None), (100000, "e1"), (100001, "e2"), (100002, "e3")]

    def test_without_exhibit(self, store: Store) -> None:
        """Without an exhibit the same moment and words are the same answer."""
        plan(store, planned("a"))
        for text in ("hello", "hello", "other"):
            store.seen_persona_mail("a", [message(0, text)])
        assert [m.text for _, m in store.messages("a")] == ["hello", "other"]

    def test_raced(self, doors: Callable[[], Store]) -> None:
        """Two readers of one mailbox add each answer once."""
        stores = [doors() for _ in range(4)]
        plan(stores[0], planned("a"))
        answers = [message(0, str(number), exhibit=f"e{number}") for number in range(5)]
        race(lambda store: store.seen_persona_mail("a", answers), stores)
        assert [m.ordinal for _, m in stores[0].messages("a")] == list(range(100000, 100005))

    def test_of_no_inquiry(self, store: Store) -> None:
        """An answer belongs to an inquiry."""
        with pytest.raises(UnknownInquiry):
            store.seen_persona_mail("nobody", [message(0)])

    def test_visit_under_way(self, store: Store) -> None:
        """A claim carries them after the conversation's own messages."""
        own = sent(store)
        store.seen_persona_mail("a", [message(0, exhibit="e1")])
        store.note(own, messages=[message(0)], session=None)
        finish(store, own)
        [reading] = claim(store, 300, sending=False)
        assert [m.ordinal for m in reading.messages] == [0, 100000]


class TestReading:
    def test_inquiries(self, store: Store) -> None:
        """Inquiries come by due time, then id; a reader may stop early."""
        plan(store, planned("c"), planned("b", due=9), planned("a", due=9))
        store.end("b", ending="void", reason="we_idled", at=after(1))
        assert [i.plan.id for i in store.inquiries()] == ["c", "a", "b"]
        assert [i.plan.id for i in store.inquiries(ending="open", night=NIGHT.id)] == ["c", "a"]
        assert list(store.inquiries(night="2026-11-17")) == []
        assert any(store.inquiries(ending="void"))
        assert store.inquiry("nobody") is None

    def test_messages(self, store: Store) -> None:
        """Messages come by inquiry and ordinal, and a reader may write while it reads."""
        plan(store, planned("b"), planned("a"))
        for own in claim(store):
            store.note(own, messages=[message(1), message(0)], session=None)
        read = []
        for inquiry_id, found in store.messages():
            store.remember("last", inquiry_id)
            read.append((inquiry_id, found.ordinal))
        assert read == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
        assert list(store.messages("nobody")) == []

    def test_order_of_letters(self, store: Store) -> None:
        """Ids are ordered by code point on every machine."""
        plan(store, *(planned(id_) for id_ in ("b", "B", "a", "A", "é", "_")))
        assert [visit.inquiry_id for visit in store.visits()] == ["A", "B", "_", "a", "b", "é"]

    def test_remembers(self, store: Store) -> None:
        """The last value stays."""
        assert store.recall("mail/desk") is None
        store.remember("mail/desk", "7")
        store.remember("mail/desk", "9")
        assert store.recall("mail/desk") == "9"

    def test_remembers_first(self, store: Store) -> None:
        """The first value stays, and who came later is told."""
        assert store.remember_first("event/1", "a")
        assert not store.remember_first("event/1", "b")
        assert store.recall("event/1") == "a"

    def test_remembers_first_raced(self, doors: Callable[[], Store]) -> None:
        """Of many in the same instant exactly one is remembered."""
        stores = [doors() for _ in range(4)]
        names = iter("abcd")
        assert sorted(race(lambda store: store.remember_first("event/1", next(names)), stores)) == [False] * 3 + [True]

    def test_events_of_one_week_noted_at_once(self, doors: Callable[[], Store]) -> None:
        """What two processes note of one week in the same instant stays, both of it."""
        stores = [doors() for _ in range(4)]
        names = iter("abcd")

        def note(store: Store) -> None:
            dossier, name = Dossier(store, WEEK), next(names)
            for _ in range(5):
                dossier.note(Waived(at=START, platform=name, reason="r", by="b"))

        race(note, stores)
        noted = [event.platform for event in Dossier(stores[0], WEEK).events() if isinstance(event, Waived)]
        assert sorted(noted) == sorted("abcd" * 5)
