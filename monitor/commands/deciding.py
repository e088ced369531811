"""``decisions``, ``decide``: what waits for the operator, and who decided."""

from __future__ import annotations

from pathlib import Path

import click

from monitor import app, heeding
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
)


@click.command(short_help="Show what waits for the operator to decide.")
@config_option
@json_option
@told
def decisions(config: Path, as_json: bool) -> None:
    """Show the inquiries in which a platform asked who we are: answer in person, then `silence decide`. Exit code 1
    while one waits."""
    waiting = heeding.pending(app.store_of(settings_of(config)))
    if as_json:
        print_json([{field: getattr(one, field) for field in one.__dataclass_fields__} for one in waiting])
    for one in () if as_json else waiting:
        out.print(
            f"{one.inquiry}  {harmless(one.platform)}  decide by {one.decide_by:%Y-%m-%d %H:%M} UTC  ({one.rule})"
        )
        out.print(f"    {harmless(one.text)}")
    if waiting:
        raise SystemExit(FOUND)
    if not as_json:
        out.print("nothing waits for a decision")


@click.command(short_help="Decide about a platform that asked who we are.")
@config_option
@click.argument("inquiry")
@click.option("--go-on", "what", flag_value=heeding.GO_ON, help="Go on in this inquiry.")
@click.option("--leave", "what", flag_value=heeding.LEAVE, help="Leave the platform in peace.")
@click.option("--by", "name", required=True, help="The name of the person who decides.")
@told
def decide(config: Path, inquiry: str, what: str | None, name: str) -> None:
    """Record who decided about INQUIRY, where we were asked who we are: go on, or ask that platform no more."""
    if what is None:  # never taken for either
        fail("nothing was decided", "say --go-on or --leave", USAGE)
    store = app.store_of(settings_of(config))
    platform = heeding.decide(store, inquiry, what, name, SystemClock().now())
    done = "what is scripted may be said" if what == heeding.GO_ON else f"{platform} is asked nothing more"
    err.print(f"decided by {name}: {done}", markup=False)
