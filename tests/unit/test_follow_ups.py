"""A platform that asks us something first is answered: at most twice, once each, and only where somebody looks on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import bank
from monitor.labelling import Labelling
from monitor.script import FOLLOW_UP, Script
from monitor.store import open_store
from probes.interface import Barred, BarredReason, ProbeError, VoidReason
from probes.questions import Question
from tests.scripted import Line
from tests.unit.engine_house import START, House, house

TEXTS = bank.follow_ups("en")
ASKS, ASKS_AGAIN = "Which game is it for?", "And which server are you on?"
ANSWER = "We refund unused codes within seven days."
QUESTION = Question(
    id="q", topic="after_sale", language="en", subject="s", paraphrases=("How?",), criterion=(("refund",), ("days",))
)
LABELS = Labelling(open_store("memory://"), [QUESTION])
SCRIPT = Script(
    texts=lambda plan, kind: TEXTS if kind == FOLLOW_UP else (),
    allowed=lambda plan, kind, text: True,
    requests=LABELS.requests,
)


def asked_back(tmp_path: Path, *lines: Line, kind: str = "webchat", script: Script = SCRIPT) -> House:
    """One planned inquiry to a chat that remembers its visitors, or to a mailbox."""
    h = house(tmp_path, kind=kind, script=script, lines=lines)
    h.settle_persistence("persistent")
    h.plan()
    return h


def said(h: House) -> list[tuple[float, str]]:
    """What the platform heard after the question, in seconds from it."""
    return [((at - START).total_seconds(), text) for at, text in h.channel.said[1:]]


class TestLive:
    async def test_request_is_answered_after_the_declared_pause(self, tmp_path: Path) -> None:
        """Twenty seconds after it was seen: within two minutes, and not at once as a machine would."""
        h = asked_back(tmp_path, Line(30, ASKS), Line(40, ANSWER, to=1))
        await h.all_visits()
        assert said(h) == [(50, TEXTS[0])]
        [row] = h.store.follow_ups("abc")
        assert (row.number, row.text, row.sent_at) == (1, TEXTS[0], START + timedelta(seconds=50))
        assert h.texts() == [ASKS, ANSWER]
        assert h.inquiry().ending == "closed"

    async def test_second_request_gets_the_second_text_and_a_third_none(self, tmp_path: Path) -> None:
        """At most two, whatever else is asked."""
        h = asked_back(
            tmp_path, Line(10, ASKS), Line(10, ASKS_AGAIN, to=1), Line(10, "What is your account number?", to=2)
        )
        await h.all_visits()
        assert said(h) == [(30, TEXTS[0]), (60, TEXTS[1])]

    async def test_answer_that_comes_in_the_pause_needs_no_follow_up(self, tmp_path: Path) -> None:
        """What is answered is not gone on with: nobody's time is taken for nothing."""
        h = asked_back(tmp_path, Line(10, ASKS), Line(15, ANSWER))
        await h.all_visits()
        assert said(h) == []

    async def test_two_requests_in_one_pause_get_one_answer(self, tmp_path: Path) -> None:
        """The pause counts from the first."""
        h = asked_back(tmp_path, Line(10, ASKS), Line(20, ASKS_AGAIN))
        await h.all_visits()
        assert said(h) == [(30, TEXTS[0])]

    async def test_request_at_the_end_of_the_live_phase_prolongs_it(self, tmp_path: Path) -> None:
        """It is answered within two minutes all the same, and the look lasts as long."""
        h = asked_back(tmp_path, Line(295, ASKS))
        await h.next_visit()
        assert said(h) == [(315, TEXTS[0])]
        assert h.store.visits("abc")[0].looked_until == START + timedelta(seconds=315)

    async def test_circular_request_is_not_answered(self, tmp_path: Path) -> None:
        """Asking for what was given, here for the question itself, is no turn of ours."""
        h = asked_back(tmp_path, Line(10, "Could you please describe your problem in detail?"))
        await h.all_visits()
        assert said(h) == []

    async def test_request_for_an_order_is_circular_once_we_said_that_there_is_none(self, tmp_path: Path) -> None:
        """The first follow-up says so; asked again for it, nothing more is said."""
        h = asked_back(
            tmp_path, Line(10, "What is your order number?"), Line(10, "Please tell us your order number.", to=1)
        )
        await h.all_visits()
        assert said(h) == [(30, TEXTS[0])]

    async def test_chat_that_the_platform_ended_is_left_in_peace(self, tmp_path: Path) -> None:
        """A line written now would begin another conversation."""
        h = asked_back(tmp_path, Line(10, ASKS), Line(12, "This chat has ended.", {"ended": "yes"}))
        await h.all_visits()
        assert said(h) == []


class TestLaterVisits:
    async def test_request_found_in_a_parked_chat_is_answered_at_that_visit(self, tmp_path: Path) -> None:
        """It came between two visits: the one that finds it answers."""
        h = asked_back(tmp_path, Line(1000, ASKS), Line(60, ANSWER, to=1))
        await h.all_visits()
        [(at, text)] = said(h)
        assert text == TEXTS[0]
        assert 3600 <= at < 3600 + 120
        assert h.texts() == [ASKS, ANSWER]

    async def test_request_by_mail_is_answered_at_the_next_visit(self, tmp_path: Path) -> None:
        """Without a pause: a mail is no live talk."""
        h = asked_back(tmp_path, Line(1000, ASKS), kind="mail")
        await h.all_visits()
        assert said(h) == [(3600, TEXTS[0])]

    async def test_what_came_meanwhile_is_read_before_anything_is_said(self, tmp_path: Path) -> None:
        """A request and its answer found together leave nothing to say."""
        h = asked_back(tmp_path, Line(1000, ASKS), Line(2000, ANSWER))
        await h.all_visits()
        assert said(h) == []

    async def test_nothing_is_said_at_the_last_visit(self, tmp_path: Path) -> None:
        """Nobody would look at the answer."""
        h = asked_back(tmp_path, Line(7200, ASKS))
        await h.all_visits()
        assert said(h) == []
        assert h.inquiry().ending == "closed"

    async def test_stop_in_the_pause_leaves_it_to_the_next_visit(self, tmp_path: Path) -> None:
        """Ctrl-C: no intent is written, and whoever comes next answers."""
        h = asked_back(tmp_path, Line(30, ASKS))
        h.engine.heard = lambda inquiry_id, message: h.engine.stopping.set()
        await h.next_visit()
        assert list(h.store.follow_ups()) == []
        h.engine.stopping.clear()
        await h.all_visits()
        [(at, _)] = said(h)
        assert 60 <= at < 60 + 120

    async def test_target_that_is_being_asked_is_not_spoken_to_as_well(self, tmp_path: Path) -> None:
        """The reading visit does not wait: the follow-up is left to the next one."""
        h = asked_back(tmp_path, Line(400, ASKS))
        await h.next_visit()
        await h.clock.sleep_until(START + timedelta(seconds=899))
        h.plan("other", night="n2")
        [sending] = h._claim(True)
        await h.next_visit()
        assert said(h) == []
        h.store.end("other", ending="void", reason="not_sent", at=h.clock.now(), claim=sending)
        await h.all_visits()
        [(at, _)] = said(h)
        assert 3600 <= at < 3600 + 120


class TestDoubt:
    @pytest.mark.parametrize("reason", [VoidReason.SEND_UNCERTAIN, VoidReason.NOT_SENT])
    async def test_follow_up_that_may_have_left_is_never_sent_again(self, tmp_path: Path, reason: VoidReason) -> None:
        """The intent stands alone; the inquiry goes on to its last checkpoint and is not void."""
        h = asked_back(tmp_path, Line(30, ASKS), Line(2000, ASKS_AGAIN))
        h.engine.heard = lambda *_: h.channel.breaks.update(send=ProbeError(reason, "no bubble"))
        await h.next_visit()
        h.channel.breaks.clear()
        h.engine.heard = lambda *_: None
        await h.all_visits()
        assert said(h) == []
        assert [(f.number, f.sent_at) for f in h.store.follow_ups("abc")] == [(1, None)]
        assert h.inquiry().ending == "closed"

    async def test_door_that_was_closed_meanwhile_is_data(self, tmp_path: Path) -> None:
        """The platform asked and let no answer in: nothing is tried again, nothing is void."""
        h = asked_back(tmp_path, Line(30, ASKS))
        shut = Barred(reason=BarredReason.BLOCKED, at=START)
        h.engine.heard = lambda *_: setattr(h.channel, "turned_away", shut)
        await h.all_visits()
        assert [f.sent_at for f in h.store.follow_ups("abc")] == [None]
        assert h.inquiry().ending == "closed"


class TestGuards:
    async def test_what_no_guard_lets_go_is_not_said(self, tmp_path: Path) -> None:
        """No intent is written either: an approval given meanwhile still helps at the next visit."""
        allowed: list[bool] = [False]
        script = replace(SCRIPT, allowed=lambda plan, kind, text: allowed[0])
        h = asked_back(tmp_path, Line(30, ASKS), script=script)
        await h.next_visit()
        assert (said(h), list(h.store.follow_ups())) == ([], [])
        allowed[0] = True
        await h.all_visits()
        assert [text for _, text in said(h)] == [TEXTS[0]]

    async def test_inquiry_asked_by_hand_is_not_gone_on_with(self, tmp_path: Path) -> None:
        """Somebody sits at the terminal; the script is for those that nobody watches."""
        h = house(tmp_path, script=SCRIPT, lines=[Line(30, ASKS)])
        h.plan(night="by-hand-1")
        await h.next_visit()
        assert said(h) == []

    async def test_question_that_left_the_configuration_is_not_judged(self, tmp_path: Path) -> None:
        """Without its criterion nobody knows whether it was answered: say less."""
        script = replace(SCRIPT, requests=Labelling(open_store("memory://"), []).requests)
        h = asked_back(tmp_path, Line(30, ASKS), script=script)
        await h.all_visits()
        assert said(h) == []
        assert h.inquiry().ending == "closed"

    async def test_request_by_another_channel_is_not_answered_here(self, tmp_path: Path) -> None:
        """They asked by mail; a line in the chat would not reach them there."""
        h = asked_back(tmp_path, Line(30, ASKS, {"other_channel": "mail"}))
        await h.all_visits()
        assert said(h) == []
