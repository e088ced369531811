"""One week's edition: the rows a report is told from, and the few questions every part of it asks of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from reports import panel
from reports.answers import Correction, Reply
from reports.coding.assessed import Assessment
from reports.companions import Agreement, Change, Companions, Pair, Sensitivity
from reports.dataset import FollowUpRow, LabelRow, MessageRow, Standing, Study, Trial
from reports.exhibits import ExhibitRow
from reports.handoff import HandoffRow
from reports.held import Held, Places
from reports.imprint import Imprint
from reports.recognition import Recognition
from reports.revision import Revision
from reports.standings import Detail, Ranking
from reports.translations import Translation

TOGETHER = "all"
COUNTED = ("closed", "ended_by_platform")
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is published for ``week`` (ISO, ``2026-W47``): rows in, words and pictures out.

    ``standings`` hold one line a platform and channel, ``channel`` "all" being the overall table. ``messages``
    are masked already. ``trials``, ``messages`` and ``labels`` are kept as columns (``reports.held``), whatever they
    come as. ``notes`` are codes of ``note.*`` in the wording, such as ``network_path_not_proven``.
    ``rankings`` (optional, from ``reports.standings.rankings``) add the audit index and the panel's gap;
    ``companions`` (optional, from ``reports.beside.companions``) the service-hours clock, changes and pairs.
    ``second_looks`` were asked again from another observer and are in no table; ``observers`` compare them.
    ``revision`` says what a later edition of the week changed; ``coding`` is None where no people coded messages.
    ``replies`` are the platforms' own words, ``corrections`` what was found wrong in this week's editions.
    ``exhibits`` name what the evidence holds; ``translations`` are people's, of canned texts.
    ``frame``: the trials as columns (``panel.frame``), where they were made already.
    ``draft``: not published yet, the platforms may still answer. ``imprint``: who publishes it, and where.
    """

    study: Study
    week: str
    trials: Sequence[Trial]
    standings: Sequence[Standing]
    messages: Sequence[MessageRow] = ()
    labels: Sequence[LabelRow] = ()
    follow_ups: Sequence[FollowUpRow] = ()
    handoffs: Sequence[HandoffRow] = ()
    notes: Sequence[str] = ()
    rankings: Sequence[Ranking] = ()
    companions: Companions = field(default_factory=Companions)
    revision: Revision | None = None
    coding: Assessment | None = None
    replies: Sequence[Reply] = ()
    corrections: Sequence[Correction] = ()
    draft: bool = False
    imprint: Imprint = field(default_factory=Imprint)
    second_looks: Sequence[Trial] = ()
    observers: Sequence[Agreement] = ()
    recognitions: Sequence[Recognition] = ()
    exhibits: Sequence[ExhibitRow] = ()
    translations: Sequence[Translation] = ()
    frame: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    _names: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_door: Mapping[tuple[str, str], Places] = field(init=False, repr=False, compare=False)
    _found: dict[Hashable, object] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "trials", Held.of(Trial, self.trials))
        object.__setattr__(self, "messages", Held.of(MessageRow, self.messages))
        object.__setattr__(self, "labels", Held.of(LabelRow, self.labels))
        object.__setattr__(self, "_names", {p.id: p.name for p in self.study.platforms})
        object.__setattr__(self, "_by_door", _doors(self.every()))

    def every(self) -> Held[Trial]:
        """The trials, as columns."""
        return Held.of(Trial, self.trials)

    def once(self, what: Hashable, find: Callable[[], _Found]) -> _Found:
        """What ``find`` gives, found once an edition and then remembered as ``what``; nobody may change it."""
        if what not in self._found:
            self._found[what] = find()
        return cast("_Found", self._found[what])

    def rows(self) -> pd.DataFrame:
        """The trials as columns (``panel.frame``), made once."""
        return self.once("rows", self._rows)

    def _rows(self) -> pd.DataFrame:
        if self.frame is None:
            return panel.frame(self.trials)
        if list(self.frame["inquiry_id"]) != self.every().values("inquiry_id"):
            raise ValueError("the columns are not those of the trials")
        return self.frame

    def channels(self) -> list[str]:
        """Channel kinds asked, in the study's order of checkpoints."""
        asked = {channel for _, channel in self._by_door} | {standing.channel for standing in self.standings}
        known = [channel for channel in self.study.checkpoints if channel in asked]
        return known + sorted(asked - set(known) - {TOGETHER})

    def platforms_asked(self) -> set[str]:
        """Ids of all platforms of the rows, whatever became of the inquiries."""
        return {platform for platform, _ in self._by_door}

    def tables(self) -> list[str]:
        """The rankings to show: overall first, if there is one, then each channel kind."""
        overall = [TOGETHER] if any(s.channel == TOGETHER for s in self.standings) else []
        return overall + self.channels()

    def ranked(self, channel: str) -> list[Standing]:
        """Published standings of ``channel``, most silent first; ties by range of ranks, then by name."""
        return list(self.once(("ranked", channel), lambda: self._ranked(channel)))

    def _ranked(self, channel: str) -> list[Standing]:
        rows = [s for s in self.standings if s.channel == channel and s.published and s.index is not None]
        return sorted(rows, key=lambda s: (-(s.index or 0.0), s.rank_low or 0, s.rank_high or 0, self.name(s.platform)))

    def unranked(self) -> list[Standing]:
        rows = [s for s in self.standings if not s.published or s.index is None]
        order = {table: place for place, table in enumerate(self.tables())}
        return sorted(rows, key=lambda s: (self.name(s.platform), order[s.channel]))

    def foremost(self, channel: str) -> list[Standing]:
        """The set that could be the most silent: whoever may hold rank 1."""
        return [s for s in self.ranked(channel) if s.rank_low == 1]

    def detail(self, channel: str, platform: str) -> Detail | None:
        """What the ranking of ``channel`` knows of a ranked platform beyond its line, if it was given."""
        return next((table.details.get(platform) for table in self.rankings if table.channel == channel), None)

    def sensitivity(self, channel: str) -> Mapping[str, Sensitivity]:
        """By ranked platform what other conventions say in the table of ``channel``, if it was given."""
        found = self.companions.sensitivities
        return {one.platform: one for one in found if one.channel == channel and one.published}

    def changes(self, channel: str) -> list[Change]:
        return [one for one in self.companions.changes if one.channel == channel]

    def pairs(self, channel: str) -> list[Pair]:
        return [one for one in self.companions.pairs if one.channel == channel]

    def panel_gap(self, channel: str) -> tuple[float, float, float] | None:
        """Mean after-sale gap of the ranked with its interval, if it was given."""
        return next((table.panel_gap for table in self.rankings if table.channel == channel), None)

    def headline_channel(self) -> str | None:
        """Where the headline comes from: the overall ranking, else the first channel with one, else None."""
        return next((channel for channel in self.tables() if self.ranked(channel)), None)

    def name(self, platform: str) -> str:
        """The platform's published name; its id where the study does not know it."""
        return self._names.get(platform, platform)

    def platforms(self, channel: str) -> list[str]:
        """Ids of all platforms asked through ``channel``: ranked ones in order, then the others by name."""
        asked = {platform for platform, by in self._by_door if by == channel}
        first = [s.platform for s in self.ranked(channel) if s.platform in asked]
        return first + sorted(asked - set(first), key=self.name)

    def asked(self, platform: str, channel: str) -> Held[Trial]:
        return self.every().at(self._by_door.get((platform, channel), np.zeros(0, dtype=np.int64)))

    def sent(self) -> int:
        """How many inquiries a channel took."""
        return self.once("sent", lambda: int(self.every().there("t0").sum()))

    def nights(self) -> list[str]:
        return list(self.once("nights", lambda: sorted(self.every().distinct("night"))))

    def rules_versions(self) -> list[str]:
        return list(self.once("rules", lambda: sorted(self.every().distinct("rules_version") - {""})))


def _doors(trials: Held[Trial]) -> dict[tuple[str, str], Places]:
    """By platform and channel the places of its trials."""
    (platform, platforms), (channel, channels) = trials.codes("platform"), trials.codes("channel")
    door = platform * len(channels) + channel
    order = np.argsort(door, kind="stable")
    known, begins = np.unique(door[order], return_index=True)
    return {
        (platforms[one // len(channels)], channels[one % len(channels)]): own
        for one, own in zip(known.tolist(), np.split(order, begins[1:]), strict=False)
    }


def counted(trials: Iterable[Trial]) -> Held[Trial]:
    """METHOD's counted inquiries: window closed, ending ``closed`` or ``ended_by_platform``."""
    every = Held.of(Trial, trials)
    return every.where(every.among("ending", COUNTED) & ~every.among("checkpoint_states", ("",)))
