"""The tables that ``silence code agree`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from monitor.commands.console import harmless

if TYPE_CHECKING:  # heavy: other commands must not wait for it
    from reports.coding.agreement import Figure
    from reports.coding.assessed import Assessment

NONE = "–"


def figures(found: Assessment) -> Table:
    """Percent agreement, kappa and alpha of all coders and, where there are more than two, of each pair."""
    table = Table(title="agreement: same label, Cohen's kappa, Krippendorff's alpha (95 % intervals by inquiry)")
    for head in ("of", "coders", "n", "% same", "kappa", "alpha"):
        table.add_column(head, justify="left" if head in ("of", "coders") else "right")
    accords = [found.together, *found.pairs] if len(found.pairs) > 1 else [found.together]
    for accord in accords:
        for what in accord.plain if accord else ():
            assert accord is not None
            for kind, figures_of in (("", accord.plain[what]), (", weighted", accord.weighted[what])):
                table.add_row(
                    what + kind, " ".join(map(str, accord.coders)), str(figures_of["percent"].units),
                    _interval(figures_of["percent"], 100), _interval(figures_of["kappa"]),
                    _interval(figures_of["alpha"]),
                )  # fmt: skip
    return table


def confusion(found: Assessment) -> Table:
    """Rules in rows, people in columns: messages coded, and in brackets how many they stand for."""
    from reports.coding.rows import FUNCTIONS

    table = Table(title="rules (rows) against people (columns): coded, and (stands for)")
    table.add_column("rules say")
    used = [code for code in range(len(FUNCTIONS)) if found.confusion.plain[:, code].any()]
    for code in used:
        table.add_column(FUNCTIONS[code].split("_")[0], justify="right")
    for row, name in enumerate(FUNCTIONS):
        if found.confusion.plain[row].any():
            cells = zip(found.confusion.plain[row, used], found.confusion.weighted[row, used], strict=True)
            table.add_row(name, *(f"{plain:g} ({weighted:.0f})" if plain else "" for plain, weighted in cells))
    return table


def precision(found: Assessment) -> Table:
    """Of each function, how far the rules are right (weighted by design)."""
    table = Table(title="rules held against people, % with 95 % intervals")
    for head in ("function", "precision", "recall"):
        table.add_column(head, justify="left" if head == "function" else "right")
    for name, pair in found.by_function.items():
        if any(figure.value is not None for figure in pair):
            table.add_row(name, *(_interval(figure, 100) for figure in pair))
    return table


def indices(found: Assessment) -> Table:
    """The index by rules, with people's labels, and with label error in its interval."""
    table = Table(title="Silence Index by rules, with people's labels, with label error and its share of the variance")
    coders = found.coded.coders()
    heads = ["table", "platform", "rules", "agreed", *(f"coder {n}" for n in coders)]
    for head in [*heads, "with label error", "share"]:
        table.add_column(head, justify="left" if head in ("table", "platform") else "right")
    for line in found.lines:
        error = NONE if line.index_error is None else _span(line.index_error, line.error_low, line.error_high, 1)
        part = NONE if line.error_share is None else f"{100 * line.error_share:.0f} %"
        people = [line.index_coders, *line.index_by_coder]
        shown = [NONE if value is None else f"{value:.1f}" for value in people]
        table.add_row(line.channel, harmless(line.platform), f"{line.index:.1f}", *shown, error, part)
    return table


def _interval(figure: Figure, scale: int = 1) -> str:
    if figure.value is None:
        return NONE
    low, high = (None if bound is None else bound * scale for bound in (figure.low, figure.high))
    return _span(figure.value * scale, low, high, 0 if scale == 100 else 2)


def _span(value: float | None, low: float | None, high: float | None, digits: int) -> str:
    if value is None:
        return NONE
    if low is None or high is None:
        return _number(value, digits)
    return f"{_number(value, digits)} ({_number(low, digits)} to {_number(high, digits)})"


def _number(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}"  # never -0.00
