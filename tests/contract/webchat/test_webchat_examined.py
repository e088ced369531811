"""A hand-written profile is tried part by part: the first that reads wrongly is named, mostly without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from probes.webchat.finding.discovery import Discovery, discover
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World

pytestmark = IN_A_BROWSER

PROFILE: dict[str, Any] = {"input": "#say", "transcript": "#log", "own": ".own", "agent": ".agent"}
GREETING = "Hello and welcome! How can we help you today?"
PAGE = f"""<div id=log><p class=day>Today</p><p class=agent>{GREETING}</p></div><input id=say>
<script>say.onkeydown = (event) => {{
  if (event.key !== "Enter") return;
  const line = document.createElement("p"); line.className = "own"; line.textContent = say.value;
  log.append(line); say.value = ""; }};</script>"""


async def examined(world: World, say: str = "", **changes: Any) -> Discovery:
    """Try the page's profile with some of its parts changed."""
    means = replace(MEANS, patience=timedelta(seconds=2))
    return await discover(world.question_on(PAGE, {**PROFILE, **changes}), means, CLOCK, say=say)


async def test_a_sound_profile(world: World) -> None:
    """Nothing is wrong, and the parts are pictured; a date is nobody's message."""
    found = await examined(world)

    assert found.missing == ""
    assert found.parts["agent message"] == GREETING
    assert {"input", "transcript"} <= set(found.parts)
    assert "own message" not in found.parts


async def test_an_agent_selector_that_matches_nothing(world: World) -> None:
    """A greeting stands there and nobody is said to have said it."""
    found = await examined(world, agent=".staff")

    assert found.missing == f"agent message (.staff): matches nothing, and the transcript shows: “{GREETING}”"
    assert found.picture.startswith(b"\x89PNG")


async def test_an_own_selector_that_matches_theirs(world: World) -> None:
    """Before we have said anything no line is ours."""
    found = await examined(world, own=".agent", agent=".own")

    assert found.missing == f"own message (.agent): matches what we have not said: “{GREETING}”"


async def test_an_own_selector_that_matches_nothing(world: World) -> None:
    """That shows only once something is said, and then it is named, whatever the sending said."""
    assert (await examined(world, own=".mine")).missing == ""
    found = await examined(world, QUESTION, own=".mine")

    assert found.missing == "own message (.mine): our words stand in the transcript, and it does not match them"
    assert (await examined(world, QUESTION)).missing == ""


async def test_what_is_no_selector(world: World) -> None:
    """A slip of the pen is told from a page that has changed."""
    assert (await examined(world, notices="p.day[")).missing == "notices (p.day[): is no CSS selector"


async def test_a_missing_part_comes_first(world: World) -> None:
    """Where the way to the chat breaks, nothing is said of what could have been read there."""
    found = await examined(world, input="#gone", agent=".staff")

    assert "input (#gone)" in found.missing
    assert "agent message" not in found.missing


@pytest.mark.parametrize("language", ["de-DE", "zh-TW"])
async def test_the_page_is_looked_at_in_the_language_of_the_profile(world: World, language: str) -> None:
    """A visit asks for it so, too: in another language other parts may be there."""
    page = PAGE + "<script>document.querySelector('.agent').textContent = navigator.language;</script>"
    means = replace(MEANS, patience=timedelta(seconds=2))
    found = await discover(world.question_on(page, {**PROFILE, "locale": language}), means, CLOCK)

    assert found.parts["agent message"] == language
