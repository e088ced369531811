"""What a chat profile is: where on a page the chat is, who says what in it, and how to write into it.

``docs/profiles.md`` explains each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Selector = Annotated[str, Field(min_length=1, description="CSS selector")]
PLACEHOLDERS = ("name", "nickname", "address", "study_page", "subject")


class ProfileInvalid(ValueError):
    """A profile has mistakes; ``problems`` lists every one as (path, what is wrong, what to do)."""

    def __init__(self, problems: Sequence[tuple[str, str, str]]) -> None:
        super().__init__("\n".join(f"{path}: {wrong}" for path, wrong, _ in problems))
        self.problems = tuple(problems)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return pattern


class Sign(_Part):
    """Something on the page that means something: an element, a text in it, or a text anywhere (no selector)."""

    selector: str = ""
    text: str = Field(default="", description="regular expression, any case")

    @model_validator(mode="after")
    def _says_something(self) -> Sign:
        if not (self.selector or self.text):
            raise ValueError("needs a selector, a text, or both")
        _compiles(self.text)
        return self


class PlacedSign(Sign):
    """A sign that is a line of the chat or stands beside it: the selector is needed."""

    selector: Selector


class Step(_Part):
    """One thing to do before the chat is there; exactly one of click, fill, choose, enter and wait."""

    click: str = ""
    fill: str = ""
    choose: str = Field(default="", description="a list to choose ``value`` from")
    enter: str = Field(default="", description="a field in which Enter is pressed")
    wait: str = ""
    value: str = ""
    optional: bool = False

    @property
    def selector(self) -> str:
        return self.click or self.fill or self.choose or self.enter or self.wait

    @model_validator(mode="after")
    def _is_one_step(self) -> Step:
        if sum(map(bool, (self.click, self.fill, self.choose, self.enter, self.wait))) != 1:
            raise ValueError("needs exactly one of click, fill, choose, enter and wait")
        if bool(self.fill or self.choose) != bool(self.value):
            raise ValueError("fill and choose need a value, and nothing else has one")
        unknown = set(re.findall(r"\{(\w*)\}", self.value)) - set(PLACEHOLDERS)
        if unknown:
            known = ", ".join("{" + name + "}" for name in PLACEHOLDERS)
            raise ValueError(f"unknown placeholder {{{sorted(unknown)[0]}}}; known are {known}")
        return self


class Agents(_Part):
    """Badges inside a message that declare who wrote it."""

    bot: str = ""
    human: str = ""


class Doors(_Part):
    """Signs that we are not let in."""

    captcha: tuple[Sign, ...] = ()
    login_required: tuple[Sign, ...] = ()
    blocked: tuple[Sign, ...] = ()


class First(_Part):
    """The form before the chat takes the first message: its field, and what sends it off."""

    input: Selector
    send: Selector
    frame: tuple[Selector, ...] | None = Field(
        default=None, description="iframes around the form; default: those around the chat"
    )


class Profile(_Part):
    """One chat widget, as declared. Selectors are CSS; open shadow roots are pierced."""

    title: str = ""
    verified: str = Field(default="", description="by whom and when it was last seen to work, or 'unverified <date>'")
    locale: str = Field(default="", description="language the browser asks for, as in zh-CN")
    steps: tuple[Step, ...] = ()
    resume_steps: tuple[Step, ...] | None = Field(default=None, description="steps after a reload; default: steps")
    popup: bool = Field(default=False, description="the steps open the chat in a window of its own")
    frame: tuple[Selector, ...] = Field(default=(), description="iframes around the chat, outermost first")
    input: Selector
    send: str = Field(default="enter", description="'enter', 'ctrl+enter' or the selector of a button")
    first: First | None = Field(default=None, description="where the form before the chat takes the first message")
    ready: str = Field(default="", description="must be in sight before we write, e.g. an open connection")
    reading: Literal["selectors", "structure"] = Field(
        default="selectors", description="'structure': lines are told apart by our own text and their build"
    )
    proven: bool = Field(default=False, description="found by itself: a message of the platform was read with it")
    transcript: str = ""
    transcript_late: bool = Field(default=False, description="the transcript appears only with the first message")
    own: str = ""
    agent: str = ""
    text: str = Field(default="", description="where the words are inside a message; default: everywhere")
    text_exclude: str = Field(default="", description="inside a message, but not its words: names, times, copies")
    message_id: str = Field(default="", description="attribute that names a message, the same after a reload")
    typing: str = ""
    notices: str = Field(default="", description="lines shown by the software, said by nobody")
    offline: tuple[Sign, ...] = ()
    ended: tuple[PlacedSign, ...] = ()
    joined: tuple[PlacedSign, ...] = ()
    barred: Doors = Doors()
    agent_type: Agents = Agents()

    @property
    def keys(self) -> str | None:
        """The key that sends, or None when a button does."""
        return {"enter": "Enter", "ctrl+enter": "Control+Enter"}.get(self.send.lower())

    def opening(self) -> Profile:
        """What serves until the first message is out: where a form takes it, its field and button are to be used."""
        return self.model_copy(update=self.first.model_dump(exclude_none=True)) if self.first else self

    def lines(self) -> str:
        """One selector for every line of the transcript."""
        signs = (sign.selector for sign in (*self.ended, *self.joined))
        return ", ".join(filter(None, (self.own, self.agent, self.notices, *signs)))


def read(table: Mapping[str, Any]) -> Profile:
    """Check a profile; raises ``ProfileInvalid`` with every mistake."""
    lacking = list(_lacking(table))
    problems = list(lacking)
    try:
        found = Profile.model_validate(table)
    except ValidationError as error:
        wrong = [mistake(each, "profile") for each in error.errors()]
        unknown = [problem for problem in wrong if problem[1] == _TO_DO["extra_forbidden"][0]]
        problems = [*(problem for problem in wrong if problem not in unknown), *lacking, *unknown]
    if problems:
        raise ProfileInvalid(problems)
    return found


_TO_DO = {
    "missing": ("is missing", "add it; docs/profiles.md says what it is"),
    "extra_forbidden": ("is no key of a profile", "remove it, or look for the right spelling in docs/profiles.md"),
    "string_too_short": ("is empty", "give a CSS selector, or leave the key out if it has a default"),
}


def _lacking(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What only a profile that reads by structure may leave out."""
    if table.get("reading") == "structure":
        return
    for key in ("transcript", "own", "agent"):
        if table.get(key, None) in (None, ""):
            yield f"profile.{key}", *_TO_DO["string_too_short" if key in table else "missing"]


def mistake(error: Mapping[str, Any], root: str = "") -> tuple[str, str, str]:
    """One of pydantic's errors as (path, what is wrong, what to do)."""
    path = root
    for part in error["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    path = path.removeprefix(".")
    if known := _TO_DO.get(error["type"]):
        return (path, *known)
    wrong = str(error["msg"]).removeprefix("Value error, ")
    return path, wrong[:1].lower() + wrong[1:], "see docs/profiles.md"
