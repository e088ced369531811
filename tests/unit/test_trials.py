"""One inquiry's published row: checkpoint states, endings and reply columns, as METHOD defines them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.dataset import FollowUpRow
from reports.trials import trial
from tests.unit.trial_rows import FULL, at, inquiry, labelled, said, study

HOUR = 3600


ASKED = labelled("information_request")


def followed_up(number: int, seconds: float) -> FollowUpRow:
    """A follow-up taken so many seconds after t0."""
    return FollowUpRow(
        inquiry_id="i1",
        number=number,
        kind="follow_up",
        text="I only ask.",
        intended_at=at(seconds),
        sent_at=at(seconds),
    )


def states(row, messages, labels) -> str:
    return trial(row, messages, labels, study()).checkpoint_states


def test_nothing_ever_waits_at_every_checkpoint() -> None:
    """With no substantive reply, every checkpoint covered by a later look is waiting."""
    made = trial(inquiry(*FULL), [], {}, study())
    assert (made.checkpoint_states, made.checkpoint_states_any, made.u, made.u_low, made.u_high) == ("wwwww",) * 2 + (
        1.0,
        1.0,
        1.0,
    )
    assert made.observed_until == at(86405)


def test_a_later_look_covers_all_earlier_checkpoints() -> None:
    """A look at L that shows nothing speaks for every c <= L - t0, whatever was missed before."""
    assert states(inquiry((0, 61), (3600, 3601)), [], {}) == "wwwwu"


def test_exact_reply_is_compared_with_the_checkpoint_itself() -> None:
    """An exact time gets no grace: at c it is answered, a microsecond later it was waiting."""
    assert states(inquiry(*FULL), [said(0, 60)], labelled("substantive")) == "aaaaa"
    assert states(inquiry(*FULL), [said(0, 60.000001)], labelled("substantive")) == "waaaa"


def test_interval_reply_is_answered_up_to_c_plus_grace() -> None:
    """What a visit begun within the grace shows counts as seen by c (60 s at 15 min)."""
    assert states(inquiry(*FULL), [said(0, 960, after=300)], labelled("substantive")) == "wwaaa"


def test_interval_reply_seen_after_the_grace_is_unknown_at_c() -> None:
    """Between two looks nobody knows: neither waiting nor answered."""
    row = inquiry((0, 300), (961, 962), (3600, 3601, 3), (86400, 86401, 4))
    assert states(row, [said(0, 961, after=300)], labelled("substantive")) == "wwuaa"


def test_what_the_visit_for_c_shows_counts_as_seen_by_c() -> None:
    """A visit begun in time may need longer than the grace until it has read the page."""
    row = inquiry((0, 300), (970, 980, 2), (3600, 3601, 3), (86400, 86401, 4))
    assert states(row, [said(0, 970, after=300)], labelled("substantive")) == "wwaaa"


def test_a_look_at_or_after_c_that_shows_nothing_is_waiting_even_within_the_grace() -> None:
    """Waiting is proven before answered is granted."""
    row = inquiry((0, 300), (905, 950, 2), (86400, 86401, 4))
    assert states(row, [said(0, 950, after=910)], labelled("substantive"))[2] == "w"


def test_the_benefit_of_the_doubt_is_the_headline() -> None:
    """u counts unknown as answered, u_high as waiting."""
    row = inquiry((0, 300), (961, 962), (86400, 86401, 4))
    made = trial(row, [said(0, 961, after=300)], labelled("substantive"), study())
    assert (made.checkpoint_states, made.u, made.u_low, made.u_high) == ("wwuaa", 0.4, 0.4, 0.6)


def test_greetings_and_baseline_are_no_replies() -> None:
    """Neither what stood on screen before t0 nor a greeting after it stops any clock."""
    messages = [said(0, -5, before_t0=True), said(1, 2), said(2, 3, speaker="notice"), said(3, 1, speaker="own")]
    made = trial(inquiry(*FULL), messages, labelled("substantive", "greeting", "substantive", "substantive"), study())
    assert (made.checkpoint_states, made.checkpoint_states_any) == ("wwwww", "wwwww")
    assert made.first_reply_by is None


def test_any_reply_stops_the_other_clock() -> None:
    """An acknowledgement at 10 s is a reply, and hides the wait for the answer at an hour."""
    made = trial(inquiry(*FULL), [said(0, 10), said(1, 3000)], labelled("acknowledgement", "substantive"), study())
    assert (made.checkpoint_states, made.checkpoint_states_any) == ("wwwaa", "aaaaa")
    assert (made.first_reply_function, made.first_reply_by, made.substantive_by) == (
        "acknowledgement",
        at(10),
        at(3000),
    )


def test_a_reasoned_refusal_is_an_answer() -> None:
    """Refusal counts as substantive."""
    assert states(inquiry(*FULL), [said(0, 10)], labelled("refusal")) == "aaaaa"


def test_an_unlabelled_reply_answers_nothing() -> None:
    """No opinion yet: a reply, but not a substantive one."""
    made = trial(inquiry(*FULL), [said(0, 10)], {}, study())
    assert (made.checkpoint_states, made.checkpoint_states_any) == ("wwwww", "aaaaa")


class TestInformationRequest:
    def test_from_it_on_checkpoints_are_unknown(self) -> None:
        """The ball is with us; before it, waiting is waiting."""
        made = trial(inquiry(*FULL), [said(0, 100)], labelled("information_request"), study())
        assert (made.checkpoint_states, made.checkpoint_states_any) == ("wuuuu", "waaaa")
        assert made.information_request_at == at(100)
        assert made.ending == "closed"

    def test_a_substantive_reply_ends_the_doubt(self) -> None:
        """Answered from the answer on; unknown between request and answer."""
        messages = [said(0, 100), said(1, 1000)]
        assert states(inquiry(*FULL), messages, labelled("information_request", "substantive")) == "wuuaa"

    def test_until_our_follow_up_was_taken(self) -> None:
        """From then on waiting is waiting again, counted from t0."""
        row = inquiry(*FULL, follow_ups=(followed_up(1, 130),))
        made = trial(row, [said(0, 100)], labelled("information_request"), study())
        assert (made.checkpoint_states, made.information_request_at) == ("wwwww", at(100))
        assert states(inquiry(*FULL, follow_ups=(followed_up(1, 310),)), [said(0, 100)], ASKED) == "wuwww"

    def test_an_answer_after_our_follow_up_is_an_answer(self) -> None:
        """Its time counts from t0, not from the follow-up."""
        row = inquiry(*FULL, follow_ups=(followed_up(1, 310),))
        messages = [said(0, 100), said(1, 1000)]
        made = trial(row, messages, labelled("information_request", "substantive"), study())
        assert (made.checkpoint_states, made.substantive_by) == ("wuwaa", at(1000))

    def test_a_follow_up_in_doubt_leaves_the_ball_with_us(self) -> None:
        """Every later checkpoint is unknown, and that is no outage of ours: not void."""
        row = inquiry(*FULL, follow_ups=(replace(followed_up(1, 130), sent_at=None),))
        made = trial(row, [said(0, 100)], ASKED, study())
        assert (made.checkpoint_states, made.ending) == ("wuuuu", "closed")

    def test_a_second_request_is_another_turn_of_ours(self) -> None:
        """Each one until the next follow-up; the first one's moment is the published one."""
        row = inquiry(*FULL, follow_ups=(followed_up(1, 130), followed_up(2, 1000)))
        made = trial(row, [said(0, 100), said(1, 800)], labelled(*["information_request"] * 2), study())
        assert (made.checkpoint_states, made.information_request_at) == ("wwuww", at(100))

    def test_a_request_after_the_last_follow_up_is_ours_for_good(self) -> None:
        """We say nothing a third time, and hold nothing against them."""
        row = inquiry(*FULL, follow_ups=(followed_up(1, 130), followed_up(2, 400)))
        messages = [said(0, 100), said(1, 350), said(2, 950)]
        assert states(row, messages, labelled(*["information_request"] * 3)) == "wwwuu"

    def test_a_request_by_another_channel_is_not_answered_by_this_one(self) -> None:
        """They asked by mail; what we said in the chat does not settle it."""
        row = inquiry(*FULL, follow_ups=(followed_up(1, 130),))
        assert states(row, [said(0, 100, channel="mail")], ASKED) == "wuuuu"

    def test_asking_for_a_human_answers_no_request(self) -> None:
        """Only a follow-up gives the ball back."""
        row = inquiry(*FULL, follow_ups=(replace(followed_up(1, 130), kind="handoff"),))
        assert states(row, [said(0, 100)], ASKED) == "wuuuu"

    def test_a_request_by_interval_may_have_been_there_from_its_begin(self) -> None:
        """Unknown from ``seen_after`` to the follow-up."""
        row = inquiry(*FULL, follow_ups=(followed_up(1, 925),))
        assert states(row, [said(0, 905, after=295)], ASKED) == "wuuww"

    def test_a_circular_one_changes_nothing(self) -> None:
        """Asking for what was already given is no turn of ours."""
        made = trial(inquiry(*FULL), [said(0, 100)], labelled("information_request", detail="circular"), study())
        assert (made.checkpoint_states, made.information_request_at) == ("wwwww", None)

    def test_between_two_looks_it_may_have_been_there(self) -> None:
        """A checkpoint inside the request's interval is unknown, never held against the platform."""
        row = inquiry((0, 300), (3600, 3601), (86400, 86401))
        assert states(row, [said(0, 3600, after=300)], labelled("information_request")) == "wwuuu"


class TestHiddenSpans:
    def test_a_checkpoint_inside_is_unknown(self) -> None:
        """A delay notice or unmatched mail in the pen hides the truth at that moment only."""
        row = inquiry(*FULL, unknown_spans=((at(800), at(1000)),))
        assert states(row, [], {}) == "wwuww"

    def test_unless_it_was_answered(self) -> None:
        """An answer that was seen stays an answer."""
        row = inquiry(*FULL, unknown_spans=((at(800), at(1000)),))
        assert states(row, [said(0, 10)], labelled("substantive")) == "aaaaa"

    def test_they_are_not_our_missed_looks(self) -> None:
        """However many checkpoints they hide, the inquiry is not void."""
        row = inquiry(*FULL, unknown_spans=((at(0), at(86400)),))
        made = trial(row, [], {}, study())
        assert (made.ending, made.checkpoint_states) == ("closed", "uuuuu")


class TestObserverDown:
    def test_one_missed_checkpoint_is_unknown(self) -> None:
        """A single outage costs a single checkpoint."""
        made = trial(inquiry(*FULL[:3]), [], {}, study())
        assert (made.ending, made.checkpoint_states) == ("closed", "wwwwu")

    def test_two_make_the_inquiry_void(self) -> None:
        """observer_down: our failure, no states, no index."""
        made = trial(inquiry(*FULL[:2]), [], {}, study())
        assert (made.ending, made.reason, made.checkpoint_states, made.u, made.u_high) == (
            "void",
            "observer_down",
            "",
            None,
            None,
        )

    def test_an_answer_after_two_missed_visits_is_void_too(self) -> None:
        """Nobody can say at which of the two it was there."""
        row = inquiry((0, 60), (86400, 86401, 4))
        assert trial(row, [said(0, 86400, after=60)], labelled("substantive"), study()).reason == "observer_down"

    def test_a_chat_that_forgets_its_visitor_is_not_our_outage(self) -> None:
        """Held live to the fourth checkpoint, then closed: the fifth is unknown, the inquiry counts."""
        made = trial(inquiry((0, 3600), forgets_visitor=True), [], {}, study())
        assert (made.ending, made.checkpoint_states) == ("closed", "wwwwu")

    def test_forgetting_excuses_nothing_before_the_fourth_checkpoint(self) -> None:
        """Live holding that broke off at five minutes is our outage."""
        made = trial(inquiry((0, 300), forgets_visitor=True), [], {}, study())
        assert made.reason == "observer_down"


class TestEndedByPlatform:
    def test_no_answer_can_come_any_more(self) -> None:
        """What the platform ended, unanswered and asking nothing, waits at all later checkpoints."""
        row = inquiry((0, 120), platform_ended_at=at(120))
        made = trial(row, [said(0, 20)], labelled("acknowledgement"), study())
        assert (made.ending, made.checkpoint_states, made.u) == ("ended_by_platform", "wwwww", 1.0)

    @pytest.mark.parametrize("detail", ["", "circular"])
    def test_not_if_its_last_message_asked_us(self, detail: str) -> None:
        """Its last message asked something: closed."""
        row = inquiry((0, 120), platform_ended_at=at(120))
        made = trial(row, [said(0, 20)], labelled("information_request", detail=detail), study())
        assert made.ending == "closed"

    def test_not_while_a_request_stood_open(self) -> None:
        """A farewell after a question to us does not turn our silence into its own."""
        row = inquiry((0, 120), platform_ended_at=at(120))
        made = trial(row, [said(0, 20), said(1, 110)], labelled("information_request", "deflection"), study())
        assert (made.ending, made.checkpoint_states) == ("closed", "uuuuu")

    def test_not_if_it_had_answered(self) -> None:
        """An answered and then ended chat is simply closed."""
        row = inquiry((0, 120), platform_ended_at=at(120))
        made = trial(row, [said(0, 90)], labelled("substantive"), study())
        assert (made.ending, made.checkpoint_states) == ("closed", "waaaa")


class TestOtherEndings:
    @pytest.mark.parametrize("ending", ["void", "shut", "barred"])
    def test_have_no_states(self, ending: str) -> None:
        """Nothing is measured of them; the reason stays."""
        made = trial(inquiry(*FULL, ending=ending, reason="why"), [], {}, study())
        assert (made.ending, made.reason, made.checkpoint_states, made.u) == (ending, "why", "", None)

    def test_open_shows_the_states_so_far_and_no_index(self) -> None:
        """What is not yet known is unknown, and never counted."""
        made = trial(inquiry((0, 300), ending="open"), [], {}, study())
        assert (made.ending, made.checkpoint_states, made.u, made.u_high) == ("open", "wwuuu", None, None)

    @pytest.mark.parametrize(
        ("status", "ending", "reason"), [("5.2.2", "shut", "mailbox_full"), ("5.1.1", "barred", "undeliverable")]
    )
    def test_a_bounce_is_a_door_not_silence(self, status: str, ending: str, reason: str) -> None:
        """RFC 3464: a full mailbox is shut, any other permanent failure barred."""
        made = trial(inquiry(*FULL), [said(0, 10, marks={"bounce": status})], labelled("unclear"), study())
        assert (made.ending, made.reason, made.checkpoint_states) == (ending, reason, "")

    def test_a_delay_notice_is_no_reply(self) -> None:
        """A mail server's delay notice stops no clock."""
        made = trial(inquiry(*FULL), [said(0, 10, marks={"delay": "4.4.1"})], labelled("unclear"), study())
        assert (made.checkpoint_states_any, made.first_reply_by) == ("wwwww", None)


class TestAnotherChannel:
    def test_an_answer_counts_and_is_marked(self) -> None:
        """Asked in the chat, answered by mail."""
        made = trial(inquiry(*FULL), [said(100000, 4000, channel="mail")], _mail_label("substantive"), study())
        assert (made.checkpoint_states, made.other_channel) == ("wwwwa", "mail")

    def test_it_proves_nothing_of_the_channel_that_was_not_watched(self) -> None:
        """Where the chat was not looked at again, a mail an hour later does not make it silent."""
        row = inquiry((0, 900), (86400, 86401, 4))
        late = trial(row, [said(100000, 90000, channel="mail")], _mail_label("substantive"), study())
        blind = trial(
            inquiry((0, 900), (3600, 3601)), [said(100000, 90000, channel="mail")], _mail_label("substantive"), study()
        )
        assert (late.checkpoint_states, blind.checkpoint_states) == ("wwwww", "wwwwu")


def _mail_label(function: str):
    return {100000: replace(labelled(function)[0], ordinal=100000)}


def test_promises_groups_and_versions_are_carried() -> None:
    """promised_by: the earliest of the holding replies; canned_group: of the answer, else of the first reply."""
    labels = dict(labelled("holding", "holding"))
    labels[0] = replace(labels[0], promised_by=at(900), canned_group="g1")
    labels[1] = replace(labels[1], promised_by=at(600))
    made = trial(inquiry(*FULL), [said(0, 10), said(1, 20)], labels, study())
    assert (made.promised_by, made.canned_group, made.rules_version) == (at(600), "g1", "1")


@given(st.data())
def test_low_is_never_above_high_and_any_never_above_substantive(data: st.DataObject) -> None:
    """u_low <= u <= u_high, and a padded wait is never shorter than the wait."""
    cuts = sorted(data.draw(st.lists(st.floats(0, 90000), max_size=8)))
    looks = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    names = data.draw(
        st.lists(st.sampled_from(["greeting", "holding", "substantive", "information_request", "refusal"]), max_size=4)
    )
    messages = []
    for ordinal in range(len(names)):
        after = data.draw(st.floats(0, 80000))
        messages.append(said(ordinal, after + data.draw(st.sampled_from([0, 30, 4000])), after=after))
    made = trial(inquiry(*looks), messages, labelled(*names), study())
    if made.checkpoint_states:
        assert made.u_low == made.u <= made.u_high
        assert len(made.checkpoint_states) == len(made.checkpoint_states_any) == 5
        pairs = zip(made.checkpoint_states, made.checkpoint_states_any, strict=True)
        assert not any(any_reply == "w" and answer == "a" for answer, any_reply in pairs)
    else:
        assert (made.ending, made.u) == ("void", None)


@given(st.floats(0, 80000), st.floats(0, 5000))
def test_seeing_more_exactly_never_contradicts(begin: float, length: float) -> None:
    """What an interval calls answered or waiting stays so for every exact time inside it (grace apart)."""
    row = inquiry(*FULL)
    loose = states(row, [said(0, begin + length, after=begin)], labelled("substantive"))
    for exact in (begin + length * 0.01 + 0.001, begin + length):
        tight = states(row, [said(0, exact)], labelled("substantive"))
        assert loose == "" or all(one != "w" or two == "w" for one, two in zip(loose, tight, strict=True))


def test_checkpoints_follow_the_channel() -> None:
    """Mail waits in hours."""
    row = inquiry((0, 72 * HOUR + 1), channel="mail")
    late = said(0, timedelta(hours=13).total_seconds())
    assert states(row, [late], labelled("substantive")) == "wwwaa"
