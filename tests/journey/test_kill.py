"""kill -9 of the daemon, its browser, the browser's driver, or all, at any instant of a busy night: nothing is asked
twice, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from monitor import bank
from monitor.settings import load
from monitor.store import open_store
from monitor.store.interface import Store
from probes.browser import find
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import World, world
from tests import studies
from tests.faults.processes import PROC, family

KILLS = int(os.environ.get("SILENCE_TEST_KILLS", "20"))
"""Twenty for every change; ``make faults`` makes fifty."""
OURS = {"send_uncertain", "not_sent", "observer_down"}
VICTIMS = ("daemon", "browser", "driver", "all")
NIGHTS = max(3, KILLS // 6)
MANNERS = ("prompt_human", "slow_human", "stalls", "acknowledges", "canned", "asks_back", "asks_on")

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CHECKPOINTS = ["4s", "8s", "16s", "24s", "40s"]
PASSWORD = "SILENCE_TEST_MAIL_PASSWORD"


def by_chat_and_mail(
    place: World, platforms: Sequence[ControlPlatform], *, nights: int, follow_ups: studies.Table, questions: str,
    checkpoints: Sequence[str] = CHECKPOINTS,
) -> str:  # fmt: skip
    """Each platform asked over both its doors."""
    times = studies.quick(
        every="20s", spread="15s", checkpoints={"webchat": checkpoints, "mail": checkpoints},
        live="10s", settle="300ms", lease="3s", start_within="10m", mail_poll="1s",
    )  # fmt: skip
    panel = [
        studies.control(one.id, studies.chat(place.chat.url(one.id), account="probe"), studies.mail(one.id))
        for one in platforms
    ]
    return studies.config(
        "kill", panel, study={"nights": nights, "seed": 7, **times}, account=studies.account_in(place, PASSWORD),
        questions=questions, follow_ups=follow_ups,
    )  # fmt: skip


@pytest.mark.skipif(not PROC.is_dir(), reason="the daemon's family is found in /proc")
@pytest.mark.timeout(3600)
@pytest.mark.skipif(find() is None, reason="no browser is installed (python -m monitor.browsers gets one)")
async def test_killed_at_random_moments_it_asks_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    """Checked against what the control platforms themselves heard and sent."""
    platforms = [ControlPlatform(id=m.replace("_", "-"), name=m, manner=m) for m in MANNERS]
    truth = tmp_path / "truth.jsonl"
    async with world(platforms, bank_from(bank.questions()), truth, seed=1) as place:
        config = _config(tmp_path, platforms, place)
        store = open_store(load(config).database_url())
        store.migrate()
        await _busy_night(config, store, random.Random(20261123))
        _check(store, [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()])
        store.close()


async def _busy_night(config: Path, store: Store, draw: random.Random) -> None:
    """Kill one or all of them while there is work, each as often as the others; then let it finish."""
    daemon = await _start(config)
    for number in range(KILLS):
        if daemon.returncode is not None:
            daemon = await _start(config)
        before = _progress(store)
        while _progress(store) == before and daemon.returncode is None:  # it is at work, not still starting
            await asyncio.sleep(0.05)
        await asyncio.sleep(draw.uniform(0, 2.5))
        _kill(daemon, VICTIMS[number % len(VICTIMS)])
        if VICTIMS[number % len(VICTIMS)] in ("daemon", "all"):
            await daemon.wait()
    if daemon.returncode is not None:
        daemon = await _start(config)
    assert await daemon.wait() == 0


def _kill(daemon: asyncio.subprocess.Process, victim: str) -> None:
    """What of the daemon's family is of this kind (all: every one of it) dies at once."""
    if daemon.returncode is not None:
        return
    for process in family(daemon.pid):
        if victim in ("all", process.kind) or (victim == "daemon" and process.pid == daemon.pid):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)


async def _start(config: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor.cli", "run", "--config", str(config), "--until-done",
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def _progress(store: Store) -> int:
    return sum(visit.attempt for visit in store.visits())


def _config(folder: Path, platforms: list[ControlPlatform], place: World) -> Path:
    os.environ[PASSWORD] = MailPair.password
    config = folder / "config.toml"
    text = by_chat_and_mail(place, platforms, nights=NIGHTS, follow_ups={"after": "1s"}, questions=studies.BANK)
    config.write_text(text, encoding="utf-8")
    return config


def _check(store: Store, truth: list[dict[str, object]]) -> None:
    heard = Counter(str(row["inquiry"]) for row in truth if row["kind"] == "heard" and row["platform"] != "control")
    records = {record.plan.id: record for record in store.inquiries()}
    failed = {(control.night, control.channel) for control in store.controls() if not control.passed}
    assert len(records) == NIGHTS * len(MANNERS) * 2 * 2
    assert not [i for i, times in heard.items() if times > 1], "asked twice"
    assert not [r for r in records.values() if r.ending == "open"], "left open"
    for inquiry_id in heard:
        record = records[inquiry_id]
        assert record.t0 or record.reason == "send_uncertain", f"{inquiry_id} was heard and forgotten: {record}"
    for record in records.values():
        assert record.t0 is None or heard[record.plan.id] == 1, "believed sent, never heard"
        closed = (record.plan.night, record.plan.channel) in failed  # the browser died in both tries of the control
        assert record.ending != "void" or record.reason in OURS or (closed and record.reason == "control_failed"), (
            record
        )
        assert record.reason != "observer_down" or not record.t0, "a dead browser costs a look, not the inquiry"
    _nothing_said_twice(store, truth)
    # where the browser died before the first parking nobody could come back: no look is claimed, all is unknown
    looked = {visit.inquiry_id for visit in store.visits() if visit.outcome == "done"}
    _nothing_lost(store, truth, {i for i, r in records.items() if r.ending == "closed"} & looked)


def _nothing_said_twice(store: Store, truth: list[dict[str, object]]) -> None:
    """What was heard after the question: each follow-up at most once, at most two, none without its intent."""
    heard = Counter((str(row["inquiry"]), str(row["text"])) for row in truth if row["kind"] == "follow_up")
    said = {(f.inquiry_id, f.text): f for f in store.follow_ups()}
    assert not [key for key, times in heard.items() if times > 1], "a follow-up was heard twice"
    assert max(Counter(inquiry for inquiry, _ in heard).values()) <= 2
    assert heard.keys() <= said.keys(), "said without an intent"
    assert {key for key, f in said.items() if f.sent_at} <= heard.keys(), "believed said, never heard"
    assert sum(f.sent_at is not None for f in said.values()) > len(MANNERS), "hardly anything was followed up"


def _nothing_lost(store: Store, truth: list[dict[str, object]], closed: set[str]) -> None:
    """Every message that a control sent within the window of a closed inquiry we looked into is stored, each once."""
    sent = Counter(
        str(r["inquiry"])
        for r in truth
        if r["kind"] not in {"heard", "follow_up", "greeting"} and r["inquiry"] in closed
    )
    stored = Counter(i for i, m in store.messages() if i in closed and m.speaker == "platform" and not m.before_t0)
    assert stored == sent
