"""What a sweep settles, case by case, and the status that shows it."""

from __future__ import annotations

import pytest

from monitor.store.interface import Claim, Counts, Pause, Store
from tests.contract.plans import START, after, claim, finish, later, message, plan, planned, sent


def _leased(store: Store) -> None:
    plan(store, planned("a"))
    claim(store)


def _intended(store: Store) -> Claim:
    plan(store, planned("a"))
    [own] = claim(store)
    store.intend(own, at=after(1))
    return own


def _put_back_in_doubt(store: Store) -> None:
    store.put_back(_intended(store))


def _reading(store: Store) -> None:
    finish(store, sent(store))
    claim(store, 300, sending=False)


def _last_reading(store: Store) -> None:
    _all_read_but_last(store)
    claim(store, 300, sending=False)


def _all_read_but_last(store: Store) -> None:
    finish(store, sent(store, reading_at=(300,)))


CASES = {
    # name: (what happened before, when the sweep comes, what it says, outcomes of the visits, ending and reason)
    "never begun, in time": (lambda s: plan(s, planned("a")), 1800, [], [""], ("open", "")),
    "never begun": (lambda s: plan(s, planned("a")), 1801, ["void(not_sent)"], ["void"], ("void", "not_sent")),
    "leased still": (_leased, 59, [], [""], ("open", "")),
    "lease ran out": (_leased, 60, ["due again"], [""], ("open", "")),
    "lease ran out, too late": (_leased, 1801, ["void(not_sent)"], ["void"], ("void", "not_sent")),
    "intended, lease still": (_intended, 59, [], [""], ("open", "")),
    "intended, lease ran out": (_intended, 60, ["void(send_uncertain)"], ["void"], ("void", "send_uncertain")),
    "intended, put back": (_put_back_in_doubt, 2, ["void(send_uncertain)"], ["void"], ("void", "send_uncertain")),
    "sent, lease still": (sent, 59, [], ["", "", "", ""], ("open", "")),
    "sent, lease ran out": (sent, 60, ["failed"], ["failed", "", "", ""], ("open", "")),
    "read, lease still": (_reading, 301, [], ["done", "", "", ""], ("open", "")),
    "read, lease ran out": (_reading, 360, ["missed"], ["done", "missed", "", ""], ("open", "")),
    "last read, lease ran out": (_last_reading, 360, ["due again"], ["done", ""], ("open", "")),
    "reading missed": (_all_read_but_last, 311, [], ["done", ""], ("open", "")),
    "all missed": (
        lambda s: finish(s, sent(s)), 90000, ["missed", "missed"], ["done", "missed", "missed", ""], ("open", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_sweep(store: Store, case: str) -> None:
    """One line of the table; a second sweep at the same moment finds nothing more to do."""
    before, at, happened, outcomes, ending = CASES[case]
    before(store)
    assert list(store.sweep(now=after(at))) == [("a", what) for what in happened]
    assert [visit.outcome for visit in store.visits("a")] == outcomes
    assert all(visit.lease_until is None or visit.lease_until > after(at) for visit in store.visits("a"))
    record = store.inquiry("a")
    assert record is not None
    assert (record.ending, record.reason) == ending
    assert list(store.sweep(now=after(at))) == []


def test_sweep_of_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any number is settled by one call, earliest due first, however many transactions that takes."""
    monkeypatch.setattr("monitor.store.sweeping.AT_ONCE", 10)
    ids = [f"i{number:03}" for number in range(25)]
    plan(store, *(planned(id_, due=index / 1000) for index, id_ in enumerate(ids)))
    assert list(store.sweep(now=after(86400))) == [(id_, "void(not_sent)") for id_ in ids]


def test_sweep_while_paused(store: Store) -> None:
    """What was never begun because its platform is paused says so."""
    plan(store, planned("a", platform="shop"), planned("b", platform="other"))
    store.pause(Pause(platform="shop", since=START, until=None, reason="asked to"))
    store.sweep(now=after(86400))
    assert [visit.note for visit in store.visits()] == ["paused", ""]


def test_failed_live_phase(store: Store) -> None:
    """After a crash in the live phase the reading visits go on with the stored session."""
    sent(store)
    store.sweep(now=after(60))
    [reading] = claim(store, 300, sending=False)
    assert (reading.visit.number, reading.session) == (1, b"first")


def test_checkpoint_that_passes_while_it_is_watched(store: Store) -> None:
    """Nothing is missed while a look goes on that may cover it, however often is swept; it does cover it."""
    own = sent(store, reading_at=(60, 300, 3600))
    for seconds in range(30, 300, 30):
        store.renew(own, until=after(seconds + 60))
        assert list(store.sweep(now=after(seconds))) == []
    finish(store, own, at=301)
    assert [visit.outcome for visit in store.visits("a")] == ["done", "done", "done", ""]


def test_checkpoint_that_passed_when_the_watch_was_lost(store: Store) -> None:
    """Once nobody watches any more it is missed like any other."""
    store.renew(sent(store, reading_at=(60, 300, 3600)), until=after(120))
    assert list(store.sweep(now=after(119))) == []
    assert list(store.sweep(now=after(120))) == [("a", "failed"), ("a", "missed")]


def test_again_after_a_crash(store: Store) -> None:
    """A reading visit whose worker died is made again, by whoever comes."""
    _last_reading(store)
    store.sweep(now=after(360))
    [again] = claim(store, 360, sending=False, holder="another")
    assert (again.holder, again.visit.number, again.visit.attempt) == ("another", 1, 2)


class TestStatus:
    def test_counts(self, store: Store) -> None:
        """Endings, and visits waiting, overdue and leased."""
        plan(store, planned("a"), planned("b"), planned("c", due=9000), planned("d"))
        claims = {own.inquiry.plan.id: own for own in claim(store)}
        store.put_back(claims["b"])
        store.end("d", ending="shut", reason="offline", at=after(1), claim=claims["d"])
        assert store.counts(now=after(3600)) == Counts(
            by_ending={"open": 3, "shut": 1}, waiting_visits=2, overdue_visits=1, leased_visits=1
        )

    def test_counts_of_nothing(self, store: Store) -> None:
        """An empty study has no endings."""
        assert store.counts(now=START) == Counts()

    def test_next_due(self, store: Store) -> None:
        """The earliest visit that waits; held ones do not count."""
        assert store.next_due() is None
        plan(store, planned("a", due=5), planned("b", due=9))
        assert store.next_due() == after(5)
        [own] = claim(store, 5)
        assert store.next_due() == after(9)
        store.intend(own, at=after(6))
        store.sent(own, t0=after(6), witness="smtp", session=b"", later=later(7))
        assert store.next_due() == after(7)

    def test_next_due_after_a_moment(self, store: Store) -> None:
        """What is due already, but held back, does not hide what becomes due next."""
        plan(store, planned("a", due=5), planned("b", due=9))
        assert store.next_due(after=after(4)) == after(5)
        assert store.next_due(after=after(5)) == after(9)
        assert store.next_due(after=after(9)) is None


class TestLeftOpen:
    def test_killed_between_the_last_visit_and_the_ending(self, store: Store) -> None:
        """An inquiry whose visits are all made is closed: nobody would ever come back to it."""
        finish(store, sent(store, reading_at=(300,)))
        [last] = claim(store, 300, sending=False)
        assert list(store.sweep(now=after(305))) == []
        finish(store, last, at=310)
        assert list(store.sweep(now=after(320))) == [("a", "closed")]
        record = store.inquiry("a")
        assert record is not None
        assert (record.ending, record.ended_at) == ("closed", after(320))
        assert list(store.sweep(now=after(330))) == []
        assert not store.end("a", ending="closed", reason="", at=after(340), claim=last)

    @pytest.mark.parametrize(("status", "what"), [("5.2.2", "shut(mailbox_full)"), ("5.1.1", "barred(undeliverable)")])
    def test_a_bounce_still_tells_of_the_door(self, store: Store, status: str, what: str) -> None:
        """A door that was closed does not become silence because a worker died."""
        finish(store, sent(store, reading_at=(300,)))
        [last] = claim(store, 300, sending=False)
        bounce = message(0, "failure notice", bounce=status)
        store.note(last, messages=[bounce], session=None)
        finish(store, last, at=310)
        assert list(store.sweep(now=after(320))) == [("a", what)]
        record = store.inquiry("a")
        assert record is not None
        assert f"{record.ending}({record.reason})" == what

    @pytest.mark.parametrize(("intends", "reason"), [(True, "send_uncertain"), (False, "not_sent")])
    def test_its_sending_visit_is_over_and_nothing_was_sent(self, store: Store, intends: bool, reason: str) -> None:
        """Nobody would ever come back to it: what may have left is in doubt, what cannot have left was not sent."""
        plan(store, planned("a"))
        [asking] = claim(store)
        store.start(asking, at=after(0))
        if intends:
            store.intend(asking, at=after(1))
        finish(store, asking, at=2)
        assert list(store.sweep(now=after(10))) == [("a", f"void({reason})")]
        record = store.inquiry("a")
        assert record is not None
        assert (record.ending, record.reason, record.ended_at) == ("void", reason, after(10))
        assert list(store.sweep(now=after(20))) == []

    def test_visits_to_come_keep_it_open(self, store: Store) -> None:
        """Also one that waits."""
        finish(store, sent(store, reading_at=(300, 900)))
        assert list(store.sweep(now=after(30))) == []
        record = store.inquiry("a")
        assert record is not None
        assert record.ending == "open"
