"""Why a platform is not ranked, in words: the reason codes of the standings, and what to do with unknown ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from reports.wording import Wording
from reports.wording.amounts import number

GROUPS = ("opted_out", "not_enough_data", "door", "hours", "unobserved", "overall", "other")
"""The lists in which unranked platforms are printed, in this order."""

_GROUP_OF = {
    "opted_out": "opted_out",
    "not_enough_data": "not_enough_data",
    "door_mostly_closed": "door",
    "closed_in_these_hours": "hours",
    "not_observed_well_enough": "unobserved",
    "not_in_channel_set": "overall",
    "not_ranked_in": "overall",
}

_PATTERNS = {
    "opted_out_index": r"opted_out: (?P<since>[\d-]+); index (?P<index>[\d.]+) of (?P<week>[\dW-]+)",
    "opted_out": r"opted_out: (?P<since>[\d-]+)",
    "door": r"door_mostly_closed: (?P<k>\d+) of (?P<n>\d+)",
    "hours_index": r"closed_in_these_hours: (?P<cells>[\w ]+); index of (?P<others>[\w ]+?) (?P<index>[\d.]+)",
    "hours": r"closed_in_these_hours: (?P<cells>[\w ]+)",
    "stratum": r"not_enough_data: (?P<k>\d+) of (?P<n>\d+) nights in (?P<topic>\w+) (?P<cell>\w+)",
    "nights": r"not_enough_data: (?P<k>\d+) of (?P<n>\d+) nights",
    "inquiries": r"not_enough_data: (?P<k>\d+) of (?P<n>\d+) inquiries",
    "void": r"not_enough_data: (?P<k>\d+) of (?P<n>\d+) void",
    "unobserved": (
        r"not_observed_well_enough: (?P<k>\d+) of (?P<n>\d+) checkpoints; index (?P<low>[\d.]+) to (?P<high>[\d.]+)"
    ),
    "channel_set": r"not_in_channel_set: (?P<channels>[\w ,]+)",
    "not_ranked_in": r"not_ranked_in: (?P<channels>[\w ,]+)",
}


def group(reason: str) -> str:
    """Which list a reason belongs to."""
    return _GROUP_OF.get(reason.partition(":")[0].strip(), "other")


def worded(words: Wording, reason: str) -> str:
    """The reason as a phrase; one that nobody has words for is shown as the code it is."""
    for name, pattern in _PATTERNS.items():
        if found := re.fullmatch(pattern, reason):
            parts = {key: _PARTS.get(key, _as_is)(words, text) for key, text in found.groupdict().items()}
            return words(f"reason.{name}", **parts)
    code = reason.partition(":")[0].strip()
    key = f"reason.{code}"
    return words(key) if words.knows(key) else words("code.unknown", code=reason or "–")


def _as_is(_words: Wording, text: str) -> str:
    return text


def _cells(words: Wording, text: str) -> str:
    return words("list.and").join(words.coded("cell_of_time", cell) for cell in text.split())


def _channels(words: Wording, text: str) -> str:
    return words("list.and").join(words.coded("inline", channel) for channel in re.split(r"[ ,]+", text.strip()))


def _topic(words: Wording, text: str) -> str:
    return words.coded("topic", text)


def _index(_words: Wording, text: str) -> str:
    return number(float(text))


_PARTS: Mapping[str, Callable[[Wording, str], str]] = {
    "cells": _cells,
    "cell": _cells,
    "others": _cells,
    "channels": _channels,
    "topic": _topic,
    "index": _index,
    "low": _index,
    "high": _index,
}
