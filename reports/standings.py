"""The ranking: who is ranked in each channel kind and over all, where, and against whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports import panel
from reports.dataset import CHECKPOINTS, LabelRow, MessageRow, Standing, Study, Trial
from reports.eligibility import Doors, counted, doors, reason
from reports.lines import Detail, Filling, detail, line, ranked
from reports.measured import Measured, measure
from reports.shares import Request, canned, deflected, replies, requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """One table: its published and unpublished lines, and what stands between the ranked.

    ``standings``: published ones by index, most silent first (ties alphabetical), then the others alphabetical.
    ``details``: by ranked platform. ``most_silent``: the set that could be the most silent.
    ``panel_gap``: mean after-sale gap of the ranked with its interval, -100..100. ``nights``: the window's.
    """

    channel: str
    channels: tuple[str, ...]
    nights: tuple[str, ...]
    standings: tuple[Standing, ...]
    details: Mapping[str, Detail]
    most_silent: tuple[str, ...]
    panel_gap: tuple[float, float, float] | None


def standings(
    trials: Sequence[Trial] | pd.DataFrame,
    study: Study,
    messages: Sequence[MessageRow] = (),
    labels: Sequence[LabelRow] = (),
) -> list[Standing]:
    """Every line of the ranking, for each channel kind of the study and then for ``all``."""
    return [one for table in rankings(trials, study, messages, labels) for one in table.standings]


def rankings(
    trials: Sequence[Trial] | pd.DataFrame,
    study: Study,
    messages: Sequence[MessageRow] = (),
    labels: Sequence[LabelRow] = (),
) -> list[Ranking]:
    """METHOD's rankings. The order of trials, messages and labels does not matter; void trials enter no index.

    ``trials`` may be a frame with the columns of ``trials.csv`` (empty text = none). ``messages`` and ``labels``
    are needed for canned and deflection shares and for the check of the gap against circular requests.
    Raises ``DatasetInvalid`` where a trial names what the study does not know.
    """
    rows = panel.frame(trials)
    said = replies(messages, labels) if messages else None
    asked = requests(said) if said is not None else {}
    tables = {channel: Table.of(rows, study, (channel,), asked) for channel in study_channels(study)}
    filled = {channel: _filling(table, study, said) for channel, table in tables.items()}
    found = []
    for channel, table in tables.items():
        own = [p.id for p in study.platforms if channel in p.channels]
        gone = _opted_out(study, channel)
        reasons = {p: gone.get(p) or table.reason(p, study) for p in sorted(own)}
        found.append(_ranking(channel, table, reasons, study, filled[channel]))
    if channels := overall_channels(study):
        one = channels[0] if len(channels) == 1 else ""
        table = tables[one] if one else Table.of(rows, study, channels, asked)
        filling = filled[one] if one else _filling(table, study, said)
        found.append(_ranking(panel.OVERALL, table, _overall_reasons(study, channels, found), study, filling))
    return found


def study_channels(study: Study) -> tuple[str, ...]:
    """The channel kinds that the study's platforms publish, in METHOD's order."""
    used = {channel for platform in study.platforms for channel in platform.channels}
    return tuple([c for c in CHECKPOINTS if c in used] + sorted(used - set(CHECKPOINTS)))


def overall_channels(study: Study) -> tuple[str, ...]:
    """The channel set that most platforms have (ties: the larger, then alphabetical), in METHOD's order."""
    sets = Counter(tuple(sorted(set(platform.channels))) for platform in study.platforms if platform.channels)
    if not sets:
        return ()
    chosen = min(sets, key=lambda channels: (-sets[channels], -len(channels), channels))
    return tuple(channel for channel in study_channels(study) if channel in chosen)


def in_window(rows: pd.DataFrame, study: Study, channels: Sequence[str]) -> pd.DataFrame:
    """The rows of ``channels`` inside the window, which each channel has for itself."""
    parts = []
    for channel in channels:
        own = rows[rows["channel"] == channel]
        parts.append(own[own["night"].isin(panel.window(own, study.window_nights))])
    return parts[0] if len(parts) == 1 else pd.concat(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one table inside its window (each channel has its own), and all that was measured of them."""

    rows: pd.DataFrame
    nights: tuple[str, ...]
    doors: Mapping[str, Doors]
    measured: Measured

    @classmethod
    def of(cls, rows: pd.DataFrame, study: Study, channels: Sequence[str], asked: Mapping[str, Request]) -> Table:
        inside = in_window(rows, study, channels)
        plan = panel.design(study, channels)
        return cls(
            rows=inside,
            nights=tuple(sorted(inside["night"].unique())),
            doors=doors(inside),
            measured=measure(inside, plan, study, asked),
        )

    def reason(self, platform: str, study: Study) -> str:
        code = self.measured.seen.plan.platforms.index(platform)
        return reason(code, self.doors.get(platform, Doors()), self.measured.seen, study)


def _opted_out(study: Study, channel: str) -> dict[str, str]:
    """By platform that asked us to stop: since when, and the last index of this table."""
    gone = {p.id: p.opted_out for p in study.platforms if p.opted_out}
    last = {p: f"; index {wish.last_index[channel]:.1f} of {wish.last_week}" for p, wish in gone.items()
            if channel in wish.last_index}  # fmt: skip
    return {p: f"opted_out: {wish.since.isoformat()}{last.get(p, '')}" for p, wish in gone.items()}


def _overall_reasons(study: Study, channels: Sequence[str], found: Sequence[Ranking]) -> dict[str, str]:
    """The overall table holds the platforms ranked in each of its channels."""
    ranked_in = {table.channel: set(table.details) for table in found}
    gone = _opted_out(study, panel.OVERALL)
    reasons = {}
    for platform in sorted(study.platforms, key=lambda p: p.id):
        lacking = [c for c in channels if c not in platform.channels]
        unranked = [c for c in channels if platform.id not in ranked_in[c]]
        if platform.id in gone:
            reasons[platform.id] = gone[platform.id]
        elif lacking:
            reasons[platform.id] = "not_in_channel_set: " + " ".join(lacking)
        else:
            reasons[platform.id] = "not_ranked_in: " + " ".join(unranked) if unranked else ""
    return reasons


def _ranking(channel: str, table: Table, reasons: Mapping[str, str], study: Study, filling: Filling) -> Ranking:
    chosen = [platform for platform, why in reasons.items() if not why]
    result = ranked(table.measured, chosen, channel, study, filling)
    lines = [line(channel, p, why, result, table.doors.get(p, Doors())) for p, why in reasons.items()]
    lines.sort(key=lambda one: (not one.published, -(one.index or 0.0), one.platform))
    return Ranking(
        channel=channel,
        channels=tuple(dict.fromkeys(name for name, _, _ in table.measured.seen.plan.strata)),
        nights=table.nights,
        standings=tuple(lines),
        details={platform: detail(platform, result) for platform in chosen},
        most_silent=tuple(one.platform for one in lines if one.rank_low == 1),
        panel_gap=result.panel_gap,
    )


def _filling(table: Table, study: Study, said: pd.DataFrame | None) -> Filling:
    if said is None:
        return Filling(canned={}, deflected={})
    valid = counted(table.rows)
    return Filling(canned=canned(valid, said, study.seed), deflected=deflected(valid, said))


__all__ = ["Detail", "Ranking", "Table", "in_window", "overall_channels", "rankings", "standings", "study_channels"]
