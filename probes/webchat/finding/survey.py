"""What a page offers a person, as plain facts: one survey for each frame, taken by ``survey.js``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

UNCOVERED = -2
Rect = tuple[float, float, float, float]  # x, y, width, height in the frame's own pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A field to write into (``kind`` is field) or something to press (press); ``label`` is what a person reads."""

    kind: str
    tag: str
    name: int = 0  # the element itself, the same in every survey of one document
    type: str = ""
    role: str = ""
    label: str = ""
    text: str = ""
    marks: str = ""  # ids, class names, file names: written for machines
    rect: Rect = (0, 0, 0, 0)
    panel: int = -1  # the surface it lies on, in Survey.panels
    cover: int = UNCOVERED  # -2 not covered, else the panel that lies over it (-1: something that is none)
    z: int = 0
    seen: bool = True
    disabled: bool = False
    inert: bool = False  # it takes no pointer: what is dimmed until something else is answered
    group: int = -1  # fields of one form share a group
    form: bool = False  # a form element holds it
    required: bool = False
    most: int = 0  # most characters it takes, 0 = any number
    checked: bool = False
    filled: bool = False
    options: Sequence[tuple[str, str]] = ()  # value, text
    heading: str = ""  # of a field: the nearest one above it
    home: str = ""  # of a field: what its makers call it and what holds it
    search: bool = False
    log: int = 0  # near a scrolling list (1), near a list declared to be a log (2)
    href: str = ""
    nav: bool = False
    has: int = 0  # elements inside
    holds: int = 0  # things to press inside
    expanded: str = ""
    cut: bool = False  # it can neither be pressed by a person nor be brought into sight
    waits: bool = False  # a field or a frame on a surface that stands fixed outside the window
    picture: bool = False  # it is a picture, or a box with nothing but one behind it

    @property
    def said(self) -> str:
        return " ".join(dict.fromkeys(word for word in (self.text, self.label) if word))

    @property
    def card(self) -> bool:
        """A surface with buttons of its own: what it says is said of them."""
        return self.holds >= 2

    @property
    def shows(self) -> bool:
        """A text area that cannot be written in shows what was said, and asks nothing."""
        return self.kind == "field" and self.type == "textarea" and self.disabled and self.seen and self.rect[3] >= 60

    @property
    def framed(self) -> bool:
        """What is written there is a document of its own, in a frame that is the field."""
        return self.kind == "field" and self.tag in ("iframe", "frame")

    @property
    def area(self) -> float:
        return self.rect[2] * self.rect[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A surface that floats over the page, such as a dialog."""

    text: str
    marks: str
    rect: Rect
    fixed: bool = False
    z: int = 0
    modal: bool = False
    log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One document, as a person sees it now."""

    things: Sequence[Thing]
    panels: Sequence[Panel] = ()
    forms: Sequence[str] = ()  # by group: what a person reads in the form
    text: str = ""
    title: str = ""
    view: tuple[float, float] = (1024, 720)
    scripts: Sequence[str] = ()
    url: str = ""
    ready: str = "complete"

    def panel(self, thing: Thing) -> Panel | None:
        return self.panels[thing.panel] if 0 <= thing.panel < len(self.panels) else None

    def fields(self, group: int) -> Sequence[Thing]:
        return [thing for thing in self.things if thing.kind == "field" and thing.seen and thing.group == group]


_SURVEY = TypeAdapter(Survey)


def read(facts: object) -> Survey:
    """Read what ``survey.js`` told. Raises ``ValueError`` for anything else."""
    return _SURVEY.validate_python(facts)


PARTS = ("lasting", "surrounding", "fields")


@cache
def source() -> str:
    """``survey.js`` with the parts that it is made of, as a function of the name under which watch.js answers."""
    parts = ", ".join(f"{name}: {_read(name)}" for name in PARTS)
    return f"(question) => ({_read('survey')})(question, {{ {parts} }})"


def _read(name: str) -> str:
    return files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8")
