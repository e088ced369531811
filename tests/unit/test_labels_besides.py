"""What names no message where more is said (thanks for waiting, platitudes, hours), and whose door is first."""

from __future__ import annotations

import pytest

from reports.labels.function import judge
from tests.unit.label_facts import one
from tests.unit.test_labels_several_acts import LINK, told

WORDS = "The upper shelf carries ten kilos and the lower one carries twenty"
MORE = f"{WORDS}, while all of the others that we sell carry at least five kilos each, whatever they are made of."


class TestPatience:
    @pytest.mark.parametrize(
        "text", ["Thank you for your patience!", "Sorry for the wait.", "感谢您的耐心等待", "让您久等了，非常抱歉"]
    )
    def test_alone(self, text: str) -> None:
        """Who only thanks for waiting still owes the answer."""
        assert told(text)[0] == "holding"

    @pytest.mark.parametrize(
        ("text", "function"),
        [
            (f"Thank you for your patience. Please see {LINK}", "deflection"),
            ("感谢您的耐心等待，麻烦提供一下订单号", "information_request"),
            ("让您久等了，建议您拨打客服热线咨询", "deflection"),
            (f"Thanks for waiting. {WORDS}.", "unclear"),
        ],
    )
    def test_beside(self, text: str, function: str) -> None:
        """Thanks for waiting beside anything else is a courtesy."""
        assert told(text)[0] == function

    @pytest.mark.parametrize(
        "text", ["请您耐心等待一下", "辛苦您再等等哦", "Please wait.", "Hang tight!", "Give us a minute."]
    )
    def test_please_wait(self, text: str) -> None:
        """To be told to wait is to be held."""
        assert told(text)[0] == "holding"

    def test_answer_and_please_wait(self) -> None:
        """An answer that ends in "please wait" is an answer; without a criterion much else beside it is unclear."""
        assert one("可以退款，3个工作日原路退回，请您耐心等待", "refund-zh").function == "substantive"
        assert told(f"{MORE} Please wait.")[0] == "unclear"
        assert judge(f"{MORE} Please wait.", (("never said",),)).function == "holding"


class TestPlatitudes:
    @pytest.mark.parametrize(
        "text",
        [
            "The safety of our customers is our top priority.",
            "We take your privacy very seriously.",
            "祝您生活愉快，麻烦动动手指点亮爱心评价一下哦",
        ],
    )
    def test_alone(self, text: str) -> None:
        """What is said to everybody answers nobody."""
        assert told(text)[0] == "acknowledgement"

    def test_beside_a_link(self) -> None:
        """It does not make a link anything else."""
        text = f"The health and safety of our customers and employees are our top priorities. Find out more: {LINK}"
        assert told(text) == ("deflection", "self_help_link")

    @pytest.mark.parametrize("text", ["Our support hours are Monday to Friday.", "我们的工作时间是周一至周五"])
    def test_hours(self, text: str) -> None:
        """Hours alone acknowledge; beside a greeting they are part of it."""
        assert told(text)[0] == "acknowledgement"
        assert told(f"{text} 请问有什么可以帮您？")[0] == "greeting"


class TestWhoseDoor:
    @pytest.mark.parametrize(
        "text",
        [
            "Please send us an email at help@shop.test and we will assist. Please attach your order number.",
            "Are you missing a code? If so, DM us with your order number.",
            "您是充值没到账吗？是的话，请私信我们",
        ],
    )
    def test_demand_at_the_door(self, text: str) -> None:
        """What has to be brought to another door is no question put to us here."""
        assert told(text) == ("deflection", "channel_switch")

    @pytest.mark.parametrize(
        "text", ["Please send us your order number here. Our hotline is 4000.", "请提供订单号，也可以拨打热线"]
    )
    def test_demand_first(self, text: str) -> None:
        """What is asked here first is asked here."""
        assert told(text)[0] == "information_request"

    @pytest.mark.parametrize(
        "text", ["You would have to reach out to Acme for this.", "We recommend contacting Acme directly."]
    )
    def test_another_firm(self, text: str) -> None:
        """Another firm's name is another door."""
        assert told(text) == ("deflection", "third_party_blame")

    def test_a_no_beside_a_link(self) -> None:
        """Without a criterion nobody can tell whether a no is the answer; with one, it is if it touches the subject."""
        text = f"We do not offer refunds for used codes. See {LINK}"
        assert told(text)[0] == "unclear"
        assert one(text, "refund-en").function in ("refusal", "substantive")
