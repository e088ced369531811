"""The zoo's judge: every kind of wrong measurement is caught, and a right one is called right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.control.zoo.widget import Widget
from probes.interface import Barred, BarredReason, Message, Sent, Shut, Speaker, VoidReason
from tests.zoo.judge import judge
from tests.zoo.verdicts import KINDS, RIGHT, Fact, Failure, Report, shares

NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
ASKED = "How is a code refunded?"
PERSONA = {"name": "Study", "mail": "probe@probe.test"}
GREETING = "Hello and welcome!"
HOLDING = "One moment, please."
ANSWER = "Within three days."


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def fact(kind: str, seconds: float, text: str = "") -> Fact:
    return Fact(kind=kind, at=at(seconds), text=text)


def said(text: str, seconds: float, speaker: Speaker = Speaker.PLATFORM, **more: Any) -> Message:
    ordinal = int(seconds * 1000) + 10_000
    seen = {"seen_after": at(seconds), "seen_by": at(seconds), **more}
    return Message(ordinal=ordinal, speaker=speaker, text=text, **seen)


def own(text: str = ASKED, seconds: float = 0.01, **more: Any) -> Message:
    return said(text, seconds, Speaker.OWN, **more)


GREETED = said(GREETING, -3, before_t0=True)
TRUTH = (fact("greeting", -3, GREETING), fact("heard", 0, ASKED), fact("substantive", 2, ANSWER))
REPORTED = (GREETED, own(), said(ANSWER, 2.02))


def verdict(
    messages: Sequence[Message] = REPORTED, facts: Sequence[Fact] = TRUTH, widget: Widget | None = None, **more: Any
) -> tuple[str, str]:
    persona = more.pop("persona", {})
    report = Report(**{"outcome": Sent(at=at(0.01), witness="bubble"), "messages": messages, **more})
    given = judge(widget or Widget(), ASKED, report, facts, persona)
    return given.kind, given.why


def wrong(messages: Sequence[Message] = REPORTED, facts: Sequence[Fact] = TRUTH, **more: Any) -> str:
    """Why it is wrong; the test fails if it is not."""
    kind, why = verdict(messages, facts, **more)
    assert kind == "wrong"
    return why


# -- right ------------------------------------------------------------------------------------------------------------


def test_right_measurement() -> None:
    """The truth, seen a little later than said, is right."""
    assert verdict() == ("right", "")


def test_notices_and_spaces() -> None:
    """Notices reported as notices, and other line breaks inside a text, change nothing."""
    messages = (GREETED, own(), said("In the queue", 1, Speaker.NOTICE), said("Within\n three days.", 2.02))
    assert verdict(messages, (*TRUTH, fact("queue", 1, "In the queue"))) == ("right", "")


def test_interval_that_holds_the_truth() -> None:
    """A reply that came while we were away has an interval with the truth inside."""
    away = said(ANSWER, 60, seen_after=at(1), seen_by=at(60))
    assert verdict((GREETED, own(), away)) == ("right", "")


def test_silence() -> None:
    """Nothing said and nothing reported is right."""
    assert verdict((GREETED, own()), TRUTH[:2]) == ("right", "")


def test_identical_replies() -> None:
    """Three times the same sentence is three replies."""
    facts = (*TRUTH[:2], *(fact("holding", second, HOLDING) for second in (1, 2, 3)))
    messages = (GREETED, own(), *(said(HOLDING, second + 0.01) for second in (1, 2, 3)))
    assert verdict(messages, facts) == ("right", "")


def test_edited_reply() -> None:
    """An edit must be reported in its final words; what it said before may be, too."""
    facts = (*TRUTH, fact("edited", 6, "Within five days."))
    final = said("Within five days.", 6.02)
    assert verdict((GREETED, own(), final), facts) == ("right", "")
    assert verdict((*REPORTED, final), facts) == ("right", "")
    assert "missed" in wrong(REPORTED, facts)


def test_deleted_reply() -> None:
    """What stood for seconds was said; what vanished at once may be left out."""
    slowly, at_once = fact("deleted", 9), fact("deleted", 2.5)
    assert "missed" in wrong((GREETED, own()), (*TRUTH, slowly))
    assert verdict((GREETED, own()), (*TRUTH, at_once)) == ("right", "")


def test_line_that_crossed_ours() -> None:
    """A canned line that left in the second before we were heard may count as a reply or as a greeting."""
    facts = (fact("greeting", -0.2, HOLDING), *TRUTH[1:])
    assert verdict((said(HOLDING, 0.05), own(), said(ANSWER, 2.02)), facts) == ("right", "")
    assert verdict((said(HOLDING, -0.1, before_t0=True), own(), said(ANSWER, 2.02)), facts) == ("right", "")


# -- wrong ------------------------------------------------------------------------------------------------------------


def test_own_as_theirs() -> None:
    """Our own text counted as a reply."""
    assert "our own message" in wrong((GREETED, own(), said(ASKED, 0.02), said(ANSWER, 2.02)))
    assert "taken for somebody else's" in wrong((GREETED, said(ASKED, 0.01, Speaker.NOTICE), said(ANSWER, 2.02)))


def test_theirs_as_own() -> None:
    """A reply taken for ours."""
    assert "taken for ours" in wrong((GREETED, own(), own(ANSWER, 2.02)))


def test_own_twice() -> None:
    """Our message reported twice."""
    assert "2 times" in wrong((GREETED, own(), own(seconds=0.5), said(ANSWER, 2.02)))


def test_own_before_us() -> None:
    """Our message as part of the baseline."""
    assert "before us" in wrong((GREETED, own(before_t0=True), said(ANSWER, 2.02)))


def test_greeting_as_reply() -> None:
    """A greeting counted as a reply."""
    assert "greeting was counted" in wrong((said(GREETING, 0.5), own(), said(ANSWER, 2.02)))


@pytest.mark.parametrize("kind", ["joined", "queue", "rating", "ended"])
def test_notice_as_reply(kind: str) -> None:
    """A line that the software shows counted as a reply."""
    notice = fact(kind, 1, "Lily joined")
    assert f"{kind} was counted" in wrong((*REPORTED, said("Lily joined", 1.01)), (*TRUTH, notice))


@pytest.mark.parametrize("text", ["• • •", "Today, 2:05 PM", "Lily"])
def test_ornament_as_reply(text: str) -> None:
    """Typing dots, a date divider or a name counted as a reply."""
    assert "nobody said" in wrong((*REPORTED, said(text, 1)))


def test_missed_reply() -> None:
    """A reply that was not seen, even if everything else was."""
    assert "missed" in wrong((GREETED, own()))


def test_reply_in_the_wrong_place() -> None:
    """A reply that was seen, but as a greeting or as a notice."""
    assert "before t0" in wrong((GREETED, own(), said(ANSWER, 2.02, before_t0=True)))
    assert "as notice" in wrong((GREETED, own(), said(ANSWER, 2.02, Speaker.NOTICE)))


@pytest.mark.parametrize(
    "text", ["Lily: Within three days.", "Within three days. 14:05", f"Agent said: {ANSWER} {ANSWER}"]
)
def test_mixed_words(text: str) -> None:
    """Name, time or a copy for screen readers mixed into the words."""
    assert "more words than were said" in wrong((GREETED, own(), said(text, 2.02)))


def test_cut_words() -> None:
    """A part of what was said is not what was said."""
    assert "nobody said" in wrong((GREETED, own(), said("Within", 2.02)))


@pytest.mark.parametrize("reported", [2, 4])
def test_number_of_identical_replies(reported: int) -> None:
    """Three identical replies are neither two nor four."""
    facts = (*TRUTH[:2], *(fact("holding", second, HOLDING) for second in (1, 2, 3)))
    messages = (GREETED, own(), *(said(HOLDING, 1 + second) for second in range(reported)))
    assert wrong(messages, facts)


def test_time_before_the_truth() -> None:
    """Nothing is seen before it was said."""
    assert "before it was said" in wrong((GREETED, own(), said(ANSWER, 1.9)))


def test_time_long_after_the_truth() -> None:
    """A moment more than 2 s late is wrong, live and as the beginning of an interval."""
    assert "after it was said" in wrong((GREETED, own(), said(ANSWER, 4.1)))
    assert "after it was said" in wrong((GREETED, own(), said(ANSWER, 60, seen_after=at(5), seen_by=at(60))))


def test_interval_upside_down() -> None:
    """An interval cannot end before it begins."""
    assert "before it begins" in wrong((GREETED, own(), said(ANSWER, 2.02, seen_after=at(3), seen_by=at(2.5))))


def test_order() -> None:
    """Replies in another order than they were said."""
    facts = (*TRUTH[:2], fact("holding", 1, HOLDING), fact("substantive", 1.4, ANSWER))
    assert "another order" in wrong((GREETED, own(), said(ANSWER, 1.5), said(HOLDING, 1.6)), facts)


def test_sent_twice() -> None:
    """The platform heard us twice, whatever we say."""
    assert "sent 2 times" in wrong(REPORTED, (*TRUTH, fact("heard", 0.5, ASKED)))
    failed = Failure(reason=VoidReason.SEND_UNCERTAIN, what="no bubble")
    assert "sent 2 times" in wrong((), (*TRUTH, fact("heard", 0.5, ASKED)), outcome=failed)


def test_garbled() -> None:
    """The platform heard something else than we were to say."""
    assert "heard as" in wrong(REPORTED, (TRUTH[0], fact("heard", 0, "How is"), TRUTH[2]))


def test_never_heard() -> None:
    """Said to have been sent, but nobody heard it."""
    assert "never heard" in wrong((GREETED, own()), TRUTH[:1])


def test_heard_all_the_same() -> None:
    """Said not to have been sent, but it was heard."""
    failed = Failure(reason=VoidReason.NOT_SENT, what="no input")
    assert "is said not to have been sent" in wrong((), outcome=failed)


@pytest.mark.parametrize("seconds", [-1.5, 2.5])
def test_t0(seconds: float) -> None:
    """t0 far from the moment we were heard."""
    assert "t0" in wrong(outcome=Sent(at=at(seconds), witness="bubble"))


def test_offline_form() -> None:
    """Something was written into the form of a chat that is offline."""
    form = fact("form", 0, "{}")
    assert "offline form" in wrong((), (form,), widget=Widget(offline="form"), outcome=Shut(reason="away", at=NOON))


@pytest.mark.parametrize("outcome", [Sent(at=NOON, witness="bubble"), Barred(reason=BarredReason.BLOCKED, at=NOON)])
def test_offline_not_noticed(outcome: Sent | Barred) -> None:
    """An offline chat called anything but shut."""
    assert "not noticed" in wrong((), (), widget=Widget(offline="notice"), outcome=outcome)


@pytest.mark.parametrize("outcome", [Sent(at=NOON, witness="bubble"), Shut(reason="away", at=NOON)])
def test_bar_not_noticed(outcome: Sent | Shut) -> None:
    """A captcha called anything but barred."""
    assert "captcha was not noticed" in wrong((), (), widget=Widget(barred="captcha"), outcome=outcome)


def test_bar_by_another_reason() -> None:
    """A login wall called a captcha."""
    barred = Barred(reason=BarredReason.CAPTCHA, at=NOON)
    assert "login was called captcha" in wrong((), (), widget=Widget(barred="login"), outcome=barred)


@pytest.mark.parametrize("outcome", [Shut(reason="away", at=NOON), Barred(reason=BarredReason.BLOCKED, at=NOON)])
def test_open_chat_called_closed(outcome: Shut | Barred) -> None:
    """An open chat called shut or barred."""
    assert "open chat" in wrong((), TRUTH[:1], outcome=outcome)


def test_wrong_badge() -> None:
    """A bot called a human."""
    message = said(ANSWER, 2.02, marks={"agent_type": "human"})
    assert "declared bot" in wrong((GREETED, own(), message), widget=Widget(badge="bot"))
    assert "declared human" in wrong(
        (GREETED, own(), said(ANSWER, 2.02, marks={"agent_type": "bot"})), widget=Widget(badge="frame_human")
    )
    assert "declared nothing" in wrong((GREETED, own(), message))


def test_invented_end() -> None:
    """A chat that goes on is said to have ended."""
    assert "ended" in wrong((*REPORTED, said("bye", 3, Speaker.NOTICE, marks={"ended": "yes"})))


def test_found_what_is_gone() -> None:
    """A conversation that the platform forgot is said to be there."""
    assert "gone" in wrong(widget=Widget(memory="forgets"), resumed="found")


def entered(**fields: str) -> tuple[Fact, ...]:
    """The truth, where a form was filled first."""
    return (fact("entered", -4, json.dumps(fields)), *TRUTH)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Jane Doe"},
        {"name": ""},
        {"mail": "jane@example.org"},
        {"phone": "13800138000"},
        {"consent": "false"},
        {"topic": ""},
    ],
)
def test_untruthful_form(fields: dict[str, str]) -> None:
    """A form filled with anything but what we are."""
    assert "form" in wrong(facts=entered(**fields), persona=PERSONA)


def test_truthful_form() -> None:
    """Name, mail (with the inquiry's tag), a topic of those offered, consent; nothing for the telephone."""
    given = {"name": "Study", "mail": "probe+q1@probe.test", "topic": "After buying", "consent": "true", "phone": ""}
    assert verdict(facts=entered(**given), persona=PERSONA) == ("right", "")


def test_phone_required() -> None:
    """Where a telephone number is demanded, not to ask is right, and to have asked is wrong."""
    failed = Failure(reason=VoidReason.PAGE_CHANGED, what="not found on the page: a way past the form (phone)")
    widget = Widget(asks_phone="required")
    assert verdict((), TRUTH[:1], widget, outcome=failed) == ("right", "")
    assert "form" in wrong(facts=entered(phone="1"), widget=widget, persona=PERSONA)


# -- not found --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("widget", [Widget(), Widget(offline="form"), Widget(barred="login")])
def test_part_not_found(widget: Widget) -> None:
    """Our failure, with nothing heard, is named and is not wrong."""
    failed = Failure(reason=VoidReason.PAGE_CHANGED, what="not found on the page: input")
    kind, why = verdict((), (), widget, outcome=failed)
    assert kind == "not found"
    assert "input" in why


def test_uncertain() -> None:
    """To be uncertain whether it was sent is not to be wrong."""
    failed = Failure(reason=VoidReason.SEND_UNCERTAIN, what="no bubble")
    assert verdict((), outcome=failed)[0] == "not found"


def test_text_that_does_not_fit() -> None:
    """Where our question does not fit, not to send it is right."""
    failed = Failure(reason=VoidReason.NOT_SENT, what="the input did not take the whole text")
    assert verdict((), TRUTH[:1], Widget(limit="tight"), outcome=failed) == ("right", "")


def test_lacking() -> None:
    """A missing badge, end or exhibit is named: less than the truth, but nothing wrong."""
    assert verdict(widget=Widget(badge="bot")) == ("not found", "badge")
    assert verdict(facts=(*TRUTH, fact("ended", 3, "Chat closed"))) == ("not found", "end of the chat")
    facts = (*TRUTH[:2], fact("substantive", 2, "[picture]"))
    assert verdict((GREETED, own(), said("[img]", 2.02)), facts, Widget(answer="picture")) == ("not found", "exhibit")


def test_exhibit() -> None:
    """A picture that came alone and was kept is a reply."""
    facts = (*TRUTH[:2], fact("substantive", 2, "[picture]"))
    picture = said("[img]", 2.02, marks={"exhibit": "ab12"})
    kept = frozenset({"ab12"})
    assert verdict((GREETED, own(), picture), facts, Widget(answer="picture"), exhibits=kept) == ("right", "")


@pytest.mark.parametrize("resumed", ["lost", "failed"])
def test_lost_conversation(resumed: str) -> None:
    """A conversation that is there and was not found again."""
    told = verdict(resumed=resumed, failed="page_changed: no launcher")
    assert told[0] == "not found"
    assert ("no launcher" in told[1]) == (resumed == "failed")
    assert verdict(widget=Widget(memory="forgets"), resumed="lost") == ("right", "")


@pytest.mark.parametrize(("resumed", "kind"), [("lost", "right"), ("failed", "not found"), ("found", "wrong")])
def test_reply_to_nobody(resumed: str, kind: str) -> None:
    """What was said after a conversation was parked that could not be resumed is not missed; before, it is."""
    facts = (*TRUTH, fact("substantive", 9, HOLDING))
    widget = Widget(memory="local" if resumed != "lost" else "forgets")
    assert verdict(facts=facts, widget=widget, resumed=resumed, parked_at=at(5))[0] == kind
    assert verdict((GREETED, own()), facts, widget, resumed=resumed, parked_at=at(5))[0] == "wrong"


def test_edit_is_of_the_last_reply_before_it() -> None:
    """A reply that came after an edit is not the edited one."""
    facts = (*TRUTH, fact("edited", 3, HOLDING), fact("substantive", 9, "PS"))
    assert verdict((GREETED, own(), said(HOLDING, 3), said("PS", 9.01)), facts) == ("right", "")
    assert "missed" in wrong((GREETED, own(), said(ANSWER, 2.01)), facts)


# -- no blind spot ----------------------------------------------------------------------------------------------------

kinds = st.sampled_from(["acknowledgement", "holding", "substantive"])
texts = st.sampled_from([HOLDING, ANSWER, "ok"])
true_replies = st.lists(st.tuples(kinds, texts), min_size=1, max_size=5)


@given(true_replies, st.data())
@settings(deadline=None)
def test_any_one_change_is_caught(replies: list[tuple[str, str]], data: st.DataObject) -> None:
    """Of any right report, leaving one reply out, saying one twice, or changing its words or time is wrong."""
    facts = [*TRUTH[:2], *(fact(kind, 2 + i, text) for i, (kind, text) in enumerate(replies))]
    heard = [said(text, 2.01 + i) for i, (_, text) in enumerate(replies)]
    assert verdict((GREETED, own(), *heard), facts) == ("right", "")
    i = data.draw(st.integers(0, len(heard) - 1))
    early = replace(heard[i], seen_after=at(0.5), seen_by=at(0.5))
    changes = [[], [heard[i], replace(heard[i], ordinal=99)], [replace(heard[i], text="12:05")], [early]]
    changed = [*heard[:i], *data.draw(st.sampled_from(changes)), *heard[i + 1 :]]
    assert wrong((GREETED, own(), *changed), facts)


def test_shares() -> None:
    """The shares of no verdicts are nought, those of others add up to one."""
    none = dict.fromkeys(KINDS, 0.0)
    assert shares([]) == none
    assert shares([RIGHT, RIGHT]) == {**none, "right": 1.0}


def test_a_silence_that_is_not_claimed() -> None:
    """Where nothing is claimed of what was not seen nothing is wrong, and nothing was measured either."""
    silent = (GREETED, own())
    assert verdict(silent, TRUTH[:2], blind="nothing was ever read") == ("not found", "proof: nothing was ever read")
    assert verdict(silent, TRUTH, blind="nothing was ever read") == ("not found", "proof: nothing was ever read")
    assert wrong((*silent, said("No.", 1)), TRUTH[:2], blind="nothing was ever read")


def test_a_reply_that_came_after_what_is_known() -> None:
    """What was said when nothing is claimed any more is not missed; what was said before is."""
    silent = (GREETED, own())
    assert verdict(silent, known_until=at(1.5))[0] == "not found"
    assert "missed" in wrong(silent, known_until=at(2.5))
