"""Tells which buttons may send what was written into a field; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from probes.webchat.finding import words
from probes.webchat.finding.boxes import close, middle, within
from probes.webchat.finding.survey import Survey, Thing


def beside(press: Thing, field: Thing) -> bool:
    """It stands beside the field or right below it, and says that it sends."""
    near = abs(middle(press.rect)[1] - middle(field.rect)[1]) < max(120, field.rect[3])
    said = words.has("send", "words", press.text, press.label) or words.has("send", "marks", press.marks)
    return near and said and not within(field.rect, press.rect) and not words.has("send", "never", press.said)


def buttons(survey: Survey, field: Thing) -> Sequence[Thing]:
    """What may send what was written into ``field``, best first; the first alone if its words say so."""
    presses = [press for press in survey.things if press.kind == "press"]
    rated, kinds = [], Counter(mark for press in presses for mark in {press.marks, f"said {press.said}"})
    for press in presses:
        if press.disabled or press.tag == "label" or words.has("send", "never", press.said, press.marks):
            continue
        if within(field.rect, press.rect):  # a window or a bar that holds the field, whatever it listens to
            continue
        if press.panel != field.panel or (words.has("launcher", "strong", press.said) and not says_it(press)):
            continue
        score = 3.0 * words.has("send", "words", press.text, press.label)
        score += 2.0 * words.has("send", "marks", press.marks) + 1.0 * (press.type == "submit")
        score += 1.0 * (press.group == field.group and field.group >= 0)
        score += 1.5 * close(press.rect, field.rect, 90) + 1.0 * (press.rect[0] > field.rect[0] + field.rect[2] / 2)
        score += 0.5 * (press.tag == "button")
        score -= 1.0 * bool(press.marks and kinds[press.marks] > 1)  # one of a row of tools
        score -= 1.0 * bool(press.said and kinds[f"said {press.said}"] > 1)  # one of those that every answer has
        if close(press.rect, field.rect, 220) and score >= 2:
            level = field.rect[1] <= middle(press.rect)[1] <= field.rect[1] + field.rect[3]
            rated.append((score + level, press))
    return [press for _, press in sorted(rated, key=lambda each: -each[0])]


def says_it(press: Thing) -> bool:
    return words.has("send", "words", press.text, press.label) or words.has("send", "marks", press.marks)
