"""The index with people's labels, and with label error in its interval, by table and platform.

Combining imputations: Rubin (1987), degrees of freedom: Barnard and Rubin (1999); docs/coding.md has the formulas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports import panel
from reports.coding.confusion import Confusion
from reports.coding.labelerror import Facts, Functions, Imputing, agreed, by_coder
from reports.coding.rows import Coded, relabelled
from reports.dataset import Standing, Trial
from reports.eligibility import counted
from reports.intervals import EDGE, LEVEL, Bounds, FloatArray, t_upper
from reports.silence import IntArray, Scores, Tally, errors, intervals, scores, tally
from reports.standings import in_window, overall_channels, study_channels
from reports.trials import trial

IMPUTATIONS = 50
_USED = ("platform", "channel", "topic", "time_cell", "night", "ending", "checkpoint_states")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One ranked platform in one table, indices 0..100.

    ``index_coders``: people's labels put in where they agree; ``index_by_coder``: each coder's alone. ``index_error``:
    mean over imputations, ``error_low`` to ``error_high`` its interval, ``error_share`` the part of its variance that
    is label error (0..1); all None where label error is not known.
    """

    channel: str
    platform: str
    index: float
    index_coders: float | None
    index_by_coder: tuple[float | None, ...]
    index_error: float | None = None
    error_low: float | None = None
    error_high: float | None = None
    error_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """One table's platforms: tallies and scores."""

    tally: Tally
    scores: Scores
    cells: IntArray


def propagate(
    facts: Facts, coded: Coded, found: Confusion, standings: Sequence[Standing], *, known_error: bool
) -> list[Line]:
    """A line for each published standing, in their order. ``known_error`` False leaves label error out."""
    rows = _Rows(facts)
    with_people = rows.tables(agreed(coded))
    alone = [rows.tables(by_coder(coded, coder)) for coder in coded.coders()]
    draws = list(_imputed(rows, coded, found)) if known_error else []
    base = rows.tables({}) if draws else {}
    combined = {name: _combine(base[name], [draw[name] for draw in draws]) for name in base}
    codes = {platform: code for code, platform in enumerate(sorted(p.id for p in facts.study.platforms))}
    return [
        Line(
            channel=one.channel, platform=one.platform, index=one.index,
            index_coders=_percent(with_people[one.channel].scores.value[codes[one.platform]]),
            index_by_coder=tuple(_percent(own[one.channel].scores.value[codes[one.platform]]) for own in alone),
            **(combined[one.channel].of(codes[one.platform]) if draws else {}),
        )
        for one in standings
        if one.published and one.index is not None
    ]  # fmt: skip


def _imputed(rows: _Rows, coded: Coded, found: Confusion) -> Iterator[dict[str, _Table]]:
    imputing = Imputing(coded, rows.facts, found)
    for number in range(IMPUTATIONS):
        random = np.random.default_rng([abs(rows.facts.study.seed), coded.round, number])
        yield rows.tables(imputing.draw(random))


class _Rows:
    """The trials as columns, made once: what messages are changes two of them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._rows = panel.frame(facts.trials)[list(_USED)]
        overall = overall_channels(facts.study)
        channels: dict[str, tuple[str, ...]] = {channel: (channel,) for channel in study_channels(facts.study)}
        self._channels = channels | ({panel.OVERALL: overall} if overall else {})

    def tables(self, functions: Functions) -> dict[str, _Table]:
        """Every table if messages were what ``functions`` say."""
        again = judged_again(self.facts, functions)
        changed = [place for place, row in enumerate(again) if row is not self.facts.trials[place]]
        columns = {name: self._rows[name].to_numpy(dtype=object, copy=True) for name in ("ending", "checkpoint_states")}
        for name, column in columns.items():
            column[changed] = [getattr(again[place], name) for place in changed]
        rows = self._rows.assign(**{name: pd.Series(column, dtype=object) for name, column in columns.items()})
        once = {channels: self._table(rows, channels) for channels in set(self._channels.values())}
        return {name: once[channels] for name, channels in self._channels.items()}

    def _table(self, rows: pd.DataFrame, channels: Sequence[str]) -> _Table:
        plan, inside = panel.design(self.facts.study, channels), in_window(rows, self.facts.study, channels)
        closed, nights = counted(inside), sorted(inside["night"].unique())
        waiting = panel.waiting(panel.states(closed["checkpoint_states"], plan.checkpoints))
        counts = tally(panel.cells(closed, plan, nights), waiting)
        return _Table(tally=counts, scores=scores(counts, plan.weights), cells=plan.cell_of_stratum)


def judged_again(facts: Facts, functions: Functions) -> list[Trial]:
    """The trials if messages were what ``functions`` say; inquiries of which nothing changes stay as they are."""
    changed: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for (inquiry, ordinal), function in functions.items():
        label = facts.named.get(inquiry, {}).get(ordinal)
        if label is not None and relabelled(label, function) is not label:
            changed[inquiry][ordinal] = function
    return [
        _judged(facts, place, changed[row.inquiry_id]) if row.inquiry_id in changed else row
        for place, row in enumerate(facts.trials)
    ]


def _judged(facts: Facts, place: int, changed: Mapping[int, str]) -> Trial:
    inquiry = facts.inquiries[place]
    labels = {
        ordinal: relabelled(label, changed[ordinal]) if ordinal in changed else label
        for ordinal, label in facts.named[inquiry.id].items()
    }
    return trial(inquiry, facts.said.get(inquiry.id, ()), labels, facts.study)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Combined:
    value: FloatArray
    bounds: Sequence[Bounds]
    part: FloatArray

    def of(self, platform: int) -> dict[str, float | None]:
        bounds = self.bounds[platform]
        return {
            "index_error": _percent(self.value[platform]),
            "error_low": _percent(bounds.low),
            "error_high": _percent(bounds.high),
            "error_share": round(float(self.part[platform]), 6),
        }


def _combine(base: _Table, draws: Sequence[_Table]) -> _Combined:
    """Rubin's rules by platform, and METHOD's interval with the error so widened."""
    values = np.stack([draw.scores.value for draw in draws])
    within = np.stack([errors(draw.scores, floor=0.0) ** 2 for draw in draws]).mean(axis=0)
    between = (1 + 1 / len(draws)) * values.var(axis=0, ddof=1)
    total = within + between
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(total > EDGE**2, between / total, 0.0)
    complete = base.scores.nights - (int(base.cells.max()) + 1)
    wider = np.sqrt(total) * _quantile(_freedom(part, complete, len(draws))) / _quantile(complete.astype(np.float64))
    middle = Scores(
        value=values.mean(axis=0), night_scores=_of_norm(np.nan_to_num(wider), base.scores.night_scores.shape),
        nights=base.scores.nights, inquiries=base.scores.inquiries,
    )  # fmt: skip
    return _Combined(value=middle.value, bounds=intervals(base.tally, middle, base.cells), part=part)


def _freedom(part: FloatArray, complete: IntArray, draws: int) -> FloatArray:
    """Barnard and Rubin (1999): 1 / (1/nu_m + 1/nu_obs), never more than the complete data's."""
    whole = np.maximum(complete, 1).astype(np.float64)
    observed = (whole + 1) / (whole + 3) * whole * (1 - part)
    with np.errstate(divide="ignore"):
        between = np.where(part > EDGE, (draws - 1) / part**2, np.inf)
        found: FloatArray = 1 / (1 / between + 1 / observed)
    return np.where(part > EDGE, np.minimum(found, whole), complete)


def _quantile(freedom: FloatArray) -> FloatArray:
    return t_upper((1 - LEVEL) / 2, np.maximum(freedom, 0.5))


def _of_norm(norm: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Night scores (P, G) of which only the standard error matters."""
    found: FloatArray = np.repeat((norm / np.sqrt(shape[1]))[:, None], shape[1], axis=1)
    return found


def _percent(share: float) -> float | None:
    return None if np.isnan(share) else round(100 * float(share), 6) + 0.0


__all__ = ["IMPUTATIONS", "Line", "judged_again", "propagate"]
