"""Every number on every page of an edition is accounted for: computed again from the data files, or a fixed text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from reports.addresses import zip_name
from reports.ladder import CHECKED
from reports.weekly import publish
from reports.wording import LANGUAGES, wording
from tests.unit import recomputed as again
from tests.unit.printed_pages import Pages, Piece, numbers
from tests.unit.printed_world import edition
from tests.unit.recomputed import Data, day, duration, fixed, percent, ranks, spread

Account = Callable[[Data, Piece], list[str]]

STATIC = {language: {str(text) for text in wording(language).texts()} for language in LANGUAGES}


def _fixed_numbers(key: str, language: str) -> Counter[str]:
    """The numbers that the text of ``key`` holds itself, whatever is filled in."""
    entry = wording(language).catalogue[key]
    text = entry.string if isinstance(entry.string, str) else entry.string[-1]
    return numbers(" ".join(literal for literal, *_ in Formatter().parse(text)))


def _names(data: Data, *platforms: str) -> list[str]:
    return [n for platform in platforms for n in numbers(data.names[platform]).elements()]


def _headline(data: Data, piece: Piece) -> list[str]:
    ranked, foremost = (len(rows) for rows in (data.ranked(data.headline() or ""), data.foremost()))
    if not ranked:
        counts = Counter(s["reason_unpublished"] for s in data.standings if s["channel"] != "all")
        return list(numbers(min(counts, key=lambda reason: (-counts[reason], reason))).elements())
    if foremost <= 4:
        return [str(ranked), *_names(data, *(s["platform"] for s in data.foremost()))]
    return [str(foremost), str(ranked)]


def _finding(data: Data, piece: Piece) -> list[str]:
    rows = data.foremost()
    ends = [min(float(r["index_low"]) for r in rows), max(float(r["index_high"]) for r in rows)]
    values = sorted(float(r["index"]) for r in rows)
    language = piece.about["language"]
    shown = _percents(list(dict.fromkeys([*fixed(values[0]), *fixed(values[-1])])), language)
    about = [*fixed(ends[0]), *fixed(ends[1]), *data.days(data.headline() or "", language)]
    if len(rows) > 1:
        return [str(len(rows)), *shown, *about]
    return [*_names(data, rows[0]["platform"]), rows[0]["inquiries"], rows[0]["nights"], *shown, *about]


def _asked(data: Data, piece: Piece) -> list[str]:
    sent, platforms = sum(bool(t["t0"]) for t in data.trials), len({t["platform"] for t in data.trials})
    return [str(sent), str(platforms), str(len(data.nights())), *data.dates(data.nights(), piece.about["language"])]


def _fact(data: Data, piece: Piece) -> list[str]:
    counted = {
        "fact.inquiries": sum(bool(t["t0"]) for t in data.trials),
        "fact.nights": len(data.nights()),
        "fact.asked": len({t["platform"] for t in data.trials}),
        "fact.ranked": len(data.ranked(data.headline() or "")),
    }
    return [str(counted[piece.about["fact"]])]


def _standing(piece: Piece, data: Data) -> dict[str, str]:
    return data.standing(piece.about["channel"], piece.about["platform"])


def _say(data: Data, piece: Piece) -> list[str]:
    row, key, language = _standing(piece, data), piece.about["key"], piece.about["language"]
    about = [*_names(data, row["platform"]), *data.days(row["channel"], language)]
    if key == "say.index":
        values = [*fixed(row["index"]), *fixed(row["index_low"]), *fixed(row["index_high"])]
        return [*about, *_percents(values, language), row["inquiries"], row["nights"]]
    if key == "say.rank":
        return [*about, *ranks(row), str(len(data.ranked(row["channel"]))), row["inquiries"]]
    if key == "say.gap":
        ends = (row["after_sale_gap"], row["gap_low"], row["gap_high"])
        return [*about, *(n for end in ends for n in fixed(end, sign=True)), row["inquiries"]]
    if key == "say.door":
        met, n, low, high = data.doors(row["channel"], row["platform"])
        return [*about, str(met), str(n), *_percents([f"{low * 100:.0f}", f"{high * 100:.0f}"], language)]
    met, n, _, low, high = data.share(row["channel"], row["platform"], -1)
    last = duration(data.study["checkpoints"][row["channel"]][-1])
    return [*about, str(met), str(n), *last, *_percents([f"{low * 100:.0f}", f"{high * 100:.0f}"], language)]


def _percents(values: list[str], language: str) -> list[str]:
    """The Chinese texts write the per cent at the number, the English ones behind a blank."""
    return [f"{value}%" for value in values] if language == "zh" else values


def _quoted(data: Data, piece: Piece) -> list[str]:
    channel = piece.about["channel"]
    first = min(data.ranked(channel), key=lambda s: (-float(s["index"]), data.names[s["platform"]]))["platform"]
    met, n, _, low, high = data.share(channel, first, -1)
    last = duration(data.study["checkpoints"][channel][-1])
    ends = _percents([f"{low * 100:.0f}", f"{high * 100:.0f}"], piece.about["language"])
    return [*_names(data, first), *last, str(met), str(n), *ends]


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
    closed = {t["night"] for t in alive} - {t["night"] for t in alive if t["ending"] == "open"}
    return [str(window["nights"] + window["minimum_nights"]), str(len(closed))]


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
    told = [(c.date.isoformat(), c.what(language), c.by) for c in edition().corrections]
    (one,) = [one for one in told if one[1] in piece.text]
    return [*day(one[0], language), *numbers(f"{one[1]} {one[2]}").elements()]


KEYED: dict[str, Account] = {
    "paper.week": lambda data, piece: [n.lstrip("0") for n in ("2026", "45")],
    "platform.lead": lambda data, piece: ["2026", "45"],
    "days.span": lambda data, piece: data.dates(data.nights(), piece.about["language"]),
    "headline": _headline, "headline.none": _headline,
    "finding.one": _finding, "finding.several": _finding, "finding.same": _finding,
    "lead.asked": _asked, "lead.set": lambda data, piece: _names(data, *(s["platform"] for s in data.foremost())),
    "enough.day": _enough, "enough.needed": _needed,
    "say.index": _say, "say.rank": _say, "say.gap": _say, "say.door": _say, "say.checkpoint": _say,
    "checkpoints.sentence": _quoted, "figure.shown": _shown, "table.shown": _shown,
    "method.ranked": _conditions, "method.index": _waiting_times, "method.versions": _versions,
    "change.windows": _windows, "change.later": _later, "gap.panel": _panel_gap,
    "canned.counts": _canned, "canned.remarks": _canned, "pairs.more": _pairs, "pairs.undecided": _pairs,
    "canned.translation": _canned, "evidence.sum": _sums,
    "corrections.line": _corrected, "corrections.by": _corrected,
    "evidence.newest": _newest, "axis.newest": _newest,
    "reply.given": lambda data, piece: day("2026-11-06", piece.about["language"]),
    "customer.intro": lambda data, piece: day(CHECKED, piece.about["language"]),
}  # fmt: skip
"""By key of the wording, how its numbers come about; a key that is not here must be a text without values."""


def _ranking(data: Data, piece: Piece) -> list[str]:
    row, ranked = _standing(piece, data), len(data.ranked(piece.about["channel"]))
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return [
        ranks(row),
        _names(data, row["platform"]),
        fixed(row["index"]),
        [*fixed(row["index_low"]), *fixed(row["index_high"])],
        [str(ranked - high), str(high - low)],
        [row["inquiries"]],
        [row["nights"]],
        fixed(row["padding"]),
        [*fixed(row["after_sale_gap"], sign=True), *fixed(row["gap_low"]), *fixed(row["gap_high"])],
    ][piece.column]


def _own(data: Data, piece: Piece) -> list[str]:
    row = _standing(piece, data)
    return [
        [],
        list(numbers(row["reason_unpublished"]).elements()),
        fixed(row["index"]),
        [*fixed(row["index_low"]), *fixed(row["index_high"])],
        ranks(row),
        [row["inquiries"]],
        [row["nights"]],
        fixed(row["padding"]),
        [*fixed(row["after_sale_gap"], sign=True), *fixed(row["gap_low"]), *fixed(row["gap_high"])],
        percent(float(row["canned_share"])) if row["canned_share"] else [],
        percent(float(row["deflection_share"])) if row["deflection_share"] else [],
    ][piece.column]


def _directory(data: Data, piece: Piece) -> list[str]:
    tables = ["all", *(c for c in data.study["checkpoints"] if c in data.channels)]
    if piece.column == 0:
        return _names(data, piece.about["platform"])
    return ranks(data.standing(tables[piece.column - 1], piece.about["platform"]))


def _checkpoints(data: Data, piece: Piece) -> list[str]:
    channel, platform = piece.about["channel"], piece.about["platform"]
    if piece.column == 0:
        return _names(data, platform)
    if not data.complete(channel, platform):
        rows = data.valid(channel, platform)
        return [str(sum(r["checkpoint_states"][piece.column - 1] == "w" for r in rows)), str(len(rows))]
    met, n, share, low, high = data.share(channel, platform, piece.column - 1)
    return [*percent(share), str(met), str(n), *spread(low, high)]


def _beside(data: Data, piece: Piece) -> list[str]:
    row = _standing(piece, data)
    other = data.beside("sensitivity", row["channel"], row["platform"])
    audit = {"rank_low": other["log_rank_low"], "rank_high": other["log_rank_high"]}
    valid = data.valid(row["channel"], row["platform"])
    of = [t for t in data.trials if t["platform"] == row["platform"] and row["channel"] in ("all", t["channel"])]
    of = [t for t in of if t["ending"] in again.COUNTED]
    unclear = {m["inquiry_id"] for m in data.rows("messages") if m["function"] == "unclear"}
    share = sum(t["inquiry_id"] in unclear for t in of) / len(of)
    assert valid
    return [
        _names(data, row["platform"]),
        fixed(row["index_any"]),
        fixed(row["index_late_waiting"]),
        fixed(row["index_shut_waiting"]),
        [*fixed(other["log_index"]), *ranks(audit)],
        percent(float(row["canned_share"])) if row["canned_share"] else [],
        percent(float(row["deflection_share"])) if row["deflection_share"] else [],
        percent(share),
    ][piece.column]


def _change(data: Data, piece: Piece) -> list[str]:
    row = data.beside("change", piece.about["channel"], piece.about["platform"])
    p = float(row["p_holm"])
    return [
        _names(data, row["platform"]) if row["platform"] else [],
        fixed(row["index_before"]),
        fixed(row["index_now"]),
        [*fixed(row["change"], sign=True), *fixed(row["change_low"]), *fixed(row["change_high"])],
        ["<0.001"] if p < 0.001 else fixed(p, 3),
        [],
    ][piece.column]


def _hours(data: Data, piece: Piece) -> list[str]:
    row = data.beside("sensitivity", piece.about["channel"], piece.about["platform"])
    unknown = row["service_unknown_share"]
    made = [row["promises_broken"], row["promises_made"]] if int(row["promises_made"]) else []
    return [
        _names(data, row["platform"]),
        fixed(row["index"]),
        [
            *fixed(row["service_index"]),
            *fixed(row["service_late_waiting"]),
            *(percent(float(unknown)) if unknown else []),
        ],
        made,
    ][piece.column]


def _promises(data: Data, piece: Piece) -> list[str]:
    (platform,) = [p for p in data.study["platforms"] if p["id"] == piece.about["platform"]]
    found = [
        r
        for r in data.rows("sensitivity")
        if (r["channel"], r["platform"], r["published"]) == (piece.about["channel"], platform["id"], "true")
    ]
    made = int(found[0]["promises_made"]) if found else 0
    hours = platform["service_hours"]
    return [
        _names(data, platform["id"]),
        duration(platform["promised_reply"]) if platform["promised_reply"] else [],
        [hours["opens"], hours["closes"], str(len(hours["days"]))] if hours else [],
        [str(made)] if made else [],
        [found[0]["promises_broken"], str(made)] if made else [],
    ][piece.column]


def _doors(data: Data, piece: Piece) -> list[str]:
    own = [
        t
        for t in data.trials
        if (t["channel"], t["platform"]) == (piece.about["channel"], piece.about["platform"])
    ]  # fmt: skip
    if piece.column < 2:
        return [_names(data, piece.about["platform"]), [str(len(own))]][piece.column]
    endings = [again.COUNTED, ("shut",), ("barred",), ("void",), ("open",)][piece.column - 2]
    n = sum(t["ending"] in endings for t in own)
    return [*percent(n / len(own)), str(n)] if n else ["0"]


def _evidence(data: Data, piece: Piece) -> list[str]:
    (row,) = [t for t in data.trials if t["inquiry_id"] == piece.about["inquiry"]]
    if piece.column == 0:
        return list(numbers(row["inquiry_id"]).elements())
    if piece.column == 1:
        return list(numbers(row["night"]).elements())
    column = {5: "first_reply_by", 6: "substantive_by"}.get(piece.column)
    if not column or not row["t0"] or row["ending"] == "void" or not row[column]:
        return []
    took = again.seconds(row, column)
    size = next((size for size in (3600, 60) if took >= 2 * size), 1)
    return [f"{took / size:.1f}"]


TABLES: dict[str, Account] = {
    "ranking": _ranking, "own": _own, "directory": _directory, "checkpoints": _checkpoints, "beside": _beside,
    "change": _change, "hours": _hours, "promises": _promises, "doors": _doors, "evidence": _evidence,
}  # fmt: skip
"""By table, what must stand in the cell of a column."""


def expected(data: Data, piece: Piece) -> Counter[str] | None:
    """The numbers that must stand in this piece; None where nothing accounts for it."""
    about, tags = piece.about, piece.tags
    if "table" in about and ("td" in tags or ("th" in tags and "tbody" in tags)):
        return Counter(TABLES[about["table"]](data, piece))
    if "fact" in about:
        return Counter(_fact(data, piece))
    if "unranked" in about:
        return numbers(data.standing(about["channel"], about["unranked"])["reason_unpublished"])
    if "count" in about:
        return Counter([str(_reasons(data, about))])
    if about.get("key") in KEYED:
        return Counter(KEYED[about["key"]](data, piece)) + _fixed_numbers_of(about, piece)
    return None


def _fixed_numbers_of(about: dict[str, str], piece: Piece) -> Counter[str]:
    # put together of several texts without numbers
    composed = ("headline", "canned.counts", "canned.remarks", "canned.translation", "evidence.sum")
    return Counter() if about["key"] in composed else _fixed_numbers(about["key"], about["language"])


def _reasons(data: Data, about: dict[str, str]) -> int:
    wanted = (about["channel"], about["reasons"], about["count"])
    return sum((t["channel"], t["ending"], t["reason"]) == wanted for t in data.trials)


def is_text_of_ours(data: Data, piece: Piece) -> bool:
    """Whether it is a text of the catalogue that has no values, a column's name, or quoted out of the data files."""
    text = re.sub(r"\s+", " ", piece.text).strip()
    if text in {re.sub(r"\s+", " ", known) for known in STATIC[piece.about["language"]]}:
        return True
    if "th" in piece.tags and "thead" in piece.tags:
        heads = (str(n) for channel in data.channels for c in data.study["checkpoints"][channel] for n in duration(c))
        return set(numbers(text)) <= set(heads)
    if "dt" in piece.tags and "inquiry" in piece.about:
        return text in {row["inquiry_id"] for row in data.trials}
    if "dt" in piece.tags and "details" in piece.tags:
        return any(text in (data.folder / file.name).read_text(encoding="utf-8").splitlines()[0].split(",")
                   for file in data.folder.glob("*.csv"))  # fmt: skip
    if "blockquote" in piece.tags:
        quoted = [row["template"] for row in data.rows("canned")] + [row.text for row in edition().replies]
        return text in quoted
    if "caption" in piece.tags:
        return set(numbers(text)) <= set(_static_numbers(piece.about["language"]))
    if "text" in piece.tags:  # of a drawing: nights and waiting times
        ticks = (n for c in data.study["checkpoints"].values() for s in c for n in duration(s))
        nights = {n for night in data.nights() for n in numbers(night[5:])}
        return set(numbers(text)) <= nights | set(ticks)
    own = zip_name(edition().week)  # the name of a file is no number
    return "bdi" in piece.tags and text in {*data.names.values(), data.study["title"], own}


def _static_numbers(language: str) -> set[str]:
    return {n for text in STATIC[language] if "{" not in text for n in numbers(text)}


def unaccounted(page: Path, data: Data) -> list[str]:
    """What is printed and is not what the data files give, each with where it stands."""
    wrong = []
    own = page.stem if page.parent.name == "platforms" and page.stem != "index" else ""
    for piece in Pages(page).owned():
        piece.about.setdefault("platform", own)
        found = numbers(piece.text)
        if "title" in piece.tags or (not found and "table" not in piece.about):
            continue
        wanted = expected(data, piece)
        if wanted is None and found and not is_text_of_ours(data, piece):
            wrong.append(f"{page.name}: nothing accounts for {piece.text.strip()!r} ({piece.about})")
        elif wanted is not None and wanted != found:
            wrong.append(
                f"{page.name}: {dict(found)} instead of {dict(wanted)} in {piece.text.strip()!r} {piece.about}"
            )
    return wrong


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(edition(), tmp_path_factory.mktemp("printed")).parent


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five platforms and three nights."""
    return publish(edition(nights=3, platforms=5), tmp_path_factory.mktemp("few")).parent


def _wrong(folder: Path) -> list[str]:
    data = Data(folder / "data")
    return [line for page in sorted(folder.rglob("*.html")) for line in unaccounted(page, data)]


def test_every_number_is_that_of_the_data_files(published: Path) -> None:
    """On all pages, in both languages, no number differs and none comes from nowhere."""
    assert _wrong(published) == []


def test_every_number_of_few_nights(few: Path) -> None:
    """The same where nothing can be ranked; and nothing is."""
    assert _wrong(few) == []
    assert all(row["published"] == "false" for row in Data(few / "data").standings)
    page = (few / "index.html").read_text(encoding="utf-8")
    assert "Nothing can be ranked yet" in page
    assert "not before" in page


def test_few_nights_are_told_as_few(few: Path) -> None:
    """In both languages: nothing is ranked or drawn as if it were; what is missing, and the day it may be there."""
    page = (few / "index.html").read_text(encoding="utf-8")
    said = {
        "zh": ("目前还不能排名：只有3个夜次，需要12个", "进入排名需要"),
        "en": ("Nothing can be ranked yet: 3 of the 12 nights needed", "What a platform needs"),
    }
    assert [words for language in said for words in said[language] if words not in page] == []
    assert len(set(re.findall('data-key="enough.day">([^<]+)', page))) == 2 * 2  # both channels, both languages
    assert [path.name for kind in ("ranking", "gap") for path in (few / "figures").glob(f"{kind}-*")] == []
    lines = [json.loads(path.read_text()) for path in (few / "standings").glob("*/*.json")]
    told = {(line["standing"]["index"], line["standing"]["rank_low"], line["ranked"]) for line in lines}
    assert len(lines) == 5 * 3
    assert told == {(None, None, 0)}


def test_a_changed_number_is_found(published: Path, tmp_path: Path) -> None:
    """A page whose number was touched, or that has one more, is told."""
    page = (published / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(page.replace(">100.0<", ">99.9<", 1), encoding="utf-8")
    data = Data(published / "data")
    assert unaccounted(tmp_path / "index.html", data)
    (tmp_path / "index.html").write_text(page.replace("</h1>", "</h1><p>Up by 7 points</p>", 1), encoding="utf-8")
    assert [line for line in unaccounted(tmp_path / "index.html", data) if "Up by 7 points" in line]
