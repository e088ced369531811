"""Planning, claiming and visiting: one suite for memory, SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from monitor.errors import MonitorError
from monitor.store.interface import (
    AlreadyIntended,
    Claim,
    InquiryRecord,
    LeaseLost,
    Pause,
    Store,
    UnknownInquiry,
    VisitRecord,
)
from tests.contract.plans import (
    LEASE,
    NIGHT,
    START,
    after,
    claim,
    finish,
    later,
    message,
    plan,
    planned,
    race,
    sent,
)

Doors = Callable[[], Store]


def outcomes(store: Store, inquiry_id: str = "a") -> list[str]:
    return [visit.outcome for visit in store.visits(inquiry_id)]


class TestPlanNight:
    def test_keeps_every_field(self, store: Store) -> None:
        """What was planned is given back to the microsecond, in UTC."""
        inquiry = replace(planned("a"), in_published_hours=False)
        plan(store, inquiry)
        assert store.inquiry("a") == InquiryRecord(plan=inquiry)
        assert list(store.nights()) == [NIGHT]

    def test_replayed(self, store: Store) -> None:
        """A night that exists is left alone, whatever the second plan says."""
        plan(store, planned("a"))
        assert not store.plan_night(NIGHT, [planned("b")])
        assert [i.plan.id for i in store.inquiries()] == ["a"]

    def test_with_an_inquiry_that_exists(self, store: Store) -> None:
        """A plan that repeats an inquiry id is refused whole."""
        plan(store, planned("a"))
        other = replace(NIGHT, id="2026-11-17")
        with pytest.raises(MonitorError, match="exists already"):
            store.plan_night(other, [planned("b", night=other.id), planned("a", night=other.id)])
        assert list(store.nights()) == [NIGHT]
        assert store.inquiry("b") is None

    def test_with_another_nights_inquiry(self, store: Store) -> None:
        """An inquiry of another night is no part of this one."""
        with pytest.raises(MonitorError, match="another night"):
            store.plan_night(NIGHT, [planned("a", night="2026-11-17")])

    def test_raced(self, doors: Doors) -> None:
        """Of many planners of one night exactly one succeeds."""
        stores = [doors() for _ in range(4)]
        planned_it = race(lambda store: store.plan_night(NIGHT, [planned("a"), planned("b")]), stores)
        assert sorted(planned_it) == [False, False, False, True]

    def test_in_another_zone(self, store: Store) -> None:
        """A moment given in another zone is the same moment in UTC; one without a zone is refused."""
        shanghai = START.astimezone(timezone(timedelta(hours=8)))
        plan(store, replace(planned("a"), due_at=shanghai))
        record = store.inquiry("a")
        assert record is not None
        assert (record.plan.due_at, record.plan.due_at.tzname()) == (START, "UTC")
        with pytest.raises(ValueError, match="time zone"):
            store.sweep(now=datetime(2026, 11, 16))  # noqa: DTZ001


class TestClaimSending:
    def test_gives_what_is_due_earliest_first(self, store: Store) -> None:
        """Due visits come by due time, then by id; what is not due stays."""
        plan(store, planned("c", due=5), planned("b", due=0), planned("a", due=5), planned("d", due=50))
        assert [c.inquiry.plan.id for c in claim(store, 10)] == ["b", "a", "c"]

    def test_gives_at_most_the_limit(self, store: Store) -> None:
        """The earliest are given, the others wait for the next call."""
        plan(store, planned("a", due=2), planned("b", due=1), planned("c", due=0))
        assert [c.inquiry.plan.id for c in claim(store, 10, limit=2)] == ["c", "b"]
        assert [c.inquiry.plan.id for c in claim(store, 10, limit=2)] == ["a"]
        assert claim(store, 10, limit=0) == []

    def test_says_who_holds_it(self, store: Store) -> None:
        """The claim carries holder, attempt, observer, lease and the inquiry as planned."""
        plan(store, planned("a"))
        [own] = claim(store, 3, holder="w1")
        assert (own.holder, own.sends, own.session, list(own.messages)) == ("w1", True, None, [])
        assert own.visit.attempt == 1
        assert (own.visit.observer, own.visit.lease_until) == ("observer-1", after(3) + LEASE)
        assert [own.visit] == list(store.visits("a"))

    def test_one_sender_a_target(self, store: Store) -> None:
        """While a target's sending visit is held no other is given, and never two at once."""
        plan(store, planned("a", target="shop-mail"), planned("b", target="shop-mail", due=1), planned("c"))
        first = claim(store, 10)
        assert [c.inquiry.plan.id for c in first] == ["a", "c"]
        assert claim(store, 10) == []
        store.end("a", ending="void", reason="not_sent", at=after(11), claim=first[0])
        assert [c.inquiry.plan.id for c in claim(store, 12)] == ["b"]

    def test_expired_but_unsettled_sender(self, store: Store) -> None:
        """A lease that ran out keeps its target until a sweep has settled it."""
        plan(store, planned("a", target="shop-mail"), planned("b", target="shop-mail", due=1))
        claim(store, 10)
        assert claim(store, 100) == []
        store.sweep(now=after(100))
        assert [c.inquiry.plan.id for c in claim(store, 100)] == ["a"]

    def test_paused_platform(self, store: Store) -> None:
        """Nothing is asked of a paused platform, from the pause's first moment to its last."""
        plan(store, planned("a", platform="shop"))
        store.pause(Pause(platform="shop", since=after(10), until=after(20), reason="asked to"))
        assert claim(store, 10) == []
        assert claim(store, 19.999999) == []
        assert [c.inquiry.plan.id for c in claim(store, 20)] == ["a"]

    def test_too_late(self, store: Store) -> None:
        """The last moment to begin is the planned one; after it nothing is sent."""
        plan(store, planned("a"))
        [own] = claim(store, 1800)
        store.put_back(own)
        assert claim(store, 1800.000001) == []

    def test_intended(self, store: Store) -> None:
        """Where an intent exists, nobody is sent again."""
        plan(store, planned("a"))
        [own] = claim(store)
        store.intend(own, at=after(1))
        store.put_back(own)
        assert claim(store, 2) == []


class TestClaimReading:
    def test_gives_session_and_messages(self, store: Store) -> None:
        """A reading visit comes with the newest session and all messages so far."""
        own = sent(store)
        store.note(own, messages=[message(1), message(0)], session=b"newer")
        finish(store, own)
        [reading] = claim(store, 300, sending=False)
        assert (reading.sends, reading.visit.checkpoint, reading.session) == (False, 0, b"newer")
        assert [m.ordinal for m in reading.messages] == [0, 1]
        assert reading.inquiry.t0 == after(1)

    def test_waits_for_the_visit_under_way(self, store: Store) -> None:
        """No second visit of an inquiry while one is held."""
        own = sent(store)
        assert claim(store, 300, sending=False) == []
        finish(store, own, at=20)
        assert len(claim(store, 301, sending=False)) == 1
        assert claim(store, 301, sending=False) == []

    def test_is_fulfilled_by_a_look_that_covers_it(self, store: Store) -> None:
        """A live phase that lasts over a visit's due moment makes that visit unnecessary."""
        finish(store, sent(store), at=301)
        assert claim(store, 302, sending=False) == []
        covered = next(v for v in store.visits("a") if v.number == 1)
        assert (covered.outcome, covered.looked_until) == ("done", after(301))

    def test_belongs_to_the_observer_it_was_planned_for(self, store: Store) -> None:
        """Another observer is given nothing: the conversation lives on the machine that asked."""
        finish(store, sent(store))
        other = {"holder": "h2", "observer": "observer-2", "now": after(300), "lease": LEASE, "limit": 9}
        assert list(store.claim(**other, sending=False)) == []  # type: ignore[arg-type]
        assert list(store.claim(**other, sending=True)) == []  # type: ignore[arg-type]

    def test_gives_only_the_latest_overdue(self, store: Store) -> None:
        """Earlier overdue visits become missed."""
        finish(store, sent(store))
        [reading] = claim(store, 900, sending=False)
        assert reading.visit.number == 2
        assert outcomes(store) == ["done", "missed", "", ""]

    def test_too_late_for_its_checkpoint(self, store: Store) -> None:
        """Past its latest start a visit is missed, except the last, which closes the inquiry."""
        finish(store, sent(store))
        assert claim(store, 310.5, sending=False) == []
        assert outcomes(store) == ["done", "missed", "", ""]
        [last] = claim(store, 90000, sending=False)
        assert last.visit.checkpoint == 2
        assert outcomes(store) == ["done", "missed", "missed", ""]

    def test_misses_cost_no_place(self, store: Store) -> None:
        """Inquiries whose visits are all missed do not use up the limit."""
        plan(store, planned("a"), planned("b", due=1), planned("c", due=2))
        for own in claim(store, 2):
            store.intend(own, at=after(2))
            reading_at = (600,) if own.inquiry.plan.id == "c" else (300, 3600)
            store.sent(own, t0=after(3), witness="frame", session=b"s", later=later(*reading_at))
            finish(store, own)
        assert [c.inquiry.plan.id for c in claim(store, 700, sending=False, limit=1)] == ["c"]

    def test_goes_on_while_paused(self, store: Store) -> None:
        """Reading asks nothing of anybody, so a pause does not stop it."""
        finish(store, sent(store))
        store.pause(Pause(platform="a", since=START, until=None, reason="stop"))
        assert len(claim(store, 300, sending=False)) == 1


class TestSending:
    def test_writes_t0_and_the_visits_to_come(self, store: Store) -> None:
        """After t0 the reading visits stand, numbered by due time."""
        sent(store, reading_at=(900, 300))
        record = store.inquiry("a")
        assert record is not None
        assert (record.intended_at, record.t0, record.witness) == (after(0.5), after(1), "bubble")
        assert [(v.number, v.checkpoint, v.due_at) for v in store.visits("a")[1:]] == [
            (1, 1, after(300)),
            (2, 0, after(900)),
        ]

    def test_intends_once(self, store: Store) -> None:
        """A second intent is refused, even to the same holder."""
        plan(store, planned("a"))
        [own] = claim(store)
        store.intend(own, at=after(1))
        with pytest.raises(AlreadyIntended):
            store.intend(own, at=after(2))

    def test_intents_raced(self, doors: Doors) -> None:
        """Of many intents at the same moment exactly one is written."""
        stores = [doors() for _ in range(4)]
        plan(stores[0], planned("a"))
        [own] = claim(stores[0])

        def intend(store: Store) -> str:
            try:
                store.intend(own, at=after(1))
            except AlreadyIntended:
                return "refused"
            return "written"

        assert Counter(race(intend, stores * 2)) == {"written": 1, "refused": 7}

    def test_without_intent(self, store: Store) -> None:
        """Nothing is sent that was not intended, and t0 is noted once."""
        plan(store, planned("a"))
        [own] = claim(store)
        with pytest.raises(MonitorError, match="intent"):
            store.sent(own, t0=after(1), witness="bubble", session=b"", later=[])
        store.intend(own, at=after(2))
        store.sent(own, t0=after(3), witness="bubble", session=b"", later=[])
        with pytest.raises(MonitorError, match="once"):
            store.sent(own, t0=after(4), witness="bubble", session=b"", later=[])

    def test_two_claimers(self, doors: Doors) -> None:
        """Racing claimers share the work: every visit is given, none twice, never two of a target at once."""
        stores = [doors() for _ in range(4)]
        inquiries = [planned(f"i{n:02}", target=f"t{n % 20}-mail", due=n / 100) for n in range(40)]
        plan(stores[0], *inquiries)

        def take(store: Store) -> list[Claim]:
            mine: list[Claim] = []
            while got := claim(store, 10, limit=3, holder=threading.current_thread().name):
                mine += got
            return mine

        given = [own for mine in race(take, stores) for own in mine]
        assert len(given) == len({own.inquiry.plan.id for own in given}) == 20
        assert len({own.inquiry.plan.target for own in given}) == 20


class TestVisit:
    def test_known_messages(self, store: Store) -> None:
        """A message known by its ordinal is left alone; the same text twice is two messages."""
        own = sent(store)
        store.note(own, messages=[message(0, "first"), message(1, "first")], session=None)
        store.note(own, messages=[message(0, "changed"), message(2, "first"), message(2, "twice")], session=None)
        assert [(m.ordinal, m.text) for _, m in store.messages("a")] == [(0, "first"), (1, "first"), (2, "first")]

    def test_keeps_every_field_of_a_message(self, store: Store) -> None:
        """Messages come back as they were noted, marks and missing times included."""
        own = sent(store)
        told = replace(message(0, at=2.5, joined="1"), claimed_at=after(2), before_t0=True)
        store.note(own, messages=[told], session=None)
        assert list(store.messages()) == [("a", told)]

    def test_hostile_text(self, store: Store) -> None:
        """What no database takes is kept as U+FFFD, everything else as it is."""
        own = sent(store)
        store.note(own, messages=[message(0, "a\x00b\ud800c 😀 '; --", subject="\x00")], session=None)
        [(_, kept)] = store.messages("a")
        assert (kept.text, kept.marks) == ("a\ufffdb\ufffdc 😀 '; --", {"subject": "\ufffd"})

    def test_session(self, store: Store) -> None:
        """The newest session replaces the older, none leaves it; bytes stay bytes."""
        own = sent(store)
        store.note(own, messages=[], session=bytes(range(256)))
        store.note(own, messages=[], session=None)
        finish(store, own)
        assert claim(store, 300, sending=False)[0].session == bytes(range(256))

    def test_platform_ended(self, store: Store) -> None:
        """The first time at which the platform ended it stays."""
        own = sent(store)
        for at in (7, None, 9):
            store.note(own, messages=[], session=None, platform_ended_at=None if at is None else after(at))
        record = store.inquiry("a")
        assert record is not None
        assert record.platform_ended_at == after(7)

    def test_finish(self, store: Store) -> None:
        """A finished visit keeps its look and gives its lease back; it is finished once."""
        own = sent(store)
        store.start(own, at=after(0.2))
        finish(store, own, at=20)
        expected = VisitRecord(
            inquiry_id="a", number=0, checkpoint=None, due_at=START, latest_start=after(1800), attempt=1,
            observer="observer-1", started_at=after(0.2), ended_at=after(20), looked_since=after(1),
            looked_until=after(20), outcome="done",
        )  # fmt: skip
        assert store.visits("a")[0] == expected
        with pytest.raises(LeaseLost):
            finish(store, own)

    def test_put_back(self, store: Store) -> None:
        """A visit given back is due again at once, under a new attempt."""
        plan(store, planned("a"))
        [own] = claim(store)
        store.start(own, at=after(1))
        store.put_back(own, note="stopped")
        [again] = claim(store, 2)
        assert (again.visit.attempt, again.visit.note, again.visit.started_at) == (2, "stopped", None)

    def test_end(self, store: Store) -> None:
        """An ending is given once; waiting visits and the session go."""
        own = sent(store)
        assert store.end("a", ending="barred", reason="captcha", at=after(9), claim=own, forgets_visitor=True)
        assert not store.end("a", ending="void", reason="not_sent", at=after(10))
        record = store.inquiry("a")
        assert record is not None
        assert (record.ending, record.reason, record.ended_at) == ("barred", "captcha", after(9))
        assert record.forgets_visitor
        assert outcomes(store) == ["void"] * 4
        assert claim(store, 90000, sending=False) == []
        assert store.next_due() is None

    def test_of_no_inquiry(self, store: Store) -> None:
        """Only what was planned can end or get a finding."""
        with pytest.raises(UnknownInquiry):
            store.end("nobody", ending="closed", reason="", at=START)

    def test_words_that_are_none(self, store: Store) -> None:
        """Endings and outcomes are closed lists."""
        own = sent(store)
        with pytest.raises(ValueError, match="not 'silent'"):
            store.end("a", ending="silent", reason="", at=START)
        with pytest.raises(ValueError, match="not ''"):
            finish(store, own, outcome="")
