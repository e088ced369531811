"""A study from configuration to report over e-mail alone: quick, and with the ordinary commands."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from monitor import bank
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import World, world
from tests import studies

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TIMES = studies.quick(
    every="2s", spread="1s", checkpoints={"mail": ["1s", "2s", "3s", "4s", "5s"]},
    lease="10s", start_within="5m", mail_poll="1s",
)  # fmt: skip
PASSWORD = "SILENCE_TEST_MAIL_PASSWORD"
MANNERS = ("prompt_human", "silent", "shut")


def by_mail(place: World, platforms: Sequence[ControlPlatform], **sections: object) -> str:
    """Two nights of control desks, asked by mail."""
    return studies.config(
        "journey", [studies.control(one.id, studies.mail(one.id)) for one in platforms],
        study={"nights": 2, "seed": 5, **TIMES}, account=studies.account_in(place, PASSWORD), questions=studies.BANK,
        **sections,
    )  # fmt: skip


@pytest.fixture
async def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A configuration whose platforms are control desks that live as long as the test."""
    monkeypatch.setenv(PASSWORD, MailPair.password)
    platforms = [ControlPlatform(id=m.replace("_", "-"), name=m, manner=m) for m in MANNERS]
    async with world(platforms, bank_from(bank.questions()), tmp_path / "truth.jsonl", seed=1) as place:
        path = tmp_path / "config.toml"
        path.write_text(by_mail(place, platforms), encoding="utf-8")
        yield path


async def silence(*args: str) -> tuple[int, str]:
    """Run a command as a process of its own: (exit code, what it printed)."""
    process = await start(*args)
    out, err = await process.communicate()
    return process.returncode or 0, (out + err).decode()


async def start(*args: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor.cli", *args, cwd=ROOT, env=dict(os.environ),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_study_runs_from_config_to_report(config: Path) -> None:
    """Run, status, report and export; the rows say what the desks did, and nobody is ranked on two nights."""
    assert await silence("run", "--config", str(config), "--until-done") == (0, RAN)
    code, printed = await silence("status", "--config", str(config), "--json")
    assert json.loads(printed)["inquiries"] == {"closed": 8, "shut": 4}
    code, printed = await silence("report", "--config", str(config), "--out", str(config.parent / "out"))
    assert code == 0, printed
    with (config.parent / "out/data/trials.csv").open(encoding="utf-8") as file:
        states = {(t["platform"], t["checkpoint_states"]) for t in csv.DictReader(file)}
    assert {s for p, s in states if p == "silent"} == {"wwwww"}
    assert {s[-1] for p, s in states if p == "prompt-human"} == {"a"}
    assert {s for p, s in states if p == "shut"} == {""}
    page = (config.parent / "out/index.html").read_text(encoding="utf-8")
    assert "not_enough_data" not in page  # worded, not coded
    assert (await silence("export", "--config", str(config), "--out", str(config.parent / "data")))[0] == 0


RAN = (
    "silence: watching 3 targets; Ctrl-C parks everything and leaves\n"
    "silence: parked; `silence run` goes on from here\n"
)


async def test_interrupt_parks_and_the_next_run_goes_on(config: Path) -> None:
    """Ctrl-C leaves at once with 0; nothing is asked again when the study goes on."""
    daemon = await start("run", "--config", str(config), "--until-done")
    while not (config.parent / "truth.jsonl").read_text(encoding="utf-8").count('"heard"') > 2:
        await asyncio.sleep(0.05)
    daemon.send_signal(signal.SIGINT)
    assert await daemon.wait() == 0
    assert (await silence("run", "--config", str(config), "--until-done"))[0] == 0
    rows = [json.loads(line) for line in (config.parent / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    heard = [row["inquiry"] for row in rows if row["kind"] == "heard" and row["platform"] != "control"]
    assert len(heard) == len(set(heard)) == 12


async def test_broken_new_configuration_changes_nothing(config: Path) -> None:
    """SIGHUP with a mistake in the file: the daemon says so and goes on with what it has."""
    daemon = await start("run", "--config", str(config), "--until-done")
    assert daemon.stderr is not None
    await daemon.stderr.readline()
    config.write_text(config.read_text(encoding="utf-8").replace("nights = 2", "nights = 0"), encoding="utf-8")
    daemon.send_signal(signal.SIGHUP)
    assert "going on with the old one" in (await daemon.stderr.readline()).decode()
    assert await daemon.wait() == 0


async def test_ask_shows_the_answer_and_keeps_it_out_of_the_dataset(config: Path) -> None:
    """One question by hand, answered live; afterwards there is an inquiry and nothing to report."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[study.timing]", '[study.timing]\nlive = "3s"'), encoding="utf-8")
    code, printed = await silence("ask", "prompt-human-mail", "--config", str(config))
    assert code == 0, printed
    assert "←" in printed
    code, printed = await silence("report", "--config", str(config))
    assert "nothing was asked" in printed
