"""What stands beside the ranking, and an outsider who recomputes it from the published files alone."""

from __future__ import annotations

import csv
import itertools
import json
import math
import random
from collections import Counter, defaultdict
from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reports import tables
from reports.beside import companions
from reports.companions import Change, Pair, Sensitivity
from reports.dataset import ServiceHours, Study, Trial
from reports.standings import rankings
from tests.unit.trial_rows import FULL, at, counted_trial, inquiry, labelled, said, study, world

FOUR = {"calm": 0.9, "slow": 0.25, "mute": 0.0, "closed": 0.0}
HOURS = ServiceHours(days=(1, 2, 3, 4, 5), opens=time(17), closes=time(19, 30), zone="Asia/Shanghai")
"""From nine to half past eleven UTC; inquiries are asked at ten."""


def plan(**changes) -> Study:
    small = study(FOUR, window_nights=14, maximum_unknown_share=0.5, **changes)
    told = {"calm": {"service_hours": HOURS, "promised_reply": timedelta(minutes=5)}, "slow": {"service_hours": HOURS}}
    return replace(small, platforms=tuple(replace(p, **told.get(p.id, {})) for p in small.platforms))


def observed() -> list[Trial]:
    """28 nights of facts: at once, by interval, never, asked back, promised; ``closed`` has its door shut."""
    draw, rows = random.Random(5), []
    cases = [
        (FULL, [], ()),
        (FULL, [said(0, 61)], ("substantive",)),
        (FULL, [said(0, 4000, after=3605)], ("substantive",)),
        (FULL, [said(0, 5), said(1, 50000.5, after=3605)], ("acknowledgement", "refusal")),
        (FULL, [said(0, 100), said(1, 2000)], ("information_request", "substantive")),
        (FULL[:3], [], ()),
    ]
    for number in range(28 * 8):
        night, (name, topic) = (
            divmod(number, 8)[0],
            [(p, t) for p in FOUR for t in ("pre_sale", "after_sale")][number % 8],
        )
        looks, messages, functions = draw.choices(cases, [1, 6, 2, 2, 1, 1] if name == "calm" else [6, 1, 2, 2, 1, 1])[
            0
        ]
        days = timedelta(days=night)
        row = inquiry(
            *looks,
            id=f"{name}{night}{topic}",
            platform=name,
            topic=topic,
            night=(at(0) + days).date().isoformat(),
            time_cell=("working", "other")[night % 2],
            ending="shut" if name == "closed" else "closed",
        )
        one = _trial(row, messages, functions)
        moved = {
            field.name: value + days
            for field in fields(Trial)
            if isinstance(value := getattr(one, field.name), datetime)
        }
        rows.append(replace(one, **moved))
    return rows


def _trial(row, messages, functions) -> Trial:
    from reports.trials import trial

    return trial(row, messages, labelled(*functions), plan())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows, told = observed(), plan()
    ranked = rankings(rows, told)
    lines = [line for table in ranked for line in table.standings]
    out = tmp_path_factory.mktemp("data")
    tables.write(out, study=told, trials=rows, standings=lines, companions=companions(rows, told, ranked))
    return out


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seconds(row: dict[str, str], name: str) -> float | None:
    """Since t0."""
    if not row[name]:
        return None
    return (datetime.fromisoformat(row[name]) - datetime.fromisoformat(row["t0"])).total_seconds()


class TestAnOutsiderRecomputes:
    """With csv and json alone, and the sentences of docs/dataset.md; none of our functions."""

    @pytest.fixture
    def about(self, folder: Path) -> dict:
        return json.loads((folder / "study.json").read_text(encoding="utf-8"))

    @pytest.fixture
    def window(self, folder: Path) -> list[dict[str, str]]:
        """The counted rows of the last 14 nights."""
        rows = [row for row in plain(folder / "trials.csv") if row["ending"] == "closed"]
        nights = sorted({row["night"] for row in rows})[-14:]
        return [row for row in rows if row["night"] in nights]

    def lines(self, folder: Path, name: str, channel: str = "webchat") -> dict[str, dict[str, str]]:
        return {row["platform"]: row for row in plain(folder / name) if row["channel"] == channel}

    def weighted(self, about: dict, rows: list[dict[str, str]], figure) -> float:
        """100 * sum of weight * mean of a figure over the strata."""
        found = defaultdict(list)
        for row in rows:
            found[f"{row['channel']}/{row['topic']}/{row['time_cell']}"].append(figure(row))
        return 100 * sum(w * sum(found[s]) / len(found[s]) for s, w in about["weights"]["webchat"].items())

    def test_the_service_hours_index_under_both_codings(self, folder: Path, about: dict, window) -> None:
        """Second by second: when the service time is over, and what the row shows of that moment."""
        for name in ("calm", "slow"):
            own = [row for row in window if row["platform"] == name]
            hours = next(p["service_hours"] for p in about["platforms"] if p["id"] == name)
            letters = {row["inquiry_id"]: _service_letters(row, hours, about["checkpoints"]["webchat"]) for row in own}
            line = self.lines(folder, "sensitivity.csv")[name]
            low = self.weighted(about, own, lambda row, read=letters: read[row["inquiry_id"]].count("w") / 5)
            lost = self.weighted(about, own, lambda row, read=letters: read[row["inquiry_id"]].count("u") / 5)
            assert float(line["service_index"]) == pytest.approx(low, abs=1e-5)
            assert float(line["service_late_waiting"]) == pytest.approx(low + lost, abs=1e-5)
            unknown = sum(read.count("u") for read in letters.values()) / (5 * len(own))
            assert float(line["service_unknown_share"]) == pytest.approx(unknown, abs=1e-6)
            assert 0 < low < 100
            assert unknown > 0

    def test_the_log_audit_index(self, folder: Path, about: dict, window) -> None:
        """Each checkpoint weighs half the log time on either side of it."""
        logs = [math.log(c) for c in about["checkpoints"]["webchat"]]
        edges = [logs[0], *((a + b) / 2 for a, b in itertools.pairwise(logs)), logs[-1]]
        weights = [(b - a) / (logs[-1] - logs[0]) for a, b in itertools.pairwise(edges)]
        for name in ("calm", "slow", "mute"):
            own = [row for row in window if row["platform"] == name]
            found = self.weighted(
                about,
                own,
                lambda row: sum(w for w, s in zip(weights, row["checkpoint_states"], strict=True) if s == "w"),
            )
            assert float(self.lines(folder, "sensitivity.csv")[name]["log_index"]) == pytest.approx(found, abs=1e-5)

    def test_the_gap(self, folder: Path, window) -> None:
        """After-sale minus pre-sale, each the mean of its time cells."""
        for name in ("calm", "slow", "mute"):
            means = defaultdict(list)
            for row in window:
                if row["platform"] == name:
                    means[row["topic"], row["time_cell"]].append(float(row["u"]))
            part = {key: sum(found) / len(found) for key, found in means.items()}
            gap = sum(part["after_sale", c] - part["pre_sale", c] for c in ("working", "other")) / 2
            assert float(self.lines(folder, "sensitivity.csv")[name]["gap"]) == pytest.approx(100 * gap, abs=1e-5)

    def test_promises(self, folder: Path, window) -> None:
        """Within five minutes, as advertised; where nobody saw it, no promise is counted."""
        made = broken = 0
        for row in window:
            if row["platform"] == "calm":
                by, after = seconds(row, "substantive_by"), seconds(row, "substantive_after")
                watched = after if by is not None else seconds(row, "observed_until")
                kept = by is not None and by <= 300
                if kept or watched >= 300:
                    made, broken = made + 1, broken + (not kept)
        line = self.lines(folder, "sensitivity.csv")["calm"]
        assert (int(line["promises_made"]), int(line["promises_broken"])) == (made, broken)
        assert 0 < broken < made

    def test_pairs_agree_with_the_rank_ranges(self, folder: Path) -> None:
        """The differences are those of the standings; verdicts count up to the ranges."""
        ranked = {n: row for n, row in self.lines(folder, "standings.csv").items() if row["published"] == "true"}
        pairs = [row for row in plain(folder / "pairs.csv") if row["channel"] == "webchat"]
        assert len(pairs) == 3
        more = Counter(row["platform"] for row in pairs if row["verdict"] == "more_silent")
        less = Counter(row["other"] for row in pairs if row["verdict"] == "more_silent")
        for row in pairs:
            one, other = ranked[row["platform"]], ranked[row["other"]]
            assert float(row["difference"]) == pytest.approx(float(one["index"]) - float(other["index"]), abs=2e-6)
            assert float(row["difference"]) >= 0
        for name, row in ranked.items():
            assert int(row["rank_high"]) == len(ranked) - more[name]
            assert int(row["rank_low"]) == 1 + less[name]
        assert more

    def test_changes(self, folder: Path, about: dict, window) -> None:
        """Both indices from the rows of their windows."""
        rows = [row for row in plain(folder / "trials.csv") if row["ending"] == "closed"]
        for name in ("calm", "slow", "mute"):
            line = self.lines(folder, "change.csv")[name]
            before = [r for r in rows if r["platform"] == name and r["night"] <= line["before_last"]]
            now = [row for row in window if row["platform"] == name]
            for column, own in (("index_before", before), ("index_now", now)):
                index = self.weighted(about, own, lambda row: float(row["u"]))
                assert float(line[column]) == pytest.approx(index, abs=1e-5)
            assert line["before_last"] < line["now_first"] == min(row["night"] for row in now)

    def test_the_unranked_have_a_line_without_figures(self, folder: Path) -> None:
        """Nothing that tells of answers is published of them, and no pair and no change either."""
        line = self.lines(folder, "sensitivity.csv")["closed"]
        told = {name for name, value in line.items() if value}
        assert told == {"channel", "platform", "published", "method_version"}
        assert line["published"] == "false"
        assert "closed" not in {row[k] for row in plain(folder / "pairs.csv") for k in ("platform", "other")}
        assert "closed" not in self.lines(folder, "change.csv")

    def test_whoever_publishes_no_hours_has_no_such_clock(self, folder: Path) -> None:
        """And the note says so."""
        line = self.lines(folder, "sensitivity.csv")["mute"]
        assert (line["service_index"], line["service_note"]) == ("", "no_published_hours")


def _service_letters(row: dict[str, str], hours: dict, checkpoints: list[float]) -> str:
    """docs/dataset.md's rule, for rows without another channel or an end by the platform."""
    t0 = datetime.fromisoformat(row["t0"])
    by, after = seconds(row, "substantive_by"), seconds(row, "substantive_after")
    until, asked = seconds(row, "observed_until"), seconds(row, "information_request_at")
    letters = ""
    for place, wait in enumerate(checkpoints):
        moment = _when(t0, wait, hours)
        later = [s for c, s in zip(checkpoints, row["checkpoint_states"], strict=True) if c >= moment]
        earlier = [s for c, s in zip(checkpoints, row["checkpoint_states"], strict=True) if c < moment]
        beside = "u" not in (*earlier[-1:], *later[:1]) or "w" in later
        if moment == wait:
            letters += row["checkpoint_states"][place]
        elif by is not None and by <= moment:
            letters += "a"
        elif asked is not None and asked <= moment:
            letters += "u"
        else:
            proven = until >= moment if by is None else by > moment if after == by else after >= moment
            letters += "w" if proven and beside else "u"
    return letters


def _when(t0: datetime, wait: float, hours: dict) -> float:
    """Seconds from t0 until ``wait`` seconds of service time have passed, opening by opening."""
    zone, left, day = ZoneInfo(hours["zone"]), wait, t0.astimezone(ZoneInfo(hours["zone"])).date()
    while True:
        if day.isoweekday() in hours["days"]:
            opens = datetime.combine(day, time.fromisoformat(hours["opens"]), zone)
            closes = datetime.combine(day, time.fromisoformat(hours["closes"]), zone)
            begins = max(opens, t0)
            open_for = (closes - begins).total_seconds()
            if open_for >= left:
                return (begins - t0).total_seconds() + left
            left -= max(0.0, open_for)
        day += timedelta(days=1)


@pytest.mark.parametrize(("name", "row"), [("sensitivity", Sensitivity), ("change", Change), ("pairs", Pair)])
def test_files_come_back_as_they_were(folder: Path, name: str, row: type) -> None:
    """Field order is column order; what is read is what was made."""
    head = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == ",".join(field.name for field in fields(row))
    rows = observed()
    assert tables.read_companions(folder) == companions(rows, plan(), rankings(rows, plan()))


def test_a_compressed_studys_hours_are_not_by_the_calendar() -> None:
    """Its nights have their own hours: no index by that clock, and a note."""
    told = plan()
    rows = [replace(t, in_published_hours=False) if t.platform == "calm" else t for t in world(FOUR, nights=14)]
    found = companions(rows, told, rankings(rows, told)).sensitivities
    line = next(one for one in found if (one.channel, one.platform) == ("webchat", "calm"))
    assert (line.service_index, line.service_note) == (None, "hours_not_by_the_calendar")


def test_no_void_inquiry_changes_what_stands_beside() -> None:
    """As no void inquiry changes an index."""
    told, rows = plan(), world(FOUR, nights=28)
    lost = [
        counted_trial(f"v{n}", "slow", n, "wwwww", ending="void", reason="not_sent", t0=None, in_published_hours=True)
        for n in range(28)
    ]
    more = [*rows, *lost]
    before, after = (companions(found, told, rankings(found, told)) for found in (rows, more))
    assert before == after


def test_files_without_rows_are_still_there(tmp_path: Path) -> None:
    """A dataset without rankings has their heads alone."""
    tables.write(tmp_path, study=plan(), trials=[], standings=[])
    assert all(plain(tmp_path / f"{name}.csv") == [] for name in ("sensitivity", "change", "pairs"))
