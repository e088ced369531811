"""What the page prints of people's labels: agreement, confusion, and the index under label error, in words."""

from __future__ import annotations

from collections.abc import Mapping

from reports.coding.agreement import Figure
from reports.coding.assessed import Accord, Assessment
from reports.coding.propagated import IMPUTATIONS, Line
from reports.coding.rows import FUNCTIONS
from reports.dataset import Standing
from reports.edition import Edition
from reports.names import named
from reports.wording import Wording
from reports.wording.amounts import day, listing, number, percent, percent_span, span

DIGITS = 2
"""Of kappa and alpha."""

Told = dict[str, object]
"""Values of the template, by name."""


def section(edition: Edition, words: Wording) -> Told | None:
    """Everything the section prints; None where no people coded messages of this edition."""
    found = edition.coding
    if found is None or not found.coded.codes:
        return None
    return {
        "intro": _intro(found, words),
        "agreement": _agreement(found.together, words) if found.together else [],
        "people": [words("head.coder", n=coder) for coder in found.coded.coders()],
        "confusion": _confusion(found, words),
        "rules": _rules(found.by_function, words),
        "too_few": _too_few(found, words),
        "tables": _tables(edition, found, words),
        "index_foot": words("coding.index_foot", draws=IMPUTATIONS),
    }


def _intro(found: Assessment, words: Wording) -> list[str]:
    coded = found.coded
    told = [
        words(
            "coding.intro",
            coders=words.count("count.coders", len(coded.coders())),
            messages=words.count("count.codings", len(coded.by_item())),
            day=day(words, coded.drawn_at.date().isoformat()),
        )
    ]
    if coded.corrections:
        told.append(words.count("coding.corrected", coded.corrections))
    if found.missing:
        told.append(words.count("coding.missing", found.missing))
    if found.together is None:
        told.append(words("coding.one"))
    return told


def _agreement(accord: Accord, words: Wording) -> list[Told]:
    """A row for each of the two labels, as drawn and weighted."""
    rows: list[Told] = []
    for what in accord.plain:
        name = words.coded("coding", what)
        rows.append(_accord_row(name, f"{what} plain", accord.plain[what]))
        rows.append(_accord_row(words("coding.weighted", what=name), f"{what} weighted", accord.weighted[what]))
    return rows


def _accord_row(name: str, what: str, figures: Mapping[str, Figure]) -> Told:
    return {
        "name": name,
        "what": what,
        "messages": str(figures["percent"].units),
        "percent": _share(figures["percent"]),
        "kappa": _coefficient(figures["kappa"]),
        "alpha": _coefficient(figures["alpha"]),
    }


def _share(found: Figure) -> tuple[str, str]:
    """(value, interval) in per cent."""
    known = found.low is not None and found.high is not None
    return percent(found.value), percent_span(found.low or 0.0, found.high or 0.0) if known else ""


def _coefficient(found: Figure) -> tuple[str, str]:
    """(value, interval) of kappa or alpha."""
    known = found.low is not None and found.high is not None
    return number(found.value, DIGITS), span(found.low, found.high, DIGITS) if known else ""


def _confusion(found: Assessment, words: Wording) -> Told:
    """The table of functions that occur; an empty cell where nothing was coded."""
    plain, weighted = found.confusion.plain, found.confusion.weighted
    columns = [code for code in range(len(FUNCTIONS)) if plain[:, code].any()]
    return {
        "heads": [words.coded("function", FUNCTIONS[code]) for code in columns],
        "rows": [
            {
                "name": words.coded("function", name),
                "what": name,
                "cells": [
                    (f"{plain[row, code]:g}", f"({weighted[row, code]:.0f})") if plain[row, code] else ("", "")
                    for code in columns
                ],
            }
            for row, name in enumerate(FUNCTIONS)
            if plain[row].any()
        ],
    }


def _rules(by_function: Mapping[str, tuple[Figure, Figure]], words: Wording) -> list[Told]:
    return [
        {
            "name": words.coded("function", name),
            "what": name,
            "precision": _share(precision),
            "recall": _share(recall),
        }
        for name, (precision, recall) in by_function.items()
        if precision.value is not None or recall.value is not None
    ]


def _too_few(found: Assessment, words: Wording) -> str:
    names = [words.coded("function", name) for name in found.too_few]
    return words("coding.too_few", functions=listing(words, names)) if names else ""


def _tables(edition: Edition, found: Assessment, words: Wording) -> list[Told]:
    """One table a ranking, in the order of the ranking."""
    lines = {(line.channel, line.platform): line for line in found.lines}
    tables: list[Told] = []
    for channel in edition.tables():
        ranked = edition.ranked(channel)
        rows = [_line(edition, s, lines[channel, s.platform]) for s in ranked if (channel, s.platform) in lines]
        if rows:
            tables.append({"channel": channel, "title": words.coded("channel", channel), "rows": rows})
    return tables


def _line(edition: Edition, row: Standing, line: Line) -> Told:
    return {
        "platform": named(edition, line.platform),
        "rules": number(line.index),
        "rules_span": span(row.index_low, row.index_high),
        "agreed": number(line.index_coders),
        "coders": [number(value) for value in line.index_by_coder],
        "error": number(line.index_error),
        "error_span": "" if line.error_low is None else span(line.error_low, line.error_high),
        "share": percent(line.error_share),
    }
