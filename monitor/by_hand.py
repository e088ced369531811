"""One inquiry asked by hand: kept like any other, inside approvals and budget, and never in the dataset."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.app import Study
from monitor.errors import MonitorError
from monitor.guard import approvals, budget, switch
from monitor.planning import recent_contacts
from monitor.store.records import BY_HAND, InquiryRecord, Night, PlannedInquiry
from monitor.timetable import iso_week


class NotAllowed(MonitorError):
    """A guard does not allow this inquiry."""


def plan(study: Study, target_id: str, question_id: str | None) -> PlannedInquiry:
    """Plan the inquiry for now. Raises ``NotAllowed``."""
    settings, now = study.settings, study.clock.now()
    target = next(t for t in settings.targets() if t.id == target_id)
    bank = settings.question_bank()
    question = next((q for q in bank if q.id == question_id), bank[0] if question_id is None else None)
    if question is None:
        raise NotAllowed(f"there is no question {question_id!r}", "the bank has: " + ", ".join(q.id for q in bank))
    digest = hashlib.sha256(f"{target_id}/{now.isoformat()}".encode()).hexdigest()[:11]
    planned = PlannedInquiry(
        id="h" + digest, night=f"{BY_HAND}{digest}", week=_week(now, settings.study.zone), time_cell="", pair_id="",
        target=target.id, platform=target.platform, channel=target.channel, question=question.id, topic=question.topic,
        language=question.language, paraphrase=0, subject=question.subject, text=question.paraphrases[0], due_at=now,
        latest_start=now + timedelta(minutes=5), observer=f"{BY_HAND}{digest}",
    )  # fmt: skip
    _check(study, planned)
    study.store.plan_night(Night(id=planned.night, week=planned.week, planned_at=now), [planned])
    return planned


def _week(now: datetime, zone: str) -> str:
    return iso_week(now.astimezone(ZoneInfo(zone)).date())


def _check(study: Study, planned: PlannedInquiry) -> None:
    settings, now = study.settings, study.clock.now()
    if switch.is_on(settings):
        raise NotAllowed(f"the kill switch is on: {settings.files.stop} exists", "delete it to go on")
    if any(p.platform == planned.platform for p in study.store.pauses(at=now)):
        raise NotAllowed(f"{planned.platform} is paused", f"silence resume {planned.platform}")
    if not approvals.approved(settings, planned, study.store.approvals()):
        raise NotAllowed(f"this text is not approved for {planned.target}", "silence approve --by NAME")
    if refusal := budget.refusal(settings, planned, recent_contacts(settings, study.store, planned, now), now):
        raise NotAllowed(refusal, "over budget is refused, never queued: wait, or let the plan ask")


async def ask(study: Study, planned: PlannedInquiry) -> InquiryRecord:
    """Make the sending visit and close: nobody comes back to an inquiry asked by hand."""
    claims = await asyncio.to_thread(
        study.store.claim, holder=study.dispatch.holder, observer=planned.observer, now=study.clock.now(),
        lease=study.engine.timing.live + timedelta(minutes=10), limit=1, sending=True,
    )  # fmt: skip
    for claim in claims:
        await study.engine.visit(claim)
    await asyncio.to_thread(study.store.end, planned.id, ending="closed", reason="asked_by_hand", at=study.clock.now())
    record = await asyncio.to_thread(study.store.inquiry, planned.id)
    if record is None:
        raise MonitorError(f"inquiry {planned.id} is not in the store any more")
    return record
