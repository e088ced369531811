"""The picture that a link to an edition shows: the headline in both languages, and the ranking as dots."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import phrases
from reports.dataset import Standing
from reports.edition import Edition
from reports.fonts.printed import print_style
from reports.quotes import shortened, visible
from reports.wording import LANGUAGES, wording
from reports.wording.amounts import number, span

WIDTH, HEIGHT = 1200, 630
SHOWN = 5
"""The card shows at most so many platforms, the most silent first, and counts the others."""
LONGEST = 120


def markup(edition: Edition) -> str:
    """The card as a whole HTML page of ``WIDTH`` x ``HEIGHT`` CSS pixels. The same edition gives the same text."""
    channel = edition.headline_channel()
    ranked = edition.ranked(channel) if channel else []
    words = [wording(language) for language in LANGUAGES]
    style = files(__package__).joinpath("pages/card.css").read_text(encoding="utf-8")
    rows = [_row(row, edition) for row in ranked[:SHOWN]]
    return (
        _environment()
        .get_template("card.html.j2")
        .render(
            style=Markup(style + print_style()),
            both=words,
            week=edition.week,
            title=visible(edition.study.title),
            headlines=[(w, shortened(phrases.headline(edition, w), LONGEST)) for w in words],
            rows=rows,
            more=len(ranked) - len(rows),
            demo=edition.study.demo,
            draft=edition.draft,
        )
    )


def _row(row: Standing, edition: Edition) -> dict[str, object]:
    return {
        "name": visible(edition.name(row.platform)),
        "index": number(row.index),
        "interval": span(row.index_low, row.index_high),
        "at": row.index,
        "low": row.index_low,
        "high": row.index_high,
        "foremost": row.rank_low == 1,
    }


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
