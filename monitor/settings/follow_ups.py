"""The section ``[follow_ups]``: what is said after a question, and after which pause."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from monitor import bank
from monitor.settings.notation import Duration, Many, Text, mistake, write_duration
from monitor.settings.part import Part

AT_MOST = 2
"""GUARDRAILS G3: scripted follow-ups an inquiry."""
LONGEST_PAUSE = timedelta(seconds=90)
"""With settling and patience a follow-up then still leaves within two minutes of the request."""


def _few_and_different(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(texts) > AT_MOST:
        raise mistake(f"has {len(texts)} texts", "write at most two follow-ups; none means that none is sent")
    if len({" ".join(text.split()).casefold() for text in texts}) != len(texts):
        raise mistake("says the same twice", "word the second follow-up differently")
    return texts


def _short(pause: timedelta) -> timedelta:
    if pause > LONGEST_PAUSE:
        raise mistake(f"{write_duration(pause)} is too long", f"write at most {write_duration(LONGEST_PAUSE)}")
    return pause


Texts = Annotated[Many[Text], AfterValidator(_few_and_different)]
Pause = Annotated[Duration, AfterValidator(_short)]


class FollowUps(Part):
    """Answers to a platform that asks us something first, by the question's language; a question may have its own."""

    zh: Texts = bank.follow_ups("zh")
    """At most two, said in this order."""
    en: Texts = bank.follow_ups("en")
    """At most two, said in this order."""
    after: Pause = timedelta(seconds=20)
    """The pause between a request and our answer, as a person needs one."""
    handoff_pause: Pause = timedelta(seconds=30)
    """How long a human is waited for after each phrase that asks for one."""

    def of(self, language: str) -> tuple[str, ...]:
        """The texts in a language."""
        return self.zh if language == "zh" else self.en
