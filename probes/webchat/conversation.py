"""One open web chat: says something, and watches for what comes back.

The page pushes what it shows, stamped in the page; nothing here polls. While the page is watched without a gap a
line's moment is exact; after a gap (parked, reloaded, connection lost) a new line came somewhere in the gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from probes.browser import BrowserContext, Page, failing, refuse_popups
from probes.interface import Barred, Message, ProbeError, Sent, Session, Shut, Speaker, VoidReason
from probes.webchat import memory, storage
from probes.webchat.album import Album
from probes.webchat.arrival import Arrival, Visitor, address_of
from probes.webchat.delivery import Delivery, place
from probes.webchat.doubts import HINT, HINTS, doubt
from probes.webchat.finding.confirming import confirm
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.found import Found
from probes.webchat.finding.intake import Intake
from probes.webchat.finding.onwards import onwards
from probes.webchat.finding.scout import Scout
from probes.webchat.finding.sending import Outgoing
from probes.webchat.frames import Frames
from probes.webchat.listening import Listening
from probes.webchat.memory import Memory
from probes.webchat.sight import Sight
from probes.webchat.vigil import Vigil
from probes.webchat.watching import NO_PROFILE, Watch
from probes.webchat.widget import Profile
from probes.webchat.witness import Witness

ARRIVING, PARKING = 15, 3  # times our patience: then the page holds us up
MOST_KEPT = 6000  # lines of one conversation; a page that shows more is not read on


class WebConversation:
    """One open chat."""

    def __init__(
        self, context: BrowserContext, profile: Profile | None, visitor: Visitor, parked: Memory | None
    ) -> None:
        self._context, self._visitor, self._parked = context, visitor, parked
        self._scales = storage.Scales()
        self._first = parked is None  # nothing was said yet: a form may take what is said first
        self._known, self._searching = profile, profile is None
        profile = profile.opening() if profile and self._first else profile
        self._profile = profile or NO_PROFILE
        self._now, self._patience = visitor.now, visitor.patience
        resumed = parked is not None and self._profile.resume_steps is not None
        self._steps = (self._profile.resume_steps or ()) if resumed else self._profile.steps
        self._vigil = Vigil(visitor.now, visitor.means.settle, self._alive)
        self._watch = Watch(profile, self._steps, visitor.now, self._saw)
        self._watch.ours, self._watch.opening = visitor.told, self._first
        self._frames = Frames(visitor.now, lost=self._vigil.lost, found=self._vigil.stirred)
        self._watch.overheard = self._frames.overheard
        self._witness = Witness(self._vigil, self._frames, self._watch, visitor.stage)
        self.frames = self._frames
        self.album = Album(visitor.inquiry, visitor.means, visitor.stage, returning=visitor.returning)
        self._outgoing = Outgoing()
        self.found: Found | None = None  # the chat, where we found it ourselves
        self.scout: Scout | None = None
        if parked:
            self._vigil.take_up(parked)
            self._watch.said = list(parked.said)
        self._closed: Shut | Barred | None = None
        self._left = False

    def _saw(self, sight: Sight) -> None:
        self._vigil.saw(sight)
        if len(self._vigil.lines) > MOST_KEPT:
            self._watch.give_up(f"the chat has shown more than {MOST_KEPT} lines")

    def _alive(self) -> bool:
        there = self._watch.chat is not None or self._closed is not None
        return there and self._frames.connected and not (self._watch.broken or self._left)

    @property
    def page(self) -> Page:
        """The window that shows the chat."""
        return self._page

    @property
    def profile(self) -> Profile:
        return self._profile

    @property
    def closed(self) -> Shut | Barred | None:
        return self._closed

    @property
    def watch(self) -> Watch:
        return self._watch

    @property
    def undelivered(self) -> str:
        """What the page shows now of our newest line, where that is that nobody was told it."""
        return self._vigil.undelivered

    @property
    def eyes(self) -> Eyes:
        return self._eyes

    # -- arriving -----------------------------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Put the watch in place before the page has begun."""
        if self._parked:
            await storage.put_back(self._context, self._parked.stored)
        await self._watch.install(self._context)
        self._context.on("page", self._frames.follow)
        self._outgoing.follow(self._context)
        self._page: Page = await self._context.new_page()
        self._home = self._page
        self._watch.follow(self._page)
        for text in self._vigil.said:
            self._frames.expect(text)
        if not (self._searching or self._profile.popup):
            refuse_popups(self._page)
        self._eyes = Eyes(self._context, self._page, self._watch.question)
        self._arrival = Arrival(self._page, self._eyes, self._watch, self._visitor)
        self._intake = Intake(self._eyes, self._watch, self._visitor)
        self._listening = Listening(
            visitor=self._visitor, watch=self._watch, vigil=self._vigil, witness=self._witness, intake=self._intake,
            alive=self._alive,
        )  # fmt: skip

    async def _reach(self) -> Shut | Barred | None:
        """Take the known steps to the chat, or search for it."""
        self.scout = scout = Scout(self._page, self._eyes, self._watch, self._visitor, self._parked)
        if not self._searching:
            closed = await self._arrival.reach(self._steps)
            chat, asks = self._watch.chat, self._profile.reading == "structure" and not self._visitor.returning
            if closed or chat is None or not asks:
                return closed
            field, called = place(self._watch, self._profile.input), self._arrival.called
            return await confirm(self._eyes, self._watch, self._visitor, chat, field, called=called)
        found = await scout.find()
        if not isinstance(found, Found):
            return found
        self.found, self._profile, self._page = found, found.profile.opening(), found.page
        self._watch.follow(found.page)
        await self._watch.adopt(found.profile, found.frame)
        return None

    async def come_in(self) -> None:
        """A first visit: reach the chat and let its greeting settle; that is the baseline."""
        url = address_of(self._visitor.inquiry)
        self._closed = await self._arrival.go(url) or await self._arrival.unless_failed(self._reach())
        if self._closed is None:
            await self._arrival.connected()
            self._vigil.stirred(self._now())
            await self._until_quiet()
        await self.album.take(self._page, "baseline")

    async def come_back(self, parked: Memory) -> None:
        """A later visit: find our own message and let the history settle.

        Raises ``ProbeError``: SESSION_LOST if the chat is there without our message, PAGE_CHANGED if the chat is
        not there, OBSERVER_DOWN if the page cannot be seen now.
        """
        closed = await self._arrival.go(parked.url) or await self._arrival.unless_failed(self._reach())
        there = await self._arrival.until(lambda: self._vigil.finds_us, 0 if closed else self._patience)
        if closed and not there:
            raise ProbeError(VoidReason.OBSERVER_DOWN, f"the chat was closed when we came back: {closed.reason}")
        if not there:
            raise ProbeError(VoidReason.SESSION_LOST, "the chat no longer shows our message")
        await self._until_quiet()
        if self._vigil.unproven:
            await self._listening.prove_alive()

    async def _until_quiet(self) -> None:
        """Wait until nothing has changed for the settling time, at most for our patience."""
        deadline = self._now() + self._visitor.means.patience
        while not self._watch.broken:
            now = self._now()
            if now >= min(self._vigil.quiet_at, deadline):
                return
            await self._watch.wait((self._vigil.quiet_at - now).total_seconds())

    def looked_at(self) -> datetime:
        """Now while the page lives and is connected; else the last moment of which that was true.

        Raises ``ProbeError``: SEND_UNCERTAIN where the chat says that our message did not arrive (0151) or takes it
        back (0180), PAGE_CHANGED in a chat found by itself that never showed an answer (0047), or shows a line that may
        be one (0168), and whose line does not tell that none came (0057), or that asked who we are first (0178).
        """
        if why := self._vigil.undelivered:
            raise ProbeError(VoidReason.SEND_UNCERTAIN, why)
        self._intake.insist(answered=self._vigil.answered)
        given, heard = self._visitor.inquiry.target.profile is not None, self._witness.hears_silence
        if why := doubt(self._vigil, proven=self._proven(), given=given, heard=heard):
            raise ProbeError(VoidReason.PAGE_CHANGED, why, HINTS.get(why, HINT))
        return self._vigil.looked_at()

    def _proven(self) -> bool:
        named = self._profile.proven or self._visitor.inquiry.target.profile is not None
        return named or self._witness.reads_answers()

    def leave(self) -> None:
        """The context closes: nothing more is seen."""
        self._left = True

    # -- sending ------------------------------------------------------------------------------------------------------

    async def send(self, text: str) -> Sent | Shut | Barred:
        """Write and send once, then wait for our own bubble; a frame that echoes the text serves where none comes."""
        self._closed = self._closed or self._arrival.closed() or await self._find_anew()
        if self._closed is not None:
            return self._closed
        await self._go_on()
        await self._arrival.connected()
        await self._intake.remember(handed=(delivery := self._delivery(text)).first)
        self._profile = await delivery.hand_over()
        sent = await delivery.confirmed()
        self._profile = delivery.profile
        if isinstance(sent, Sent):
            self._vigil.said.append(text)
            self._vigil.t0, self._first = self._vigil.t0 or sent.at, False
            await self._go_on()
            self.album.begin(self._page, "sent", text)
            await self._remember()
        return sent

    async def _go_on(self) -> None:
        """A form took what was said first: from then on one writes where the chat that came says so."""
        if not self._first and (gone_on := await onwards(self._eyes, self._watch, self._profile, self._known)):
            self._profile = gone_on
            await self._watch.writes_into(gone_on)

    def _delivery(self, text: str) -> Delivery:
        return Delivery(
            text=text, profile=self._profile, visitor=self._visitor, arrival=self._arrival, eyes=self._eyes,
            watch=self._watch, vigil=self._vigil, frames=self._frames, outgoing=self._outgoing, intake=self._intake,
            first=self._first and self._profile.first is not None, known=self._known,
        )  # fmt: skip

    async def _find_anew(self) -> Shut | Barred | None:
        """A greeting may put another place to write where the one that we found had been."""
        if self.found is None or self._vigil.said:
            return None
        with failing(VoidReason.NOT_SENT, "the page held us up"):
            async with asyncio.timeout(ARRIVING * self._patience):
                # a busy machine reports late: whether it is in sight is asked for
                if self._watch.sight.input and await place(self._watch, self._profile.input).count():
                    return None
                closed = await self._reach()
                await self._until_quiet()
        return closed

    async def _remember(self) -> None:
        """What was found has just served: later visits go by it."""
        target = self._visitor.inquiry.target
        if target.profile is None:
            self._profile = self._profile.model_copy(update={"proven": self._proven()})
            table = self._profile.model_dump(mode="json", exclude_defaults=True)
            await asyncio.to_thread(self._visitor.means.profiles.keep, target, table)

    # -- listening ----------------------------------------------------------------------------------------------------

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        """Every line so far, then each new one once it has settled; on leaving the unsettled ones too, so marked."""
        async for line, message in self._listening.lines(until, leaving=leaving):
            if line.speaker is Speaker.PLATFORM and not self._profile.proven and self._vigil.said:
                await self._remember()
            self.album.heard(self._page, message)
            yield message

    # -- parking ------------------------------------------------------------------------------------------------------

    async def park(self) -> Session:
        """What a later visit needs; the conversation goes on."""
        await self._go_on()
        with failing(VoidReason.OBSERVER_DOWN, "the page could not be parked"):
            async with asyncio.timeout(PARKING * self._patience):
                stored = await storage.take(self._context, self._page, self._scales)
        page = self._home if self._profile.popup else self._page  # a window is opened again from its page
        return memory.pack(self._vigil.memory(self._profile, page.url, stored))
