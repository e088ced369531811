"""Says in a sentence what a figure shows, for whoever does not see it: of whom, from which value to which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from reports.figures.charts import DotRow
from reports.heat import HeatRow
from reports.readings import Reading
from reports.wording import Wording
from reports.wording.amounts import duration, number, percent, ranks, signed

Numbers = Callable[[float], str]


def ranking(rows: Sequence[DotRow], channel: str, words: Wording) -> str:
    """The rows are in the order of the index."""
    first, last = rows[0], rows[-1]
    return words(
        "alt.ranking", channel=channel, platforms=words.count("count.platforms", len(rows)),
        most=number(first.value), first=first.name, first_ranks=ranks(first.rank_low, first.rank_high),
        least=number(last.value), last=last.name, last_ranks=ranks(last.rank_low, last.rank_high),
    )  # fmt: skip


def gap(rows: Sequence[DotRow], channel: str, words: Wording) -> str:
    return words(
        "alt.gap", channel=channel, clear=sum(row.foremost for row in rows), **_ends(rows, signed, words)
    )  # fmt: skip


def change(rows: Sequence[DotRow], channel: str, words: Wording) -> str:
    return words("alt.change", channel=channel, stated=sum(row.foremost for row in rows), **_ends(rows, signed, words))


def padding(rows: Sequence[DotRow], channel: str, words: Wording) -> str:
    """By the largest distance between the two values of a platform."""
    most = max(rows, key=lambda row: row.value - row.low)
    return words(
        "alt.padding", channel=channel, platforms=words.count("count.platforms", len(rows)),
        most=number(most.value - most.low), first=most.name,
    )  # fmt: skip


def curves(
    names: Mapping[str, str], readings: Mapping[str, Sequence[Reading]], last: timedelta, channel: str, words: Wording
) -> str:
    """``names`` by platform, those with a panel; by the share at the last waiting time, where an interval is known."""
    known = [(one, readings[one][-1].share) for one in names if readings[one]]
    shares = {platform: share for platform, share in known if share is not None}
    told = words("alt.curves", channel=channel, platforms=words.count("count.platforms", len(names)))
    if shares:
        least, most = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
        told += words(
            "alt.curves_ends", time=duration(words, last), most=percent(shares[most]), first=names[most],
            least=percent(shares[least]), last=names[least],
        )  # fmt: skip
    return told + words("alt.curves_table", title=words("checkpoints.title"))


def heat(rows: Sequence[HeatRow], channel: str, words: Wording) -> str:
    fields = [share for row in rows for share in row.shares if share is not None]
    about = {"channel": channel, "platforms": words.count("count.platforms", len(rows))}
    if not fields:
        return words("alt.heat_empty", **about)
    return words("alt.heat", least=f"{min(fields):.0f}", most=f"{max(fields):.0f}", **about)


def channels(platforms: int, panels: Sequence[str], words: Wording) -> str:
    """``panels``: the channels' names."""
    return words(
        "alt.channels", platforms=words.count("count.platforms", platforms), channels=words("list.comma").join(panels)
    )


def _ends(rows: Sequence[DotRow], told: Numbers, words: Wording) -> dict[str, object]:
    most, least = max(rows, key=lambda row: row.value), min(rows, key=lambda row: row.value)
    return {
        "platforms": words.count("count.platforms", len(rows)),
        "most": told(most.value), "first": most.name, "least": told(least.value), "last": least.name,
    }  # fmt: skip
