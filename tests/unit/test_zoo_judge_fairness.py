"""The zoo's judge is fair: a right measurement is called right, and one that says less is not called wrong."""

from __future__ import annotations

import pytest

from probes.control.zoo.widget import Widget
from probes.interface import Speaker, VoidReason
from tests.unit.judged_talk import (
    ANSWER,
    GREETED,
    HOLDING,
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
from tests.zoo.verdicts import KINDS, RIGHT, Failure, shares

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


def test_shares() -> None:
    """The shares of no verdicts are nought, those of others add up to one."""
    none = dict.fromkeys(KINDS, 0.0)
    assert shares([]) == none
    assert shares([RIGHT, RIGHT]) == {**none, "right": 1.0}
