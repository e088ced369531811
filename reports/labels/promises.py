"""Reads the time that a holding reply promises: "within 24 hours", "24小时内", "明天"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from reports.labels.characters import simplified
from reports.labels.wording import plain

_ENGLISH = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS: dict[str, float] = {word: max(number, 1) for number, word in enumerate(_ENGLISH)}
_WORDS |= {"an": 1, "couple": 2, "few": 5, "半": 0.5, "两": 2, "几": 5}
_WORDS |= {word: number for number, word in enumerate("零一二三四五六七八九十")}

_UNITS = (
    (re.compile(r"second|sec|秒", re.IGNORECASE), timedelta(seconds=1)),
    (re.compile(r"minute|min|分", re.IGNORECASE), timedelta(minutes=1)),
    (re.compile(r"hour|hr|小时|钟头", re.IGNORECASE), timedelta(hours=1)),
    (re.compile(r"day|天|日", re.IGNORECASE), timedelta(days=1)),
    (re.compile(r"week|周|星期|礼拜", re.IGNORECASE), timedelta(weeks=1)),
)
_NUMBER = rf"(\d+(?:\.\d+)?|[一二两三四五六七八九十几半]{{1,3}}|\b(?:an|couple|few|{'|'.join(_ENGLISH)})\b)"
_SPAN = re.compile(
    rf"(?:{_NUMBER}\s*(?:-|~|–|—|to|or|至|到)\s*)?{_NUMBER}\s*(?:of\s+)?(?:个)?\s*-?\s*((?:business|working|工作)\s*)?"
    r"(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|秒钟?|分钟?|小时|钟头|工作日|天|日|周|星期|礼拜)",
    re.IGNORECASE,
)
_NAMED = (
    (re.compile(r"\b(today|tonight|end of the day)\b|今天|今日|今晚|当天|当日", re.IGNORECASE), timedelta(days=1)),
    (re.compile(r"\b(tomorrow|next (business |working )?day)\b|明天|明日|次日|隔天", re.IGNORECASE), timedelta(days=2)),
    (re.compile(r"后天", re.IGNORECASE), timedelta(days=3)),
)


def promised_by(text: str, said_at: datetime) -> datetime | None:
    """The latest moment that ``text`` allows itself; None if it names none.

    Read generously: the end of "one to three", the end of the day named (the platform's zone is not known),
    weekends left out of working days.
    """
    spelled = simplified(plain(text))
    if found := _SPAN.search(spelled):
        return _after(said_at, _amount(found[2]), found[4], bool(found[3]) or "工作" in found[4])
    for pattern, length in _NAMED:
        if pattern.search(spelled):
            return said_at + length
    return None


def _amount(word: str) -> float:
    if word.lower() in _WORDS:
        return float(_WORDS[word.lower()])
    return _tens(word) if word[0] > "\u2e80" else float(word)


def _tens(word: str) -> float:
    """十五 → 15, 二十 → 20, 四十八 → 48."""
    tens, _, ones = word.partition("十")
    return 10.0 * _WORDS.get(tens, 1.0) + _WORDS.get(ones, 0.0)


def _after(said_at: datetime, amount: float, unit: str, working: bool) -> datetime:
    length = next(step for pattern, step in _UNITS if pattern.search(unit))
    if working and length == timedelta(days=1):
        return _working_days(said_at, int(amount))
    return said_at + min(amount, 10_000.0) * length


def _working_days(moment: datetime, days: int) -> datetime:
    left = min(days, 1_000)
    while left > 0:
        moment += timedelta(days=1)
        left -= moment.isoweekday() < 6
    return moment
