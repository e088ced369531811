"""Tells from what came in by a chat's wires whether anybody has said anything; pure, and in doubt somebody has.

A page shows what came in; where nothing came in that a person could have said, there was nothing to show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from probes.webchat.finding import words

TOKEN = re.compile(r"[!-~]*")  # no space and no letter beyond ASCII: a name of a thing, a number, an address
BARE = 12  # characters: less than this, and no JSON, is a beat ("2", "3probe")
NOTICE = 120  # characters: notices are short
NOTICES = ("ended", "joined", "queue", "connecting", "typing", "rating_call")


def said_in(payloads: Iterable[str], own: Sequence[str]) -> Sequence[str] | None:
    """Whatever in ``payloads`` a person could have said, our ``own`` texts aside; None where one cannot be read.

    What stands under the name under which our own texts came is something said, however short.
    """
    pairs = list[tuple[str, str]]()
    for payload in payloads:
        parsed = _parsed(payload)
        if parsed is None:
            return None
        pairs += parsed
    ours = {text.strip() for text in own}
    names = {name for name, text in pairs if text.strip() in ours}
    said = (text for name, text in pairs if text.strip() and (name in names or not TOKEN.fullmatch(text.strip())))
    return [text for text in dict.fromkeys(said) if text.strip() not in ours]


def is_notice(text: str) -> bool:
    """A line of the software by its wording: where one stands in a queue, who has joined, that the chat has ended.

    What names what one buys is an answer: "The refund is in the queue". So is what only holds a word of a status.
    """
    if len(text) >= NOTICE or words.has("line", "wares", text):
        return False
    return words.is_all("line", "status", text) or any(words.has("line", entry, text) for entry in NOTICES)


def asks_who(text: str) -> bool:
    """A line that asks our name, or tells to enter name or address: a machine takes what is written then for that."""
    return words.has("line", "asks_who", text)


def _parsed(payload: str) -> list[tuple[str, str]] | None:
    """(name, text) of every text in a payload of JSON, with or without a prefix."""
    for start in [match.start() for match in re.finditer(r"[\[{\"]", payload[:20])][:2] or [0]:
        try:
            return list(_texts(json.loads(payload[start:]), ""))
        except ValueError:
            continue
    return [] if len(payload) < BARE and payload.isascii() else None


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name)
