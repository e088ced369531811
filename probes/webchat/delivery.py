"""Delivers one text to an open chat: writes it, sends it once, and waits for the sign that it was taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from probes.browser import BrowserError, Locator, failing
from probes.interface import Barred, ProbeError, Sent, Shut, VoidReason
from probes.webchat.arrival import Arrival, Visitor, shown
from probes.webchat.finding import clearing
from probes.webchat.finding.eyes import PRESSED, Eyes
from probes.webchat.finding.intake import MOST, Intake
from probes.webchat.finding.moving import LOOK, moved
from probes.webchat.finding.sending import Outgoing, Sending
from probes.webchat.finding.writing import press, write, written
from probes.webchat.frames import Frames
from probes.webchat.transcript import words
from probes.webchat.vigil import REFUSED, Vigil
from probes.webchat.watching import Watch
from probes.webchat.widget import Profile

PRESSING = 6  # times our patience: then the page holds us up


def place(watch: Watch, selector: str) -> Locator:
    """Where ``selector`` is in sight in the chat. Raises ``ProbeError(NOT_SENT)`` if the chat is gone."""
    if watch.chat is None:
        raise ProbeError(VoidReason.NOT_SENT, "the chat went away before we had sent")
    return shown(watch.chat, selector)


@dataclass(kw_only=True)
class Delivery:
    """One text on its way; ``hand_over`` it, then ask whether it was ``confirmed``."""

    text: str
    profile: Profile
    visitor: Visitor
    arrival: Arrival
    eyes: Eyes
    watch: Watch
    vigil: Vigil
    frames: Frames
    outgoing: Outgoing
    intake: Intake
    first: bool = False  # a form before the chat takes it: its button is pressed once, and nothing else is tried
    known: Profile | None = None  # the profile that we came with
    _before: set[int] = field(init=False)  # ordinals of the lines that stood there before
    _pressed: datetime = field(init=False)

    async def hand_over(self) -> Profile:
        """Write and send once; returns the profile with the way that has sent.

        Raises ``ProbeError``: NOT_SENT before anything could have left, SEND_UNCERTAIN later.
        """
        await self._write()
        self.frames.expect(self.text)
        self.outgoing.expect(self.text)
        self._before, self._pressed = {line.ordinal for line in self.vigil.lines}, self.visitor.now()
        with failing(VoidReason.SEND_UNCERTAIN, "sending broke off"):
            async with asyncio.timeout(PRESSING * self.visitor.patience):
                await self._press()
        return self.profile

    async def _write(self) -> None:
        def ready() -> bool:
            return self.watch.sight.ready and self.watch.sight.input

        patience = self.visitor.patience
        if not await self.arrival.until(ready, patience):
            raise ProbeError(VoidReason.NOT_SENT, "the chat was not ready to be written into")
        with failing(VoidReason.NOT_SENT, "the text could not be written"):
            await self.watch.expect(self.text)
            into = self._place(self.profile.input)
            await write(into, self.text, patience * 1000)
            stands = await written(into, patience * 1000)
        if words(stands) != words(self.text):
            raise ProbeError(VoidReason.NOT_SENT, "the chat's input did not take the whole text")

    def _place(self, selector: str) -> Locator:
        return place(self.watch, selector)

    def _own(self) -> bool:
        return bool(self.vigil.own_since(self._before, self.text))

    async def _press(self) -> None:
        if self.first and not self.profile.keys:
            await self._hand_in()
        elif self.profile.reading == "structure":
            await self._find_way()
        elif keys := self.profile.keys:
            await press(self._place(self.profile.input), keys, self.visitor.patience * 1000)
        else:
            await self._place(self.profile.send).click(timeout=self.visitor.patience * 1000)

    async def _hand_in(self) -> None:
        """Press the form's button once. Raises ``ProbeError(NOT_SENT)`` where no press was made."""
        self.outgoing.carried = self.outgoing.left = self.frames.carried = False  # of what was typed
        button, chat = self._place(self.profile.send), self.watch.chat
        await self.watch.press()
        try:
            if chat is not None:
                await clearing.click(self.eyes, chat, button, self.visitor.patience)
        except BrowserError as error:
            if PRESSED in str(error):
                raise
            raise ProbeError(VoidReason.NOT_SENT, "the button of the form before the chat cannot be pressed") from error

    async def _find_way(self) -> None:
        def gone() -> bool:
            return bool(self._own() or self.outgoing.carried or self.frames.carried)

        pressed_at = self.visitor.now()

        async def about_to() -> None:
            nonlocal pressed_at
            self.outgoing.carried = self.frames.carried = False  # some chats show what is typed while it is typed
            pressed_at = self.visitor.now()
            await self.watch.press()

        async def carried() -> bool:
            return await self.watch.carried_since(pressed_at)

        into = self._place(self.profile.input)
        sending = Sending(eyes=self.eyes, place=into, text=self.text, gone=gone, about_to=about_to, carried=carried)
        way = await sending.send(self.profile.send)
        self.profile = self.profile.model_copy(update={"send": way})

    async def confirmed(self) -> Sent | Shut | Barred:
        """Wait for our own bubble; a frame that echoes the text serves where none comes.

        Where the chat came in another frame than the form, ``profile`` says so from then on.
        Raises ``ProbeError``: NOT_SENT if nothing can have left, else SEND_UNCERTAIN.
        """
        try:
            await self._await_sign()
        except ProbeError as error:
            raise ProbeError(VoidReason.SEND_UNCERTAIN, str(error)) from error
        if line := self.vigil.own_since(self._before, self.text) or self.vigil.own_since(self._before):
            if line.marks.get("undelivered") == "yes":
                raise ProbeError(VoidReason.SEND_UNCERTAIN, REFUSED)
            return Sent(at=line.seen_by, witness="bubble")
        if self.intake.lacking:
            raise self.intake.failure()
        if self.first and await self._kept():
            hint = "the form asks for more than it says, or it is not what begins the chat"
            raise ProbeError(VoidReason.NOT_SENT, "the form before the chat keeps our question and sends nothing", hint)
        by_build = self.profile.reading == "structure"  # without our own words in sight no answer could be told
        if not by_build and (echoed := self._echoed()):
            return Sent(at=echoed, witness="frame")
        if closed := self.arrival.closed():
            return closed
        if not by_build and await self._stayed():
            hint = "it may be too long for this chat, or `send` of the profile is not what sends"
            raise ProbeError(VoidReason.NOT_SENT, "the text stays in the input and nothing has carried it away", hint)
        where = ", and stands in the place to write" if self.watch.sight.held else ""
        raise ProbeError(VoidReason.SEND_UNCERTAIN, f"our message did not appear in the chat{where}")

    async def _await_sign(self) -> None:
        """Our own bubble, or a closed door; a form that the chat shows first is filled, and waited for once more."""

        def seen() -> bool:
            return bool(self._own() or self.arrival.closed())

        if self.first:
            await self._follow(lambda: seen() or self.intake.asked)
        for _ in range(MOST + 1):
            await self.arrival.until(lambda: seen() or self.intake.asked, self.visitor.patience)
            if seen() or not await self.intake.attend(untold=not (self.first or await self._left())):
                break
        await self.arrival.until(seen, self.visitor.patience if not self.intake.lacking else 0)

    async def _follow(self, decided: Callable[[], bool]) -> None:
        """Go where the chat has come, if that is another frame than the form's: our own words are looked for there."""
        patience = self.visitor.patience
        while patience > 0 and not await self.arrival.until(decided, min(LOOK, patience)):
            patience -= LOOK
            if there := await moved(self.eyes, self.watch, self.profile, self.known, self.text):
                frame, self.profile = there
                await self.watch.adopt(self.profile, frame)
                return

    def _echoed(self) -> datetime | None:
        return self.frames.received(self.text, after=self._pressed, before=self.visitor.now())

    async def _kept(self) -> bool:
        """The form still holds our text, and nothing at all has left the page since its button was pressed."""
        return await self._stayed() and not await self._left()

    async def _left(self) -> bool:
        """Something has left the page since we began to send that may have held our text, in whatever writing."""
        left = self.outgoing.left or self.frames.sent_since(self._pressed)
        return left or await self.watch.carried_since(self._pressed)

    async def _stayed(self) -> bool:
        """The text still stands in the input, and no request and no frame has carried it."""
        if self.outgoing.carried or self.frames.carried or self.watch.chat is None:
            return False
        try:
            stands = await written(self._place(self.profile.input), 1000)
        except BrowserError:
            return False
        return words(stands) == words(self.text)
