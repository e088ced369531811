"""One frame as surveyed, with what is known of it: the surfaces and the forms in it that may be a chat's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from probes.browser import Frame, Page
from probes.webchat.finding import forms, words
from probes.webchat.finding.comments import LONG
from probes.webchat.finding.judge import Setting, chat_words
from probes.webchat.finding.survey import UNCOVERED, Survey, Thing

BESIDE = 60  # characters beside a form that is a page of its own
BARE = 200  # characters: a sentence or two


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What may be a chat's own."""

    fields: Sequence[Thing]
    text: str
    log: bool  # lines of a chat stand there
    fresh: bool  # it came with the last press
    marks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One frame as surveyed: ``handle`` holds the elements, ``seen`` says whether the frame itself is in sight."""

    page: Page
    frame: Frame
    survey: Survey
    setting: Setting
    handle: Any
    seen: bool
    element: tuple[View, Thing] | None = None  # the iframe's own element, in its parent's view

    def covered(self, thing: Thing) -> tuple[View, Thing] | None:
        """What lies under something else: the thing itself, or the frame around it; None if nothing covers it."""
        if thing.cover != UNCOVERED:
            return self, thing
        return self.element[0].covered(self.element[1]) if self.element else None

    def surfaces(self) -> Iterator[Surface]:
        """What may be the chat's surfaces here."""
        fields = [thing for thing in self.survey.things if thing.kind == "field" and thing.seen and not thing.search]
        fresh = [thing for thing in fields if thing.name in self.setting.fresh]
        log, text = any(thing.log == 2 for thing in fields), self.survey.text
        if not self.setting.main or self.setting.popup:
            yield Surface(fields=fields, text=text, log=log, fresh=bool(fresh or (not fields and self.setting.fresh)))
            return
        for index, panel in enumerate(self.survey.panels):
            if index not in self._old_panels() and self.setting.opened:
                mine = [thing for thing in fields if thing.panel == index]
                yield Surface(fields=mine, text=panel.text, log=panel.log, fresh=True, marks=panel.marks)
        if self.whole:
            yield Surface(fields=fields, text=text, log=log, fresh=bool(fresh))
        if self.setting.opened and self.setting.added:
            yield Surface(fields=fresh, text=self.setting.added, log=False, fresh=True)

    @property
    def whole(self) -> bool:
        """The page is nothing but a chat: little is said on it, and of that its name speaks of support.

        Or nothing is said but that nobody is there.
        """
        head = self.survey.title, self.survey.text[:60]
        named = words.has("launcher", "strong", *head) or words.has("launcher", "good", *head)
        named = named or (len(self.survey.text) < BARE and words.has("form", "nobody", self.survey.text))
        searches = any(thing.search for thing in self.survey.things if thing.kind == "field")
        little = not searches and len(self.survey.text) < LONG
        return self.setting.main and little and (named or self._form_alone())

    def _form_alone(self) -> bool:
        """The page is one short form that asks who we are, and says nothing else."""
        fields = [thing for thing in self.survey.things if thing.kind == "field" and thing.seen]
        written = any(thing.type in ("textarea", "editable", "password") for thing in fields)
        if written or len({thing.group for thing in fields}) != 1 or fields[0].group >= len(self.survey.forms):
            return False
        return len(self.survey.text.strip()) - len(self.survey.forms[fields[0].group].strip()) <= BESIDE

    def _old_panels(self) -> set[int]:
        """Surfaces on which everything was in sight before."""
        things = [thing for thing in self.survey.things if thing.seen and thing.panel >= 0]
        fresh = {thing.panel for thing in things if thing.name in self.setting.fresh}
        return {thing.panel for thing in things} - fresh

    def waits(self, thing: Thing) -> bool:
        """It stands, or the frame does in which it is, where only a launcher brings it into sight."""
        return thing.waits or bool(self.element and self.element[0].waits(self.element[1]))

    def forms(self, *, opened: bool) -> Iterator[Sequence[Thing]]:
        """Groups of fields that may be the form before a chat; what they keep dimmed is no part of it."""
        things = [thing for thing in self.survey.things if thing.kind == "field" and not (thing.search or thing.inert)]
        for group in dict.fromkeys(thing.group for thing in things if thing.seen):
            fields = [field for field in self.survey.fields(group) if not field.inert]
            guests = forms.enters(self.survey, fields)
            secret = any(thing.type == "password" for thing in fields)
            if guests or (not secret and self._belongs(fields, opened)):
                yield fields

    def _belongs(self, fields: Sequence[Thing], opened: bool) -> bool:
        """The form is the chat's: it came when we opened it, or it speaks of a chat; never a newsletter's."""
        said = self.survey.forms[fields[0].group] if fields[0].group < len(self.survey.forms) else ""
        if words.has("field", "marketing", said) or len(said) > 600:
            return False
        if not self.setting.main or self.setting.popup:
            return not self.setting.small and (opened or self.setting.popup or chat_words(said, self.setting.marks))
        if self.whole:
            return True
        if opened and any(thing.name in self.setting.fresh for thing in fields):
            return True
        panel = self.survey.panel(fields[0])
        return chat_words(
            said, panel.text if panel and panel.fixed else "", self.survey.title if len(said) > 20 else ""
        )
