"""The one door to Playwright: finds a browser, launches it, lends contexts, and never leaves one behind.

One browser a worker, one context a conversation. Playwright's own list of disabled features stands: another one
would replace it and break the storage of third-party frames. What a stranger's page can reach: ``probes.outbound``.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

import structlog
from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Dialog,
    ElementHandle,
    Frame,
    JSHandle,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    ViewportSize,
    WebSocket,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from probes import footprint, languages
from probes.installed import find
from probes.interface import ProbeError, VoidReason
from probes.outbound import Network, is_public, way_out

Handle: TypeAlias = JSHandle
log = structlog.get_logger("browser")

__all__ = [
    "BrowserContext",
    "BrowserError",
    "Browsers",
    "CDPSession",
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
    "trial",
]

CONTEXTS_PER_BROWSER = 300  # the driver grows 0.2 to 0.7 MB a context: after this many both are replaced
LAUNCH_PATIENCE, CLOSE_PATIENCE = 30.0, 10.0
ARGUMENTS = ("--force-webrtc-ip-handling-policy=disable_non_proxied_udp",)
"""A call between browsers (WebRTC) goes past any proxy unless told not to."""
MOST_WINDOWS = 8  # of one conversation: a chat may open one
VIEWPORT = ViewportSize(width=1024, height=720)
STILL = """(() => { try {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":root { caret-animation: manual !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
} catch (error) { /* not a document with sheets */ } })()"""
"""A caret that blinks where we wrote is drawn for as long as we listen: more work than all the rest together (0090)."""
NO_BROWSER = "set [browser] path, or install one: `playwright install chromium-headless-shell`"


@contextmanager
def failing(reason: VoidReason, doing: str) -> Iterator[None]:
    """Turn whatever the browser throws in this block into ``ProbeError(reason)``."""
    try:
        yield
    except (BrowserError, TimeoutError, OSError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ProbeError(reason, f"{doing}: {first}") from error


class _Engine:
    """One driver with one browser, and how much it has been used."""

    def __init__(self, driver: Playwright, browser: Browser, *, sandboxed: bool) -> None:
        self.driver, self.browser, self.sandboxed = driver, browser, sandboxed
        self.open = self.made = 0
        self.retired = False
        self._guard: asyncio.Task[None] | None = None

    @property
    def usable(self) -> bool:
        return not self.retired and self.browser.is_connected()

    async def guard(self) -> None:
        """From now on no page takes more memory than a page may."""
        if not footprint.can_watch():
            return
        session: CDPSession = await self.browser.new_browser_cdp_session()

        async def renderers() -> list[int]:
            known = await session.send("SystemInfo.getProcessInfo")
            return [int(process["id"]) for process in known["processInfo"] if process["type"] == "renderer"]

        async def watch() -> None:
            with suppress(BrowserError):  # the browser has gone
                await footprint.Guard(renderers=renderers, most=footprint.limit()).watch()

        self._guard = asyncio.create_task(watch(), name="footprint")

    async def close(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
            await asyncio.gather(self._guard, return_exceptions=True)
        for shut in (self.browser.close, self.driver.stop):
            with suppress(BrowserError, TimeoutError, OSError):
                await asyncio.wait_for(shut(), 10)


class Browsers:
    """Lends contexts of one browser; replaces the browser when it is worn or gone.

    A worn browser gets no new contexts: the next one starts beside it, and it closes with its last context. One whose
    context would not close is replaced as well: a page may hold on to it, and it shall not outlive the others for long.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        contexts_per_browser: int = CONTEXTS_PER_BROWSER,
        headed: bool = False,
        network: Network | None = None,
    ) -> None:
        self._path, self._limit, self._headed = path, contexts_per_browser, headed
        self._network = network or Network()
        self._engine: _Engine | None = None
        self._starting = asyncio.Lock()
        self._all: set[_Engine] = set()

    async def __aenter__(self) -> Browsers:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for engine in tuple(self._all):
            await self._discard(engine)

    @property
    def sandboxed(self) -> bool:
        """Whether the browser in use keeps its pages in a sandbox."""
        return self._engine is not None and self._engine.sandboxed

    @asynccontextmanager
    async def context(
        self, *, private: bool = False, asking: str = "", **options: Any
    ) -> AsyncIterator[BrowserContext]:
        """A fresh context, closed in any case; ``private`` allows loopback and private addresses (controls).

        Pages are asked for in the language of ``asking``: some servers cannot bear that none is named. ``options``
        are Playwright's for a context. Raises ``ProbeError(OBSERVER_DOWN)`` if no browser starts.
        """
        options = {"locale": languages.asked_for(asking), **options}
        async with AsyncExitStack() as stack:
            with failing(VoidReason.OBSERVER_DOWN, "the browser gave no context"):
                if not private:
                    outbound = await stack.enter_async_context(way_out(self._network))
                    options["proxy"] = {"server": outbound.server, "bypass": "<-loopback>"}  # loopback is no exception
                try:
                    context = await self._lend(stack, options)
                except BrowserError:  # of a driver that has died nobody tells before it is asked for something
                    context = await self._lend(stack, options)
            yield context

    async def _lend(self, stack: AsyncExitStack, options: Mapping[str, Any]) -> BrowserContext:
        """A context of the browser in use, given back with ``stack``; a browser that gives none is replaced."""
        engine = await self._ready()
        engine.open += 1
        engine.made += 1
        engine.retired = engine.retired or engine.made >= self._limit
        stack.push_async_callback(self._returned, engine)
        try:
            context = await _new_context(engine.browser, options)
        except BrowserError:
            engine.retired = True
            raise
        stack.push_async_callback(self._shut, engine, context)
        return context

    async def _shut(self, engine: _Engine, context: BrowserContext) -> None:
        """Close a context; a page that does not let go costs its browser, once the other conversations have ended."""
        closing = asyncio.ensure_future(context.close())
        with suppress(BrowserError, OSError):
            done, _ = await asyncio.wait({closing}, timeout=CLOSE_PATIENCE)
            engine.retired = engine.retired or not done
            if done:
                await closing
        closing.add_done_callback(lambda task: task.cancelled() or task.exception())  # later it is nobody's news

    async def _returned(self, engine: _Engine) -> None:
        engine.open -= 1
        if engine.retired and not engine.open:
            await self._discard(engine)

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
                engine = await self._started(driver, found)
                await engine.guard()
            except BaseException:
                await driver.stop()
                raise
        engine.browser.on("disconnected", lambda _: setattr(engine, "retired", True))
        return engine

    async def _started(self, driver: Playwright, program: Path) -> _Engine:
        """The browser with its sandbox, or without where this machine has none; then it is said."""
        for sandbox in (True, False) if os.geteuid() else (False,):
            try:
                browser = await driver.chromium.launch(
                    executable_path=program,
                    chromium_sandbox=sandbox,
                    timeout=LAUNCH_PATIENCE * 1000,
                    headless=not self._headed,
                    args=ARGUMENTS,
                )
            except BrowserError as error:
                if not (sandbox and "sandbox" in str(error).casefold()):
                    raise
                continue
            if not sandbox:
                log.warning("sandbox_off", why="running as root" if not os.geteuid() else "no sandbox on this machine")
            return _Engine(driver, browser, sandboxed=sandbox)
        raise BrowserError("it starts neither with a sandbox nor without")

    async def _discard(self, engine: _Engine) -> None:
        if engine in self._all:
            self._all.discard(engine)
            await engine.close()


async def trial(path: Path | None) -> bool:
    """Start the browser once; whether its pages are kept in a sandbox. Raises ``ProbeError(OBSERVER_DOWN)``."""
    async with Browsers(path) as browsers, browsers.context(private=True):
        return browsers.sandboxed


async def _new_context(browser: Browser, options: Mapping[str, Any]) -> BrowserContext:
    """Downloads, permissions and service workers are refused; dialogs are dismissed by Playwright itself.

    No caret blinks (``STILL``); all else moves as the page wants.
    """
    context = await browser.new_context(
        **{"viewport": VIEWPORT, **options},
        accept_downloads=False,
        permissions=[],
        service_workers="block",
        reduced_motion="reduce",
    )
    await context.add_init_script(STILL)

    async def crowd(page: Page) -> None:
        if len(context.pages) > MOST_WINDOWS:
            with suppress(BrowserError):
                await page.close()

    context.on("page", crowd)
    return context


def refuse_popups(page: Page) -> None:
    """Close every window that ``page`` opens."""

    async def close(popup: Page) -> None:
        with suppress(BrowserError):
            await popup.close()

    page.on("popup", close)
