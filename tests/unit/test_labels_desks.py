"""What a desk will do, does and thinks, told by who acts, by verb and tense, in wordings that no rule has whole."""

from __future__ import annotations

import pytest

from reports.labels import function
from reports.labels.function import judge

REFUND = ((r"refund",), (r"approved|three days|receipt",))
TRACED = ((r"trace|order",), (r"30 minutes",))


def named(text: str) -> str:
    """What a message does, without knowing the question."""
    return function.judge(text, ()).function


class TestWhoWorks:
    @pytest.mark.parametrize(
        "text",
        [
            "Our baggage desk manager will dig through the files this afternoon.",
            "One of our store colleagues is going to give you a ring.",
            "I've sent an e-mail to the station team so they can take a look.",
            "The bookings people are chasing the hotel.",
            "Someone from the night crew will get to the bottom of it.",
            "Thanks, I am talking to our warehouse now.",
            "You'll be notified by text.",
            "Got your note & we'll sort it out, Sam.",
            "It's being repaired as we write.",
            "We're hoping to have news by noon.",
            "Our crew is working to get you home.",
            "We'll do our very best to get it fixed.",
            "We'll get someone to come and look.",
            "You should get a reply in DM within the hour.",
            "We have your DM and will continue there.",
        ],
    )
    def test_holding(self, text: str) -> None:
        """Somebody of the desk, the future or the progressive, and a verb of work or of contact."""
        assert named(text) == "holding"

    @pytest.mark.parametrize(
        "text",
        [
            "We're always working to make flying better.",
            "Will you check the cable for us?",
            "Please DM us your order number & we'll look into it.",
            "You can check the price yourself.",
            "We look forward to seeing you there, and we'll look forward to the next time!",
            "We are awaiting your reply.",
        ],
    )
    def test_others(self, text: str) -> None:
        """A pledge to everybody, a question, a door and a promise, what we do ourselves: nobody is at work on ours."""
        assert named(text) != "holding"

    def test_what_will_be_done_on_a_condition_is_a_way(self) -> None:
        """What is done in a case that is named may be the answer, and keeps its words."""
        way = "If it is not there within 30 minutes, our team will trace the order."
        assert judge(way, TRACED).function == "substantive"

    def test_a_promise_answers_nothing(self) -> None:
        """The subject of the question in a promise is no answer."""
        assert judge("We will look into your refund and the receipt.", REFUND).function == "holding"


class TestOpinions:
    @pytest.mark.parametrize(
        "text",
        [
            "That doesn't sound fun at all.",
            "This shouldn't be happening.",
            "It'll be worth the wait, Lou.",
            "...stress and inconvenience that you endured. *LK 2/2",
            "Those boots are on point!",
            "It's my favorite as well. Sorry it was out!",
            "I have faith that you'll win the pie contest.",
            "Hopefully we'll be dry by Sunday!",
            "I'm sure it was a lovely party. -Kit",
            "Every day our crew works to make your trips better!",
            "Counting down the minutes until we can welcome you. -Kit",
            "The sky over the harbour stole the whole show again. Thanks for sharing, Lee.",
        ],
    )
    def test_courtesies(self, text: str) -> None:
        """What the desk thinks, hopes and likes."""
        assert named(text) == "acknowledgement"

    @pytest.mark.parametrize(
        "text",
        [
            "Sorry! That dish is not available in spring.",
            "I'm sure the plan includes 5 GB.",
            "Hopefully the next version will be out on Monday.",
            "That offer is good until Sunday.",
            "All nuts need to stand in bold on our list. Thanks - Kit",
        ],
    )
    def test_facts_are_none(self, text: str) -> None:
        """A fact in the same build stays one."""
        assert named(text) == "unclear"

    def test_the_criterion_still_sees_them(self) -> None:
        """An opinion keeps its words for the question's criterion."""
        assert judge("I'm sure your refund is approved.", REFUND).function == "substantive"


class TestDoors:
    @pytest.mark.parametrize(
        "text",
        [
            "That's awful. Please tell us more so we can help: https://a.example/x -Kit",
            "Here to help! For more info please visit; https://a.example/x",
            "Which phone is it? Let us know via DM. We'll go on from there. https://a.example/x",
            "Please can you DM us your name, booking reference and contact number?",
            "Can you let our team know at the link? https://a.example/x",
            "Please see an agent at the gate for assistance.",
            "Please use the form to tell us your number. https://a.example/x",
            "If you can please DM us here, I'd be happy to help. https://a.example/x",
        ],
    )
    def test_what_is_wanted_behind_a_link(self, text: str) -> None:
        """What is asked for behind a link is asked at another door."""
        assert named(text) == "deflection"

    @pytest.mark.parametrize(
        "text",
        [
            "Glad that's sorted! Reach out to us if you have any questions.",
            "Happy Easter, Ann! ^KT https://a.example/egg",
            "We're glad to hear you've been able to contact our club team, Lee.",
            "My pleasure. If you're still having trouble after the update, contact us back.",
            "Your flight should leave at 5:45 pm. They work hard at the gate.",
            "Thanks! Please restart the box and try again: https://a.example/x",
        ],
    )
    def test_no_doors(self, text: str) -> None:
        """A closing, a picture after the initials, an hour, a way that a link only shows."""
        assert named(text) != "deflection"

    def test_a_way_put_as_a_question_keeps_its_words(self) -> None:
        """Who asks whether we have tried something says what to try."""
        assert judge("Have you tried clearing the cookies?", ((r"cookies",), (r"clear",))).function == "substantive"
        assert named("Have you tried any steps so far?") == "information_request"

    def test_a_way_beside_a_link_keeps_its_words(self) -> None:
        """What to do is the answer, the link shows it again."""
        steps = ((r"restart|reboot",), (r"box",))
        assert judge("Please reboot the box and try again: https://a.example/x", steps).function == "substantive"

    def test_let_us_know_takes_no_way_with_it(self) -> None:
        """A courtesy after a way is a clause of its own."""
        steps = ((r"reboot",), (r"router",))
        assert judge("Reboot your router and let us know if it works.", steps).function == "substantive"
