"""A mail "to confirm": who is asked to confirm an address has sent nothing yet, and such a mail alone is no success."""

from __future__ import annotations

import pytest

from probes.form.outcome import Kind
from tests.unit.test_form_outcome import judged, page

ASKED = [
    "Please check your inbox to confirm your address.",
    "A confirmation e-mail has been sent. Please confirm your address by the link in it.",
    "Thank you! Your message will be delivered once you have confirmed it by e-mail.",
    "Thank you. Your e-mail address needs to be confirmed first.",
    "Your request was received. It will only be processed after you click the confirmation in our e-mail.",
    "Thanks! Please verify this message by following the instructions in the e-mail.",
    "Success! Awaiting e-mail confirmation.",
    "谢谢您的留言，请到您的邮箱确认。",
    "提交成功，请登录邮箱完成确认后生效",
    "感谢您的留言！您的邮箱需要确认后才会送达",
    "确认邮件已发送，请查收邮件并确认",
]
ALONE = [
    "A confirmation e-mail has been sent.",
    "A confirmation email was sent to you@example.org",
    "We have sent you a confirmation e-mail.",
    "Confirmation email sent!",
    "You will receive a confirmation email shortly.",
    "We've just e-mailed you a confirmation message.",
    "确认邮件已发送",
    "确认邮件已发送至您的邮箱",
    "我们已向您发送确认邮件",
    "已发送确认信",
]
BOTH = [
    "Your message has been sent. A confirmation e-mail has been sent to you.",
    "Thank you for your message! We have sent you a confirmation e-mail.",
    "Thank you for contacting us. You will receive a confirmation email shortly.",
    "We have received your request, and a confirmation e-mail was sent to you.",
    "留言成功，确认邮件已发送至您的邮箱",
    "您的留言已提交，我们已向您发送确认邮件",
    "An acknowledgement of your message has been sent to you. Thank you!",
    "Thank you. We will get back to you within a day to confirm your appointment.",
]


@pytest.mark.parametrize("line", ASKED)
def test_who_is_asked_to_confirm_has_sent_nothing_yet(line: str) -> None:
    """Whatever thanks stand beside it."""
    assert judged(page(line)) is Kind.BROKEN


@pytest.mark.parametrize("line", ALONE)
def test_a_mail_to_confirm_alone_is_no_success(line: str) -> None:
    """It may confirm what was received, or ask to be confirmed: nobody can tell."""
    assert judged(page(line)) not in (Kind.TAKEN, Kind.BARRED, Kind.REFUSED)


@pytest.mark.parametrize("line", BOTH)
def test_beside_words_of_success_it_is_a_receipt(line: str) -> None:
    assert judged(page(line)) is Kind.TAKEN
    assert judged(page(*line.replace(". ", ".\n").splitlines())) is Kind.TAKEN


@pytest.mark.parametrize("line", ["Please confirm your message", "请查看以下邮件内容并确认", "请在下方填写邮箱并确认"])
def test_a_page_that_asks_to_press_once_more_speaks_of_no_mail(line: str) -> None:
    """What follows there is the press, and not a link."""
    assert judged(page(line)) is Kind.UNKNOWN
