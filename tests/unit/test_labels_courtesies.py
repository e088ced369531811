"""A message of courtesies alone: praise, banter and pledges name it, but take no word from an answer."""

from __future__ import annotations

import pytest

from reports.labels import function

REFUND = ((r"refund|退款",), (r"approved|three days|可以|三天",))


def named(text: str) -> str:
    """What a message does, without knowing the question."""
    return function.judge(text, ()).function


class TestCourtesies:
    @pytest.mark.parametrize(
        "text",
        [
            "This is gorgeous! Love the hats! -Jo",
            "Happy our crew could make you smile today 😊",
            "Your puppy looks adorable. -Sam",
            "What a shot! Ready for the weekend, Tom! 😎",
            "We want everyone to leave our hotel with a smile. -Kim",
            "It's wonderful to have you aboard, Ann. Enjoy the ride!",
            "Pumpkins all over our office! #spookyday https://t.co/Xy12",
            "Glad that it works, please feel free to contact us if you have further concerns.",
            "Maybe next summer? We can't wait to welcome you on board!",
            "哈哈哈~小编也想去呀",
            "萌萌哒~",
            "您好！我们会认真研究您提的意见，为用户带来更多的便利！感谢您的支持！",
            "谢谢您的建议，我们会继续推出更多活动，敬请再关注哦~",
            "感谢您的认可，也请您继续支持我们！",
        ],
    )
    def test_many_wordings(self, text: str) -> None:
        assert named(text) == "acknowledgement"

    @pytest.mark.parametrize(
        "text",
        [
            "Yes! It is open until nine!",
            "The new version fixes it! 😊",
            "You can bring one bag on board! ^KL",
            "Great question! The store opens tomorrow.",
            "重启一下手机就好啦~",
            "这个套餐没有流量的哦~",
            "我们会在三天内推出新版本",
            "See the steps for #MyPhone here: https://t.co/Xy12",
            "Is it the blue one? Please feel free to write to us.",
        ],
    )
    def test_facts_in_a_cheerful_tone_are_none(self, text: str) -> None:
        assert named(text) != "acknowledgement"


class TestAnswersKeepTheirWords:
    @pytest.mark.parametrize(
        "text", ["Your refund was approved! 🎉", "退款三天到哟~", "We love to say it: your refund is approved!"]
    )
    def test_the_criterion_still_sees_them(self, text: str) -> None:
        """What sounds like banter or praise is held against the question's criterion all the same."""
        assert function.judge(text, REFUND).function == "substantive"


class TestHolding:
    @pytest.mark.parametrize(
        "text",
        [
            "非常抱歉，小编私信您处理",
            "我们会有工作人员联系您的",
            "您的问题小编已催促工作人员跟进，核实后将及时通过电话与您联系回复",
            "I have asked my colleagues to take a look when the train arrives.",
            "We'll refer this to our wireless colleagues. They will be in touch.",
            "感谢您的信息。我们会尽快处理并回复您。同时，为保证您的信息安全，请及时删除您的联系方式。",
        ],
    )
    def test_promises(self, text: str) -> None:
        assert named(text) == "holding"


class TestPrivateDoors:
    @pytest.mark.parametrize(
        "text",
        [
            "如方便请私信提供一下号码和姓名，我这边先帮您看看",
            "如方便请将您的联系方式私信给我们，以便我们为您核实处理",
            "Please reach our card group at 555-010-3962.",
            "You can check our website for all our offers.",
        ],
    )
    def test_what_follows_is_no_promise(self, text: str) -> None:
        """Who is asked to write elsewhere is sent elsewhere, though a look is promised then."""
        assert named(text) == "deflection"

    @pytest.mark.parametrize("text", ["请提供业务归属地以便为您反馈核实", "烦请提供您的号码，以便我们记录后跟进核查"])
    def test_a_demand_here_is_a_request(self, text: str) -> None:
        assert named(text) == "information_request"
