"""Judges which pictures without a word a person would press at last, where nothing says that it opens a chat; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from probes.browser import Frame
from probes.webchat.finding import judge, words
from probes.webchat.finding.sendoff import may_send
from probes.webchat.finding.survey import Survey, Thing
from probes.webchat.finding.views import View

STATE = re.compile("minimi[sz]ed?")  # what a panel is, and nothing that its launcher does


def guesses(survey: Survey, setting: judge.Setting) -> Sequence[Thing]:
    """Pictures without a word that a person would try at last: each the only one of its kind, in no form or menu.

    After something was pressed only where it has brought nothing.
    """
    if not setting.main or setting.popup or (setting.opened and (setting.fresh or setting.added)):
        return ()
    icons = [thing for thing in survey.things if thing.kind == "press" and _is_bare_icon(survey, setting, thing)]
    kinds = Counter((thing.tag, thing.marks, thing.rect[2:]) for thing in icons)
    return [thing for thing in icons if kinds[thing.tag, thing.marks, thing.rect[2:]] == 1]


def _is_bare_icon(survey: Survey, setting: judge.Setting, thing: Thing) -> bool:
    panel, corner = survey.panel(thing), judge.corner(survey, setting, thing)
    picture = thing.picture and corner > 0
    wordless = not thing.said and (0 < thing.has <= 12 or picture) and not thing.href.strip("#")
    sized = 20 <= thing.rect[2] <= 110 and 20 <= thing.rect[3] <= 110
    free = thing.group < 0 and thing.type in ("", "button", "submit") and not (thing.nav or thing.disabled)
    free = free and (panel is None or panel.fixed or picture or corner >= judge.LOWER)
    marks = thing.marks, STATE.sub("", panel.marks) if panel else ""
    return wordless and sized and free and not words.has("launcher", "never", *marks)


def rated(views: Sequence[View], pressed: Collection[tuple[Frame, int]]) -> Sequence[tuple[float, View, Thing]]:
    """All of them in sight, with a score of 0; what was ``pressed`` is not pressed again, whatever it bears."""
    found = [(view, thing) for view in views if view.seen for thing in guesses(view.survey, view.setting)]
    calm = [(view, thing) for view, thing in found if not may_send(view.survey, thing)]
    return [(0.0, view, thing) for view, thing in calm if (view.frame, thing.name) not in pressed]
