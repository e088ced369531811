"""Computes what the pages of an edition may print from its data files alone; nothing of ``reports`` is imported.

Each answer is the list of numbers that must stand in a place, as text, in any order.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scipy import stats

Row = dict[str, str]
COUNTED = ("closed", "ended_by_platform")
Z = 1.959963984540054


def fixed(value: str | float | None, digits: int = 1, *, sign: bool = False) -> list[str]:
    if value is None or value == "":
        return []
    text = f"{float(value):.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    text = text.replace("-", "\u2212")
    return [f"+{text}" if sign and text[0].isdigit() and float(text) else text]


def percent(share: float | None) -> list[str]:
    if share is None:
        return []
    if 0 < share < 0.005:
        return ["<1%"]
    return [">99%"] if 0.995 <= share < 1 else [f"{share * 100:.0f}%"]


def spread(low: float, high: float) -> list[str]:
    return [f"{low * 100:.0f}", f"{high * 100:.0f}%"]


def ranks(row: Row) -> list[str]:
    ends = [row["rank_low"], row["rank_high"]]
    return [] if not ends[0] else ends[:1] if ends[0] == ends[1] else ends


def day(text: str, language: str) -> list[str]:
    found = date.fromisoformat(text)
    by_number = [str(found.year), str(found.month), str(found.day)]
    return by_number if language == "zh" else [by_number[2], by_number[0]]


def duration(seconds: float) -> list[str]:
    for size in (3600, 60):
        if seconds >= size and seconds % size == 0:
            return [f"{seconds / size:g}"]
    return [f"{seconds:g}"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def wilson(share: float, n: float) -> tuple[float, float]:
    scale = 1 + Z * Z / n
    middle = (share + Z * Z / (2 * n)) / scale
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / scale
    return min(max(0.0, middle - half), share), max(min(1.0, middle + half), share)


class Data:
    """The files of ``data/``, read as anybody would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study: dict[str, Any] = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        self.names = {p["id"]: p["name"] for p in self.study["platforms"]}
        self.trials, self.standings = self.rows("trials"), self.rows("standings")
        self.channels = list(dict.fromkeys(t["channel"] for t in self.trials))

    @cache  # noqa: B019 - lives as long as the test
    def rows(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cache  # noqa: B019 - lives as long as the test
    def json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return found

    def standing(self, channel: str, platform: str) -> Row:
        (row,) = [s for s in self.standings if (s["channel"], s["platform"]) == (channel, platform)]
        return row

    def beside(self, name: str, channel: str, platform: str) -> Row:
        (row,) = [s for s in self.rows(name) if (s["channel"], s["platform"]) == (channel, platform)]
        return row

    def ranked(self, channel: str) -> list[Row]:
        return [s for s in self.standings if s["channel"] == channel and s["published"] == "true"]

    def headline(self) -> str | None:
        return next((c for c in ("all", *self.study["checkpoints"]) if self.ranked(c)), None)

    def foremost(self) -> list[Row]:
        headline = self.headline()
        return [s for s in self.ranked(headline) if s["rank_low"] == "1"] if headline else []

    def nights(self) -> list[str]:
        return sorted({t["night"] for t in self.trials})

    def window(self, channel: str) -> list[str]:
        """Nights of the window of a channel; of ``all``, of every channel."""
        if channel == "all":
            return sorted({night for each in self.channels for night in self.window(each)})
        own = [t for t in self.trials if t["channel"] == channel and t["ending"] != "void"]
        closed = {t["night"] for t in own} - {t["night"] for t in own if t["ending"] == "open"}
        return sorted(closed)[-self.study["window"]["nights"] :]

    @cache  # noqa: B019 - lives as long as the test
    def valid(self, channel: str, platform: str = "") -> list[Row]:
        nights = set(self.window(channel))
        return [
            t
            for t in self.trials
            if t["night"] in nights and t["ending"] in COUNTED and channel in ("all", t["channel"])
            if platform in ("", t["platform"])
        ]

    def days(self, channel: str, language: str) -> list[str]:
        nights = sorted({t["night"] for t in self.valid(channel)})
        return self.dates(nights, language)

    def dates(self, nights: list[str], language: str) -> list[str]:
        ends = [nights[0], nights[-1]] if nights and nights[0] != nights[-1] else nights[:1]
        return [part for end in ends for part in day(end, language)]

    def share(self, channel: str, platform: str, checkpoint: int) -> tuple[int, int, float, float, float]:
        """(waiting, inquiries, share, low, high): strata weigh alike; Wilson with the n that nights leave."""
        rows = self.valid(channel, platform)
        strata: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            strata[row["topic"], row["time_cell"]].append(row)
        waits = {id(row): row["checkpoint_states"][checkpoint] == "w" for row in rows}
        means = {key: sum(waits[id(r)] for r in own) / len(own) for key, own in strata.items()}
        share = sum(means.values()) / 4
        scores: defaultdict[str, float] = defaultdict(float)
        for key, own in strata.items():
            m = len({r["night"] for r in own})
            for r in own:
                scores[r["night"]] += math.sqrt(m / (m - 1)) * (waits[id(r)] - means[key]) / len(own) / 4
        error = math.sqrt(sum(s * s for s in scores.values()))
        nights = len({r["night"] for r in rows})
        n = float(nights) if error <= 1e-9 else min(float(len(rows)), share * (1 - share) / error**2)
        return sum(waits.values()), len(rows), share, *wilson(share, n)

    def complete(self, channel: str, platform: str) -> bool:
        """Whether every stratum has two nights at least, without which there is no share."""
        nights = defaultdict(set)
        for row in self.valid(channel, platform):
            nights[row["topic"], row["time_cell"]].add(row["night"])
        return len(nights) == 4 and min(map(len, nights.values())) >= 2

    def doors(self, channel: str, platform: str) -> tuple[int, int, float, float]:
        nights = set(self.window(channel))
        rows = [
            t
            for t in self.trials
            if (t["channel"], t["platform"]) == (channel, platform) and t["ending"] != "void" and t["night"] in nights
        ]
        met = sum(t["ending"] in ("shut", "barred") for t in rows)
        share = met / len(rows)
        scores: defaultdict[str, float] = defaultdict(float)
        for t in rows:
            scores[t["night"]] += ((t["ending"] in ("shut", "barred")) - share) / len(rows)
        g = len(scores)
        error = math.sqrt(sum(s * s for s in scores.values()) * g / (g - 1)) if g > 1 else 0.0
        n = float(g) if error <= 1e-9 else min(float(len(rows)), share * (1 - share) / error**2)
        return met, len(rows), *wilson(share, n)

    def panel_gap(self, channel: str) -> tuple[float, float, float]:
        """Mean over the ranked of after-sale minus pre-sale, and its t interval over nights, all in points."""
        platforms = [s["platform"] for s in self.ranked(channel)]
        values: list[float] = []
        scores: defaultdict[str, float] = defaultdict(float)
        nights: set[str] = set()
        for platform in platforms:
            strata: dict[tuple[str, ...], list[Row]] = defaultdict(list)
            for row in self.valid(channel, platform):
                strata[row["channel"], row["topic"], row["time_cell"]].append(row)
            value = 0.0
            for key, own in strata.items():
                weight = (1 if key[1] == "after_sale" else -1) * 2 / len(strata)
                us = [r["checkpoint_states"].count("w") / len(r["checkpoint_states"]) for r in own]
                mean, m = sum(us) / len(us), len({r["night"] for r in own})
                value += weight * mean
                for r, u in zip(own, us, strict=True):
                    share = weight * math.sqrt(m / (m - 1)) * (u - mean) / len(own) / len(platforms)
                    scores[r["night"]] += share
            nights |= {r["night"] for own in strata.values() for r in own}
            values.append(value)
        error = max(math.sqrt(sum(s * s for s in scores.values())), 0.5 / len(nights))
        half = float(stats.t.isf(0.025, len(nights) - len(self.study["time_cells"]))) * error
        mean = sum(values) / len(values)
        return 100 * mean, 100 * max(mean - half, -1.0), 100 * min(mean + half, 1.0)

    def missing(self, channel: str) -> int:
        """More nights until the first platform without enough data has enough, at its pace so far."""
        needs = []
        for row in self.standings:
            if row["channel"] == channel and row["reason_unpublished"].startswith("not_enough_data"):
                rows, window = self.valid(channel, row["platform"]), self.study["window"]
                nights = len({r["night"] for r in rows})
                strata = Counter((a, b) for a, b, _ in {(r["topic"], r["time_cell"], r["night"]) for r in rows})
                wanted = [(window["minimum_nights"], nights), (window["minimum_counted"], len(rows))]
                wanted += [
                    (max(window["minimum_stratum_nights"], 2), strata[a, b])
                    for a in self.study["topics"]
                    for b in self.study["time_cells"]
                ]
                needs.append(max(0 if h >= n else math.ceil((n - h) / (h / nights)) if h else n for n, h in wanted))
        return min(n for n in needs if n > 0)

    def earliest(self, channel: str) -> str:
        watched = math.ceil(self.study["checkpoints"][channel][-1] / 86400)
        return (date.fromisoformat(self.nights()[-1]) + timedelta(days=self.missing(channel) + watched)).isoformat()

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.study["zone"])


def seconds(row: Row, column: str) -> float:
    return (moment(row[column]) - moment(row["t0"])).total_seconds()
