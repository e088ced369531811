"""All the real systems at once, with their agents at work and a truth file each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real import direct_line, django_helpdesk, prosody_chat, request_tracker
from tests.real.agents import Agent, Book
from tests.real.mail_stack import MailStack, mail_stack
from tests.real.processes import free_ports
from tests.real.street import Shop, shops

SYSTEMS = ("xmpp", "webchat", "desk", "form")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The running systems."""

    mail: MailStack
    chat: prosody_chat.ProsodyChat
    pages: direct_line.DirectLine
    forms: django_helpdesk.Helpdesk
    truth: Mapping[str, Path]

    def page(self, shop: Shop) -> str:
        """The address of the page on which a platform is asked."""
        if shop.system == "form":
            return self.forms.page(shop.id)
        return self.chat.page(shop.id) if shop.system == "xmpp" else self.pages.page(shop.id)


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Start everything in ``folder``; leaves no process behind."""
    async with AsyncExitStack() as stack:
        books = {system: Book(folder / f"truth-{system}.jsonl") for system in SYSTEMS}
        for book in books.values():
            stack.callback(book.close)
        agents = {system: {shop.id: Agent(shop, book) for shop in shops(system)} for system, book in books.items()}
        (desk_port,) = free_ports(1)
        mail = await stack.enter_async_context(mail_stack(folder / "mail", dict.fromkeys(agents["desk"], desk_port)))
        desk = await stack.enter_async_context(
            request_tracker.request_tracker(folder / "rt", web=desk_port, postfix=mail.etc, queues=list(agents["desk"]))
        )
        await stack.enter_async_context(request_tracker.answered(desk, agents["desk"]))
        chat = await stack.enter_async_context(prosody_chat.prosody_chat(folder / "prosody", list(agents["xmpp"])))
        await stack.enter_async_context(prosody_chat.answered(chat, agents["xmpp"]))
        pages = await stack.enter_async_context(direct_line.direct_line(folder / "directline", agents["webchat"]))
        forms = await stack.enter_async_context(
            django_helpdesk.django_helpdesk(folder / "helpdesk", smtp=mail.smtp, agents=agents["form"])
        )
        truth = {system: book.path for system, book in books.items()}
        yield Town(mail=mail, chat=chat, pages=pages, forms=forms, truth=truth)
