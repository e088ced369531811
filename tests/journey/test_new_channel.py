"""A kind of door that nobody here knew is one file (letterbox.py) and one line in the table of channels."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web

from monitor import app
from monitor.daemon import Daemon
from monitor.errors import SettingsError
from monitor.publishing.reporting import weekly_report
from monitor.settings import load
from probes import registry
from tests import studies
from tests.journey.test_study import TIMES

ANSWER = "A refund goes back to the original payment within 3 days. 退款三天内原路退回。"

MOMENTS = ("t0", "first_reply_after", "first_reply_by", "observed_until")


def moment(trial: dict[str, str], name: str) -> float:
    return datetime.fromisoformat(trial[name]).timestamp()


@asynccontextmanager
async def helpdesk(heard: dict[str, float]) -> AsyncIterator[str]:
    """A desk on loopback that answers each thread a second after it began; ``heard``: inquiry → when."""

    async def begin(request: web.Request) -> web.Response:
        body = await request.json()
        assert body["inquiry"] not in heard
        heard[body["inquiry"]] = time.time()
        return web.json_response({"id": body["inquiry"]})

    async def told(request: web.Request) -> web.Response:
        return web.json_response([ANSWER] if time.time() >= heard[request.match_info["id"]] + 1 else [])

    desk = web.Application()
    desk.add_routes([web.post("/threads", begin), web.get("/threads/{id}", told)])
    runner = web.AppRunner(desk)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/threads"
    finally:
        await runner.cleanup()


QUICK = TIMES["checkpoints"]["mail"]
OWN = {"others": {"letterbox": QUICK}}


def configured(folder: Path, url: str, *, control: bool = True, checkpoints: studies.Table = OWN) -> Path:
    """The ordinary journey's study, but its one platform is asked by the new channel."""
    timing = {**TIMES["timing"], "live": "1500ms"}
    text = studies.config(
        "journey", [studies.control("desk", {"channel": "letterbox", "address": url})], questions=studies.BANK,
        study={"nights": 2, "seed": 5, **TIMES, "checkpoints": checkpoints, "timing": timing},
        **({"control": {"others": {"letterbox": url}, "known_delay": "1s"}} if control else {}),
    )  # fmt: skip
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line."""
    monkeypatch.setitem(registry.CHANNELS, "letterbox", "tests.journey.letterbox:enter")  # type: ignore[arg-type]


async def test_a_new_channel_is_asked_measured_and_published(tmp_path: Path) -> None:
    """Planned, asked after its positive control, parked, visited at its checkpoints, labelled, told."""
    heard: dict[str, float] = {}
    async with helpdesk(heard) as url:
        settings = load(configured(tmp_path, url))
        async with app.at_work(settings) as study:
            await Daemon(study=study, until_done=True).run()
            weekly_report(settings, study.store, study.clock.now(), out=tmp_path / "out")
    with (tmp_path / "out/data/trials.csv").open(encoding="utf-8", newline="") as file:
        trials = list(csv.DictReader(file))
    assert len(trials) == 4
    assert {trial["inquiry_id"] for trial in trials} < set(heard)  # the positive controls were heard too
    for trial in trials:
        assert (trial["channel"], trial["ending"], trial["reason"]) == ("letterbox", "closed", "")
        t0, after, by, until = (moment(trial, name) for name in MOMENTS)
        answered = max(t0, heard[trial["inquiry_id"]] + 1)  # the truth lies in what is claimed, on any machine
        assert after <= answered <= by <= until
    published = json.loads((tmp_path / "out/data/study.json").read_text(encoding="utf-8"))
    assert published["checkpoints"]["letterbox"] == [1, 2, 3, 4, 5]
    assert "letterbox" in (tmp_path / "out/index.html").read_text(encoding="utf-8")


def test_a_new_channel_needs_a_control_that_is_hosted_outside(tmp_path: Path) -> None:
    """There is none on loopback for it, and no night is asked without one."""
    with pytest.raises(SettingsError) as refused:
        load(configured(tmp_path, "http://127.0.0.1:1/threads", control=False))
    assert [path for path, _, _ in refused.value.problems] == ["control.others.letterbox"]


def test_checkpoints_that_are_not_given_are_those_of_mail(tmp_path: Path) -> None:
    given = load(configured(tmp_path, "http://127.0.0.1:1/threads", checkpoints={"mail": QUICK})).study.checkpoints
    assert given.of("letterbox") == given.mail
