"""What stands in a section that has nothing to show: what is missing, and when or by what it will be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.edition import TOGETHER, Edition
from reports.enough import soon
from reports.heat import by_calendar
from reports.wording import Wording
from reports.wording.amounts import duration

_OF_RANKED = ("gap", "padding", "channels", "beside", "hours", "pairs")
_OF_COUNTED = ("curves", "checkpoints", "heat")


def absences(edition: Edition, words: Wording) -> Mapping[str, Sequence[str]]:
    """By section the sentences for where it is empty; they are ready whether it is or not."""
    found = {section: _without_ranking(edition, section, words) for section in _OF_RANKED}
    found |= dict.fromkeys(_OF_COUNTED, _without_counted(edition, words))
    if edition.nights() and not by_calendar(edition):
        found["heat"] = [words("heat.none")]
    return found


def unranked(edition: Edition, channel: str, words: Wording) -> list[str]:
    """Why the ranking of ``channel`` is empty."""
    return [words("ranking.absent"), *_when(edition, words, channel)]


def _without_ranking(edition: Edition, section: str, words: Wording) -> list[str]:
    tables = [table for table in edition.tables() if edition.ranked(table)]
    if not tables:
        return [words("absent.ranked"), *_when(edition, words)]
    if section == "gap":
        return [words("absent.gap")]
    if section == "pairs":
        return [words("absent.pairs"), *_when(edition, words)]
    if section == "channels":
        asked = edition.channels()
        return [words("absent.channel")] if len(asked) < 2 else [words("absent.channels"), *_when(edition, words)]
    return [words("absent.data")]


def _when(edition: Edition, words: Wording, channel: str = TOGETHER) -> list[str]:
    """From when the first platform can be ranked, of every channel if none is meant; else where the reasons are."""
    found = soon(edition, words, edition.channels() if channel == TOGETHER else [channel])
    return found or [words("absent.reasons", title=words("unranked.title"))]


def _without_counted(edition: Edition, words: Wording) -> list[str]:
    """An inquiry counts when its last waiting time is over."""
    known = [channel for channel in edition.channels() if channel in edition.study.checkpoints]
    return [
        words("absent.counted"),
        *(
            words(
                "absent.over", channel=words.coded("channel", channel),
                time=duration(words, edition.study.checkpoints[channel][-1]),
            )
            for channel in known
        ),
    ]  # fmt: skip
