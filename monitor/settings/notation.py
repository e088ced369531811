"""How the configuration writes durations, clock times, slugs and zones: text in, exact values out."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

DURATION = r"^(\d+(?:\.\d+)?)(ms|s|m|h|d)$"
CLOCK = r"^([01]\d|2[0-3]):([0-5]\d)$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"

_MILLISECONDS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def mistake(wrong: str, todo: str) -> PydanticCustomError:
    """A mistake in the words of the configuration: what is wrong, and what to do about it."""
    return PydanticCustomError("silence", "{wrong}", {"wrong": wrong, "todo": todo})


def read_duration(text: Any) -> timedelta:
    """Turn ``"250ms"``, ``"2.5s"``, ``"5m"``, ``"1h"``, ``"3d"`` into a timedelta longer than nothing.

    Raises a pydantic error that names the notation.
    """
    if isinstance(text, timedelta):
        return text
    found = re.match(DURATION, text) if isinstance(text, str) else None
    if found is None:
        raise mistake(f"{text!r} is not a duration", 'write a number and ms, s, m, h or d, such as "2.5s" or "3d"')
    duration = timedelta(milliseconds=float(found[1]) * _MILLISECONDS[found[2]])
    if duration <= timedelta(0):
        raise mistake(f"{text!r} is no time at all", "write a duration longer than nothing")
    return duration


def write_duration(duration: timedelta) -> str:
    """The shortest notation that ``read_duration`` reads back to the same value."""
    milliseconds = duration / timedelta(milliseconds=1)
    for unit in ("d", "h", "m", "s"):
        if milliseconds % _MILLISECONDS[unit] == 0:
            return f"{milliseconds / _MILLISECONDS[unit]:.0f}{unit}"
    return f"{milliseconds:.3f}".rstrip("0").rstrip(".") + "ms"


def read_clock(text: Any) -> time:
    """Turn ``"09:30"`` into a time of day; ``"24:00"`` is midnight. Raises a pydantic error."""
    if isinstance(text, time):
        return text
    if text == "24:00":
        return time(0, 0)
    found = re.match(CLOCK, text) if isinstance(text, str) else None
    if found is None:
        raise mistake(f"{text!r} is not a time of day", 'write hours and minutes in quotes, such as "09:30"')
    return time(int(found[1]), int(found[2]))


def _read_slug(text: str) -> str:
    if re.match(SLUG, text) is None:
        raise mistake(f"{text!r} cannot be an id", "use lower-case letters, digits and single hyphens")
    return text


def _read_month(text: str) -> str:
    if re.match(MONTH, text) is None:
        raise mistake(f"{text!r} is not a month", 'write year and month in quotes, such as "2027-01"')
    return text


def _read_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise mistake(f"{name!r} is no known time zone", 'use a name such as "Asia/Shanghai" or "UTC"') from None
    return name


def _read_text(text: str) -> str:
    if not text.strip():
        raise mistake("is empty", "write some text")
    return text


def _read_hours(pair: Any) -> Any:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise mistake("is not a span of hours", 'write two times, such as ["09:00", "18:00"]')
    begins, ends = (read_clock(end) for end in pair)
    if begins >= ends:
        raise mistake("ends before it begins", "write the earlier time first; a span stays within one day")
    return begins, ends


T = TypeVar("T")
Many = Annotated[tuple[T, ...], Strict(False)]
"""A TOML array, kept as a tuple."""

Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    PlainSerializer(write_duration, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": DURATION}),
]
ClockTime = Annotated[
    time,
    BeforeValidator(read_clock),
    WithJsonSchema({"type": "string", "pattern": r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"}),
]
Hours = Annotated[
    tuple[time, time],
    BeforeValidator(_read_hours),
    WithJsonSchema({"type": "array", "items": {"type": "string", "pattern": CLOCK}, "minItems": 2, "maxItems": 2}),
]
Month = Annotated[str, AfterValidator(_read_month), WithJsonSchema({"type": "string", "pattern": MONTH})]
Slug = Annotated[str, AfterValidator(_read_slug), WithJsonSchema({"type": "string", "pattern": SLUG})]
Zone = Annotated[str, AfterValidator(_read_zone)]
Text = Annotated[str, AfterValidator(_read_text), WithJsonSchema({"type": "string", "minLength": 1})]
