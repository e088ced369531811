"""What a platform asks of us is heeded at once, and a question of who we are waits for the operator, not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import heeding
from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.export import facts
from monitor.script import FOLLOW_UP, Script
from monitor.store import open_store
from monitor.store.interface import Store
from probes.interface import Message, Speaker
from reports.trials import trial
from tests.scripted import Line
from tests.unit.engine_house import START, House, house
from tests.unit.trial_rows import study

ASKS = "Which game is it for?"
WHO, STOP = "你是谁？", "Please stop contacting us."


def heedful(tmp_path: Path, *lines: Line) -> tuple[House, list[str]]:
    """An inquiry whose platform says these lines; whatever it asks, something could be said after it."""
    told: list[str] = []
    h = house(tmp_path, lines=lines)
    alarm = Alarm(store=h.store, clock=h.clock)

    def heed(inquiry_id: str, message: Message) -> None:
        if heeding.heard(h.store, alarm, inquiry_id, message, h.clock.now()):
            told.append(message.text)

    h.engine.heed = heed
    h.engine.script = Script(
        texts=lambda plan, kind: ("I only ask how you handle this.",) if kind == FOLLOW_UP else (),
        allowed=lambda plan, kind, text: heeding.may_go_on(h.store, plan.id),
        requests=lambda plan, t0, messages, said: [m for m in messages if m.speaker is Speaker.PLATFORM],
    )
    h.settle_persistence("persistent")
    h.plan()
    return h, told


async def test_wish_to_be_left_alone_pauses_at_once(tmp_path: Path) -> None:
    """The platform is asked nothing more, what was planned is dropped, and nothing more is said in the inquiry."""
    h, told = heedful(tmp_path, Line(10, STOP))
    h.plan("later", night="m")
    await h.next_visit()
    [pause] = h.store.pauses(at=h.clock.now())
    assert (pause.platform, pause.kind, pause.reason, pause.until) == ("p", "opt_out", "asked_to_stop", None)
    assert told == [STOP]
    assert len(h.channel.said) <= 2  # at most the other inquiry's question, asked at the same moment


async def test_question_of_who_we_are_stops_that_inquiry(tmp_path: Path) -> None:
    """Nothing more is said in it; the platform is not paused; the operator has two days."""
    h, _ = heedful(tmp_path, Line(10, WHO))
    await h.next_visit()
    assert [text for _, text in h.channel.said] == ["How?"]
    assert not h.store.pauses(at=h.clock.now())
    [waiting] = heeding.pending(h.store)
    assert (waiting.inquiry, waiting.text, waiting.rule) == ("abc", WHO, "wish.identity.zh")
    assert waiting.decide_by - waiting.asked_at == timedelta(days=2)


async def test_without_a_wish_the_script_goes_on(tmp_path: Path) -> None:
    """The same conversation without such a question is answered."""
    h, _ = heedful(tmp_path, Line(10, ASKS))
    await h.next_visit()
    assert [text for _, text in h.channel.said] == ["How?", "I only ask how you handle this."]


async def test_decision_to_go_on(tmp_path: Path) -> None:
    """Once somebody has decided, the script may go on; the decision bears a name."""
    h, _ = heedful(tmp_path, Line(10, WHO))
    await h.next_visit()
    assert not heeding.may_go_on(h.store, "abc")
    heeding.decide(h.store, "abc", heeding.GO_ON, "Ada", h.clock.now())
    assert heeding.may_go_on(h.store, "abc")
    assert heeding.pending(h.store) == []
    made = heeding.decision(h.store, "abc")
    assert made is not None
    assert made.by == "Ada"


async def test_decision_to_leave(tmp_path: Path) -> None:
    h, _ = heedful(tmp_path, Line(10, WHO))
    await h.next_visit()
    heeding.decide(h.store, "abc", heeding.LEAVE, "Ada", h.clock.now())
    assert [p.platform for p in h.store.pauses(at=h.clock.now())] == ["p"]
    assert not heeding.may_go_on(h.store, "abc")


async def test_nobody_decides(tmp_path: Path) -> None:
    """After two days the platform is paused and the operator told, once."""
    h, _ = heedful(tmp_path, Line(10, WHO))
    await h.next_visit()
    alarm = Alarm(store=h.store, clock=h.clock)
    asked = START + timedelta(seconds=10)
    assert not heeding.press(h.store, alarm, asked + timedelta(days=2) - timedelta(seconds=1))
    assert not h.store.pauses(at=h.clock.now())
    late = asked + timedelta(days=2)
    assert [one.inquiry for one in heeding.press(h.store, alarm, late)] == ["abc"]
    assert [p.reason for p in h.store.pauses(at=late)] == [heeding.UNDECIDED]
    h.store.resume("p", at=late + timedelta(hours=1))
    heeding.press(h.store, alarm, late + timedelta(hours=2))
    assert not h.store.pauses(at=late + timedelta(hours=2))  # the operator's own word stands


async def test_resumed_platform_is_not_paused_by_the_same_message_again(tmp_path: Path) -> None:
    """Heard again (another reader, a restart), an old wish does nothing."""
    h, _ = heedful(tmp_path, Line(10, STOP))
    await h.next_visit()
    h.store.resume("p", at=h.clock.now())
    [(_, message)] = list(h.store.messages("abc"))
    alarm = Alarm(store=h.store, clock=h.clock)
    assert heeding.heard(h.store, alarm, "abc", message, h.clock.now())
    assert not h.store.pauses(at=h.clock.now() + timedelta(seconds=1))


@pytest.mark.parametrize("text", [WHO, STOP])
async def test_what_follows_a_wish_is_nobodys_silence(tmp_path: Path, text: str) -> None:
    """From the wish on every checkpoint without an answer is unknown: the headline counts none of them as waiting."""
    h, _ = heedful(tmp_path, Line(200, text))
    await h.all_visits()
    found = facts(h.store, zone="UTC", compressed=False)
    [row] = found.inquiries
    assert row.unknown_spans
    judged = trial(row, found.messages["abc"], {}, study(["p"]))
    assert judged.checkpoint_states == "wuuuu"


def test_greeting_is_no_wish() -> None:
    """Only what came after we wrote counts, and only from the platform."""
    store, alarm, now = _store()
    for message in (_message(STOP, before_t0=True), _message(STOP, speaker=Speaker.OWN)):
        assert heeding.heard(store, alarm, "x", message, now) is None


def test_nothing_to_decide() -> None:
    store, _, now = _store()
    with pytest.raises(heeding.NothingToDecide):
        heeding.decide(store, "x", heeding.GO_ON, "Ada", now)


def _store() -> tuple[Store, Alarm, datetime]:
    store = open_store("memory://")
    store.migrate()
    return store, Alarm(store=store, clock=HandClock(START)), START


def _message(text: str, *, speaker: Speaker = Speaker.PLATFORM, before_t0: bool = False) -> Message:
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    return Message(ordinal=0, speaker=speaker, text=text, seen_after=at, seen_by=at, before_t0=before_t0)
