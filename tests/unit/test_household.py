"""What the benchmarks read of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.benchmarks.household import TICKS, WRITTEN, below, cpu, left_behind, memory, proportional, spent
from tests.faults.processes import family

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class TestProportional:
    def test_only_the_sum_is_read(self) -> None:
        """Pss_Anon and the like are parts of it and are not added."""
        told = "00400000-7fff ---p 00000000 00:00 0 [rollup]\nRss: 900 kB\nPss: 300 kB\nPss_Anon: 200 kB\n"

        assert proportional(told) == 300

    def test_written_is_without_the_programs_files(self) -> None:
        """Who else runs the same program makes their share smaller, so they tell nothing of this one."""
        told = "Pss: 300 kB\nPss_Dirty: 210 kB\nPss_Anon: 200 kB\nPss_File: 90 kB\nPss_Shmem: 10 kB\n"

        assert proportional(told, WRITTEN) == 210

    def test_gone(self) -> None:
        """A process that has ended holds nothing."""
        assert proportional("") == 0


class TestSpent:
    def test_own_and_of_dead_children_whatever_the_name(self) -> None:
        """Fields 14 to 17, counted behind a name that looks like fields itself."""
        told = f"7 (a) R 9) S 1 {' '.join('0' for _ in range(9))} {TICKS} {TICKS} {2 * TICKS} {TICKS} 20 0"

        assert spent(told) == 5.0

    def test_gone(self) -> None:
        """A process that has ended spends nothing any more."""
        assert spent("") == 0


ORPHAN = f"""({sys.executable} -c 'sum(range(5_000_000))' &); read line"""


class TestHousehold:
    def test_orphan(self) -> None:
        """What nobody waited for is counted too, once it has ended."""
        with subprocess.Popen(below("sh", "-c", ORPHAN), stdin=subprocess.PIPE) as house:
            assert house.stdin is not None
            try:
                while not (met := [process.command for process in family(house.pid)][1:]) or "range" not in met[-1]:
                    assert house.poll() is None
                before = cpu(house.pid)
                while len(family(house.pid)) > 2:
                    assert house.poll() is None
            finally:
                held, after = memory(house.pid), cpu(house.pid)
                house.stdin.close()
        assert after >= before > 0
        assert 0 < held["other"] < 5  # of the shell alone: the household itself, a Python, takes more

    def test_starter_that_is_killed(self) -> None:
        """Nothing outlives whoever started it: the household ends its program, and itself."""
        mark = f"household-{os.getpid()}-killed"
        command = list(below("sleep", "60"))
        starter = f"import subprocess; subprocess.run({command!r})"
        with subprocess.Popen([sys.executable, "-c", starter], env={**os.environ, "MARK": mark}) as process:
            while not any(one.command.startswith("sleep") for one in family(process.pid)):
                assert process.poll() is None
            process.kill()
        while left_behind(mark):
            time.sleep(0.05)  # the test's own time limit ends it

    def test_left_behind_is_found_by_its_environment(self) -> None:
        """Who its parent is does not matter."""
        mark = f"household-{os.getpid()}"
        with subprocess.Popen(["sleep", "60"], env={**os.environ, "MARK": mark}) as sleeper:
            try:
                while sleeper.pid not in (met := left_behind(mark)):  # a program that starts shows none at first
                    assert sleeper.poll() is None
                assert met == [sleeper.pid]
            finally:
                sleeper.kill()

        assert left_behind(mark) == []
