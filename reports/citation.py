"""How an edition is cited: ``CITATION.cff`` (Citation File Format 1.2), and one line in each language."""

from __future__ import annotations

import json
from typing import Any

from reports.edition import Edition
from reports.imprint import LICENSES, Imprint, days_of
from reports.quotes import visible
from reports.wording import Wording

CITATION = "CITATION.cff"


def citation(edition: Edition) -> str:
    """The file's text. JSON values are YAML values, so no name of anybody's can break out of its line."""
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in _told(edition).items())


def _told(edition: Edition) -> dict[str, Any]:
    imprint, title = edition.imprint, visible(edition.study.title)
    place = imprint.place(f"{edition.week}/")
    return {
        "cff-version": "1.2.0",
        "message": "If you use these figures, please cite them as below. 引用本报告的数据时请按下列信息注明出处。",
        "type": "dataset",
        "title": f"{title}: {edition.week}",
        "version": version(edition),
        "authors": [{"name": visible(imprint.publisher) or title}],
        "license": imprint.license,
        "license-url": LICENSES[imprint.license],
        "keywords": ["customer support", "responsiveness", "客服", "响应时间"],
        "abstract": f"Silence Index of {len(edition.platforms_asked())} platforms, {_span(edition.week)}.",
        **({"url": place} if place else {}),
        **(
            {"contact": [{"name": visible(imprint.publisher) or title, "email": imprint.contact}]}
            if imprint.contact
            else {}
        ),
    }


def cited(imprint: Imprint, title: str, week: str, number: int, words: Wording, what: str = "") -> str:
    """The line under which an edition, or ``what`` of it (a figure's name), is cited."""
    place = imprint.place(f"{week}/")
    return words(
        "cite.figure" if what else "cite.edition", publisher=visible(imprint.publisher or title), title=visible(title),
        year=week[:4], week=week, number=number, what=what, license=imprint.license, place=f" {place}" if place else "",
    )  # fmt: skip


def version(edition: Edition) -> str:
    """Week and number of the edition, ``2026-W47.1``."""
    return f"{edition.week}.{edition.revision.number if edition.revision else 1}"


def _span(week: str) -> str:
    first, last = days_of(week)
    return f"week of {first} to {last}"
