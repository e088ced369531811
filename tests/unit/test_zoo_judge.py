"""The zoo's judge: every kind of wrong measurement is caught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.control.zoo.widget import Widget
from probes.interface import Barred, BarredReason, Sent, Shut, Speaker, VoidReason
from tests.unit.judged_talk import (
    ANSWER,
    ASKED,
    GREETED,
    GREETING,
    HOLDING,
    NOON,
    PERSONA,
    REPORTED,
    TRUTH,
    at,
    entered,
    fact,
    own,
    said,
    verdict,
    wrong,
)
from tests.zoo.verdicts import Failure, truth


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


def test_a_line_that_is_still_being_written(tmp_path: Path) -> None:
    """The zoo writes for all its widgets while the verdict on one of them is reached."""
    log = tmp_path / "truth.jsonl"
    log.write_text('{"inquiry": "q1", "kind": "heard", "sent_at": 1.5, "text": "hello"}\n{"inquiry": "q2', "utf-8")
    assert [(one.kind, one.text) for one in truth(log, "q1")] == [("heard", "hello")]
