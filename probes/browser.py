"""The one door to Playwright: finds a browser, launches it, lends contexts, and never leaves one behind.

One browser a worker, one context a conversation. Playwright's default flags only: an own ``--disable-features``
would replace its list and break the storage of third-party frames.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Dialog,
    ElementHandle,
    Frame,
    JSHandle,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    Route,
    ViewportSize,
    WebSocket,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from probes.interface import ProbeError, VoidReason

Handle: TypeAlias = JSHandle

__all__ = [
    "BrowserContext",
    "BrowserError",
    "Browsers",
    "Dialog",
    "ElementHandle",
    "Frame",
    "Handle",
    "Locator",
    "Page",
    "Request",
    "Response",
    "WebSocket",
    "failing",
    "find",
    "is_public",
    "refuse_popups",
]

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
CONTEXTS_PER_BROWSER = 300  # the driver grows 0.2 to 0.7 MB a context: after this many both are replaced
LAUNCH_PATIENCE = 30.0
VIEWPORT = ViewportSize(width=1024, height=720)
NO_BROWSER = "set [browser] path, or install one: `playwright install chromium-headless-shell`"


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


@contextmanager
def failing(reason: VoidReason, doing: str) -> Iterator[None]:
    """Turn whatever the browser throws in this block into ``ProbeError(reason)``."""
    try:
        yield
    except (BrowserError, TimeoutError, OSError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ProbeError(reason, f"{doing}: {first}") from error


async def is_public(url: str) -> bool:
    """True for http(s) addresses whose host resolves to public addresses alone."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return bool(found) and all(_is_public_address(entry[4][0]) for entry in found)


def _is_public_address(text: str | int) -> bool:
    address = ipaddress.ip_address(str(text).partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global and not address.is_multicast


async def _refuse_private_documents(route: Route) -> None:
    """Pages and frames come from public addresses only; what a page loads for itself passes."""
    request = route.request
    inline = request.url.startswith(("about:", "data:", "blob:"))
    with suppress(BrowserError):
        if request.resource_type != "document" or inline or await is_public(request.url):
            await route.continue_()
        else:
            await route.abort("blockedbyclient")


class _Engine:
    """One driver with one browser, and how much it has been used."""

    def __init__(self, driver: Playwright, browser: Browser) -> None:
        self.driver, self.browser = driver, browser
        self.open = self.made = 0
        self.retired = False

    @property
    def usable(self) -> bool:
        return not self.retired and self.browser.is_connected()

    async def close(self) -> None:
        for shut in (self.browser.close, self.driver.stop):
            with suppress(BrowserError, TimeoutError, OSError):
                await asyncio.wait_for(shut(), 10)


class Browsers:
    """Lends contexts of one browser; replaces the browser when it is worn or gone.

    A worn browser gets no new contexts: the next one starts beside it, and it closes with its last context.
    """

    def __init__(
        self, path: Path | None = None, *, contexts_per_browser: int = CONTEXTS_PER_BROWSER, headed: bool = False
    ) -> None:
        self._path, self._limit, self._headed = path, contexts_per_browser, headed
        self._engine: _Engine | None = None
        self._starting = asyncio.Lock()
        self._all: set[_Engine] = set()

    async def __aenter__(self) -> Browsers:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for engine in tuple(self._all):
            await self._discard(engine)

    @asynccontextmanager
    async def context(self, *, private: bool = False, **options: Any) -> AsyncIterator[BrowserContext]:
        """A fresh context, closed in any case; ``private`` allows loopback and private addresses (controls).

        ``options`` are Playwright's for a context. Raises ``ProbeError(OBSERVER_DOWN)`` if no browser starts.
        """
        engine = await self._ready()
        engine.open += 1
        engine.made += 1
        engine.retired = engine.retired or engine.made >= self._limit
        context: BrowserContext | None = None
        try:
            with failing(VoidReason.OBSERVER_DOWN, "the browser gave no context"):
                context = await _new_context(engine.browser, private, options)
            yield context
        finally:
            with suppress(BrowserError, TimeoutError, OSError):
                if context is not None:
                    await asyncio.wait_for(asyncio.shield(context.close()), 10)
            engine.open -= 1
            await self._recycle(engine)

    async def _ready(self) -> _Engine:
        async with self._starting:
            if self._engine is None or not self._engine.usable:
                if self._engine is not None and not self._engine.open:
                    await self._discard(self._engine)
                self._engine = await self._launch()
                self._all.add(self._engine)
            return self._engine

    async def _launch(self) -> _Engine:
        shell = self._path is not None and "headless" in self._path.name
        found = find(None if self._headed and shell else self._path, headed=self._headed)
        if found is None:
            raise ProbeError(VoidReason.OBSERVER_DOWN, f"no browser found (configured: {self._path})", NO_BROWSER)
        with failing(VoidReason.OBSERVER_DOWN, f"{found} would not start"):
            driver = await async_playwright().start()
            try:
                browser = await driver.chromium.launch(
                    executable_path=found,
                    chromium_sandbox=os.geteuid() != 0,
                    timeout=LAUNCH_PATIENCE * 1000,
                    headless=not self._headed,
                )
            except BaseException:
                await driver.stop()
                raise
        engine = _Engine(driver, browser)
        browser.on("disconnected", lambda _: setattr(engine, "retired", True))
        return engine

    async def _recycle(self, engine: _Engine) -> None:
        if engine.retired and not engine.open:
            await self._discard(engine)

    async def _discard(self, engine: _Engine) -> None:
        if engine in self._all:
            self._all.discard(engine)
            await engine.close()


async def _new_context(browser: Browser, private: bool, options: Mapping[str, Any]) -> BrowserContext:
    """Downloads, permissions and pop-ups are refused; dialogs are dismissed by Playwright itself."""
    context = await browser.new_context(
        **{"viewport": VIEWPORT, **options}, accept_downloads=False, permissions=[], reduced_motion="reduce"
    )
    if not private:
        await context.route("**/*", _refuse_private_documents)
    return context


def refuse_popups(page: Page) -> None:
    """Close every window that ``page`` opens."""

    async def close(popup: Page) -> None:
        with suppress(BrowserError):
            await popup.close()

    page.on("popup", close)
