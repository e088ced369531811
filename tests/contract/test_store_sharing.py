"""What a store tells machines that share it: which visits could be made now, one lease for each, one clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.store.interface import Claim, Due, LeaseLost, Store
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


def these(store: Store, *inquiries: str, at: float = 0, observer: str = "observer-1") -> list[tuple[str, int]]:
    """Whose reading visits were leased together, and which."""
    given = store.claim_these(inquiries, holder="w", observer=observer, now=after(at), lease=LEASE)
    return [(own.visit.inquiry_id, own.visit.number) for own in given]


def asked(store: Store, *inquiries: str, waiting: str = "") -> None:
    """Inquiries that were sent, each to be read at 300, 900 and 3600; and one not sent yet."""
    plan(store, *(planned(inquiry) for inquiry in (*inquiries, *filter(None, [waiting]))))
    for own in claim(store, limit=len(inquiries)):
        store.intend(own, at=after(0.5))
        store.sent(own, t0=after(1), witness="", session=b"first", later=later(300, 900, 3600))
        finish(store, own)


def test_claim_these_gives_what_claim_one_would_give_of_each(store: Store) -> None:
    """The latest due of each, missed ones settled; nothing of another observer's, of strangers', or twice."""
    asked(store, "a", "b", "c", waiting="d")
    held = one(store, "b", 301, sending=False)
    assert held is not None
    assert these(store, "a", "b", at=301, observer="another") == []
    assert these(store, at=905) == []
    assert these(store, "c", "a", "a", "b", "d", "nobody", at=905) == [("a", 2), ("c", 2)]
    assert these(store, "a", "c", at=905) == []
    assert [v.outcome for v in store.visits("a")] == ["done", "missed", "", ""]
    assert [v.attempt for v in store.visits("a")] == [1, 0, 1, 0]
    assert [v.lease_until for v in store.visits("b")] == [None, after(301) + LEASE, None, None]


def test_claims_of_several_each_hold_their_own(store: Store) -> None:
    """What is leased together is noted and finished one by one; one that is lost loses none of the others."""
    asked(store, "a", "b")
    first, other = store.claim_these(["a", "b"], holder="w", observer="observer-1", now=after(301), lease=LEASE)
    assert (first.session, other.session) == (b"first", b"first")
    assert store.end("a", ending="void", reason="wish", at=after(310))
    finish(store, other, at=320)
    assert [v.outcome for v in store.visits("b")] == ["done", "done", "", ""]
    with pytest.raises(LeaseLost):
        finish(store, first, at=320)


def test_claim_these_gives_each_to_one_of_several_at_once(doors: Callable[[], Store]) -> None:
    """Machines that follow the same hints, in whatever order, share them out; none waits for another."""
    stores = [doors() for _ in range(6)]
    names = [f"i{n}" for n in range(12)]
    asked(stores[0], *names)
    turns = {id(store): names[:: (-1) ** place] for place, store in enumerate(stores)}
    found = race(lambda store: these(store, *turns[id(store)], at=301), stores)
    given = [own for some in found for own in some]
    assert sorted(given + these(stores[0], *names, at=301)) == sorted((name, 1) for name in names)


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
