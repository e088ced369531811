"""Tells a room that lets guests in by a name, and asks its members alone for a password, from a log-in; pure.

Only words beside the field tell: what need not be filled in by its mark-up is often demanded by its server (0173).
"""

from __future__ import annotations

from collections.abc import Sequence

from probes.webchat.finding import words
from probes.webchat.finding.survey import Survey, Thing

FOOTNOTE = "*＊†"


def let_in(survey: Survey, fields: Sequence[Thing]) -> bool:
    """One name and one password, which guests need not give, on a page that speaks of a chat."""
    secrets = [field for field in fields if field.type == "password"]
    named = [field for field in fields if field.type in ("text", "") and _is_a_name(field)]
    talks = words.has("form", "talks", survey.title, survey.text, survey.url)
    return len(secrets) == len(named) == 1 and talks and _spared(survey, secrets[0], named[0])


def _is_a_name(field: Thing) -> bool:
    return any(words.has("field", entry, field.label) for entry in ("name", "nickname"))


def _spared(survey: Survey, secret: Thing, name: Thing) -> bool:
    """The password's label says it, a note of its own below, or a sentence about guests."""
    said = _read_in(survey, secret.group)
    noted = _mark(secret) and not _mark(name) and words.has("field", "footnote_members", said)
    if secret.required and not (noted and _mark(secret)):
        return False
    optional = words.has("field", "optional", secret.label) or words.has("field", "members", secret.label)
    guests = words.has("field", "guests", said) and not words.has("field", "no_guests", said)
    return bool(noted or optional or guests)


def _mark(field: Thing) -> bool:
    return field.label.rstrip(" :：").endswith(tuple(FOOTNOTE))


def _read_in(survey: Survey, group: int) -> str:
    """What stands in the form and is nothing to press: "Continue as a guest" is another way."""
    said = survey.forms[group] if 0 <= group < len(survey.forms) else ""
    for press in sorted(survey.things, key=lambda thing: -len(thing.text)):
        if press.kind == "press" and press.text and press.tag != "label":
            said = said.replace(press.text, " ")
    return said
