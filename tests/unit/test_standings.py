"""Who is ranked, where, and what can never change it."""

from __future__ import annotations

import random
from dataclasses import asdict, replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.dataset import DatasetInvalid, PlatformRow, Trial
from reports.standings import overall_channels, rankings, standings
from tests.unit.trial_rows import counted_trial, labelled, said, study, voided, world

FOUR = {"calm": 1.0, "brisk": 0.7, "slow": 0.15, "mute": 0.0}
VOID_COLUMNS = ("void_share",)


def lines(trials, plan=None, channel: str = "webchat", **given):
    found = standings(trials, plan or study(FOUR), **given)
    return {one.platform: one for one in found if one.channel == channel}


def reason(trials, platform: str = "mute", plan=None) -> str:
    return lines(trials, plan)[platform].reason_unpublished


def only(trials: list[Trial], platform: str, change) -> list[Trial]:
    """The trials with one platform's changed (None drops a row)."""
    changed = (change(t) if t.platform == platform else t for t in trials)
    return [t for t in changed if t is not None]


class TestPublished:
    def test_most_silent_first(self) -> None:
        """Index 100 is rank 1; what is separated has disjoint ranges."""
        found = rankings(world(FOUR), study(FOUR))[0]
        assert [one.platform for one in found.standings] == ["mute", "slow", "brisk", "calm"]
        assert (found.standings[0].index, found.standings[-1].index) == (100.0, 0.0)
        assert found.most_silent == ("mute",)
        assert found.details["mute"].more_silent_than == ("brisk", "calm", "slow")

    def test_everybody_else_is_separated_or_undecided(self) -> None:
        """More silent than N, undecided on K: with the less silent they make up all others, and the rank range."""
        found = rankings(world(FOUR, nights=12), study(FOUR))[0]
        for one in found.standings:
            beside = found.details[one.platform]
            apart = len(beside.more_silent_than) + len(beside.less_silent_than)
            assert apart + len(beside.undecided_on) == 3
            assert one.rank_low == 1 + len(beside.less_silent_than)
            assert one.rank_high == 4 - len(beside.more_silent_than)

    def test_padding_is_what_other_replies_hide(self) -> None:
        """padding = SI - SI_any."""
        rows = only(world(FOUR), "mute", lambda t: replace(t, checkpoint_states_any="waaaa"))
        one = lines(rows)["mute"]
        assert (one.index, one.index_any, one.padding) == (100.0, 20.0, 80.0)

    def test_shut_doors_count_as_waiting_only_beside_the_index(self) -> None:
        """index_shut_waiting is printed beside; the index itself never holds a shut door."""
        rows = world(FOUR, nights=28)
        doors = [replace(r, ending="shut", checkpoint_states="") for r in rows if r.platform == "calm"][:2]
        names = {r.inquiry_id for r in doors}
        one = lines([r for r in rows if r.inquiry_id not in names] + doors)["calm"]
        assert (one.index, one.shut_share) == (0.0, round(2 / 56, 6))
        assert one.index_shut_waiting > 0

    def test_unknown_widens_the_ranks_and_not_the_index(self) -> None:
        """A pair separated only under one coding of unknown is undecided."""
        calm = world({"calm": 1.0}, nights=14)
        doubt = [replace(t, platform="doubt", inquiry_id=t.inquiry_id + "d", checkpoint_states="aaaau") for t in calm]
        mid = [
            replace(
                t,
                platform="mid",
                inquiry_id=t.inquiry_id + "m",
                checkpoint_states="waaaa",
                checkpoint_states_any="a" * 5,
            )
            for t in calm
        ]
        plan = study(("calm", "doubt", "mid"), maximum_unknown_share=0.5)
        found = lines([*calm, *doubt, *mid], plan)
        assert (found["doubt"].index, found["doubt"].index_late_waiting) == (0.0, 20.0)
        assert (found["mid"].rank_low, found["mid"].rank_high) == (1, 2)  # more silent than calm, undecided on doubt
        assert (found["doubt"].rank_low, found["doubt"].rank_high) == (1, 3)


class TestWhoIsRanked:
    def test_twelve_nights(self) -> None:
        """Fewer counted nights are not enough."""
        assert reason(world(FOUR, nights=11)) == "not_enough_data: 11 of 12 nights"
        assert reason(world(FOUR, nights=12)) == ""

    def test_twenty_four_counted_inquiries(self) -> None:
        """Half of the pairs gone."""
        rows = only(world(FOUR, nights=14), "mute", lambda t: t if t.topic == "pre_sale" else None)
        assert reason(rows) == "not_enough_data: 14 of 24 inquiries"

    def test_six_nights_in_every_stratum(self) -> None:
        """The stratum that has fewest is named."""
        rows = only(
            world(FOUR, nights=28),
            "mute",
            lambda t: t if t.time_cell == "working" or t.topic == "pre_sale" or t.night < "2026-11-12" else None,
        )
        assert reason(rows) == "not_enough_data: 5 of 6 nights in after_sale other"

    def test_a_mostly_closed_door(self) -> None:
        """Shut plus barred above 10 % of the attempts is a finding of its own, never silence."""
        rows = only(world(FOUR), "mute", lambda t: replace(t, ending="shut", checkpoint_states=""))
        one = lines(rows)["mute"]
        assert (one.reason_unpublished, one.published) == ("door_mostly_closed: 28 of 28", False)
        assert (one.index, one.rank_low, one.shut_share, one.inquiries) == (None, None, 1.0, 0)

    def test_outside_published_hours_a_door_may_be_shut(self) -> None:
        """Closed throughout a time cell outside its hours: unranked, with the index of the other cell."""

        def closed_at_night(t: Trial) -> Trial:
            if t.time_cell == "working":
                return replace(t, in_published_hours=True)
            return replace(t, in_published_hours=False, ending="shut", checkpoint_states="")

        rows = only(world(FOUR), "mute", closed_at_night)
        assert reason(rows) == "closed_in_these_hours: other; index of working 100.0"

    def test_voids_after_sending(self) -> None:
        """Above 10 % of those sent nobody can tell what they would have shown."""
        rows = world(FOUR, nights=28)
        mine = [t for t in rows if t.platform == "mute"]
        lost = {t.inquiry_id for t in mine[::8]}
        rows = [voided(t, "session_lost") if t.inquiry_id in lost else t for t in rows]
        assert reason(rows) == "not_enough_data: 7 of 56 void"

    def test_voids_before_sending_only_cost_data(self) -> None:
        """not_sent has no t0 and says nothing about answers."""
        rows = world(FOUR, nights=28)
        lost = {t.inquiry_id for t in [t for t in rows if t.platform == "mute"][::8]}
        rows = [replace(voided(t, "not_sent"), t0=None) if t.inquiry_id in lost else t for t in rows]
        one = lines(rows)["mute"]
        assert (one.published, one.void_share, one.inquiries) == (True, 0.125, 49)

    def test_nights_lost_whole_only_reduce_the_nights(self) -> None:
        """A failed control voids everybody's night: nobody is unranked for that."""
        rows = world(FOUR, nights=16)
        gone = {"2026-11-02", "2026-11-03"}
        rows = [voided(t, "control_failed") if t.night in gone else t for t in rows]
        one = lines(rows)["mute"]
        assert (one.published, one.nights, one.void_share) == (True, 14, 0.0)

    def test_not_observed_well_enough(self) -> None:
        """Over 10 % of checkpoints unknown: unranked, with both bounds."""
        rows = only(world(FOUR), "mute", lambda t: replace(t, checkpoint_states="wwwwu"))
        assert reason(rows) == "not_observed_well_enough: 28 of 140 checkpoints; index 80.0 to 100.0"

    def test_the_unranked_follow_in_alphabetical_order(self) -> None:
        """No order among those who are not ranked."""
        rows = [t for t in world(FOUR) if t.platform in ("calm", "slow") or t.night < "2026-11-05"]
        found = standings(rows, study(FOUR))
        assert [one.platform for one in found if one.channel == "webchat"] == ["slow", "calm", "brisk", "mute"]

    def test_a_platform_nobody_asked_has_a_line(self) -> None:
        """Nothing is known of it, and that is said."""
        one = lines(world(FOUR), study([*FOUR, "never"]))["never"]
        assert (one.reason_unpublished, one.void_share) == ("not_enough_data: 0 of 12 nights", None)

    def test_an_empty_study_has_lines_and_no_ranks(self) -> None:
        """Before the first night is over."""
        assert {one.reason_unpublished for one in lines([]).values()} == {"not_enough_data: 0 of 12 nights"}


class TestWindow:
    def test_the_last_28_closed_sending_nights(self) -> None:
        """Older nights no longer count."""
        rows = world(FOUR, nights=30)
        assert lines(rows)["mute"].nights == 28
        assert rankings(rows, study(FOUR))[0].nights[0] == "2026-11-04"

    def test_a_night_with_an_open_inquiry_has_not_closed(self) -> None:
        """Its other inquiries wait with it."""
        rows = world(FOUR, nights=15)
        rows[-1] = replace(rows[-1], ending="open", u=None)
        assert lines(rows)["calm"].nights == 14

    def test_a_lost_night_does_not_push_another_out(self) -> None:
        """Only nights on which something was really asked are sending nights."""
        rows = world(FOUR, nights=29)
        rows = [voided(t) if t.night == "2026-11-30" else t for t in rows]
        assert rankings(rows, study(FOUR))[0].nights[0] == "2026-11-02"


class TestOverall:
    BOTH = ("webchat", "mail")

    def test_counts_all_channels_of_the_set(self) -> None:
        """Its index is the mean of the channels' indices."""
        rows, plan = world(FOUR, channels=self.BOTH), study(FOUR, self.BOTH)
        parts = [lines(rows, plan, channel)["slow"].index for channel in self.BOTH]
        one = lines(rows, plan, "all")["slow"]
        assert one.index == pytest.approx(sum(parts) / 2, abs=1e-5)
        assert (one.nights, one.inquiries) == (14, 56)

    def test_holds_only_platforms_ranked_in_each(self) -> None:
        """Whoever is unranked in one channel is unranked over all."""
        rows = [t for t in world(FOUR, channels=self.BOTH) if (t.platform, t.channel) != ("mute", "mail")]
        assert lines(rows, study(FOUR, self.BOTH), "all")["mute"].reason_unpublished == "not_ranked_in: mail"

    def test_covers_the_channel_set_most_platforms_have(self) -> None:
        """Ties: the larger, then alphabetical; the others are named as lacking a channel."""
        plan = study(FOUR, self.BOTH)
        assert overall_channels(plan) == self.BOTH
        chat_only = PlatformRow(id="mute", name="Mute", channels=("webchat",))
        plan = replace(plan, platforms=(*(p for p in plan.platforms if p.id != "mute"), chat_only))
        assert overall_channels(plan) == self.BOTH
        rows = [t for t in world(FOUR, channels=self.BOTH) if (t.platform, t.channel) != ("mute", "mail")]
        assert lines(rows, plan, "all")["mute"].reason_unpublished == "not_in_channel_set: mail"
        assert "mute" not in lines(rows, plan, "mail")


class TestGap:
    def gapped(self) -> list[Trial]:
        """Answers pre-sale questions at once and after-sale questions never."""
        after = {"pre_sale": "aaaaa", "after_sale": "wwwww"}
        return only(world(FOUR), "slow", lambda t: replace(t, checkpoint_states=after[t.topic]))

    def test_is_after_sale_minus_pre_sale(self) -> None:
        """100 points, inside its interval."""
        one = lines(self.gapped())["slow"]
        assert one.after_sale_gap == 100.0
        assert one.gap_low < 100.0 == one.gap_high

    def test_is_not_published_where_circular_requests_explain_it(self) -> None:
        """Counted as answers, the information requests turn its sign: no figure."""
        rows = self.gapped()
        asked = [t for t in rows if t.platform == "slow" and t.topic == "after_sale"]
        label = labelled("information_request", detail="circular")[0]
        messages = [replace(said(0, 0), inquiry_id=t.inquiry_id, seen_after=t.t0, seen_by=t.t0) for t in asked]
        labels = [replace(label, inquiry_id=t.inquiry_id) for t in asked]
        one = lines(rows, messages=messages, labels=labels)["slow"]
        assert (one.after_sale_gap, one.gap_low, one.gap_high) == (None, None, None)
        assert one.index == 50.0

    def test_of_the_panel_is_the_mean(self) -> None:
        """Over the ranked platforms, with its own interval."""
        found = rankings(self.gapped(), study(FOUR))[0]
        value, low, high = found.panel_gap
        gaps = [one.after_sale_gap for one in found.standings]
        assert None in gaps or value == pytest.approx(sum(gaps) / 4, abs=1e-5)
        assert low < value < high


def test_a_frame_gives_the_same_standings_as_rows() -> None:
    """What outsiders read from parquet is ranked alike."""
    rows = world(FOUR, nights=13)
    assert standings(pd.DataFrame([asdict(t) for t in rows]), study(FOUR)) == standings(rows, study(FOUR))


def test_an_unknown_platform_is_refused() -> None:
    """A dataset that contradicts itself is not ranked."""
    with pytest.raises(DatasetInvalid, match="platform"):
        standings([counted_trial("x", "stranger", 0, "wwwww")], study(FOUR))


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 99))
def test_the_order_of_rows_is_irrelevant(draw: random.Random, seed: int) -> None:
    """Bit by bit the same lines."""
    rows = world(FOUR, nights=12, seed=seed)
    mixed = list(rows)
    draw.shuffle(mixed)
    assert standings(mixed, study(FOUR)) == standings(rows, study(FOUR))


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_void_inquiries_never_change_an_index(data: st.DataObject) -> None:
    """Add void trials of any kind and night: every line stays, but for the void share and who may be published."""
    rows = world(FOUR, nights=14, seed=data.draw(st.integers(0, 99)))
    added = [
        voided(
            counted_trial(
                f"void{n}",
                data.draw(st.sampled_from(sorted(FOUR))),
                data.draw(st.integers(-3, 30)),
                "wwwww",
                topic=data.draw(st.sampled_from(["pre_sale", "after_sale"])),
                time_cell=data.draw(st.sampled_from(["working", "other"])),
                t0=data.draw(st.sampled_from([None, rows[0].t0])),
            ),
            data.draw(st.sampled_from(["observer_down", "send_uncertain", "we_idled"])),
        )
        for n in range(data.draw(st.integers(1, 12)))
    ]
    before, after = lines(rows), lines([*rows, *added])
    everybody = all(one.published for one in after.values())
    for platform, one in before.items():
        other = after[platform]
        if other.published:
            assert (other.index, other.index_low, other.index_high) == (one.index, one.index_low, one.index_high)
        else:
            assert other.reason_unpublished.endswith("void")
        if everybody:
            assert replace(other, void_share=None) == replace(one, void_share=None)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_what_a_void_inquiry_showed_is_never_looked_at(data: st.DataObject) -> None:
    """Alter every column of void trials that tells of answers: nothing moves at all."""
    rows = world(FOUR, nights=14)
    lost = [voided(rows.pop(data.draw(st.integers(0, len(rows) - 1)))) for _ in range(4)]
    letters = st.text("awu", min_size=5, max_size=5)
    altered = [
        replace(
            t,
            checkpoint_states=data.draw(letters),
            checkpoint_states_any=data.draw(letters),
            u=data.draw(st.floats(0, 1)),
        )
        for t in lost
    ]
    assert standings([*rows, *altered], study(FOUR)) == standings([*rows, *lost], study(FOUR))


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1), min_size=1, max_size=6), st.integers(0, 999))
def test_every_published_line_is_within_its_bounds(answering: dict[str, float], seed: int) -> None:
    """0 <= low <= index <= high <= 100; 1 <= rank_low <= rank_high <= ranked; late never below the index."""
    found = lines(world(answering, nights=12, seed=seed), study(answering))
    for one in found.values():
        assert one.published
        assert 0 <= one.index_low <= one.index <= one.index_high <= 100
        assert 1 <= one.rank_low <= one.rank_high <= len(found)
        assert one.index <= one.index_late_waiting
        assert one.index_any <= one.index
