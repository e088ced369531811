"""The demo's folder and its platforms: what it may replace, and that every manner is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import demo
from probes.control import manners


def test_new_folder_is_made(tmp_path: Path) -> None:
    demo.make_room(tmp_path / "a" / "demo")
    assert (tmp_path / "a" / "demo" / demo.MARK).is_file()


def test_empty_folder_is_taken(tmp_path: Path) -> None:
    demo.make_room(tmp_path)
    assert (tmp_path / demo.MARK).is_file()


def test_earlier_demo_is_replaced(tmp_path: Path) -> None:
    demo.make_room(tmp_path / "demo")
    (tmp_path / "demo" / "silence.db").write_text("old", encoding="utf-8")
    demo.make_room(tmp_path / "demo")
    assert not (tmp_path / "demo" / "silence.db").exists()


def test_any_other_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(demo.NotADemoFolder, match="was not made by a demo"):
        demo.make_room(tmp_path)
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "years of work"


CONVERSATIONS = {"asks_back", "asks_on", "hands_off", "bot_only"}
"""Manners that answer a further word of ours: for the journeys, the demo is short."""


def test_nine_platforms_have_nine_manners() -> None:
    """Every manner of the book, each once, but the positive control's and those that need a conversation."""
    shown = [platform.manner for platform in demo.platforms()]
    assert len(shown) == len(set(shown)) == 9
    assert set(shown) == set(manners.book()["manners"]) - {"known_delay"} - CONVERSATIONS
