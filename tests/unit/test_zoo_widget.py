"""The widgets of the zoo: drawn by a seed, each trap alone, and the same pages each time."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.control.zoo import pages
from probes.control.zoo.anatomy import anatomy
from probes.control.zoo.baseline import profile
from probes.control.zoo.conduct import MESSAGES, turns
from probes.control.zoo.plan import plan
from probes.control.zoo.widget import Widget, alone, borne, draw, sensible, traits, traps
from probes.webchat import widget as chat_profile

ORIGINS = ("http://127.0.0.1:1", "http://localhost:2")
seeds = st.integers(0, 100_000)


@pytest.mark.parametrize("trap", traps())
def test_alone(trap: str) -> None:
    """A trap alone is borne, with no more than what it needs to show."""
    carried = borne(alone(trap))
    assert trap in carried
    assert len(carried) <= 2


def test_unknown_trap() -> None:
    """A trap that there is not is named."""
    with pytest.raises(KeyError, match="no trap called 'place=moon'"):
        alone("place=moon")


def test_no_trap() -> None:
    """The plain widget bears none."""
    assert borne(Widget()) == []


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_draw(seed: int) -> None:
    """A seed always gives the same widget, one without contradictions."""
    widget = draw(seed)
    assert widget == draw(seed)
    assert sensible(widget) == widget


def test_every_trap_is_drawn() -> None:
    """Among some hundred widgets each trap occurs, except the one that allows no question."""
    drawn = {trap for seed in range(400) for trap in borne(draw(seed))}
    assert set(traps()) - drawn == {"limit=tight", "asks_phone=required"}


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_same_bytes(seed: int) -> None:
    """The same widget gives the same pages and scripts."""
    widget = draw(seed)
    assert pages.page(widget, "w") == pages.page(widget, "w")
    assert pages.app(widget, "w", ORIGINS) == pages.app(widget, "w", ORIGINS)
    assert turns(widget) == turns(widget)


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_no_part_shares_a_name(seed: int) -> None:
    """No class name means two parts."""
    names = list(anatomy(draw(seed)).names.values())
    assert len(set(names)) == len(names)


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_pages_tell_no_truth(seed: int) -> None:
    """A page knows nothing of what will be answered, nor the names of its traps."""
    widget = draw(seed)
    served = pages.page(widget, "w") + pages.app(widget, "w", ORIGINS)
    for turn in turns(widget):
        if turn.kind in MESSAGES and turn.text:
            assert turn.text not in served


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_profile(seed: int) -> None:
    """A hand-written profile is a valid one."""
    known = profile(draw(seed))
    if known is not None:
        assert chat_profile.read(known).input


def test_what_no_profile_can_say() -> None:
    """What only a window, a frame, a list or the words themselves tell has none."""
    without = {trap for trap in traps() if profile(alone(trap)) is None}
    assert without == {
        "place=popup",
        "classes=fresh",
        "asks_topic",
        "launcher=framed",
        "told_by=name",
        "told_by=nothing",
    } | {
        "badge=frame_bot",
        "badge=frame_human",
    }


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_plan(seed: int) -> None:
    """A plan is JSON and knows every trait that a page shows."""
    widget = draw(seed)
    told = plan(widget, "w", ORIGINS)
    assert json.loads(json.dumps(told))
    unseen = {"seed", "names", "late", "fonts", "manner", "edited", "deleted", "answer", "rating"}
    unseen |= {"ended", "greeting", "canned_before", "canned_after", "queue", "joins", "paragraphs", "afterthought"}
    assert {field.name for field in fields(Widget)} - set(told) <= unseen


@pytest.mark.parametrize("decoy", ["<textarea", "<iframe", "position:fixed", 'type="search"', 'type="email"'])
def test_shops_resemble_chats(decoy: str) -> None:
    """Around many chats stands what looks like a part of one; only the search stands everywhere."""
    with_it = [decoy in pages.shop(draw(seed)) for seed in range(100)]
    assert sum(with_it) >= 30
    assert all(with_it) == (decoy == 'type="search"')


def test_traits() -> None:
    """Each trait has its harmless value first."""
    plain = Widget()
    assert all(getattr(plain, name) == values[0] for name, values in traits().items())
