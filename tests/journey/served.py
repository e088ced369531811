"""Reads a folder as a static host serves it: what an address gives, where links lead, whether a feed is valid."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE, MANY = ("id", "title", "updated"), ("author", "category", "contributor", "link")
OF_A_FEED = {*ONCE, *MANY, "generator", "icon", "logo", "rights", "subtitle", "entry"}
OF_AN_ENTRY = {*ONCE, *MANY, "content", "published", "rights", "source", "summary"}


class Page(HTMLParser):
    """One page: its addresses, its ids, and the words that a reader sees."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self._hidden, self._words = 0, list[str]()
        self.feed(path.read_text(encoding="utf-8"))
        self.words = re.sub(r"\s+", " ", "".join(self._words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self._hidden += tag in ("style", "script")
        self.ids |= {about["id"]} if "id" in about else set()
        self.links += [about[name] for name in ("href", "src", "xlink:href") if name in about]
        self.links += [one.split()[0] for one in about.get("srcset", "").split(",") if one.strip()]
        if about.get("property") in ("og:url", "og:image"):
            self.links.append(about["content"])

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(data)


def broken(site: Path, address: str) -> list[str]:
    """Links of all pages that lead nowhere inside ``site``, served at ``address``; other hosts are not asked."""
    pages = {path: Page(path) for path in site.rglob("*.html")}
    assert len(pages) > 10
    found = []
    for path, page in pages.items():
        for link in page.links:
            target = place(site, address, path, link)
            mark = urldefrag(link).fragment
            if target and (not target.is_file() or (mark and target in pages and mark not in pages[target].ids)):
                found.append(f"{path.relative_to(site)}: {link}")
    return sorted(set(found))


def place(site: Path, address: str, page: Path, link: str) -> Path | None:
    """The file that a link of ``page`` leads to; None for another host or a mailbox."""
    plain = unquote(urldefrag(link).url)
    if plain.startswith(address):
        page, plain = site / "index.html", plain.removeprefix(address).lstrip("/")
    elif re.match(r"[a-z]+:", plain):
        return None
    target = (page.parent / plain).resolve() if plain else page
    return target / "index.html" if target.is_dir() else target


def feed(path: Path) -> ElementTree.Element:
    """A feed after RFC 4287, sections 4.1 and 4.2; whatever it forbids is an AssertionError."""
    root = ElementTree.fromstring(path.read_bytes())
    assert root.tag == f"{ATOM}feed"
    _checked(root, OF_A_FEED)
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _checked(entry, OF_AN_ENTRY)
        assert root.find(f"{ATOM}author") is not None or entry.find(f"{ATOM}author") is not None  # 4.1.2
        assert [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]  # 4.1.2
    ids = [node.findtext(f"{ATOM}id") for node in (root, *entries)]
    assert len(set(ids)) == len(ids)
    return root


def _checked(node: ElementTree.Element, known: set[str]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in node]
    assert set(names) <= known, names
    assert [names.count(name) for name in ONCE] == [1, 1, 1]
    assert all(names.count(name) <= 1 for name in known - {*MANY, "entry"})
    assert re.match(r"[a-z]+:\S+$", node.findtext(f"{ATOM}id", ""))  # 4.2.6: an absolute IRI
    assert node.findtext(f"{ATOM}title", "").strip()
    for child in node:
        if child.tag in (f"{ATOM}updated", f"{ATOM}published"):  # 3.3
            assert RFC3339.fullmatch(child.text or "")
            datetime.fromisoformat(child.text or "")
        if child.tag == f"{ATOM}author":  # 3.2
            assert child.findtext(f"{ATOM}name", "").strip()
    links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
             for link in node.findall(f"{ATOM}link")]  # fmt: skip
    assert len({link for link in links if link[0] == "alternate"}) == [link[0] for link in links].count("alternate")
    assert all(link.get("href") for link in node.findall(f"{ATOM}link"))  # 4.2.7
