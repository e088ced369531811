"""One night of the ordinary product on real support software, held against what the agents wrote down."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.real import comparison, night
from tests.real.agents import rows
from tests.real.figures import Figure
from tests.real.processes import folder
from tests.real.street import STREET
from tests.real.study import new_study
from tests.real.town import town

pytestmark = [
    pytest.mark.slow,
    pytest.mark.real,
    pytest.mark.usefixtures("installed"),
    pytest.mark.asyncio(loop_scope="module"),
]

LONGEST = 11 * 60.0  # seconds a night may take: two time cells of three minutes, the windows, and a slow machine
KEPT = Path(__file__).resolve().parents[2] / "real"  # what the last night left, for whoever wants to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a night left: the dataset and report, the truth, the daemon's last status."""

    data: Path
    page: Path
    truth: list[dict[str, Any]]
    logged: list[dict[str, Any]]
    delivered: list[tuple[str, datetime]]
    status: dict[str, Any]
    closed: bool
    left: int | None  # the daemon's exit code after Ctrl-C


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_night(installed: None) -> AsyncIterator[Night]:
    """Init, check, plan, approve, run, export and report, on 15 platforms of three systems."""
    async with folder() as place:
        async with town(place) as running:
            silence = await new_study(place / "study")
            night.write(silence.folder, running.mail, running.page)
            await silence("check")
            await silence("plan", "--nights", "1")
            await silence("approve", "--by", "A. Tester", "--yes")
            async with silence.at_work() as process:
                closed = await silence.until_closed(process, inquiries=2 * len(STREET), seconds=LONGEST)
            status = await silence.status()
            delivered = running.mail.delivered()
        try:
            await silence("export", "--out", str(place / "data"))
            await silence("report", "--out", str(place / "report"))
        finally:
            _keep(place)
        truth = [row for path in sorted(place.glob("truth-*.jsonl")) for row in rows(path)]
        yield Night(
            data=place / "data",
            page=place / "report" / "index.html",
            truth=truth,
            logged=[line for path in sorted(place.glob("study/log/*")) for line in _logged(path)],
            delivered=delivered,
            status=status,
            closed=closed,
            left=process.returncode,
        )


def _logged(path: Path) -> list[dict[str, Any]]:
    """The records of a log, which holds warnings of libraries as well."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return [json.loads(line) for line in lines if line.startswith("{")]


def _keep(place: Path) -> None:
    """Copy what tells of the night beside the checkout's other output."""
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir()
    for pattern in ("truth-*.jsonl", "study/config.toml", "study/run.out", "study/log/*", "mail/postfix.log"):
        for file in place.glob(pattern):
            shutil.copy(file, KEPT)
    for name in ("data", "report"):
        if (place / name).exists():
            shutil.copytree(place / name, KEPT / name)


async def test_all_inquiries_of_the_night_are_closed(one_night: Night) -> None:
    """At least 30 inquiries are asked, each has its ending in time, and Ctrl-C ends the daemon in peace."""
    assert one_night.closed, one_night.status
    assert one_night.left == 0
    assert sum(one_night.status["inquiries"].values()) >= 30
    assert not one_night.status["controls_failed"]


async def test_what_was_published_is_what_the_agents_did(one_night: Night, figure: Figure) -> None:
    """Every reply found and none invented, at its time; greetings and receipts are no answers; states as they were."""
    findings = comparison.compare(one_night.data, one_night.truth, one_night.logged)
    figure(findings.table())
    assert not findings.problems, "\n".join(findings.problems)


async def test_the_times_of_mail_agree_with_the_mail_server(one_night: Night) -> None:
    """Every delivered mail is published, none later than Postfix says that it was delivered."""
    assert len(one_night.delivered) >= 20
    assert not comparison.compare_with_mail_log(one_night.data, one_night.delivered)


async def test_a_chat_that_forgets_its_visitor_is_known_for_it(one_night: Night) -> None:
    """Anonymous XMPP is a new visitor after a reload: its last state is unknown, a keeper's is not."""
    trials = comparison.table(one_night.data / "trials.csv")
    states = {shop.id: [t["checkpoint_states"] for t in trials if t["platform"] == shop.id] for shop in STREET}
    assert states["x-silent"] == ["wwwwu", "wwwwu"]
    assert states["w-silent"] == ["wwwww", "wwwww"]


async def test_trials_and_a_report_are_there(one_night: Night) -> None:
    """The page is one self-contained file that names every platform; one night is too little to rank anybody."""
    page = one_night.page.read_text(encoding="utf-8")
    assert all(f"Shop {shop.id}" in page for shop in STREET)
    standings = comparison.table(one_night.data / "standings.csv")
    assert {row["platform"] for row in standings} == {shop.id for shop in STREET}
    assert all(row["published"] == "false" and row["reason_unpublished"] for row in standings)
    study = json.loads((one_night.data / "study.json").read_text(encoding="utf-8"))
    assert study["checkpoints"]["mail"] == [int(c.total_seconds()) for c in comparison.CHECKPOINTS]
