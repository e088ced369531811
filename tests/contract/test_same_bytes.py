"""The same rows give the same bytes whatever the place, its clock, its language, its cores and its order of hashing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.weekly import publish
from tests.unit.weekly_rows import edition

pytestmark = pytest.mark.timeout(600)

ELSEWHERE = """
import os, sys
from pathlib import Path
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.umask(0o077)
sys.path.insert(0, sys.argv[1])
from reports.weekly import publish
from tests.unit.weekly_rows import edition
if __name__ == "__main__":
    publish(edition(), Path(sys.argv[2]), crew=1)
"""


def sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_another_place_gives_the_same_bytes(tmp_path: Path) -> None:
    """Other zone, language, hash seed, folder, rights and number of cores, printed beside: no file differs.

    ``SILENCE_OTHER_PYTHON`` may name an interpreter of another version that has the same libraries.
    """
    here = publish(edition(), tmp_path / "here", crew=0).parent
    script, there = tmp_path / "elsewhere.py", tmp_path / "别处 one" / "there"
    script.write_text(ELSEWHERE, encoding="utf-8")
    place = {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "4711"}
    python = os.environ.get("SILENCE_OTHER_PYTHON", sys.executable)
    done = subprocess.run(
        [python, script, Path(__file__).parents[2], there], env={**os.environ, **place}, cwd=tmp_path, timeout=500,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert sums(there) == sums(here)
