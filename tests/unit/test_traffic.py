"""Whether a page still fetches something, told by what its windows ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from probes.webchat.finding.traffic import Traffic


@dataclass(frozen=True)
class Request:
    url: str
    resource_type: str = "script"


@dataclass
class Context:
    """Tells its listeners as a browser's context does."""

    listeners: dict[str, list[Callable[[Any], None]]] = field(default_factory=dict)

    def on(self, event: str, listener: Callable[[Any], None]) -> None:
        self.listeners.setdefault(event, []).append(listener)

    def remove_listener(self, event: str, listener: Callable[[Any], None]) -> None:
        self.listeners[event].remove(listener)

    def tell(self, event: str, request: Request) -> None:
        for listener in self.listeners.get(event, []):
            listener(request)


def test_a_page_is_still_once_all_it_asked_for_has_come_or_failed() -> None:
    now, context = 10.0, Context()
    traffic = Traffic(context, lambda: now)  # type: ignore[arg-type]
    with traffic.followed():
        now = 12.0
        assert traffic.still_for == 2.0
        context.tell("request", Request("/1.js"))
        context.tell("request", Request("/2.js"))
        now = 15.0
        context.tell("requestfinished", Request("/1.js"))
        assert traffic.still_for == 0.0
        context.tell("requestfailed", Request("/2.js"))
        now = 16.5
        assert traffic.still_for == 1.5


def test_a_stream_without_an_end_is_not_waited_for() -> None:
    now, context = 10.0, Context()
    traffic = Traffic(context, lambda: now)  # type: ignore[arg-type]
    with traffic.followed():
        context.tell("request", Request("/lines", "eventsource"))
        now = 13.0
        assert traffic.still_for == 3.0


def test_a_page_that_asks_the_same_again_and_again_is_at_rest() -> None:
    """What it asks for the first time may still be the chat; a script may come from the same place twice."""
    now, context = 10.0, Context()
    traffic = Traffic(context, lambda: now)  # type: ignore[arg-type]
    with traffic.followed():
        beat = Request("/beat?at=1", "fetch")
        context.tell("request", beat)
        now = 13.0
        assert traffic.still_for == 0.0
        context.tell("request", Request("/beat?at=2", "fetch"))
        assert traffic.still_for == 3.0
        context.tell("requestfinished", beat)
        assert traffic.still_for == 3.0
        context.tell("request", Request("/chat.js?part=1"))
        context.tell("requestfinished", Request("/chat.js?part=1"))
        now = 14.0
        context.tell("request", Request("/chat.js?part=2"))
        assert traffic.still_for == 0.0


def test_nothing_is_followed_after_the_search() -> None:
    context = Context()
    with Traffic(context).followed():  # type: ignore[arg-type]
        assert all(context.listeners.values())
    assert not any(context.listeners.values())
