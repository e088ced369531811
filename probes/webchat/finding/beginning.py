"""Judges what begins a conversation where a chat or its page does not begin with a place to write; pure."""

from __future__ import annotations

from collections.abc import Collection

from probes.webchat.finding import words
from probes.webchat.finding.survey import Survey, Thing

WITH_A_REMARK = 90  # letters of a button with a remark below its words
SHORT_PAGE = 600  # letters of a page that is there for one thing
SIGNS = ("+", "＋", "➕")  # of what is new


def begins_chat(thing: Thing) -> bool:
    said = words.has("launcher", "strong", thing.said) or words.has("form", "start", thing.said)
    first = words.has("launcher", "begins", thing.text) and len(thing.text) <= WITH_A_REMARK
    return (first or (said and len(thing.text) <= 30)) and not thing.said.rstrip().endswith(("?", "？"))


def chosen(survey: Survey, fresh: Collection[int] | None, thing: Thing) -> float:
    """Of those among whom we are told to choose: a department or a person who is to answer, the most general first.

    Or a topic, where nothing can be written before one is chosen.
    """
    panel = survey.panel(thing)
    said = panel.text if panel else survey.text[:1500]
    told = [entry for entry in ("choose", "topics") if words.has("launcher", entry, said)]
    if not told and (thing.panel >= 0 or fresh is not None) and _waits(survey, thing.panel):
        told = ["topics"]
    if not told and words.has("launcher", "about", said) and words.has("launcher", "else", thing.text):
        told = ["topics"]  # of what may be a ready-made question we take only what fits whatever we ask
    if not told or not 0 < len(thing.text) <= 40 or thing.href.strip("#") or thing.nav or thing.group in _open(survey):
        return 0.0
    if words.has("launcher", told[0], thing.text) or (fresh is not None and thing.name not in fresh):
        return 0.0
    if told == ["topics"] and not _shut(survey, fresh, thing.panel):
        return 0.0
    return 3.0 + words.has("launcher", "general", thing.text)


def wants_a_choice(field: Thing) -> bool:
    """A place to write that says what must be chosen first."""
    return any(words.has("launcher", entry, field.label) for entry in ("choose", "topics", "first"))


def _waits(survey: Survey, panel: int) -> bool:
    """A place to write on this surface is shut, and says until when."""
    shut = [one for one in survey.things if one.kind == "field" and one.disabled and one.panel == panel]
    return any(one.type in ("textarea", "text", "editable") and wants_a_choice(one) for one in shut)


def _shut(survey: Survey, fresh: Collection[int] | None, panel: int) -> bool:
    """Nothing can be written on this surface yet: its field is shut, or it was opened and has none."""
    fields = [one for one in survey.things if one.kind == "field" and one.seen and one.panel == panel]
    return all(one.disabled for one in fields) and (bool(fields) or fresh is not None)


def _open(survey: Survey) -> Collection[int]:
    """Forms, by group, that can be filled in: what stands in one is a part of it."""
    return {one.group for one in survey.things if one.kind == "field" and one.seen and not one.disabled}


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


def lone(survey: Survey, fresh: Collection[int] | None, thing: Thing) -> bool:
    """A plus sign, alone or before words of any language, in a chat that was opened and has nowhere to write.

    What closes the chat is nothing else to press there; a question would be said.
    """
    if fresh is None or thing.name not in fresh or thing.href.strip("#") or not _is_new(thing):
        return False
    here = [one for one in survey.things if one.seen and one.panel == thing.panel and one.name in fresh]
    if any(one.kind == "field" for one in here) or "?" in thing.said or "？" in thing.said:
        return False
    return not [one for one in here if one.kind == "press" and one is not thing and _speaks(one)]


def _is_new(thing: Thing) -> bool:
    return len(thing.text) <= 40 and (thing.text[:1] in SIGNS or words.has("launcher", "new_marks", thing.marks))


def _speaks(thing: Thing) -> bool:
    return any(letter.isalpha() for letter in thing.text) and not words.has("invitation", "close", thing.text)
