"""Who lost a visit can write nothing more of it: fencing by holder and attempt number."""

from __future__ import annotations

import pytest

from monitor.store.interface import LeaseLost, Store
from tests.contract.plans import after, claim, finish, message, plan, planned, sent

WRITES = {
    "renew": lambda store, own: store.renew(own, until=after(500)),
    "start": lambda store, own: store.start(own, at=after(100)),
    "intend": lambda store, own: store.intend(own, at=after(100)),
    "sent": lambda store, own: store.sent(own, t0=after(100), witness="smtp", session=b"", later=[]),
    "intend_follow_up": lambda store, own: store.intend_follow_up(
        own, kind="follow_up", number=1, text="?", at=after(100)
    ),
    "followed_up": lambda store, own: store.followed_up(
        own, kind="follow_up", number=1, sent_at=after(100), session=b"stale"
    ),
    "note": lambda store, own: store.note(own, messages=[message(0)], session=b"stale"),
    "finish": lambda store, own: finish(store, own, at=100),
    "put_back": lambda store, own: store.put_back(own),
    "end": lambda store, own: store.end("a", ending="closed", reason="", at=after(100), claim=own),
}


class TestFencing:
    @pytest.mark.parametrize("write", WRITES)
    def test_after_takeover(self, store: Store, write: str) -> None:
        """Once another worker took the visit over, the first can write nothing, even under the same name."""
        plan(store, planned("a"))
        [lost] = claim(store)
        store.sweep(now=after(61))
        [own] = claim(store, 62)
        before = (store.inquiry("a"), list(store.visits("a")), list(store.messages("a")))
        with pytest.raises(LeaseLost):
            WRITES[write](store, lost)
        assert (store.inquiry("a"), list(store.visits("a")), list(store.messages("a"))) == before
        store.intend(own, at=after(63))

    @pytest.mark.parametrize("write", WRITES)
    def test_after_the_sweep(self, store: Store, write: str) -> None:
        """A lease that a sweep settled is lost, even if nobody has taken the visit since."""
        plan(store, planned("a"))
        [lost] = claim(store)
        store.sweep(now=after(61))
        with pytest.raises(LeaseLost):
            WRITES[write](store, lost)

    def test_expired_only(self, store: Store) -> None:
        """A lease that ran out unnoticed is still its holder's."""
        plan(store, planned("a"))
        [own] = claim(store)
        store.renew(own, until=after(500))
        store.intend(own, at=after(400))
        store.sent(own, t0=after(600), witness="bubble", session=b"s", later=[])
        assert list(store.sweep(now=after(499))) == []

    def test_ended_by_somebody_else(self, store: Store) -> None:
        """An inquiry ended from outside takes the visit under way from its worker."""
        own = sent(store)
        assert store.end("a", ending="void", reason="control_failed", at=after(10))
        with pytest.raises(LeaseLost):
            store.note(own, messages=[message(0)], session=None)

    def test_renewing_a_finished_visit(self, store: Store) -> None:
        """The heartbeat of a worker that has just finished changes nothing and is no loss."""
        own = sent(store)
        finish(store, own)
        store.renew(own, until=after(100))
        assert store.visits("a")[0].lease_until is None

    def test_end_after_finish(self, store: Store) -> None:
        """Who finished a visit may still end its inquiry, but not once the next visit is under way."""
        own = sent(store)
        finish(store, own)
        [reading] = claim(store, 300, sending=False)
        with pytest.raises(LeaseLost):
            store.end("a", ending="closed", reason="", at=after(301), claim=own)
        finish(store, reading, at=302)
        assert store.end("a", ending="closed", reason="", at=after(303), claim=reading)
        assert [visit.outcome for visit in store.visits("a")] == ["done", "done", "void", "void"]
