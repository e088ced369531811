"""Published trials as arrays: which rows lie in the window, and where each lies in the design."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from reports import columnar, csvtext
from reports.dataset import DatasetInvalid, Study, Trial
from reports.held import Held, Plain, Words
from reports.intervals import FloatArray
from reports.silence import BoolArray, Cells, IntArray

COUNTED = ("closed", "ended_by_platform")
OVERALL = "all"
_LETTERS = {name: ord(name) for name in "awu"}
LetterArray = npt.NDArray[np.uint8]
COLUMNS = (
    *("inquiry_id", "platform", "channel", "topic", "time_cell", "night", "observer", "ending", "reason", "question"),
    *("other_channel", "checkpoint_states", "checkpoint_states_any", "in_published_hours", "due_at", "t0"),
    *("observed_until", "substantive_after", "substantive_by", "information_request_at"),
)
"""The columns of ``trials.csv`` that rankings and what stands beside them are made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The strata of one table: (channel, topic, time cell) in a fixed order, with equal weights."""

    platforms: tuple[str, ...]
    strata: tuple[tuple[str, str, str], ...]
    time_cells: tuple[str, ...]
    checkpoints: int

    @property
    def weights(self) -> FloatArray:
        return np.full(len(self.strata), 1 / len(self.strata))

    @property
    def cell_of_stratum(self) -> IntArray:
        return np.array([self.time_cells.index(cell) for _, _, cell in self.strata], dtype=np.int64)

    def topic_weights(self, topic: str) -> FloatArray:
        """Weights of one topic's strata alone, summing to 1."""
        chosen = np.array([name == topic for _, name, _ in self.strata], dtype=np.float64)
        weights: FloatArray = chosen / chosen.sum()
        return weights


def design(study: Study, channels: Sequence[str]) -> Design:
    """The strata of a table over ``channels``; all must have the same number of checkpoints."""
    counts = {len(study.checkpoints[channel]) for channel in channels}
    if len(counts) != 1:
        raise DatasetInvalid(f"channels {', '.join(channels)} differ in their number of checkpoints")
    return Design(
        platforms=tuple(sorted(platform.id for platform in study.platforms)),
        strata=tuple((c, t, cell) for c in channels for t in study.topics for cell in study.time_cells),
        time_cells=study.time_cells,
        checkpoints=counts.pop(),
    )


def frame(trials: Sequence[Trial] | pd.DataFrame) -> pd.DataFrame:
    """Trials as a table of ``COLUMNS``: repeated texts as categories, never missing (empty = none), moments in UTC."""
    if isinstance(trials, pd.DataFrame):
        return trials
    types = csvtext.columns(Trial)
    return pd.DataFrame({name: _column(trials, name, types[name]) for name in COLUMNS}, copy=False)


def arrays(rows: pd.DataFrame) -> dict[str, Any]:
    """The columns of ``frame`` as Arrow arrays, those left out whose texts UTF-8 cannot carry."""
    found = {}
    for name in COLUMNS:
        with suppress(UnicodeEncodeError):
            found[name] = pa.array(rows[name], from_pandas=True)
    return found


def _column(trials: Sequence[Trial], name: str, kind: type) -> pd.Series:
    if isinstance(trials, Held):
        return _held(trials, name, kind)
    values = list(map(attrgetter(name), trials))
    if kind is str:
        return _texts(values) if name != "inquiry_id" else pd.Series(values, dtype=object)
    return _series(columnar.array(values, kind))


def _held(trials: Held[Trial], name: str, kind: type) -> pd.Series:
    """The same of trials that are columns already."""
    column = trials.column(name)
    if isinstance(column, Words) and name != "inquiry_id":
        return pd.Series(pd.Categorical.from_codes(column.codes, categories=pd.Index(list(column.known), dtype=object)))
    if isinstance(column, Plain) and kind is not str:
        return _series(column.array)
    values = column.values()
    return _texts(values) if name != "inquiry_id" else pd.Series(values, dtype=object)


def _series(column: Any) -> pd.Series:
    found: pd.Series = column.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    return found


def _texts(values: Sequence[str]) -> pd.Series:
    """As categories; a text need not be one that UTF-8 can carry."""
    known = {text: place for place, text in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(known.__getitem__, values), dtype=np.int32, count=len(values))
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(list(known), dtype=object)))


def window(rows: pd.DataFrame, nights: int) -> list[str]:
    """The last ``nights`` sending nights of one channel's rows whose windows have closed, in order.

    A night of which only void inquiries are left sent nothing that could be watched: it is lost whole, and no
    void inquiry can move the window. A night with an open inquiry has not closed.
    """
    alive = rows.loc[rows["ending"] != "void", ["night", "ending"]]
    closed = set(alive["night"].unique()) - set(alive.loc[alive["ending"] == "open", "night"].unique())
    return sorted(closed)[-nights:]


def cells(rows: pd.DataFrame, plan: Design, nights: Sequence[str]) -> Cells:
    """Codes of each row's platform, stratum and night."""
    stratum = np.zeros(len(rows), dtype=np.int64)
    for place, column in enumerate(("channel", "topic", "time_cell")):
        names = tuple(dict.fromkeys(names[place] for names in plan.strata))
        stratum = stratum * len(names) + _codes(rows[column], names, column)
    return Cells(
        platform=_codes(rows["platform"], plan.platforms, "platform"),
        stratum=stratum,
        night=_codes(rows["night"], nights, "night"),
        platforms=len(plan.platforms),
        strata=len(plan.strata),
        nights=len(nights),
    )


def states(column: pd.Series, checkpoints: int) -> LetterArray:
    """Checkpoint letters (n,) as character codes (n, C)."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        used, place = np.unique(codes, return_inverse=True)
        if used.size and used[0] >= 0:
            return states(pd.Series(column.cat.categories[used], dtype=object), checkpoints)[place]
    letters = "".join(column).encode("ascii", "replace")
    if len(letters) != len(column) * checkpoints:
        raise DatasetInvalid(f"a counted trial has not {checkpoints} checkpoint states", "see docs/dataset.md")
    return np.frombuffer(letters, dtype=np.uint8).reshape(len(column), checkpoints)


def waiting(letters: LetterArray, *, unknown_waits: bool = False) -> BoolArray:
    """(n, C): waiting at each checkpoint, unknown coded as answered (headline) or as waiting."""
    found: BoolArray = letters == _LETTERS["w"]
    return found | (letters == _LETTERS["u"]) if unknown_waits else found


def unknown(letters: LetterArray) -> BoolArray:
    """(n, C): True where it is unknown."""
    found: BoolArray = letters == _LETTERS["u"]
    return found


def _codes(column: pd.Series, names: Sequence[str], what: str) -> IntArray:
    codes = _places(column, pd.Index(names))
    if (codes < 0).any():
        raise DatasetInvalid(f"a trial names a {what} that study.json does not know", "see docs/dataset.md")
    return codes


def _places(column: pd.Series, names: pd.Index) -> IntArray:
    """Where in ``names`` each text stands, -1 for none; of categories only the few texts are looked up."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(names.get_indexer(pd.Index(column)), dtype=np.int64)
    of_category = np.asarray(names.get_indexer(pd.Index(column.cat.categories)), dtype=np.int64)
    found: IntArray = np.append(of_category, -1)[column.cat.codes.to_numpy()]  # a missing text has code -1
    return found
