"""Canned, deflecting and broken-promise shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reports.dataset import PlatformRow
from reports.panel import frame
from reports.shares import broken_promises, canned, deflected, replies, requests
from tests.unit.trial_rows import at, counted_trial, labelled, said


def answered(platform: str, number: int, group=lambda n: "", function: str = "substantive"):
    """``number`` trials of a platform, one night and question each, with one reply each."""
    trials = [counted_trial(f"{platform}{n:03}", platform, n, "aaaaa", question=f"q{n}") for n in range(number)]
    messages = [replace(said(0, 10), inquiry_id=t.inquiry_id) for t in trials]
    label = labelled(function)[0]
    labels = [replace(label, inquiry_id=t.inquiry_id, canned_group=group(n)) for n, t in enumerate(trials)]
    return frame(trials), replies(messages, labels)


def test_one_text_for_everything_is_wholly_canned() -> None:
    """24 of 24 replies in one group over many nights and questions."""
    assert canned(*answered("p", 40, lambda n: "g"), seed=1) == {"p": 1.0}


def test_every_text_its_own_is_not_canned() -> None:
    """No groups, no canned share."""
    assert canned(*answered("p", 40), seed=1) == {"p": 0.0}


def test_fewer_than_24_replies_have_no_share() -> None:
    """A share on fewer messages would not compare."""
    assert canned(*answered("p", 23, lambda n: "g"), seed=1) == {}


def test_the_rule_is_applied_anew_in_each_subsample() -> None:
    """A text used 3 times in 240 is seldom seen 3 times in 24: hearing more does not make a platform canned."""
    found = canned(*answered("p", 240, lambda n: "g" if n % 80 == 0 else ""), seed=1)["p"]
    assert found < 0.002


def test_a_group_on_one_night_is_not_canned() -> None:
    """At least two nights and two questions."""
    rows, said_ = answered("p", 24, lambda n: "g")
    assert canned(rows.assign(night="2026-11-02"), said_, seed=1) == {"p": 0.0}
    assert canned(rows.assign(question="one"), said_, seed=1) == {"p": 0.0}


def test_rows_in_any_order_give_the_same_share() -> None:
    """Subsamples are drawn from a fixed order."""
    rows, said_ = answered("p", 60, lambda n: "g" if n % 2 else "")
    other = canned(rows.iloc[::-1], said_.iloc[::-1], seed=1)
    assert canned(rows, said_, seed=1) == other
    assert other["p"] == pytest.approx(0.5, abs=0.05)


def test_deflection_is_counted_by_inquiry() -> None:
    """Two deflections in one inquiry are one."""
    rows = frame([counted_trial("a", "p", 0, "wwwww"), counted_trial("b", "p", 1, "wwwww")])
    messages = [replace(said(n, 10 + n), inquiry_id="a") for n in range(2)]
    labels = [replace(label, inquiry_id="a") for label in labelled("deflection", "deflection").values()]
    assert deflected(rows, replies(messages, labels)) == {"p": 0.5}


def test_greetings_baseline_and_own_words_are_no_replies() -> None:
    """Only what the platform said after t0 fills the wait."""
    messages = [said(0, 1), said(1, 2, before_t0=True), said(2, 3, speaker="own")]
    assert replies(messages, labelled("greeting", "deflection", "deflection").values()).empty


def test_the_first_request_counts_circular_or_not() -> None:
    """Earliest by the time it was seen."""
    found = requests(replies([said(0, 50), said(1, 20)], labelled(*["information_request"] * 2).values()))
    assert found["i1"].by == at(20)


class TestBrokenPromises:
    SHOP = PlatformRow(id="p", name="P", channels=("webchat",), promised_reply=timedelta(minutes=10))

    def test_kept_and_broken(self) -> None:
        """An answer at nine minutes keeps the advertised ten, one at eleven breaks it, silence too."""
        kept = counted_trial("a", "p", 0, "wwaaa", substantive_after=at(540), substantive_by=at(540))
        late = counted_trial("b", "p", 0, "wwaaa", substantive_after=at(660), substantive_by=at(660))
        assert broken_promises([kept, late, counted_trial("c", "p", 0, "wwwww")], self.SHOP) == (2, 3)

    def test_the_holding_reply_names_its_own_time(self) -> None:
        """What was promised in the conversation goes before what is advertised."""
        late = counted_trial(
            "b", "p", 0, "wwaaa", substantive_after=at(660), substantive_by=at(660), promised_by=at(900)
        )
        assert broken_promises([late], self.SHOP) == (0, 1)

    def test_what_was_not_observed_is_left_out(self) -> None:
        """Seen only between nine minutes and an hour: nobody knows."""
        loose = counted_trial("b", "p", 0, "wwuaa", substantive_after=at(540), substantive_by=at(3600))
        assert broken_promises([loose], self.SHOP) == (0, 0)

    def test_advertised_times_hold_in_published_hours(self) -> None:
        """Outside their hours nothing was promised; void inquiries never count."""
        outside = counted_trial("b", "p", 0, "wwwww", in_published_hours=False)
        void = counted_trial("c", "p", 0, "", ending="void")
        assert broken_promises([outside, void], self.SHOP) == (0, 0)
