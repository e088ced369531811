"""What a search has found: the chat's parts where they were seen, and the profile that leads there again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from probes.browser import Frame, Page
from probes.webchat import widget
from probes.webchat.finding.survey import Thing
from probes.webchat.widget import Profile

if TYPE_CHECKING:
    from probes.webchat.finding.views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a chat, where it was seen."""

    name: str
    page: Page
    frame: Frame
    thing: Thing | None = None
    selector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A chat one can write into; ``table`` is its profile as data."""

    page: Page
    frame: Frame
    table: Mapping[str, Any]
    parts: Sequence[Part]

    @property
    def profile(self) -> Profile:
        return widget.read(self.table)


@dataclass(slots=True)
class Trail:
    """The steps taken so far, and the parts seen on the way."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    called: bool = False  # what was pressed speaks of a chat
    before: list[dict[str, Any]] | None = None  # the steps up to the form, once one was filled

    @property
    def opened(self) -> bool:
        """Something was pressed that may have opened the chat; what was cleared out of the way has not."""
        return any(not step.get("optional") for step in self.steps)

    @property
    def launched(self) -> bool:
        """A launcher was pressed: what is pressed from now on lies behind it."""
        return self.opened and any(part.name == "launcher" for part in self.parts)

    def step(self, step: dict[str, Any]) -> None:
        self.steps.append(step)

    def part(self, part: Part) -> None:
        self.parts = [known for known in self.parts if known.name != part.name] + [part]

    def restart(self) -> None:
        """A wrong turn: only what was cleared out of the way is kept."""
        self.steps = [step for step in self.steps if step.get("optional")]
        self.called, self.before = False, None
        self.parts = [part for part in self.parts if part.name not in ("launcher", "pre-chat form")]

    def found(self, view: View, selector: str, chain: Sequence[str], *, button: str = "") -> Found:
        """``button``: of the form before the chat, which asks for the first message, and is left filled in."""
        table: dict[str, Any] = {"reading": "structure", "input": selector, "send": "find"}
        if button:  # to come back it is passed by
            table |= {"first": {"input": selector, "send": button}, "resume_steps": list(self.before or ())}
        if self.steps:
            table["steps"] = list(self.steps)
        if chain:
            table["frame"] = list(chain)
        if view.setting.popup:
            table["popup"] = True
        return Found(page=view.page, frame=view.frame, table=table, parts=tuple(self.parts))
