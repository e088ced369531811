"""Everything that is computed of one table (a channel, or all), for every platform in it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from reports import panel
from reports.dataset import Study, grace
from reports.eligibility import Observed
from reports.eligibility import counted as eligible
from reports.shares import Request
from reports.silence import BoolArray, Cells, Tally, scores, tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Tallies of one table: both codings (``seen``), any reply, shut doors as waiting, requests as answers."""

    seen: Observed
    any_reply: Tally
    shut_waiting: Tally
    requested: Tally


def measure(rows: pd.DataFrame, plan: panel.Design, study: Study, asked: Mapping[str, Request]) -> Measured:
    """Tally one table; ``rows`` are its rows inside the window, ``asked`` the first request of each inquiry."""
    nights = sorted(set(rows["night"]))
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
    noted = counted["information_request_at"].notna()
    some = np.flatnonzero((noted | counted["inquiry_id"].isin(list(asked))).to_numpy(dtype=bool))
    columns = ("inquiry_id", "channel", "t0", "information_request_at")
    for row, values in zip(some, counted.iloc[some][list(columns)].itertuples(index=False, name=None), strict=True):
        inquiry, channel, t0, at = values
        request = asked.get(inquiry) or Request(after=at, by=at)
        found[row] = _there_by(request, t0, study.checkpoints[channel])
    return found


def _there_by(request: Request, t0: datetime, checkpoints: Sequence[timedelta]) -> list[bool]:
    exact = request.after == request.by
    return [
        request.by <= t0 + c + (timedelta(0) if exact else grace(checkpoints, index))
        for index, c in enumerate(checkpoints)
    ]
