"""What a store tells machines that share it: which visits could be made now, one lease for each, one clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.store.interface import Claim, Due, Store
from tests.contract.plans import LEASE, NIGHT, after, claim, finish, later, plan, planned, race, sent


def due(store: Store, at: float = 0, *, observer: str = "observer-1", limit: int = 10) -> list[Due]:
    """What could be given to this observer now."""
    return list(store.due(observer=observer, now=after(at), limit=limit))


def one(
    store: Store, inquiry: str, at: float = 0, *, sending: bool = True, observer: str = "observer-1"
) -> Claim | None:
    """The lease of this inquiry's due visit, if there is one to be had."""
    return store.claim_one(inquiry, holder="w", observer=observer, now=after(at), lease=LEASE, sending=sending)


def test_due_names_the_first_sending_visit_of_each_target(store: Store) -> None:
    """Earliest first, at most one a target, and only this observer's."""
    plan(store, planned("a", target="t", due=2), planned("b", target="t", due=1), planned("c", due=3))
    assert [(d.inquiry_id, d.number) for d in due(store, 5)] == [("b", 0), ("c", 0)]
    assert [d.inquiry_id for d in due(store, 5, limit=1)] == ["b"]
    assert due(store, 5, observer="another") == []


def test_due_leaves_out_what_is_held(store: Store) -> None:
    """A target with a visit that sends, an inquiry that is being read: a claim gives neither."""
    own = sent(store)
    assert due(store, 400) == []
    finish(store, own)
    assert due(store, 400) == [Due(inquiry_id="a", number=1, due_at=after(300))]
    claim(store, 400, sending=False)
    assert due(store, 400) == []


def test_due_names_the_latest_of_overdue_readings(store: Store) -> None:
    """The one that a claim would give."""
    finish(store, sent(store))
    assert [d.number for d in due(store, 905)] == [2]
    [given] = claim(store, 905, sending=False)
    assert given.visit.number == 2


def test_many_first_contacts_hide_no_reading_visit(store: Store) -> None:
    """The limit is of each kind."""
    finish(store, sent(store))
    waiting = [planned(f"w{n}", night="2026-11-17", target=f"t{n}") for n in range(5)]
    assert store.plan_night(replace(NIGHT, id="2026-11-17"), waiting)
    assert [(d.inquiry_id, d.number) for d in due(store, 301, limit=2)] == [("w0", 0), ("w1", 0), ("a", 1)]


def test_claim_one_gives_what_was_named_and_once(store: Store) -> None:
    """The second asker gets nothing; nor does another observer, nor an unknown inquiry."""
    plan(store, planned("a"))
    assert one(store, "a", observer="another") is None
    assert one(store, "nobody") is None
    given = one(store, "a")
    assert given is not None
    assert (given.visit.number, given.visit.attempt, given.visit.observer) == (0, 1, "observer-1")
    assert one(store, "a") is None


def test_claim_one_keeps_one_sender_a_target(store: Store) -> None:
    """The other inquiry of a target waits until the first is no longer held."""
    plan(store, planned("a", target="t"), planned("b", target="t"))
    given = one(store, "b")
    assert given is not None
    assert one(store, "a") is None
    store.put_back(given)
    assert one(store, "a") is not None


def test_claim_one_sends_nothing_before_it_is_due_or_after_its_time(store: Store) -> None:
    """The bounds of ``claim`` hold."""
    plan(store, planned("a", due=10))
    assert one(store, "a", 9) is None
    assert one(store, "a", 10 + 31 * 60) is None


def test_claim_one_reads_the_latest_due(store: Store) -> None:
    """The earlier ones become missed, as with ``claim``."""
    finish(store, sent(store))
    given = one(store, "a", 905, sending=False)
    assert given is not None
    assert given.visit.number == 2
    assert [v.outcome for v in store.visits("a")] == ["done", "missed", "", ""]


def test_claim_one_is_given_to_one_of_several_at_once(doors: Callable[[], Store]) -> None:
    """However many machines follow the same hint."""
    stores = [doors() for _ in range(6)]
    plan(stores[0], planned("a"))
    assert sum(given is not None for given in race(lambda store: one(store, "a"), stores)) == 1


def test_two_planners_at_once_plan_a_night_once(doors: Callable[[], Store]) -> None:
    """Both make the same plan; one of them stores it."""
    stores = [doors() for _ in range(4)]
    inquiries = [planned(f"i{n}", target=f"t{n % 3}", due=n) for n in range(40)]
    assert sorted(race(lambda store: store.plan_night(NIGHT, inquiries), stores)) == [False, False, False, True]
    assert len(list(stores[0].inquiries())) == 40


def test_server_time_is_a_server_clock_or_none(store: Store) -> None:
    """PostgreSQL tells its own time; a file and a memory have none."""
    told = store.server_time()
    assert told is None or abs(told - datetime.now(UTC)) < timedelta(minutes=1)


def test_later_visits_are_due_by_observer(store: Store) -> None:
    """Reading visits belong to the observer that asked."""
    finish(store, sent(store, reading_at=(30,)))
    assert due(store, 31, observer="another") == []
    assert later(30)[0].due_at == due(store, 31)[0].due_at
