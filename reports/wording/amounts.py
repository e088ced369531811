"""Numbers, shares, dates and durations in the words of a language; missing values are a dash, never a zero."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date

from reports.wording import Wording

NONE = "–"
_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


def number(value: float | None, digits: int = 1) -> str:
    """A plain decimal with a true minus sign."""
    if value is None:
        return NONE
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "\u2212")


def signed(value: float | None, digits: int = 1) -> str:
    """A difference: with its sign, a plus as well."""
    text = number(value, digits)
    return f"+{text}" if value is not None and text[0].isdigit() and float(text) else text


def span(low: float | None, high: float | None, digits: int = 1) -> str:
    """An interval, ``41.0–58.5``; a word stands between where a minus sign would make the dash puzzling."""
    if low is None or high is None:
        return NONE
    ends = number(low, digits), number(high, digits)
    return " … ".join(ends) if "\u2212" in "".join(ends) else "–".join(ends)


def percent(share: float | None) -> str:
    """A share of one as a whole percentage; a small one that is not nothing stays visible."""
    if share is None:
        return NONE
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"


def percent_span(low: float, high: float) -> str:
    return f"{low * 100:.0f}–{high * 100:.0f}%"


def ranks(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return NONE
    return str(low) if low == high else f"{low}–{high}"


def duration(wording: Wording, span: timedelta) -> str:
    """The largest unit that divides it (72 h stays 72 h): ``5 min``, ``24 h``, ``1.5 s``."""
    seconds = span.total_seconds()
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            return wording(f"duration.{unit}", n=f"{seconds / size:g}")
    return wording("duration.second", n=f"{seconds:g}")


def tick(wording: Wording, span: timedelta) -> str:
    """The same in the fewest letters, for an axis: ``5m``."""
    seconds = span.total_seconds()
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            return wording(f"tick.{unit}", n=f"{seconds / size:g}")
    return wording("tick.second", n=f"{seconds:g}")


def day(wording: Wording, iso: str) -> str:
    """``2026-11-23`` as 23 November 2026 or 2026年11月23日."""
    return format_date(date.fromisoformat(iso), format="long", locale=wording.locale)


def days(wording: Wording, first: str, last: str) -> str:
    if first == last:
        return day(wording, first)
    return wording("days.span", first=day(wording, first), last=day(wording, last))


def listing(wording: Wording, items: list[str]) -> str:
    """``A, B and C`` or ``A、B和C``; the items as they are."""
    if len(items) < 2:
        return "".join(items)
    head = wording("list.comma").join(items[:-1])
    return head + wording("list.and") + items[-1]
