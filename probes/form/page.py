"""The public page of a ticket, visited as a stranger would: found after sending, looked at again at each visit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from pydantic import TypeAdapter

from probes.browser import BrowserContext, BrowserError, Browsers, Page, is_public, refuse_popups
from probes.form import ticket, tracker
from probes.form.exhibits import Exhibits
from probes.form.survey import Line, Sight, Surveyor
from probes.form.ticket import Post
from probes.interface import Inquiry, Means, ProbeError

log = structlog.get_logger("form")

_POSTS = TypeAdapter(list[Post])
_LOOK_EVERY = 0.2
_MOST_PATIENCES = 4  # for one visit of the page
_MOST_TRIED = 3  # addresses that might be the ticket's page


@dataclass(slots=True, kw_only=True)
class TicketPage:
    """What is known of the page: its lines at the last look (as they are compared), and what came in since the first.

    ``known_until`` is the last moment at which all that stood on it was known.
    """

    url: str
    lines: tuple[str, ...]
    known_until: datetime
    posts: list[Post] = field(default_factory=list)

    def take(self, lines: Sequence[Line], own: Sequence[str], at: datetime) -> None:
        """Take in a look made at ``at``."""
        for text in ticket.news(self.lines, lines, own):
            self.posts.append(Post(text=text, seen_after=self.known_until, seen_by=at))
        self.lines, self.known_until = ticket.skeleton(lines), at

    def replace(self, number: int, **changes: Any) -> None:
        self.posts[number] = replace(self.posts[number], **changes)

    def pack(self) -> dict[str, Any]:
        return {
            "url": self.url, "lines": list(self.lines), "known_until": self.known_until.isoformat(),
            "posts": _POSTS.dump_python(self.posts, mode="json"),
        }  # fmt: skip


def unpack(stored: dict[str, Any]) -> TicketPage:
    """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is none of ours."""
    return TicketPage(
        url=stored["url"], lines=tuple(stored["lines"]), known_until=datetime.fromisoformat(stored["known_until"]),
        posts=_POSTS.validate_python(stored["posts"]),
    )  # fmt: skip


def candidates(sights: Sequence[Sight], form: str) -> Sequence[str]:
    """Where the ticket's page may be, by what the success page shows: itself, then links that speak of a ticket.

    Never the page that holds the ``form`` (an address), nor one whose address names no single ticket: what others write
    into a guest book is no answer to us.
    """
    if not sights:
        return ()
    main, host = sights[0].survey, urlsplit(form).netloc
    links = [link.address for link in main.links if ticket.may_be_ticket(link.address, host, link.text)]
    here = [main.url] if urlsplit(main.url).netloc.lower() == host.lower() else []
    fit = [url for url in (*here, *links) if tracker.one_of_its_own(url, form)]
    return tuple(dict.fromkeys(fit))[:_MOST_TRIED]


@dataclass(slots=True, kw_only=True)
class Reader:
    """Visits pages in a fresh context each time: what needs our cookies is not public."""

    browsers: Browsers
    surveyor: Callable[[], Surveyor]
    inquiry: Inquiry
    means: Means
    now: Callable[[], datetime]
    exhibits: Exhibits

    async def first(self, urls: Sequence[str], text: str, since: datetime | None = None) -> TicketPage | None:
        """The first of these addresses that shows a stranger our own words; None if none does.

        Seen right after sending, all that stands on it is frame; ``since``: our t0, if it may hold answers by now.
        """
        for url in urls:
            if looked := await self._lines(url, text):
                lines, at = looked
                log.info("ticket_page_found", inquiry=self.inquiry.id)
                early = ticket.entries_below(lines, text) if since else ()
                posts = [Post(text=entry, seen_after=since, seen_by=at) for entry in early if since]
                return TicketPage(url=url, lines=ticket.skeleton(lines), known_until=at, posts=posts)
        return None

    async def again(self, page: TicketPage, text: str) -> None:
        """Look at the page again; what cannot be seen now leaves ``known_until`` where it was."""
        if looked := await self._lines(page.url, text, page.lines):
            page.take(looked[0], (text,), looked[1])
        else:
            log.warning("ticket_page_not_seen", inquiry=self.inquiry.id)

    async def _lines(self, url: str, text: str, known: Sequence[str] = ()) -> tuple[Sequence[Line], datetime] | None:
        """What stands on a page once it is quiet, and since when that look was begun.

        None if it cannot be seen, or does not show our ``text``. ``known``: its skeleton at the look before.
        """
        private = self.inquiry.target.control
        if not (private or await is_public(url)):
            return None
        patience = self.means.patience.total_seconds()
        try:
            lent = self.browsers.context(private=private, asking=text)
            async with asyncio.timeout(_MOST_PATIENCES * patience), lent as context:
                page, surveyor = await self._opened(context, url)
                looked = await self._quiet(page, surveyor) if page else None
                if page is None or looked is None or not ticket.shows(looked[0], text):
                    return None
                await self.exhibits.ticket(page, fresh=ticket.skeleton(looked[0]) != tuple(known))
                return looked
        except (BrowserError, TimeoutError, OSError, ProbeError) as failure:
            first = (str(failure).splitlines() or [type(failure).__name__])[0]
            log.warning("ticket_page_failed", inquiry=self.inquiry.id, detail=first[:200])
            return None

    async def _opened(self, context: BrowserContext, url: str) -> tuple[Page | None, Surveyor]:
        """The page as a stranger is shown it; None for one that is refused."""
        surveyor = self.surveyor()
        await surveyor.install(context)
        page = await context.new_page()
        refuse_popups(page)
        answer = await page.goto(url, wait_until="load", timeout=self.means.patience.total_seconds() * 1000)
        return (None if answer is not None and answer.status >= 400 else page), surveyor

    async def _quiet(self, page: Page, surveyor: Surveyor) -> tuple[Sequence[Line], datetime] | None:
        """Its lines once nothing changes any more, or patience ends."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self.means.patience.total_seconds()
        while True:
            at, sights = self.now(), await surveyor.look(page)
            quiet = bool(sights) and sights[0].survey.at - sights[0].survey.changed >= self.means.settle
            if quiet or (sights and clock() > deadline):
                return ticket.body(sights[0].survey.lines), at
            if clock() > deadline:
                return None
            await asyncio.sleep(_LOOK_EVERY)
