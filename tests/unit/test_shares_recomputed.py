"""An outsider recomputes canned share, deflection share and ``index_shut_waiting`` from the published files alone."""

from __future__ import annotations

import csv
import json
import math
import random
import statistics
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from reports import tables
from reports.dataset import LabelRow, MessageRow, Trial
from reports.standings import rankings
from tests.unit.trial_rows import at, counted_trial, labelled, said, study, world

CHANCES = {"calm": 0.9, "slow": 0.3, "mute": 0.05}
NIGHTS, WINDOW = 20, 14
FUNCTIONS = ("greeting", "acknowledgement", "deflection", "holding", "substantive")
DRAWS = 1500  # an outsider's own subsamples of 24


def observed() -> list[Trial]:
    """Three platforms, both channels; some doors of ``slow`` are shut, some inquiries of ``calm`` are void."""
    draw, rows = random.Random(9), []
    for row in world(CHANCES, nights=NIGHTS, channels=("webchat", "mail"), seed=3):
        row = replace(row, question=f"q{draw.randrange(4)}")
        if row.platform == "slow" and draw.random() < 0.06:
            row = replace(row, ending="shut", checkpoint_states="", checkpoint_states_any="", u=None, u_low=None)
        elif row.platform == "calm" and draw.random() < 0.03:
            row = replace(row, ending="void", reason="not_sent", checkpoint_states="", u=None, t0=None)
        rows.append(row)
    # two nights more that are not over: outside the window, though they were answered
    late = [counted_trial(f"late{n}", "slow", 20 + n, "", ending="open", u=None) for n in range(2)]
    return rows + late


def spoken(rows: list[Trial]) -> tuple[list[MessageRow], list[LabelRow]]:
    """Up to three messages an inquiry: groups that recur on many nights, and texts used once."""
    draw, messages, labels = random.Random(4), [], []
    for row in rows:
        for ordinal in range(draw.randrange(4)):
            name = draw.choice(FUNCTIONS)
            group = draw.choice(_groups(row, ordinal)) if name != "greeting" else ""
            messages.append(replace(said(ordinal, 5 + ordinal), inquiry_id=row.inquiry_id, seen_by=at(5 + ordinal)))
            label = labelled(*(["greeting"] * ordinal), name)[ordinal]
            labels.append(replace(label, inquiry_id=row.inquiry_id, canned_group=group))
    return messages, labels


def _groups(row: Trial, ordinal: int) -> tuple[str, ...]:
    """Of many questions, of one question, of one night, of one message: not all of them can be canned."""
    shared = tuple(f"g{number}" for number in range(5))
    return (*shared, *[f"about-{row.question}"] * 3, f"on-{row.night}", f"own-{row.inquiry_id}-{ordinal}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = {"window_nights": WINDOW, "minimum_stratum_nights": 4, "maximum_door_share": 0.5}
    plan, rows = study(CHANCES, ("webchat", "mail"), **told), observed()
    messages, labels = spoken(rows)
    ranked = rankings(rows, plan, messages=messages, labels=labels)
    out = tmp_path_factory.mktemp("data")
    lines = [line for table in ranked for line in table.standings]
    tables.write(out, study=plan, trials=rows, standings=lines, messages=messages, labels=labels)
    return out


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def window(folder: Path, channel: str) -> list[dict[str, str]]:
    """Rows of the last nights of a channel on which something was not void and nothing is still open."""
    about = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    own = [row for row in plain(folder / "trials.csv") if row["channel"] == channel]
    alive = {row["night"] for row in own if row["ending"] != "void"}
    nights = sorted(alive - {row["night"] for row in own if row["ending"] == "open"})[-about["window"]["nights"] :]
    return [row for row in own if row["night"] in nights]


def counted(folder: Path, channel: str, platform: str) -> list[dict[str, str]]:
    return [
        row
        for row in window(folder, channel)
        if row["platform"] == platform and row["ending"] in ("closed", "ended_by_platform")
    ]


def replies(folder: Path, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The messages of these inquiries that do more than greet, each with its inquiry's night and question."""
    facts = {row["inquiry_id"]: row for row in rows}
    return [
        {
            **message,
            "night": facts[message["inquiry_id"]]["night"],
            "question": facts[message["inquiry_id"]]["question"],
        }
        for message in plain(folder / "messages.csv")
        if message["inquiry_id"] in facts and message["function"] != "greeting"
    ]


def canned_among(drawn: list[dict[str, str]]) -> int:
    """How many of these replies are canned: 3 of a group, on 2 nights, to 2 questions."""
    groups = defaultdict(list)
    for one in drawn:
        if one["canned_group"]:
            groups[one["canned_group"]].append(one)
    return sum(
        len(own)
        for own in groups.values()
        if len(own) >= 3 and len({one["night"] for one in own}) >= 2 and len({one["question"] for one in own}) >= 2
    )


LINES = [(channel, platform) for channel in ("webchat", "mail") for platform in CHANCES]


def line(folder: Path, channel: str, platform: str) -> dict[str, str]:
    (row,) = [r for r in plain(folder / "standings.csv") if (r["channel"], r["platform"]) == (channel, platform)]
    return row


@pytest.mark.parametrize(("channel", "platform"), LINES)
def test_deflection_share(folder: Path, channel: str, platform: str) -> None:
    """The share of counted inquiries in which a reply deflected."""
    rows = counted(folder, channel, platform)
    deflected = {one["inquiry_id"] for one in replies(folder, rows) if one["function"] == "deflection"}
    published = float(line(folder, channel, platform)["deflection_share"])
    assert published == pytest.approx(len(deflected) / len(rows), abs=1e-6)
    assert 0 < published < 1


@pytest.mark.parametrize(("channel", "platform"), LINES)
def test_canned_share(folder: Path, channel: str, platform: str) -> None:
    """The mean over subsamples of 24 replies; the outsider's are others, so they may differ by what drawing does."""
    heard = replies(folder, counted(folder, channel, platform))
    text = line(folder, channel, platform)["canned_share"]
    if len(heard) < 24:
        assert text == ""
        return
    draw = random.Random(f"{channel}{platform}")
    found = [canned_among(draw.sample(heard, 24)) / 24 for _ in range(DRAWS)]
    error = statistics.stdev(found) * math.sqrt(1 / DRAWS + 1 / 200)
    assert float(text) == pytest.approx(statistics.fmean(found), abs=4 * error + 1e-6)
    assert 0.02 < float(text) < 0.9
    assert error < 0.012


@pytest.mark.parametrize(("channel", "platform"), LINES)
def test_index_with_shut_doors_waiting(folder: Path, channel: str, platform: str) -> None:
    """Each shut inquiry of the window waits at every checkpoint; strata and weights are the index's."""
    weights = json.loads((folder / "study.json").read_text(encoding="utf-8"))["weights"][channel]
    waits = defaultdict(list)
    for row in window(folder, channel):
        stratum = f"{row['channel']}/{row['topic']}/{row['time_cell']}"
        if row["platform"] != platform:
            continue
        if row["ending"] == "shut":
            waits[stratum].append(1.0)
        elif row["ending"] == "closed":
            waits[stratum].append(row["checkpoint_states"].count("w") / 5)
    index = 100 * sum(weight * statistics.fmean(waits[stratum]) for stratum, weight in weights.items())
    published = line(folder, channel, platform)
    assert float(published["index_shut_waiting"]) == pytest.approx(index, abs=1e-5)
    assert (float(published["index_shut_waiting"]) > float(published["index"])) == (platform == "slow")


def test_what_makes_the_three_figures_is_there(folder: Path) -> None:
    """Shut doors, voids, open nights, replies by the hundred: the tests above are about something."""
    endings = Counter(row["ending"] for row in plain(folder / "trials.csv"))
    assert all(endings[name] for name in ("closed", "shut", "void", "open"))
    assert len(plain(folder / "messages.csv")) > 200
