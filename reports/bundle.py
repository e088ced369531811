"""Zip files that are the same bytes on every machine: fixed times, sorted names, one compressor.

Python's own ``zipfile`` compresses with whatever zlib the machine has, and these differ; Arrow brings one along.
Format: PKWARE APPNOTE 6.3, without zip64.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

LEVEL = 4
LARGEST = 2**32 - 1
_VERSION, _UTF8, _DEFLATED, _REGULAR = 20, 0x800, 8, 0o100644 << 16
_TIME, _DATE = 0, (1 << 5) | 1  # 1 January 1980
_GZIP_HEAD, _GZIP_TAIL = 10, 8
_LOCAL, _CENTRAL, _END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"


class TooLarge(ValueError):
    """A file or the whole is beyond what an ordinary zip holds."""


def pack(target: Path, files: Iterable[tuple[str, Path]]) -> None:
    """Write ``files`` (name inside, where it lies) into one zip, by name. Raises ``TooLarge``."""
    with target.open("wb") as out:
        entries = [_entry(out, name, _read(path)) for name, path in sorted(files)]
        _finish(out, entries)


def repack(target: Path) -> None:
    """Write an existing zip anew, its members in their order, so that its bytes depend on the content alone."""
    with zipfile.ZipFile(target) as found:
        members = [(info.filename, found.read(info)) for info in found.infolist()]
    with target.open("wb") as out:
        _finish(out, [_entry(out, name, content) for name, content in members])


def _read(path: Path) -> memoryview | bytes:
    return memoryview(pa.memory_map(str(path)).read_buffer()) if path.stat().st_size else b""


def _entry(out: BinaryIO, name: str, content: memoryview | bytes) -> bytes:
    """Write one member and return its line of the central directory."""
    packed = _deflated(content)
    at, size, title = out.tell(), len(content), name.encode()
    if max(at, size) > LARGEST:
        raise TooLarge(f"{name} does not fit into a zip file")
    sums = (zlib.crc32(content), len(packed), size)
    out.write(struct.pack(_LOCAL, b"PK\3\4", _VERSION, _UTF8, _DEFLATED, _TIME, _DATE, *sums, len(title), 0) + title)
    out.write(packed)
    made_by = (3 << 8) | _VERSION
    head = struct.pack(
        _CENTRAL, b"PK\1\2", made_by, _VERSION, _UTF8, _DEFLATED, _TIME, _DATE, *sums, len(title), 0, 0, 0, 0, _REGULAR,
        at,
    )  # fmt: skip
    return head + title


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
