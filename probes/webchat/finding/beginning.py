"""Judges what begins a conversation where a chat or its page does not begin with a place to write; pure."""

from __future__ import annotations

from collections.abc import Collection

from probes.webchat.finding import words
from probes.webchat.finding.survey import Survey, Thing

WITH_A_REMARK = 90  # letters of a button with a remark below its words
SHORT_PAGE = 600  # letters of a page that is there for one thing


def begins_chat(thing: Thing) -> bool:
    said = words.has("launcher", "strong", thing.said) or words.has("form", "start", thing.said)
    first = words.has("launcher", "begins", thing.text) and len(thing.text) <= WITH_A_REMARK
    return (first or (said and len(thing.text) <= 30)) and not thing.said.rstrip().endswith(("?", "？"))


def chosen(survey: Survey, fresh: Collection[int] | None, thing: Thing) -> float:
    """Of those among whom we are told to choose who is to answer: a department or a person, the most general first."""
    panel = survey.panel(thing)
    said = panel.text if panel else survey.text[:1500]
    if not words.has("launcher", "choose", said) or not 0 < len(thing.text) <= 40 or thing.href.strip("#") or thing.nav:
        return 0.0
    if words.has("launcher", "choose", thing.text) or (fresh is not None and thing.name not in fresh):
        return 0.0
    return 3.0 + words.has("launcher", "general", thing.text)


def leads_on(survey: Survey, thing: Thing) -> float:
    return 5.0 * _told(survey, thing) + 2.0 * _enters(survey, thing)


def _enters(survey: Survey, thing: Thing) -> bool:
    """A button that begins whatever the page is for, where that is to talk to somebody."""
    speaks = words.has("launcher", "speaks", survey.title, survey.text)
    return len(survey.text) < SHORT_PAGE and words.has("launcher", "enters", thing.text) and speaks


def _told(survey: Survey, thing: Thing) -> bool:
    """The page names it as what to press first."""
    if not thing.text or len(thing.text) > 30 or thing.href.strip("#"):
        return False
    named = (name for match in words.of("launcher")["told"].finditer(survey.text) for name in match.groups() if name)
    return any(thing.text.strip().lower() == name.strip().lower() for name in named)
