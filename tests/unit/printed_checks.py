"""What the pages say of our own checks, computed again from the data: people's labels, observers, wording, humans.

Values are counted anew from the rows; the intervals of agreement between people, and the index under label error,
rest on thousands of draws and are read from ``agreement.json``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Any

from scipy import stats

from reports.wording import wording
from tests.unit.printed_accounts import Account, names_of
from tests.unit.printed_pages import Piece, numbers
from tests.unit.recomputed import COUNTED, Data, Row, day, duration, fixed, moment, percent, ranks, spread, wilson

Labels = list[tuple[float, tuple[str, ...]]]
"""Of each item that several people coded: its weight and what they called it."""


def told(data: Data) -> dict[str, Any]:
    return data.json("agreement")


def _labels(data: Data, what: str, *, weighted: bool) -> Labels:
    items: defaultdict[str, list[Row]] = defaultdict(list)
    for row in data.rows("coding"):
        if row["coder"]:
            items[row["item"]].append(row)
    found = [(float(r[0]["weight"]) if weighted else 1.0, tuple(one[what] for one in r)) for r in items.values()]
    return [(weight, values) for weight, values in found if len(values) > 1]


def _percent(labels: Labels) -> float:
    return sum(w for w, (a, b) in labels if a == b) / sum(w for w, _ in labels)


def _kappa(labels: Labels) -> float:
    total = sum(w for w, _ in labels)
    names = {name for _, values in labels for name in values}
    chance = sum(
        sum(w for w, v in labels if v[0] == n) * sum(w for w, v in labels if v[1] == n) for n in names
    ) / total**2  # fmt: skip
    return (_percent(labels) - chance) / (1 - chance)


def _alpha(labels: Labels) -> float:
    """Krippendorff's, for two values a unit; weights count as so many units of mean 1."""
    scale = len(labels) / sum(w for w, _ in labels)
    counts: defaultdict[str, float] = defaultdict(float)
    for weight, values in labels:
        for value in values:
            counts[value] += weight * scale
    n = 2.0 * len(labels)
    expected = (n * n - sum(c * c for c in counts.values())) / (n * (n - 1))
    return 1 - (1 - _percent(labels)) / expected


def _agreement(data: Data, piece: Piece) -> list[str]:
    what, kind = piece.about["kind"].split()
    labels, drawn = _labels(data, what, weighted=kind == "weighted"), told(data)["agreement"][what][kind]
    if piece.column < 2:
        return [[], [str(len(labels))]][piece.column]
    name, count, digits = (("percent", _percent, 0), ("kappa", _kappa, 2), ("alpha", _alpha, 2))[piece.column - 2]
    if drawn[name]["value"] is None:
        return []
    value, ends = count(labels), [drawn[name]["low"], drawn[name]["high"]]
    if name == "percent":
        return [*percent(value), *(spread(*ends) if None not in ends else [])]
    return [*fixed(value, digits), *(n for end in ends for n in fixed(end, digits))]


def _shares(data: Data) -> defaultdict[tuple[str, str], list[tuple[float, float]]]:
    """By (rules, people) of each coded message its share among its coders, and that times its weight."""
    coders: defaultdict[str, int] = defaultdict(int)
    rows = [row for row in data.rows("coding") if row["coder"] and row["rules_function"]]
    for row in rows:
        coders[row["item"]] += 1
    found: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        part = 1 / coders[row["item"]]
        found[row["rules_function"], row["function"]].append((part, part * float(row["weight"])))
    return found


def _confusion(data: Data, piece: Piece) -> list[str]:
    if piece.column == 0:
        return []
    cells = _shares(data)
    people = [name for name in told(data)["functions"] if any(cells[rules, name] for rules in told(data)["functions"])]
    cell = cells[piece.about["kind"], people[piece.column - 1]]
    return [f"{sum(p for p, _ in cell):g}", f"{sum(w for _, w in cell):.0f}"] if cell else []


def _rules(data: Data, piece: Piece) -> list[str]:
    if piece.column == 0:
        return []
    own, cells = piece.about["kind"], _shares(data)
    axis, name = ((0, "precision"), (1, "recall"))[piece.column - 1]
    of = sum(w for key, cell in cells.items() for _, w in cell if key[axis] == own)
    drawn = told(data)["rules"][own][name]
    if not of:
        return []
    return [*percent(sum(w for _, w in cells[own, own]) / of), *spread(drawn["low"], drawn["high"])]


def _coded(data: Data, piece: Piece) -> list[str]:
    channel, platform = piece.about["channel"], piece.about["platform"]
    (line,) = [one for one in told(data)["index"] if (one["channel"], one["platform"]) == (channel, platform)]
    row, share = data.standing(channel, platform), line["error_share"]
    return [
        names_of(data, platform),
        [*fixed(row["index"]), *fixed(row["index_low"]), *fixed(row["index_high"])],
        fixed(line["index_coders"]),
        *(fixed(value) for value in line["index_by_coder"]),
        [*fixed(line["index_error"]), *fixed(line["error_low"]), *fixed(line["error_high"])],
        percent(share),
    ][piece.column]


def _intro(data: Data, piece: Piece) -> list[str]:
    rows = [row for row in data.rows("coding") if row["coder"]]
    counts = (len({row["coder"] for row in rows}), len({row["item"] for row in rows}))
    return [*map(str, counts), *day(told(data)["drawn_at"][:10], piece.about["language"])]


def _handoff(data: Data, piece: Piece) -> list[str]:
    rows = [row for row in data.rows("handoff") if row["platform"] == piece.about["platform"]]
    clear = [row for row in rows if row["reached"]]
    hits = [row for row in clear if row["reached"] == "true"]
    brought = [row for row in hits if int(row["steps"])]
    low, high = _by_night([(row["night"], float(row["reached"] == "true")) for row in clear])
    waited = [(moment(row["reached_by"]) - moment(row["asked_at"])).total_seconds() for row in brought]
    return [
        names_of(data, piece.about["platform"]),
        [*percent(len(hits) / len(clear)), str(len(hits)), str(len(clear)), *spread(low, high)],
        [str(len(hits) - len(brought))],
        fixed(median(int(row["steps"]) for row in brought)) if brought else [],
        duration(round(median(waited))) if waited else [],
        [str(len(rows) - len(clear))],
    ][piece.column]


def _clustered(values: Iterable[tuple[str, float]], of: float) -> tuple[float, int]:
    """The error of a sum over ``of`` of (night, deviation), nights being the clusters; and how many nights."""
    by: defaultdict[str, float] = defaultdict(float)
    for night, value in values:
        by[night] += value / of
    g = len(by)
    return (math.sqrt(sum(v * v for v in by.values()) * g / (g - 1)) if g > 1 else 0.0), g


def _by_night(outcomes: list[tuple[str, float]]) -> tuple[float, float]:
    share = sum(o for _, o in outcomes) / len(outcomes)
    error, g = _clustered([(night, o - share) for night, o in outcomes], len(outcomes))
    n = float(g) if error <= 1e-9 else min(float(len(outcomes)), share * (1 - share) / error**2)
    return wilson(share, n)


def _t_span(mean: float, error: float, g: int) -> list[str]:
    half = float(stats.t.isf(0.025, g - 1)) * max(error, 0.5 / g)
    return [*fixed(100 * mean, sign=True), *fixed(100 * max(mean - half, -1.0)), *fixed(100 * min(mean + half, 1.0))]


def _observers(data: Data, piece: Piece) -> list[str]:
    first = {(t["pair_id"], t["topic"]): t for t in data.trials if t["ending"] in COUNTED}
    seen: list[tuple[str, int, int, float]] = []
    names: set[str] = set()
    for look in data.rows("second_looks"):
        asked = first.get((look["pair_id"].split("+")[0], look["topic"]))
        if asked is None or look["ending"] not in COUNTED:
            continue
        one, other = sorted((asked, look), key=lambda t: t["observer"])
        names |= {one["observer"], other["observer"]}
        both = [(a, b) for a, b in zip(one["checkpoint_states"], other["checkpoint_states"], strict=True)
                if "u" not in (a, b)]  # fmt: skip
        alike = sum((a == "w") == (b == "w") for a, b in both)
        seen.append((look["night"], len(both), alike, sum((a == "w") - (b == "w") for a, b in both) / len(both)))
    assert len(names) == 2
    checkpoints = sum(n for _, n, _, _ in seen)
    share, mean = sum(a for _, _, a, _ in seen) / checkpoints, sum(d for *_, d in seen) / len(seen)
    error, g = _clustered([(night, a - share * n) for night, n, a, _ in seen], checkpoints)
    low, high = wilson(share, min(float(len(seen)), share * (1 - share) / error**2))
    off, _ = _clustered([(night, d - mean) for night, _, _, d in seen], len(seen))
    told_of = [n for name in names for n in numbers(name).elements()]
    return [*told_of, str(len(seen)), str(g), *percent(share), *percent(low), *percent(high), *_t_span(mean, off, g)]


def _fresh(data: Data, month: str) -> tuple[list[Row], set[tuple[str, str]], set[tuple[str, str]]]:
    """(inquiries of a month, wordings used in it, those first used in it)."""
    asked = sorted((t for t in data.trials if t["t0"]), key=lambda t: t["night"])
    first: dict[tuple[str, str], str] = {}
    for t in asked:
        first.setdefault((t["question"], t["paraphrase"]), t["night"][:7])
    own = [t for t in asked if t["night"].startswith(month)]
    used = {(t["question"], t["paraphrase"]) for t in own}
    return own, used, {wording for wording in used if first[wording] == month}


def _recognition(data: Data, piece: Piece) -> list[str]:
    month = piece.about["kind"]
    own, used, fresh = _fresh(data, month)
    groups: tuple[list[Row], list[Row]] = ([], [])
    for t in own:
        if t["ending"] in COUNTED and t["u"]:
            groups[(t["question"], t["paraphrase"]) not in fresh].append(t)
    if piece.column < 3:
        share = [*percent(len(fresh) / len(used)), str(len(fresh)), str(len(used))]
        return [list(numbers(month).elements()), share, [str(len(group)) for group in groups]][piece.column]
    return _new_less_old(*groups)


def _new_less_old(new: list[Row], old: list[Row]) -> list[str]:
    """Mantel-Haenszel over the strata that hold both; nothing where none does."""
    by: defaultdict[tuple[str, ...], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for place, group in enumerate((new, old)):
        for t in group:
            by[tuple(t[c] for c in ("platform", "channel", "topic", "language", "time_cell"))][place].append(t)
    strata = [pair for pair in by.values() if all(pair)]
    if not strata:
        return []
    total = sum(len(n) * len(o) / (len(n) + len(o)) for n, o in strata)
    value, scores = 0.0, list[tuple[str, float]]()
    for n, o in strata:
        weight = len(n) * len(o) / (len(n) + len(o)) / total
        means = [sum(float(t["u"]) for t in group) / len(group) for group in (n, o)]
        value += weight * (means[0] - means[1])
        for sign, mean, group in zip((1, -1), means, (n, o), strict=True):
            scores += [(t["night"], sign * weight * (float(t["u"]) - mean) / len(group)) for t in group]
    error, g = _clustered(scores, 1.0)
    return _t_span(value, error, g)


def _method(data: Data, piece: Piece) -> list[str]:
    found = data.study["method"]
    when = f"{moment(found['recorded_at']):%Y-%m-%d %H:%M}"
    return list(numbers(f"{when} {found['sha256']} {found['series']} {found['series_since']}").elements())


def _opted_out(data: Data, piece: Piece) -> list[str]:
    gone = [p["opted_out"] for p in data.study["platforms"] if p["opted_out"]]
    (found,) = [one for one in gone if bool(one["last_index"]) == (piece.about["key"] == "guards.opted_out_last")]
    last = [n for index in found["last_index"].values() for n in fixed(index)]
    return [*day(found["since"], piece.about["language"]), *numbers(found["last_week"]).elements(), *last]


def _months(data: Data, piece: Piece) -> list[str]:
    return [
        n for row in data.rows("recognition") if row["possible"] == "true" for n in numbers(row["month"]).elements()
    ]


def _moved(data: Data, piece: Piece) -> list[str]:
    """The lines of both editions of the platform and table that are named; ``before`` lies beside this one."""
    before = Data(data.folder.parent.parent / "before/data")
    (platform,) = [p for p, name in data.names.items() if name in piece.text]
    words = wording(piece.about["language"])
    channel = next(c for c in ("all", *data.channels) if str(words.coded("channel", c)) in piece.text)
    lines = [found.standing(channel, platform) for found in (before, data)]
    assert all(line["index"] for line in lines)
    return [*names_of(data, platform), *(n for line in lines for n in [*fixed(line["index"]), *ranks(line)])]


KEYED: dict[str, Account] = {
    "coding.intro": _intro,
    "coding.corrected": lambda data, piece: [str(told(data)["corrections"])],
    "coding.missing": lambda data, piece: [str(told(data)["missing"])],
    "coding.index_foot": lambda data, piece: [str(told(data)["computed_with"]["imputations"])],
    "observers.agreement": _observers,
    "guards.method_in_time": _method, "guards.opted_out": _opted_out, "guards.opted_out_last": _opted_out,
    "guards.recognition_possible": _months,
    "revision.title": lambda data, piece: ["2"], "revision.differs": lambda data, piece: [
        "1", *numbers("3-77").elements(), *sorted({t["rules_version"] for t in data.trials})],
    "revision.moved": _moved,
}  # fmt: skip
"""By key of the wording, beside those of ``printed_accounts``."""

TABLES: dict[str, Account] = {
    "agreement": _agreement, "confusion": _confusion, "rules": _rules, "coded": _coded, "handoff": _handoff,
    "recognition": _recognition,
}  # fmt: skip
"""By table, beside those of ``printed_tables``."""
