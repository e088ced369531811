"""Replies that do several things at once: which of them names the message, and what an address or an aside is worth."""

from __future__ import annotations

import pytest

from reports.labels.criterion import meets
from reports.labels.function import judge
from reports.labels.wording import reply
from tests.unit.label_facts import QUESTIONS, one

LINK = "https://shop.test/help/refund-within-7-days?step=contact"


def told(text: str) -> tuple[str, str]:
    """What ``text`` does where no question is known."""
    judged = judge(text, ())
    return judged.function, judged.detail


class TestDoors:
    @pytest.mark.parametrize(
        "text",
        [
            "Please send us your account name, e-mail and order number in a direct message.",
            "Sorry about that! DM us your order number and we'll take a look.",
            "麻烦您私信提供一下订单号和联系方式，我们会尽快联系您",
        ],
    )
    def test_private_door(self, text: str) -> None:
        """What is asked for in a private message is wanted at another door."""
        assert told(text) == ("deflection", "channel_switch")

    @pytest.mark.parametrize(
        "text",
        [
            "Which browser do you use? Please reply in a private message.",
            "Please tell us which browser you use.",
            "您好，麻烦提供下您的订单号呢",
            "您要查的是哪一单呢",
        ],
    )
    def test_asked_in_the_open(self, text: str) -> None:
        """A question put in the open is one, wherever it wants its answer."""
        assert told(text)[0] == "information_request"

    def test_what_is_named_first(self) -> None:
        """A promise that hangs on a door is none; a door beside a promise is no deflection."""
        assert told("Please call our hotline 4000 and we will look into it as soon as possible.")[0] == "deflection"
        assert told("We will reply to you within 24 hours. You may also call our hotline 4000.")[0] == "holding"
        assert told("建议您拨打客服热线咨询，客服会尽快为您处理")[0] == "deflection"
        assert told("我们会在24小时内回复您，急事请拨打热线")[0] == "holding"

    @pytest.mark.parametrize("text", ["The code is sent by e-mail at once.", "Codes come via e-mail within a minute."])
    def test_ways_of_delivery(self, text: str) -> None:
        """How goods come is no door that we are sent to."""
        assert one(text, "card-delivery-en").function == "substantive"

    @pytest.mark.parametrize(
        "text",
        [
            "Our team will call you tomorrow.",
            "I will contact you by phone.",
            "收到，已经转给专员处理，24小时内会给您答复。",
        ],
    )
    def test_who_calls(self, text: str) -> None:
        """That somebody will call us is a promise."""
        assert told(text)[0] == "holding"


class TestAsides:
    def test_beside_words(self) -> None:
        """A link for more, or a door for further questions, does not name what the message else says."""
        said = "The blue one is as heavy as the red one."
        assert told(f"{said} For more information: {LINK}")[0] == "unclear"
        assert told(f"{said} If you have further questions, please contact us.")[0] == "unclear"

    def test_alone(self) -> None:
        """Where nothing else is said, the aside is all that the message does."""
        assert told(f"Hello! For more information, see {LINK}") == ("deflection", "self_help_link")

    def test_answer(self) -> None:
        """An answer stays one whatever stands beside it."""
        text = f"Unused codes are refunded within 7 days. For more information: {LINK}"
        assert one(text, "refund-en").function == "substantive"

    def test_links_without_a_criterion(self) -> None:
        """Without a criterion nobody can tell whether words beside a link are the answer; with one, they are none."""
        words = "The upper shelf carries ten kilos, the lower twenty, and all the others carry at least five kilos each"
        text = f"{words}, as shown in this guide: {LINK}"
        assert told(text) == ("unclear", "")
        assert judge(text, QUESTIONS["refund-en"].criterion).function == "deflection"


class TestAddresses:
    def test_no_word(self) -> None:
        """What an address is called answers nothing."""
        assert not meets(reply(f"Please see {LINK}"), QUESTIONS["refund-en"].criterion)
        assert one(f"See {LINK}", "refund-en").function == "deflection"

    @pytest.mark.parametrize(
        "text", ["可以退款[微笑]3天到账", "Refunds take 3 days. ^RR 1/2", "Refund &amp; credit: 3 days"]
    )
    def test_smileys_and_initials(self, text: str) -> None:
        """Smileys, agents' initials and entities do not hide an answer."""
        assert one(text, "refund-zh").function == "substantive"
