"""Folders and zips after RFC 8493 (BagIt 1.0), written so that every byte of one is determined, and checked so.

The Library of Congress's validator accepts these; ours also names what that one lets pass: added tag files, a manifest
in another order, a changed tag manifest, a changed byte of the zip around the files.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from monitor.errors import MonitorError

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data"
MANIFEST, TAG_MANIFEST, INFO, BAGIT = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt", "bagit.txt"
LARGEST = 1 << 36  # bytes that a zip may unfold to
BLOCK = 1 << 20
_MOMENT = (1980, 1, 1, 0, 0, 0)  # a zip's own: the same files make the same zip


class NoPack(MonitorError):
    """This is no pack."""


def close(folder: Path, info: Mapping[str, str]) -> str:
    """Put manifests and tag files around ``folder/data``; returns the manifest's SHA-256."""
    (folder / BAGIT).write_text(DECLARATION, encoding="utf-8", newline="\n")
    size = sum(path.stat().st_size for path in _files(folder / PAYLOAD))
    lines = {**info, "Payload-Oxum": f"{size}.{sum(1 for _ in _files(folder / PAYLOAD))}"}
    told = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in lines.items())
    (folder / INFO).write_text(told, encoding="utf-8", newline="\n")
    (folder / MANIFEST).write_text(_manifest(folder), encoding="utf-8", newline="\n")
    (folder / TAG_MANIFEST).write_text(_tag_manifest(folder), encoding="utf-8", newline="\n")
    return digest(folder / MANIFEST)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(folder: Path) -> Iterator[str]:
    """Every file that is missing, added or changed, by its name."""
    if not (folder / BAGIT).is_file() or not (folder / PAYLOAD).is_dir():
        raise NoPack(f"{folder} is no evidence pack: it has no {BAGIT} or no {PAYLOAD} folder")
    for name, expected in ((BAGIT, DECLARATION), (TAG_MANIFEST, None)):
        if _text(folder / name) is None:
            yield f"{name}: missing, or no text"
        elif expected is not None and _text(folder / name) != expected:
            yield f"{name}: changed"
    yield from _compared(folder, MANIFEST, _manifest(folder))
    yield from _compared(folder, TAG_MANIFEST, _tag_manifest(folder))
    yield from _strangers(folder)


def _compared(folder: Path, name: str, found: str) -> Iterator[str]:
    """A manifest against what is there."""
    told = _text(folder / name)
    if told is None:
        yield f"{name}: missing, or no text"
        return
    listed, there = _lines(told), _lines(found)
    for path in sorted(listed.keys() | there.keys()):
        if path not in there:
            yield f"{path}: missing (it is in {name})"
        elif path not in listed:
            yield f"{path}: added (it is not in {name})"
        elif listed[path] != there[path]:
            yield f"{path}: changed (its SHA-256 is not the one in {name})"
    if told != found and listed == there:
        yield f"{name}: changed or reordered"


def _strangers(folder: Path) -> Iterator[str]:
    known = {BAGIT, INFO, MANIFEST, TAG_MANIFEST, PAYLOAD}
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            yield f"{path.name}: added"
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            yield f"{path.relative_to(folder).as_posix()}: a link, where a file was"


def _manifest(folder: Path) -> str:
    return _listed(folder, _files(folder / PAYLOAD))


def _tag_manifest(folder: Path) -> str:
    return _listed(folder, (folder / name for name in sorted((BAGIT, INFO, MANIFEST)) if (folder / name).is_file()))


def _listed(folder: Path, files: Iterator[Path]) -> str:
    return "".join(f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()))


def _lines(text: str) -> dict[str, str]:
    pairs = (line.partition("  ") for line in text.splitlines())
    return {path: digest_ for digest_, _, path in pairs}


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


# -- as one file ---------------------------------------------------------------------------------------


def write_zip(folder: Path, file: Path) -> None:
    """The folder as one zip, nothing compressed: its bytes follow from its files alone."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in _files(folder):
            member = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _MOMENT)
            member.external_attr = 0o644 << 16
            member.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(member, "w") as target:
                shutil.copyfileobj(source, target, BLOCK)


@contextmanager
def unfolded(pack: Path) -> Iterator[tuple[Path, list[str]]]:
    """A pack's folder, and what is wrong with the zip it lay in. Raises ``NoPack``."""
    if pack.is_dir():
        yield pack, []
        return
    with tempfile.TemporaryDirectory(prefix="silence-verify-") as place:
        try:
            folder = _unzipped(pack, Path(place))
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise NoPack(f"{pack} cannot be read as a pack: {error}") from error
        again = Path(place) / "again.zip"
        write_zip(folder, again)
        same = digest(again) == digest(pack)
        yield folder, [] if same else [f"{pack.name}: the zip itself was changed, around its files or in them"]


def _unzipped(pack: Path, place: Path) -> Path:
    with zipfile.ZipFile(pack) as archive:
        names = archive.namelist()
        tops = {PurePosixPath(name).parts[0] for name in names if PurePosixPath(name).parts}
        if len(tops) != 1 or len(set(names)) != len(names) or sum(i.file_size for i in archive.infolist()) > LARGEST:
            raise ValueError("it must hold one folder, each file once")
        for name in names:
            parts = PurePosixPath(name).parts
            if name.startswith("/") or ".." in parts or "\\" in name or name.endswith("/"):
                raise ValueError(f"{name!r} is no file of a pack")
            target = (place / "pack").joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, BLOCK)
    return place / "pack" / tops.pop()
