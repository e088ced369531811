"""Verifies a pack offline: every file, row, ledger line and stamp that is not what it was is named.

Nobody needs the study's database or configuration for it. What an adversary could make anew without being found out is
told apart: where no stamp covers a row, only the maker vouches for it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.errors import MonitorError
from monitor.ledger import Entry, LedgerBroken, breaks, canonical, read
from monitor.proof import bag, timestamps
from monitor.proof.contents import (
    ABOUT,
    EXHIBITS,
    LEDGER,
    ROWS,
    STAMPS,
    Contents,
    Row,
    Token,
    exhibit_file,
    read_about,
    read_row,
)
from monitor.proof.pack import sealed
from monitor.proof.telling import derived, uncovered
from monitor.revision import software

CLOCKS_DIFFER = timedelta(minutes=5)
"""A row may claim a time this much later than its stamp: clocks are not one."""

COVERED_SUBJECTS = ("inquiry", "intent", "sent", "message", "platform_ended", "follow_up", "followed_up", "visit",
                    "exhibit", "ending")  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What was found wrong, and what is to be known besides."""

    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return not self.findings


def verify(pack: Path, *, certificates: Sequence[bytes] = (), unstamped: bool = False) -> Verdict:
    """Verify a folder or zip. ``certificates`` (PEM): trusted in place of those in the pack.

    ``unstamped``: rows that no stamp covers are a note, not a finding. Raises ``NoPack``.
    """
    if not pack.exists():
        raise bag.NoPack(f"there is no pack at {pack}", "name the folder or zip that `silence evidence` wrote")
    with bag.unfolded(pack) as (folder, wrong):
        verdict = Verdict(findings=[*wrong, *bag.check(folder)])
        contents = _read(folder / bag.PAYLOAD, verdict)
        if contents is not None:
            try:
                _judge(contents, folder / bag.PAYLOAD, verdict, certificates, unstamped)
            except (MonitorError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
                verdict.findings.append(f"the pack does not hold together: {error!r}")
        return verdict


def _read(data: Path, verdict: Verdict) -> Contents | None:
    """The pack's contents as far as they can be read."""
    try:
        about = read_about(_bytes(data / ABOUT).decode())
        rows = [row for line in _lines(data / ROWS) if (row := _row(line, verdict))]
        chains = {path.stem: _chain(path, verdict) for path in sorted((data / LEDGER).glob("*.jsonl"))}
        stamps = sorted((data / STAMPS).glob("*.tsr"))
        tokens = [token for path in stamps if (token := _token(path, verdict))]
        certificates = {path.stem: _bytes(path) for path in sorted((data / STAMPS).glob("*.pem"))}
    except (MonitorError, UnicodeDecodeError) as error:
        verdict.findings.append(str(error))
        return None
    return Contents(about=about, rows=rows, chains=chains, tokens=tokens, certificates=certificates)


def _row(line: bytes, verdict: Verdict) -> Row | None:
    try:
        return read_row(line)
    except MonitorError as error:
        verdict.findings.append(f"{ROWS}: {error}")
        return None


def _chain(path: Path, verdict: Verdict) -> Sequence[Entry]:
    entries = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            entries.append(read(line))
        except LedgerBroken as error:
            verdict.findings.append(f"{LEDGER}/{path.name} line {number}: {error}")
    return entries


def _token(path: Path, verdict: Verdict) -> Token | None:
    stem, _, authority = path.name.removesuffix(".tsr").rpartition(".")
    observer, _, sequence = stem.rpartition("-")
    if not sequence.isdigit():
        verdict.findings.append(f"{STAMPS}/{path.name}: no name of a stamp")
        return None
    return Token(observer=observer, sequence=int(sequence), authority=authority, token=_bytes(path))


def _judge(
    contents: Contents, data: Path, verdict: Verdict, certificates: Sequence[bytes], unstamped: bool
) -> None:  # fmt: skip
    verdict.findings += map(str, _broken(contents))
    verdict.findings += _rows(contents)
    verdict.findings += _exhibits(contents, data)
    verdict.findings += _stamps(contents, data, certificates)
    verdict.findings += _dates(contents)
    verdict.findings += _made(contents, data, verdict)
    bare = uncovered(contents)
    if bare:
        told = f"{len(bare)} rows are covered by no time stamp, from ledger {bare[0].entry} on: only its maker vouches"
        (verdict.notes if unstamped else verdict.findings).append(told + " for their time and wholeness")
    _note(contents, verdict, certificates)


def _broken(contents: Contents) -> Iterator[object]:
    for observer, entries in contents.chains.items():
        yield from breaks(entries, whole=False)
        yield from (f"ledger {observer}: holds a line of {e.observer}" for e in entries if e.observer != observer)


def _rows(contents: Contents) -> Iterator[str]:
    """Every row against its ledger line, and every ledger line of these inquiries against its row."""
    lines = {(e.observer, e.sequence): e for entries in contents.chains.values() for e in entries}
    seen: set[tuple[str, int]] = set()
    before: tuple[str, int] = ("", -1)
    for row in contents.rows:
        place, entry = (row.observer, row.sequence), lines.get((row.observer, row.sequence))
        name = f"row {row.entry} ({row.kind} of {row.subject})"
        if place <= before:
            yield f"{name}: stands twice or out of order"
        if entry is None:
            yield f"{name}: added, the ledger has no such line"
        elif (entry.kind, entry.subject) != (row.kind, row.subject):
            yield f"{name}: the ledger's line is a {entry.kind} of {entry.subject}"
        elif not row.redacted and entry.digest != _digest(row):
            yield f"{name}: changed, its SHA-256 is not the one in the ledger"
        elif row.redacted and not contents.about.working_copy:
            yield f"{name}: redacted, though this is no working copy"
        seen.add(place)
        before = max(before, place)
    told = set(contents.about.inquiries)
    for place, entry in lines.items():
        if entry.subject in told and entry.kind in COVERED_SUBJECTS and place not in seen:
            yield f"row {entry.observer} {entry.sequence} ({entry.kind} of {entry.subject}): missing"
    planned = {row.subject for row in contents.rows if row.kind == "inquiry"}
    for inquiry in sorted(told ^ planned):
        yield f"inquiry {inquiry}: {'its plan is missing' if inquiry in told else f'is not named in {ABOUT}'}"


def _digest(row: Row) -> str:
    return hashlib.sha256(canonical(row.row)).hexdigest()


def _exhibits(contents: Contents, data: Path) -> Iterator[str]:
    """Every exhibit that a row names, by its content; and files that no row names."""
    deleted = {row.row["sha256"] for row in contents.rows if row.kind == "custody" and row.row["what"] == "deleted"}
    absent = {*contents.about.lost, *contents.about.withheld, *deleted}
    named = {exhibit_file(row.row): row.row["sha256"] for row in contents.rows if row.kind == "exhibit"}
    for name, sha256 in sorted(named.items()):
        place = data / name
        if not place.is_file():
            if sha256 not in absent:
                yield f"data/{name}: missing, a row names it"
        elif bag.digest(place) != sha256:
            yield f"data/{name}: changed, it is not the exhibit that the row names"
    for path in sorted((data / EXHIBITS).glob("*")):
        if f"{EXHIBITS}/{path.name}" not in named:
            yield f"data/{EXHIBITS}/{path.name}: added, no row names it"


def _stamps(contents: Contents, data: Path, certificates: Sequence[bytes]) -> Iterator[str]:
    """Every stamp, on the very line of the ledger; by the given certificates, or the pack's own."""
    lines = {(e.observer, e.sequence): e.line() for entries in contents.chains.values() for e in entries}
    for token in contents.tokens:
        name = f"data/{STAMPS}/{token.stem}.{token.authority}.tsr"
        line = lines.get((token.observer, token.sequence))
        if line is None:
            yield f"{name}: the ledger here has no such line"
            continue
        if _bytes(data / STAMPS / f"{token.stem}.json") != line:
            yield f"data/{STAMPS}/{token.stem}.json: is not the ledger's line"
        own = contents.certificates.get(token.authority)
        trusted = b"\n".join(certificates) if certificates else own
        if trusted is None:
            yield f"{name}: the certificate of {token.authority} is missing"
            continue
        try:
            timestamps.verify(token.token, line, trusted)
        except timestamps.StampInvalid as error:
            yield f"{name}: {error}"


def _dates(contents: Contents) -> Iterator[str]:
    """A row that claims to be younger than a stamp on it."""
    entries = {(e.observer, e.sequence): e for chain in contents.chains.values() for e in chain}
    by_chain: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    for one in sealed(contents):
        observer, _, sequence = one.entry.rpartition(" ")
        by_chain[observer].append((int(sequence), one.at))
    for row in contents.rows:
        entry = entries.get((row.observer, row.sequence))
        over = [at for sequence, at in by_chain[row.observer] if sequence >= row.sequence]
        if entry and over and entry.at > min(over) + CLOCKS_DIFFER:
            yield f"row {row.entry} ({row.kind} of {row.subject}): claims a time after it was stamped"


def _made(contents: Contents, data: Path, verdict: Verdict) -> Iterator[str]:
    """Page, transcripts and timeline, made again from the rows."""
    if contents.about.software != software():
        wrote = f"{contents.about.software} wrote them, this is {software()}"
        verdict.notes.append(f"page, transcripts and timeline were not made again: {wrote}")
        return
    expected: Mapping[str, bytes] = derived(contents, sealed(contents))
    for name, content in expected.items():
        if not (data / name).is_file():
            yield f"data/{name}: missing"
        elif _bytes(data / name) != content:
            yield f"data/{name}: is not what the rows say"
    known = {ABOUT, ROWS, *expected}
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if path.is_file() and name not in known and not name.startswith((f"{LEDGER}/", f"{STAMPS}/", f"{EXHIBITS}/")):
            yield f"data/{name}: added"
        if path.is_file() and name.startswith(f"{STAMPS}/") and path.suffix not in (".tsr", ".pem", ".json"):
            yield f"data/{name}: added"


def _note(contents: Contents, verdict: Verdict, certificates: Sequence[bytes]) -> None:
    about = contents.about
    redacted = [row for row in contents.rows if row.redacted]
    if redacted:
        verdict.notes.append(f"{len(redacted)} rows are redacted: their words are not proven by this copy")
    for name, word in ((about.withheld, "left out of this working copy"), (about.lost, "were lost before it was made")):
        if name:
            verdict.notes.append(f"{len(name)} exhibits {word}")
    if not certificates:
        for authority, pem in contents.certificates.items():
            for subject, digest in timestamps.fingerprints(pem):
                verdict.notes.append(
                    f"stamps of {authority} were verified by the pack's own copy of {subject} ({digest})"
                )
    names = {token.authority for token in contents.tokens}
    if len(names) == 1:
        verdict.notes.append(f"only one authority has stamped this: {names.pop()}")
    endings = {row.subject for row in contents.rows if row.kind == "ending"}
    if waiting := [inquiry for inquiry in about.inquiries if inquiry not in endings]:
        verdict.notes.append(f"{len(waiting)} inquiries had not ended when this was made: {', '.join(waiting[:5])}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise bag.NoPack(f"data/{path.name}: cannot be read ({error.strerror})") from error


def _lines(path: Path) -> Sequence[bytes]:
    content = _bytes(path)
    return content.removesuffix(b"\n").split(b"\n") if content else []
