"""Small plans and messages for the tests of the store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from monitor.store.interface import Claim, LaterVisit, Night, PlannedInquiry, Store
from probes.interface import Message, Speaker

Result = TypeVar("Result")
START = datetime(2026, 11, 16, 9, 0, 0, 123456, UTC)
LEASE = timedelta(seconds=60)
LATEST = timedelta(minutes=30)
NIGHT = Night(id="2026-11-16", week="2026-W47", planned_at=START)


def after(seconds: float) -> datetime:
    """A moment so many seconds after the start."""
    return START + timedelta(seconds=seconds)


def planned(
    inquiry_id: str, *, target: str = "", due: float = 0, night: str = NIGHT.id, platform: str = ""
) -> PlannedInquiry:
    """An inquiry to a target of its own, unless one is named."""
    target = target or f"{inquiry_id}-webchat"
    return PlannedInquiry(
        id=inquiry_id,
        night=night,
        week=NIGHT.week,
        time_cell="working",
        pair_id=f"pair-{inquiry_id}",
        target=target,
        platform=platform or target.split("-")[0],
        channel="webchat",
        question="refund-zh",
        topic="after_sale",
        language="zh",
        paraphrase=1,
        subject="退款",
        text="卡密无效，如何退款？",
        due_at=after(due),
        latest_start=after(due) + LATEST,
        observer="observer-1",
    )


def plan(store: Store, *inquiries: PlannedInquiry) -> None:
    """Plan one night with these inquiries."""
    assert store.plan_night(NIGHT, inquiries)


def claim(store: Store, at: float = 0, *, sending: bool = True, holder: str = "worker", limit: int = 10) -> list[Claim]:
    """What this worker gets now."""
    now = after(at)
    return list(store.claim(holder=holder, observer="observer-1", now=now, lease=LEASE, limit=limit, sending=sending))


def later(*seconds: float) -> list[LaterVisit]:
    """Reading visits so many seconds after the start, to be begun within ten seconds."""
    return [
        LaterVisit(checkpoint=index, due_at=after(at), latest_start=after(at + 10)) for index, at in enumerate(seconds)
    ]


def sent(store: Store, inquiry_id: str = "a", *, reading_at: tuple[float, ...] = (300, 900, 3600)) -> Claim:
    """An inquiry planned, claimed, intended and sent at second 1; its sending visit is still held."""
    plan(store, planned(inquiry_id))
    [own] = claim(store)
    store.intend(own, at=after(0.5))
    store.sent(own, t0=after(1), witness="bubble", session=b"first", later=later(*reading_at))
    return own


def finish(store: Store, own: Claim, *, at: float = 20, outcome: str = "done") -> None:
    """End a visit that looked from its start until now."""
    store.finish(own, at=after(at), outcome=outcome, looked_since=after(1), looked_until=after(at))


def message(ordinal: int, text: str = "您好，请稍等", *, at: float = 5, **marks: str) -> Message:
    """A line of the platform's, seen live."""
    return Message(
        ordinal=ordinal, speaker=Speaker.PLATFORM, text=text, seen_after=after(at), seen_by=after(at), marks=marks
    )


def race(act: Callable[[Store], Result], stores: list[Store]) -> list[Result]:
    """The results of the same act, begun at once in a thread for each store."""
    barrier = threading.Barrier(len(stores))
    results: list[Result] = []

    def run(store: Store) -> None:
        barrier.wait()
        results.append(act(store))

    threads = [threading.Thread(target=run, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(stores)
    return results
