"""Puts a whole study (database and evidence) into one zip whose every member is hashed, and brings it back.

The key of stored sessions is not in it: without the key a backup opens nobody's conversation.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from monitor.errors import MonitorError
from monitor.store.copying import bring_back, is_empty, take_out

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE, EVIDENCE = "database", "evidence"
BLOCK = 1 << 20


class BackupRefused(MonitorError):
    """The backup cannot be written or restored."""


def backup(store_url: str, evidence_dir: Path, out_zip: Path) -> None:
    """Write database and evidence into ``out_zip``, while the study goes on.

    The database is taken first: every exhibit it names is on disk by then. The zip appears whole or not at all.
    Raises ``BackupRefused`` if ``out_zip`` exists, ``StoreUnavailable`` if the database cannot be read.
    """
    if out_zip.exists():
        raise BackupRefused(f"{out_zip} exists already", "name another file: a backup never replaces another")
    out_zip.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_zip.parent, prefix=".backup-") as place:
        folder, draft = Path(place) / DATABASE, Path(place) / "draft.zip"
        folder.mkdir()
        take_out(store_url, folder)
        _write(draft, {DATABASE: folder, EVIDENCE: evidence_dir})
        draft.chmod(0o600)  # replies and originals are in it, agents' names not masked
        draft.replace(out_zip)


def restore(in_zip: Path, store_url: str, evidence_dir: Path) -> None:
    """Verify every member of ``in_zip``, then fill an empty database and an empty evidence folder with it.

    Raises ``BackupRefused`` if either place holds something, or if a member is missing, added or changed.
    """
    if evidence_dir.exists() and (not evidence_dir.is_dir() or any(evidence_dir.iterdir())):
        raise BackupRefused(f"there is something already in {evidence_dir}", "restore into an empty place")
    if not is_empty(store_url):
        raise BackupRefused("there is a database already", "restore into an empty place")
    evidence_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=evidence_dir.parent, prefix=".restore-") as place:
        _extract(in_zip, Path(place))
        bring_back(Path(place) / DATABASE, store_url)
        found = Path(place) / EVIDENCE
        found.mkdir(exist_ok=True)
        if evidence_dir.exists():
            evidence_dir.rmdir()
        found.replace(evidence_dir)


def _write(path: Path, folders: dict[str, Path]) -> None:
    members: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in _files(folders):
            members[name] = _add(archive, name, file)
        manifest = {"format": FORMAT, "members": members}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))


def _files(folders: dict[str, Path]) -> Iterator[tuple[str, Path]]:
    """Every whole file by its name in the zip; drafts (their names begin with a dot) are left out."""
    for prefix, folder in folders.items():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                yield f"{prefix}/{file.relative_to(folder).as_posix()}", file


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
        while block := source.read(BLOCK):
            member.write(block)
            digest.update(block)
            size += len(block)
    return {"sha256": digest.hexdigest(), "bytes": size}


def _extract(path: Path, folder: Path) -> None:
    """Unpack what the manifest lists, and nothing that differs from it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _listed(archive)
            for name, listed in members.items():
                if _unpack(archive, name, folder) != listed["sha256"]:
                    raise _damaged(f"{name} is not what was backed up")
    except FileNotFoundError as error:
        raise BackupRefused(f"there is no backup at {path}", "name the file that `silence backup` wrote") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError) as error:
        raise _damaged(f"{path} cannot be read as a backup") from error


def _listed(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise BackupRefused("the backup was written by another version", "restore it with the version that wrote it")
    members: dict[str, dict[str, Any]] = manifest["members"]
    found = [name for name in archive.namelist() if name != MANIFEST]
    if sorted(found) != sorted(members):
        raise _damaged("the backup's members are not those of its manifest")
    return members


def _unpack(archive: zipfile.ZipFile, name: str, folder: Path) -> str:
    parts = PurePosixPath(name).parts
    if "\\" in name or ".." in parts or parts[0] not in (DATABASE, EVIDENCE):
        raise _damaged(f"{name!r} is no member of a backup")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as member, target.open("wb") as file:
        shutil.copyfileobj(member, file, BLOCK)
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(what: str) -> BackupRefused:
    return BackupRefused(what, "the backup is damaged: take an older one")
