"""``evidence``, ``verify``, ``custody``, ``redact``: what an outsider is given, and what was done with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from monitor import app
from monitor.clock import SystemClock
from monitor.commands.console import (
    FOUND,
    USAGE,
    config_option,
    fail,
    harmless,
    json_option,
    out,
    print_json,
    settings_of,
    told,
)  # fmt: skip
from monitor.errors import MonitorError
from monitor.journal import open_log
from monitor.settings import Settings
from monitor.store.interface import Store

by_option = click.option("--by", required=True, help="Who does it: a person's name, remembered in custody.")
reason_option = click.option("--reason", required=True, help="Why, remembered in custody.")


@click.command(short_help="Write an evidence pack about a platform or an inquiry.")
@config_option
@click.argument("subject", metavar="PLATFORM|INQUIRY")
@by_option
@reason_option
@click.option("--out", "folder", type=click.Path(path_type=Path), default=Path("evidence-packs"), show_default=True)
@click.option("--zip", "as_zip", is_flag=True, help="One zip instead of a folder.")
@click.option("--working-copy", is_flag=True, help="Mask agents, apply redactions, leave exhibits out.")
@json_option
@told
def evidence(
    config: Path, subject: str, by: str, reason: str, folder: Path, as_zip: bool, working_copy: bool, as_json: bool
) -> None:  # fmt: skip
    """Write a BagIt pack: timeline, transcripts, exhibits, ledger lines, time stamps, and a page to print.

    The original goes to whoever decides a dispute; for anybody else make a working copy. Pending time stamps are
    fetched first. The export is remembered in custody.
    """
    from monitor.proof import gathering, pack

    settings = settings_of(config)
    open_log(settings.resolve(settings.files.log))
    store = app.store_of(settings)
    try:
        _seal(settings, store)
        order = pack.Order(
            subject=subject, platform_names={p.id: p.name for p in settings.platforms}, study=_title(settings),
            zone=settings.study.zone, by=by, reason=reason, at=SystemClock().now(), working_copy=working_copy,
            as_zip=as_zip,
        )  # fmt: skip
        authorities = _authorities(settings)
        made = pack.write(store, app.evidence_of(settings), authorities, order, folder)
    except gathering.NothingToProve as error:
        fail(str(error), error.hint, USAGE)
    except gathering.RowsDiffer as error:
        fail(str(error), error.hint, FOUND)
    finally:
        store.close()
    print_json({"pack": str(made)}) if as_json else out.print(f"evidence: {made}", markup=False)


def _authorities(settings: Settings):  # type: ignore[no-untyped-def]
    from monitor.proof.upkeep import authorities_of

    return authorities_of(settings)


def _seal(settings: Settings, store: Store) -> None:
    from monitor.proof.upkeep import seal

    if settings.evidence.authorities:
        clock = SystemClock()
        seal(settings, store, clock, app.alarm_of(settings, store, clock))


def _title(settings: Settings) -> str:
    title = settings.study.title
    return title.en if title.en == title.zh else f"{title.zh} · {title.en}"


@click.command(short_help="Verify an evidence pack; needs no network.")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option(
    "--certificate", "certificates", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An authority's root (PEM) that you trust, instead of the pack's own copies; may be repeated.",
)  # fmt: skip
@click.option("--unstamped", is_flag=True, help="Accept rows that no time stamp covers.")
@json_option
@told
def verify(pack: Path, certificates: Sequence[Path], unstamped: bool, as_json: bool) -> None:
    """Verify a folder or zip, offline: name every file, row, ledger line or stamp that is not what it was.

    It leaves with 0 if all is fine, with 1 if something was found.
    """
    from monitor.proof import bag, verifying

    try:
        verdict = verifying.verify(pack, certificates=[path.read_bytes() for path in certificates], unstamped=unstamped)
    except bag.NoPack as error:
        fail(str(error), error.hint, FOUND)
    if as_json:
        print_json({"fine": verdict.fine, "findings": verdict.findings, "notes": verdict.notes})
    for finding in () if as_json else verdict.findings:
        out.print(f"[red]wrong[/red] {harmless(finding)}")
    for note in () if as_json else verdict.notes:
        out.print(f"[dim]note[/dim]  {harmless(note)}")
    if not verdict.fine:
        raise SystemExit(FOUND)
    if not as_json:
        out.print(f"{pack}: fine", markup=False)


@click.command(short_help="Who exported, redacted or deleted evidence, and why.")
@config_option
@json_option
@told
def custody(config: Path, as_json: bool) -> None:
    """List every act of custody: when, who, what, of which platform, inquiry or rule, why; and the rules in force."""
    settings = settings_of(config)
    store = app.store_of(settings)
    acts, rules = store.acts(), store.redactions()
    store.close()
    if as_json:
        print_json({"acts": [asdict(act) for act in acts], "redactions": [asdict(rule) for rule in rules]})
        return
    for act in acts:
        line = f"{act.at:%Y-%m-%d %H:%M}Z {act.what:9} {act.subject} by {act.who}: {act.reason}"
        out.print(harmless(f"{line} ({act.detail})" if act.detail else line))
    for rule in rules:
        out.print(
            harmless(f"rule {rule.id} {rule.kind} in {rule.scope or 'everything'} → {rule.word} by {rule.editor}")
        )
    if not acts:
        out.print("nothing was exported, redacted or deleted yet")


@click.command(short_help="Add a redaction rule for working copies.")
@config_option
@click.argument("text")
@click.option("--pattern", "kind", flag_value="pattern", help="TEXT is a regular expression.")
@click.option("--literal", "kind", flag_value="literal", default="literal", help="TEXT stands for itself (default).")
@click.option("--scope", default="", help="A platform's or an inquiry's id (default: everything).")
@click.option("--word", default="redacted", show_default=True, help="What stands in its place, in brackets.")
@by_option
@reason_option
@told
def redact(config: Path, text: str, kind: str, scope: str, word: str, by: str, reason: str) -> None:
    """Add a rule by which working copies and published texts leave something out. The original stays sealed."""
    from monitor.proof import custody as rules

    settings = settings_of(config)
    store = app.store_of(settings)
    try:
        rule = rules.rule_of(
            scope=scope, kind=kind, text=text, word=word, reason=reason, editor=by, since=SystemClock().now()
        )  # fmt: skip
        if scope and store.inquiry(scope) is None and scope not in {platform.id for platform in settings.platforms}:
            raise MonitorError(f"{scope} is neither a platform nor an inquiry", "name its id, or leave --scope out")
        fresh = rules.redact(store, rule)
    finally:
        store.close()
    out.print(f"rule {rule.id} {'added' if fresh else 'was there already'}", markup=False)
