"""Zip files that are the same bytes on every machine: fixed times, sorted names, one compressor.

Python's own ``zipfile`` compresses with whatever zlib the machine has, and these differ; Arrow brings one along.
What is packed already is stored as it is; the others are compressed several at a time, which no byte shows.
Format: PKWARE APPNOTE 6.3, without zip64.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

LEVEL = 4
LARGEST = 2**32 - 1
PACKED = (".parquet", ".png", ".pdf", ".xlsx")
"""Files that compression makes hardly smaller."""
TOGETHER = 2
"""So many files are compressed at a time."""
_VERSION, _UTF8, _STORED, _DEFLATED, _REGULAR = 20, 0x800, 0, 8, 0o100644 << 16
_TIME, _DATE = 0, (1 << 5) | 1  # 1 January 1980
_GZIP_HEAD, _GZIP_TAIL = 10, 8
_LOCAL, _CENTRAL, _END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"


class TooLarge(ValueError):
    """A file or the whole is beyond what an ordinary zip holds."""


def pack(target: Path, files: Iterable[tuple[str, Path]]) -> None:
    """Write ``files`` (name inside, where it lies) into one zip, by name. Raises ``TooLarge``."""
    with target.open("wb") as out:
        _finish(out, [_entry(out, member) for member in _ahead(_packed, sorted(files))])


def repack(target: Path) -> None:
    """Write an existing zip anew, its members in their order, so that its bytes depend on the content alone."""
    with zipfile.ZipFile(target) as found:
        members = [(info.filename, found.read(info)) for info in found.infolist()]
    with target.open("wb") as out:
        _finish(out, [_entry(out, _member(name, content)) for name, content in members])


@dataclass(frozen=True, slots=True)
class _Member:
    """One file as it lies in the zip."""

    name: str
    method: int
    packed: memoryview | bytes
    size: int
    crc: int


def _packed(file: tuple[str, Path]) -> _Member:
    name, path = file
    content = memoryview(pa.memory_map(str(path)).read_buffer()) if path.stat().st_size else b""
    return _member(name, content, stored=path.suffix in PACKED)


def _member(name: str, content: memoryview | bytes, *, stored: bool = False) -> _Member:
    if len(content) > LARGEST:
        raise TooLarge(f"{name} does not fit into a zip file")
    packed = content if stored else _deflated(content)
    return _Member(name, _STORED if stored else _DEFLATED, packed, len(content), zlib.crc32(content))


def _ahead(make: Callable[[tuple[str, Path]], _Member], files: Iterable[tuple[str, Path]]) -> Iterator[_Member]:
    """Each member in the order of ``files``; while one is written the next are made."""
    with ThreadPoolExecutor(TOGETHER) as crew:
        waiting: deque[Future[_Member]] = deque()
        for file in files:
            waiting.append(crew.submit(make, file))
            if len(waiting) > 4 * TOGETHER:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _entry(out: BinaryIO, member: _Member) -> bytes:
    """Write one member and return its line of the central directory."""
    at, title = out.tell(), member.name.encode()
    if at > LARGEST:
        raise TooLarge(f"{member.name} does not fit into a zip file")
    about = (member.method, _TIME, _DATE, member.crc, len(member.packed), member.size, len(title))
    out.write(struct.pack(_LOCAL, b"PK\3\4", _VERSION, _UTF8, *about, 0) + title)
    out.write(member.packed)
    made_by = (3 << 8) | _VERSION
    return struct.pack(_CENTRAL, b"PK\1\2", made_by, _VERSION, _UTF8, *about, 0, 0, 0, 0, _REGULAR, at) + title


def _finish(out: BinaryIO, entries: list[bytes]) -> None:
    begins, directory = out.tell(), b"".join(entries)
    if begins > LARGEST or len(entries) > 0xFFFF:
        raise TooLarge("there is too much for one zip file")
    out.write(directory)
    out.write(struct.pack(_END, b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), begins, 0))


def _deflated(content: memoryview | bytes) -> memoryview:
    # as bytes: a view of the buffer itself still shows the room that was asked for before packing
    packed = memoryview(pa.Codec("gzip", compression_level=LEVEL).compress(content, asbytes=True))
    return packed[_GZIP_HEAD:-_GZIP_TAIL]
