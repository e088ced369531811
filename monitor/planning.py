"""Plans nights into the store: the timetable's inquiries, less what guards and pauses do not allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from monitor import timetable
from monitor.alarm import Alarm
from monitor.guard import approvals, budget, switch
from monitor.settings import Settings
from monitor.store.interface import Store
from monitor.store.records import BY_HAND, Night, PlannedInquiry

OVER_BUDGET, PAUSED = "over_budget", "paused"

log = structlog.get_logger("planning")


def plan_tonight(settings: Settings, store: Store, now: datetime, alarm: Alarm) -> bool:
    """Plan the night of ``now`` unless it is planned; False if there is nothing to plan."""
    today = now.astimezone(ZoneInfo(settings.study.zone)).date()
    if today not in _nights(settings):
        return False
    if planned_already := [night for night in store.nights() if night.id == today.isoformat()]:
        _same_everywhere(settings, planned_already[0], alarm)
        return False
    planned = timetable.night(settings, today)
    texts = approvals.approved_texts(settings, store.approvals())
    allowed = _allowed(settings, store, planned, texts, now)
    if unapproved := [p for p in planned if not approvals.is_among(settings, p, texts)]:
        alarm.tell(
            f"unapproved/{today}", f"silence: {len(unapproved)} inquiries of {today} are not approved",
            "They are not asked. Run `silence approve --by NAME`.",
        )  # fmt: skip
    night = Night(id=today.isoformat(), week=timetable.iso_week(today), planned_at=now, settings_hash=settings.hash())
    log.info("night_planned", night=night.id, inquiries=len(allowed), left_out=len(planned) - len(allowed))
    return store.plan_night(night, allowed)


def _same_everywhere(settings: Settings, night: Night, alarm: Alarm) -> None:
    """Machines that share a study must know the same panel: one with another file could not ask what was planned."""
    if settings.study.observers and night.settings_hash not in ("", settings.hash()):
        alarm.tell(
            f"configuration/{settings.study.observer}/{night.id}",
            f"silence: {night.id} was planned from another configuration than that of {settings.study.observer}",
            "Put the same config.toml on every machine; what this one does not know is void, and blames nobody.",
        )


def night_of(settings: Settings, now: datetime) -> str:
    """The night that ``now`` lies in: the calendar date in the study's zone."""
    return now.astimezone(ZoneInfo(settings.study.zone)).date().isoformat()


def compressed_night(settings: Settings, index: int, begins: datetime) -> Sequence[PlannedInquiry]:
    """Night number ``index`` of a compressed study (controls only: no approvals, no budget)."""
    return timetable.compressed(settings, index, begins)


def all_planned(settings: Settings, store: Store, now: datetime) -> bool:
    """Whether no night is left to plan."""
    if settings.study.compressed:
        return len(asked_nights(store)) >= settings.study.nights
    planned = {night.id for night in store.nights()}
    last = _nights(settings)[-1]
    return last.isoformat() in planned or now.astimezone(ZoneInfo(settings.study.zone)).date() > last


def asked_nights(store: Store) -> Sequence[Night]:
    """The study's own nights, without what was asked by hand."""
    return [night for night in store.nights() if not night.id.startswith(BY_HAND)]


def preview(settings: Settings, nights: int, now: datetime) -> Sequence[PlannedInquiry]:
    """What the next ``nights`` nights of the study would ask, in order of time."""
    first = max(settings.study.starts, now.astimezone(ZoneInfo(settings.study.zone)).date())
    if settings.study.compressed:
        return [p for i in range(min(nights, settings.study.nights)) for p in timetable.compressed(settings, i, now)]
    return list(timetable.plan_period(settings, first, first + timedelta(days=nights - 1)))


def staff_minutes(planned: Sequence[PlannedInquiry]) -> float:
    return timetable.staff_minutes(planned)


def most_messages(settings: Settings, planned: Sequence[PlannedInquiry]) -> int:
    """The most messages that could be sent: every question with every follow-up, and every phrase for a human."""
    return sum(1 + sum(len(texts) for _, texts in said_after(settings, one)) for one in planned)


def most_staff_minutes(settings: Settings, planned: Sequence[PlannedInquiry]) -> float:
    """What these inquiries cost the platforms' staff if everything that may be said is said."""
    return timetable.MINUTES_A_MESSAGE * most_messages(settings, planned)


def said_after(settings: Settings, plan: PlannedInquiry) -> Sequence[tuple[str, Sequence[str]]]:
    """By kind (``follow_up``, ``handoff``) what may be said after this question, in order."""
    return approvals.said_after(settings, plan.question, plan.channel)


def arithmetic_in_words(settings: Settings) -> str:
    return timetable.arithmetic(settings).sentence


def new_wording_in_words(settings: Settings, planned: Sequence[PlannedInquiry]) -> Iterator[str]:
    """One sentence a month of these inquiries: how many of the wordings they use are new in it."""
    first = f"{settings.study.starts:%Y-%m}"
    bank = {question.id: question for question in settings.questions}
    for month in sorted({one.night[:7] for one in planned} - {first}):
        used = {(one.question, one.paraphrase) for one in planned if one.night[:7] == month}
        new = sum(number in bank[question].in_use(month)[1] for question, number in used)
        yield f"{month}: {new} of the {len(used)} wordings in this plan are new in the month; a quarter is wanted"


def stopped(settings: Settings, store: Store, plan: PlannedInquiry, now: datetime) -> str:
    """Why nothing may be asked at this moment, whatever was planned: ``paused`` or ``over_budget``; empty if it may."""
    if _is_stopped(settings, store, plan, now):
        return PAUSED
    return OVER_BUDGET if over_budget(settings, store, plan, now) else ""


def _is_stopped(settings: Settings, store: Store, plan: PlannedInquiry, now: datetime) -> bool:
    return switch.is_on(settings) or any(pause.platform == plan.platform for pause in store.pauses(at=now))


def over_budget(settings: Settings, store: Store, plan: PlannedInquiry, now: datetime) -> bool:
    """The last check before sending: a hard stop, whatever was planned."""
    if budget.is_control(settings, plan.platform):
        return False  # before anything is read for nothing
    refusal = budget.refusal(settings, plan, recent_contacts(settings, store, plan, now), now)
    if refusal:
        log.warning("over_budget", inquiry=plan.id, detail=refusal)
    return bool(refusal)


def recent_contacts(
    settings: Settings, store: Store, plan: PlannedInquiry, now: datetime, *, everybody: bool = False
) -> list[budget.Contact]:
    """The first contacts that may count against ``plan`` at ``now``: of its platform, or of all.

    Those of its own week, and of the weeks that the minimum gap reaches back to. A first contact bears the week it
    was planned in, though it may have begun a little into the next.
    """
    timing, today = settings.study.timing, now.astimezone(ZoneInfo(settings.study.zone)).date()
    back = (timing.minimum_gap + timing.start_within).days + 2
    weeks = {plan.week, *(timetable.iso_week(today - timedelta(days=n)) for n in range(back + 1))}
    return budget.contacts(store.inquiries(weeks=weeks, platform=None if everybody else plan.platform))


def may_say(settings: Settings, store: Store, plan: PlannedInquiry, kind: str, text: str, now: datetime) -> bool:
    """The last check before something is said after a question: no kill switch, no pause, the text approved."""
    stops = _is_stopped(settings, store, plan, now)
    return not stops and approvals.may_say(settings, plan, kind, text, store.approvals())


def drop_unasked(store: Store, platform: str, now: datetime) -> int:
    """End what was planned for a paused platform and not yet asked; such rows are no inquiries (METHOD)."""
    waiting = [
        i.plan.id for i in store.inquiries(ending="open") if i.plan.platform == platform and i.intended_at is None
    ]
    return sum(store.end(inquiry_id, ending="void", reason="paused", at=now) for inquiry_id in waiting)


def _nights(settings: Settings) -> list[date]:
    return [settings.study.starts + timedelta(days=i) for i in range(settings.study.nights)]


def _allowed(
    settings: Settings, store: Store, planned: Sequence[PlannedInquiry], texts: frozenset[str], now: datetime
) -> list[PlannedInquiry]:
    """In due order: not paused, approved, and inside the budget together with what was allowed before it."""
    paused, past = {pause.platform for pause in store.pauses(at=now)}, _past(settings, store, planned)
    allowed = []
    for plan in planned:
        refused = plan.platform in paused or not approvals.is_among(settings, plan, texts)
        if refused or budget.refusal(settings, plan, past[plan.platform], plan.due_at):
            continue
        allowed.append(plan)
        past[plan.platform].append(
            budget.Contact(
                platform=plan.platform, target=plan.target, channel=plan.channel, week=plan.week, at=plan.due_at
            )
        )
    return allowed


def _past(settings: Settings, store: Store, planned: Sequence[PlannedInquiry]) -> Mapping[str, list[budget.Contact]]:
    """By platform, the first contacts that may count against one night's inquiries; they share a week."""
    past: dict[str, list[budget.Contact]] = defaultdict(list)
    for contact in recent_contacts(settings, store, planned[0], planned[0].due_at, everybody=True) if planned else ():
        past[contact.platform].append(contact)
    return past
