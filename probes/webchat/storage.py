"""Takes a chat's memory out of a page, and puts it back before the page's own scripts run.

Playwright's storage state leaves sessionStorage out; and giving it local storage to restore costs a page of its
own, so that part is put back by a script instead. Only IndexedDB is left to Playwright, which knows a frame's no better
than a page of the same origin.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from probes.browser import BrowserContext, BrowserError, CDPSession, Page
from probes.interface import ProbeError, VoidReason

MARK = "silence-restored"
MOST_BYTES = 16 << 20  # what an origin keeps in the browser; a chat keeps kilobytes
MOST_LETTERS = 8 << 20  # of a parked session, as JSON
# By number: what is called as a method of the storage is (`key`, `clear`) is no property of it.
TAKE = """() => [location.origin, ...[sessionStorage, localStorage].map((kept) => {
  const names = Array.from({length: kept.length}, (_, index) => kept.key(index));
  return Object.fromEntries(names.map((name) => [name, kept.getItem(name)]));
})]"""
RESTORE = """((saved) => {
  try {
    const mine = saved[location.origin];
    if (!mine || sessionStorage.getItem(%(mark)s)) return;
    sessionStorage.setItem(%(mark)s, "1");
    for (const [name, value] of Object.entries(mine.local)) localStorage.setItem(name, value);
    for (const [name, value] of Object.entries(mine.session)) sessionStorage.setItem(name, value);
  } catch (error) { /* a frame without an origin has no storage */ }
})(%(saved)s)"""


@dataclass(slots=True)
class Scales:
    """Says how much a page's origins keep in the browser. Its line to the browser is held: making one costs more."""

    _line: CDPSession | None = None
    _page: Page | None = None

    async def usage(self, page: Page, origin: str) -> int:
        """In bytes. Raises ``BrowserError``."""
        if self._line is not None and self._page is page:
            with suppress(BrowserError):  # the line may have gone where the page has not
                return await _usage(self._line, origin)
        self._line, self._page = await page.context.new_cdp_session(page), page
        return await _usage(self._line, origin)


async def _usage(line: CDPSession, origin: str) -> int:
    told = await line.send("Storage.getUsageAndQuota", {"origin": origin})
    return int(told["usage"])


async def take(context: BrowserContext, page: Page, scales: Scales) -> Mapping[str, Any]:
    """All that the browser remembers: ``{"state": storage state, "session": {origin: {name: value}}}``."""
    await _weigh(page, scales)
    state = await context.storage_state(indexed_db=True)
    session: dict[str, dict[str, str]] = {}
    asked: set[str] = set()
    for frame in page.frames:
        place = frame.url.split("/", 3)[:3]
        if not frame.url.startswith("http") or str(place) in asked:
            continue
        asked.add(str(place))
        try:
            origin, stored, local = await frame.evaluate(TAKE)
        except BrowserError:
            if frame is page.main_frame:
                raise
            continue  # a frame may be gone, or have no storage
        session[origin] = {name: value for name, value in stored.items() if name != MARK}
        _keep(state, origin, local)
    stored = {"state": state, "session": session}
    if len(json.dumps(stored)) > MOST_LETTERS:
        raise ProbeError(VoidReason.OBSERVER_DOWN, "the page keeps more in the browser than can be parked")
    return stored


def _keep(state: Any, origin: str, local: Mapping[str, str]) -> None:
    """What a frame sees itself is what its chat knows; Playwright asks a page of its origin, which may see another."""
    origins = state["origins"]
    known = next((one for one in origins if one["origin"] == origin), None)
    if known is None and local:
        origins.append(known := {"origin": origin, "localStorage": []})
    if known is not None:
        known["localStorage"] = [{"name": str(name), "value": str(value)} for name, value in local.items()]


async def _weigh(page: Page, scales: Scales) -> None:
    """Refuse, before it is read, what no chat would keep. Raises ``ProbeError(OBSERVER_DOWN)``."""
    for origin in {"/".join(frame.url.split("/", 3)[:3]) for frame in page.frames if frame.url.startswith("http")}:
        if (usage := await scales.usage(page, origin)) > MOST_BYTES:
            what = f"{origin} keeps {usage >> 20} MB in the browser: that is not parked"
            raise ProbeError(VoidReason.OBSERVER_DOWN, what)


def options(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a new context needs of it: cookies, and whole origins only where a database must be restored."""
    state = stored["state"]
    databases = any(origin.get("indexedDB") for origin in state["origins"])
    return {"storage_state": {"cookies": state["cookies"], "origins": state["origins"] if databases else []}}


async def put_back(context: BrowserContext, stored: Mapping[str, Any]) -> None:
    """Restore local and session storage; call before the first page of ``context``."""
    local = {
        origin["origin"]: {item["name"]: item["value"] for item in origin["localStorage"]}
        for origin in stored["state"]["origins"]
    }
    session = stored["session"]
    saved = {
        origin: {"local": local.get(origin, {}), "session": session.get(origin, {})} for origin in {*local, *session}
    }
    await context.add_init_script(RESTORE % {"mark": json.dumps(MARK), "saved": json.dumps(saved)})
