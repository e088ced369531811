"""The section on how we held ourselves: the method fixed first, who opted out, whether we were recognised."""

from __future__ import annotations

from dataclasses import dataclass

from reports.dataset import OptOut, PlatformRow
from reports.edition import Edition
from reports.quotes import visible
from reports.recognition import Recognition
from reports.wording import Wording
from reports.wording.amounts import day, number, percent, signed, span


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardsSection:
    """``method`` and ``opted_out`` are sentences; ``months`` the rows of the table of new wording."""

    method: str
    opted_out: tuple[tuple[str, str], ...]
    months: tuple[tuple[str, ...], ...]
    recognised: str


def section(edition: Edition, words: Wording) -> GuardsSection:
    """Everything the section prints in one language."""
    return GuardsSection(
        method=_method(edition, words),
        opted_out=tuple((visible(p.name), _opted_out(p.opted_out, words)) for p in _gone(edition) if p.opted_out),
        months=tuple(_month(one, words) for one in edition.recognitions),
        recognised=_recognised(edition, words),
    )


def _gone(edition: Edition) -> list[PlatformRow]:
    return sorted((p for p in edition.study.platforms if p.opted_out), key=lambda p: (p.name, p.id))


def _method(edition: Edition, words: Wording) -> str:
    found = edition.study.method
    if found is None:
        return words("guards.method_unrecorded")
    key = (
        "guards.method_changed" if found.changed else "guards.method_in_time" if found.in_time else "guards.method_late"
    )
    moment = f"{found.recorded_at:%Y-%m-%d %H:%M} UTC"
    return words(key, moment=moment, sha256=found.sha256, series=found.series, since=found.series_since)


def _opted_out(gone: OptOut, words: Wording) -> str:
    since = day(words, gone.since.isoformat())
    if not gone.last_index:
        return words("guards.opted_out", since=since)
    last = words("list.comma").join(
        f"{words.coded('channel', channel)} {number(index)}" for channel, index in gone.last_index.items()
    )
    return words("guards.opted_out_last", since=since, week=gone.last_week, last=last)


def _month(one: Recognition, words: Wording) -> tuple[str, ...]:
    share = f"{percent(one.new_share)} ({one.new_wordings}/{one.wordings})"
    if one.new_less_old is None:
        return one.month, share, f"{one.new_inquiries}/{one.old_inquiries}", "–", ""
    interval = span(one.new_less_old_low, one.new_less_old_high)
    return one.month, share, f"{one.new_inquiries}/{one.old_inquiries}", signed(one.new_less_old), interval


def _recognised(edition: Edition, words: Wording) -> str:
    tested = [one for one in edition.recognitions if one.possible is not None]
    if not tested:
        return words("guards.recognition_untested")
    found = [one.month for one in tested if one.possible]
    if found:
        return words("guards.recognition_possible", months=words("list.comma").join(found))
    return words("guards.recognition_none")
