"""What the article of one language prints: every sentence and table, ready for the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

from reports import companion_rows, phrases, sheets
from reports.coding import section as coding
from reports.dictionary import DataFile, data_files
from reports.downloads import downloads
from reports.edition import Edition
from reports.figures import themed
from reports.illustrations import Illustration, drawn_platforms
from reports.quotes import Quote, canned_quotes, visible
from reports.readings import Reading
from reports.revised import revised
from reports.wording import HTML_LANGUAGES, LANGUAGES, Wording
from reports.wording.amounts import duration

QUOTED = 40
"""The page quotes at most so many canned texts; canned.csv holds all."""

SECTIONS = (
    *("ranking", "pairs", "unranked", "curves", "checkpoints", "gap", "change"),
    *("canned", "handoff", "beside", "coding", "hours", "doors", "method", "data"),
)
"""In the page's order; ``handoff`` stands there only where a human was asked for."""
_NAMES = {"zh": "中文", "en": "English"}

Readings = Mapping[str, Mapping[str, Sequence[Reading]]]
"""By channel and platform one reading a checkpoint."""

Told = dict[str, object]
"""Values of a template, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure as the page holds it: both widths as data addresses, colours following the page."""

    name: str
    alternative: str
    wide: str
    narrow: str
    wide_size: tuple[int, int]
    narrow_size: tuple[int, int]


def article(edition: Edition, readings: Readings, figures: Sequence[Illustration], words: Wording) -> Told:
    """Everything the article of one language prints."""
    pictures = {(f.kind, f.channel): _picture(f) for f in figures if f.language == words.language}
    return {
        "words": words,
        "languages": _switch(words),
        **_front(edition, words),
        **_tables(edition, readings, pictures, words),
        **_companions(edition, words),
        **_back(edition, words),
    }


def _switch(words: Wording) -> list[Told]:
    return [
        {"id": each, "html": HTML_LANGUAGES[each], "name": _NAMES[each], "here": each == words.language}
        for each in LANGUAGES
    ]


def _front(edition: Edition, words: Wording) -> Told:
    channel = edition.headline_channel()
    ranked = len(edition.ranked(channel)) if channel else 0
    return {
        "week": phrases.week_of(edition, words),
        "dates": phrases.dates_of(edition, words),
        "demo": edition.study.demo,
        "study_title": visible(edition.study.title),
        "headline": phrases.in_pieces(edition, words),
        "lead": phrases.lead(edition, words),
        "facts": [
            (len(list(edition.sent())), words("fact.inquiries")),
            (len(edition.nights()), words("fact.nights")),
            (len({trial.platform for trial in edition.trials}), words("fact.asked")),
            (ranked, words("fact.ranked")),
        ],
        "cautions": phrases.cautions(edition, words),
        "revised": revised(edition, words),
    }


def _tables(edition: Edition, readings: Readings, pictures: Mapping[tuple[str, str], Picture], words: Wording) -> Told:
    """Whatever comes once a channel."""
    channels, tables = edition.channels(), edition.tables()
    return {
        "rankings": [
            {
                **_titled(channel, words, pictures.get(("ranking", channel))),
                "rows": sheets.rank_rows(edition, channel, words),
            }
            for channel in tables
        ],
        "unranked": sheets.unranked_groups(edition, words),
        "gaps": [
            {**_titled(channel, words, picture), "panel": phrases.panel_gap(edition, channel, words)}
            for (kind, channel), picture in pictures.items()
            if kind == "gap"
        ],
        "curves": [
            {**_titled(channel, words, pictures["curves", channel]), **_shown(edition, channel, readings[channel])}
            for channel in channels
            if ("curves", channel) in pictures
        ],
        "checkpoints": [_checkpoints(edition, each, readings[each], words) for each in channels if readings.get(each)],
        "beside": [
            {**_titled(channel, words), "rows": sheets.beside_rows(edition, channel)}
            for channel in tables
            if edition.ranked(channel)
        ],
        "doors": [_doors(edition, channel, words) for channel in channels],
    }


def _companions(edition: Edition, words: Wording) -> Told:
    """What stands beside the ranking, once a table that has any."""

    def tables(rows: Callable[[Edition, str, Wording], Sequence[object]]) -> list[Told]:
        told = ((channel, rows(edition, channel, words)) for channel in edition.tables())
        return [{**_titled(channel, words), "channel": channel, "rows": found} for channel, found in told if found]

    changes = tables(companion_rows.change_rows)
    return {
        "pairs": tables(companion_rows.apart_rows),
        "hours": tables(companion_rows.hours_rows),
        "changes": [
            {**table, "windows": companion_rows.change_windows(edition, str(table["channel"]), words)}
            for table in changes
        ],
        "change_later": companion_rows.change_later(edition, words),
    }


def _titled(channel: str, words: Wording, picture: Picture | None = None) -> Told:
    return {"title": words.coded("channel", channel), "picture": picture}


def _shown(edition: Edition, channel: str, readings: Mapping[str, Sequence[Reading]]) -> Told:
    """How many of the platforms a figure shows."""
    return {"shown": len(drawn_platforms(edition, channel, readings)), "total": len(readings)}


def _checkpoints(edition: Edition, channel: str, readings: Mapping[str, Sequence[Reading]], words: Wording) -> Told:
    platforms = [platform for platform in edition.platforms(channel) if platform in readings]
    quoted = next((p for p in platforms if readings[p][-1].low is not None), None)
    return {
        "title": words.coded("channel", channel),
        "heads": [
            words("head.within", time=duration(words, checkpoint)) for checkpoint in edition.study.checkpoints[channel]
        ],
        "rows": [
            {"platform": visible(edition.name(p)), "cells": sheets.checkpoint_cells(readings[p])} for p in platforms
        ],
        "sentence": phrases.quotable(edition, channel, quoted, readings[quoted][-1], words) if quoted else "",
    }


def _doors(edition: Edition, channel: str, words: Wording) -> Told:
    trials = [trial for trial in edition.trials if trial.channel == channel]
    return {
        "title": words.coded("channel", channel),
        "rows": sheets.door_rows(edition, channel),
        "reasons": [
            (words(f"doors.{ending}_reasons"), sheets.reasons_of(trials, ending, words))
            for ending in ("shut", "barred", "void")
        ],
    }


def _back(edition: Edition, words: Wording) -> Told:
    quotes = canned_quotes(edition)
    study = edition.study
    return {
        "sections": [name for name in SECTIONS if name != "handoff" or edition.handoffs],
        "handoff": sheets.handoff_rows(edition, words),
        "quotes": [_quoted(edition, each, words) for each in quotes[:QUOTED]],
        "more_quotes": max(0, len(quotes) - QUOTED),
        "coding": coding.section(edition, words),
        "index_sentence": words("method.index", checkpoints=phrases.waiting_times(edition, words)),
        "conditions": phrases.conditions(edition, words),
        "versions": words(
            "method.versions",
            method=study.method_version,
            rules=", ".join(edition.rules_versions()) or "–",
            study=visible(study.id),
            seed=study.seed,
            zone=visible(study.zone),
        ),
        "files": _files(words),
        "downloads": downloads(edition, words),
    }


def _quoted(edition: Edition, quote: Quote, words: Wording) -> dict[str, str]:
    stop, spread = words("list.comma"), quote.spread
    remarks = [words("canned.shortened", n=len(spread.template))] if quote.shortened else []
    if spread.wordings > 1:
        remarks.append(words.count("canned.variants", spread.wordings))
    return {
        "text": quote.text,
        "language": quote.language,
        "platform": visible(edition.name(spread.platform)),
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


def _files(words: Wording) -> list[Told]:
    def told(file: DataFile) -> Told:
        columns = [(name, words.coded("column", name)) for name in file.columns]
        return {"name": file.name, "about": words(f"file.{file.key}"), "columns": columns}

    return [told(file) for file in data_files()]


def _picture(figure: Illustration) -> Picture:
    return Picture(
        name=figure.name,
        alternative=figure.alternative,
        wide=_address(figure.wide.svg()),
        narrow=_address(figure.narrow.svg()),
        wide_size=(round(figure.wide.width), round(figure.wide.height)),
        narrow_size=(round(figure.narrow.width), round(figure.narrow.height)),
    )


def _address(svg: str) -> str:
    return "data:image/svg+xml," + percent_encoded(themed(svg).replace("\n", ""), safe="=:/;,()-.")
