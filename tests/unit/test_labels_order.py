"""Which of several acts names a message (the code book's order), and what is only a closing, a pledge or a courtesy."""

from __future__ import annotations

import pytest

from monitor.coding.codebook import functions, intro
from reports.labels import function
from tests.unit.label_facts import one
from tests.unit.test_labels_several_acts import LINK, told


def test_the_rules_know_the_code_books_order() -> None:
    """People and rules name a message of several acts alike: request, deflection, holding, receipt, greeting."""
    told_apart = list(dict.fromkeys(name for name, _ in function._ORDER))
    assert told_apart == ["information_request", "deflection", "holding", "acknowledgement", "greeting"]
    named = {entry.id: intro("zh").find(word) for entry, word in zip(functions(), _words(), strict=False) if word}
    ranked = sorted((place, name) for name, place in named.items())
    assert [name for _, name in ranked] == told_apart
    english = [intro("en").find(name.replace("_", " ")) for name in told_apart]
    assert -1 not in english
    assert english == sorted(english)


def _words() -> tuple[str, ...]:
    """How the Chinese introduction names the functions, in the code book's order of entries."""
    return "问候", "回执", "拖延", "追问", "", "推转"


class TestDeflectionBeforeHolding:
    @pytest.mark.parametrize(
        "text",
        [
            "We will look into it. Please call our hotline 4000 and have your number ready.",
            "我们会尽快处理，请拨打客服热线咨询",
            "正在为您核实，请登录官网查询进度",
        ],
    )
    def test_a_door(self, text: str) -> None:
        """Who is sent elsewhere is sent, whatever is promised besides."""
        assert told(text)[0] == "deflection"

    @pytest.mark.parametrize(
        "text",
        [
            "We will reply to you within 24 hours. You may also call our hotline 4000.",
            "我们会尽快与您联系，如有其他问题请随时私信我们",
            "已转交专人核实处理，请您留意来电，后续如有疑问可联系客服",
        ],
    )
    def test_a_door_besides(self, text: str) -> None:
        """Another door for later is none."""
        assert told(text)[0] == "holding"


class TestClosings:
    @pytest.mark.parametrize(
        "text",
        [
            "不客气，如果还有问题可以随时私信联系小编哦",
            "感谢您的谅解，后续有问题请及时与我们联系",
            "You're welcome! If anything else comes up, please contact us.",
            f"My pleasure! Have a great day. {LINK}",
        ],
    )
    def test_after_thanks(self, text: str) -> None:
        """A door for later, or a link without a word, is part of the closing."""
        assert told(text)[0] == "acknowledgement"

    @pytest.mark.parametrize("text", [f"Hello! {LINK}", "如您需要查询，请私信提供您的号码", "Please contact us."])
    def test_not_so(self, text: str) -> None:
        """A link alone, a door with a demand, a door now: those send us on."""
        assert told(text)[0] == "deflection"


class TestPledges:
    @pytest.mark.parametrize(
        "text",
        [
            "抱歉给您带来不便，我们会不断优化网络，为用户提供更优质的服务，请您继续关注",
            "非常抱歉，针对不足之处我司会再完善及改进的",
            "您好，我们会将您的意见向相关部门反馈",
            "We're thrilled to hear that! Happy travels.",
            "I understand how frustrating this is.",
        ],
    )
    def test_courtesies(self, text: str) -> None:
        """Thanks, regret, wishes, and the promise to do better to everybody announce no answer to us."""
        assert told(text)[0] == "acknowledgement"

    @pytest.mark.parametrize(
        "text",
        [
            "已为您反馈相关部门核实处理，请您留意电话",
            "您的问题正在核实中，待有结果会及时联系您",
            "Our team is aware and looking into it.",
        ],
    )
    def test_holding(self, text: str) -> None:
        """Somebody is at work on ours, or will call: an answer is to come."""
        assert told(text)[0] == "holding"

    def test_thank_you_is_no_answer_and_hides_none(self) -> None:
        """The words of an answer beside them are left for the criterion."""
        assert one("十分抱歉，可以退款，3天内原路退回，我们会不断改进服务", "refund-zh").function == "substantive"
        assert one("Happy Halloween! Refunds take 3 days.", "refund-en").function == "substantive"


class TestDemands:
    @pytest.mark.parametrize(
        "text",
        [
            "关于您反映的问题，烦请提供您的账号，我们会尽快与您联系",
            "请您告知我们您的售后服务单号，我们为您查询核实",
            "关于您反映的问题烦请提供您的账号以及联系电话，我们会尽快与您联系处理",
        ],
    )
    def test_before_a_promise(self, text: str) -> None:
        """What is asked here puts the ball with us, whatever will follow."""
        assert told(text)[0] == "information_request"

    @pytest.mark.parametrize(
        "text", ["Can you DM us so we can look into this for you?", "Could you provide your number via DM, please?"]
    )
    def test_put_as_a_question(self, text: str) -> None:
        """That a demand for a private message is put as a question does not make it one asked in the open."""
        assert told(text) == ("deflection", "channel_switch")

    def test_answered_elsewhere(self) -> None:
        """An answer in a private message is at another door; that one will come there is still a promise."""
        assert told("Thanks! We have responded to your DM.") == ("deflection", "channel_switch")
        assert told("We got your DM and will follow up with you there.")[0] == "holding"


@pytest.mark.parametrize(
    "text",
    [
        "One moment please, I am checking. You can view and update your ticket online by visiting https://desk.example/t/7",
        "We will answer soon. If you want to view this ticket to send files, add words and see news, you can visit https://a.example/7",
        "请稍等，正在为您核实。您可以在线查看此工单 https://desk.example/t/7",
    ],
)
def test_the_page_of_our_own_ticket_is_no_door(text: str) -> None:
    """A desk's mails bear a link to the ticket that we have opened there: it sends nobody elsewhere."""
    assert told(text)[0] == "holding"


def test_a_help_page_beside_a_promise_is_one() -> None:
    """Only a ticket's own link says nothing."""
    assert told("One moment please, I am checking. Please read https://desk.example/help")[0] == "deflection"
