"""The literal table of channels: a new kind of door is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from importlib import import_module

from probes.interface import Channel, Means

Opener = Callable[[Means], AbstractAsyncContextManager[Channel]]

CHANNELS: Mapping[str, str] = {
    "webchat": "probes.webchat.channel:enter",
    "form": "probes.form.channel:enter",
    "mail": "probes.mail:enter",
}
"""Kind of door → where its ``enter`` is, loaded when a study needs it: reading a configuration needs no browser."""


def opener(kind: str) -> Opener:
    """How a channel of that kind is entered; KeyError for a kind that is not in the table."""
    module, _, name = CHANNELS[kind].partition(":")
    enter: Opener = getattr(import_module(module), name)
    return enter
