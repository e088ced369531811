"""Finds the chat that has come in another frame than the form that took our first message: where our words stand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from probes.browser import BrowserError, Frame
from probes.webchat.finding import judge
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.views import View
from probes.webchat.inpage import leads_to
from probes.webchat.watching import Watch
from probes.webchat.widget import First, Profile

LOOK = 0.4  # seconds between two looks


async def moved(
    eyes: Eyes, watch: Watch, profile: Profile, known: Profile | None, text: str
) -> tuple[Frame, Profile] | None:
    """The frame in which ``text`` stands beside a place to write, and the profile of the chat there.

    None while the form is in sight or a place to write stands where it stood, and where no frame is one or several are.
    ``known``: the profile that we came with. Where lines are read by its selectors, it says which frame it is.
    """
    if profile.first is None or watch.sight.input:
        return None
    views = [view for view in await eyes.look(opened=True) if view.seen and view.setting.popup == profile.popup]
    if any(view.frame is watch.chat and judge.chat_input(view.survey, view.setting) for view in views):
        return None
    others = [view for view in views if view.frame is not watch.chat and await eyes.holds(view, text)]
    there = [view for view in others if await _is_known(view, profile, known)]
    found = [(view, best[1]) for view in there if (best := judge.chat_input(view.survey, view.setting))]
    if len(found) != 1:
        return None
    view, field = found[0]
    if profile.reading == "structure":
        writes = {"input": await eyes.selector(view, field), "send": "find"}
    else:
        writes = {"input": known.input, "send": known.send} if known else {}
    return view.frame, _in_frame(profile, await eyes.chain(view), writes)


async def _is_known(view: View, profile: Profile, known: Profile | None) -> bool:
    if profile.reading == "structure":
        return True
    with suppress(BrowserError, TimeoutError):
        return known is not None and await leads_to(view.frame, known.frame)
    return False


def _in_frame(profile: Profile, chain: Sequence[str], writes: dict[str, str]) -> Profile:
    first = profile.first and First(input=profile.first.input, send=profile.first.send, frame=profile.frame)
    return profile.model_copy(update={"first": first, "frame": tuple(chain), **writes})
