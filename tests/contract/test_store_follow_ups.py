"""What is said after the question: at most once each, in order, one sender a target."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.errors import MonitorError
from monitor.store.interface import AlreadyIntended, Claim, FollowUp, LeaseLost, Store
from tests.contract.plans import after, claim, finish, later, plan, planned, race, sent

TEXT = "我还没有购买，没有订单。"


def intend(store: Store, own: Claim, number: int = 1, *, kind: str = "follow_up", at: float = 10) -> bool:
    return store.intend_follow_up(own, kind=kind, number=number, text=TEXT, at=after(at))


def confirm(store: Store, own: Claim, number: int = 1, *, kind: str = "follow_up", at: float = 11) -> None:
    store.followed_up(own, kind=kind, number=number, sent_at=after(at), session=b"newest")


def two_of_one_target(store: Store) -> tuple[Claim, Claim]:
    """Of one target: a reading visit of ``a`` and the sending visit of ``b``, both held, ``a`` held first."""
    plan(store, planned("a", target="shop-webchat"), planned("b", target="shop-webchat", due=250))
    [first] = claim(store)
    store.intend(first, at=after(1))
    store.sent(first, t0=after(2), witness="bubble", session=b"s", later=later(200))
    finish(store, first)
    [reading] = claim(store, 200, sending=False)
    [sending] = claim(store, 250)
    return reading, sending


class TestOrder:
    def test_two_are_kept_in_order_and_come_with_the_next_claim(self, store: Store) -> None:
        """Text, intent and confirmation are facts that a later visit starts from."""
        own = sent(store)
        assert intend(store, own)
        confirm(store, own)
        assert intend(store, own, 2, at=15)
        finish(store, own)
        [reading] = claim(store, 300, sending=False)
        first = FollowUp(
            inquiry_id="a", kind="follow_up", number=1, text=TEXT, intended_at=after(10), sent_at=after(11)
        )
        second = FollowUp(inquiry_id="a", kind="follow_up", number=2, text=TEXT, intended_at=after(15))
        assert list(reading.follow_ups) == list(store.follow_ups("a")) == [first, second]
        assert reading.session == b"newest"

    def test_the_same_one_again_is_refused(self, store: Store) -> None:
        """Where an intent exists nobody sends, confirmed or not."""
        own = sent(store)
        intend(store, own)
        with pytest.raises(AlreadyIntended):
            intend(store, own)
        confirm(store, own)
        with pytest.raises(AlreadyIntended):
            intend(store, own)

    def test_a_third_one_is_refused(self, store: Store) -> None:
        """At most two, whatever is configured."""
        own = sent(store)
        for number in (1, 2):
            intend(store, own, number)
            confirm(store, own, number)
        with pytest.raises(MonitorError, match="at most 2"):
            intend(store, own, 3)

    def test_requests_for_a_human_are_counted_apart(self, store: Store) -> None:
        """They have numbers and a bound of their own."""
        own = sent(store)
        intend(store, own)
        confirm(store, own)
        for number in (1, 2, 3):
            intend(store, own, number, kind="handoff")
            confirm(store, own, number, kind="handoff")
        with pytest.raises(MonitorError, match="at most 3"):
            intend(store, own, 4, kind="handoff")
        assert [(f.kind, f.number) for f in store.follow_ups()] == [
            ("follow_up", 1),
            *(("handoff", number) for number in (1, 2, 3)),
        ]

    @pytest.mark.parametrize(("kind", "number"), [("follow_up", 2), ("follow_up", 0), ("joke", 1)])
    def test_out_of_order_or_of_no_kind_is_refused(self, store: Store, kind: str, number: int) -> None:
        """A gap would hide one that was said."""
        own = sent(store)
        with pytest.raises(MonitorError):
            intend(store, own, number, kind=kind)
        assert list(store.follow_ups("a")) == []

    def test_nothing_is_said_before_t0(self, store: Store) -> None:
        """A follow-up to a question that may not have left would be a first contact."""
        plan(store, planned("a"))
        [own] = claim(store)
        store.intend(own, at=after(0.5))
        with pytest.raises(MonitorError, match="not sent"):
            intend(store, own)

    def test_confirmed_once(self, store: Store) -> None:
        """The first moment stands."""
        own = sent(store)
        with pytest.raises(MonitorError):
            confirm(store, own)
        intend(store, own)
        confirm(store, own)
        with pytest.raises(MonitorError):
            confirm(store, own, at=99)
        assert store.follow_ups("a")[0].sent_at == after(11)


class TestDoubt:
    def test_one_left_by_a_dead_worker_is_never_said_again(self, store: Store) -> None:
        """After a crash between intent and confirmation nothing more is said, and the inquiry stays open."""
        own = sent(store)
        finish(store, own)
        [lost] = claim(store, 300, sending=False)
        intend(store, lost, at=301)
        store.sweep(now=after(400))
        [reading] = claim(store, 900, sending=False, holder="other")
        assert [said.sent_at for said in reading.follow_ups] == [None]
        for kind, number in (("follow_up", 1), ("follow_up", 2), ("handoff", 1)):
            with pytest.raises(MonitorError):
                intend(store, reading, number, kind=kind)
        with pytest.raises(MonitorError):
            confirm(store, reading)
        with pytest.raises(LeaseLost):
            confirm(store, lost)
        record = store.inquiry("a")
        assert record is not None
        assert record.ending == "open"

    def test_one_in_doubt_does_not_keep_the_target(self, store: Store) -> None:
        """Only the visit that is saying it does; a later reading visit of that inquiry keeps nobody waiting."""
        plan(store, planned("a", target="shop-webchat"), planned("b", target="shop-webchat", due=250))
        [first] = claim(store)
        store.intend(first, at=after(1))
        store.sent(first, t0=after(2), witness="bubble", session=b"s", later=later(200, 400))
        finish(store, first)
        [lost] = claim(store, 200, sending=False)
        assert intend(store, lost, at=201)
        store.sweep(now=after(300))
        [_] = claim(store, 400, sending=False, holder="other")
        assert [own.inquiry.plan.id for own in claim(store, 400)] == ["b"]


class TestOneSender:
    def test_reading_visit_says_nothing_while_another_sends(self, store: Store) -> None:
        """It does not wait either: it is told so, and nothing is written."""
        reading, sending = two_of_one_target(store)
        assert not intend(store, reading, at=251)
        assert list(store.follow_ups("a")) == []
        finish(store, sending, at=260)
        assert intend(store, reading, at=261)

    def test_no_sending_visit_is_given_while_a_reading_visit_says_something(self, store: Store) -> None:
        """From the intent to the confirmation; listening afterwards keeps nobody away."""
        plan(store, planned("a", target="shop-webchat"), planned("b", target="shop-webchat", due=250))
        [first] = claim(store)
        store.intend(first, at=after(1))
        store.sent(first, t0=after(2), witness="bubble", session=b"s", later=later(200))
        finish(store, first)
        [reading] = claim(store, 200, sending=False)
        assert intend(store, reading, at=201)
        assert claim(store, 250) == []
        confirm(store, reading, at=251)
        assert [own.inquiry.plan.id for own in claim(store, 252)] == ["b"]

    def test_two_reading_visits_of_one_target_do_not_speak_at_once(self, store: Store) -> None:
        """The second is told that the target is busy until the first is confirmed."""
        plan(store, *(planned(name, target="shop-webchat", due=due) for name, due in (("a", 0), ("b", 10))))
        for name, at in (("a", 0), ("b", 10)):
            [first] = claim(store, at)
            assert first.inquiry.plan.id == name
            store.intend(first, at=after(at))
            store.sent(first, t0=after(at), witness="bubble", session=b"s", later=later(200))
            finish(store, first, at=at + 1)
        one, other = claim(store, 200, sending=False)
        assert intend(store, one, at=201)
        assert not intend(store, other, at=201)
        confirm(store, one, at=202)
        assert intend(store, other, at=203)

    def test_raced(self, doors: Callable[[], Store]) -> None:
        """Of several that say something to one target at the same moment, one does."""
        store = doors()
        names = ("a", "b", "c", "d")
        plan(store, *(planned(name, target="shop-webchat", due=10 * n) for n, name in enumerate(names)))
        for n, _ in enumerate(names):
            [first] = claim(store, 10 * n)
            store.intend(first, at=after(10 * n))
            store.sent(first, t0=after(10 * n), witness="bubble", session=b"s", later=later(200))
            finish(store, first, at=10 * n + 1)
        held = list(claim(store, 200, sending=False))
        assert len(held) == len(names)
        said = race(lambda door: intend(door, held.pop(), at=201), [doors() for _ in names])
        assert sorted(said) == [False, False, False, True]
