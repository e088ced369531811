"""What the language files of other software taught: each kind of sentence with its opposites."""

from __future__ import annotations

import pytest

from probes.form import words
from probes.form.evidence import After, Trip
from probes.form.outcome import Kind, Verdict, judge
from probes.form.survey import Field, Line, Survey
from probes.interface import BarredReason

TEXT = "How do you refund a code that does not work?"
POST = Trip(method="POST", document=True, ours=True, status=200)
FILLED = Field(number=0, tag="textarea", label="Message", value=TEXT)
BEFORE = Survey(load="a", url="https://shop.example/contact", lines=(Line(text="Contact us"),), fields=(FILLED,))


def told(line: str, *, kept: bool = False) -> Verdict:
    """The verdict on a page that shows the line; ``kept``: below it the form still holds our message."""
    now = Survey(load="b", url=BEFORE.url, lines=(Line(text=line),), fields=(FILLED,) if kept else ())
    return judge(After(before=[BEFORE], now=[now], text=TEXT, trips=(POST,)))


@pytest.mark.parametrize(
    "line",
    [
        "We sent you a verification code.",
        "The code was sent to your mailbox.",
        "验证链接已发送到您的邮箱。",
        "一封带验证码的邮件已经寄出",
        "激活信已寄往您的信箱",
        "驗證連結已傳送至您的信箱",
        "请验证您的邮箱",
        "No message was sent.",
        "Nothing has been submitted",
        "没有留言被提交",
        "Once your message has been sent, it cannot be edited.",
        "A copy can only be sent to members.",
        "As soon as the form is submitted you will see it here.",
        "处理时发生错误并已记录。",
        "您之前已经发布过这条留言",
        "此內容先前已提交過",
        "Choose the e-mail to be sent.",
        "The submitted form was invalid.",
        "The data received do not correspond to ours.",
        "Open the link in the e-mail we sent you.",
        "确认码已重新发送",
        "请点击我们寄给您的邮件中的链接",
    ],
)
def test_what_only_sounds_like_success_is_none(line: str) -> None:
    """A code or a link was sent, nothing was, it is said of some other time, the message was there already."""
    assert told(line).kind is not Kind.TAKEN
    assert told(line, kept=True).kind is not Kind.TAKEN


@pytest.mark.parametrize(
    "line",
    [
        "We appreciate your message.",
        "We really appreciate you taking the time.",
        "Your comment is awaiting approval",
        "Your entry is now pending moderation",
        "您的留言正在等待审核",
        "您的評論正在等待管理員審核",
        "Your request was sucessfully submitted",
        "Submission succeeded",
        "Request succeeded!",
        "您的邮件已被发送",
        "郵件已寄送",
        "您的問題已遞交",
        "留言发布成功",
        "建立成功",
        "稍后会有专人与您联系",
        "Your message has been sent. If it is urgent, call us.",
        "Thank you! Once it is read we will answer.",
        "Message no. 12 was sent",
    ],
)
def test_success_in_words_of_other_software(line: str) -> None:
    assert told(line).kind is Kind.TAKEN


@pytest.mark.parametrize(
    "line",
    [
        "Error, please try again.",
        "An internal error stopped us.",
        "Sorry, we could not save your entry",
        "Please try again!",
        "Unable to post your message",
        "发生未知错误",
        "提交表单时出错",
        "無法傳送您的訊息",
        "讯息发送失败",
        "您的留言未能提交",
        "出錯了，請重新提交",
        "請過一會再試",
        "網路連線異常",
        "您的訊息未被傳送",
        "內部伺服器錯誤",
        "保存留言失败",
        "There was a problem communicating with the server",
    ],
)
def test_failure_in_words_of_other_software(line: str) -> None:
    assert told(line).kind is Kind.BROKEN


@pytest.mark.parametrize(
    "line",
    [
        "The message field is empty.",
        "Subject was left blank",
        "The name must be between 2 and 40 characters.",
        "You must specify a subject.",
        "The address does not appear to be valid",
        "E-mail format error",
        "Name is mandatory",
        "Wrong code",
        "The sum was not solved correctly",
        "内容必须至少包含 10 个字",
        "邮箱无效",
        "标题不得为空",
        "留言內容不能留空",
        "必須項",
        "请至少选择一项",
        "昵称太长，最多 12 个字符",
        "標題必須少於 80 字",
        "兩次輸入不一致",
        "您必须选择一个部门",
        "昵称须为2至16个字符",
        "信箱格式無效",
        "驗證碼已過期",
        "未正確輸入圖片中的字元",
        "無法驗證您是真人",
    ],
)
def test_refusals_in_words_of_other_software(line: str) -> None:
    verdict = told(line, kept=True)
    assert verdict.kind is Kind.REFUSED or verdict.barred is BarredReason.CAPTCHA


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Login required", "login_required"),
        ("Log-in first", "login_required"),
        ("You are not logged in", "login_required"),
        ("Only registered users can write to us", "login_required"),
        ("您还没有登陆", "login_required"),
        ("請先完成登入再留言", "login_required"),
        ("登入後繼續", "login_required"),
        ("只有登录用户才能留言", "login_required"),
        ("You are posting too fast.", "blocked"),
        ("Too many attempts, wait a moment", "blocked"),
        ("Flood protection: wait 30 seconds", "blocked"),
        ("Your account is banned", "blocked"),
        ("您无权访问此页面", "blocked"),
        ("拒絕存取", "blocked"),
        ("評論太快了，請慢一點", "blocked"),
        ("请求次数过多", "blocked"),
        ("您已被禁言", "blocked"),
        ("您提交過多次了，請稍候", "blocked"),
        ("You have just been banned", "blocked"),
        ("Use the button above to login first", "login_required"),
    ],
)
def test_doors_in_words_of_other_software(line: str, reason: str) -> None:
    assert told(line).barred is BarredReason(reason)


@pytest.mark.parametrize(
    "line", ["We answer too many questions by hand.", "Flood insurance", "限时优惠快到期", "登录帮助", "会员登录"]
)
def test_what_is_no_door(line: str) -> None:
    """Words of a page that anybody may read."""
    assert told(line).barred is None


@pytest.mark.parametrize(
    "line",
    [
        "This form has expired",
        "The questionnaire is closed",
        "We are no longer taking responses",
        "此表单已过期",
        "問卷已關閉",
        "本表單不再接受回應",
        "留言板功能已關閉",
    ],
)
def test_a_form_that_is_closed_says_so(line: str) -> None:
    assert words.says("barred", "closed", line)


@pytest.mark.parametrize("line", ["Comments are closed.", "评论已关闭", "工单完成", "Our shop is closed on Sundays"])
def test_what_is_closed_beside_a_form_is_not_the_form(line: str) -> None:
    """What may stand below any page of a site."""
    assert not words.says("barred", "closed", line)


@pytest.mark.parametrize("text", ["遞交", "傳送訊息", "寄出", "寄送", "送交"])
def test_what_sends(text: str) -> None:
    assert words.says("buttons", "send", text)
    assert words.says("buttons", "sends", text)


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("By using this form you agree with the storage of your data", True),
        ("I have read and accept it", True),
        ("Read and agree", True),
        ("我授權貴公司處理我的資料", True),
        ("授权经销商", False),
        ("We discuss your order", False),
    ],
)
def test_what_agrees(text: str, agrees: bool) -> None:
    assert words.says("boxes", "agreement", text) is agrees


@pytest.mark.parametrize(
    "text",
    [
        "Can I cancel an order before the code is sent? I only ask for the rule.",
        "账户出现异常、疑似被别人登录时，顾客应该怎么做？",
        "What do you do if a card is invalid?\nI am asking beforehand.",
    ],
)
@pytest.mark.parametrize("label", ["", "Message: "])
def test_our_own_words_on_the_page_say_nothing_of_it(text: str, label: str) -> None:
    """A page of thanks, or a ticket's, shows what we asked: it is no failure, and no link to open."""
    before = Survey(load="a", url=BEFORE.url, lines=BEFORE.lines, fields=(FILLED,))
    lines = tuple(Line(text=line) for line in ("Thank you!", *f"{label}{text}".split("\n")))
    after = After(before=[before], now=[Survey(load="b", url=BEFORE.url, lines=lines)], text=text, trips=(POST,))
    assert judge(after).kind is Kind.TAKEN


@pytest.mark.parametrize("line", ["An error occurred", "请重试"])
def test_what_a_page_says_beside_our_words_counts(line: str) -> None:
    """Though it may be a part of them."""
    lines = (Line(text=line), Line(text=f"{line}, what then? How do I get help?"))
    now = Survey(load="b", url=BEFORE.url, lines=lines)
    after = After(before=[BEFORE], now=[now], text=lines[1].text, trips=(POST,))
    assert judge(after).kind is not Kind.TAKEN
