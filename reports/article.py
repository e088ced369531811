"""What the front page and the tables of one language print: every sentence and table, ready for the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reports import absent, coding_section, companion_rows, guards, phrases, sheets
from reports.dictionary import DataFile, data_files
from reports.downloads import downloads
from reports.edition import TOGETHER, Edition
from reports.enough import enough
from reports.figures.illustrations import Illustration
from reports.findings import finding
from reports.names import named
from reports.promised import promise_rows
from reports.quotes import Quote, canned_quotes, visible
from reports.readings import Reading
from reports.revised import corrected, revised
from reports.translated import rendering
from reports.wording import Wording
from reports.wording.amounts import duration

QUOTED = 40
"""A page quotes at most so many canned texts; canned.csv holds all."""

SECTIONS = (
    *("ranking", "gap", "padding", "curves", "heat", "channels", "change", "promises", "unranked", "doors", "coding"),
    *("canned", "handoff", "tables", "guards", "method", "data"),
)
"""In the front page's order; ``handoff`` stands there only where a human was asked for."""

TABLES = (
    *("ranking", "pairs", "unranked", "checkpoints", "change", "canned", "handoff", "promises", "beside", "coding"),
    *("hours", "doors"),
)
"""The tables that have a page of their own, with every row."""

Readings = Mapping[str, Mapping[str, Sequence[Reading]]]
"""By channel and platform one reading a checkpoint."""

Told = dict[str, object]
"""Values of a template, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure as a page holds it: the stem of its files, both sizes, and how many of the platforms it shows."""

    name: str
    kind: str
    channel: str
    alternative: str
    shown: int
    total: int
    wide_size: tuple[int, int]
    narrow_size: tuple[int, int]


def article(edition: Edition, readings: Readings, figures: Sequence[Illustration], words: Wording) -> Told:
    """Everything that front page and tables of one language print."""
    pictures = {(f.kind, f.channel): _picture(f) for f in figures if f.language == words.language}
    return {
        **_front(edition, words),
        **_tables(edition, readings, pictures, words),
        **_companions(edition, pictures, words),
        **_back(edition, words),
    }


def _front(edition: Edition, words: Wording) -> Told:
    channel = edition.headline_channel()
    ranked = len(edition.ranked(channel)) if channel else 0
    return {
        "week": phrases.week_of(edition, words),
        "dates": phrases.dates_of(edition, words),
        "demo": edition.study.demo,
        "study_title": visible(edition.study.title),
        "headline": phrases.in_pieces(edition, words),
        "finding": finding(edition, words),
        "enough": enough(edition, words),
        "absent": absent.absences(edition, words),
        "banner": [corrected(one, words) for one in edition.corrections],
        "lead": phrases.lead(edition, words),
        "facts": [
            ("fact.inquiries", edition.sent()),
            ("fact.nights", len(edition.nights())),
            ("fact.asked", len(edition.platforms_asked())),
            ("fact.ranked", ranked),
        ],
        "cautions": phrases.cautions(edition, words),
        "revised": revised(edition, words),
    }


def _tables(edition: Edition, readings: Readings, pictures: Mapping[tuple[str, str], Picture], words: Wording) -> Told:
    """Whatever comes once a channel."""
    channels, tables = edition.channels(), edition.tables()

    def drawn(kind: str) -> list[Told]:
        return [_titled(channel, words, picture) for (found, channel), picture in pictures.items() if found == kind]

    return {
        "rankings": [
            {
                **_titled(channel, words, pictures.get(("ranking", channel))),
                "rows": sheets.rank_rows(edition, channel, words),
                "absent": absent.unranked(edition, channel, words),
            }
            for channel in tables
        ],
        "unranked": sheets.unranked_groups(edition, words),
        "gaps": [
            {**chart, "panel": phrases.panel_gap(edition, str(chart["channel"]), words)} for chart in drawn("gap")
        ],
        "paddings": drawn("padding"),
        "heats": drawn("heat"),
        "curves": drawn("curves"),
        "by_channel": pictures.get(("channels", TOGETHER)),
        "checkpoints": [_checkpoints(edition, each, readings[each], words) for each in channels if readings.get(each)],
        "beside": [
            {**_titled(channel, words), "rows": sheets.beside_rows(edition, channel)}
            for channel in tables
            if edition.ranked(channel)
        ],
        "doors": [_doors(edition, channel, words) for channel in channels],
    }


def _companions(edition: Edition, pictures: Mapping[tuple[str, str], Picture], words: Wording) -> Told:
    """What stands beside the ranking, once a table that has any."""

    def tables(rows: Callable[[Edition, str, Wording], Sequence[object]]) -> list[Told]:
        told = ((channel, rows(edition, channel, words)) for channel in edition.tables())
        return [{**_titled(channel, words), "rows": found} for channel, found in told if found]

    changes = tables(companion_rows.change_rows)
    return {
        "pairs": tables(companion_rows.apart_rows),
        "hours": tables(companion_rows.hours_rows),
        "promises": [
            {**_titled(channel, words), "rows": found}
            for channel in edition.channels()
            if (found := promise_rows(edition, channel, words))
        ],
        "no_promise": "promises.nobody",
        "changes": [
            {
                **table,
                "picture": pictures.get(("change", str(table["channel"]))),
                "windows": companion_rows.change_windows(edition, str(table["channel"]), words),
            }
            for table in changes
        ],
        "change_later": companion_rows.change_later(edition, words),
    }


def _titled(channel: str, words: Wording, picture: Picture | None = None) -> Told:
    return {"title": words.coded("channel", channel), "channel": channel, "picture": picture, "panel": ""}


def _checkpoints(edition: Edition, channel: str, readings: Mapping[str, Sequence[Reading]], words: Wording) -> Told:
    platforms = [platform for platform in edition.platforms(channel) if platform in readings]
    ranked = {standing.platform for standing in edition.ranked(channel)}
    quoted = next((p for p in platforms if p in ranked and readings[p][-1].low is not None), None)
    return {
        **_titled(channel, words),
        "heads": [
            words("head.within", time=duration(words, checkpoint)) for checkpoint in edition.study.checkpoints[channel]
        ],
        "rows": [{"platform": named(edition, p), "cells": sheets.checkpoint_cells(readings[p])} for p in platforms],
        "sentence": phrases.quotable(edition, channel, quoted, readings[quoted][-1], words) if quoted else "",
    }


def _doors(edition: Edition, channel: str, words: Wording) -> Told:
    trials = edition.every().where(edition.every().among("channel", (channel,)))
    return {
        **_titled(channel, words),
        "rows": sheets.door_rows(edition, channel),
        "reasons": [
            (ending, words(f"doors.{ending}_reasons"), sheets.reasons_of(trials, ending, words))
            for ending in ("shut", "barred", "void")
        ],
    }


def _back(edition: Edition, words: Wording) -> Told:
    quotes = canned_quotes(edition)
    return {
        "sections": [name for name in SECTIONS if name != "handoff" or edition.handoffs],
        "handoff": sheets.handoff_rows(edition, words),
        "quotes": [quoted(edition, each, words) for each in quotes[:QUOTED]],
        "more_quotes": max(0, len(quotes) - QUOTED),
        "coding": coding_section.section(edition, words),
        "index_sentence": words("method.index", checkpoints=phrases.waiting_times(edition, words)),
        "conditions": phrases.conditions(edition, words),
        "tables": [name for name in TABLES if name != "handoff" or edition.handoffs],
        "files": _files(edition, words),
        "guards": guards.section(edition, words),
        "downloads": downloads(edition, words),
    }


def quoted(edition: Edition, quote: Quote, words: Wording) -> Told:
    """One canned text as a quotation; ``translation`` is None until somebody gave one in the page's language."""
    stop, spread = words("list.comma"), quote.spread
    remarks = [words("canned.shortened", n=len(spread.template))] if quote.shortened else []
    if spread.wordings > 1:
        remarks.append(words.count("canned.variants", spread.wordings))
    return {
        "text": quote.text,
        "group": spread.canned_group,
        "translation": rendering(edition, quote, words),
        "foreign": quote.language != words.html_language,
        "language": quote.language,
        "platform": named(edition, spread.platform),
        "channels": stop.join(
            words.coded("channel", channel) for channel in edition.channels() if channel in quote.channels
        ),
        "counts": stop.join(
            words.count(f"count.{name}", n)
            for name, n in (("messages", spread.messages), ("nights", spread.nights), ("questions", spread.questions))
        ),
        "asked": words(
            "canned.asked",
            inquiries=words.count("count.inquiries", spread.inquiries),
            pre_sale=spread.pre_sale,
            after_sale=spread.after_sale,
        ),
        "kinds": stop.join(visible(words.coded("function", function)) for function in quote.functions),
        "remarks": words("list.stop").join(remarks),
    }


def _files(edition: Edition, words: Wording) -> list[Told]:
    def told(file: DataFile) -> Told:
        columns = [(name, words.coded("column", name)) for name in file.columns]
        return {"name": file.name, "about": words(f"file.{file.key}"), "columns": columns}

    return [told(file) for file in data_files(second_looks=bool(edition.second_looks))]


def _picture(figure: Illustration) -> Picture:
    return Picture(
        name=figure.name,
        kind=figure.kind,
        channel=figure.channel,
        alternative=figure.alternative,
        shown=figure.shown,
        total=figure.total,
        wide_size=(round(figure.wide.width), round(figure.wide.height)),
        narrow_size=(round(figure.narrow.width), round(figure.narrow.height)),
    )
