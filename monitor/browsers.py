"""Finds a browser for the probes or gets one: an installed one, Playwright's own download, or Debian's package."""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from pathlib import Path

from monitor.errors import MonitorError
from probes.browser import find

SECONDS_TO_BEGIN = 20
DEBIAN_PACKAGES = ("chromium-headless-shell", "chromium")


class NoBrowser(MonitorError):
    """No browser was found, and none could be fetched."""


def ensure(configured: Path | None, say: Callable[[str], None] = lambda line: None) -> Path:
    """The browser to use. Tries, in order: the configured path, an installed headless shell, Chromium or Chrome,
    Playwright's download (given 20 s to begin), Debian's package when root. Raises ``NoBrowser``."""
    _need_atomic(say)
    for fetch in (None, _download, _install):
        if fetch:
            fetch(say)
        if found := find(configured):
            return found
    raise NoBrowser(
        "no browser was found, and none could be fetched",
        "install Chromium or Chrome (Debian: apt install chromium-headless-shell), "
        "or run `playwright install chromium --only-shell`, or set [browser] path in config.toml",
    )


def _need_atomic(say: Callable[[str], None]) -> None:
    """Playwright's driver needs libatomic, which a minimal Debian lacks."""
    if sys.platform != "linux" or find_library("atomic"):
        return
    if _is_debian_root():
        _apt(("libatomic1",), say)
    else:
        say("libatomic is not on this machine; if the browser's driver does not start: apt install libatomic1")


def _download(say: Callable[[str], None]) -> None:
    """Playwright's own headless shell; given up when nothing has begun to arrive in time."""
    say("No browser is installed; asking Playwright for its own ...")
    command = [sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        if not _arrives(process):
            process.kill()


def _arrives(process: subprocess.Popen[bytes]) -> bool:
    """Whether a progress bar was seen in time; then waits for the end."""
    begin_by, begun = time.monotonic() + SECONDS_TO_BEGIN, False
    if process.stdout is None:
        return False
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while process.poll() is None:
            if not begun and time.monotonic() > begin_by:
                return False
            if waiting.select(timeout=0.5):
                piece = os.read(process.stdout.fileno(), 4096)
                begun = begun or b"%" in piece
                if not piece:
                    break
    return process.wait() == 0


def _install(say: Callable[[str], None]) -> None:
    """Debian's package, where we are root on such a machine."""
    if _is_debian_root():
        _apt(DEBIAN_PACKAGES, say)


def _is_debian_root() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(packages: Sequence[str], say: Callable[[str], None]) -> None:
    """Install the first of these packages that there is."""
    say(f"Installing Debian's {packages[0]} ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    for package in packages:
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        if subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return


if __name__ == "__main__":
    print(f"browser: {ensure(None, print)}")
