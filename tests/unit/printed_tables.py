"""What must stand in each cell of the tables of an edition's pages: by table and column."""

from __future__ import annotations

from tests.unit import recomputed as again
from tests.unit.printed_accounts import Account, names_of, standing_of
from tests.unit.printed_pages import Piece, numbers
from tests.unit.recomputed import Data, duration, fixed, percent, ranks, spread


def _ranking(data: Data, piece: Piece) -> list[str]:
    row, ranked = standing_of(piece, data), len(data.ranked(piece.about["channel"]))
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return [
        ranks(row),
        names_of(data, row["platform"]),
        fixed(row["index"]),
        [*fixed(row["index_low"]), *fixed(row["index_high"])],
        [str(ranked - high), str(high - low)],
        [row["inquiries"]],
        [row["nights"]],
        fixed(row["padding"]),
        [*fixed(row["after_sale_gap"], sign=True), *fixed(row["gap_low"]), *fixed(row["gap_high"])],
    ][piece.column]


def _own(data: Data, piece: Piece) -> list[str]:
    row = standing_of(piece, data)
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
        return names_of(data, piece.about["platform"])
    return ranks(data.standing(tables[piece.column - 1], piece.about["platform"]))


def _checkpoints(data: Data, piece: Piece) -> list[str]:
    channel, platform = piece.about["channel"], piece.about["platform"]
    if piece.column == 0:
        return names_of(data, platform)
    if not data.complete(channel, platform):
        rows = data.valid(channel, platform)
        return [str(sum(r["checkpoint_states"][piece.column - 1] == "w" for r in rows)), str(len(rows))]
    met, n, share, low, high = data.share(channel, platform, piece.column - 1)
    return [*percent(share), str(met), str(n), *spread(low, high)]


def _beside(data: Data, piece: Piece) -> list[str]:
    row = standing_of(piece, data)
    other = data.beside("sensitivity", row["channel"], row["platform"])
    audit = {"rank_low": other["log_rank_low"], "rank_high": other["log_rank_high"]}
    valid = data.valid(row["channel"], row["platform"])
    of = [t for t in data.trials if t["platform"] == row["platform"] and row["channel"] in ("all", t["channel"])]
    of = [t for t in of if t["ending"] in again.COUNTED]
    unclear = {m["inquiry_id"] for m in data.rows("messages") if m["function"] == "unclear"}
    share = sum(t["inquiry_id"] in unclear for t in of) / len(of)
    assert valid
    return [
        names_of(data, row["platform"]),
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
        names_of(data, row["platform"]) if row["platform"] else [],
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
        names_of(data, row["platform"]),
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
        names_of(data, platform["id"]),
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
        return [names_of(data, piece.about["platform"]), [str(len(own))]][piece.column]
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
