"""``silence code``: people label a blind sample, and the rules are held against them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from monitor import app
from monitor.clock import SystemClock
from monitor.commands.coding_tables import confusion, figures, indices, precision
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
from monitor.commands.entering import enter_labels
from monitor.errors import MonitorError
from monitor.settings import Settings
from monitor.store.interface import Store

if TYPE_CHECKING:  # heavy: other commands must not wait for it
    from monitor.coding.rounds import Round, Rounds
    from reports.coding.assessed import Assessment

round_option = click.option("--round", "number", type=click.IntRange(1), help="Which round (default: the newest).")


@click.group(short_help="Let people label a blind sample.")
def code() -> None:
    """Let people label a blind sample of replies, and hold the rules against them.

    In this order: draw, then read (sheets) or enter (at the terminal), then agree. docs/coding.md tells how.
    """


@code.command(short_help="Draw a sample; write a sheet for each coder.")
@config_option
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where to.")
@click.option("--size", type=click.IntRange(1), default=200, show_default=True, help="How many messages.")
@click.option("--seed", type=click.IntRange(0), help="Of the draw (default: the study's).")
@click.option(
    "--coder", "coders", multiple=True, default=("a", "b"), show_default=True, help="A coder's name; give two."
)
@json_option
@told
def draw(
    config: Path, folder: Path, size: int, seed: int | None, coders: tuple[str, ...], as_json: bool
) -> None:  # fmt: skip
    """Draw a blind sample, stratified by function, language and channel, and write each coder's sheet (CSV and XLSX).

    The sheets name no platform, no night and no label of the rules; each coder has an order of their own.
    """
    from monitor.coding import sheets
    from monitor.coding.drawing import Wanted
    from monitor.coding.drawing import draw as sample
    from monitor.coding.rounds import Rounds, named
    from monitor.publishing import reporting

    settings = settings_of(config)
    store, names = app.store_of(settings), _names(settings)
    rounds = Rounds(store)
    try:
        named(coders)
        wanted = Wanted(
            number=len(rounds.known()) + 1, size=size, seed=settings.study.seed if seed is None else seed,
            coders=coders, names=names, now=SystemClock().now(),
        )  # fmt: skip
        drawn = sample(reporting.facts_to_code(settings, store), wanted)
        files = sorted({file for coder in coders for file in sheets.write(folder, drawn, coder)})
    except MonitorError as error:
        fail(str(error), error.hint, USAGE)
    rounds.keep(drawn)
    strata = {one.item.stratum: (one.item.population, one.item.sampled) for one in drawn.shown}
    if as_json:
        told_strata = {name: {"population": n, "sampled": k} for name, (n, k) in sorted(strata.items())}
        print_json({"round": drawn.number, "items": drawn.size, "strata": told_strata, "files": [*map(str, files)]})
        return
    out.print(f"round {drawn.number}: {drawn.size} messages of {len(strata)} strata drawn", markup=False)
    for file in files:
        out.print(f"  {file}", markup=False)


def _names(settings: Settings) -> tuple[str, ...]:
    from monitor.coding.drawing import telling_names

    addresses = {p.id: [t.address for t in settings.targets() if t.platform == p.id] for p in settings.platforms}
    return telling_names(((p.name, p.id), [*addresses[p.id], p.public_support_url or ""]) for p in settings.platforms)


@code.command(short_help="Label at the terminal, one message at a time.")
@config_option
@click.argument("coder")
@round_option
@told
def enter(config: Path, coder: str, number: int | None) -> None:
    """Label CODER's messages at the terminal, one at a time. Stop with q and go on later; z takes the last one back."""
    rounds, drawn = _round(app.store_of(settings_of(config)), number, coder)
    left = enter_labels(rounds, drawn, coder)
    out.print(f"{drawn.size - left} of {drawn.size} labelled" + (", all done" if not left else ""), markup=False)


@code.command(short_help="Read a coder's sheet.")
@config_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--coder", required=True, help="Whose sheet it is.")
@click.option("--correct", is_flag=True, help="Take changed labels as corrections; they are counted and printed.")
@round_option
@json_option
@told
def read(config: Path, file: Path, coder: str, correct: bool, number: int | None, as_json: bool) -> None:
    """Read CODER's labels from FILE (CSV or XLSX). A sheet with a single mistake is not stored at all.

    Leaves with 1 if there are mistakes, each with its row.
    """
    from monitor.coding import sheets
    from monitor.coding.reading import judge

    rounds, drawn = _round(app.store_of(settings_of(config)), number, coder)
    try:
        lines = sheets.read(file)
    except MonitorError as error:
        fail(str(error), error.hint, USAGE)
    sheet = judge(lines, drawn, rounds.said(drawn, coder), correct=correct)
    added = 0 if sheet.mistakes else rounds.add(drawn, coder, sheet.said, correct=correct)
    mistakes = [{"row": m.row, "column": m.column, "wrong": m.wrong, "todo": m.todo} for m in sheet.mistakes]
    if as_json:
        print_json({"added": added, "unlabelled": sheet.unlabelled, "mistakes": mistakes})
    for mistake in () if as_json else sheet.mistakes:
        where = f"row {mistake.row}, {mistake.column}" if mistake.row else mistake.column
        out.print(f"[red]{harmless(where)}[/red]: {harmless(mistake.wrong)}")
        out.print(f"  → {harmless(mistake.todo)}")
    if sheet.mistakes:
        if not as_json:
            out.print(f"{len(sheet.mistakes)} mistakes; nothing was stored", markup=False)
        raise SystemExit(FOUND)
    if not as_json:
        out.print(f"{added} labels added, {sheet.unlabelled} messages not yet labelled", markup=False)


def _round(store: Store, number: int | None, coder: str) -> tuple[Rounds, Round]:
    from monitor.coding.rounds import Rounds, RoundUnknown

    try:
        drawn = Rounds(store).one(number)
        drawn.of(coder)
    except RoundUnknown as error:
        fail(str(error), error.hint, USAGE)
    return Rounds(store), drawn


@code.command(short_help="Agreement, confusion, and the index under label error.")
@config_option
@round_option
@json_option
@told
def agree(config: Path, number: int | None, as_json: bool) -> None:
    """Print how coders agree, where rules and people differ, and the index with people's labels and with label error.

    Of a round that is not finished only what has been labelled so far is used; reports print finished rounds alone.
    """
    from monitor.coding.rounds import Rounds, RoundUnknown
    from monitor.publishing import reporting
    from reports.coding.files import told as as_values

    settings = settings_of(config)
    store = app.store_of(settings)
    try:
        coded = Rounds(store).coded(Rounds(store).one(number))
    except RoundUnknown as error:
        fail(str(error), error.hint, USAGE)
    if not coded.codes:
        fail(f"nobody has labelled anything of round {coded.round} yet", "silence code read FILE --coder NAME", USAGE)
    found = reporting.assessed(settings, store, coded)
    if as_json:
        print_json(as_values(found))
        return
    for part in _told(found):
        out.print(part, markup=isinstance(part, Table))


def _told(found: Assessment) -> Iterator[str | Table]:
    coded = found.coded
    labelled = {number: sum(code.coder == number for code in coded.codes) for number in coded.coders()}
    told_by = ", ".join(f"coder {number} {count}" for number, count in labelled.items())
    yield f"round {coded.round}: {len(coded.items)} messages; labelled: {told_by}; corrected: {coded.corrections}"
    if found.missing:
        yield f"{found.missing} messages of the sample are in no inquiry any more and were left out"
    yield figures(found) if found.together else "one coder alone: no agreement to print"
    yield confusion(found)
    yield precision(found)
    if found.too_few:
        yield f"label error not known, too few coded of: {', '.join(found.too_few)}"
    yield indices(found) if found.lines else "no platform is ranked yet: there is no index to recompute"
