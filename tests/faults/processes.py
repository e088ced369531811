"""The processes that a process has started, by what they are: the browser's driver, the browser, its pages (Linux)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    command: str
    resident: int  # bytes

    @property
    def kind(self) -> str:
        """driver | browser | page | part (of a browser) | other."""
        if "run-driver" in self.command:
            return "driver"
        if "--type=renderer" in self.command:
            return "page"
        if "--type=" in self.command:
            return "part"
        return "browser" if "--remote-debugging" in self.command else "other"


def family(root: int) -> Sequence[Process]:
    """``root`` and everything it has started that lives, and what these have started."""
    children = defaultdict(list)
    known = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (found := _read(int(entry.name))):
            known[found.pid] = found
            children[found.parent].append(found.pid)
    waiting, found_pids = [root], []
    while waiting:
        pid = waiting.pop()
        found_pids.append(pid)
        waiting += children[pid]
    return [known[pid] for pid in found_pids if pid in known]


def open_files(pid: int) -> int:
    """How many file descriptors a process has open; 0 for one that is gone."""
    try:
        return len(os.listdir(PROC / str(pid) / "fd"))
    except OSError:
        return 0


def _read(pid: int) -> Process | None:
    try:
        command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        state, parent = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[:2]
        resident = int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None
    return None if state == "Z" else Process(pid, int(parent), command, resident)
