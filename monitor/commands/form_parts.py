"""Prints what was found of a form: each part with what it was taken for and what would be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from rich.table import Table

from monitor.commands.console import harmless, out
from monitor.forms import Tried
from probes.form.looking import FormSeen
from probes.form.parts import Part
from probes.form.wordless import WITNESS

Row = tuple[str, str]


def show(seen: FormSeen) -> None:
    """The way, every field, and the button: in a terminal folded into their own column, else a line each."""
    rows = [*_way(seen), *_parts(seen)]
    if out.is_terminal:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for name, told in rows:
            table.add_row(f"[bold]{name}[/bold]", told)
        out.print(table, soft_wrap=False)
    else:
        for name, told in rows:
            out.print(f"{name:15} {'  '.join(told.splitlines())}")
    if seen.missing:
        out.print(f"[red]{harmless(f'{seen.broken}: {seen.missing}')}[/red]")


def show_tried(found: Tried) -> None:
    """t0 and how we know it; or why nothing was sent."""
    if found.at is None:
        out.print(f"[red]not known to be sent: {harmless(found.why)}[/red]")
        return
    out.print(f"sent: t0 {found.at.isoformat(timespec='milliseconds')}, witness: {harmless(found.witness)}")
    if found.witness == WITNESS:
        out.print("[yellow]in a study it counts once a mail shows that this form takes messages[/yellow]")
    if found.ticket:
        out.print(f"the ticket's page: {harmless(found.ticket)}")


def as_data(seen: FormSeen, found: Tried | None) -> dict[str, Any]:
    """The same for a program to read."""
    sent = None if found is None else {
        "at": found.at, "witness": found.witness, "ticket": found.ticket, "why": found.why
    }  # fmt: skip
    return {
        "kind": "form", "address": seen.address, "page": seen.url, "door": seen.door, "seconds": seen.seconds,
        "broken": seen.broken, "missing": seen.missing, "entry": list(seen.entry), "heading": seen.heading,
        "frame": seen.frame, "fields": [_data(part) for part in seen.fields],
        "button": _data(seen.button) if seen.button else None, "sent": sent,
    }  # fmt: skip


def _data(part: Part) -> dict[str, Any]:
    return {
        "taken_for": part.name, "called": part.called, "required": part.required, "doing": part.doing,
        "broken": part.broken,
    }  # fmt: skip


def _way(seen: FormSeen) -> Iterator[Row]:
    yield "door", f"{harmless(seen.door)}, after {seen.seconds:.1f} s"
    if seen.url.startswith("http") and urlsplit(seen.url)[:3] != urlsplit(seen.address)[:3]:
        yield "page", harmless(seen.url)
    if seen.entry:
        yield "entry", ", then ".join(f"“{harmless(text)}” was pressed" for text in seen.entry)
    if seen.button is not None:
        where = f", in the frame {harmless(seen.frame)}" if seen.frame else ""
        yield "form", f"“{harmless(seen.heading)}”{where}" if seen.heading else f"without a heading{where}"


def _parts(seen: FormSeen) -> Iterator[Row]:
    for part in (*seen.fields, *([seen.button] if seen.button else [])):
        mark = "[red]✗[/red]" if part.broken else "→"
        wanted = "required · " if part.required else ""
        did = harmless(part.broken or part.doing)
        called = f"{harmless(part.called)}\n" if part.called else ""
        yield part.name, f"{called}[dim]{mark} {wanted}{did}[/dim]"
