"""The page's sections beside the ranking: pairs by name, changes over two windows, the platforms' own hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from reports.companion_rows import NAMED, apart_rows, change_later, change_rows, change_windows, hours_rows
from reports.companions import Change, Companions, Pair, Sensitivity
from reports.edition import Edition
from reports.readings import readings
from reports.site import pages
from reports.wording import wording
from tests.unit.weekly_rows import edition, standing

ENGLISH, CHINESE = wording("en"), wording("zh")


def pair(one: str, other: str, verdict: str) -> Pair:
    return Pair(channel="mail", platform=one, other=other, difference=9.0, difference_late_waiting=9.0, verdict=verdict)


def change(platform: str, *, p_holm: float, changed: bool) -> Change:
    return Change(
        channel="mail",
        platform=platform,
        before_first="2026-11-02",
        before_last="2026-11-15",
        before_nights=14,
        now_first="2026-11-16",
        now_last="2026-11-29",
        now_nights=14,
        index_before=70.0,
        index_now=90.0,
        change=20.0,
        change_low=-1.5,
        change_high=41.5,
        p=0.01,
        p_holm=p_holm,
        changed=changed,
    )


def sensitivity(platform: str, **figures: object) -> Sensitivity:
    plain: dict[str, object] = {
        "index": 90.0,
        "interval_rule": "logit_t",
        "log_index": 88.0,
        "log_rank_low": 1,
        "log_rank_high": 2,
        "service_index": None,
        "service_late_waiting": None,
        "service_unknown_share": None,
        "service_note": "no_published_hours",
        "gap": 1.0,
        "gap_requests_answered": 1.0,
        "promises_made": 0,
        "promises_broken": 0,
    }
    return Sensitivity(channel="mail", platform=platform, published=True, **(plain | figures))  # type: ignore[arg-type]


def told(**companions: Sequence[object]) -> Edition:
    lines = [standing("mail", "stone", 90.0), standing("mail", "quick", 10.0), standing("mail", "shut", 5.0)]
    return edition(lines=lines, companions=Companions(**companions))  # type: ignore[arg-type]


class TestPairs:
    def test_each_platform_lists_whom_it_is_more_silent_than_and_whom_not_decided(self) -> None:
        """Names, not ids; whoever is more silent than it is in neither list."""
        found = apart_rows(
            told(pairs=[pair("stone", "quick", "more_silent"), pair("stone", "shut", "undecided")]), "mail", ENGLISH
        )
        assert [one.platform for one in found] == ["Stone Cards", "快答点卡", "闭门卡行"]
        assert [(part.label.strip(), part.names) for part in found[0].told] == [
            ("More silent than 1:", ("快答点卡",)),
            ("Undecided on 1:", ("闭门卡行",)),
        ]
        assert [part.names for part in found[1].told] == [()]  # empty lists are left out, all but one
        assert [part.names for part in found[2].told] == [("Stone Cards",)]

    def test_long_lists_are_cut_and_say_so(self) -> None:
        """The file holds all."""
        many = [pair("stone", f"p{n}", "undecided") for n in range(NAMED + 3)]
        lines = [standing("mail", "stone", 90.0), *(standing("mail", f"p{n}", 10.0) for n in range(NAMED + 3))]
        cut = apart_rows(edition(lines=lines, companions=Companions(pairs=many)), "mail", ENGLISH)[0].told[0]
        assert len(cut.names) == NAMED
        assert (cut.label.strip(), cut.rest) == (f"Undecided on {NAMED + 3}:", "and 3 more (pairs.csv)")


class TestChange:
    ROWS = (change("", p_holm=0.2, changed=False), change("stone", p_holm=0.0004, changed=True))

    def test_the_mean_stands_last_and_what_is_not_shown_is_not_denied(self) -> None:
        """The verdicts are "changed" and "no change shown"."""
        found = change_rows(told(changes=self.ROWS), "mail", ENGLISH)
        assert [(one.platform, one.verdict) for one in found] == [
            ("Stone Cards", "changed"),
            ("Mean of these platforms", "no change shown"),
        ]
        assert (found[0].p, found[0].change, found[0].interval) == ("<0.001", "+20.0", "−1.5 … 41.5")

    def test_both_windows_are_named(self) -> None:
        """In the dates of the language."""
        assert change_windows(told(changes=self.ROWS), "mail", ENGLISH) == (
            "Before: 2 November 2026 to 15 November 2026. Now: 16 November 2026 to 29 November 2026."
        )

    def test_too_early_the_page_says_when(self) -> None:
        """For each channel kind the nights needed and those there are."""
        sentences = change_later(told(), ENGLISH)
        assert len(sentences) == 2
        assert all(re.search(r"need 40 nights .*; there are \d+\.", sentence) for sentence in sentences)


class TestHours:
    @pytest.mark.parametrize(
        ("figures", "shown"),
        [
            ({}, ("–", "no hours published", "–")),
            ({"service_note": "hours_not_by_the_calendar"}, ("–", "hours of a compressed study", "–")),
            (
                {
                    "service_index": 60.0,
                    "service_late_waiting": 80.0,
                    "service_unknown_share": 0.2,
                    "service_note": "",
                    "promises_made": 9,
                    "promises_broken": 4,
                },
                ("60.0–80.0", "20% unknown", "4 of 9"),
            ),
        ],
    )
    def test_both_bounds_or_why_there_are_none(self, figures: dict[str, object], shown: tuple[str, ...]) -> None:
        """No promise is a dash, never "0 of 0"."""
        (line,) = hours_rows(told(sensitivities=[sensitivity("stone", **figures)]), "mail", ENGLISH)
        assert (line.service, line.remark, line.promises) == shown


def test_the_page_prints_all_three_in_both_languages() -> None:
    """Each sentence once a language."""
    whole = told(
        pairs=[pair("stone", "quick", "more_silent")],
        changes=TestChange.ROWS,
        sensitivities=[sensitivity("stone", promises_made=9, promises_broken=4)],
    )
    read = {channel: readings(whole, channel) for channel in whole.channels()}
    words = re.sub(r"<[^>]+>", "", "".join(text for _, text in pages(whole, read, ())))
    for sentence in (
        "More silent than 1: 快答点卡",
        "比1家更沉默：快答点卡",
        "no change shown",
        "未见变化",
        "4 of 9",
        "9次中4次",
    ):
        assert sentence in words


@pytest.mark.parametrize("promised", [None, timedelta(minutes=10)])
def test_promises_are_shown_or_said_to_be_none(promised: timedelta | None) -> None:
    """Whatever a platform advertises is shown though nobody is ranked; where none does, that is said, not a gap."""
    plan = told().study
    plain = [replace(each, promised_reply=None, service_hours=None) for each in plan.platforms]
    plain[0] = replace(plain[0], promised_reply=promised)
    whole = replace(told(), study=replace(plan, platforms=tuple(plain)), standings=[], rankings=())
    printed = dict(pages(whole, {channel: readings(whole, channel) for channel in whole.channels()}, ()))
    front = re.sub(r"<[^>]+>", "", printed["index.html"])
    own = re.sub(r"<[^>]+>", "", printed[f"platforms/{plain[1].id}.html"])
    nobody = ("No platform in this study is known to publish a promise", "没有记录到任何平台公布过承诺")
    assert [sentence in front for sentence in nobody] == [promised is None] * 2
    assert ("10 min" in front) is (promised is not None)
    assert "This platform is not known to publish a promise" in own
    assert "没有记录到该平台公布过承诺" in own
