"""The commands as a person meets them: what they print, what they refuse, and how they leave."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.commands.shelf import COMMANDS
from monitor.settings import load
from monitor.store import open_store
from tests import studies

ROOT = Path(__file__).parents[2]
DOMAIN = "silence-tests.org"  # no ending that `silence check` refuses as a placeholder
CONFIG = studies.config(
    "commands", [studies.stranger("shop", f"shop.{DOMAIN}", title="Shop")], account=studies.account_at(DOMAIN),
    persona={"name": "Study", "study_page": f"https://study.{DOMAIN}"},
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a valid study of one mail target, its database migrated."""
    monkeypatch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("migrate").exit_code == 0
    return tmp_path


def run(*args: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, list(args), input=answer)


def test_every_command_is_documented() -> None:
    """docs/commands.md has a line for each command, and no other."""
    listed = set(re.findall(r"^\| `silence ([\w-]+)", (ROOT / "docs/commands.md").read_text(encoding="utf-8"), re.M))
    assert listed == set(COMMANDS)


def test_every_command_explains_itself() -> None:
    for name in COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 4, name


def test_the_list_of_commands_says_of_each_what_it_says_itself() -> None:
    said = {name: main.get_command(Context(main), name).get_short_help_str(60) for name in COMMANDS}
    assert said == {name: short for name, (_, short) in COMMANDS.items()}


def test_every_command_of_the_readme_and_tutorial_exists() -> None:
    for page in ("README.md", "README.zh.md", "docs/tutorial.md", "docs/tutorial.zh.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"`silence (\w+)", text)) | set(re.findall(r"^silence (\w+)", text, re.M))
        assert named
        assert named <= set(COMMANDS), page


def test_six_steps_of_the_readme_are_run(folder: Path) -> None:
    """Each of the README's commands, as it stands there; nothing has been asked yet, so there is nothing to report.

    What ``init`` writes into a folder of its own has its addresses still to be filled in: the others take one that has.
    """
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("## A first real study")[1].split("```")[1]
    lines = [line.partition("#")[0].partition("&&")[0] for line in block.strip().splitlines()]
    steps = [shlex.split(line)[1:] for line in lines if line.startswith("silence ")]
    assert [step[0] for step in steps] == ["init", "check", "plan", "approve", "run", "report"]
    codes = {step[0]: run(*step, answer="y\n").exit_code for step in steps if step[0] != "run"}
    assert codes == {"init": 0, "check": 0, "plan": 0, "approve": 0, "report": 3}
    assert (folder / "my-study" / "config.toml").is_file()


def test_both_languages_of_the_readme_name_the_same_commands() -> None:
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    english, chinese = (re.findall(r"^(?:make \w+|silence \w+)", page, re.M) for page in pages)
    assert english == chinese


def test_both_make_targets_of_the_readme_exist() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    named = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert named == ["demo", "test"]
    assert set(named) <= set(targets)


def test_init_writes_a_config_whose_only_mistakes_are_the_placeholders(tmp_path: Path) -> None:
    """A new user fills in addresses; everything else is right from the start."""
    made = run("init", "--out", str(tmp_path))
    assert made.exit_code == 0, (made.output, made.exception)
    result = run("check", "--config", str(tmp_path / "config.toml"), "--json")
    problems = json.loads(result.output)
    assert result.exit_code == 2
    assert problems
    assert all("placeholder" in p["wrong"] for p in problems if p["severity"] == "error"), problems


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("mine", encoding="utf-8")
    result = run("init", "--out", str(tmp_path))
    assert result.exit_code == 3
    assert "--out" in result.output  # what `init` really has
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "mine"


def test_missing_config_says_what_to_do(tmp_path: Path) -> None:
    result = run("check", "--config", str(tmp_path / "none.toml"))
    assert result.exit_code == 2
    assert "silence init" in result.output


def test_plan_shows_every_message_and_sends_nothing(folder: Path) -> None:
    """A study in the past has no nights left to plan; its plan is looked at from its first night on."""
    text = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(text.replace("2026-01-05", "2126-01-07"), encoding="utf-8")
    planned = json.loads(run("plan", "--nights", "7", "--json").output)
    assert len(planned) == 8  # four matched pairs in a week
    assert {p["topic"] for p in planned} == {"pre_sale", "after_sale"}
    result = run("plan", "--nights", "7")
    assert "24 staff-minutes" in result.output
    assert all(p["text"] in result.output for p in planned)
    assert all(text in result.output for p in planned for text in p["follow_up"])
    assert "if everything that may be said afterwards is said: 24 messages, about 72 staff-minutes" in result.output


def test_plan_refuses_what_can_never_be_ranked_with_the_arithmetic(folder: Path) -> None:
    text = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(text.replace("nights = 28", "nights = 7"), encoding="utf-8")
    result = run("plan")
    assert result.exit_code == 2
    assert "4 nights of 12 needed" in result.output


def test_approval_is_for_exactly_these_texts(folder: Path) -> None:
    """Asked again there is nothing to approve; another wording needs a new approval."""
    assert run("approve", "--by", "Ada", answer="y\n").exit_code == 0
    assert "nothing is waiting" in run("approve", "--by", "Ada").output
    text = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(text.replace("support@shop", "help@shop"), encoding="utf-8")
    assert "nothing is waiting" not in run("approve", "--by", "Ada", answer="n\n").output


def test_declined_approval_approves_nothing(folder: Path) -> None:
    assert run("approve", "--by", "Ada", answer="n\n").exit_code == 1
    assert not open_store(load(folder / "config.toml").database_url()).approvals()


def test_pause_and_resume(folder: Path) -> None:
    assert run("pause", "shop", "--reason", "asked us to").exit_code == 0
    assert json.loads(run("status", "--json").output)["paused"] == ["shop"]
    assert run("resume", "shop").exit_code == 0
    assert run("resume", "shop").exit_code == 2
    assert json.loads(run("status", "--json").output)["paused"] == []


def test_unknown_platform_is_named_with_those_that_are_known(folder: Path) -> None:
    result = run("pause", "nobody")
    assert result.exit_code == 2
    assert "shop" in result.output


def test_report_without_inquiries_says_so(folder: Path) -> None:
    result = run("report")
    assert result.exit_code == 3
    assert "nothing was asked" in result.output


def test_unmigrated_database_is_refused_with_the_remedy(folder: Path) -> None:
    (folder / "silence.db").unlink()
    result = run("status")
    assert result.exit_code == 3
    assert "silence migrate" in result.output


def test_doctor_names_what_is_wrong_and_how_to_mend_it(folder: Path) -> None:
    """The mail account's secret is not there: doctor says so, and leaves with 1."""
    result = run("doctor", "--json")
    findings = {f["part"]: f for f in json.loads(result.output)}
    assert result.exit_code == 1
    assert not findings["mail"]["fine"]
    assert "SILENCE_MAIL_PASSWORD" in findings["mail"]["finding"] + findings["mail"]["mend"]
    assert findings["database"]["fine"]


def test_backup_and_restore_bring_the_study_back(folder: Path) -> None:
    run("approve", "--by", "Ada", "--yes")
    assert run("backup", "--out", "study.zip").exit_code == 0
    (folder / "silence.db").unlink()
    assert run("restore", "study.zip").exit_code == 0
    assert "nothing is waiting" in run("approve", "--by", "Ada").output
    assert run("restore", "study.zip").exit_code != 0  # never over what is there
