"""The night's config.toml: an ordinary study whose platforms are the real systems on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

from tests.real import templates
from tests.real.agents import questions
from tests.real.mail_stack import MailStack
from tests.real.street import STREET, Shop, shops

CELL = timedelta(minutes=3)  # two messages of a pair, each begun as late as allowed, and the gap between them
LEAD = timedelta(seconds=40)  # from writing the file until the first hours begin, at least

CONVERSE = {
    "steps": [{"click": "#chat-launcher"}],
    "input": "textarea.chat-textarea",
    "transcript": ".chat-content",
    "own": "converse-chat-message .chat-msg:has(.chat-msg__content--me)",
    "agent": "converse-chat-message .chat-msg:has(.chat-msg__content--them)",
    "text": "converse-chat-message-body",
    "message_id": "data-msgid",
    "notices": ".message.chat-info",
}
"""converse.js 10: both sides stand on the left, only a class tells them apart."""

WEB_CHAT = {
    "input": "[data-id=webchat-sendbox-input]",
    "transcript": ".webchat__basic-transcript",  # its feed is not there before the first message
    "own": "article:has(.webchat__bubble--from-user)",
    "agent": "article:has(.webchat__bubble):not(:has(.webchat__bubble--from-user))",
    "text": ".webchat__bubble__content",
    "typing": ".webchat__typing-indicator",
}
"""Web Chat 4.18: each text stands twice, once for screen readers with "Bot said:" before it; the bubble has it once."""

PROFILES: Mapping[str, object] = {"xmpp": CONVERSE, "webchat": WEB_CHAT}
SHIPPED = {"x-prompt": "converse-10", "w-prompt": "webchat-botframework"}
"""Platforms that are read by the product's own profile files instead."""


def interleaved() -> list[Shop]:
    """The street with neighbours on different systems, so that each time cell gets some of each."""
    columns = zip_longest(*(shops(system) for system in ("xmpp", "webchat", "desk", "form")))
    ordered = [shop for column in columns for shop in column if shop is not None]
    assert len(ordered) == len(STREET)
    return ordered


def write(folder: Path, mail: MailStack, page: Callable[[Shop], str]) -> Path:
    """Write the configuration; ``page`` gives the address of a chat or form. Its night begins within 100 seconds."""
    zone, begins = _noon_zone(datetime.now(UTC))
    hours = [begins, begins + CELL, begins + CELL, begins + 2 * CELL]
    names = ("working_from", "working_to", "other_from", "other_to")
    config = templates.write(
        "config.toml",
        folder,
        zone=zone,
        starts=begins.date().isoformat(),
        smtp=mail.smtp,
        imap=mail.imap,
        **{name: f"{moment:%H:%M}" for name, moment in zip(names, hours, strict=True)},
    )
    sections = [_platform(shop, page) for shop in interleaved()] + [_question(entry) for entry in questions()]
    with config.open("a", encoding="utf-8") as more:
        more.write("\n".join(sections))
    return config


def _noon_zone(now: datetime) -> tuple[str, datetime]:
    """A zone in which it is about noon (the night must not cross midnight), and the first full minute there."""
    shift = 12 - now.hour
    zone = f"Etc/GMT{-shift:+d}" if shift else "Etc/GMT"  # POSIX signs: Etc/GMT-5 is five hours ahead
    local = now + timedelta(hours=shift)
    return zone, (local + LEAD + timedelta(seconds=59, microseconds=999999)).replace(second=0, microsecond=0)


def _platform(shop: Shop, page: Callable[[Shop], str]) -> str:
    lines = [
        "[[platforms]]",
        f'id = "{shop.id}"',
        f'name = "Shop {shop.id}"',
        "control = true",
        "[[platforms.targets]]",
    ]
    if shop.system == "desk":
        lines += ['channel = "mail"', f'address = "{shop.id}@support.test"', 'account = "desk"']
    elif shop.system == "form":  # nothing but its address
        lines += ['channel = "form"', f'address = "{page(shop)}"', 'account = "desk"']
    else:
        profile = SHIPPED.get(shop.id, PROFILES[shop.system])
        lines += ['channel = "webchat"', f'address = "{page(shop)}"', f"profile = {_toml(profile)}", 'account = "desk"']
    return "\n".join(lines) + "\n"


def _question(entry: Mapping[str, object]) -> str:
    keys = ("id", "topic", "language", "subject", "paraphrases", "criterion")
    return "\n".join(["[[questions]]", *(f"{key} = {_toml(entry[key])}" for key in keys)]) + "\n"


def _toml(value: object) -> str:
    """A string, list or inline table in TOML; its basic strings are JSON's."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
