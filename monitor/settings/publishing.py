"""The section ``[publishing]``: who publishes, where, under which licence, and by which calendar days are counted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from monitor.settings.notation import Many, Text, mistake
from monitor.settings.part import Part

NO_CALENDAR = "none"
License = Literal["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "ODbL-1.0", "ODC-By-1.0"]


def _known_calendar(code: str) -> str:
    from holidays import list_supported_countries  # heavy: only where another calendar than the default is named

    if code != NO_CALENDAR and code not in list_supported_countries(include_aliases=False):
        raise mistake(
            f"there is no calendar {code!r}", 'write a country such as "CN", or "none" for your own lists alone'
        )
    return code


def _each_once(days: tuple[date, ...]) -> tuple[date, ...]:
    twice = sorted({day for day in days if days.count(day) > 1})
    if twice:
        raise mistake(f"names {twice[0]} twice", "name each day once")
    return days


Days = Annotated[Many[date], AfterValidator(_each_once)]


class Publishing(Part):
    """How editions leave the house; nothing is published before the platforms could answer."""

    publisher: str = ""
    """Who answers for the report; empty = the persona's name."""
    address: str = ""
    """The http(s) address at which ``folder`` is served; the feed, the card and the citations need it."""
    contact: str = ""
    """The mailbox for platforms' answers and for readers' corrections."""
    license: License = "CC-BY-4.0"
    """The licence of report and data (SPDX)."""
    folder: Text = "site"
    """Where ``silence publish`` puts editions, relative to the configuration file: what a static host serves."""
    account: str | None = None
    """The mail account that sends the letters to platforms with a ``press_address``; without one nothing is sent."""
    corrections: Text = "corrections.toml"
    """What was found wrong in published editions, relative to the configuration file."""
    translations: Text = "translations.toml"
    """What people made of platforms' canned texts in other languages, relative to the configuration file."""
    calendar: Annotated[str, AfterValidator(_known_calendar)] = "CN"
    """The country whose public holidays are no working days; ``none``: weekends and your own lists alone."""
    holidays: Days = ()
    """Days that are no working days, whatever the calendar says."""
    workdays: Days = ()
    """Days on which people work, whatever the calendar says: adjusted weekends."""
