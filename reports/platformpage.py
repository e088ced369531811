"""What the page of one platform prints: its figures, sentences, inquiries, templates, promises, reply, corrections."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from reports.answers import Correction, Reply
from reports.dataset import Standing, Trial
from reports.edition import Edition
from reports.exhibits import NEWEST as LISTED
from reports.exhibits import ExhibitRow, by_inquiry
from reports.figures.timeline import Timeline, timeline
from reports.held import Held
from reports.names import Name, named
from reports.quotes import visible
from reports.readings import Reading
from reports.reasons import worded
from reports.revised import corrected
from reports.sayings import Window, sentences
from reports.wording import Wording
from reports.wording.amounts import NONE, day, number, percent, ranks, signed, span, tick

Told = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is known of one platform, in no language: one line a table, its inquiries, drawings and readings.

    ``exhibits`` are those of the newest inquiries, by inquiry.
    """

    name: Name
    standings: Sequence[Standing]
    inquiries: int
    newest: Sequence[Trial]  # the latest first, at most ``LISTED``
    readings: Mapping[str, Sequence[Reading]]
    charts: Mapping[str, Timeline]
    replies: Sequence[Reply] = ()
    corrections: Sequence[Correction] = ()
    exhibits: Mapping[str, Sequence[ExhibitRow]] = field(default_factory=dict)


def dossiers(edition: Edition, readings: Mapping[str, Mapping[str, Sequence[Reading]]]) -> list[Dossier]:
    """One a platform of the study or of the data, by name."""
    lines: dict[str, list[Standing]] = {}
    for line in edition.standings:
        lines.setdefault(line.platform, []).append(line)
    order = {table: place for place, table in enumerate(edition.tables())}
    exhibits = by_inquiry(edition.exhibits)
    known = {p.id for p in edition.study.platforms} | set(lines) | edition.platforms_asked()
    found = [
        _dossier(edition, platform, sorted(lines.get(platform, ()), key=lambda s: order[s.channel]), readings)
        for platform in sorted(known, key=lambda p: (edition.name(p), p))
    ]
    return [replace(one, exhibits={t.inquiry_id: exhibits.get(t.inquiry_id, ()) for t in one.newest}) for one in found]


def _dossier(
    edition: Edition, platform: str, lines: Sequence[Standing], readings: Mapping[str, Mapping[str, Sequence[Reading]]]
) -> Dossier:
    channels = edition.channels()
    own = {channel: edition.asked(platform, channel) for channel in channels}
    drawn = {
        channel: timeline(trials, edition.study.checkpoints[channel])
        for channel, trials in own.items()
        if channel in edition.study.checkpoints
    }
    newest = [one for trials in own.values() for one in _newest(trials)]
    return Dossier(
        name=named(edition, platform),
        standings=lines,
        inquiries=sum(map(len, own.values())),
        newest=heapq.nlargest(LISTED, newest, key=lambda t: (t.due_at, t.inquiry_id)),
        readings={c: readings[c][platform] for c in channels if platform in readings.get(c, {})},
        charts={channel: chart for channel, chart in drawn.items() if chart is not None},
        replies=[one for one in edition.replies if one.platform == platform],
        corrections=[one for one in edition.corrections if one.platform in ("", platform)],
    )


def _newest(trials: Held[Trial]) -> Held[Trial]:
    """The latest of one channel, as many as are listed."""
    due, ids = trials.numbers("due_at").tolist(), trials.values("inquiry_id")
    found = heapq.nlargest(LISTED, zip(due, ids, range(len(ids)), strict=True))
    return trials.at(np.array([place for _, _, place in found], dtype=np.int64))


def told(edition: Edition, one: Dossier, windows: Mapping[str, Window], words: Wording) -> Told:
    """Everything the page's article of one language prints that is the platform's alone."""
    return {
        "name": one.name,
        "lead": words("platform.lead", week=visible(edition.week)),
        "rows": [_row(line, words) for line in one.standings],
        "sentences": [
            (line.channel, sentence)
            for line in one.standings
            if line.channel in windows
            for sentence in sentences(edition, line, windows[line.channel], _last(one, line.channel), words)
        ],
        "axes": [_axis(edition, channel, chart, words) for channel, chart in one.charts.items()],
        "replies": [
            {"text": visible(reply.text), "day": day(words, reply.received.isoformat())} for reply in one.replies
        ],
        "corrections": [corrected(correction, words) for correction in one.corrections],
        "evidence": _evidence(one, words),
    }


def _last(one: Dossier, channel: str) -> Reading | None:
    found = one.readings.get(channel)
    return found[-1] if found else None


def _row(line: Standing, words: Wording) -> Told:
    ranked = line.published and line.index is not None
    return {
        "channel": line.channel,
        "title": words.coded("channel", line.channel),
        "status": words("status.ranked") if ranked else visible(worded(words, line.reason_unpublished)),
        "index": number(line.index),
        "interval": span(line.index_low, line.index_high),
        "ranks": ranks(line.rank_low, line.rank_high),
        "inquiries": str(line.inquiries),
        "nights": str(line.nights),
        "padding": number(line.padding),
        "gap": signed(line.after_sale_gap),
        "gap_interval": span(line.gap_low, line.gap_high) if line.after_sale_gap is not None else "",
        "canned": percent(line.canned_share),
        "deflection": percent(line.deflection_share),
    }


def _axis(edition: Edition, channel: str, chart: Timeline, words: Wording) -> Told:
    title = words.coded("channel", channel)
    return {
        "channel": channel,
        "title": title,
        "chart": chart,
        "newest": words("axis.newest", shown=chart.shown, total=chart.total),
        "alternative": words(
            "axis.alt", channel=title, shown=chart.shown, answered=chart.answered, replied=chart.replied
        ),
        "ticks": [
            (place, tick(words, checkpoint))
            for place, checkpoint in zip(chart.places, edition.study.checkpoints[channel], strict=True)
        ],
    }


def _evidence(one: Dossier, words: Wording) -> Told:
    rows = [_inquiry(trial, one.exhibits.get(trial.inquiry_id, ()), words) for trial in one.newest]
    return {"rows": rows, "shown": len(rows), "total": one.inquiries}


def _inquiry(one: Trial, exhibits: Sequence[ExhibitRow], words: Wording) -> Told:
    return {
        "exhibits": [(visible(words.coded("dossier.role", each.role)), each.sha256) for each in exhibits],
        "id": visible(one.inquiry_id),
        "night": one.night,
        "channel": words.coded("channel", one.channel),
        "topic": words.coded("short", one.topic),
        "ending": words.coded("ending", one.ending),
        "reply": _waited(one, one.first_reply_by, words),
        "reply_order": _seconds(one, one.first_reply_by),
        "answer": _waited(one, one.substantive_by, words),
        "answer_order": _seconds(one, one.substantive_by),
    }


def _waited(one: Trial, moment: datetime | None, words: Wording) -> str:
    """Within which time it was there; a dash where nothing was sent or we failed."""
    if one.t0 is None or one.ending == "void":
        return NONE
    seconds = _seconds(one, moment)
    return words("waited.none") if seconds is None else words("waited.within", time=_time(words, seconds))


def _seconds(one: Trial, moment: datetime | None) -> float | None:
    if one.t0 is None or one.ending == "void" or moment is None:
        return None
    return (moment - one.t0).total_seconds()


def _time(words: Wording, seconds: float) -> str:
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return words(f"duration.{unit}", n=f"{seconds / size:.1f}")
    return words("duration.second", n=f"{seconds:.1f}")
