"""Every page of an edition: the front page, one page a platform, tables in full, the method, what a customer can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reports import article, companion_rows, phrases, platformpage
from reports.edition import Edition
from reports.figures.illustrations import Illustration
from reports.ladder import checked, ladder
from reports.press import Sheet
from reports.quotes import canned_quotes, visible
from reports.sayings import windows
from reports.wording import LANGUAGES, Wording, wording
from reports.wording.amounts import ranks

FOLDERS = ("platforms", "tables")
"""Where the pages beside the front page lie."""
ROWS, QUOTED = 10, 5
"""The front page shows at most so many rows of a table, and so many canned texts."""
EVERY = 1_000_000

_LINKS = (("front", "index.html"), ("platforms", "platforms/index.html"), ("method", "method.html"),
          ("customer", "customer.html"))  # fmt: skip

Told = dict[str, object]


def pages(
    edition: Edition, readings: article.Readings, figures: Sequence[Illustration]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """(address within the edition's folder, text) of each page. The same arguments give the same texts."""
    return ((sheet.address, sheet.text()) for sheet in sheets(edition, readings, figures))


def sheets(edition: Edition, readings: article.Readings, figures: Sequence[Illustration]) -> Iterator[Sheet]:
    """Every page, still to be printed."""
    told = [(words, article.article(edition, readings, figures, words)) for words in map(wording, LANGUAGES)]
    yield _front(edition, told)
    yield from _whole_tables(edition, told)
    yield _sheet(edition, "method.html", "methodpage.html.j2", [(w, _method(edition, w)) for w, _ in told])
    yield _sheet(edition, "customer.html", "customer.html.j2", [(w, _customer(w)) for w, _ in told])
    yield from _platforms(edition, readings, told)


def render(edition: Edition, readings: article.Readings, figures: Sequence[Illustration]) -> str:
    """The front page alone."""
    told = [(words, article.article(edition, readings, figures, words)) for words in map(wording, LANGUAGES)]
    return _front(edition, told).text()


def _front(edition: Edition, told: Sequence[tuple[Wording, Told]]) -> Sheet:
    short = {"limit": ROWS, "quoted": QUOTED, "many": 1}
    return _sheet(edition, "index.html", "front.html.j2", [(words, {**values, **short}) for words, values in told])


def _whole_tables(edition: Edition, told: Sequence[tuple[Wording, Told]]) -> Iterator[Sheet]:
    for section in article.TABLES:
        if section == "handoff" and not edition.handoffs:
            continue
        whole = {"limit": EVERY, "quoted": EVERY, "many": EVERY, "section": section, "base": "../"}
        parts = [(words, {**values, **whole}) for words, values in told]
        yield _sheet(edition, f"tables/{section}.html", "single.html.j2", parts, title=f"{section}.title")


def _method(edition: Edition, words: Wording) -> Told:
    return {
        "index_sentence": words("method.index", checkpoints=phrases.waiting_times(edition, words)),
        "conditions": phrases.conditions(edition, words),
        "observers": companion_rows.observer_sentences(edition, words),
    }


def _customer(words: Wording) -> Told:
    return {"ladder": ladder(words), "checked": checked(words)}


def _platforms(edition: Edition, readings: article.Readings, told: Sequence[tuple[Wording, Told]]) -> Iterator[Sheet]:
    found = platformpage.dossiers(edition, readings)
    listed = [(words, {**_directory(edition, found, words), "base": "../"}) for words, _ in told]
    yield _sheet(edition, "platforms/index.html", "directory.html.j2", listed)
    span, shelf = windows(edition), [(words, _shelf(edition, values, words)) for words, values in told]
    shared = {
        words.language: {name: values[name] for name in ("change_later", "absent")} for words, values in told
    }  # fmt: skip
    for one in found:
        parts = [
            (words, _own(one.name.id, shared[words.language], values) | platformpage.told(edition, one, span, words))
            for words, values in shelf
        ]
        own = _sheet(edition, f"platforms/{one.name.stem}.html", "platform.html.j2", parts, title=one.name)
        yield replace(own, drawings=one.charts)


def _directory(edition: Edition, found: Sequence[platformpage.Dossier], words: Wording) -> Told:
    tables = edition.tables()
    return {
        "heads": [words.coded("channel", table) for table in tables],
        "directory": [
            {
                "platform": one.name,
                "ranks": [
                    next((ranks(s.rank_low, s.rank_high) for s in one.standings if s.channel == table), "–")
                    for table in tables
                ],
            }
            for one in found
        ],
    }


_BY_ROW = ("checkpoints", "changes", "doors", "promises")


def _shelf(edition: Edition, values: Told, words: Wording) -> Mapping[str, Mapping[str, list[Told]]]:
    """The rows of every table by platform, so that each page takes its own and none is searched for."""
    shelf: dict[str, dict[str, list[Told]]] = {name: {} for name in (*_BY_ROW, "quotes")}
    for name in _BY_ROW:
        for table in values[name]:  # type: ignore[attr-defined]
            for row in table["rows"]:
                platform = row["platform"] if isinstance(row, dict) else row.platform
                alone = {**table, "rows": [row], "picture": None, "sentence": "", "reasons": []}
                shelf[name].setdefault(getattr(platform, "id", ""), []).append(alone)
    for quote in canned_quotes(edition):
        shelf["quotes"].setdefault(quote.spread.platform, []).append(article.quoted(edition, quote, words))
    return shelf


def _own(platform: str, shared: Told, shelf: Mapping[str, Mapping[str, list[Told]]]) -> Told:
    own = {name: rows.get(platform, []) for name, rows in shelf.items()}
    quotes = own.pop("quotes")
    return {
        **shared, **own, "quotes": quotes[: article.QUOTED], "more_quotes": max(0, len(quotes) - article.QUOTED),
        "change_later": [] if own["changes"] else shared["change_later"], "no_promise": "promises.nothing",
        "limit": EVERY, "base": "../",
    }  # fmt: skip


def _sheet(edition: Edition, address: str, body: str, parts: Sequence[tuple[Wording, Told]], title: str = "") -> Sheet:
    """``title``: its key or the title itself; none for the pages of the navigation."""
    here = title or next(key for key, place in _LINKS if place == address)
    frames = [{**_frame(edition, here, words), **values, "words": words} for words, values in parts]
    told = _title(edition, here, [words for words, _ in parts])
    return Sheet(address=address, title=told, body=body, parts=frames)


def _frame(edition: Edition, here: str, words: Wording) -> Told:
    return {
        "base": "",
        "week": phrases.week_of(edition, words),
        "dates": phrases.dates_of(edition, words),
        "demo": edition.study.demo,
        "draft": edition.draft,
        "languages": [
            {
                "id": each,
                "html": wording(each).html_language,
                "name": wording(each).name,
                "here": each == words.language,
            }
            for each in LANGUAGES
        ],
        "links": [{"key": key, "address": address, "here": key == here} for key, address in _LINKS],
        "versions": phrases.versions(edition, words),
    }


def _title(edition: Edition, here: str, languages: Sequence[Wording]) -> str:
    names = [f"{words('paper.name')} {edition.week}" for words in languages]
    keys = {"front": "", "platforms": "platforms.title", "method": "method.title", "customer": "customer.title"}
    key = keys.get(here, here)
    about = [here] if key and not languages[0].knows(key) else [words(key) for words in languages if key]
    return " · ".join([*about, *names, visible(edition.study.title)])


__all__ = ["FOLDERS", "pages", "render", "sheets"]
