"""Labels entered at the terminal: one message at a time, a key for each label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.columns import Columns
from rich.panel import Panel

from monitor.commands.console import harmless, out

if TYPE_CHECKING:  # heavy: other commands must not wait for it
    from monitor.coding.codebook import Entry
    from monitor.coding.rounds import Round, Rounds, Said, Shown

QUIT, BACK, BOOK = "q", "z", "?"


class _Stopped(Exception):
    """The coder goes on another day."""


class _TakenBack(Exception):
    """The last label was a slip."""


def enter_labels(rounds: Rounds, drawn: Round, coder: str) -> int:
    """Ask for every label that is missing; returns how many still are.

    The last label waits until the next is given, so that a slip can be taken back; what is kept stays as it is.
    """
    queue = [one for one in drawn.of(coder) if one.item.place not in rounds.said(drawn, coder)]
    waiting: tuple[Shown, Said] | None = None
    number = 0
    try:
        while number < len(queue):
            one, done = queue[number], drawn.size - len(queue) + number
            try:
                said = _asked(one, f"{done + 1} of {drawn.size}", can_go_back=waiting is not None)
            except _TakenBack:
                waiting, number = None, number - 1
                continue
            _keep(rounds, drawn, coder, waiting)
            waiting, number = (one, said), number + 1
    except _Stopped:
        pass
    finally:  # also where the terminal is closed or Ctrl-C is pressed
        _keep(rounds, drawn, coder, waiting)
    return drawn.size - len(rounds.said(drawn, coder))


def _keep(rounds: Rounds, drawn: Round, coder: str, waiting: tuple[Shown, Said] | None) -> None:
    if waiting:
        rounds.add(drawn, coder, {waiting[0].item.place: waiting[1]})


def _asked(one: Shown, title: str, *, can_go_back: bool) -> Said:
    from monitor.coding import codebook
    from monitor.coding.rounds import Said

    _show(one, title)
    while True:
        function = _key("what it does", codebook.functions(), can_go_back=can_go_back)
        try:
            mechanism = _key("who produced it", codebook.mechanisms(), can_go_back=True)
        except _TakenBack:  # the slip was the first of the two keys
            continue
        return Said(function=function, mechanism=mechanism)


def _show(one: Shown, title: str) -> None:
    out.print()
    out.rule(title)
    _prose(f"[bold]{harmless(one.question)}[/bold]  {harmless(one.ours)}")
    if one.before:
        _prose(f"[dim]{harmless(one.before)}[/dim]")
    out.print(Panel(harmless(one.message), title=f"label this ({one.place})", title_align="left"), soft_wrap=False)


def _key(what: str, entries: Sequence[Entry], *, can_go_back: bool) -> str:
    keys = {entry.key: entry.id for entry in entries}
    offered = [f"\\[{entry.key}] {entry.id} {entry.name}" for entry in entries]
    others = [f"\\[{BOOK}] code book", *([f"\\[{BACK}] last one again"] if can_go_back else ()), f"\\[{QUIT}] stop"]
    _prose(f"{what}?")
    out.print(Columns([*offered, *(f"[dim]{other}[/dim]" for other in others)], padding=(0, 2)), soft_wrap=False)
    while True:
        pressed = _pressed()
        if pressed in keys:
            out.print(f"  {keys[pressed]}", markup=False)
            return keys[pressed]
        if pressed == QUIT:
            raise _Stopped
        if pressed == BACK and can_go_back:
            raise _TakenBack
        if pressed == BOOK:
            _book(entries)


def _pressed() -> str:
    """One key; the end of the input stops."""
    try:
        return click.getchar().lower() or QUIT
    except EOFError:
        return QUIT


def _book(entries: Sequence[Entry]) -> None:
    for entry in entries:
        _prose(f"  [bold]{entry.id} {entry.name}[/bold]  {entry.en} {entry.zh}")


def _prose(text: str) -> None:
    """Lines broken between words: it is read, not copied."""
    out.print(text, soft_wrap=False)
