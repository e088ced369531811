"""Which browser there is on this machine: the configured one, an installed one, or Playwright's own download."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PLACES = (
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/lib64/chromium-browser/headless_shell",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOADED = (
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium-*/*/chrome",
    "chromium-*/*/*.app/Contents/MacOS/*",
)


def find(configured: Path | None = None, *, headed: bool = False) -> Path | None:
    """The browser to drive: the configured one, an installed one, Playwright's own download, or None.

    ``headed`` = one that can open a window: no headless shell.
    A configured path that is no file gives None: nobody wants another browser than the one they named.
    """
    if configured is not None:
        return configured if configured.is_file() else None
    for name in NAMES:
        if (found := shutil.which(name)) and not (headed and "headless" in name):
            return Path(found)
    places = (Path(place).expanduser() for place in PLACES if not (headed and "headless" in place))
    return next((place for place in places if place.is_file()), None) or _downloaded(headed=headed)


def _downloaded(*, headed: bool) -> Path | None:
    """The newest browser that Playwright fetched for itself."""
    patterns = [pattern for pattern in DOWNLOADED if not (headed and "headless" in pattern)]
    found = [path for pattern in patterns for path in sorted(_download_folder().glob(pattern), reverse=True)]
    return next((path for path in found if path.is_file() and os.access(path, os.X_OK)), None)


def _download_folder() -> Path:
    if named := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(named)
    return Path("~/Library/Caches" if sys.platform == "darwin" else "~/.cache").expanduser() / "ms-playwright"
