"""Memory and SQLite agree on any story: the same acts give the same answers, errors and records."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.store import open_store
from monitor.store.interface import Claim, Pause, Store
from tests.contract.plans import START, after, claim, later, message, plan, planned

Act = Callable[[Store, list[Claim], float], object]

PLANNED = [planned("a"), planned("b", target="a-webchat", due=30), planned("c", due=60), planned("d", platform="shop")]

ACTS: dict[str, Act] = {
    "claim sending": lambda store, held, now: took(held, claim(store, now, limit=2)),
    "claim reading": lambda store, held, now: took(held, claim(store, now, limit=1, sending=False)),
    "claim all": lambda store, held, now: took(held, claim(store, now, sending=False)),
    "sweep": lambda store, held, now: list(store.sweep(now=after(now))),
    "pause": lambda store, held, now: store.pause(Pause(platform="shop", since=after(now), until=None, reason="")),
    "resume": lambda store, held, now: store.resume("shop", at=after(now)),
    "end": lambda store, held, now: store.end("c", ending="closed", reason="", at=after(now)),
    "mail": lambda store, held, now: store.seen_persona_mail("a", [message(0, f"mail {now}")]),
    "next due": lambda store, held, now: store.next_due(),
    "next due later": lambda store, held, now: store.next_due(after=after(now)),
}
HELD_ACTS: dict[str, Callable[[Store, Claim, float], object]] = {
    "renew": lambda store, own, now: store.renew(own, until=after(now + 60)),
    "start": lambda store, own, now: store.start(own, at=after(now)),
    "intend": lambda store, own, now: store.intend(own, at=after(now)),
    "sent": lambda store, own, now: store.sent(
        own, t0=after(now), witness="w", session=b"s", later=later(now + 60, now + 120, now + 300)
    ),
    "note": lambda store, own, now: store.note(
        own, messages=[message(0, str(now)), message(1)], session=None, platform_ended_at=after(now)
    ),
    "finish": lambda store, own, now: store.finish(
        own, at=after(now), outcome="done", looked_since=after(now), looked_until=after(now), note="seen"
    ),
    "intend follow-up": lambda store, own, now: store.intend_follow_up(
        own, kind="follow_up", number=len(store.follow_ups(own.inquiry.plan.id)) + 1, text="?", at=after(now)
    ),
    "followed up": lambda store, own, now: store.followed_up(
        own, kind="follow_up", number=len(store.follow_ups(own.inquiry.plan.id)), sent_at=after(now), session=b"f"
    ),
    "put back": lambda store, own, now: store.put_back(own, note="later"),
    "end held": lambda store, own, now: store.end(
        own.inquiry.plan.id, ending="void", reason="we_idled", at=after(now), claim=own
    ),
}


def took(held: list[Claim], claims: list[Claim]) -> list[Claim]:
    """What is got, held with the rest: the newest claim is the first that an act chooses."""
    held += claims
    return claims


def told(store: Store, held: list[Claim], step: tuple[str, int, int], now: float) -> object:
    """The answer to one act, an error by its name."""
    name, which, _ = step
    try:
        if name in ACTS:
            return ACTS[name](store, held, now)
        return HELD_ACTS[name](store, held[which % len(held) - 1], now) if held else None
    except MonitorError as error:
        return type(error).__name__


def everything(store: Store, now: float) -> list[object]:
    told = [store.inquiries(), store.visits(), store.messages(), store.follow_ups()]
    chains = [list(store.chain(observer)) for observer in store.observers()]
    return [*map(list, told), store.counts(now=after(now)), chains]


# A night well begun: one inquiry sent and parked, another in its live phase. Chance alone seldom gets so far.
BEGUN = [
    ("claim sending", 0, 61), ("intend", 0, 1), ("sent", 0, 1), ("note", 0, 0), ("finish", 0, 1),
    ("intend", 1, 0), ("sent", 1, 1),
]  # fmt: skip
STEPS = st.tuples(
    st.sampled_from(
        [
            *ACTS,
            *HELD_ACTS,
            "claim sending",
            "intend",
            "sent",
            "claim reading",
            "claim all",
            "finish",
            "intend follow-up",
            "followed up",
        ]
    ),
    st.integers(0, 5),
    st.sampled_from([0, 0, 1, 20, 61, 61, 200, 1801]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begun=st.sampled_from([[], BEGUN, BEGUN]), steps=st.lists(STEPS, min_size=12, max_size=40))
def test_agreement(sqlite_template: Path, begun: list[tuple[str, int, int]], steps: list[tuple[str, int, int]]) -> None:
    """Whatever is done to both, both answer and remember the same."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, Path(folder) / "silence.db")
        stores = [open_store("memory://"), open_store(f"sqlite:///{folder}/silence.db")]
        holdings: list[list[Claim]] = [[], []]
        for store in stores:
            plan(store, *PLANNED)
        now = 0.0
        for step in begun + steps:
            now += step[2]
            memory, sqlite = (told(store, held, step, now) for store, held in zip(stores, holdings, strict=True))
            assert memory == sqlite, step
        assert everything(stores[0], now) == everything(stores[1], now)
        for store in stores:
            store.close()


def test_every_act() -> None:
    """The stories can get to the end of an inquiry: the acts above are not all refused."""
    store = open_store("memory://")
    held: list[Claim] = []
    plan(store, *PLANNED)
    first = ("claim sending", "intend", "sent", "intend follow-up", "followed up", "note", "finish")
    for now, name in zip((0, 1, 2, 2, 2, 3, 4), first, strict=True):
        assert told(store, held, (name, 0, 0), now) != "LeaseLost"
    assert told(store, held, ("claim reading", 0, 0), 63) == [held[-1]]
    record = store.inquiry(held[-1].inquiry.plan.id)
    assert record is not None
    assert [said.sent_at for said in store.follow_ups(record.plan.id)] == [after(2)]
    assert (record.t0, record.platform_ended_at) == (after(2), after(3))
    assert record.plan.due_at == START
