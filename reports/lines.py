"""From what was measured to published lines: ranges, separations and the numbers of each ranked platform."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from reports.dataset import Standing, Study
from reports.eligibility import Doors
from reports.gap import Gap, after_sale_gap, panel_gap
from reports.intervals import Bounds, FloatArray
from reports.measured import Measured
from reports.panel import OVERALL
from reports.ranks import Contest, rank_ranges, separations
from reports.silence import BoolArray, IntArray, Scores, Tally, intervals, log_weights, scores, unanswered

DIGITS = 6
"""Published numbers are rounded here, so that no machine's last bit shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of inquiries with its interval, all 0..1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What is shown beside a ranked platform: who is separated from it, and its unanswered curve.

    ``unanswered``: one share a checkpoint with its Wilson interval; empty for ``all``, whose channels have
    checkpoints of their own. ``log_*``: the log audit index (0..100) and its rank range. ``interval_rule``: what
    gave the index's interval, ``logit_t`` or ``clopper_pearson``. ``gap``: after-sale minus pre-sale, published or
    not, and the same with information requests counted as answers.
    """

    platform: str
    interval_rule: str
    more_silent_than: tuple[str, ...]
    less_silent_than: tuple[str, ...]
    undecided_on: tuple[str, ...]
    unanswered: tuple[Share, ...]
    log_index: float
    log_rank_low: int
    log_rank_high: int
    gap: float
    gap_requests_answered: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One table's figures over all platforms (P,), and what concerns ranks over the ``chosen`` (R,)."""

    codes: Mapping[str, int]  # platform → its place in (P,) arrays
    places: Mapping[str, int]  # ranked platform → its place in (R,) arrays
    low: Scores
    high: FloatArray
    bounds: Sequence[Bounds]
    any_reply: FloatArray
    shut_waiting: FloatArray
    gap: Gap
    more: BoolArray  # (R, R)
    ranks: tuple[IntArray, IntArray]
    log_index: FloatArray  # (R,)
    log_ranks: tuple[IntArray, IntArray]
    shares: FloatArray  # (P, C, 3)
    panel_gap: tuple[float, float, float] | None
    canned: Mapping[str, float]
    deflected: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Canned and deflection shares by platform; empty where no messages were given."""

    canned: Mapping[str, float]
    deflected: Mapping[str, float]


def ranked(measured: Measured, chosen: Sequence[str], channel: str, study: Study, filling: Filling) -> Ranked:
    """Compute one table; every pair is tested under both codings of unknown, and only what both find counts."""
    seen, plan = measured.seen, measured.seen.plan
    codes = {platform: code for code, platform in enumerate(plan.platforms)}
    members = np.array([codes[platform] for platform in chosen], dtype=np.int64)
    seed = [abs(study.seed), zlib.crc32(channel.encode())]
    more = _more_silent((seen.low, seen.high), members, measured, None, seed)
    audit = _audit_weights(measured, study)
    mask = np.isin(np.arange(len(plan.platforms)), members)
    return Ranked(
        codes=codes,
        places={platform: place for place, platform in enumerate(chosen)},
        low=seen.low_scores,
        high=seen.high_scores.value,
        bounds=intervals(seen.low, seen.low_scores, plan.cell_of_stratum),
        any_reply=scores(measured.any_reply, plan.weights).value,
        shut_waiting=scores(measured.shut_waiting, plan.weights).value,
        gap=after_sale_gap(seen.low, measured.requested, plan),
        more=more,
        ranks=rank_ranges(more),
        log_index=scores(seen.low, plan.weights, audit).value[members],
        log_ranks=rank_ranges(_more_silent((seen.low, seen.high), members, measured, audit, seed)),
        shares=unanswered(seen.low, plan.weights) if channel != OVERALL else np.empty((len(codes), 0, 3)),
        panel_gap=_hundredfold(panel_gap(seen.low, mask, plan)) if len(members) else None,
        canned=filling.canned,
        deflected=filling.deflected,
    )


def _audit_weights(measured: Measured, study: Study) -> FloatArray:
    """(S, C): each stratum's channel weighs its own checkpoints by log time."""
    seconds = {name: np.array([c.total_seconds() for c in study.checkpoints[name]]) for name in study.checkpoints}
    return np.stack([log_weights(seconds[channel]) for channel, _, _ in measured.seen.plan.strata])


def _more_silent(
    codings: tuple[Tally, Tally],
    members: IntArray,
    measured: Measured,
    checkpoint_weights: FloatArray | None,
    seed: Sequence[int],
) -> BoolArray:
    """(R, R): separations found under both codings, on the nights of which any ranked platform has an inquiry."""
    found = np.ones((len(members), len(members)), dtype=bool)
    if not len(members):
        return found
    plan = measured.seen.plan
    for coding in codings:
        own = scores(coding, plan.weights, checkpoint_weights)
        used = coding.inquiries[members].sum(axis=(0, 1)) > 0
        contest = Contest(
            value=own.value[members],
            night_scores=own.night_scores[members][:, used],
            nights=own.nights[members],
            time_cells=len(plan.time_cells),
        )
        found &= separations(contest, seed=seed)
    return found


def _hundredfold(values: tuple[float, float, float]) -> tuple[float, float, float]:
    value, low, high = (round(100 * v, DIGITS) for v in values)
    return value, low, high


def line(channel: str, platform: str, why: str, result: Ranked, door: Doors) -> Standing:
    """One line of the table; everything that tells of answers is empty where it is not published."""
    code = result.codes[platform]
    figures = _unpublished() if why else _figures(platform, result)
    return Standing(
        channel=channel,
        platform=platform,
        published=not why,
        reason_unpublished=why,
        **figures,
        nights=int(result.low.nights[code]),
        inquiries=int(result.low.inquiries[code]),
        void_share=_part(door.voids, door.planned),
        shut_share=_part(door.shut, door.attempts),
        barred_share=_part(door.barred, door.attempts),
    )


def detail(platform: str, result: Ranked) -> Detail:
    """What stands between a ranked platform and the others."""
    own, code, names = result.places[platform], result.codes[platform], list(result.places)
    more = [names[other] for other in np.flatnonzero(result.more[own])]
    less = [names[other] for other in np.flatnonzero(result.more[:, own])]
    decided = {*more, *less, platform}
    shares = result.shares[code]
    return Detail(
        platform=platform,
        interval_rule=result.bounds[code].rule,
        more_silent_than=tuple(more),
        less_silent_than=tuple(less),
        undecided_on=tuple(name for name in names if name not in decided),
        unanswered=tuple(Share(share=_round(s), low=_round(lo), high=_round(hi)) for s, lo, hi in shares),
        log_index=_percent(result.log_index[own]),
        log_rank_low=int(result.log_ranks[0][own]),
        log_rank_high=int(result.log_ranks[1][own]),
        gap=_percent(result.gap.value[code]),
        gap_requests_answered=_percent(result.gap.requests_answered[code]),
    )


def _figures(platform: str, result: Ranked) -> dict[str, Any]:
    code, place = result.codes[platform], result.places[platform]
    index, any_reply = _percent(result.low.value[code]), _percent(result.any_reply[code])
    gap = result.gap
    return {
        "index": index,
        "index_low": _percent(result.bounds[code].low),
        "index_high": _percent(result.bounds[code].high),
        "rank_low": int(result.ranks[0][place]),
        "rank_high": int(result.ranks[1][place]),
        "index_late_waiting": _percent(result.high[code]),
        "index_shut_waiting": _percent(result.shut_waiting[code]),
        "index_any": any_reply,
        "padding": _round(index - any_reply),
        "after_sale_gap": _percent(gap.value[code]) if gap.holds[code] else None,
        "gap_low": _percent(gap.low[code]) if gap.holds[code] else None,
        "gap_high": _percent(gap.high[code]) if gap.holds[code] else None,
        "canned_share": _known(result.canned.get(platform)),
        "deflection_share": _known(result.deflected.get(platform)),
    }


def _unpublished() -> dict[str, Any]:
    before, after = "index", "nights"
    names = [field.name for field in fields(Standing)]
    return dict.fromkeys(names[names.index(before) : names.index(after)])


def _percent(share: float) -> float:
    return _round(100 * share)


def _round(value: float) -> float:
    return round(float(value), DIGITS) + 0.0  # no minus zero


def _known(share: float | None) -> float | None:
    return None if share is None else _round(share)


def _part(part: int, of: int) -> float | None:
    return _round(part / of) if of else None
