"""Tells which button of a form before a chat begins it, and which goes on without an answer; pure."""

from __future__ import annotations

from collections.abc import Sequence

from probes.webchat.finding import words
from probes.webchat.finding.survey import Survey, Thing


def begins(survey: Survey, fields: Sequence[Thing]) -> Thing | None:
    """The button that begins the chat: in the form, or right below it."""
    group, panel = fields[0].group, fields[0].panel
    low = max(field.rect[1] + field.rect[3] for field in fields)
    rated = []
    for press in survey.things:
        if press.kind != "press" or press.inert or press.tag == "label" or press.type in ("radio", "checkbox"):
            continue
        if press.group != group and not (press.panel == panel and _follows(press, fields, low)):
            continue
        if words.has("send", "never", press.said) or words.has("cookies", "decline", press.said):
            continue
        if words.has("form", "subscribe", press.said) or words.has("form", "skip", press.text, press.label):
            continue
        score = 2.0 * words.has("form", "start", press.said) + 1.5 * (press.type == "submit")
        score += 1.0 * (press.group == group) + 0.5 * (press.tag == "button") + 0.5 * (press.rect[1] >= low - 10)
        score -= 3.0 * bool(press.href and press.href != "#")
        if score >= 1.5:
            rated.append((score, press.rect[1], press))
    return max(rated, key=lambda each: each[:2], default=(0, 0, None))[2]


def skips(survey: Survey, fields: Sequence[Thing]) -> Thing | None:
    """The button that goes on without what these fields ask; one that only closes them is none."""
    group, panel = fields[0].group, fields[0].panel
    beside = (one for one in survey.things if one.kind == "press" and (one.group == group or one.panel == panel >= 0))
    return next((one for one in beside if not one.disabled and words.has("form", "skip", one.text, one.label)), None)


def _follows(press: Thing, fields: Sequence[Thing], low: float) -> bool:
    """It stands below the fields, or right beside the last of them."""
    last = max(fields, key=lambda field: field.rect[1] + field.rect[3])
    middle = press.rect[1] + press.rect[3] / 2
    level = last.rect[1] <= middle <= last.rect[1] + last.rect[3]
    return -20 < press.rect[1] - low < 200 or (level and 0 <= press.rect[0] - last.rect[0] - last.rect[2] < 60)
