"""Traditional characters, whom a public reply addresses, links that end a question: spelling that changes no act."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import bank
from reports.dataset import InquiryRow, MessageRow
from reports.labels.characters import simplified
from reports.labels.criterion import meets
from reports.labels.function import judge
from reports.labels.mechanism import declared
from reports.labels.promises import promised_by
from reports.labels.reasons import reasons
from tests.unit.trial_rows import FULL, T0, inquiry

REFUND = next(question for question in bank.questions() if question.id == "refund-zh")


@given(st.text())
def test_simplified_text_is_as_long(text: str) -> None:
    """What is found in it lies at the same place in the original; once more changes nothing."""
    found = simplified(text)
    assert len(found) == len(text)
    assert simplified(found) == found


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("這邊幫您查詢中，請稍候", "这边帮您查询中，请稍候"),
        ("請問您的訂單編號是多少呢？", "请问您的订单编号是多少呢？"),
        ("請您撥打客服專線洽詢", "请您拨打客服专线洽询"),
        ("我們已收到您的來信", "我们已收到您的来信"),
        ("請至官網查詢相關說明", "请至官网查询相关说明"),
    ],
)
def test_traditional_characters_change_no_label(traditional: str, plain: str) -> None:
    assert (judge(traditional, ()).function, judge(traditional, ()).rule_id) == (
        judge(plain, ()).function,
        judge(plain, ()).rule_id,
    )
    assert judge(traditional, ()).function != "unclear"


def test_criterion_is_met_in_either_script() -> None:
    assert meets("訂單未兌換可以全額退款，三天內到帳", REFUND.criterion)
    assert meets("可以退款", [["退款", "退貨"], ["可以"]])
    assert meets("可以退货", [["退款", "退貨"], ["可以"]])


def test_promise_and_subject_in_traditional_characters() -> None:
    now = datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert promised_by("我們會在兩小時內回覆您", now) == now + timedelta(hours=2)
    assert declared({"subject": "自動回覆：您的來信"}, "mail")[0] == "auto_declared"


def test_reasons_show_the_words_as_they_were_written() -> None:
    row: InquiryRow = inquiry(*FULL, id="i", question=REFUND.id)
    said = MessageRow(
        inquiry_id="i", ordinal=0, speaker="platform", text="請稍候，這邊幫您查詢中", seen_after=T0, seen_by=T0
    )
    found = reasons([said], row, REFUND)[0]  # type: ignore[arg-type]
    assert found.label.function == "holding"
    assert "請稍候" in [clause.text.rstrip("，,") for clause in found.clauses]
    assert all(word in said.text for clause in found.clauses for fired in clause.fired for word in fired.words)


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("@115712 You're welcome!", "acknowledgement"),
        ("@115712 @20331 Hi there!", "greeting"),
        ("@115712 If that is not it, which version do you use?", "information_request"),
    ],
)
def test_whom_a_reply_addresses_is_no_word_of_it(text: str, function: str) -> None:
    assert judge(text, ()).function == function


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Which carrier is listed here: https://example.org/orders?", "information_request"),
        ("Could you confirm the date shown here https://example.org/a?", "information_request"),
        ("Have you tried the steps here: https://example.org/steps?", "deflection"),
        ("Please see https://example.org/help!", "deflection"),
    ],
)
def test_question_that_ends_in_a_link_is_a_question(text: str, function: str) -> None:
    assert judge(text, ()).function == function


@pytest.mark.parametrize("text", ["您好，这款产品拆封之后是不支持退货的", "Hi there, we do not offer refunds."])
def test_hello_before_a_no_is_no_greeting(text: str) -> None:
    """A no that is not about the question is no answer, and no hello either: it counts as a reply."""
    assert judge(text, (["发票", "invoice"],)).function == "unclear"
    assert judge(text, (["退", "refund"],)).function == "refusal"


@pytest.mark.parametrize(
    "text",
    ["这个换新的商品还是有问题？", "是咨询之前的问题还是咨询其他问题呢", "东西您收到了没", "快递现在联系您了么亲"],
)
def test_questions_without_the_usual_words(text: str) -> None:
    assert judge(text, ()).function == "information_request"


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("这边帮您和站点联系一下", "holding"),
        ("已经联系仓库催促了", "holding"),
        ("您这边需要和商家联系一下哦", "deflection"),
        ("您可以在我的订单里查看", "deflection"),
    ],
)
def test_who_is_to_talk_to_whom(text: str, function: str) -> None:
    assert judge(text, ()).function == function


@pytest.mark.parametrize(
    "text", ["不管是微信还是支付宝付款都可以退", "能不能退要看您是否已经兑换，未兑换可以退", "是微信还是银行卡都能退"]
)
def test_answer_that_weighs_cases_is_no_question(text: str) -> None:
    assert judge(text, (["退"], ["可以", "能"])).function == "substantive"


def test_way_to_do_it_is_no_page_to_read() -> None:
    """Where a customer does what was asked about is the answer; where one may read is not."""
    assert judge("您可以在订单详情里申请开票", (["票"], ["申请"])).function == "substantive"


@pytest.mark.parametrize("text", ["是的呢", "可以的哦"])
def test_a_yes_is_no_courtesy(text: str) -> None:
    """It may be the answer: the criterion decides."""
    assert judge(text, (["是的", "可以"],)).function == "substantive"
