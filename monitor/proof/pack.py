"""Writes an evidence pack: a BagIt folder, or the same as one zip; and remembers who exported it and why."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.evidence import Evidence
from monitor.ledger import moment
from monitor.proof import bag, gathering, timestamps
from monitor.proof.contents import (
    ABOUT,
    EXHIBITS,
    LEDGER,
    ROWS,
    STAMPS,
    About,
    Contents,
    exhibit_file,
)
from monitor.proof.custody import EXPORTED
from monitor.proof.telling import derived
from monitor.proof.timestamps import Authority
from monitor.revision import software
from monitor.store.custody import Act
from monitor.store.interface import Store
from reports.dataset import METHOD_VERSION
from reports.dossier.rows import Sealed


class PackExists(bag.NoPack):
    """There is something already where the pack is to be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be packed, by whom and why."""

    subject: str
    platform_names: Mapping[str, str]  # id → name
    study: str
    zone: str
    by: str
    reason: str
    at: datetime
    working_copy: bool = False
    as_zip: bool = False


def write(store: Store, evidence: Evidence, authorities: Sequence[Authority], order: Order, out: Path) -> Path:
    """Write the pack into the folder ``out``; returns its path. It appears whole or not at all.

    Raises ``NothingToProve``, ``RowsDiffer``, ``PackExists``.
    """
    contents, exhibits = gather(store, evidence, authorities, order)
    name = f"evidence-{order.subject}-{order.at:%Y%m%dT%H%M%SZ}" + ("-working-copy" if order.working_copy else "")
    target = out / (f"{name}.zip" if order.as_zip else name)
    if target.exists():
        raise PackExists(f"{target} exists already", "a pack never replaces another: name another folder")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".evidence-") as place:
        folder = Path(place) / name
        write_folder(contents, {name: evidence.path(sha) for name, sha in exhibits.items()}, folder)
        manifest = bag.digest(folder / bag.MANIFEST)
        made = Path(place) / target.name
        if order.as_zip:
            bag.write_zip(folder, made)
        _remember(store, order, manifest)
        made.replace(target)
    return target


def gather(
    store: Store, evidence: Evidence, authorities: Sequence[Authority], order: Order
) -> tuple[Contents, Mapping[str, str]]:
    """Everything that goes into the pack, and its exhibits: file → SHA-256."""
    asked = gathering.asked(store, order.subject)
    rows = gathering.rows(store, asked)
    chains, tokens = gathering.excerpt(store, rows)
    named = {token.authority for token in tokens}
    kept = {row.row["sha256"]: exhibit_file(row.row) for row in rows if row.kind == "exhibit"}
    there = {sha for sha in kept if evidence.path(sha).is_file()}
    deleted = {row.row["sha256"] for row in rows if row.kind == "custody" and row.row["what"] == "deleted"}
    shown = set() if order.working_copy else there
    about = About(
        subject=order.subject, platform=asked.platform,
        platform_name=order.platform_names.get(asked.platform, asked.platform), study=order.study, zone=order.zone,
        made_at=moment(order.at), made_by=order.by, reason=order.reason, software=software(), method=METHOD_VERSION,
        working_copy=order.working_copy, inquiries=[record.plan.id for record in asked.records],
        withheld=sorted(there - shown), lost=sorted(kept.keys() - there - deleted),
    )  # fmt: skip
    if order.working_copy:
        rows = gathering.working_copy(rows, store.redactions(), asked.platform)
    contents = Contents(
        about=about, rows=rows, chains=chains, tokens=tokens,
        certificates={one.name: one.certificates for one in authorities if one.name in named},
    )  # fmt: skip
    return contents, {kept[sha]: sha for sha in sorted(shown)}


def write_folder(contents: Contents, exhibits: Mapping[str, Path], folder: Path) -> str:
    """Write the bag of these contents; ``exhibits``: place in ``data`` → file. Returns its manifest's SHA-256."""
    data = folder / bag.PAYLOAD
    for name, content in {**evidence_files(contents), **derived(contents, sealed(contents))}.items():
        place = data / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    for name, source in exhibits.items():
        (data / EXHIBITS).mkdir(exist_ok=True)
        shutil.copyfile(source, data / name)
    about = contents.about
    return bag.close(
        folder,
        {
            "Source-Organization": about.study, "External-Identifier": about.subject,
            "Bagging-Date": about.made_at[:10], "Bag-Software-Agent": f"silence {about.software}",
            "Internal-Sender-Description": f"silence evidence pack; method version {about.method}",
        },
    )  # fmt: skip


def evidence_files(contents: Contents) -> Mapping[str, bytes]:
    """Everything of ``data`` that is not made from the rest, but the exhibits."""
    files = {ABOUT: contents.about.text().encode(), ROWS: _lines([row.line() for row in contents.rows])}
    for observer, entries in contents.chains.items():
        files[f"{LEDGER}/{observer}.jsonl"] = _lines([entry.line() for entry in entries])
    lines = {(o, entry.sequence): entry.line() for o, entries in contents.chains.items() for entry in entries}
    for token in contents.tokens:
        files[f"{STAMPS}/{token.stem}.json"] = lines[token.observer, token.sequence]
        files[f"{STAMPS}/{token.stem}.{token.authority}.tsr"] = token.token
    for name, pem in contents.certificates.items():
        files[f"{STAMPS}/{name}.pem"] = pem
    return files


def sealed(contents: Contents) -> Sequence[Sealed]:
    """The stamps whose time is verified by the certificates of the pack; others are left out."""
    lines = {(o, entry.sequence): entry.line() for o, entries in contents.chains.items() for entry in entries}
    found = []
    for token in contents.tokens:
        pem = contents.certificates.get(token.authority)
        line = lines.get((token.observer, token.sequence))
        if pem is None or line is None:
            continue
        try:
            at = timestamps.verify(token.token, line, pem)
        except timestamps.StampInvalid:
            continue
        found.append(Sealed(entry=f"{token.observer} {token.sequence}", authority=token.authority, at=at))
    return found


def _lines(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _remember(store: Store, order: Order, manifest: str) -> None:
    kind = "working copy" if order.working_copy else "original"
    store.act(
        Act(
            at=order.at, who=order.by, what=EXPORTED, subject=order.subject, reason=order.reason, sha256=manifest,
            detail=kind,
        )
    )  # fmt: skip
