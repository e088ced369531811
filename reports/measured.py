"""Everything that is computed of one table (a channel, or all), for every platform in it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from reports import panel
from reports.dataset import Study, grace
from reports.eligibility import Observed
from reports.eligibility import counted as eligible
from reports.shares import Request
from reports.silence import BoolArray, Cells, IntArray, Tally, scores, tally

_NEVER = np.iinfo(np.int64).min  # what a missing moment becomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Tallies of one table: both codings (``seen``), any reply, shut doors as waiting, requests as answers."""

    seen: Observed
    any_reply: Tally
    shut_waiting: Tally
    requested: Tally


def measure(rows: pd.DataFrame, plan: panel.Design, study: Study, asked: Mapping[str, Request]) -> Measured:
    """Tally one table; ``rows`` are its rows inside the window, ``asked`` the first request of each inquiry."""
    nights = sorted(rows["night"].unique())
    counted = eligible(rows)
    cells = panel.cells(counted, plan, nights)
    letters = panel.states(counted["checkpoint_states"], plan.checkpoints)
    letters_any = panel.states(counted["checkpoint_states_any"], plan.checkpoints)
    silent = panel.waiting(letters)
    return Measured(
        seen=_observed(cells, plan, silent, panel.waiting(letters, unknown_waits=True)),
        any_reply=tally(cells, panel.waiting(letters_any)),
        shut_waiting=_with_shut(tally(cells, silent), rows, plan, nights),
        requested=tally(cells, silent & ~_answered_by_request(counted, plan, study, asked)),
    )


def _observed(cells: Cells, plan: panel.Design, silent: BoolArray, late: BoolArray) -> Observed:
    low, high = tally(cells, silent), tally(cells, late)
    lost = np.bincount(cells.platform, weights=(late & ~silent).sum(axis=1), minlength=cells.platforms)
    return Observed(
        plan=plan,
        low=low,
        high=high,
        low_scores=scores(low, plan.weights),
        high_scores=scores(high, plan.weights),
        unknown=lost.astype(np.int64),
    )


def _with_shut(counted: Tally, rows: pd.DataFrame, plan: panel.Design, nights: Sequence[str]) -> Tally:
    """The tally as if an inquiry that met a shut door had waited at every checkpoint."""
    shut = rows[rows["ending"] == "shut"]
    more = tally(panel.cells(shut, plan, nights), np.ones((len(shut), plan.checkpoints), dtype=bool))
    return Tally(inquiries=counted.inquiries + more.inquiries, waiting=counted.waiting + more.waiting)


def _answered_by_request(
    counted: pd.DataFrame, plan: panel.Design, study: Study, asked: Mapping[str, Request]
) -> BoolArray:
    """(n, C): True where an information request was there by the checkpoint, compared as an answer would be."""
    found = np.zeros((len(counted), plan.checkpoints), dtype=bool)
    after, by = _requested(counted, asked)
    some = np.flatnonzero(by != _NEVER)
    waited = by[some] - _microseconds(counted["t0"].iloc[some])
    channels = counted["channel"].iloc[some].to_numpy(dtype=object)
    for channel in {name for name, _, _ in plan.strata}:
        here = channels == channel
        exact = (after == by)[some[here]]
        found[some[here]] = _there_by(waited[here], exact, study.checkpoints[channel])
    return found


def _requested(counted: pd.DataFrame, asked: Mapping[str, Request]) -> tuple[IntArray, IntArray]:
    """When each inquiry's first request was not yet there, and when it was: microseconds (n,), or never."""
    noted = _microseconds(counted["information_request_at"])
    if not asked:
        return noted, noted
    place = pd.Index(list(asked)).get_indexer(pd.Index(counted["inquiry_id"]))
    after, by = (
        _microseconds(pd.Series(ends)) for ends in zip(*((r.after, r.by) for r in asked.values()), strict=True)
    )
    return np.where(place >= 0, after[place], noted), np.where(place >= 0, by[place], noted)


def _microseconds(moments: pd.Series) -> IntArray:
    """Moments (n,) as whole microseconds; a missing one is never."""
    found: IntArray = pd.to_datetime(moments, utc=True).dt.tz_convert(None).to_numpy("datetime64[us]").astype(np.int64)
    return found


def _there_by(waited: IntArray, exact: BoolArray, checkpoints: Sequence[timedelta]) -> BoolArray:
    """(n, C) from microseconds since t0 (n,): an interval may end within the grace of the visit."""
    microsecond = timedelta(microseconds=1)
    limits = np.array([c // microsecond for c in checkpoints], dtype=np.int64)
    late = np.array([grace(checkpoints, index) // microsecond for index in range(len(checkpoints))], dtype=np.int64)
    found: BoolArray = waited[:, None] <= limits + np.where(exact[:, None], 0, late)
    return found
