"""Remembers what each edition was made of, so that an old one can be rebuilt byte for byte.

The inputs are kept as one compressed file among the evidence, named by its SHA-256; the store remembers which
edition it belongs to and the SHA-256 of every file that was published (docs/decisions/0035).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import TypeAdapter

from monitor.errors import MonitorError
from monitor.evidence import Evidence
from monitor.store.interface import Store
from reports.inputs import Inputs
from reports.revision import Place, Revision, moved

MEDIA_TYPE, ROLE = "application/gzip", "edition"
PUBLISHED = (
    *("index.html", "method.html", "customer.html", "platforms", "tables", "figures", "data", "standings"),
    *("datapackage.json", "CITATION.cff"),
)
"""What is the same on every machine; a browser makes PDF and card, and the zip holds them too."""

GROUPS = {
    "facts": ("inquiries", "messages", "notes"),
    "study": ("study",),
    "coding": ("coding",),
    "replies": ("replies",),
    "corrections": ("corrections",),
    "exhibits": ("exhibits",),
    "translations": ("translations",),
    "imprint": ("imprint",),
}
"""What a reader would tell apart when two editions of a week differ → the inputs that make it."""

DRAWN_BY = ("silence-monitor", "matplotlib", "numpy", "pandas", "pyarrow", "jinja2", "babel", "xlsxwriter")
"""Libraries whose versions decide the bytes."""


class EditionUnknown(MonitorError):
    """There is no such edition."""


class EditionDamaged(MonitorError):
    """What an edition was made of is missing or was changed."""


class EditionDiffers(MonitorError):
    """A rebuilt edition is not byte for byte what was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One built edition: ``inputs`` and ``files`` are SHA-256 sums; ``parts`` are those of the single inputs.

    ``files`` are those of the edition as it was built, ``public`` those that were published in the end: a draft under
    embargo differs from them. An edition built before there were drafts has no ``public``.
    """

    week: str
    revision: Revision
    built_at: datetime
    rules_version: str
    method_version: str
    inputs: str
    parts: Mapping[str, str]
    versions: Mapping[str, str]
    places: tuple[Place, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    public: Mapping[str, str] = field(default_factory=dict)


_INPUTS = TypeAdapter(Inputs)
_RECORD = TypeAdapter(Record)


@dataclass(frozen=True, slots=True)
class Editions:
    """The editions of one study."""

    store: Store
    evidence: Evidence

    def known(self, week: str) -> list[Record]:
        """Every edition of ``week``, the first one first."""
        found: list[Record] = []
        while body := self.store.recall(_key(week, len(found) + 1)):
            found.append(_RECORD.validate_json(body))
        return found

    def record(self, week: str, number: int | None = None) -> Record:
        """One edition, the newest by default. Raises ``EditionUnknown``."""
        known = self.known(week)
        chosen = known[-1:] if number is None else [r for r in known if r.revision.number == number]
        if not chosen:
            numbers = ", ".join(str(record.revision.number) for record in known)
            raise EditionUnknown(
                f"there is no edition {number or 1} of {week}",
                f"of this week there are: {numbers}" if known else f"build it first: silence report --week {week}",
            )
        return chosen[0]

    def freeze(self, inputs: Inputs, places: Sequence[Place], now: datetime) -> Record:
        """The edition of these inputs: the newest one if it had the same, and the same program, else the next.

        Another process may freeze the week at the same moment: a number that it took first stays its own.
        """
        content = _INPUTS.dump_json(inputs)
        parts = {"all": hashlib.sha256(content).hexdigest(), **_parts(content)}
        if _same(known := self.known(inputs.week), parts):
            return known[-1]
        exhibit = self.evidence.keep(gzip.compress(content, mtime=0), MEDIA_TYPE, ROLE, at=now)
        while not _same(known, parts):
            record = Record(
                week=inputs.week, revision=_revision(known, inputs, parts, places), built_at=now,
                rules_version=_rules(inputs), method_version=inputs.study.method_version, inputs=exhibit.sha256,
                parts=parts, versions=_versions(), places=tuple(places),
            )  # fmt: skip
            key = _key(record.week, record.revision.number)
            if self.store.remember_first(key, _RECORD.dump_json(record).decode()):
                self.store.keep(key, exhibit)
                return record
            known = self.known(inputs.week)
        return known[-1]

    def published(self, record: Record, folder: Path, *, public: bool = False) -> Record:
        """Remember the SHA-256 of every file of an edition just written, the first time it was.

        ``public``: it was written for readers, not as a draft.
        """
        if record.public if public else record.files:
            return record
        found = sums(folder)
        record = replace(record, public=found) if public else replace(record, files=found)
        self._remember(record)
        return record

    def thaw(self, record: Record) -> Inputs:
        """What an edition was made of. Raises ``EditionDamaged``."""
        path = self.evidence.path(record.inputs)
        hint = "restore it from a backup: silence restore"
        if not path.exists():
            raise EditionDamaged(f"the inputs of edition {record.revision.number} of {record.week} are gone", hint)
        packed = path.read_bytes()
        if hashlib.sha256(packed).hexdigest() != record.inputs:
            raise EditionDamaged(f"the inputs of edition {record.revision.number} of {record.week} were changed", hint)
        return _INPUTS.validate_json(gzip.decompress(packed))

    def compare(self, record: Record, folder: Path) -> None:
        """Hold a rebuilt edition against what was published. Raises ``EditionDiffers``."""
        found, wanted = sums(folder), record.public or record.files
        differing = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
        if differing:
            now = _versions()
            others = [f"{name} {old} (here {now[name]})" for name, old in record.versions.items() if old != now[name]]
            raise EditionDiffers(
                f"{len(differing)} of {len(wanted)} files differ from what was published: {', '.join(differing)}",
                f"it was built with {', '.join(others)}" if others else "the program was changed since it was built",
            )

    def _remember(self, record: Record) -> None:
        self.store.remember(_key(record.week, record.revision.number), _RECORD.dump_json(record).decode())


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every published file in an edition's folder, by its name there."""
    files = (file for name in PUBLISHED for file in [folder / name, *(folder / name).rglob("*")])
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
        if file.is_file()
    }


def _same(known: Sequence[Record], parts: Mapping[str, str]) -> bool:
    """The newest edition was made of the same, by the same program."""
    return bool(known) and (known[-1].parts["all"], known[-1].versions) == (parts["all"], _versions())


def _revision(
    known: Sequence[Record], inputs: Inputs, parts: Mapping[str, str], places: Sequence[Place]
) -> Revision:  # fmt: skip
    if not known:
        return Revision(number=1)
    last = known[-1]
    told = [name for name in GROUPS if name in last.parts]  # older editions had fewer parts
    causes = [name for name in told if last.parts[name] != parts[name]]
    if last.rules_version != _rules(inputs):
        causes.insert(0, "rules")
    if last.method_version != inputs.study.method_version:
        causes.append("method")
    if last.versions != _versions():
        causes.append("program")
    return Revision(
        number=last.revision.number + 1, before=last.revision.number, causes=tuple(causes),
        rules=(last.rules_version, _rules(inputs)), moved=moved(last.places, places),
    )  # fmt: skip


def _parts(content: bytes) -> dict[str, str]:
    """The SHA-256 of what a reader would tell apart; labels follow from rules and facts."""
    found = json.loads(content)
    return {
        name: hashlib.sha256(json.dumps([found.get(key) for key in keys], sort_keys=True).encode()).hexdigest()
        for name, keys in GROUPS.items()
    }


def _rules(inputs: Inputs) -> str:
    return max((label.rules_version for label in inputs.labels), default="")


def _versions() -> dict[str, str]:
    return {name: _version(name) for name in DRAWN_BY}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _key(week: str, number: int) -> str:
    return f"edition/{week}/{number}"
