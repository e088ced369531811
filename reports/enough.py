"""When there will be enough to rank: how many more nights the first platform of a channel needs at its pace so far."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from reports.dataset import Study, Trial
from reports.edition import TOGETHER, Edition, counted
from reports.heat import by_calendar
from reports.readings import inside
from reports.wording import Wording
from reports.wording.amounts import day


def enough(edition: Edition, words: Wording) -> list[str]:
    """One sentence a channel in which nobody is ranked for lack of data, and what is needed; else nothing."""
    told = soon(edition, words, edition.channels())
    if not told:
        return []
    study = edition.study
    needed = words(
        "enough.needed",
        nights=study.minimum_nights,
        counted=study.minimum_counted,
        stratum=study.minimum_stratum_nights,
    )
    return [*told, needed]


def soon(edition: Edition, words: Wording, channels: Sequence[str]) -> list[str]:
    """Of each of these channels in which nobody is ranked for lack of data, when its first platform can be."""
    return [sentence for channel in channels if (sentence := _told(edition, channel, words))]


def nights_missing(edition: Edition, channel: str) -> int | None:
    """More nights until the first platform has enough; None where one is ranked, or lack of data is not why."""
    if edition.ranked(channel) or channel == TOGETHER:
        return None
    short = {
        row.platform
        for row in edition.unranked()
        if row.channel == channel and row.reason_unpublished.startswith("not_enough_data")
    }
    own: dict[str, list[Trial]] = {platform: [] for platform in short}
    for trial in counted(inside(edition, channel)):
        if trial.platform in own:
            own[trial.platform].append(trial)
    needs = [_needs(trials, channel, edition.study) for trials in own.values()]
    return min((one for one in needs if one > 0), default=None)


def _needs(trials: Sequence[Trial], channel: str, study: Study) -> int:
    """The largest of three shortfalls, each divided by its pace; no pace yet: as if each night counted."""
    nights = {t.night for t in trials}
    by_stratum = Counter((topic, cell) for topic, cell, _ in {(t.topic, t.time_cell, t.night) for t in trials})
    wanted = [(study.minimum_nights, len(nights)), (study.minimum_counted, len(trials))]
    wanted += [
        (max(study.minimum_stratum_nights, 2), by_stratum[topic, cell])
        for topic in study.topics
        for cell in study.time_cells
    ]
    return max(_more(needed, have, len(nights)) for needed, have in wanted)


def _more(needed: int, have: int, nights: int) -> int:
    if have >= needed:
        return 0
    return math.ceil((needed - have) / (have / nights)) if have else needed


def watched(edition: Edition, channel: str) -> int:
    """Days until the last waiting time of a channel is over, rounded up."""
    return math.ceil(edition.study.checkpoints[channel][-1] / timedelta(days=1))


def _told(edition: Edition, channel: str, words: Wording) -> str:
    missing = nights_missing(edition, channel)
    if missing is None:
        return ""
    about = {"channel": words.coded("channel", channel), "nights": words.count("count.nights", missing)}
    if not by_calendar(edition):
        return words("enough.first", **about)
    last = date.fromisoformat(edition.nights()[-1])
    earliest = last + timedelta(days=missing + watched(edition, channel))
    return words("enough.day", day=day(words, earliest.isoformat()), **about)
