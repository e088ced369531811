"""What happens each week by itself: the draft is built, the letters go out the same day, the operator is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import structlog

from monitor.alarm import Alarm
from monitor.clock import Clock
from monitor.publishing import reporting
from monitor.publishing.desk import Desk
from monitor.publishing.letterbox import Posted
from monitor.publishing.rendering import renderer
from monitor.publishing.workdays import CalendarUnknown
from monitor.settings import Settings
from monitor.store.interface import Store
from probes.interface import ProbeError
from reports.renderer import Renderer

log = structlog.get_logger("weekly")


def draft_and_notify(
    settings: Settings, store: Store, clock: Clock, alarm: Alarm, *, made_by: Renderer | None = None
) -> str | None:  # fmt: skip
    """Build the draft of the newest week that is over, write and send its letters; returns the week, if there is one.

    Letters are sent only where ``[publishing] account`` and a platform's ``press_address`` say so; the others wait as
    files for whoever delivers them. Where the calendar does not know the days to answer no letter is written, and the
    operator is told what to do. Nothing is published.
    """
    week = reporting.ended_week(settings, store, clock.now())
    if week is None:
        log.info("no_week_is_over")
        return None
    _draft(settings, store, clock, week, made_by or renderer(settings.browser.path))
    desk = Desk(settings=settings, store=store, clock=clock)
    try:
        posted = desk.notify(week, send=settings.publishing.account is not None)
    except CalendarUnknown as unknown:
        _without_letters(alarm, week, desk.today(), unknown)
        return week
    log.info("draft_built", week=week, **Counter(one.what for one in posted))
    opens = desk.opens() if posted else desk.today()
    alarm.tell(f"draft/{week}/{desk.today()}", f"silence: the draft of {week} is built", _told(week, posted, opens))
    return week


def _draft(settings: Settings, store: Store, clock: Clock, week: str, made_by: Renderer | None) -> None:
    """With PDF and card, or without them rather than not at all."""
    try:
        reporting.weekly_report(settings, store, clock.now(), week=week, renderer=made_by)
    except ProbeError as error:
        log.warning("not_printed", week=week, detail=str(error))
        reporting.weekly_report(settings, store, clock.now(), week=week)


def _without_letters(alarm: Alarm, week: str, today: date, unknown: CalendarUnknown) -> None:
    log.warning("no_letters", week=week, detail=str(unknown))
    body = f"{unknown}\nPlease {unknown.hint}, then write the letters: `silence notify --week {week}` (--send by mail)."
    alarm.tell(f"draft/{week}/{today}", f"silence: the draft of {week} is built, its letters are not", body)


def _told(week: str, posted: Sequence[Posted], opens: date) -> str:
    by = {what: [one.platform for one in posted if one.what == what] for what in ("sent", "written", "failed")}
    lines = [f"Letters sent: {', '.join(by['sent']) or 'none'}."]
    if by["written"]:
        lines.append(
            f"Deliver by hand, then `silence notify --delivered PLATFORM --by NAME`: {', '.join(by['written'])}."
        )
    if by["failed"]:
        lines.append(f"Not sent, see `silence notify --week {week}`: {', '.join(by['failed'])}.")
    lines.append(f"What was noticed today may be published from {opens} on: `silence publish --week {week}`.")
    return "\n".join(lines)
