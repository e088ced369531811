"""The form channel: opens conversations, each with the reader of its mail account and, to ask, a browser's page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from probes import mail
from probes.browser import Browsers
from probes.form import parked as parked_form
from probes.form.conversation import FormConversation
from probes.form.exhibits import Exhibits
from probes.form.listening import Listening
from probes.form.page import Reader
from probes.form.proof import Proof
from probes.form.survey import surveyor
from probes.interface import Channel, Inquiry, Means, Session, Stage
from probes.mail import MailChannel


@asynccontextmanager
async def enter(means: Means) -> AsyncIterator[Channel]:
    """Enter the form channel; it listens through ``means.mail`` or, if that is not there, readers of its own."""
    async with AsyncExitStack() as stack:
        browsers = await stack.enter_async_context(Browsers(means.browser_path))
        listening = means.mail if isinstance(means.mail, MailChannel) else None
        if listening is None:
            listening = await stack.enter_async_context(mail.enter(means))
        yield Forms(means=means, browsers=browsers, mail=listening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The channel: opens conversations."""

    means: Means
    browsers: Browsers
    mail: MailChannel

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[FormConversation]:
        """Open the page with the form; a parked conversation needs no browser before the ticket's page is visited."""
        parked = parked_form.unpack(session) if session is not None else None
        async with self.mail.open(inquiry, stage, parked[0] if parked else None) as letters:
            exhibits = Exhibits(inquiry=inquiry, means=self.means, stage=stage)
            reader = Reader(
                browsers=self.browsers, surveyor=surveyor, inquiry=inquiry, means=self.means, now=stage.now,
                exhibits=exhibits,
            )  # fmt: skip
            door = FormConversation(
                inquiry=inquiry, stage=stage, means=self.means, exhibits=exhibits,
                listening=Listening(inquiry=inquiry, letters=letters, reader=reader, now=stage.now),
                address=self.mail.address(inquiry.id, inquiry.target.account),
                proof=Proof(target=inquiry.target, book=self.means.profiles),
            )  # fmt: skip
            if parked:
                door.listening.ticket = parked[1]
                await door.proof.meet(parked[2])
                yield door
                return
            async with self.browsers.context(private=inquiry.target.control, asking=inquiry.text) as context:
                await door.come_in(context)
                yield door

    def reading(self, letters: MailChannel) -> Forms:
        """The same channel with another mailbox, for the study's own control."""
        return Forms(means=self.means, browsers=self.browsers, mail=letters)
