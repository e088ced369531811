"""Judges a frame that has the room of a chat and shows little of its own: there a chat waits to be opened; pure.

It lies over its whole page, or has its place in the window and bears a sign without a word.
"""

from __future__ import annotations

from probes.webchat.finding.survey import UNCOVERED, Survey, Thing

WHOLE = 0.6  # of the window
LITTLE = 160  # characters: a sign and what an invitation says
SMALL = 0.06  # of the window: a launcher, or a card beside it


def lies_over(around: Survey, frame: Thing) -> bool:
    """The frame fills the window of the page around it, and lies over what that offers."""
    fills = frame.area >= WHOLE * around.view[0] * around.view[1]
    return fills and any(thing.seen and thing is not frame and thing.cover != UNCOVERED for thing in around.things)


def shows_little(survey: Survey) -> bool:
    """Nothing to write into, few words, and nothing large to press: what one sees is the page below."""
    seen = [thing for thing in survey.things if thing.seen]
    most = SMALL * survey.view[0] * survey.view[1]
    small = all(thing.kind != "field" and thing.area <= most for thing in seen)
    return bool(seen) and small and len(survey.text.strip()) <= LITTLE


def bears_a_sign(survey: Survey) -> bool:
    """What can be pressed in it bears no word, as a launcher's sign does; ready-made questions do."""
    presses = [thing for thing in survey.things if thing.seen and thing.kind == "press"]
    return shows_little(survey) and not any(letter.isalpha() for thing in presses for letter in thing.text)


def covers(survey: Survey, field: Thing) -> bool:
    """The surface on which this stands lies over the page: nothing else can be used until it is gone."""
    panel = survey.panel(field)
    if panel is None or not (panel.fixed or panel.modal):
        return False
    fills = panel.rect[2] * panel.rect[3] >= WHOLE * survey.view[0] * survey.view[1]
    others = [thing for thing in survey.things if thing.seen and thing.panel != field.panel]
    return panel.modal or fills or (bool(others) and all(thing.cover != UNCOVERED for thing in others))
