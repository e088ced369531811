"""What the mail tests have in common: a study that asks, a stage that keeps, and mails as platforms write them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from probes.control.mailpair import MailPair
from probes.interface import ChannelKind, Exhibit, Inquiry, MailAccount, Means, Message, Persona, Target
from probes.mail import MailChannel, MailConversation, enter

ADDRESS = "probe@probe.test"
SHOP = "shop@support.test"
LONG = timedelta(seconds=20)  # the longest a test waits for what must come


@dataclass(slots=True)
class KeepingStage:
    """A stage on the machine's clock that keeps exhibits in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        sha256 = hashlib.sha256(content).hexdigest()
        self.kept[sha256] = content
        return Exhibit(sha256=sha256, media_type=media_type, role=role, taken_at=self.now())


@dataclass(slots=True, kw_only=True)
class Scene:
    """A mail system and what asks through it; ``heard`` is what arrived at the shop."""

    pair: MailPair
    stage: KeepingStage = field(default_factory=KeepingStage)
    heard: list[bytes] = field(default_factory=list)
    poll: timedelta = timedelta(seconds=30)

    def account(self, separator: str = "+", address: str = ADDRESS) -> MailAccount:
        return self.pair.account("desk", address, separator)

    def means(self, account: MailAccount | None = None) -> Means:
        return Means(
            persona=Persona(name="Study 研究"),
            accounts={"desk": account or self.account()},
            mail_poll=self.poll,
            patience=timedelta(seconds=5),
        )

    @asynccontextmanager
    async def channel(self, account: MailAccount | None = None) -> AsyncIterator[MailChannel]:
        async with enter(self.means(account)) as channel:
            yield channel

    async def listen_for_shop(self) -> None:
        async def ear(sender: str, recipient: str, raw: bytes) -> None:
            self.heard.append(raw)

        self.pair.hear(SHOP, ear)

    async def reply(
        self,
        text: str,
        *,
        to: str = "probe+inq1@probe.test",
        subject: str = "Re: your question",
        folder: str = "INBOX",
        sender: str = SHOP,
        **headers: str,
    ) -> None:
        """The shop writes a mail; ``headers`` with underscores for hyphens."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        await self.pair.deliver(sender, to, mail.as_bytes(), folder=folder)


def inquiry(number: str = "inq1", subject: str = "Refunds", address: str = SHOP) -> Inquiry:
    target = Target(id="shop-mail", platform="shop", channel=ChannelKind.MAIL, address=address, account="desk")
    text = "How do you refund a code that does not work?"
    return Inquiry(id=number, target=target, question="refund-en", subject=subject, text=text, due_at=datetime.now(UTC))


@asynccontextmanager
async def asked(scene: Scene, channel: MailChannel, which: Inquiry | None = None) -> AsyncIterator[MailConversation]:
    """A conversation in which our mail was just sent."""
    which = which or inquiry()
    async with channel.open(which, scene.stage, None) as conversation:
        await conversation.send(which.text)
        yield conversation


async def take(conversation: MailConversation, count: int) -> list[Message]:
    """The first ``count`` messages, as soon as they are there."""
    taken: list[Message] = []
    async with aclosing(conversation.listen(datetime.now(UTC) + LONG)) as messages:  # type: ignore[type-var]
        async for message in messages:
            taken.append(message)
            if len(taken) == count:
                break
    return taken


async def all_now(conversation: MailConversation) -> list[Message]:
    """Every message there is at this moment."""
    return [message async for message in conversation.listen(datetime.now(UTC))]
