"""The browser's sandbox: on for a user without rights, wherever this machine lets such a user have namespaces."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from probes import browser
from tests.faults.processes import PROC

ROOT = Path(__file__).parents[2]
NOBODY = 65534
HERE = f"python{sys.version_info.major}.{sys.version_info.minor}"
IMPORTS = f"{ROOT}:{sysconfig.get_path('purelib')}"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
    pytest.mark.skipif(not PROC.is_dir(), reason="what a process is kept in is read from /proc (Linux)"),
]


def as_user(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    """Run as a user without rights: as nobody where we are root, else as ourselves."""
    who: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    words = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": IMPORTS, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=home, env=words, capture_output=True, text=True, check=False, timeout=120, **who)


@cache
def interpreter() -> str:
    """A Python of this version that such a user may run, and that finds what is needed; skips where there is none."""
    for name in (sys.executable, f"/usr/bin/{HERE}", f"/usr/local/bin/{HERE}"):
        try:
            if as_user([name, "-c", "import playwright, probes.browser"], Path("/")).returncode == 0:
                return name
        except OSError:
            continue
    pytest.skip("a user without rights can run no Python here that has the packages")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that this user may write, with every folder above it open to enter."""
    made = tmp_path_factory.mktemp("home")
    if os.geteuid() == 0:
        os.chown(made, NOBODY, NOBODY)
        for folder in (made.parent, made.parent.parent):
            folder.chmod(folder.stat().st_mode | 0o011)
    return made


def namespaces(home: Path) -> bool:
    return as_user(["unshare", "--user", "--map-root-user", "true"], home).returncode == 0


def test_on_for_a_user_without_rights(home: Path) -> None:
    """Its pages lie in a PID namespace of their own, system calls are filtered; where that cannot be, it is said."""
    python, possible = interpreter(), namespaces(home)
    done = as_user([python, "-m", "tests.contract.sandboxed"], home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["user"] != 0
    if not possible:
        assert told["sandboxed"] or "sandbox_off" in done.stdout + done.stderr
        pytest.skip("no user namespaces for users without rights here: nothing to hold the sandbox against")
    assert told["sandboxed"]
    assert told["pages"]
    assert all(one["filtered"] and one["namespaces"] > 1 for one in told["pages"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has no sandbox")
async def test_off_for_root_and_said() -> None:
    """As root there is none, and the log says so."""
    with capture_logs() as said:
        assert not await browser.trial(None)
    assert "sandbox_off" in [line["event"] for line in said]
