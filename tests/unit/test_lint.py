"""The question lint (G4): what a question may not say, in Chinese and English."""

from __future__ import annotations

import pytest

from monitor import bank
from monitor.guard.lint import lint

BAD = {
    "claimed-purchase": [
        ("zh", "您好，我昨天在你们这里买了一张点卡，用不了怎么办？"),
        ("zh", "我已经付款了，为什么还没有到账？"),
        ("zh", "我的订单一直没有发货，请问怎么退款？"),
        ("en", "I bought a gift card from you and it does not work, how do I get a refund?"),
        ("en", "My order has not arrived, what is your policy?"),
        ("en", "I've already paid for a top-up; how long does it take?"),
    ],
    "order-number": [
        ("zh", "订单号：A20261123，请问怎么退款？"),
        ("zh", "单号 2026112300012 的退款规则是什么？"),
        ("en", "How are refunds handled for order number: 88-1234?"),
        ("en", "What about order #5521?"),
    ],
    "legal-threat": [
        ("zh", "不退款的话我会去12315投诉，请问规则是什么？"),
        ("zh", "根据消费者权益保护法，你们怎么退款？"),
        ("en", "Under consumer protection law, how do you handle refunds?"),
        ("en", "My lawyer would like to know your refund policy."),
    ],
    "deadline": [
        ("zh", "请在三天之内回复我。"),
        ("zh", "请尽快回复，退款规则是什么？"),
        ("en", "Please reply within 48 hours."),
        ("en", "We expect a response no later than Friday."),
    ],
    "emergency": [
        ("zh", "很急，充值多久到账？"),
        ("zh", "今天是孩子的生日，充值多久能到？"),
        ("en", "This is urgent, how long does a top-up take?"),
        ("en", "My son needs it right now, how long does it take?"),
    ],
    "third-party": [
        ("zh", "腾讯的点卡如果无效怎么处理？"),
        ("zh", "王先生告诉过退款规则，能再说一遍吗？"),
        ("en", "How do you refund codes for Steam?"),
        ("en", "Mr. Miller told me about your rules, what are they?"),
    ],
}
CASES = [(rule, language, text) for rule, texts in BAD.items() for language, text in texts]

GOOD = [
    ("zh", "如果我买了点卡却用不了，你们怎么处理？"),
    ("zh", "我还没有购买，想了解退款规则。"),
    ("zh", "充值一般需要多久？"),
    ("en", "If I bought a code and it did not work, how would it be refunded?"),
    ("en", "I have not ordered yet; how long does a top-up take?"),
    ("en", "Before I have bought anything I would like to know your refund rules."),
    ("en", "Is a refund possible within 14 days?"),
]


class TestLint:
    @pytest.mark.parametrize(("rule", "language", "text"), CASES, ids=[text[:20] for _, _, text in CASES])
    def test_refused(self, rule: str, language: str, text: str) -> None:
        """Each of these breaks the rule it was written for, and the finding shows the words and the way out."""
        findings = {finding.rule: finding for finding in lint(text, language)}
        found = findings[f"{rule}.{language}"]
        assert found.words in text
        assert found.problem
        assert found.hint

    @pytest.mark.parametrize(("language", "text"), GOOD, ids=[text[:20] for _, text in GOOD])
    def test_allowed(self, language: str, text: str) -> None:
        """Questions about the rule, hypothetical or before a purchase, pass."""
        assert lint(text, language) == []

    @pytest.mark.parametrize("question", bank.questions(), ids=lambda question: question.id)
    def test_built_in_bank(self, question: bank.Question) -> None:
        """Every built-in wording and subject passes."""
        for text in (question.subject, *question.paraphrases):
            assert lint(text, question.language) == [], text

    def test_other_language(self) -> None:
        """A threat in English is found in a Chinese question."""
        assert [finding.rule for finding in lint("请问 refund 规则？My lawyer asks.", "zh")] == ["legal-threat.en"]
