"""The service-hours clock: time that passes only while a platform's published hours run; a sensitivity, never ranked.

What a checkpoint shows by this clock is read from the published row alone. No visit was made for such a moment, so
much stays unknown: the last checkpoints often lie beyond the last look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reports.dataset import ServiceHours
from reports.panel import LetterArray, states
from reports.silence import BoolArray, IntArray

FAR = np.iinfo(np.int64).max
"""A moment beyond everything observed, or none."""

_DAY, _MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClock:
    """Opening spans (K,) in microseconds since 1970 UTC, in order and disjoint, and the service time before each."""

    opens: IntArray
    closes: IntArray
    passed: IntArray

    @classmethod
    def of(cls, hours: ServiceHours, first: datetime, last: datetime) -> ServiceClock:
        """The spans that may touch ``first`` to ``last`` (aware); a day's hours past midnight belong to that day."""
        zone = ZoneInfo(hours.zone)
        day, end = first.astimezone(zone).date() - _DAY, last.astimezone(zone).date() + _DAY
        spans = []
        while day <= end:
            if day.isoweekday() in hours.days:
                spans.append(_span(hours, day, zone))
            day += _DAY
        opens, closes = _joined(spans)
        lengths = closes - opens
        return cls(opens=opens, closes=closes, passed=np.cumsum(lengths) - lengths)

    def runs(self, moments: IntArray) -> BoolArray:
        """Whether the service is open at each moment (n,)."""
        place = np.searchsorted(self.opens, moments, side="right") - 1
        inside: BoolArray = (place >= 0) & (moments < np.append(self.closes, 0)[place])
        return inside

    def reached(self, starts: IntArray, spans: Sequence[timedelta]) -> IntArray:
        """When so much service time has passed since each start: (n, C), FAR where that lies beyond the spans."""
        if not self.opens.size:
            return np.full((starts.size, len(spans)), FAR)
        place = np.maximum(np.searchsorted(self.opens, starts, side="right") - 1, 0)
        lengths = self.closes - self.opens
        begun = self.passed[place] + np.clip(starts - self.opens[place], 0, lengths[place])
        wanted = begun[:, None] + np.array([span // _MICROSECOND for span in spans], dtype=np.int64)
        found = np.searchsorted(self.passed + lengths, wanted, side="left")
        known = np.minimum(found, self.opens.size - 1)
        moments: IntArray = np.where(found < self.opens.size, self.opens[known] + wanted - self.passed[known], FAR)
        return moments


def _span(hours: ServiceHours, day: date, zone: ZoneInfo) -> tuple[int, int]:
    ends = day if hours.opens < hours.closes else day + _DAY
    begin = (datetime.combine(day, hours.opens, zone).astimezone(UTC) - _EPOCH) // _MICROSECOND
    end = (datetime.combine(ends, hours.closes, zone).astimezone(UTC) - _EPOCH) // _MICROSECOND
    return begin, max(begin, end)


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    """Spans that touch or overlap (open day and night; a clock put back) as one."""
    found: list[list[int]] = []
    for begin, end in spans:
        if found and begin <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([begin, end])
    pairs = np.array(found, dtype=np.int64).reshape(len(found), 2)
    return pairs[:, 0], pairs[:, 1]


def service_states(rows: pd.DataFrame, hours: ServiceHours, checkpoints: Sequence[timedelta]) -> LetterArray | None:
    """Letters (n, C) of one platform's counted rows by its service-hours clock; None where the calendar is not theirs.

    Where the clock never stopped before the checkpoint, the published letter. Else, at the moment M when the
    service time is over: answered if the reply was there by M; waiting if a look at or after M shows nothing, no
    request stood open, and no published letter beside M is unknown (unless a later one shows it waiting); else
    unknown. A compressed study names its own nights: there ``in_published_hours`` contradicts ``due_at``.
    """
    seen = _Seen.of(rows, len(checkpoints))
    latest = max((int(moments[moments < FAR].max(initial=0)) for moments in (seen.until, seen.by)), default=0)
    clock = ServiceClock.of(hours, _moment(int(min(seen.t0.min(), seen.due.min()))), _moment(latest))
    told = rows["in_published_hours"].astype("boolean")
    known = told.notna().to_numpy(dtype=bool)
    if (clock.runs(seen.due)[known] != told.fillna(False).to_numpy(dtype=bool)[known]).any():
        return None
    calendar = seen.t0[:, None] + np.array([c // _MICROSECOND for c in checkpoints], dtype=np.int64)
    moments = clock.reached(seen.t0, checkpoints)
    answered = seen.there(seen.by, moments)
    waiting = seen.absent(moments) & ~seen.there(seen.asked, moments) & seen.trusted(moments, calendar)
    found = np.where(answered, ord("a"), np.where(waiting, ord("w"), ord("u")))
    letters: LetterArray = np.where(moments == calendar, seen.letters, found).astype(np.uint8)
    return letters


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Counted rows as arrays (n,): microseconds, FAR for none; ``letters`` (n, C) as published."""

    due: IntArray
    t0: IntArray
    until: IntArray
    after: IntArray
    by: IntArray
    asked: IntArray
    away: BoolArray
    ended: BoolArray
    letters: LetterArray

    @classmethod
    def of(cls, rows: pd.DataFrame, checkpoints: int) -> _Seen:
        return cls(
            due=_microseconds(rows["due_at"]),
            t0=_microseconds(rows["t0"]),
            until=np.where(rows["observed_until"].isna(), 0, _microseconds(rows["observed_until"])),
            after=_microseconds(rows["substantive_after"]),
            by=_microseconds(rows["substantive_by"]),
            asked=_microseconds(rows["information_request_at"]),
            away=(rows["other_channel"] != "").to_numpy(dtype=bool),
            ended=(rows["ending"] == "ended_by_platform").to_numpy(dtype=bool),
            letters=states(rows["checkpoint_states"], checkpoints),
        )

    @staticmethod
    def there(arrived: IntArray, moments: IntArray) -> BoolArray:
        """(n, C): what arrived (n,) was there at the moment."""
        found: BoolArray = (arrived[:, None] <= moments) & (arrived < FAR)[:, None]
        return found

    def absent(self, moments: IntArray) -> BoolArray:
        """(n, C): it is proven that no substantive reply was there yet."""
        looked = (self.until[:, None] >= moments) | self.ended[:, None]
        none = (self.by == FAR)[:, None]
        exact = (self.after == self.by)[:, None]
        not_yet = np.where(exact, self.by[:, None] > moments, self.after[:, None] >= moments)
        found: BoolArray = np.where(none, looked, not_yet & (looked | ~self.away[:, None]))
        return found & ((moments < FAR) | self.ended[:, None])

    def trusted(self, moments: IntArray, calendar: IntArray) -> BoolArray:
        """(n, C): no span that hides the truth can be seen at the moment: the letters beside it are known."""
        later = calendar[:, None, :] >= moments[:, :, None]  # (n, moment, calendar checkpoint)
        proven = (later & (self.letters == ord("w"))[:, None, :]).any(axis=2)
        first = later.sum(axis=2)  # checkpoints at or after the moment; they are the last ones
        count = self.letters.shape[1]
        framed = np.pad(self.letters, ((0, 0), (1, 1)), constant_values=ord("a"))
        before, after = (np.take_along_axis(framed, count - first + step, axis=1) for step in (0, 1))
        found: BoolArray = proven | ((before != ord("u")) & (after != ord("u")))
        return found


def _microseconds(moments: pd.Series) -> IntArray:
    found = pd.to_datetime(moments, utc=True).dt.tz_convert(None).to_numpy("datetime64[us]")
    numbers: IntArray = np.where(np.isnat(found), FAR, found.astype(np.int64))
    return numbers


def _moment(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND
