"""What a widget of the zoo is: a value for every trait, drawn by a seed or with one trap alone."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from probes.control import traps as zoo


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One chat widget. Every default means "no trap here"; ``seed`` picks wording, names and small differences."""

    seed: int = 0
    language: Literal["en", "zh"] = "en"
    # where the chat is, and the way to it
    place: Literal["page", "whole", "frame", "other_origin", "nested", "written", "popup", "shadow"] = "page"
    launcher: Literal["button", "icon_button", "div", "icon", "link", "picture", "framed"] = (
        "button"  # framed: in a frame of its own
    )
    invitation: bool = False  # a card that covers the launcher
    late: bool = False  # the launcher (or the whole chat) comes seconds after the page
    hidden_frame: bool = False  # the frame is there from the beginning, out of sight
    lobby: bool = False  # the panel opens on help articles with a search; one button leads to the chat
    asks_name: bool = False
    asks_mail: bool = False
    asks_topic: bool = False
    asks_consent: bool = False
    asks_phone: Literal["no", "optional", "required"] = "no"  # we have none to give
    # writing
    input: Literal["textarea", "line", "editable", "rich"] = "textarea"
    sending: Literal["enter", "ctrl_enter", "button", "breaks"] = "enter"  # breaks: Enter only breaks the line
    limit: Literal["none", "length", "tight", "rate"] = "none"  # tight: our question does not fit
    socket: Literal["open", "keeps", "disabled", "swallows"] = "open"  # what becomes of a message while it is not open
    echo: Literal["server", "at_once"] = "server"  # at_once: our bubble stands before the server has heard
    transport: Literal["websocket", "socketio", "sse", "polling"] = "websocket"
    # what stands in the transcript
    greeting: bool = True
    canned_before: bool = False  # a canned line while the visitor is about to write
    canned_after: bool = False  # a canned line at once after the message
    queue: bool = False  # a queue line outside the transcript
    joins: bool = False  # "Lily joined the chat"
    typing: Literal["none", "row", "inside", "outside"] = "none"  # inside: the bubble with the dots becomes the message
    copies: Literal["no", "inside", "live"] = "no"  # texts doubled for screen readers, in the line or in a live region
    names: bool = False
    times: Literal["no", "clock", "relative"] = "no"  # relative: "3 s ago", counting on
    icons: bool = False
    feedback: bool = False  # "was this helpful?" with two buttons in each agent bubble
    dividers: bool = False
    suggestions: bool = False  # buttons with ready-made questions under the greeting
    paragraphs: bool = False  # an answer in two paragraphs with a link
    grouped: bool = False  # bubbles of one speaker in one block, with one name
    one_side: bool = False  # both speakers on the same side
    told_by: Literal["class", "data", "label", "avatar", "name", "nothing"] = "class"  # how the two speakers differ
    edited: Literal["no", "soon", "later"] = "no"
    deleted: bool = False
    answer: Literal["text", "picture", "file"] = "text"
    manner: Literal["once", "twice", "repeats", "quotes", "silent"] = "once"  # quotes: our words in the answer
    afterthought: bool = False  # another reply after seconds of silence
    rating: bool = False
    ended: bool = False
    badge: Literal["none", "bot", "human", "frame_bot", "frame_human"] = "none"  # frame_*: said in frames alone
    # doors
    offline: Literal["no", "form", "notice"] = "no"
    barred: Literal["no", "captcha", "login", "blocked", "refused"] = "no"  # refused: HTTP 403
    memory: Literal["local", "cookie", "session", "forgets"] = "local"
    # noise
    banner: Literal["none", "bar", "modal", "closable"] = "none"
    never_idle: bool = False
    errors: bool = False
    fonts: bool = False
    heavy: bool = False  # 10 MB of script
    # build
    structure: Literal["semantic", "soup", "custom", "components", "table"] = "soup"
    classes: Literal["plain", "modules", "hashed", "fresh"] = "plain"  # fresh: other names at each load
    rendering: Literal["append", "rebuild", "reversed"] = "append"
    # last, so that what was drawn by a seed before is drawn still
    editor: Literal["page", "framed"] = "page"  # framed: one writes into a document of its own, in a frame of the page

    def open_door(self) -> bool:
        """A visitor can ask here."""
        return self.offline == "no" and self.barred == "no"

    def framed(self) -> bool:
        return self.place in ("frame", "other_origin", "nested", "written")

    def agent_type(self) -> str:
        """``bot`` or ``human`` where badges or frames say so."""
        return "" if self.badge == "none" else self.badge.removeprefix("frame_")

    def has_launcher(self) -> bool:
        return self.place != "whole" and self.barred not in ("blocked", "refused")


@cache
def traits() -> Mapping[str, Sequence[Any]]:
    """Every trait with its values, the harmless one first."""
    return zoo.values(Widget())


@cache
def traps() -> Sequence[str]:
    """Every trap by name: ``place=shadow``, ``copies`` and so on."""
    return zoo.names(traits())


def borne(widget: Widget) -> Sequence[str]:
    """The names of the traps that a widget bears."""
    return zoo.borne(widget, traps())


NEEDS: Mapping[str, Mapping[str, Any]] = {
    # a trap that shows only beside another one
    "hidden_frame": {"place": "frame"},
    "grouped": {"manner": "repeats"},
    "typing=inside": {"manner": "twice"},
}


def alone(trap: str) -> Widget:
    """The widget that bears this one trap. Raises ``KeyError`` for an unknown name."""
    if trap not in traps():
        raise KeyError(f"there is no trap called {trap!r}; traps() lists them")
    return replace(Widget(), **{**zoo.change(trap), **NEEDS.get(trap, {})})


# How often a trait is drawn with a trap at all; the rest is drawn half of the time. Doors and dear noise are rarer.
OFTEN = {"offline": 0.08, "barred": 0.08, "heavy": 0.04, "limit": 0.3, "manner": 0.7, "deleted": 0.15, "edited": 0.25}
OFTEN |= {"answer": 0.2, "ended": 0.25, "place": 0.85, "launcher": 0.8, "structure": 0.8, "transport": 0.7}
OFTEN |= {"greeting": 0.2, "memory": 0.6, "afterthought": 0.25, "lobby": 0.25, "late": 0.3, "suggestions": 0.3}
OFTEN |= {"asks_phone": 0.2, "feedback": 0.3, "editor": 0.06}
OFTEN |= {"asks_name": 0.3, "asks_mail": 0.3, "asks_topic": 0.2, "asks_consent": 0.3}


def draw(seed: int) -> Widget:
    """A widget with traps at random; only combinations that mean something."""
    chosen = zoo.drawn(traits(), random.Random(f"zoo {seed}"), often=OFTEN)
    return sensible(Widget(**{**chosen, "seed": seed}))


def sensible(widget: Widget) -> Widget:
    """The same widget without what contradicts itself."""
    return zoo.sensible(widget, _RULES)


_NOTHING_SAID = {"edited": "no", "deleted": False, "answer": "text", "paragraphs": False, "typing": "none"}
_RULES: Sequence[zoo.Rule] = (
    (lambda w: w.limit == "tight", {"limit": "length"}),  # alone only: nobody can ask there
    (lambda w: w.asks_phone == "required", {"asks_phone": "optional"}),  # the same
    (lambda w: w.barred != "no", {"offline": "no"}),
    (lambda w: not w.has_launcher(), {"launcher": "button", "invitation": False}),
    (lambda w: not w.framed() or not w.has_launcher(), {"hidden_frame": False}),
    (
        lambda w: w.place in ("other_origin", "nested") and w.memory == "cookie",
        {"memory": "local"},
    ),  # third-party cookies are dead
    (lambda w: w.editor == "framed", {"input": "rich"}),
    (lambda w: w.editor == "framed" and w.socket == "disabled", {"socket": "keeps"}),
    (lambda w: w.input == "line" and w.sending in ("breaks", "ctrl_enter"), {"sending": "button"}),
    (lambda w: w.rendering == "reversed" or w.structure in ("table", "components"), {"grouped": False}),
    (lambda w: w.manner == "silent", _NOTHING_SAID),
    (lambda w: w.answer != "text", {"edited": "no", "deleted": False, "paragraphs": False}),
    (lambda w: w.deleted, {"edited": "no", "paragraphs": False}),
    (lambda w: w.edited != "no", {"paragraphs": False}),
    (lambda w: w.ended, {"afterthought": False}),
    (lambda w: not w.greeting, {"suggestions": False}),
    (lambda w: w.told_by == "avatar" and w.structure == "components", {"told_by": "data"}),
    (lambda w: w.told_by == "name", {"grouped": False}),
    (lambda w: w.structure == "table" and w.rendering == "reversed", {"rendering": "rebuild"}),  # rows cannot be turned
    (lambda w: w.manner == "quotes", {"edited": "no", "answer": "text", "paragraphs": False}),
    (lambda w: w.transport in ("polling", "sse") and w.socket == "swallows", {"socket": "keeps"}),
    (lambda w: w.barred in ("blocked", "refused"), {"banner": "none", "heavy": False, "never_idle": False}),
)
