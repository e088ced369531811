"""Says which platforms have not had their time to answer; pure. GUARDRAILS G12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.errors import MonitorError
from monitor.publishing.dossier import Dossier, Given
from monitor.publishing.workdays import DAYS_TO_ANSWER, Calendar


class TooEarly(MonitorError):
    """A named platform has not had its time to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """Why one platform stands in the way of publication. ``opens``: from when it no longer does, if that is known."""

    platform: str
    why: str
    opens: date | None = None


def outstanding(
    dossier: Dossier, digests: Mapping[str, str], calendar: Calendar, today: date
) -> list[Outstanding]:  # fmt: skip
    """Every named platform whose notice is missing or too young; ``digests``: by platform, what is to be published."""
    waived, given = dossier.waivers(), dossier.notices()
    found = (_missing(p, d, given.get(p, ()), calendar, today) for p, d in digests.items() if p not in waived)
    return [one for one in found if one]


def _missing(
    platform: str, digest: str, given: Sequence[Given], calendar: Calendar, today: date
) -> Outstanding | None:  # fmt: skip
    notices = [notice for notice in given if notice.digest == digest]
    if not notices:
        why = "its figures changed since its letter; it needs a new one" if given else "it was given no notice"
        return Outstanding(platform=platform, why=why)
    first = min(notice.on for notice in notices)
    whole = calendar.whole_days(first, today)
    if whole >= DAYS_TO_ANSWER:
        return None
    why = f"its notice of {first} is {whole} of {DAYS_TO_ANSWER} whole working days old"
    return Outstanding(platform=platform, why=why, opens=calendar.opens(first))


def require(found: Sequence[Outstanding]) -> None:
    """Raises ``TooEarly`` unless nobody stands in the way."""
    if not found:
        return
    listed = "\n".join(f"{one.platform}: {one.why}" + (f", from {one.opens} on" if one.opens else "") for one in found)
    known = [one.opens for one in found if one.opens]
    wait = f"wait until {max(known)}" if len(known) == len(found) else "silence notify --send, or --delivered PLATFORM"
    raise TooEarly(
        f"not every named platform had its time to answer\n{listed}", f"{wait}; or sign a waiver with its reason"
    )
