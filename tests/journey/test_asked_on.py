"""What is said after a question, from configuration to published files: follow-ups and phrases that ask for a human."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from monitor import bank
from probes.browser import find
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import World, world
from tests import studies
from tests.journey.test_kill import PASSWORD, by_chat_and_mail
from tests.journey.test_study import silence

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MANNERS = ("asks_back", "asks_on", "hands_off", "bot_only")
CHECKPOINTS = ["4s", "8s", "40s", "60s", "80s"]  # two follow-ups by mail before the third, on a busy machine too
PAUSES = {"after": "1s", "handoff_pause": "2s"}


def _config(folder: Path, platforms: list[ControlPlatform], place: World) -> Path:
    asked = studies.BANK.replace("[[questions]]", "[[questions]]\nhandoff = true")
    config = folder / "config.toml"
    text = by_chat_and_mail(
        place, platforms, nights=1, follow_ups=PAUSES, questions=asked, checkpoints=CHECKPOINTS
    )  # fmt: skip
    config.write_text(text, encoding="utf-8")
    return config


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(find() is None, reason="no browser is installed (python -m monitor.browsers gets one)")
async def test_asked_back_and_asked_for_a_human(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The published files say what the control platforms heard, and whom they fetched."""
    monkeypatch.setenv(PASSWORD, MailPair.password)
    platforms = [ControlPlatform(id=m.replace("_", "-"), name=m, manner=m) for m in MANNERS]
    truth = tmp_path / "truth.jsonl"
    async with world(platforms, bank_from(bank.questions()), truth, seed=1) as place:
        config = str(_config(tmp_path, platforms, place))
        code, printed = await silence("run", "--config", config, "--until-done")
        assert code == 0, printed
    code, printed = await silence("report", "--config", config, "--out", str(tmp_path / "out"))
    assert code == 0, printed
    data = tmp_path / "out" / "data"
    trials = {row["inquiry_id"]: row for row in _rows(data / "trials.csv")}
    said = _rows(data / "followups.csv")
    _as_heard(said, truth)
    _asked_back(trials, said)
    _fetched(_rows(data / "handoff.csv"))
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'id="handoff-zh"' in page
    assert 'id="handoff-en"' in page


def _as_heard(said: list[dict[str, str]], truth: Path) -> None:
    """Every row was heard, in its order and words, and nothing else was."""
    heard: defaultdict[str, list[str]] = defaultdict(list)
    for row in map(json.loads, truth.read_text(encoding="utf-8").splitlines()):
        if row["kind"] == "follow_up":
            heard[row["inquiry"]].append(row["text"])
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(said, key=lambda row: (row["inquiry_id"], row["sent_at"])):
        told[row["inquiry_id"]].append(row["text"])
    assert told == heard


def _asked_back(trials: dict[str, dict[str, str]], said: list[dict[str, str]]) -> None:
    """One follow-up brought the answer; a platform that asks on hears two, and its later checkpoints stay unknown."""
    for inquiry_id, trial in trials.items():
        numbers = [r["number"] for r in said if (r["inquiry_id"], r["kind"]) == (inquiry_id, "follow_up")]
        if trial["platform"] == "asks-back":
            assert numbers == ["1"], _standing(trial)
            assert trial["checkpoint_states"].endswith("aaa")
        elif trial["platform"] == "asks-on":
            assert numbers == ["1", "2"], _standing(trial)
            assert trial["checkpoint_states"].endswith("uuu")
        else:
            assert numbers == []


def _standing(trial: dict[str, str]) -> str:
    return " ".join(trial[name] for name in ("channel", "ending", "reason", "checkpoint_states"))


def _fetched(rows: list[dict[str, str]]) -> None:
    """The bot that fetches a person at the second phrase, and the one that fetches nobody at three."""
    reached = defaultdict(set)
    for row in rows:
        reached[row["platform"]].add((row["reached"], row["steps"], row["phrases"]))
    assert reached["hands-off"] == {("true", "2", "2")}
    assert reached["bot-only"] == {("false", "", "3")}
