"""How the numbers in each sentence of an edition's pages come about: by the key of its wording."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from string import Formatter

from reports.ladder import CHECKED
from reports.wording import LANGUAGES, wording
from tests.unit.printed_pages import Piece, numbers
from tests.unit.printed_world import CORRECTIONS
from tests.unit.recomputed import Data, day, duration, fixed, percent, ranks

Account = Callable[[Data, Piece], list[str]]

STATIC = {language: {str(text) for text in wording(language).texts()} for language in LANGUAGES}


def fixed_numbers(key: str, language: str) -> Counter[str]:
    """The numbers that the text of ``key`` holds itself, whatever is filled in."""
    entry = wording(language).catalogue[key]
    text = entry.string if isinstance(entry.string, str) else entry.string[-1]
    return numbers(" ".join(literal for literal, *_ in Formatter().parse(text)))


def names_of(data: Data, *platforms: str) -> list[str]:
    return [n for platform in platforms for n in numbers(data.names[platform]).elements()]


def _headline(data: Data, piece: Piece) -> list[str]:
    ranked, foremost = (len(rows) for rows in (data.ranked(data.headline() or ""), data.foremost()))
    if not ranked:
        counts = Counter(s["reason_unpublished"] for s in data.standings if s["channel"] != "all")
        return list(numbers(min(counts, key=lambda reason: (-counts[reason], reason))).elements())
    if foremost <= 4:
        return [str(ranked), *names_of(data, *(s["platform"] for s in data.foremost()))]
    return [str(foremost), str(ranked)]


def _finding(data: Data, piece: Piece) -> list[str]:
    rows = data.foremost()
    ends = [min(float(r["index_low"]) for r in rows), max(float(r["index_high"]) for r in rows)]
    values = sorted(float(r["index"]) for r in rows)
    language = piece.about["language"]
    shown = percents(list(dict.fromkeys([*fixed(values[0]), *fixed(values[-1])])), language)
    about = [*fixed(ends[0]), *fixed(ends[1]), *data.days(data.headline() or "", language)]
    if len(rows) > 1:
        return [str(len(rows)), *shown, *about]
    return [*names_of(data, rows[0]["platform"]), rows[0]["inquiries"], rows[0]["nights"], *shown, *about]


def _asked(data: Data, piece: Piece) -> list[str]:
    sent, platforms = sum(bool(t["t0"]) for t in data.trials), len({t["platform"] for t in data.trials})
    return [str(sent), str(platforms), str(len(data.nights())), *data.dates(data.nights(), piece.about["language"])]


def fact(data: Data, piece: Piece) -> list[str]:
    counted = {
        "fact.inquiries": sum(bool(t["t0"]) for t in data.trials),
        "fact.nights": len(data.nights()),
        "fact.asked": len({t["platform"] for t in data.trials}),
        "fact.ranked": len(data.ranked(data.headline() or "")),
    }
    return [str(counted[piece.about["fact"]])]


def standing_of(piece: Piece, data: Data) -> dict[str, str]:
    return data.standing(piece.about["channel"], piece.about["platform"])


def _say(data: Data, piece: Piece) -> list[str]:
    row, key, language = standing_of(piece, data), piece.about["key"], piece.about["language"]
    about = [*names_of(data, row["platform"]), *data.days(row["channel"], language)]
    if key == "say.index":
        values = [*fixed(row["index"]), *fixed(row["index_low"]), *fixed(row["index_high"])]
        return [*about, *percents(values, language), row["inquiries"], row["nights"]]
    if key == "say.rank":
        return [*about, *ranks(row), str(len(data.ranked(row["channel"]))), row["inquiries"]]
    if key == "say.gap":
        ends = (row["after_sale_gap"], row["gap_low"], row["gap_high"])
        return [*about, *(n for end in ends for n in fixed(end, sign=True)), row["inquiries"]]
    if key == "say.door":
        met, n, low, high = data.doors(row["channel"], row["platform"])
        return [*about, str(met), str(n), *percents([f"{low * 100:.0f}", f"{high * 100:.0f}"], language)]
    met, n, _, low, high = data.share(row["channel"], row["platform"], -1)
    last = duration(data.study["checkpoints"][row["channel"]][-1])
    return [*about, str(met), str(n), *last, *percents([f"{low * 100:.0f}", f"{high * 100:.0f}"], language)]


def percents(values: list[str], language: str) -> list[str]:
    """The Chinese texts write the per cent at the number, the English ones behind a blank."""
    return [f"{value}%" for value in values] if language == "zh" else values


def _quoted(data: Data, piece: Piece) -> list[str]:
    channel = piece.about["channel"]
    first = min(data.ranked(channel), key=lambda s: (-float(s["index"]), data.names[s["platform"]]))["platform"]
    met, n, _, low, high = data.share(channel, first, -1)
    last = duration(data.study["checkpoints"][channel][-1])
    ends = percents([f"{low * 100:.0f}", f"{high * 100:.0f}"], piece.about["language"])
    return [*names_of(data, first), *last, str(met), str(n), *ends]


def _shown(data: Data, piece: Piece) -> list[str]:
    raise AssertionError("no figure of this edition leaves anybody out")


def _enough(data: Data, piece: Piece) -> list[str]:
    language = piece.about["language"]
    channel = next(c for c in data.channels if str(wording(language).coded("channel", c)) in piece.text)
    return [str(data.missing(channel)), *day(data.earliest(channel), language)]


def _needed(data: Data, piece: Piece) -> list[str]:
    return [str(data.study["window"][name]) for name in ("minimum_nights", "minimum_counted", "minimum_stratum_nights")]


def _conditions(data: Data, piece: Piece) -> list[str]:
    window = data.study["window"]
    shares = ("maximum_void_share", "maximum_door_share", "maximum_unknown_share")
    counts = ("nights", "minimum_nights", "minimum_counted", "minimum_stratum_nights")
    return [*(str(window[n]) for n in counts), *(percent(window[n])[0] for n in shares)]


def _waiting_times(data: Data, piece: Piece) -> list[str]:
    return [n for channel in data.channels for c in data.study["checkpoints"][channel] for n in duration(c)]


def _versions(data: Data, piece: Piece) -> list[str]:
    rules = " ".join(sorted({t["rules_version"] for t in data.trials} - {""}))
    study = data.study
    told = f"{study['method_version']} {rules} {study['id']} {study['seed']} {study['zone']}"
    return list(numbers(told).elements())


def _windows(data: Data, piece: Piece) -> list[str]:
    row = data.beside("change", piece.about["channel"], "")
    ends = [row[name] for name in ("before_first", "before_last", "now_first", "now_last")]
    return [part for end in ends for part in day(end, piece.about["language"])]


def _panel_gap(data: Data, piece: Piece) -> list[str]:
    mean, low, high = data.panel_gap(piece.about["channel"])
    return [*fixed(mean, sign=True), *fixed(low), *fixed(high)]


def _later(data: Data, piece: Piece) -> list[str]:
    language, window = piece.about["language"], data.study["window"]
    channel = next(c for c in data.channels if str(wording(language).coded("channel", c)) in piece.text)
    alive = [t for t in data.trials if t["channel"] == channel and t["ending"] != "void"]
    sent = {t["night"] for t in alive}
    closed = sent - {t["night"] for t in alive if t["ending"] == "open"}
    needed = window["nights"] + window["minimum_nights"]
    if piece.about["key"] == "change.later":
        return [str(needed), str(len(closed))]
    over = math.ceil(data.study["checkpoints"][channel][-1] / 86400)
    earliest = date.fromisoformat(max(sent)) + timedelta(days=needed - len(sent) + over)
    return [str(needed), str(len(closed)), *day(earliest.isoformat(), language)]


def _over(data: Data, piece: Piece) -> list[str]:
    language = piece.about["language"]
    channel = next(c for c in data.channels if str(wording(language).coded("channel", c)) in piece.text)
    return duration(data.study["checkpoints"][channel][-1])


def _canned(data: Data, piece: Piece) -> list[str]:
    (row,) = [
        r
        for r in data.rows("canned")
        if (r["platform"], r["canned_group"]) == (piece.about["platform"], piece.about["canned"])
    ]
    if piece.about["key"] == "canned.remarks":
        return [row["wordings"]]
    if piece.about["key"] == "canned.translation":
        wanted = (row["canned_group"], piece.about["language"])
        (given,) = [t for t in data.rows("translations") if (t["canned_group"], t["translated_into"]) == wanted]
        return list(numbers(f"{given['translator']} {given['translation']}").elements())
    return [row[name] for name in ("messages", "nights", "questions", "inquiries", "pre_sale", "after_sale")]


def _pairs(data: Data, piece: Piece) -> list[str]:
    own = piece.about["pairs"]
    pairs = [p for p in data.rows("pairs") if p["channel"] == piece.about["channel"]]
    more = sum(p["platform"] == own and p["verdict"] == "more_silent" for p in pairs)
    undecided = sum(own in (p["platform"], p["other"]) and p["verdict"] != "more_silent" for p in pairs)
    return [str({"pairs.more": more, "pairs.undecided": undecided}[piece.about["key"]])]


def _newest(data: Data, piece: Piece) -> list[str]:
    own = [t for t in data.trials if t["platform"] == piece.about["platform"]]
    if piece.about["key"] == "evidence.newest":
        return [str(min(40, len(own))), str(len(own))]
    drawn = [t for t in own if t["channel"] == piece.about["axis"] and t["t0"] and t["ending"] != "void"]
    newest = sorted({t["night"] for t in drawn})[-28:]
    return [str(min(400, sum(t["night"] in newest for t in drawn))), str(len(drawn))]


def _sums(data: Data, piece: Piece) -> list[str]:
    """One exhibit: the SHA-256 of one that the data file has for this very inquiry."""
    own = [e["sha256"] for e in data.rows("exhibits") if e["inquiry_id"] == piece.about["inquiry"]]
    return list(numbers(next((sha256 for sha256 in own if sha256 in piece.text), "none of its own: 0")).elements())


def _corrected(data: Data, piece: Piece) -> list[str]:
    language = piece.about["language"]
    told = [(c.date.isoformat(), c.what(language), c.by) for c in CORRECTIONS]
    (one,) = [one for one in told if one[1] in piece.text]
    return [*day(one[0], language), *numbers(f"{one[1]} {one[2]}").elements()]


KEYED: dict[str, Account] = {
    "paper.week": lambda data, piece: [n.lstrip("0") for n in ("2026", "45")],
    "platform.lead": lambda data, piece: ["2026", "45"],
    "days.span": lambda data, piece: data.dates(data.nights(), piece.about["language"]),
    "headline": _headline, "headline.none": _headline,
    "finding.one": _finding, "finding.several": _finding, "finding.same": _finding,
    "lead.asked": _asked, "lead.set": lambda data, piece: names_of(data, *(s["platform"] for s in data.foremost())),
    "enough.day": _enough, "enough.needed": _needed,
    "say.index": _say, "say.rank": _say, "say.gap": _say, "say.door": _say, "say.checkpoint": _say,
    "checkpoints.sentence": _quoted, "figure.shown": _shown, "table.shown": _shown,
    "method.ranked": _conditions, "method.index": _waiting_times, "method.versions": _versions,
    "change.windows": _windows, "change.later": _later, "change.day": _later, "absent.over": _over,
    "gap.panel": _panel_gap,
    "canned.counts": _canned, "canned.remarks": _canned, "pairs.more": _pairs, "pairs.undecided": _pairs,
    "canned.translation": _canned, "evidence.sum": _sums,
    "corrections.line": _corrected, "corrections.by": _corrected,
    "evidence.newest": _newest, "axis.newest": _newest,
    "reply.given": lambda data, piece: day("2026-11-06", piece.about["language"]),
    "customer.intro": lambda data, piece: day(CHECKED, piece.about["language"]),
}  # fmt: skip
"""By key of the wording, how its numbers come about; a key that is not here must be a text without values."""
