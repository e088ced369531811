"""The one sentence under the headline: what was found and how sure it is, or that nothing can be said yet."""

from __future__ import annotations

from reports.edition import Edition
from reports.names import named
from reports.phrases import dates_of, scope
from reports.sayings import windows
from reports.wording import Wording
from reports.wording.amounts import days, number, span


def finding(edition: Edition, words: Wording) -> str:
    """Index and interval of whoever could be the most silent; of several, what their intervals span."""
    channel = edition.headline_channel()
    if channel is None:
        return words("finding.none")
    rows = edition.foremost(channel) or edition.ranked(channel)[:1]
    values = [row.index or 0.0 for row in rows]
    lows, highs = [row.index_low or 0.0 for row in rows], [row.index_high or 0.0 for row in rows]
    window = windows(edition).get(channel)
    when = days(words, window.first, window.last) if window else dates_of(edition, words)
    about = {"scope": scope(edition, channel, words), "days": when}
    if len(rows) > 1:
        low, high = number(min(values)), number(max(values))
        ends = {"least": number(min(lows)), "most": number(max(highs))}
        key = "finding.several" if low != high else "finding.same"
        return words(key, n=len(rows), low=low, high=high, **ends, **about)
    return words(
        "finding.one", name=named(edition, rows[0].platform), index=number(values[0]), interval=span(lows[0], highs[0]),
        inquiries=words.count("count.inquiries", rows[0].inquiries), nights=words.count("count.nights", rows[0].nights),
        **about,
    )  # fmt: skip
