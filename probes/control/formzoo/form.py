"""What a form of the zoo is: a value for every trait, drawn by a seed or with one trap alone."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from probes.control import traps as zoo


@dataclass(frozen=True, slots=True, kw_only=True)
class ZooForm:
    """One contact form. Every default means "no trap here"; ``seed`` picks wording and small differences."""

    seed: int = 0
    language: Literal["en", "zh"] = "en"
    # the list of what the question is about, always required
    topic: Literal[
        "select", "role", "bare", "portal", "animated", "covered", "clear", "cell", "wheel", "sheet", "cards",
        "segments", "component", "field", "toggle", "named", "none",
    ] = "select"  # fmt: skip
    message: Literal["textarea", "editable", "component"] = "textarea"
    labels: Literal[
        "for", "wrapping", "above", "table", "placeholder", "floating", "labelledby", "title", "heading", "after"
    ] = "for"  # fmt: skip
    required: Literal["attribute", "star", "word", "nothing"] = "attribute"
    cells: bool = False  # rows with a title and an arrow beside the fields, that lead elsewhere
    subject: bool = False
    phone: bool = False  # optional; we have none
    newsletter: bool = False  # an optional box that subscribes
    button: Literal["button", "input", "link", "div", "span", "component", "footer"] = "button"
    steps: bool = False
    preview: bool = False  # what was written is shown again, to be sent or changed
    consent: Literal["none", "native", "hidden", "drawn", "role", "switch", "component"] = "none"
    validation: Literal["html5", "message", "blur", "server"] = "html5"
    sending: Literal["fetch", "post", "socket", "frame"] = "fetch"
    success: Literal["replaced", "page", "toast", "dialog", "number", "emptied"] = "replaced"
    honeypot: Literal["none", "offscreen", "clear", "clipped", "told"] = "none"
    door: Literal["none", "button", "tab", "dialog"] = "none"
    beside: Literal["none", "search", "newsletter", "login"] = "none"
    hashed: bool = False  # classes say nothing, as a build tool makes them


@cache
def traits() -> Mapping[str, Sequence[Any]]:
    """Every trait with its values, the harmless one first."""
    return zoo.values(ZooForm())


@cache
def traps() -> Sequence[str]:
    """Every trap by name: ``topic=wheel``, ``steps`` and so on."""
    return zoo.names(traits())


def borne(form: ZooForm) -> Sequence[str]:
    """The names of the traps that a form bears."""
    return zoo.borne(form, traps())


NEEDS: Mapping[str, Mapping[str, Any]] = {"hashed": {"topic": "bare"}}  # a trap that shows only beside another one


def alone(trap: str) -> ZooForm:
    """The form that bears this one trap. Raises ``KeyError`` for an unknown name."""
    if trap not in traps():
        raise KeyError(f"there is no trap called {trap!r}; traps() lists them")
    return sensible(replace(ZooForm(), **{**zoo.change(trap), **NEEDS.get(trap, {})}))


# How often a trait is drawn with a trap at all; the rest is drawn half of the time.
OFTEN = {"topic": 0.9, "labels": 0.8, "button": 0.7, "steps": 0.15, "preview": 0.15, "consent": 0.7, "sending": 0.6}
OFTEN |= {"success": 0.8, "honeypot": 0.3, "door": 0.3, "beside": 0.3, "message": 0.3, "cells": 0.2, "newsletter": 0.2}


def draw(seed: int) -> ZooForm:
    """A form with traps at random; only combinations that mean something."""
    chosen = zoo.drawn(traits(), random.Random(f"form zoo {seed}"), often=OFTEN)
    return sensible(ZooForm(**{**chosen, "seed": seed}))


def sensible(form: ZooForm) -> ZooForm:
    """The same form without what contradicts itself."""
    return zoo.sensible(form, _RULES)


_RULES: Sequence[zoo.Rule] = (
    (lambda f: f.sending == "post", {"success": "page"}),  # another document: the page itself is the answer
    (lambda f: f.success == "page" and f.sending != "post", {"sending": "post"}),
    (lambda f: f.preview, {"steps": False}),
)
