"""What a person decides about a platform, by the commands: who we are, leaving in peace, opting out, stopping all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor import heeding
from monitor.cli import main
from monitor.settings import load
from monitor.store import open_store
from monitor.store.interface import Night, Store
from probes.interface import Message
from tests import studies
from tests.unit import told_study

WHO = "你是谁？\x1b[31m\u202e"
ASKED = "swift-00-pre"
CONTROL = studies.config("stopped", [studies.control("ours", studies.chat("http://127.0.0.1:1/"))])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study of one night in which one platform has asked who we are, and a question that is still to be asked."""
    monkeypatch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(told_study.config(), encoding="utf-8")
    assert run("migrate").exit_code == 0
    with store_in(tmp_path) as store:
        told_study.add_night(store, 0)
        store.seen_persona_mail(ASKED, [_asked()])
        plan = next(one.plan for one in store.inquiries() if one.plan.id == ASKED)
        later = replace(plan, id="later", night="2126-01-05", due_at=plan.due_at + timedelta(days=36525),
                        latest_start=plan.due_at + timedelta(days=36526))  # fmt: skip
        store.plan_night(Night(id=later.night, week=later.week, planned_at=plan.due_at), [later])
    return tmp_path


def _asked() -> Message:
    return told_study.message(7, WHO, told_study.FIRST, seconds=600)


class store_in:  # noqa: N801 - reads as a sentence: with store_in(folder)
    def __init__(self, folder: Path) -> None:
        self.store = open_store(load(folder / "config.toml").database_url())

    def __enter__(self) -> Store:
        return self.store

    def __exit__(self, *exc_info: object) -> None:
        self.store.close()


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def paused() -> list[str]:
    return list(json.loads(run("status", "--json").output)["paused"])


def test_decisions_that_wait(folder: Path) -> None:
    """What was asked, in which inquiry and until when; hostile characters are made visible; it leaves with 1."""
    result = run("decisions")
    assert result.exit_code == 1
    assert ASKED in result.output
    assert "decide by 2026-01-07 10:10 UTC" in result.output
    assert "你是谁" in result.output
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    [waiting] = json.loads(run("decisions", "--json").output)
    assert (waiting["inquiry"], waiting["platform"], waiting["rule"]) == (ASKED, "swift", "wish.identity.zh")


def test_decision_to_go_on(folder: Path) -> None:
    """It is remembered with its name, nothing waits any more, and the platform is asked as before."""
    result = run("decide", ASKED, "--go-on", "--by", "Ada")
    assert result.exit_code == 0
    assert "decided by Ada: what is scripted may be said" in result.output
    assert run("decisions").exit_code == 0
    assert "nothing waits for a decision" in run("decisions").output
    assert paused() == []
    with store_in(folder) as store:
        made = heeding.decision(store, ASKED)
        assert made is not None
        assert (made.decision, made.by) == (heeding.GO_ON, "Ada")
        assert [one.ending for one in store.inquiries() if one.plan.id == "later"] == ["open"]


def test_decision_to_leave(folder: Path) -> None:
    """The platform is paused, and what was planned for it is dropped, as no inquiry."""
    result = run("decide", ASKED, "--leave", "--by", "Ada")
    assert "swift is asked nothing more" in result.output
    assert paused() == ["swift"]
    with store_in(folder) as store:
        assert [(one.ending, one.reason) for one in store.inquiries() if one.plan.id == "later"] == [("void", "paused")]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((ASKED, "--by", "Ada"), 2, "nothing was decided → say --go-on or --leave"),
        ((ASKED, "--leave"), 2, "--by"),
        (("stone-00-pre", "--leave", "--by", "Ada"), 3, f"asks nothing of the operator → waiting: {ASKED}"),
        (("nobody", "--leave", "--by", "Ada"), 3, f"asks nothing of the operator → waiting: {ASKED}"),
    ],
)
def test_decision_that_is_none(folder: Path, args: tuple[str, ...], code: int, said: str) -> None:
    """Without a name, without a choice, or where nothing was asked: refused with what to do, and nothing changes."""
    result = run("decide", *args)
    assert result.exit_code == code
    assert said in " ".join(result.output.split())
    assert run("decisions").exit_code == 1
    assert paused() == []


def test_opt_out(folder: Path) -> None:
    """A platform's own wish is kept as such, with its reason; what was planned for it is dropped."""
    result = run("pause", "swift", "--opt-out", "--reason", "their lawyer wrote")
    assert result.exit_code == 0
    assert "opted out" in result.output
    assert paused() == ["swift"]
    with store_in(folder) as store:
        [pause] = store.pauses(at=datetime.now(UTC))
        assert (pause.kind, pause.reason, pause.until) == ("opt_out", "their lawyer wrote", None)
        assert [(one.ending, one.reason) for one in store.inquiries() if one.plan.id == "later"] == [("void", "paused")]


def test_pause_is_no_opt_out(folder: Path) -> None:
    """Without the word it is our own pause, here for some days."""
    run("pause", "swift", "--days", "3", "--reason", "holidays")
    with store_in(folder) as store:
        [pause] = store.pauses(at=datetime.now(UTC))
        assert pause.kind == "pause"
        assert pause.until == pause.since + timedelta(days=3)


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study of a platform of our own that nobody answers at."""
    monkeypatch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(CONTROL, encoding="utf-8")
    assert run("migrate").exit_code == 0
    return tmp_path


def test_kill_switch_and_ask(ours: Path) -> None:
    """While the file is there `silence ask` asks nothing and says why; without it the question is on its way."""
    (ours / "STOP").touch()
    result = run("ask", "ours-webchat")
    assert result.exit_code == 3
    assert "the kill switch is on: STOP exists" in " ".join(result.output.split())
    with store_in(ours) as store:
        assert list(store.inquiries()) == []
    (ours / "STOP").unlink()
    run("ask", "ours-webchat")
    with store_in(ours) as store:
        assert [one.plan.target for one in store.inquiries()] == ["ours-webchat"]
