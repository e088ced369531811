"""The page a newspaper would print: one file, two languages, no script, nothing fetched, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports import phrases, sheets
from reports.dictionary import DataFile, data_files
from reports.edition import Edition
from reports.figures import themed
from reports.illustrations import Illustration, drawn_platforms
from reports.quotes import Quote, canned_quotes, visible
from reports.readings import Reading
from reports.wording import HTML_LANGUAGES, LANGUAGES, Wording, wording
from reports.wording.amounts import duration

QUOTED = 40
"""The page quotes at most so many canned texts; messages.csv holds all."""

SECTIONS = ("ranking", "unranked", "curves", "checkpoints", "gap", "canned", "beside", "doors", "method", "data")
_NAMES = {"zh": "中文", "en": "English"}

Readings = Mapping[str, Mapping[str, Sequence[Reading]]]
"""By channel and platform one reading a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure as the page holds it: both widths as data addresses, colours following the page."""

    name: str
    alternative: str
    wide: str
    narrow: str
    wide_size: tuple[int, int]
    narrow_size: tuple[int, int]


def render(edition: Edition, readings: Readings, figures: Sequence[Illustration]) -> str:
    """The whole page. The same arguments give the same text."""
    environment = _environment()
    style = files(__package__).joinpath("pages/style.css").read_text(encoding="utf-8")
    parts = [_part(edition, readings, figures, wording(language)) for language in LANGUAGES]
    titles = [f"{part['words']('paper.name')} {edition.week}" for part in parts]
    return environment.get_template("page.html.j2").render(
        policy=policy(style),
        style=_Plain(style),
        title=" · ".join([*titles, visible(edition.study.title)]),
        parts=parts,
    )


def policy(style: str) -> str:
    """A Content-Security-Policy under which nothing runs and nothing is fetched: our style sheet, our pictures."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


class _Plain(str):
    """Our own style sheet, the one text that is not escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _part(edition: Edition, readings: Readings, figures: Sequence[Illustration], words: Wording) -> dict[str, object]:
    """Everything the article of one language prints."""
    pictures = {(f.kind, f.channel): _picture(f) for f in figures if f.language == words.language}
    return {
        "words": words,
        "languages": _switch(words),
        **_front(edition, words),
        **_tables(edition, readings, pictures, words),
        **_back(edition, words),
    }


def _switch(words: Wording) -> list[dict[str, object]]:
    return [
        {"id": each, "html": HTML_LANGUAGES[each], "name": _NAMES[each], "here": each == words.language}
        for each in LANGUAGES
    ]


def _front(edition: Edition, words: Wording) -> dict[str, object]:
    channel = edition.headline_channel()
    ranked = len(edition.ranked(channel)) if channel else 0
    return {
        "week": phrases.week_of(edition, words),
        "dates": phrases.dates_of(edition, words),
        "demo": edition.study.demo,
        "study_title": visible(edition.study.title),
        "headline": phrases.headline(edition, words),
        "lead": phrases.lead(edition, words),
        "facts": [
            (len(list(edition.sent())), words("fact.inquiries")),
            (len(edition.nights()), words("fact.nights")),
            (len({trial.platform for trial in edition.trials}), words("fact.asked")),
            (ranked, words("fact.ranked")),
        ],
        "cautions": phrases.cautions(edition, words),
    }


def _tables(
    edition: Edition, readings: Readings, pictures: Mapping[tuple[str, str], Picture], words: Wording
) -> dict[str, object]:
    def title(channel: str) -> str:
        return words.coded("channel", channel)

    return {
        "rankings": [
            {
                "title": title(channel),
                "rows": sheets.rank_rows(edition, channel, words),
                "picture": pictures.get(("ranking", channel)),
            }
            for channel in edition.tables()
        ],
        "unranked": sheets.unranked_groups(edition, words),
        "gaps": [
            {"title": title(channel), "picture": picture}
            for (kind, channel), picture in pictures.items()
            if kind == "gap"
        ],
        "curves": [
            {
                "title": title(channel),
                "picture": pictures["curves", channel],
                "shown": len(drawn_platforms(edition, channel, readings[channel])),
                "total": len(readings[channel]),
            }
            for channel in edition.channels()
            if ("curves", channel) in pictures
        ],
        "checkpoints": [
            _checkpoints(edition, channel, readings[channel], words)
            for channel in edition.channels()
            if readings.get(channel)
        ],
        "beside": [
            {"title": title(channel), "rows": rows}
            for channel in edition.tables()
            if (rows := sheets.beside_rows(edition, channel))
        ],
        "doors": [_doors(edition, channel, words) for channel in edition.channels()],
    }


def _checkpoints(
    edition: Edition, channel: str, readings: Mapping[str, Sequence[Reading]], words: Wording
) -> dict[str, object]:
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


def _doors(edition: Edition, channel: str, words: Wording) -> dict[str, object]:
    trials = [trial for trial in edition.trials if trial.channel == channel]
    stop = words("list.stop")
    return {
        "title": words.coded("channel", channel),
        "rows": sheets.door_rows(edition, channel),
        "reasons": [
            (words(f"doors.{ending}_reasons"), stop.join(sheets.reasons_of(trials, ending, words)))
            for ending in ("shut", "barred", "void")
        ],
    }


def _back(edition: Edition, words: Wording) -> dict[str, object]:
    quotes = canned_quotes(edition)
    study = edition.study
    return {
        "sections": SECTIONS,
        "quotes": [_quoted(edition, quote, words) for quote in quotes[:QUOTED]],
        "more_quotes": max(0, len(quotes) - QUOTED),
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
    }


def _quoted(edition: Edition, quote: Quote, words: Wording) -> dict[str, str]:
    stop = words("list.comma")
    remarks = [words("canned.shortened", n=quote.length)] if quote.shortened else []
    if quote.variants > 1:
        remarks.append(words.count("canned.variants", quote.variants))
    return {
        "text": quote.text,
        "language": quote.language,
        "platform": visible(edition.name(quote.platform)),
        "channels": stop.join(words.coded("channel", channel) for channel in quote.channels),
        "counts": stop.join(
            words.count(f"count.{name}", n)
            for name, n in (("messages", quote.messages), ("nights", quote.nights), ("questions", quote.questions))
        ),
        "kinds": stop.join(visible(words.coded("function", function)) for function in quote.functions),
        "remarks": words("list.stop").join(remarks),
    }


def _files(words: Wording) -> list[dict[str, object]]:
    def told(file: DataFile) -> dict[str, object]:
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
    return "data:image/svg+xml;base64," + base64.b64encode(themed(svg).encode()).decode()
