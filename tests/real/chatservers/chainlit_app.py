"""The agents behind a Chainlit server: one platform is asked on its page, the other in the copilot of a shop's page.

Run by Chainlit in its own environment (``square.py`` starts it); its book is the file ``SILENCE_TRUTH``.
"""

from __future__ import annotations

import os
from pathlib import Path

import chainlit as cl

from tests.real.agents import Agent, Book
from tests.real.street import shops

BOOK = Book(Path(os.environ["SILENCE_TRUTH"]))
AGENTS = {shop.system: Agent(shop, BOOK) for shop in (*shops("chainlit"), *shops("copilot"))}
OPENED_BY = {"webapp": "chainlit", "copilot": "copilot"}


def _agent() -> Agent:
    return AGENTS[OPENED_BY[cl.context.session.client_type]]


async def _say(words: str) -> None:
    await cl.Message(words).send()


@cl.on_chat_start
async def opened() -> None:
    """The visitor's page is connected."""
    if _agent().shop.greets:
        await _agent().greet(_say)


@cl.on_message
async def asked(message: cl.Message) -> None:
    """The agent answers in a task of its own; Chainlit shows that it is at work only while this runs."""
    _agent().hear(message.content, _say)
