"""``silence notify``, ``silence reply`` and ``silence publish``: from a draft to an edition that readers find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import app
from monitor.clock import SystemClock
from monitor.commands.console import (
    FOUND,
    USAGE,
    config_option,
    err,
    fail,
    harmless,
    json_option,
    out,
    print_json,
    settings_of,
    told,
)  # fmt: skip

if TYPE_CHECKING:  # heavy: other commands must not wait for it
    from monitor.publishing.desk import Desk
    from monitor.publishing.letterbox import Posted

week_option = click.option("--week", help="ISO week, such as 2026-W47 (default: the newest that is over).")
by_option = click.option("--by", help="Who answers for it.")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="Write to every platform that an edition names.")
@config_option
@week_option
@click.option("--send", is_flag=True, help="Send by mail where [publishing] account and a press_address are set.")
@click.option("--delivered", metavar="PLATFORM", help="Record that its newest letter was delivered by hand.")
@click.option("--on", "day", type=_DAY, help="The day of delivery (default: today).")
@by_option
@json_option
@told
def notify(
    config: Path, week: str | None, send: bool, delivered: str | None, day: datetime | None, by: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Write each named platform a letter with its own rows: what the week's newest edition says of it.

    Letters are files for hand delivery; with --send they go out by mail, each at most once. Days to answer count
    from the mail, or from the delivery recorded with --delivered PLATFORM --by NAME.
    """
    desk, week = _desk(config, week)
    if delivered:
        if not by:
            fail("--delivered needs --by", "say who delivered it: --by NAME", USAGE)
        desk.delivered(week, delivered, on=day.date() if day else desk.today(), by=by)
        out.print("recorded")  # also where the calendar does not know what follows
        out.print(f"may be published from {_opens(desk, day)} on", markup=False)
        return
    posted = desk.notify(week, send=send)
    print_json([vars_of(one) for one in posted]) if as_json else _list(posted, desk)
    if any(one.what == "failed" for one in posted):
        raise SystemExit(FOUND)


def vars_of(one: Posted) -> dict[str, str]:
    return {"platform": one.platform, "what": one.what, "folder": str(one.folder), "detail": one.detail}


def _list(posted: Sequence[Posted], desk: Desk) -> None:
    """One line a platform, and when publication is possible at the earliest."""
    for one in posted:
        out.print(f"{one.platform:24} {one.what:8} {harmless(one.detail or str(one.folder))}")
    if not posted:
        out.print("nobody outside is named: there is no letter to write", markup=False)
    else:
        out.print(f"what is noticed today may be published from {desk.opens()} on", markup=False)


def _opens(desk: Desk, day: datetime | None) -> date:
    from monitor.publishing.workdays import calendar_of

    return calendar_of(desk.settings.publishing).opens(day.date() if day else desk.today())


@click.command(short_help="Keep a platform's answer, to be printed verbatim.")
@config_option
@click.argument("platform")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@week_option
@click.option("--received", type=_DAY, help="The day on which it came (default: today).")
@told
def reply(config: Path, platform: str, file: Path, week: str | None, received: datetime | None) -> None:
    """Keep what PLATFORM answered (FILE: plain text, UTF-8). Editions of the week built from now on print it word for
    word; the file itself is kept among the evidence."""
    desk, week = _desk(config, week)
    desk.answer(week, platform, file, received=received.date() if received else None)
    out.print(f"kept; the next edition of {week} prints it", markup=False)


@click.command(short_help="Put an edition where readers find it.")
@config_option
@week_option
@click.option("--waive", multiple=True, metavar="PLATFORM", help="Sign for publishing without its full notice.")
@click.option("--withdraw", is_flag=True, help="Take a published week back; its address keeps a notice.")
@click.option("--reason", help="Why a notice is waived.")
@click.option("--why", multiple=True, metavar="LANGUAGE=TEXT", help="Why a week is withdrawn, once a language.")
@click.option("--zh", help="Short for --why zh=…")
@click.option("--en", help="Short for --why en=…")
@by_option
@json_option
@told
def publish(
    config: Path, week: str | None, waive: tuple[str, ...], withdraw: bool, reason: str | None, why: tuple[str, ...],
    by: str | None, as_json: bool, **short: str | None,
) -> None:  # fmt: skip
    """Publish the newest edition of a week, with the platforms' answers and the corrections known by now.

    It refuses while a named platform has no notice at least five whole working days old, unless a waiver is signed
    (--waive PLATFORM --reason TEXT --by NAME). Older editions of the week stay beside it.
    """
    from monitor.publishing.right_of_reply import TooEarly

    desk, week = _desk(config, week)
    if withdraw:
        if not by:
            fail("--withdraw needs --by", "say who withdraws it: --by NAME", USAGE)
        folder = desk.withdraw(week, _reasons(why, short), by)
    else:
        for platform in waive:
            desk.waive(week, platform, reason=reason or "", by=by or "")
        if desk.renderer is None:
            err.print("silence: no browser was found, so there is no report.pdf and no card.png")
        try:
            folder = desk.publish(week)
        except TooEarly as error:
            fail(str(error), error.hint, FOUND)
    print_json({"week": week, "folder": str(folder)}) if as_json else out.print(f"{week}: {folder}", markup=False)


def _reasons(why: Sequence[str], short: Mapping[str, str | None]) -> dict[str, str]:
    """Why a week is withdrawn, by language; every language of the report must be told."""
    from reports.wording import LANGUAGES

    parted = dict(each.partition("=")[::2] for each in why)
    told = {language: text.strip() for language, text in {**short, **parted}.items() if text and text.strip()}
    if unknown := sorted(set(parted) - set(LANGUAGES)):
        fail(f"the report has no language {unknown[0]!r}", f"--why LANGUAGE=TEXT, of {', '.join(LANGUAGES)}", USAGE)
    if missing := [language for language in LANGUAGES if language not in told]:
        needs = " ".join(f'--why {language}="…"' for language in missing)
        fail("--withdraw tells readers why in every language of the report", f"add {needs}", USAGE)
    return told


def _desk(config: Path, week: str | None) -> tuple[Desk, str]:
    from monitor.publishing import reporting
    from monitor.publishing.desk import Desk
    from monitor.publishing.rendering import renderer

    settings = settings_of(config)
    store, clock = app.store_of(settings), SystemClock()
    chosen = week or reporting.ended_week(settings, store, clock.now())
    if chosen is None:
        fail("no week with inquiries is over yet", "name one: --week 2026-W47", USAGE)
    return Desk(settings=settings, store=store, clock=clock, renderer=renderer(settings.browser.path)), chosen
