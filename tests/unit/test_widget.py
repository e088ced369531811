"""Chat profiles: what they may say, and how their mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from probes.webchat import widget

LEAST: dict[str, Any] = {"input": "textarea", "transcript": "#log", "own": ".own", "agent": ".agent"}


def problems(**keys: Any) -> list[tuple[str, str]]:
    with pytest.raises(widget.ProfileInvalid) as caught:
        widget.read({**LEAST, **keys})
    return [(path, wrong) for path, wrong, _ in caught.value.problems]


def test_least_profile() -> None:
    """Four selectors make a profile; Enter sends."""
    profile = widget.read(LEAST)
    assert (profile.keys, profile.steps, profile.lines()) == ("Enter", (), ".own, .agent")


def test_sending() -> None:
    """``send`` is a key or else the selector of a button."""
    assert widget.read({**LEAST, "send": "ctrl+enter"}).keys == "Control+Enter"
    assert widget.read({**LEAST, "send": "button.send"}).keys is None


def test_every_mistake_at_once() -> None:
    """All mistakes of a profile are told together, each with its place."""
    with pytest.raises(widget.ProfileInvalid) as caught:
        widget.read({"input": "", "own": ".own", "agent": ".agent", "sends": "enter"})
    assert [(path, wrong) for path, wrong, _ in caught.value.problems] == [
        ("profile.input", "is empty"),
        ("profile.transcript", "is missing"),
        ("profile.sends", "is no key of a profile"),
    ]


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ({"click": "#a", "wait": "#b"}, "needs exactly one of click, fill, choose, enter and wait"),
        ({}, "needs exactly one of click, fill, choose, enter and wait"),
        ({"fill": "#a"}, "fill and choose need a value, and nothing else has one"),
        ({"click": "#a", "value": "x"}, "fill and choose need a value, and nothing else has one"),
        (
            {"fill": "#a", "value": "{phone}"},
            "unknown placeholder {phone}; known are {name}, {nickname}, {address}, {study_page}, {subject}",
        ),
    ],
)
def test_wrong_steps(step: dict[str, str], wrong: str) -> None:
    """A step does one thing, and fills in only what is true of us."""
    assert problems(steps=[{"click": "#ok"}, step]) == [("profile.steps[1]", wrong)]


def test_wrong_signs() -> None:
    """A sign needs something to be known by; a sign in the transcript needs an element."""
    assert problems(offline=[{}]) == [("profile.offline[0]", "needs a selector, a text, or both")]
    assert problems(ended=[{"text": "ended"}]) == [("profile.ended[0].selector", "is missing")]
    ((path, wrong),) = problems(offline=[{"text": "("}])
    assert (path, wrong.split(":")[0]) == ("profile.offline[0]", "is no regular expression")


def test_documentation() -> None:
    """Every key of a profile is explained."""
    text = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    assert [key for key in widget.Profile.model_fields if f"`{key}`" not in text] == []
