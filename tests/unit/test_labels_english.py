"""English replies by what fresh ones of many desks showed: questions, doors, what is found out, and who signs."""

import pytest

from reports.labels.function import judge


def named(text: str) -> str:
    """What the rules call ``text`` without a question's criterion."""
    return judge(text, ()).function


class TestQuestions:
    """What is asked for, also where no question mark says so."""

    @pytest.mark.parametrize(
        "text",
        [
            "For us to go on, you need to inform us on your problem.",
            "I need to know if the lamp is on and what cable you have.",
            "We are awaiting your response to go on with the repair.",
            "Shop where you got it, along with your postcode and I'll get this sorted.",
            "Did we miss the day on your slip here: https://a.example/x",
            "Just to confirm, did you try recovering it by the steps here: https://a.example/x",
            "Have you tried calling the number? That crew will look at it.",
        ],
    )
    def test_asks(self, text: str) -> None:
        """A demand, a wait for our answer, a question that ends in a link, or whether a thing was tried."""
        assert named(text) == "information_request"

    def test_who_asks_several_things_wants_to_know(self) -> None:
        """However much is told between two questions."""
        told = (
            "Your page opens in each browser at noon, with all of its pictures in the places "
            "where they belong on a small screen as well as on a large one. "
        )
        assert named(f"{told}Are you seeing an error? Is the lamp on your side green?") == "information_request"
        assert named(f"{told}Are you seeing an error?") == "unclear"

    @pytest.mark.parametrize("text", ["Does restarting both of them make a difference?", "Slow today, huh?"])
    def test_asks_nothing(self, text: str) -> None:
        """A way put as a question, and a tag."""
        assert named(text) != "information_request"

    def test_a_thing_tried_keeps_its_words(self) -> None:
        """Who asks whether we have entered it without dashes says how to enter it."""
        entered = ((r"dashes",), (r"enter",))
        assert judge("Have you tried entering it without the dashes?", entered).function == "substantive"


class TestDoors:
    """Other doors, by whom we are to speak to, where, and what this one cannot do."""

    @pytest.mark.parametrize(
        "text",
        [
            "Please speak to a member of the cabin crew.",
            "I suggest popping into the shop and speaking with one of my colleagues.",
            "This would be a question for your local branch. Thanks for your time!",
            "We're unable to look up your booking over social media. Sorry!",
            "Which reference do you have? Please send this by DM.",
            "Got your DM! I'll meet you there!",
            "Your DM is here & I just responded.",
            "If you follow the link provided, we'd love to give you a call.",
        ],
    )
    def test_doors(self, text: str) -> None:
        """Each sends us elsewhere, or says that it has answered there."""
        assert named(text) == "deflection"

    @pytest.mark.parametrize(
        "text",
        [
            "Our staff will see to the page.",
            "The shop is open, pop it in the box.",
            "There is an invoice for all orders, we send them by e-mail.",
        ],
    )
    def test_no_doors(self, text: str) -> None:
        """Staff and shops that nobody is sent to, and what comes by mail without our doing."""
        assert named(text) != "deflection"


class TestHolding:
    """Waiting, by what we are told to wait for."""

    @pytest.mark.parametrize(
        "text",
        [
            "I'm sorry that it's late! Please let us know if it hasn't arrived by Friday.",
            "We assure you that you will be assisted.",
        ],
    )
    def test_holds(self, text: str) -> None:
        """To come back after a day is to wait until then; who will be assisted waits."""
        assert named(text) == "holding"

    @pytest.mark.parametrize(
        "text",
        [
            "Thank you for writing. I will forward this feedback for you.",
            "The shop will be happy to take a look at it.",
            "Sorry! There is a 30 day wait for new names.",
            "We're here all night and will respond as quickly as we can.",
        ],
    )
    def test_holds_nothing(self, text: str) -> None:
        """Feedback handed on, a good will, a wait that is a rule, a pledge to everybody."""
        assert named(text) != "holding"

    def test_the_day_to_wait_for_stays(self) -> None:
        """The day may be the answer."""
        waits = ((r"arriv",), (r"2 days",))
        assert judge("Let us know if it hasn't arrived within 2 days.", waits).function == "substantive"


class TestWording:
    """Who signs, and which part of several a message is, are no words of it."""

    @pytest.mark.parametrize(
        "text",
        [
            "@115712 (1/2) Thank you!",
            "Thank you for all of this.--JV",
            "We would hate to see you go-DD",
            "Nothing but love for you, my friend.",
        ],
    )
    def test_courtesies(self, text: str) -> None:
        """Initials after a dash, a part's number after the name, and the but of nothing but."""
        assert named(text) == "acknowledgement"


class TestFindings:
    """What is said of a thing may be the answer, and a link beside it only shows more."""

    @pytest.mark.parametrize(
        "text",
        [
            "The older lamp is not supported. Here's how to see yours: https://a.example/x",
            "There isn't a way to undo it. For help: https://a.example/x",
            "We only ship within the island. See: https://a.example/x",
            "I'd suggest cleaning the lens. Here's how: https://a.example/x",
        ],
    )
    def test_a_link_beside_a_finding_is_no_deflection(self, text: str) -> None:
        """Without a criterion nobody can tell."""
        assert named(text) == "unclear"

    @pytest.mark.parametrize(
        "text",
        [
            "We're sorry for that. Here's how: https://a.example/x",
            "We recommend checking our page: https://a.example/x",
        ],
    )
    def test_a_link_beside_no_finding(self, text: str) -> None:
        """Regret, and a way that is the page itself."""
        assert named(text) == "deflection"
