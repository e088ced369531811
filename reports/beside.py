"""Everything published beside a ranking, from the rows it was made of."""

from __future__ import annotations

from collections.abc import Sequence

from reports.change import changes
from reports.companions import Companions
from reports.dataset import Study, Trial
from reports.pairs import pairs
from reports.sensitivity import sensitivities
from reports.standings import Ranking


def companions(trials: Sequence[Trial], study: Study, tables: Sequence[Ranking]) -> Companions:
    """``sensitivity.csv``, ``change.csv`` and ``pairs.csv`` of the rankings ``tables`` of these trials."""
    return Companions(
        sensitivities=sensitivities(trials, study, tables),
        changes=changes(trials, study),
        pairs=pairs(tables),
    )
