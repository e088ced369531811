"""``init``, ``check``, ``plan``, ``approve``, ``pause``, ``resume``: what a study is, before and beside its running."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from monitor import app, planning, starter
from monitor.check import check as check_settings
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
from monitor.guard import approvals, method
from monitor.settings import Settings, write_duration
from monitor.store.interface import Approval, Pause, PlannedInquiry
from monitor.vault import make_key


@click.command(short_help="Write a commented config.toml.")
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), show_default=True)
@told
def init(folder: Path) -> None:
    """Write a commented config.toml with the built-in questions, and make the key that encrypts stored sessions."""
    config = folder / "config.toml"
    folder.mkdir(parents=True, exist_ok=True)
    starter.write(config, today=SystemClock().now().date(), seed=secrets.randbelow(10**8))
    study_id = settings_of(config).study.id
    out.print(f"wrote {config}: fill in the platforms, then run `silence check`", markup=False)
    key = make_key(study_id)
    if key is None:
        out.print("the key that encrypts stored sessions is in this machine's keyring")
    else:
        out.print("no keyring on this machine; put the key that encrypts stored sessions into the environment:")
        out.print(f"  export SILENCE_SESSION_KEY={key}", markup=False)


@click.command(short_help="Name every mistake of the configuration.")
@config_option
@json_option
@told
def check(config: Path, as_json: bool) -> None:
    """Name every mistake of the configuration at once; refuse, with the arithmetic, what could never be ranked."""
    settings = settings_of(config)
    problems = check_settings(settings)
    if as_json:
        print_json([asdict(problem) for problem in problems])
    for problem in () if as_json else problems:
        colour = "red" if problem.severity == "error" else "yellow"
        out.print(f"[{colour}]{problem.severity}[/{colour}] {harmless(problem.path)}: {harmless(problem.wrong)}")
        out.print(f"  → {harmless(problem.todo)}")
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(USAGE)
    if not as_json:
        out.print(f"{config}: fine", markup=False)
        out.print(planning.arithmetic_in_words(settings), markup=False)


@click.command(short_help="Show what would be asked; send nothing.")
@config_option
@click.option("--nights", type=click.IntRange(1), default=7, show_default=True, help="How many nights to show.")
@json_option
@told
def plan(config: Path, nights: int, as_json: bool) -> None:
    """Show exactly which message goes where and when, with staff-minutes. Sends nothing."""
    settings = settings_of(config)
    if problems := [p for p in check_settings(settings) if p.path == "study.nights"]:
        fail(problems[0].wrong, problems[0].todo, USAGE)
    planned = planning.preview(settings, nights, datetime.now(UTC))
    if as_json:
        print_json([_shown(settings, p) for p in planned])
        return
    zone = ZoneInfo(settings.study.zone)
    for inquiry in planned:
        due = inquiry.due_at.astimezone(zone)
        out.print(
            f"{due:%Y-%m-%d %a %H:%M} {inquiry.target:28} {inquiry.topic:10} {inquiry.language} {inquiry.question}",
            markup=False,
        )
        out.print(f"    {harmless(inquiry.text)}", markup=True)
    for line in _said_after(settings, planned):
        out.print(line)
    minutes = planning.staff_minutes(planned)
    out.print(f"\n{len(planned)} messages in {nights} nights, about {minutes:.0f} staff-minutes in all", markup=False)
    most, longest = planning.most_messages(settings, planned), planning.most_staff_minutes(settings, planned)
    if most > len(planned):
        out.print(
            f"if everything that may be said afterwards is said: {most} messages, about {longest:.0f} staff-minutes",
            markup=False,
        )
    for line in planning.new_wording_in_words(settings, planned):
        out.print(line, markup=False)
    out.print(planning.arithmetic_in_words(settings), markup=False)


def _said_after(settings: Settings, planned: Sequence[PlannedInquiry]) -> Iterator[str]:
    """Each text that may be said after a question once, with when; in the order of first need."""
    said = settings.follow_ups
    when = {
        "follow_up": f"if a platform asks us something first (live {write_duration(said.after)} after it, else at the "
        "next visit; in this order, each once an inquiry)",
        "handoff": f"in a web chat once the last look is made, until a human is there (in this order, "
        f"{write_duration(said.handoff_pause)} apart)",
    }
    for kind, reason in when.items():
        texts = [tuple(dict(planning.said_after(settings, one)).get(kind, ())) for one in planned]
        if any(texts):
            yield f"\n{reason}:"
            for together in dict.fromkeys(filter(None, texts)):
                yield from (f"    {number}. {harmless(text)}" for number, text in enumerate(together, start=1))


def _shown(settings: Settings, inquiry: PlannedInquiry) -> dict[str, object]:
    fields = ("id", "night", "time_cell", "target", "question", "topic", "language", "subject", "text")
    afterwards = {kind: list(texts) for kind, texts in planning.said_after(settings, inquiry)}
    return {"due_at": inquiry.due_at.isoformat(), **{f: str(getattr(inquiry, f)) for f in fields}, **afterwards}


@click.command(short_help="Record who approved exactly these texts.")
@config_option
@click.option("--by", "name", required=True, help="The name of the person who approves.")
@click.option("--yes", is_flag=True, help="Do not ask; approve everything that is shown.")
@told
def approve(config: Path, name: str, yes: bool) -> None:
    """Record who approved exactly these texts for exactly these targets. A changed text needs a new approval."""
    settings = settings_of(config)
    store = app.begun_store_of(settings)
    method.fix(settings, store, SystemClock().now())
    waiting = approvals.missing(settings, store.approvals())
    wanted = [m.wording for m in waiting if name.casefold() not in {n.casefold() for n in m.have}]
    for item in wanted:
        out.print(f"{item.target.id:28} {item.question:24} {item.text}", markup=False)
    if not wanted:
        out.print("nothing is waiting for this name's approval")
        return
    if not yes and not click.confirm(f"Approve these {len(wanted)} texts as {name}?"):
        raise SystemExit(FOUND)
    now = SystemClock().now()
    for item in wanted:
        store.approve(
            Approval(
                text_hash=item.hash, target=item.target.id, question=item.question, approved_by=name, approved_at=now
            )
        )
    out.print(f"approved by {name}: {len(wanted)} texts", markup=False)


@click.command(short_help="Ask a platform nothing more.")
@config_option
@click.argument("platform")
@click.option("--reason", default="", help="Why; printed in the report as an opt-out or pause.")
@click.option("--days", type=click.IntRange(1), help="For how many days (default: until `silence resume`).")
@click.option("--opt-out", is_flag=True, help="The platform's own wish: published as an opt-out, never as silence.")
@told
def pause(config: Path, platform: str, reason: str, days: int | None, opt_out: bool) -> None:
    """Ask PLATFORM nothing more. What is under way is watched to its end; what was planned is not asked."""
    settings = settings_of(config)
    _known(settings, platform)
    now = SystemClock().now()
    until = now + timedelta(days=days) if days else None
    store = app.begun_store_of(settings)
    kind = "opt_out" if opt_out else "pause"
    store.pause(Pause(platform=platform, since=now, until=until, reason=reason, kind=kind))
    dropped = planning.drop_unasked(store, platform, now)
    state = "has opted out" if opt_out else "is paused"
    err.print(f"{platform} {state}; {dropped} planned inquiries will not be asked", markup=False)


@click.command(short_help="Ask a paused platform again.")
@config_option
@click.argument("platform")
@told
def resume(config: Path, platform: str) -> None:
    """Ask PLATFORM again from the next plan on."""
    settings = settings_of(config)
    _known(settings, platform)
    if not app.store_of(settings).resume(platform, at=SystemClock().now()):
        fail(f"{platform} is not paused", code=USAGE)
    err.print(f"{platform} is asked again from the next plan on", markup=False)


def _known(settings: Settings, platform: str) -> None:
    known = [p.id for p in settings.platforms]
    if platform not in known:
        fail(f"there is no platform {platform!r}", f"the configuration has: {', '.join(known)}", USAGE)
