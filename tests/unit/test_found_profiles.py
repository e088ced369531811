"""The book of found profiles, and the lines that put one into a configuration file."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.clock import HandClock
from monitor.errors import SettingsError
from monitor.profiles import StoredProfiles
from monitor.settings.saving import save_profile
from monitor.store.memory import MemoryStore
from probes.interface import ChannelKind, Target

FOUND = {"reading": "structure", "input": 'textarea[aria-label="Say"]', "steps": [{"click": "#chat", "optional": True}]}
START = datetime(2026, 12, 1, tzinfo=UTC)
CONFIG = """# a study
[[platforms]]
id = "shop"

[[platforms.targets]]
channel = "webchat"
address = "https://shop.example/"  # the shop

[[platforms.targets]]
channel = "mail"
address = "help@shop.example"
"""


def target(address: str = "https://shop.example/") -> Target:
    return Target(id="shop-webchat", platform="shop", channel=ChannelKind.WEBCHAT, address=address)


def test_a_found_profile_is_kept_with_its_date() -> None:
    """The date changes only with the profile."""
    clock, store = HandClock(START), MemoryStore()
    book = StoredProfiles(store, clock)

    book.keep(target(), FOUND)
    clock.move(timedelta(days=7))
    book.keep(target(), dict(FOUND))
    kept = book.found(target())

    assert kept is not None
    assert (kept.profile, kept.found_at) == (FOUND, START)


def test_a_changed_profile_gets_a_new_date() -> None:
    """What was found again replaces what was found before."""
    clock = HandClock(START)
    book = StoredProfiles(MemoryStore(), clock)
    book.keep(target(), FOUND)
    clock.move(timedelta(days=7))

    book.keep(target(), {**FOUND, "send": "enter"})
    kept = book.found(target())

    assert kept is not None
    assert (kept.profile["send"], kept.found_at) == ("enter", clock.now())


def test_another_address_has_no_profile() -> None:
    """A target that moved is found anew."""
    book = StoredProfiles(MemoryStore(), HandClock(START))
    book.keep(target(), FOUND)

    assert book.recall(target("https://other.example/")) is None


def test_a_profile_is_put_below_its_target(tmp_path: Path) -> None:
    """The rest of the file stays as it was, comments too."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")

    save_profile(config, "https://shop.example/", FOUND)
    text = config.read_text(encoding="utf-8")

    chat, mail = tomllib.loads(text)["platforms"][0]["targets"]
    assert chat["profile"] == FOUND
    assert "profile" not in mail
    assert "# a study" in text
    assert "# the shop" in text


@pytest.mark.parametrize("twice", [True, False])
def test_nothing_is_overwritten(tmp_path: Path, twice: bool) -> None:
    """A target with a profile keeps it, and an address that is not there is said to be missing."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    if twice:
        save_profile(config, "https://shop.example/", FOUND)
    before = config.read_text(encoding="utf-8")

    with pytest.raises(SettingsError):
        save_profile(config, "https://shop.example/" if twice else "https://none.example/", FOUND)

    assert config.read_text(encoding="utf-8") == before
