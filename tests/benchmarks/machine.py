"""What a benchmark ran on: the machine and the versions that its figures belong to."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path


def described(*packages: str) -> str:
    """One line: cores, memory, system, Python, SQLite and these packages; and how busy the machine is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    parts = [
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        *_versions(packages),
        f"load average {load}",
    ]
    return "; ".join(parts)


def _versions(packages: Sequence[str]) -> list[str]:
    return [f"{package} {version(package)}" for package in packages]


def _processor() -> str:
    """Linux's name of it; elsewhere the kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
