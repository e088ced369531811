"""What a page says after the click became of our message; in doubt nothing is claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probes.form.evidence import SOCKET, After, Trip
from probes.form.outcome import Kind, judge
from probes.form.survey import Challenge, Field, Line, Survey
from probes.interface import BarredReason

TEXT = "How do you refund a code that does not work?"
POST = Trip(method="POST", document=True, ours=True, status=200)
FETCH = Trip(method="POST", document=False, ours=True, status=200)
EMPTY = Field(number=0, tag="textarea", label="Message")
FILLED = replace(EMPTY, value=TEXT)
BEFORE = Survey(load="a", url="https://shop.example/contact", lines=(Line(text="Contact us"),), fields=(FILLED,))


def page(*lines: str, load: str = "b", url: str = BEFORE.url, **facts: object) -> Survey:
    return Survey(load=load, url=url, lines=tuple(Line(text=line) for line in lines), **facts)  # type: ignore[arg-type]


def judged(now: Survey, *trips: Trip, dialogs: tuple[str, ...] = ()) -> Kind:
    return judge(After(before=[BEFORE], now=[now], text=TEXT, trips=trips or (POST,), dialogs=dialogs)).kind


TAKEN = [
    "Thank you for contacting us!", "Your message has been sent.", "We have received your request", "Message sent!",
    "Thanks, we will get back to you within one business day", "Your ticket number is 4711", "Thank you!",
    "提交成功", "留言成功，谢谢您的留言", "您的工单已成功提交", "感谢您的反馈，我们会尽快与您联系",
    "我们的客服会在24小时内回复您",
    "工单编号：2026112600017", "谢谢！", "发送成功", "Thanks! 👊", "Thank you for your report!", "Submission Complete",
    "Your response has been recorded.", "Thank you for taking the time to write", "E-mail sent", "反馈提交完成",
    "您的问题已反馈", "客服将在24小时内与您联系", "Your complaint has been lodged.", "Your question has been posted",
    "A representative will contact you shortly", "A member of our support team will be in touch", "投诉成功",
    "已为您创建工单", "感谢您的宝贵意见", "Issue 12 created", "msg 3 created bug 12 created",
    "Thank you, your enquiry is with us", "Your Data is successfully send", "Message sended successfully",
    "Your details were saved successfully", "Record successfully added", "新增成功", "添加成功", "已新增",
    "您的工单已创建", "您的留言已成功发表, 请等待管理员的审核!", "謝謝，您的訊息已寄出。", "您的訊息已經送出",
    "Thank's for you email, You'll be contacted shortly.", "Thank’s for your message", "You will be contacted soon",
    "感謝您的來信", "意見已成功傳送", "thank-you-for-contact", "thank_you_message", "我們會盡快與您聯絡",
]  # fmt: skip


@pytest.mark.parametrize("line", TAKEN)
def test_words_of_success_on_a_new_page(line: str) -> None:
    assert judged(page(line)) is Kind.TAKEN


@pytest.mark.parametrize("line", ["共执行 10 个查询，Gzip 已禁用", "ZIP已被限制为 2 MB", "Tooltip 已禁用"])
def test_letters_within_a_word_are_no_address_that_is_blocked(line: str) -> None:
    assert judged(page("留言", line)) is Kind.UNKNOWN
    assert judged(page("留言", "您的IP已被封禁")) is Kind.BARRED


@pytest.mark.parametrize("line", TAKEN[:1] + TAKEN[7:8])
def test_words_of_success_prove_nothing_by_themselves(line: str) -> None:
    """They stood there before, or nothing left the page, or the text still stands in its field and nothing took it."""
    known = replace(BEFORE, lines=(*BEFORE.lines, Line(text=line)))
    shown = After(before=[known], now=[page("Contact us", line, load="a")], text=TEXT, trips=(FETCH,))
    assert judge(shown).kind is Kind.UNKNOWN
    nothing_left = After(
        before=[BEFORE], now=[page(line, load="a")], text=TEXT, trips=(Trip(method="GET", document=False),)
    )
    assert judge(nothing_left).kind is Kind.UNKNOWN
    somebody_else = replace(FETCH, ours=False)
    assert judged(page("Contact us", line, load="a", fields=(FILLED,)), somebody_else) is Kind.UNKNOWN
    assert judged(page("Contact us", line, load="a", fields=(FILLED,)), FETCH) is Kind.TAKEN


def test_form_that_was_emptied_asks_again() -> None:
    """Emptied after success it shows "please choose" once more: no refusal where the server took our message."""
    emptied = page(
        "请求已受理，单号：GD2041", "请选择", "应填写姓名", load="a", fields=(EMPTY,), errors=("应填写姓名",)
    )
    assert judged(emptied, FETCH) is Kind.TAKEN
    assert judged(emptied, replace(FETCH, status=0)) is not Kind.TAKEN
    assert judged(replace(emptied, fields=(FILLED,)), FETCH) is not Kind.TAKEN
    assert judged(page("请选择", load="a", fields=(EMPTY,)), FETCH) is Kind.REFUSED
    assert judged(page("必选", load="a", fields=(EMPTY,))) is Kind.REFUSED


def test_what_left_by_a_socket() -> None:
    """It may have carried our message; it was accepted only if something came back."""
    sent = replace(FETCH, method=SOCKET, status=0)
    thanks = page("Thank you for contacting us!", load="a")
    assert judged(thanks, sent) is Kind.TAKEN
    assert judged(replace(thanks, fields=(FILLED,)), sent) is Kind.UNKNOWN
    assert judged(replace(thanks, fields=(FILLED,)), replace(sent, status=200)) is Kind.TAKEN


def test_thanks_before_the_server_has_answered() -> None:
    """A page that gives thanks at once is believed when the server has taken it, or when nothing comes after."""
    thanks = page("Thank you for contacting us!", load="a")
    waiting = judge(After(before=[BEFORE], now=[thanks], text=TEXT, trips=(replace(FETCH, status=0),)))
    taken = judge(After(before=[BEFORE], now=[thanks], text=TEXT, trips=(FETCH,)))
    assert (waiting.kind, waiting.settled, taken.kind, taken.settled) == (Kind.TAKEN, False, Kind.TAKEN, True)
    assert judged(thanks, replace(FETCH, status=500)) is Kind.BROKEN


def test_dialog_of_the_page() -> None:
    """What a script's own dialog says counts as said by the page."""
    assert judged(page("Our shop"), dialogs=("留言提交成功！",)) is Kind.TAKEN
    assert judged(page("Contact us", load="a", fields=(FILLED,)), dialogs=("请输入验证码",)) is Kind.BARRED


REFUSED = [
    "Please enter a valid e-mail address.", "This field is required.", "Message is too short", "邮箱格式不正确",
    "留言内容不能为空", "请填写您的姓名", "内容不少于，至少20个字", "Required",
    "There were errors with your submission", "内容过短", "邮箱无效", "请先勾选协议", "Wrong email", "Name required",
    "一些细节是错误的。请检查红色字段", "填写有误", "Please check the fields in red",
    "Some details are wrong: correct the red fields", "Fields are missing!", "One value is missing",
]  # fmt: skip


@pytest.mark.parametrize("line", REFUSED)
def test_refused_entry(line: str) -> None:
    """The form is still there and says what is wrong with it: nothing was taken."""
    assert judged(page("Contact us", line, fields=(FILLED,))) is Kind.REFUSED


BROKEN = [
    "Your message could not be sent. Please try again later.", "Something went wrong", "提交失败，请稍后再试",
    "您的留言未成功提交", "Your message was not sent. Thank you for contacting us.",
    "Sorry, it seems that our mail server is not responding", "系统繁忙", "出错了", "保存失败", "Network error",
    "系统异常", "请勿重复提交", "Thank you for contacting us. Sending failed, please call.",
]  # fmt: skip


@pytest.mark.parametrize("line", BROKEN)
def test_error_of_the_platform(line: str) -> None:
    """What contradicts success is not success, and may have been taken all the same."""
    assert judged(page(line)) is Kind.BROKEN


DOORS = [
    ("请完成安全验证", BarredReason.CAPTCHA), ("Please complete the security check", BarredReason.CAPTCHA),
    ("Please log in to submit a request", BarredReason.LOGIN_REQUIRED), ("请先登录", BarredReason.LOGIN_REQUIRED),
    ("Access denied", BarredReason.BLOCKED), ("您的操作过于频繁", BarredReason.BLOCKED),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), DOORS, ids=[line for line, _ in DOORS])
def test_door_that_closes_after_the_click(line: str, reason: BarredReason) -> None:
    verdict = judge(After(before=[BEFORE], now=[page(line)], text=TEXT, trips=(POST,)))
    assert (verdict.kind, verdict.barred) == (Kind.BARRED, reason)


def test_challenge_that_appears() -> None:
    """A captcha that was not there before is an answer; one that was there all the time is not."""
    sign = Challenge(sign=".h-captcha")
    assert judged(page("Contact us", load="a", challenges=(sign,))) is Kind.BARRED
    known = replace(BEFORE, challenges=(sign,))
    same = After(before=[known], now=[replace(known, load="b")], text=TEXT, trips=(POST,))
    assert judge(same).kind is not Kind.BARRED


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Kind.BARRED), (403, Kind.BARRED), (429, Kind.BARRED), (404, Kind.BROKEN), (500, Kind.BROKEN)],
)
def test_status_of_the_answer(status: int, kind: Kind) -> None:
    assert judged(page("no"), replace(POST, status=status)) is kind


@pytest.mark.parametrize("line", ["Invalid phone number format", "请填写正确的手机号"])
def test_a_refusal_that_is_all_that_came(line: str) -> None:
    """A server's bare page; where more stands beside it, it may have come with anything."""
    assert judged(page(line)) is Kind.REFUSED
    assert judged(page(line, *(f"Card number {n} at the best price" for n in range(20)))) is Kind.UNKNOWN


def test_page_that_led_to_success_without_words() -> None:
    """Its address says so, or our words stand on it as a ticket; the same page again, or another form, says nothing."""
    there = "https://shop.example/contact/thanks"
    assert judged(page("Schön, dass Sie da waren", url=there)) is Kind.TAKEN
    assert judged(page("Schön", url=there, fields=(EMPTY,))) is Kind.UNKNOWN
    assert judged(page("Refunds", TEXT)) is Kind.TAKEN
    assert judged(page("Refunds", TEXT, "Please confirm your message")) is Kind.UNKNOWN
    assert judged(page("Welcome to our shop")) is Kind.UNKNOWN
    assert judged(page("Contact us", fields=(EMPTY,))) is Kind.UNKNOWN


ALONE = ["Created", "Created!", "Submitted.", "✓ Posted", "Added", "已创建", "创建成功"]


@pytest.mark.parametrize("line", ALONE)
def test_a_lone_word_of_success(line: str) -> None:
    """It counts where the server took our message, also while the form stands there with our text in it."""
    for fields in ((), (FILLED,), (EMPTY,)):
        assert judged(page("Contact us", line, load="a", fields=fields), FETCH) is Kind.TAKEN
    assert judged(page("Contact us", line, load="a", fields=(FILLED,)), replace(FETCH, status=0)) is not Kind.TAKEN
    assert judged(page("Contact us", line, load="a", fields=(FILLED,)), replace(FETCH, ours=False)) is not Kind.TAKEN


NOT_CREATED = [
    ("Not created",), ("It could not be created",), ("Created by", "Support Study"), ("Created at 12:03",),
    ("Created", "12:03"), ("2026-11-28", "Created"),
    ("Status", "Created", "Updated"), ("Created:", "today"), ("Created, but not sent",),
    ("Your message was not successfully sent",), ("The ticket was not created",),
    ("Data could not be successfully saved",),
    ("Saved",), ("未创建",), ("创建失败",), ("新增不成功",), ("创建时间", "12:03"),
]  # fmt: skip


@pytest.mark.parametrize("lines", NOT_CREATED)
def test_a_label_a_date_or_a_denial_is_no_success(lines: tuple[str, ...]) -> None:
    assert judged(page("Contact us", *lines, load="a", fields=(FILLED,)), FETCH) is not Kind.TAKEN
    assert judged(page("Contact us", *lines, load="a"), FETCH) is not Kind.TAKEN


FAINT = [
    "Thanks, Support Study! This helps us to improve.", "Received!", "Your response was noted, thank you.",
    "谢谢支持", "操作成功",
]  # fmt: skip


@pytest.mark.parametrize("line", FAINT)
def test_faint_words_of_success(line: str) -> None:
    """Words that alone say little count where the server took our message and it stands in no field any more."""
    assert judged(page(line, load="a"), FETCH) is Kind.TAKEN
    assert judged(page(line, load="a"), replace(FETCH, ours=False)) is Kind.UNKNOWN
    assert judged(page(line, load="a", fields=(FILLED,)), FETCH) is Kind.UNKNOWN
    assert judged(page(line, "This field is required", load="a", fields=(EMPTY,)), FETCH) is not Kind.TAKEN


EVERYDAY = [
    "Job Success", "Success stories", "Our customers' success is ours",
    "成功案例", "成功率98%", "客户成功", "感谢您的光临", "感谢访问本站",
    "Thank you for visiting our website", "Thanks to our sponsors", "谢谢惠顾",
    "Thanks for stopping by!",
]  # fmt: skip
HOME = ["Home", "Courses", "Teachers", *(f"Course number {n}" for n in range(20)), "Opening hours", "Imprint"]
PROMISES = [
    "We will contact you within 24 hours", "欢迎致电，我们将尽快与您联系", "Write to us and we'll get back to you soon",
    "感谢您的支持", "Success", "成功", "Goods sent and delivered worldwide", "We received the award in 2020",
]  # fmt: skip


@pytest.mark.parametrize("line", EVERYDAY)
def test_what_a_front_page_says_to_everybody_is_no_success(line: str) -> None:
    """Many a form leads to the front page without a word, also when it has thrown the message away."""
    assert judged(page("Welcome", line, "About us")) is Kind.UNKNOWN
    assert judged(page(*HOME, line)) is Kind.UNKNOWN
    assert judged(page("Welcome", line, "Your message has been sent.")) is Kind.TAKEN


@pytest.mark.parametrize("line", PROMISES)
def test_a_page_that_says_much_gives_thanks_to_more_than_us(line: str) -> None:
    """On another page that says much else, thanks and promises count in its title alone; a sentence of our message
    counts anywhere."""
    assert judged(page(*HOME, line)) is Kind.UNKNOWN
    assert judged(page(*HOME, line, "Thank you for contacting us. Your message has been sent.")) is Kind.TAKEN
    assert judged(page(*HOME, "您的留言已提交成功", line)) is Kind.TAKEN


@pytest.mark.parametrize("title", ["Thank you", "提交成功 - 山间茶舍", "Success | Tea house"])
def test_a_title_that_gives_thanks(title: str) -> None:
    assert judged(page(*HOME, "We will contact you within 24 hours", title=title)) is Kind.TAKEN
    known = replace(BEFORE, title=title)
    now = page(*HOME, "We will contact you within 24 hours", title=title)
    assert judge(After(before=[known], now=[now], text=TEXT, trips=(POST,))).kind is Kind.UNKNOWN


PENDING = [
    "Thank you! Please confirm your e-mail address: click the link that we sent you.",
    "Thanks for your message. To complete your request, click on the link in the e-mail.",
    "感谢您的留言，请点击邮件中的链接完成验证",
]


@pytest.mark.parametrize("line", PENDING)
def test_a_message_that_waits_for_a_link_is_not_taken(line: str) -> None:
    """What the platform takes only once a link in a mail is opened has not reached it."""
    assert judged(page(line)) is Kind.BROKEN


@pytest.mark.parametrize("label", ["Confirm your email *", "Verify your e-mail address", "验证链接"])
def test_a_field_that_asks_for_the_address_again_waits_for_no_link(label: str) -> None:
    """Drawn anew behind words of success, its label is new on the page and says nothing of our message."""
    fields = (Field(number=1, label=label), EMPTY)
    assert judged(page("Your message has been sent.", label, fields=fields)) is Kind.TAKEN
    assert judged(page("Contact us", label, fields=fields)) is Kind.UNKNOWN


UNTAKEN = ["Your message was flagged as spam. Thank you.", "Thank you for your interest. The form is currently closed."]


@pytest.mark.parametrize("line", UNTAKEN)
def test_thanks_for_nothing(line: str) -> None:
    assert judged(page(line)) is not Kind.TAKEN


def test_a_crash_that_names_its_parts_is_no_refusal() -> None:
    """A server's own error page lists what it was built of: that says nothing of an expired page."""
    assert judged(page("Server Error", "Middleware: csrf"), replace(POST, status=500)) is Kind.BROKEN
    assert judged(page("CSRF verification failed"), replace(POST, status=403)) is Kind.REFUSED


def test_what_left_by_an_address_alone() -> None:
    """A request that only asks for an address may have carried our message, if ours is in it."""
    assert Trip(method="GET", document=False, ours=True).carries
    assert not Trip(method="GET", document=False).carries


DENIED = [
    "Your message could not be received.", "It was not sent, thank you for trying again",
    "Submission was not successful",
    "提交不成功", "您的留言未成功提交", "Sorry, we cannot take your message now. Thank you.",
    "抱歉，暂时无法处理，谢谢",
]  # fmt: skip


@pytest.mark.parametrize("line", DENIED)
def test_faint_words_that_are_denied(line: str) -> None:
    """ "Not sent" holds "sent": what denies or is sorry is no success, however the server answered."""
    assert judged(page(line, load="a"), FETCH) is not Kind.TAKEN
    assert judged(page(line)) is not Kind.TAKEN


def test_what_a_form_holds_back_is_one_of_its_own() -> None:
    """A search beside the form is empty, too: what is named is the field that kept the form from being sent."""
    search = Field(number=1, label="Search", form=1, required="attribute", invalid=True)
    subject = Field(number=2, label="Subject", value="Refunds [Q]", invalid=True)
    before = replace(BEFORE, fields=(search, subject, FILLED))
    kept = judge(After(before=[before], now=[before], text=TEXT))
    assert (kept.kind, kept.detail) == (Kind.REFUSED, "Subject")


def test_a_field_that_is_pointed_at_without_a_word() -> None:
    """A red frame where our text still stands refuses; the focus only where nothing left the page."""
    topic = Field(number=1, label="Priority")
    before = replace(BEFORE, fields=(topic, FILLED))
    for after, trips, kind in (
        (replace(topic, alarmed=True), (), Kind.REFUSED),
        (replace(topic, alarmed=True), (FETCH,), Kind.REFUSED),
        (replace(topic, focused=True), (), Kind.REFUSED),
        (replace(topic, focused=True), (FETCH,), Kind.UNKNOWN),
    ):
        now = replace(before, fields=(after, FILLED))
        verdict = judge(After(before=[before], now=[now], text=TEXT, trips=trips))
        assert (verdict.kind, verdict.detail) == (kind, "Priority" if kind is Kind.REFUSED else "")


def test_what_was_red_or_focused_before_points_at_nothing() -> None:
    """So does an emptied form that stands ready, in whatever colour."""
    topic = Field(number=1, label="Priority", alarmed=True, focused=True)
    before = replace(BEFORE, fields=(topic, FILLED))
    assert judge(After(before=[before], now=[before], text=TEXT, trips=())).kind is Kind.UNKNOWN
    emptied = replace(BEFORE, fields=(topic, EMPTY))
    plain = replace(BEFORE, fields=(replace(topic, alarmed=False, focused=False), FILLED))
    assert judge(After(before=[plain], now=[emptied], text=TEXT, trips=(FETCH,))).kind is Kind.UNKNOWN
