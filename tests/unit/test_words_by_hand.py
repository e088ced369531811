"""Words by hand (``--say``) go to controls alone, and to nobody while the study is stopped (G2, G3, G8)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitor import chats
from monitor.passing import WordsRefused, allow_words, target_at
from monitor.settings import Settings, load
from probes.interface import ChannelKind
from tests import studies

SAID = "How are codes refunded?"
OURS, THEIRS = "https://own.example.net/chat", "https://shop.example.com/help"
CONFIG = studies.config(
    "hand",
    [
        studies.control("own", {"channel": "webchat", "address": OURS, "profile": "control"}),
        studies.stranger("shop", "shop.example.com"),
        {
            **studies.stranger("cards", "cards.example.com"),
            "targets": [studies.chat("https://chat.cards.example.com/")],
        },
    ],
    account=studies.account_at("example.net"),
    persona={"name": "Study", "study_page": "https://study.example.net"},
)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", "x")
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def refused(settings: Settings | None, url: str, *, control: bool, kind: ChannelKind = ChannelKind.WEBCHAT) -> str:
    """Why words may not be said there; empty if they may."""
    try:
        allow_words(settings, target_at(settings, url, kind, control))
    except WordsRefused as refusal:
        return str(refusal)
    return ""


def test_a_control_needs_nobodys_leave(config: Path) -> None:
    """One of the study, one named as such, and one without a study."""
    settings = load(config)

    assert refused(settings, OURS, control=False) == ""
    assert refused(settings, "https://mine.example.org/", control=True) == ""
    assert refused(None, "https://mine.example.org/", control=True) == ""


@pytest.mark.parametrize("kind", [ChannelKind.WEBCHAT, ChannelKind.FORM])
@pytest.mark.parametrize("url", [THEIRS, "https://chat.cards.example.com/", "https://chat.cards.example.com/contact"])
def test_no_platform_is_told_anything(config: Path, url: str, kind: ChannelKind) -> None:
    """By whatever address or channel, and also if somebody calls it a control."""
    settings = load(config)

    assert refused(settings, url, control=False, kind=kind)
    assert refused(settings, url, control=True, kind=kind)
    assert refused(None, url, control=False, kind=kind)


def test_nothing_is_said_while_the_study_is_stopped(config: Path) -> None:
    """The kill switch holds for controls too."""
    settings = load(config)
    settings.resolve(settings.files.stop).touch()

    assert "the kill switch is on" in refused(settings, OURS, control=False)


def test_a_chat_is_not_opened_for_words_that_may_not_be_said(config: Path) -> None:
    """The visit itself refuses, before there is a browser."""
    with pytest.raises(WordsRefused):
        asyncio.run(chats.discovered(config, THEIRS, say=SAID))
    with pytest.raises(WordsRefused):
        asyncio.run(chats.examined(config, "cards-webchat", say=SAID))
