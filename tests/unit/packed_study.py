"""A small study with evidence of every kind, stamped by two authorities of our own: what a pack is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.clock import HandClock
from monitor.evidence import Evidence
from monitor.proof import pack
from monitor.proof.seals import Seals
from monitor.store import open_store
from monitor.store.interface import ControlResult, Night, PlannedInquiry, Store
from probes.interface import Message, Speaker
from tests.authority import Tsa

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
HOSTILE = "=HYPERLINK(\"http://evil\")\u202e<script>alert('您好')</script>\n请稍等，小王为您查询"


def now() -> datetime:
    """The real time: authorities stamp with it."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(kw_only=True)
class Packed:
    """A store and a folder of exhibits, with whoever stamps."""

    store: Store
    evidence: Evidence
    authorities: list[Tsa]
    begun: datetime

    def at(self, seconds: float) -> datetime:
        return self.begun + timedelta(seconds=seconds)

    def stamp(self) -> None:
        clock = HandClock(now())
        Seals(store=self.store, clock=clock, authorities=[one.authority for one in self.authorities]).round()

    def order(self, subject: str = "shop", **more: object) -> pack.Order:
        order = pack.Order(
            subject=subject, platform_names={"shop": "卡盟 <b>Shop</b>"}, study="沉默研究 · Silence study",
            zone="Asia/Shanghai", by="Li Lei", reason="payment dispute 2026-17", at=now(),
        )  # fmt: skip
        return replace(order, **more)  # type: ignore[arg-type]

    def write(self, out: Path, subject: str = "shop", **more: object) -> Path:
        authorities = [one.authority for one in self.authorities]
        return pack.write(self.store, self.evidence, authorities, self.order(subject, **more), out)


def planned(id_: str, platform: str, begun: datetime) -> PlannedInquiry:
    return PlannedInquiry(
        id=id_, night="2026-11-16", week="2026-W47", time_cell="working", pair_id=f"p-{id_}", target=f"{id_}-webchat",
        platform=platform, channel="webchat", question="refund-zh", topic="after_sale", language="zh", paraphrase=0,
        subject="退款", text="请问卡密无效时如何退款？", due_at=begun, latest_start=begun + timedelta(minutes=30),
        observer="observer-1",
    )  # fmt: skip


def packed(folder: Path, *authorities: Tsa, url: str = "memory://") -> Packed:
    """Two inquiries to one shop, one to another, between an evening's two stamps."""
    store, begun = open_store(url), now() - timedelta(minutes=20)
    store.migrate()
    house = Packed(store=store, evidence=Evidence(folder), authorities=list(authorities), begun=begun)
    night = Night(id="2026-11-16", week="2026-W47", planned_at=begun, settings_hash="5" * 64)
    store.plan_night(night, [planned(i, p, begun) for i, p in (("aaa", "shop"), ("bbb", "other"), ("ccc", "shop"))])
    store.note_control(
        ControlResult(night=night.id, observer="observer-1", channel="webchat", passed=True, at=house.at(1))
    )
    for number, name in enumerate(("aaa", "bbb", "ccc")):
        ask(house, name, answered=name != "ccc", after=number * 60.0)
        if number == 0:
            house.stamp()
    house.stamp()
    return house


def ask(house: Packed, name: str, *, answered: bool, after: float) -> None:
    """One inquiry from its claim to its ending, with exhibits."""
    store, at = house.store, lambda seconds: house.at(after + seconds)
    claims = store.claim(
        holder="w", observer="observer-1", now=at(1), lease=timedelta(hours=1), limit=9, sending=True
    )  # fmt: skip
    own = next(claim for claim in claims if claim.inquiry.plan.id == name)
    for claim in claims:
        if claim is not own:
            store.put_back(claim)
    store.start(own, at=at(1))
    keep(house, name, PNG, "image/png", "baseline", at(2))
    store.intend(own, at=at(3))
    store.sent(own, t0=at(4), witness="bubble", session=b"", later=[])
    keep(house, name, PNG + name.encode(), "image/png", "sent", at(5))
    said = [
        line(0, Speaker.PLATFORM, "欢迎光临", at(2), before=True),
        line(1, Speaker.OWN, "请问卡密无效时如何退款？", at(4)),
    ]
    replies = [line(2, Speaker.PLATFORM, HOSTILE, at(20), joined="小王"), line(3, Speaker.NOTICE, "对话已结束", at(30))]
    store.note(own, messages=[*said, *(replies if answered else [])], session=None, platform_ended_at=None)
    keep(house, name, b'{"software": 1}', "application/json", "environment", at(6))
    store.finish(own, at=at(40), outcome="done", looked_since=at(4), looked_until=at(40))
    store.end(name, ending="closed", reason="", at=at(41))


def keep(house: Packed, name: str, content: bytes, kind: str, role: str, at: datetime) -> None:
    house.store.keep(name, house.evidence.keep(content, kind, role, at=at))


def line(
    ordinal: int, speaker: Speaker, text: str, at: datetime, *, before: bool = False, **marks: str
) -> Message:  # fmt: skip
    return Message(
        ordinal=ordinal, speaker=speaker, text=text, seen_after=at, seen_by=at, before_t0=before, marks=marks
    )  # fmt: skip
