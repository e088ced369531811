"""The index of all editions and their news feed (Atom, RFC 4287), told from what lies beside each edition."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from xml.etree import ElementTree

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.addresses import FEED
from reports.imprint import Imprint
from reports.wording import LANGUAGES, wording
from reports.wording.amounts import day

_ATOM = "http://www.w3.org/2005/Atom"
_STUDIES = uuid.UUID("6f4ac9b4-9b36-5dc1-9e0b-5b6f0d0c6a11")
"""The namespace of our feeds' ids; never to be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Since when and why a week is withdrawn."""

    on: date
    zh: str
    en: str
    others: Mapping[str, str] = field(default_factory=dict)

    def why(self, language: str) -> str:
        """In English if nobody gave it in that language."""
        return {**self.others, "zh": self.zh, "en": self.en}.get(language, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One week as the index lists it (``edition.json``).

    ``zh``, ``en``, ``others``: the headline by language, empty once withdrawn; ``earlier``: older numbers;
    ``published``: the day of its first edition; ``updated``: when it was last changed; ``printed``: there is a PDF.
    """

    week: str
    number: int
    published: date
    updated: datetime
    zh: str
    en: str
    replies: int = 0
    corrections: int = 0
    earlier: tuple[int, ...] = ()
    printed: bool = False
    withdrawn: Withdrawal | None = None
    others: Mapping[str, str] = field(default_factory=dict)

    def headline(self, language: str) -> str:
        """In English if it was published before there was a catalogue of that language."""
        return {**self.others, "zh": self.zh, "en": self.en}.get(language, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All weeks of one study, in any order."""

    study: str
    title: str
    imprint: Imprint
    entries: Sequence[Entry]

    def newest_first(self) -> list[Entry]:
        return sorted(self.entries, key=lambda entry: entry.week, reverse=True)

    def latest(self) -> Entry | None:
        """The newest week that is not withdrawn."""
        return next((entry for entry in self.newest_first() if entry.withdrawn is None), None)


def index(site: Site) -> str:
    """``index.html``: every week in both languages, newest first."""
    told = [_told(entry) for entry in site.newest_first()]
    return _page("site.html.j2", site, entries=told, latest=site.latest())


def notice(site: Site, entry: Entry) -> str:
    """What stands at the address of a week that was withdrawn."""
    return _page("withdrawn.html.j2", site, entry=_told(entry))


def _page(template: str, site: Site, **values: object) -> str:
    style = files(__package__).joinpath("pages/site.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("reports", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(template).render(
        policy=f"default-src 'none'; img-src 'self'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=Markup(style), both=[wording(language) for language in LANGUAGES], title=site.title, feed=FEED,
        contact=site.imprint.contact, publisher=site.imprint.publisher, **values,
    )  # fmt: skip


def _told(entry: Entry) -> dict[str, object]:
    """An entry with its remarks in words, by language."""
    remarks = {}
    for language in LANGUAGES:
        words = wording(language)
        told = [words("site.published", day=day(words, entry.published.isoformat()))]
        if entry.number > 1:
            told.append(words("site.number", number=entry.number))
        if entry.replies:
            told.append(words.count("site.replied", entry.replies))
        if entry.corrections:
            told.append(words.count("site.corrected", entry.corrections))
        if entry.withdrawn:
            told.append(words("site.withdrawn", day=day(words, entry.withdrawn.on.isoformat())))
        remarks[language] = told
    return {"entry": entry, "remarks": remarks}


def feed(site: Site) -> str:
    """``feed.atom``: one entry a week, its id the same whatever is corrected and wherever the site moves."""
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-Hans"})
    entries = site.newest_first()
    _say(root, "id", _id(site.study))
    _say(root, "title", site.title)
    _say(root, "updated", max((entry.updated for entry in entries), default=_BEGINNING).isoformat())
    _say(ElementTree.SubElement(root, "author"), "name", site.imprint.publisher or site.title)
    if site.imprint.address:
        ElementTree.SubElement(root, "link", rel="self", type="application/atom+xml", href=site.imprint.place(FEED))
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=site.imprint.place("") or "index.html")
    for entry in entries:
        _entry(ElementTree.SubElement(root, "entry"), site, entry)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _entry(node: ElementTree.Element, site: Site, entry: Entry) -> None:
    _say(node, "id", _id(site.study, entry.week))
    _say(node, "title", f"{entry.week}: {_both(entry)}")
    _say(node, "published", datetime.combine(entry.published, _BEGINNING.timetz()).isoformat())
    _say(node, "updated", entry.updated.isoformat())
    place = site.imprint.place(f"{entry.week}/") or f"{entry.week}/"
    ElementTree.SubElement(node, "link", rel="alternate", type="text/html", href=place)
    _say(node, "summary", _both(entry))


def _both(entry: Entry) -> str:
    if entry.withdrawn:
        found = [wording(each)("site.withdrawn_why", why=entry.withdrawn.why(each)) for each in LANGUAGES]
    else:
        found = [entry.headline(language) for language in LANGUAGES]
    return " · ".join(found)


_BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    """Characters that XML cannot hold are left out."""
    ElementTree.SubElement(parent, name).text = "".join(
        c for c in text if c in "\n\t" or (c.isprintable() and c < "\ufffe")
    )


def _id(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_STUDIES, '/'.join(parts))}"
