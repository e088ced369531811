"""How platforms fill the wait: canned, deflecting and broken-promise shares of one table's counted inquiries."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow.compute as pc  # type: ignore[import-untyped, unused-ignore]

from reports.dataset import LabelRow, MessageRow, PlatformRow, Trial
from reports.held import Held, Places, Plain
from reports.labelled import label_places
from reports.silence import BoolArray, IntArray

CANNED_MESSAGES = 24
"""Canned share grows with the number of messages, so it is always taken on this many."""

SUBSAMPLES = 200
LEAST_MESSAGES, LEAST_NIGHTS, LEAST_QUESTIONS = 3, 2, 2
"""A text group is canned from so many messages on so many nights to so many different questions on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The first information request of an inquiry, circular or not."""

    after: datetime
    by: datetime


def replies(messages: Iterable[MessageRow], labels: Iterable[LabelRow]) -> pd.DataFrame:
    """Labelled platform messages after t0, greetings left out, ordered by inquiry and ordinal.

    Columns: inquiry_id, ordinal, function, canned_group, seen_after, seen_by.
    """
    every, known = Held.of(MessageRow, messages), Held.of(LabelRow, labels)
    said = every.where(every.among("speaker", ("platform",)) & every.among("before_t0", (False,)))
    place = label_places(said, known)
    said, opinions = said.where(place >= 0), known.at(place[place >= 0])
    told = ~opinions.among("function", ("greeting",))
    said, opinions = said.where(told), opinions.where(told)
    order = _ordered(said)
    said, opinions = said.at(order), opinions.at(order)
    return pd.DataFrame(
        {
            "inquiry_id": pd.Series(said.values("inquiry_id"), dtype=object),
            "ordinal": said.numbers("ordinal"),
            "function": pd.Series(opinions.values("function"), dtype=object),
            "canned_group": pd.Series(opinions.values("canned_group"), dtype=object),
            "seen_after": pd.Series(said.column("seen_after").arrow().to_pandas()),
            "seen_by": pd.Series(said.column("seen_by").arrow().to_pandas()),
        },
        copy=False,
    )


def _ordered(said: Held[MessageRow]) -> Places:
    """By inquiry and ordinal."""
    ids = said.column("inquiry_id")
    if isinstance(ids, Plain):
        rank = pc.rank(ids.array, tiebreaker="min").to_numpy()
    else:
        texts = ids.values()
        known = {text: place for place, text in enumerate(sorted(set(texts)))}
        rank = np.array([known[text] for text in texts], dtype=np.int64)
    found: Places = np.lexsort((said.numbers("ordinal"), rank))
    return found


def requests(said: pd.DataFrame) -> dict[str, Request]:
    """The first information request of each inquiry, whether or not it asks for what was already given."""
    found: dict[str, Request] = {}
    asked = said[said["function"] == "information_request"]
    for inquiry, after, by in zip(asked["inquiry_id"], asked["seen_after"], asked["seen_by"], strict=True):
        before = found.get(inquiry)
        if before is None or by < before.by:
            found[inquiry] = Request(after=after, by=by)
    return found


def deflected(counted: pd.DataFrame, said: pd.DataFrame) -> dict[str, float]:
    """By platform the share of counted inquiries in which at least one reply deflected."""
    inquiries = set(said.loc[said["function"] == "deflection", "inquiry_id"])
    hit = counted["inquiry_id"].isin(inquiries).groupby(counted["platform"]).mean()
    return {str(platform): float(share) for platform, share in hit.items()}


def canned(counted: pd.DataFrame, said: pd.DataFrame, seed: int) -> dict[str, float]:
    """By platform the share of canned replies on a fixed 24 replies: the mean over seeded subsamples.

    The rule of what is canned is applied anew in each subsample, so that a platform heard more often is not
    canned more often for that alone. Platforms with fewer than 24 replies are left out.
    """
    joined = said.merge(counted[["inquiry_id", "platform", "night", "question"]], on="inquiry_id", how="inner")
    joined = joined.sort_values(["inquiry_id", "ordinal"], kind="stable")
    found = {}
    for platform, own in joined.groupby("platform", sort=True, observed=True):
        if len(own) >= CANNED_MESSAGES:
            found[str(platform)] = _canned_share(own, [seed, zlib.crc32(str(platform).encode())])
    return found


def _canned_share(own: pd.DataFrame, seed: Sequence[int]) -> float:
    group = np.where(own["canned_group"] == "", -1, pd.factorize(own["canned_group"])[0]).astype(np.int64)
    night = pd.factorize(own["night"])[0].astype(np.int64)
    question = pd.factorize(own["question"])[0].astype(np.int64)
    order = np.random.default_rng(seed).random((SUBSAMPLES, len(own))).argsort(axis=1)
    drawn = order[:, :CANNED_MESSAGES]
    hits = np.zeros(SUBSAMPLES, dtype=np.int64)
    for one in np.unique(group[group >= 0]):
        member = group[drawn] == one
        count = member.sum(axis=1)
        several = _several(night[drawn], member) & _several(question[drawn], member)
        hits += np.where((count >= LEAST_MESSAGES) & several, count, 0)
    return float(hits.mean() / CANNED_MESSAGES)


def _several(values: IntArray, member: BoolArray) -> BoolArray:
    """Of each row, whether its members have at least two different values."""
    low = np.where(member, values, np.iinfo(np.int64).max).min(axis=1)
    high = np.where(member, values, -1).max(axis=1)
    found: BoolArray = high > low
    return found


def broken_promises(trials: Iterable[Trial], platform: PlatformRow) -> tuple[int, int]:
    """(broken, promises) among counted trials of one platform.

    A promise is the earliest moment a holding reply named, or t0 plus the platform's advertised reply time for
    inquiries not outside its published hours. Broken: no substantive reply was there yet; where that was not
    observed, the promise is left out.
    """
    broken = made = 0
    for one in trials:
        promised = _promise(one, platform.promised_reply)
        if one.ending not in ("closed", "ended_by_platform") or promised is None:
            continue
        kept = one.substantive_by is not None and one.substantive_by <= promised
        watched = one.substantive_after if one.substantive_by else one.observed_until
        if kept or (watched is not None and watched >= promised):
            made += 1
            broken += not kept
    return broken, made


def _promise(one: Trial, advertised: timedelta | None) -> datetime | None:
    if one.promised_by is not None:
        return one.promised_by
    if advertised is None or one.t0 is None or one.in_published_hours is False:
        return None
    return one.t0 + advertised
