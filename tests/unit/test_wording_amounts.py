"""Numbers, spans, dates and reasons in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reports.reasons import group, worded
from reports.wording import LANGUAGES, wording
from reports.wording import amounts as say


@pytest.mark.parametrize(
    ("value", "told"), [(None, "–"), (12.345, "12.3"), (-3.0, "−3.0"), (-0.001, "0.0"), (100.0, "100.0")]
)
def test_number(value: float | None, told: str) -> None:
    """A missing number is a dash, a negative one has a true minus, and nothing is minus zero."""
    assert say.number(value) == told


@pytest.mark.parametrize(("value", "told"), [(4.0, "+4.0"), (0.0, "0.0"), (-4.0, "−4.0"), (None, "–")])
def test_signed(value: float | None, told: str) -> None:
    """A difference shows its sign."""
    assert say.signed(value) == told


@pytest.mark.parametrize(
    ("share", "told"), [(None, "–"), (0.0, "0%"), (0.001, "<1%"), (0.25, "25%"), (0.999, ">99%"), (1.0, "100%")]
)
def test_percent(share: float | None, told: str) -> None:
    """Rounding never turns something into nothing, nor almost all into all."""
    assert say.percent(share) == told


def test_span_with_a_minus_is_not_a_riddle() -> None:
    """An interval with a negative end has no dash beside a minus."""
    assert say.span(1.0, 2.0) == "1.0–2.0"
    assert say.span(-1.0, 2.0) == "−1.0 … 2.0"
    assert say.span(None, 2.0) == "–"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (1, "1 s", "1 秒"),
        (0.5, "0.5 s", "0.5 秒"),
        (300, "5 min", "5 分钟"),
        (259200, "72 h", "72 小时"),
        (90, "90 s", "90 秒"),
    ],
)
def test_duration(seconds: float, english: str, chinese: str) -> None:
    """A duration is told in the largest unit that divides it; three days stay 72 hours."""
    span = timedelta(seconds=seconds)
    assert [say.duration(wording(language), span) for language in ("en", "zh")] == [english, chinese]


def test_days() -> None:
    """Dates read as each language writes them."""
    assert say.days(wording("en"), "2026-11-16", "2026-11-19") == "16 November 2026 to 19 November 2026"
    assert say.days(wording("zh"), "2026-11-16", "2026-11-16") == "2026年11月16日"


def test_listing() -> None:
    """Names are joined as each language joins them."""
    assert say.listing(wording("en"), ["A", "B", "C"]) == "A, B and C"
    assert say.listing(wording("zh"), ["A", "B", "C"]) == "A、B和C"
    assert say.listing(wording("en"), []) == ""


REASONS = {
    "door_mostly_closed: 14 of 28": ("door", "14"),
    "closed_in_these_hours: other; index of working 34.5": ("hours", "34.5"),
    "closed_in_these_hours: other": ("hours", "other hours"),
    "not_enough_data: 9 of 12 nights": ("not_enough_data", "9 of the 12 nights"),
    "not_enough_data: 20 of 24 inquiries": ("not_enough_data", "20 of the 24 inquiries"),
    "not_enough_data: 4 of 6 nights in after_sale other": ("not_enough_data", "asked without a purchase"),
    "not_enough_data: 5 of 32 void": ("not_enough_data", "failures of ours"),
    "not_observed_well_enough: 37 of 280 checkpoints; index 33.1 to 47.0": ("unobserved", "33.1 and 47.0"),
    "not_in_channel_set: mail": ("overall", "e-mail"),
    "not_ranked_in: webchat mail": ("overall", "web chat and e-mail"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_reason(reason: str) -> None:
    """Every reason of the standings has its list and its words."""
    listed, told = REASONS[reason]
    assert group(reason) == listed
    assert told in worded(wording("en"), reason)
    assert "code" not in worded(wording("en"), reason)
    assert "代码" not in worded(wording("zh"), reason)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["", "eclipse: 3 of 4", "not_enough_data: {0} %s", "not_enough_data"])
def test_unknown_reason(reason: str, language: str) -> None:
    """A reason of a later version, or a broken one, is listed and worded all the same."""
    assert group(reason) in ("other", "not_enough_data")
    assert worded(wording(language), reason)
