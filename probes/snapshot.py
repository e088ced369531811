"""Takes what a page was and where it came from: the page as seen with its resources, the connection it came by.

Web chat and form keep the same; neither is asked for anything but what a visitor's browser asks for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from probes import certificates
from probes.browser import BrowserError, Page
from probes.outbound import Network, is_public_address

LARGEST_PAGE = 32 << 20  # bytes


async def page_as_seen(page: Page) -> bytes:
    """The page with its resources, as MHTML by the browser's own snapshot.

    Raises ``BrowserError``, or ``OSError`` for a page that is too large to be kept.
    """
    session = await page.context.new_cdp_session(page)
    try:
        told = await session.send("Page.captureSnapshot", {"format": "mhtml"})
    finally:
        with suppress(BrowserError):
            await session.detach()
    content = str(told["data"]).encode("utf-8", "replace")
    if len(content) > LARGEST_PAGE:
        raise OSError(f"the page is too large to be kept: {len(content)} bytes")
    return content


async def connection(page: Page, at: datetime, *, private: bool, network: Network | None = None) -> bytes:
    """Where the page came from, as JSON: the resolver's answer, the certificates that the server shows, the browser.

    ``private``: loopback and private addresses may be dialled (controls). Of the address the query string is left out.
    """
    parts, browser = urlsplit(page.url), page.context.browser
    addresses = await _resolved(parts.hostname, network or Network())
    told = {
        "address": f"{parts.scheme}://{parts.netloc}{parts.path}",
        "at": at.isoformat(),
        "browser": browser.version if browser else "",
        "profile": "a new context: no cookies, no storage, no cache",
        "resolver": [addresses] if isinstance(addresses, str) else sorted(addresses),
        "tls": await _tls(parts, addresses, private=private),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


async def _resolved(host: str | None, network: Network) -> Sequence[str]:
    """The addresses of a host; of one that is not resolved, why, in one sentence."""
    try:
        return await network.resolve(host) if host else "the page has no host"
    except OSError as failure:
        return f"not resolved: {failure}"


async def _tls(parts: SplitResult, addresses: Sequence[str], *, private: bool) -> dict[str, Any]:
    """What the page's server shows as certificates; empty without TLS.

    The name is asked a second time here: it may have come to mean this machine's network since the page was opened.
    """
    if parts.scheme != "https" or not parts.hostname or isinstance(addresses, str):
        return {}
    if not (private or (addresses and all(map(is_public_address, addresses)))):
        return {"failure": "not dialled: an address is not public"}
    try:
        return await certificates.shown_by(parts.hostname, parts.port or 443, addresses[0])
    except OSError as failure:
        return {"failure": str(failure)}
