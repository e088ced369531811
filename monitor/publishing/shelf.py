"""The folder that a static host serves: a folder a week, the newest once more, an index and a feed over all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from monitor.publishing import placing
from reports import archive
from reports.addresses import ABOUT, EDITIONS, FEED, LATEST, PDF, earlier
from reports.archive import Entry, Site, Withdrawal
from reports.imprint import Imprint
from reports.superseded import superseded

_ENTRY = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """``folder`` holds nothing but what is published here; other files in it are left alone."""

    folder: Path
    study: str
    title: str
    imprint: Imprint

    def entry(self, week: str) -> Entry | None:
        about = self.folder / week / ABOUT
        return _ENTRY.validate_json(about.read_bytes()) if about.exists() else None

    def put(self, entry: Entry, write: Callable[[Path], object]) -> Path:
        """Publish what ``write`` makes in an empty folder; an edition that stood there stays as ``edition-N``."""
        target = self.folder / entry.week
        draft = placing.draft_of(target)
        write(draft)
        known = self.entry(entry.week)
        kept = self._kept(target, draft, known, entry.number) if known else ()
        first = known.published if known else entry.published
        self._about(draft, replace(entry, earlier=kept, published=first, printed=(draft / PDF).exists()))
        placing.put(draft, target)
        self.refresh()
        return target

    def withdraw(self, week: str, withdrawal: Withdrawal, entry: Entry) -> Path:
        """Leave nothing of the week but the notice that it was withdrawn, and why; its headline goes too."""
        told = replace(entry, withdrawn=withdrawal, earlier=(), printed=False, zh="", en="", others={})
        target = self.folder / week
        draft = placing.draft_of(target)
        placing.write(draft / "index.html", archive.notice(self._site([told]), told))
        self._about(draft, told)
        placing.put(draft, target)
        self.refresh()
        return target

    def refresh(self) -> None:
        """Write index, list and feed anew, and the newest edition once more as ``latest``."""
        found = self._site([_ENTRY.validate_json(about.read_bytes()) for about in self._abouts()])
        if newest := found.latest():
            self._again(newest)
        else:
            shutil.rmtree(self.folder / LATEST, ignore_errors=True)
        listed = [_ENTRY.dump_python(entry, mode="json") for entry in found.newest_first()]
        placing.write(self.folder / EDITIONS, json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
        placing.write(self.folder / FEED, archive.feed(found))
        placing.write(self.folder / "index.html", archive.index(found))

    def _abouts(self) -> list[Path]:
        return sorted(about for about in self.folder.glob(f"[0-9]*-W[0-9]*/{ABOUT}"))

    def _site(self, entries: list[Entry]) -> Site:
        return Site(study=self.study, title=self.title, imprint=self.imprint, entries=entries)

    def _again(self, newest: Entry) -> None:
        target = self.folder / LATEST
        draft = placing.draft_of(target)
        draft.rmdir()
        placing.link(self.folder / newest.week, draft)
        for number in newest.earlier:
            shutil.rmtree(draft / earlier(number))
        placing.put(draft, target)

    def _kept(self, target: Path, draft: Path, known: Entry, number: int) -> tuple[int, ...]:
        """Take the earlier versions along, and the one that stood there until now unless it is the same.

        Their pages say that a later one replaced them; the files that are still served elsewhere are not touched.
        """
        kept = [n for n in known.earlier if n != number]
        for n in kept:
            placing.link(target / earlier(n), draft / earlier(n))
            _mark(draft / earlier(n), n)
        if known.withdrawn or known.number == number:
            return tuple(kept)
        placing.link(target, draft / earlier(known.number))
        for n in known.earlier:
            shutil.rmtree(draft / earlier(known.number) / earlier(n))
        _mark(draft / earlier(known.number), known.number)
        return (*kept, known.number)

    @staticmethod
    def _about(folder: Path, entry: Entry) -> None:
        text = json.dumps(_ENTRY.dump_python(entry, mode="json"), ensure_ascii=False, indent=2)
        placing.write(folder / ABOUT, text + "\n")


def _mark(folder: Path, number: int) -> None:
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        folders = len(page.relative_to(folder).parts) - 1
        if (marked := superseded(text, number, folders)) != text:
            placing.write(page, marked)
