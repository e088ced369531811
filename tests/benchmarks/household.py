"""What a process and everything it has started cost: memory and CPU, read from ``/proc`` (Linux only).

What a browser that was killed had spent is lost with it: its own children are waited for by nobody. So a measured
program is started below this module (``python -m tests.benchmarks.household PROGRAM …``), which waits for every
orphan, and the figures are those below that process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.faults.processes import family

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h
WHOLE = ("Pss",)
WRITTEN = ("Pss_Anon", "Pss_Shmem")
"""Without the pages of the program's files: how many others share those is not the measured one's doing."""


def below(*command: str) -> Sequence[str]:
    """The command line that starts ``command`` in a household of its own."""
    return (sys.executable, "-m", "tests.benchmarks.household", *command)


def memory(root: int, parts: Sequence[str] = WHOLE) -> Mapping[str, float]:
    """Megabytes below ``root`` by kind, as in ``Process.kind``.

    Proportional (PSS): a page that several processes share is divided among them. ``parts`` as in ``proportional``.
    """
    found: Counter[str] = Counter()
    for process in family(root)[1:]:
        found[process.kind] += proportional(_told(process.pid, "smaps_rollup"), parts)
    return {kind: kilobytes / 1024 for kind, kilobytes in found.items()}


def cpu(root: int) -> float:
    """CPU seconds of ``root`` and all below it, also of those that have ended and were waited for."""
    return sum(_ticks(_told(process.pid, "stat")) for process in family(root)) / TICKS


def proportional(rollup: str, parts: Sequence[str] = WHOLE) -> int:
    """Kilobytes of PSS that a ``smaps_rollup`` tells, those ``parts`` of it; 0 for a process that is gone."""
    told = (line.partition(":") for line in rollup.splitlines())
    return sum(int(value.split()[0]) for name, _, value in told if name in parts)


def spent(stat: str) -> float:
    """CPU seconds that a ``stat`` tells: of the process and its dead children, in user and kernel; 0 for none."""
    return _ticks(stat) / TICKS


def _ticks(stat: str) -> int:
    facts = stat.rpartition(")")[2].split()  # the name before may hold anything
    return sum(map(int, facts[11:15]))


def left_behind(mark: str) -> list[int]:
    """Processes, whoever their parent is by now, in whose environment ``mark`` stands; not this one."""
    told = {int(entry.name): _told(int(entry.name), "environ") for entry in PROC.iterdir() if entry.name.isdigit()}
    return [pid for pid, environment in told.items() if mark in environment and pid != os.getpid()]


def _told(pid: int, what: str) -> str:
    try:
        return (PROC / str(pid) / what).read_text(errors="replace")
    except OSError:
        return ""


def keep_house(command: Sequence[str]) -> int:
    """Run ``command``, wait for it and meanwhile for every orphan below it; returns its status.

    SIGTERM is handed on to it; it comes also if whoever started this household dies.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "orphans cannot be taken in")
    first = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(first, signal.SIGTERM))
    ctypes.CDLL(None).prctl(SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    while True:
        pid, status = os.wait()
        if pid == first:
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(keep_house(sys.argv[1:]))
