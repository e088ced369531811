"""Reads a page of an edition and tells every number on it that nothing accounts for."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.unit import printed_checks
from tests.unit.printed_accounts import KEYED as SENTENCES
from tests.unit.printed_accounts import STATIC, fact, fixed_numbers
from tests.unit.printed_pages import Pages, Piece, numbers
from tests.unit.printed_tables import TABLES as FIGURES
from tests.unit.printed_world import REPLIES
from tests.unit.recomputed import Data, duration

KEYED, TABLES = SENTENCES | printed_checks.KEYED, FIGURES | printed_checks.TABLES


def expected(data: Data, piece: Piece) -> Counter[str] | None:
    """The numbers that must stand in this piece; None where nothing accounts for it."""
    about, tags = piece.about, piece.tags
    if "table" in about and ("td" in tags or ("th" in tags and "tbody" in tags)):
        return Counter(TABLES[about["table"]](data, piece))
    if "fact" in about:
        return Counter(fact(data, piece))
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
    return Counter() if about["key"] in composed else fixed_numbers(about["key"], about["language"])


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
        coders = printed_checks.told(data).get("coders", {})
        return set(numbers(text)) <= {*heads, *coders}
    if "dt" in piece.tags and "inquiry" in piece.about:
        return text in {row["inquiry_id"] for row in data.trials}
    if "dt" in piece.tags and "details" in piece.tags:
        return any(text in (data.folder / file.name).read_text(encoding="utf-8").splitlines()[0].split(",")
                   for file in data.folder.glob("*.csv"))  # fmt: skip
    if "blockquote" in piece.tags:
        quoted = [row["template"] for row in data.rows("canned")] + [row.text for row in REPLIES]
        return text in quoted
    if "caption" in piece.tags:
        return set(numbers(text)) <= set(_static_numbers(piece.about["language"]))
    if "text" in piece.tags:  # of a drawing: nights and waiting times
        ticks = (n for c in data.study["checkpoints"].values() for s in c for n in duration(s))
        nights = {n for night in data.nights() for n in numbers(night[5:])}
        return set(numbers(text)) <= nights | set(ticks)
    own = {path.name for path in data.folder.parent.glob("*.zip")}  # the name of a file is no number
    return "bdi" in piece.tags and text in {*data.names.values(), data.study["title"], *own}


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
