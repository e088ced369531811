"""What the page says of corrections and of a later edition of a week: what differs, and who moved in the ranking."""

from __future__ import annotations

from dataclasses import dataclass

from reports.answers import Correction
from reports.edition import Edition
from reports.quotes import visible
from reports.revision import Moved, Place, Revision
from reports.wording import Wording
from reports.wording.amounts import day, listing, number, ranks

LISTED = 12
"""So many changes are listed, the others counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """The note on the front of a later edition."""

    title: str
    causes: str
    moved: tuple[str, ...]
    more: str


def revised(edition: Edition, words: Wording) -> Revised | None:
    """The note; None for a week's first edition."""
    found = edition.revision
    if found is None or found.before is None:
        return None
    moved = [_moved(edition, one, words) for one in found.moved]
    return Revised(
        title=words("revision.title", number=found.number),
        causes=words("revision.differs", before=found.before, causes=listing(words, _causes(found, words))),
        moved=tuple(moved[:LISTED]) or (words("revision.unmoved"),),
        more=words.count("revision.more", len(moved) - LISTED) if len(moved) > LISTED else "",
    )


def corrected(one: Correction, words: Wording) -> str:
    """The line of one correction: its day, what was wrong and what is right, and who answers for it."""
    about = {"day": day(words, one.date.isoformat()), "what": visible(one.what(words.language))}
    return words("corrections.by", by=visible(one.by), **about) if one.by else words("corrections.line", **about)


def _causes(found: Revision, words: Wording) -> list[str]:
    old, new = found.rules
    named = {"rules": words("revision.rules", old=old or "–", new=new or "–")}
    return [named.get(cause) or words.coded("revision", cause) for cause in found.causes]


def _moved(edition: Edition, one: Moved, words: Wording) -> str:
    return words(
        "revision.moved",
        platform=visible(edition.name(one.platform)),
        channel=words.coded("channel", one.channel),
        before=_place(one.before, words),
        after=_place(one.after, words),
    )


def _place(place: Place | None, words: Wording) -> str:
    if place is None or place.index is None:
        return words("revision.unranked")
    return words("revision.place", index=number(place.index), ranks=ranks(place.rank_low, place.rank_high))
