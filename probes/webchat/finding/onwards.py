"""Tells where one writes once a form before the chat has taken the first message: where the chat that came says so."""

from __future__ import annotations

from contextlib import suppress

from probes.browser import BrowserError
from probes.webchat.finding import judge
from probes.webchat.finding.eyes import Eyes
from probes.webchat.watching import Watch
from probes.webchat.widget import Profile


async def onwards(eyes: Eyes, watch: Watch, profile: Profile, known: Profile | None) -> Profile | None:
    """``profile`` with the chat's own input; None where no form took the first message, or no input is known yet.

    ``known``: the profile that we came with. Where a person wrote it, it says where one writes.
    """
    if profile.first is None or profile.input != profile.first.input:
        return None
    if profile.reading == "structure":
        with suppress(BrowserError, TimeoutError):
            for view in await eyes.look(opened=True):
                best = judge.chat_input(view.survey, view.setting) if view.frame is watch.chat else None
                if best:
                    found = {"input": await eyes.selector(view, best[1]), "send": "find"}
                    return profile.model_copy(update=found)
    there = known is not None and known.input != profile.input
    return profile.model_copy(update={"input": known.input, "send": known.send}) if known and there else None
