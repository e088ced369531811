"""What ``survey.js`` reports of a page, as facts: fields, buttons, forms and lines of text, frame by frame."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from probes.browser import BrowserContext, BrowserError, ElementHandle, Frame, Handle, Page
from probes.form import words

LONG_AGO = datetime.min.replace(tzinfo=UTC)
NO_FORM = -1  # of a field that stands in no form of its own
PATIENCE = 10.0  # seconds for one look at a page: one that is busy for ever is not waited for
MOST_FRAMES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a native select."""

    text: str
    value: str = ""
    disabled: bool = False
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. ``tag`` is input, select, textarea, editable (rich text), combobox (a select of a library's own) or
    drawn (a box or one of several choices, built of other elements).

    ``label`` is a label element's text, ``near`` the text beside a field without one, ``group`` what a set of boxes is
    about; ``required`` says how we know:
    attribute, aria, mark (an asterisk or a word), or empty. ``stand_in`` is the element in sight for a hidden box.
    """

    number: int
    tag: str = "input"
    type: str = "text"
    form: int = 0
    stand_in: int = -1
    name: str = ""
    nameless: bool = False  # the browser leaves it out of what it sends
    id: str = ""
    label: str = ""
    aria: str = ""
    near: str = ""
    headed: bool = False  # ``near`` is a heading, and may stand over more than this field
    after: str = ""  # the text behind it, where it has a placeholder, a title or ``near`` is the one before it
    group: str = ""
    placeholder: str = ""
    title: str = ""
    described: str = ""
    autocomplete: str = ""
    required: str = ""
    visible: bool = True
    disabled: bool = False
    value: str = ""
    checked: bool = False
    longest: int = 0
    pattern: str = ""
    invalid: bool = False
    refused: bool = False
    focused: bool = False
    alarmed: bool = False  # a red frame, or a class that says that it is wrong
    options: tuple[Option, ...] = ()

    @property
    def called(self) -> str:
        """What a person would call this field."""
        near, hint = (self.placeholder, self.near) if self.headed else (self.near, self.placeholder)
        return self.label or self.aria or near or hint or self.title or self.name or self.id

    @property
    def writable(self) -> bool:
        """True for something to write into."""
        boxes = ("checkbox", "radio", "file", "range", "color")
        return self.tag in ("textarea", "editable") or (self.tag == "input" and self.type not in boxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press; ``beside``: outside of every form, the one that it stands beside; ``marks``: what its maker
    called it, where it has neither words nor a name."""

    number: int
    text: str
    form: int = 0
    beside: int = NO_FORM
    submits: bool = False
    visible: bool = True
    disabled: bool = False
    marks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form element, or what holds fields and a button together without one."""

    number: int
    role: str = ""
    id: str = ""
    css: str = ""
    action: str = ""
    heading: str = ""
    native: bool = True
    posts: bool = False  # what it sends changes something there: no mere way to another page
    validated: bool = True  # the browser itself holds back a form with an empty required field
    hidden: tuple[str, ...] = ()  # values of hidden fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in sight; ``name``: what its title says, or a screen reader; ``marks`` as with a button."""

    number: int
    text: str
    address: str
    form: int = NO_FORM
    name: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A captcha in sight, and the form it stands in."""

    sign: str
    form: int = NO_FORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what can be read; ``path`` are its elements from the body down, each with its place."""

    text: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One look at one document. ``at`` and ``changed`` are the page's clock: of the look, and of its last change."""

    at: datetime = LONG_AGO
    changed: datetime = LONG_AGO
    load: str = ""
    url: str = ""
    title: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    forms: tuple[Form, ...] = ()
    links: tuple[Link, ...] = ()
    errors: tuple[str, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """All that can be read, a line a line."""
        return "\n".join(line.text for line in self.lines)


_SURVEY = TypeAdapter(Survey)


def parse(report: Mapping[str, Any]) -> Survey:
    """Read a report as it came from the page, or as it was recorded. Raises ``ValueError`` for anything else."""
    moments = {name: datetime.fromtimestamp(float(report.get(name, 0)) / 1000, UTC) for name in ("at", "changed")}
    return _SURVEY.validate_python({**report, **moments, "links": _elsewhere_first(report)})


def _elsewhere_first(report: Mapping[str, Any]) -> Sequence[Any]:
    """The links in their order, those to the page itself last: a menu names the page it stands on, too."""
    here, links = str(report.get("url", "")).partition("#")[0], report.get("links", ())
    itself = {here, here.partition("?")[0]}  # what we came with may stand behind the address
    return sorted(links, key=lambda link: isinstance(link, Mapping) and link.get("address") in itself)


@cache
def source(name: str) -> str:
    """A script of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _looking() -> str:
    """The survey, with what it needs to know controls that are drawn of other elements."""
    names = ("drawn", "joining", "signs", "pointing", "riddles", "reading", "besides", "veiled")
    parts = ", ".join(f"{name}: {source(f'{name}.js')}" for name in names)
    spaced = f"spaced: new RegExp({json.dumps(words.SPACED)}, 'g')"
    return f"(config) => ({source('survey.js')})({{ ...config, {spaced}, {parts} }})"


@cache
def _read_in_the_page() -> Mapping[str, Sequence[str]]:
    """The words by which a drawn control is known for one."""
    pressed = [*words.listed("buttons", "send"), *words.listed("buttons", "next")]
    return {
        "faces": words.listed("choices", "faces"), "press": pressed, "not_send": words.listed("buttons", "not_send"),
        "agreement": words.listed("boxes", "agreement"), "rows": words.listed("fields", "category"),
        "seeks": words.listed("buttons", "seeks"), "choosing": words.listed("challenges", "choosing"),
        "sliding": words.listed("challenges", "sliding"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """A survey with the living frame it was made of."""

    frame: Frame
    survey: Survey
    handle: Handle

    async def element(self, number: int) -> ElementHandle:
        """The element that a number of the survey stands for. Raises ``BrowserError``."""
        found = await self.handle.evaluate_handle("(looked, number) => looked.elements[number]", number)
        element = found.as_element()
        if element is None:
            raise BrowserError(f"element {number} of the survey is gone")
        return element


class Surveyor:
    """Looks at every frame of a page. ``challenges`` are selectors of captchas."""

    def __init__(self, challenges: Sequence[str]) -> None:
        self._question = "q" + secrets.token_hex(8)
        self._challenges = list(challenges)

    async def install(self, context: BrowserContext) -> None:
        """Call before the first page of ``context``: from then on documents remember when they last changed."""
        await context.add_init_script(f"({source('stamp.js')})({json.dumps(self._question)})")

    async def look(self, page: Page) -> Sequence[Sight]:
        """Every frame that answers in time, the page's own first; a frame that is being replaced is left out."""
        sights: list[Sight] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for frame in page.frames[:MOST_FRAMES]:
                    sight = await self._survey(frame)
                    sights += [sight] if sight else []
        return sights

    async def _survey(self, frame: Frame) -> Sight | None:
        asked = {"question": self._question, "challenges": self._challenges, "words": _read_in_the_page()}
        try:
            handle = await frame.evaluate_handle(_looking(), asked)
            report = await handle.evaluate("looked => looked.report")
            return Sight(frame, parse(report), handle)
        except (BrowserError, ValueError, TypeError, KeyError):
            return None


def surveyor() -> Surveyor:
    """One that knows the captchas of ``words.toml``."""
    return Surveyor(words.listed("challenges", "selectors"))
