"""Everything published beside a ranking, from the rows it was made of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reports.change import changes
from reports.companions import Companions
from reports.dataset import Study, Trial
from reports.pairs import pairs
from reports.sensitivity import sensitivities
from reports.standings import Ranking


def companions(
    trials: Sequence[Trial], study: Study, tables: Sequence[Ranking], rows: pd.DataFrame | None = None
) -> Companions:
    """``sensitivity.csv``, ``change.csv`` and ``pairs.csv`` of the rankings ``tables`` of these trials.

    ``rows``: the same trials as columns (``panel.frame``), where somebody has made them already.
    """
    return Companions(
        sensitivities=sensitivities(trials, study, tables),
        changes=changes(trials if rows is None else rows, study),
        pairs=pairs(tables),
    )
