"""Which code this is: the version, and a hash of every source file that can change what is recorded or shown."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("monitor", "probes", "reports")
SOURCES = frozenset({".py", ".js", ".toml", ".j2", ".css", ".po", ".html"})


@cache
def source_sha256() -> str:
    """SHA-256 over the names and contents of the three packages' sources, wherever they lie."""
    root, whole = Path(__file__).parents[1], hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and path.suffix in SOURCES:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                whole.update(f"{digest}  {path.relative_to(root).as_posix()}\n".encode())
    return whole.hexdigest()


@cache
def software() -> str:
    """Version and the first letters of the source's hash: equal for the same code alone."""
    try:
        number = version("silence-monitor")
    except PackageNotFoundError:  # run out of a checkout
        number = "checkout"
    return f"{number}+{source_sha256()[:16]}"
