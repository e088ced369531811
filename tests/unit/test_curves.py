"""Kaplan-Meier curves: the textbook example, two independent implementations, and what is censored when."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import surpyval
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from reports.curves import answer_seconds, claimed, curve, kaplan_meier, share_at
from tests.unit.trial_rows import at, counted_trial, labelled, said

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "kaplan_meier_6mp.json").read_text(encoding="utf-8"))
samples = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: any(event for _, event in rows)
)


def test_the_textbook_example_is_exact() -> None:
    """Freireich 1963, 6-MP arm, as printed to three digits."""
    found = kaplan_meier(np.array(GOLDEN["time"], dtype=float), np.array(GOLDEN["event"], dtype=bool))
    printed = {int(t): s for t, s in zip(found.seconds, found.unanswered.round(3), strict=True)}
    assert printed == {int(t): s for t, s in GOLDEN["survival"].items()}
    assert (found.start, found.end, found.at_risk[0]) == (21, 35, 21)


@given(samples)
def test_agrees_with_statsmodels_and_surpyval(rows: list[tuple[int, bool]]) -> None:
    """Heights by two other implementations, Greenwood's error by one."""
    times, event = np.array([float(t) for t, _ in rows]), np.array([e for _, e in rows])
    found = kaplan_meier(times, event)
    other = SurvfuncRight(times, event.astype(int))
    answered = np.isin(other.surv_times, times[event])
    assert found.unanswered == pytest.approx(other.surv_prob[answered])
    alive = found.unanswered > 1e-12
    assert found.error[alive] == pytest.approx(other.surv_prob_se[answered][alive])
    third = surpyval.KaplanMeier.fit(x=times, c=1 - event.astype(int))
    assert share_at(found, third.x) == pytest.approx(third.R, abs=1e-12)


def test_without_answers_the_curve_stays_at_one() -> None:
    """A silent platform has a flat curve, watched to its end."""
    found = curve([counted_trial("a", "p", 0, "wwwww")])
    assert (found.seconds.size, found.start, found.end) == (0, 1, 86400)
    assert share_at(found, [10, 1e6]).tolist() == [1, 1]


def answered(identity: str, by: float, after: float | None = None, **changes):
    return counted_trial(
        identity,
        "p",
        0,
        "aaaaa",
        substantive_after=at(by if after is None else after),
        substantive_by=at(by),
        **changes,
    )


def test_inside_an_interval_the_claim_is_believed() -> None:
    """claimed_at counts only inside the interval; otherwise the log midpoint stands."""
    one = answered("a", 400, after=100)
    assert answer_seconds(one) == pytest.approx(200)
    assert answer_seconds(one, at(300)) == 300
    assert answer_seconds(one, at(401)) == pytest.approx(200)
    assert answer_seconds(answered("a", 400, after=0)) == 200


def test_exact_times_are_never_overruled_by_a_claim() -> None:
    """The operator's clock is not ours."""
    assert answer_seconds(answered("a", 400), at(399)) == 400


def test_claims_are_those_of_the_first_substantive_message() -> None:
    """An acknowledgement's claim places no answer."""
    messages = [said(0, 400, after=100, claimed_at=at(150)), said(1, 400, after=100, claimed_at=at(350))]
    assert claimed(messages, labelled("acknowledgement", "substantive").values()) == {"i1": at(350)}


def test_open_is_censored_and_void_is_left_out() -> None:
    """Open inquiries count as watched so far; void, shut and barred ones not at all."""
    still = counted_trial("b", "p", 0, "wwuuu", ending="open", observed_until=at(300))
    lost = [counted_trial(e, "p", 0, "", ending=e) for e in ("void", "shut", "barred")]
    found = curve([answered("a", 600), still, *lost])
    assert (found.start, found.at_risk.tolist(), found.unanswered.tolist()) == (2, [1], [0])


def test_an_open_question_to_us_is_censored_there() -> None:
    """From an information request on nobody knows how long they would have taken."""
    asked = counted_trial("b", "p", 0, "uuuuu", information_request_at=at(50))
    assert curve([answered("a", 600), asked]).at_risk.tolist() == [1]


def test_what_the_platform_ended_stays_unanswered_to_the_end() -> None:
    """Ended after two minutes without an answer: at risk as long as anything was watched."""
    ended = counted_trial("b", "p", 0, "wwwww", ending="ended_by_platform", observed_until=at(120))
    assert curve([answered("a", 600), ended]).unanswered.tolist() == [0.5]


def test_errors_end_with_the_last_one_at_risk() -> None:
    """Greenwood's formula has no value once the curve is at zero."""
    found = kaplan_meier(np.array([1.0, 2.0]), np.array([True, True]))
    assert found.unanswered.tolist() == [0.5, 0]
    assert math.isnan(found.error[1])


def test_times_before_t0_by_rounding_count_as_at_once() -> None:
    """Clocks differ by microseconds; no time is negative."""
    one = answered("a", 0, after=0)
    assert answer_seconds(replace(one, substantive_by=at(0) - timedelta(microseconds=5), substantive_after=at(-1))) == 0
