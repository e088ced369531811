"""Listens after a form was sent: mails to the inquiry's own address, and what comes to stand on the ticket's page.

The same answer by both ways is given once (``copies``), and what was given once is never withdrawn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from probes import mailtext
from probes.form import copies, ticket
from probes.form.page import Reader, TicketPage
from probes.interface import Inquiry, Message, Speaker
from probes.mail import MailConversation

PAGE_ORDINAL = 10_000
"""What stood on the ticket's page counts from here; mails to the inquiry's address count from 0."""


@dataclass(slots=True, kw_only=True)
class Listening:
    """One inquiry's two ears; ``ticket`` is None while no public page of it is known."""

    inquiry: Inquiry
    letters: MailConversation
    reader: Reader
    now: Callable[[], datetime]
    ticket: TicketPage | None = None

    async def find_page(self, urls: Sequence[str]) -> None:
        """Look right after sending for the ticket's page: what stands on it now is no answer."""
        self.ticket = await self.reader.first(urls, self.inquiry.text)

    async def listen(self, until: datetime) -> AsyncIterator[Message]:
        """Mails to the inquiry's address and what came to stand on the ticket's page; the same words once."""
        given: set[int] = set()
        if self.letters.sent_at is None:
            return
        async for message in self._mails(self.now(), given):
            yield message
        await self._look_at_page()
        for message in self._posts(given):
            yield message
        if until > self.now():
            async for message in self._mails(until, given):
                yield message
            await self._look_at_page()
            for message in self._posts(given):
                yield message

    async def _mails(self, until: datetime, given: set[int]) -> AsyncIterator[Message]:
        async for message in self.letters.listen(until):
            if self.ticket is not None:
                copies.pair(self.ticket, [message])
            if message.ordinal in given or copies.is_copy(self.ticket, message):
                continue
            given.add(message.ordinal)
            yield message

    def _posts(self, given: set[int]) -> Sequence[Message]:
        """What is new on the page and did not come by mail."""
        found = []
        for number, post in enumerate(self.ticket.posts if self.ticket else ()):
            ordinal = PAGE_ORDINAL + number
            if ordinal in given or (post.copy_of and not post.given):
                continue
            given.add(ordinal)
            if self.ticket:
                self.ticket.replace(number, given=True)
            found.append(
                Message(
                    ordinal=ordinal, speaker=Speaker.PLATFORM, text=post.text, seen_after=post.seen_after,
                    seen_by=post.seen_by, marks={"ticket_page": "yes"},
                )
            )  # fmt: skip
        return found

    async def _look_at_page(self) -> None:
        """Visit the ticket's page, or find it by the link that a mail of the form's own host gives."""
        text = self.inquiry.text
        if self.ticket is None:
            mails = [message async for message in self.letters.listen(self.now())]
            host = urlsplit(self.inquiry.target.address).netloc
            urls = ticket.addresses_in("\n".join([*(message.text for message in mails), *self._links()]), host)
            self.ticket = await self.reader.first(urls[:3], text, since=self.letters.sent_at) if urls else None
        else:
            await self.reader.again(self.ticket, text)
            mails = [message async for message in self.letters.listen(self.now())]
        if self.ticket is not None:
            copies.pair(self.ticket, mails)

    def _links(self) -> Sequence[str]:
        """What the HTML of the inquiry's mails links to: a text may say no more than "view your ticket"."""
        room = self.letters.room
        raws = [room.raw(mail) for mail, _ in room.found(self.inquiry.id)]
        return [url for raw in raws for url in mailtext.links(mailtext.parse(raw))]

    def looked_at(self) -> datetime:
        """The last moment at which all was known: of the mailbox and, where there is one, of the ticket's page."""
        known = self.letters.looked_at()
        return min(known, self.ticket.known_until) if self.ticket else known
