"""Masking (G9, G10): what identifies people does not reach the published text, and nothing else is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.guard.masking import mask


class TestMask:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("mail sam.b+x@shop.example.com now", "mail [e-mail] now"),
            ("请发邮件到help@shop.example，谢谢", "请发邮件到[e-mail]，谢谢"),
            ("电话13800138000", "电话[phone]"),
            ("热线 400-123-4567 或 010-12345678", "热线 [phone] 或 [phone]"),
            ("call (555) 123-4567 or +44 20 7946 0958.", "call [phone] or [phone]."),
            ("订单号：DD2026112300123 已退款", "订单号：[order] 已退款"),
            ("Order #AB-2026-99887 is refunded", "Order #[order] is refunded"),
            ("流水 202611230001234567", "流水 [number]"),
            ("加微信：abc_12345", "加微信：[handle]"),
            ("工号8821为您服务", "工号[id]为您服务"),
            ("您好，我是客服小美，请讲", "您好，我是客服[name]，请讲"),
            ("客服张三为您服务", "客服[name]为您服务"),
            ("My name is Anna Berg and I can help", "My name is [name] and I can help"),
            ("We refund it.\n\nBest regards,\nAnna", "We refund it.\n\nBest regards,\n[name]"),
            ("Agent Lisa joined the chat", "Agent [name] joined the chat"),
        ],
    )
    def test_masked(self, text: str, masked: str) -> None:
        """What identifies somebody gives way to the word for what it was."""
        assert mask(text) == masked

    @pytest.mark.parametrize(
        "text",
        [
            "退款3天内到账，10-20分钟处理，共128.50元",
            "Refunds take 3-5 days, $1,200.00, since 2026-11-23 10:30.",
            "客服24小时在线，支持微信支付宝退款",
            "I am sorry. This is the rule: 7 days, 100 %.",
            "We support the iPhone 15 and Windows 11.",
        ],
    )
    def test_kept(self, text: str) -> None:
        """Days, prices, dates and products are no persons."""
        assert mask(text) == text

    def test_declared_names(self) -> None:
        """Names that the channel declared are masked wherever they stand as words, longest first."""
        text = "Hi, Ann here. Annual plans: ask Ann Lee. 小云在。"
        assert mask(text, names=["Ann", "Ann Lee", "小云"]) == "Hi, [name] here. Annual plans: ask [name]. [name]在。"

    @given(st.text(max_size=200))
    def test_twice(self, text: str) -> None:
        """Masking what is masked changes nothing."""
        assert mask(mask(text)) == mask(text)
