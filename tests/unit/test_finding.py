"""What a page nobody has described is taken for: input, launcher, banner, closed door; from facts alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from probes.interface import BarredReason
from probes.webchat.finding import doors, judge, sends
from probes.webchat.finding.eyes import added
from probes.webchat.finding.guessing import guesses
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.survey import Panel, Survey, Thing
from probes.webchat.finding.views import View


def field(**facts: Any) -> Thing:
    return Thing(**{"kind": "field", "tag": "textarea", "type": "textarea", "rect": (700, 600, 250, 60)} | facts)


def press(**facts: Any) -> Thing:
    return Thing(**{"kind": "press", "tag": "button", "rect": (960, 600, 40, 40)} | facts)


def test_a_field_for_a_message_beside_a_log_is_the_input() -> None:
    """Its words, its place near a log and a button that sends speak together."""
    write = field(label="Type your message", log=2)

    found = judge.chat_input(Survey(things=[write, press(label="Send")]), Setting())

    assert found is not None
    assert found[1] is write


def test_a_text_area_that_cannot_be_written_in_is_no_question_beside_the_input() -> None:
    """It holds the lines of a plain room, and is no input itself where there is one."""
    lines = field(marks="chat-log", disabled=True, group=0, rect=(100, 100, 400, 240), name=1)
    write = field(tag="input", type="text", marks="chat-message-input", group=0, rect=(100, 360, 400, 24), name=2)
    survey = Survey(things=[lines, write, press(text="Send", rect=(510, 360, 60, 24))], title="Chat room")

    found = judge.chat_input(survey, Setting())

    assert found is not None
    assert found[1] is write


@pytest.mark.parametrize(
    "facts",
    [
        {"label": "Search cards", "type": "search", "search": True},
        {"label": "Write a review"},
        {"label": "Your e-mail", "type": "email"},
        {"label": "Get offers by e-mail", "type": "text"},
        {"label": "写下您的评价"},
    ],
)
def test_other_fields_of_a_page_are_no_input(facts: dict[str, Any]) -> None:
    """Search boxes, reviews and newsletters are never written into."""
    assert judge.chat_input(Survey(things=[field(**facts)]), Setting()) is None


@pytest.mark.parametrize(
    ("sign", "opens"), [("💬", True), ("🗨️", True), ("💭 ✕", True), ("🛒", False), ("💬 12 comments", False)]
)
def test_a_bubble_and_nothing_else_says_chat(sign: str, opens: bool) -> None:
    """Wherever on the page it stands; beside words it may be anything."""
    thing = press(text=sign, rect=(300, 300, 60, 60))
    assert [one for score, one in judge.launchers(Survey(things=[thing]), Setting()) if score >= 4] == [thing] * opens


@pytest.mark.parametrize(
    ("text", "opens"), [("Ask AI", True), ("Ask AI (Control+i)", True), ("问问AI", True), ("Search our docs", False)]
)
def test_what_a_button_says_goes_before_the_name_of_its_maker(text: str, opens: bool) -> None:
    """A search that grew a chat is still called a search in its classes."""
    thing = press(text=text, marks="DocSearch-SideButton floating", rect=(900, 640, 110, 48))
    found = [one for score, one in judge.launchers(Survey(things=[thing]), Setting()) if score >= 4]
    assert found == [thing] * opens


@pytest.mark.parametrize("label", ["Show details about this chat client", "Chat settings", "聊天设置"])
def test_what_is_told_of_a_chat_opens_none(label: str) -> None:
    """Pressed in a chat that is slow to open, its window would lie over the chat."""
    thing = press(label=label, marks="heading-button chat")
    assert list(judge.launchers(Survey(things=[thing]), Setting())) == []


@pytest.mark.parametrize(
    "label",
    [
        "请输入您的用户名", "请输入账号名称", "输入账户名", "请输入登录账号", "Enter your username",
        "Enter an account name", "Enter your account *",
    ],
)  # fmt: skip
def test_a_field_for_the_name_of_an_account_is_no_input(label: str) -> None:
    """On a page that speaks of nothing but a chat, too: our question would become what we are called there."""
    name = field(tag="input", type="text", label=label, marks="chat-user", log=1)
    enter = press(text="Send", rect=(960, 610, 40, 40))

    assert judge.chat_input(Survey(things=[name, enter], title="Chat"), Setting()) is None


def test_a_form_that_asks_who_we_are_has_no_input() -> None:
    """A text box beside a field for our address belongs to a form, and a message in it would be mail."""
    things = [field(label="Your message", group=1), field(label="E-mail", type="email", tag="input", group=1)]

    assert judge.chat_input(Survey(things=things), Setting()) is None


@pytest.mark.parametrize("words", ["Chat with us", "在线客服", "联系客服"])
def test_a_floating_thing_that_says_chat_is_a_launcher(words: str) -> None:
    """In both languages, whatever its tag is."""
    thing = press(tag="div", text=words, rect=(900, 660, 90, 40), panel=0)
    survey = Survey(things=[thing], panels=[Panel(text=words, marks="", rect=(900, 660, 90, 40), fixed=True)])

    assert [one for score, one in judge.launchers(survey, Setting()) if score >= 6] == [thing]


@pytest.mark.parametrize("words", ["Buy now", "Accept cookies", "购物车", "Back to top", "Log in", "关闭"])
def test_other_things_to_press_are_no_launcher(words: str) -> None:
    """What would buy, accept, log in or close is never pressed in search of a chat."""
    assert not list(judge.launchers(Survey(things=[press(text=words, rect=(900, 660, 90, 40))]), Setting()))


@pytest.mark.parametrize("scheme", ["mailto:", "tel:", "sms:", "whatsapp:", "weixin:"])
def test_what_leads_to_another_channel_is_no_launcher(scheme: str) -> None:
    """Whatever it says, and though it floats where launchers do."""
    panel = Panel(text="Chat with us", marks="", rect=(900, 660, 90, 40), fixed=True)
    link = press(tag="a", text="Chat with us", href=scheme + "desk", rect=panel.rect, panel=0)
    assert not list(judge.launchers(Survey(things=[link], panels=[panel]), Setting()))


@pytest.mark.parametrize("words", ["Chat with us? Yes, please No, thanks", "Chat with us? Ask now"])
def test_a_card_with_buttons_is_no_button(words: str) -> None:
    """An invitation opens and closes nothing by itself, whatever it says: its buttons do."""
    rect = (776, 590, 240, 122)
    launcher = press(tag="div", rect=(954, 653, 52, 49), panel=0, cover=1)
    card = press(tag="div", text=words, rect=rect, panel=1, holds=3)
    close = press(text="×", rect=(790, 674, 24, 24), panel=1)
    panels = [Panel(text="", marks="", rect=launcher.rect, fixed=True), Panel(text="", marks="", rect=rect, fixed=True)]
    survey = Survey(things=[launcher, card, close], panels=panels)

    assert card not in [thing for _, thing in judge.launchers(survey, Setting())]
    assert doors.cover_closer(survey, launcher) is close


@pytest.mark.parametrize(
    "words",
    [
        *("发消息给我们", "Message us", "Talk to an agent", "Talk to us", "转人工", "Send us a message"),
        *("Speak to a human", "🧑 Speak with someone", "Live agent", "Human support", "Contact an agent"),
        *("Connect me to an operator", "I need a human", "Request an agent", "Ask something else"),
        *("Type my own question", "I have another question", "My question isn't listed", "真人客服", "我要提问"),
        *("输入我的问题", "联系人工", "沒有我的問題"),
    ],
)
def test_what_begins_a_chat_is_pressed_on_an_open_surface(words: str) -> None:
    """In both languages, also where it says neither chat nor support."""
    begin = press(text=words, name=1, rect=(700, 600, 160, 30))

    assert [t for _, t in judge.launchers(Survey(things=[begin]), Setting(opened=True, fresh={1}))] == [begin]


@pytest.mark.parametrize(
    "words", ["Live agent hours", "Another card was charged", "Human resources", "Contact lenses", "我的问题在哪里处理"]
)
def test_other_words_on_an_open_surface_begin_nothing(words: str) -> None:
    """Pressed, they would be asked."""
    topic = press(text=words, name=1, rect=(700, 600, 160, 30))

    assert not list(judge.launchers(Survey(things=[topic]), Setting(opened=True, fresh={1})))


def test_a_toggle_that_says_close_while_nothing_is_open_may_open_the_chat() -> None:
    """Its label is wrong, as on real toggles: tried after everything better, and not while a surface is open."""
    corner = {"label": "Close chat", "marks": "widget-launcher", "rect": (944, 640, 60, 60)}
    toggle, banner = press(**corner, panel=0), press(**corner | {"label": "Close cookie notice"}, panel=0)
    small = Panel(text="1", marks="", rect=(944, 630, 60, 70), fixed=True)
    surface = Panel(text="Welcome", marks="", rect=(640, 120, 370, 500), fixed=True)

    around = press(**corner, tag="div", panel=0, holds=1)

    assert [t for _, t in judge.launchers(Survey(things=[around, toggle], panels=[small]), Setting())] == [toggle]
    assert not list(judge.launchers(Survey(things=[banner], panels=[small]), Setting()))
    assert not list(judge.launchers(Survey(things=[toggle], panels=[small, surface]), Setting()))
    assert not list(judge.launchers(Survey(things=[toggle], panels=[small]), Setting(opened=True)))


@pytest.mark.parametrize("label", ["Toggle Menu", "Open menu", "菜单"])
def test_a_sign_of_a_chat_in_the_corner_that_is_labelled_a_menu_opens_it(label: str) -> None:
    """A shop's own menu has no class name of a chat, or bears its word in sight, or stands elsewhere."""
    small = Panel(text="", marks="", rect=(952, 648, 56, 56), fixed=True)
    sign = press(label=label, marks="embed-chat-button", rect=(952, 648, 56, 56), panel=0, has=2)

    assert [thing for _, thing in judge.launchers(Survey(things=[sign], panels=[small]), Setting())] == [sign]
    shops = [replace(sign, marks="nav-button"), replace(sign, text=label), replace(sign, rect=(20, 20, 56, 56))]
    for menu in shops:
        assert not list(judge.launchers(Survey(things=[menu], panels=[small]), Setting()))


@pytest.mark.parametrize(("sign", "window"), [("minimized", "chat-window minimize"), ("", "minimised"), ("icon", "")])
def test_a_sign_that_stands_for_a_chat_put_small_is_pressed(sign: str, window: str) -> None:
    """So its window is called, and that is no button that makes it small."""
    panel = Panel(text="", marks=window, rect=(960, 652, 65, 48), fixed=True)
    icon = press(marks=sign, rect=(970, 652, 48, 48), panel=0, has=1)

    assert guesses(Survey(things=[icon], panels=[panel]), Setting()) == [icon]
    assert not guesses(Survey(things=[replace(icon, marks="minimize")], panels=[panel]), Setting())


def test_a_picture_without_a_word_is_a_guess() -> None:
    """Only one of its kind, in no menu and no form; what names itself a basket is none."""
    icon = press(rect=(98, 817, 52, 48), has=2)
    hearts = [press(rect=(200, y, 30, 30), has=2, marks="heart") for y in (100, 200, 300)]
    basket, search = (
        press(rect=(900, 20, 40, 40), has=2, marks="top cart-icon"),
        press(rect=(9, 9, 40, 40), group=1, has=1),
    )
    survey = Survey(things=[icon, *hearts, basket, search])

    assert guesses(survey, Setting()) == [icon]
    assert not guesses(survey, Setting(opened=True, fresh={7}))


@pytest.mark.parametrize(
    "facts",
    [
        {"marks": "x7 assets/share.svg"},
        {"marks": "back-top"},
        {"marks": "language-switch"},
        {"label": "Log in"},
        {"href": "/about"},
        {"group": 0},
        {"rect": (400, 300, 56, 56)},
    ],
)
def test_other_pictures_are_no_guess(facts: dict[str, Any]) -> None:
    """What names itself, leads away, stands in a form or in the midst of the page."""
    picture = Thing(**{"kind": "press", "tag": "img", "rect": (950, 640, 56, 56), "picture": True} | facts)

    assert not guesses(Survey(things=[picture]), Setting())


@pytest.mark.parametrize(
    ("text", "more", "begins"),
    [
        ("Mulai percakapan baru", [], True),
        ("+ Vestlus", [], True),
        ("+", [], True),
        ("+ Vestlus", [press(text="Retur", name=8)], False),
        ("Retur", [], False),
        ("+ Retur?", [], False),
        ("+ Vestlus", [field(name=8)], False),
    ],
)
def test_a_plus_sign_in_a_chat_with_nowhere_to_write_begins_it(text: str, more: list[Thing], begins: bool) -> None:
    """In whatever language, as its words do in many; a question, and one beside something else, is left alone."""
    button = press(text=text, name=7, rect=(700, 600, 160, 40))
    close = press(text="×", label="Close", name=9)

    found = judge.launchers(Survey(things=[button, close, *more]), Setting(opened=True, fresh={7, 8, 9}))
    assert (button in [thing for _, thing in found]) is begins


def test_a_ready_made_question_is_never_pressed() -> None:
    """What begins a chat is pressed on a surface that has opened, no question about one; nothing on a later visit."""
    panel = Panel(text="Help desk", marks="", rect=(660, 200, 340, 460), fixed=True)
    ready = press(text="Refund rules", name=1, panel=0, rect=(700, 500, 120, 30))
    begin = press(text="Send us a message", name=2, panel=0, rect=(700, 600, 160, 30))
    asks = press(text="Can I chat with a person?", name=3, panel=0, rect=(700, 540, 180, 30))
    asks_zh = press(text="怎么联系人工客服？", name=4, panel=0, rect=(700, 570, 180, 30))
    things = [ready, asks, asks_zh, begin]
    survey, setting = Survey(things=things, panels=[panel]), Setting(opened=True, fresh={1, 2, 3, 4})

    assert [thing for _, thing in judge.launchers(survey, setting)] == [begin]
    assert not list(judge.launchers(survey, setting, inside=False))


@pytest.mark.parametrize("words", ["Accept all", "Accept and close", "OK, I agree, hide", "同意并关闭", "知道了，接受"])
def test_a_cookie_banner_is_declined_and_never_accepted(words: str) -> None:
    """Where it can be declined it is, or else closed; what accepts is left, though it says that it closes too."""
    panel = Panel(text="We use cookies to make this site better", marks="", rect=(0, 600, 1024, 120), fixed=True)
    yes, no, away = press(text=words, panel=0), press(text="Reject all", panel=0), press(text="×", panel=0)

    assert doors.banner(Survey(things=[yes, away, no], panels=[panel])) is no
    assert doors.banner(Survey(things=[yes, away], panels=[panel])) is away
    assert doors.banner(Survey(things=[yes], panels=[panel])) is None


def test_a_form_that_asks_for_consent_is_no_banner() -> None:
    """Its words are those of a banner, and closing it would close the chat."""
    panel = Panel(
        text="Your name. I agree to the privacy policy 隐私政策", marks="", rect=(660, 200, 340, 460), fixed=True
    )
    name, close = field(tag="input", type="text", label="Your name", panel=0), press(text="×", panel=0)

    assert doors.banner(Survey(things=[name, close], panels=[panel])) is None
    assert doors.banner(Survey(things=[close], panels=[panel])) is close


@pytest.mark.parametrize("said", ["Open Chat", "Live chat", "在线客服", "打开聊天"])
def test_a_button_in_the_head_of_a_page_opens_a_chat(said: str) -> None:
    """In a bar that stays in sight, too; a link in the same menu leads elsewhere."""
    head = Panel(text=f"Shop {said} Log in", marks="sticky top-0", rect=(0, 0, 1024, 61), z=40)
    button = press(text=said, rect=(651, 18, 100, 24), nav=True, panel=0)
    link = press(tag="a", text=said, href="/chat", rect=(651, 18, 100, 24), nav=True, panel=0)

    assert [one for _, one in judge.launchers(Survey(things=[button], panels=[head]), Setting())] == [button]
    assert list(judge.launchers(Survey(things=[link], panels=[head]), Setting())) == []


def test_a_window_around_the_input_does_not_send() -> None:
    """Whatever it listens to, and though it has the words of the button within: its middle is the transcript."""
    write = field(label="Type your message")
    window = press(tag="div", text="Chat Send", marks="send-box", rect=(690, 100, 340, 580))
    send = press(text="Send")

    assert sends.buttons(Survey(things=[window, write, send]), write) == [send]
    assert not sends.beside(window, write)


@pytest.mark.parametrize("glyph", ["➤", "↑", "→"])
def test_an_arrow_beside_the_input_sends(glyph: str) -> None:
    """It says so; the tools beside it, whatever their order, do not."""
    write = field(rect=(66, 638, 179, 54))
    tools = [press(text=sign, marks="actions", rect=(250 + 30 * i, 638, 24, 54)) for i, sign in enumerate("🎤⋯")]
    attach = press(tag="label", rect=(310, 638, 24, 54))
    arrow = press(tag="a", text=glyph, rect=(340, 638, 44, 54))
    found = sends.buttons(Survey(things=[write, *tools, attach, arrow]), write)

    assert found == [arrow]
    assert sends.says_it(arrow)


def test_a_form_with_nothing_but_consent_is_no_banner() -> None:
    """Its tick must be set before the chat begins; a banner's ticks may be left, and bear the names of purposes."""
    panel = Panel(
        text="Before we start. I agree to the privacy policy 隐私政策", marks="", rect=(660, 200, 340, 460), fixed=True
    )
    box = {"tag": "input", "type": "checkbox", "panel": 0}
    close = press(text="×", panel=0)
    must, may = field(**box, label="", required=True), field(**box, label="I agree to the privacy policy")

    assert doors.banner(Survey(things=[must, close], panels=[panel])) is None
    assert doors.banner(Survey(things=[may, close], panels=[panel])) is None
    assert doors.banner(Survey(things=[field(**box, label="Marketing"), close], panels=[panel])) is close


@pytest.mark.parametrize("said", ["Have a question? Ask us", "Any questions?", "有问题？问我们", "有疑问？点这里"])
def test_an_offer_to_answer_opens_a_chat(said: str) -> None:
    """Also where it lies in the page like any other button."""
    thing = press(text=said, rect=(98, 793, 119, 38))
    assert [found for _, found in judge.launchers(Survey(things=[thing]), Setting())] == [thing]


def test_a_captcha_and_a_wall_are_named() -> None:
    """What bars us is told apart by what the page says."""
    said = {
        "Please confirm you are not a robot": BarredReason.CAPTCHA,
        "Type the characters shown in the image": BarredReason.CAPTCHA,
        "Enter the letters you see to go on": BarredReason.CAPTCHA,
        "请输入图中的验证码": BarredReason.CAPTCHA,
        "请填写图片中的字符，看不清？换一张": BarredReason.CAPTCHA,
        "请先登录后再联系客服": BarredReason.LOGIN_REQUIRED,
    }

    for text, reason in said.items():
        assert doors.barred(Survey(things=[], text=text), Setting(), chat=False) is reason


def test_an_offline_form_is_told_from_a_greeting() -> None:
    """Words that nobody is there close the door only with a form for them, or with nothing to write into."""
    mail, leave = field(type="email", tag="input", label="E-mail"), press(text="Leave a message")
    text = "We are offline, please leave a message"

    assert doors.offline(Survey(things=[mail, leave]), Setting(), [mail], text, log=False)
    assert not doors.offline(Survey(things=[field()]), Setting(), [field()], text, log=True)


@pytest.mark.parametrize(
    ("said", "label", "button", "closed"),
    [
        ("Harbour cards support Offline Today Hi! How can we help?", "Send a message", "Send message", False),
        ("港口卡片客服 离线 今天 您好，有什么可以帮您？", "请输入消息", "发送", False),
        ("Harbour cards support We are offline", "Send a message", "Send", True),
        ("Harbour cards support Offline Please leave a message", "Your message", "Send", True),
        ("Harbour cards support Offline", "Leave a message", "Send", True),
        ("Harbour cards support Offline", "Your message", "Leave a message", True),
        ("港口卡片 客服当前不在线", "请输入消息", "发送", True),
        ("港口卡片 离线 请留言", "请输入消息", "发送", True),
    ],
)
def test_the_presence_of_a_member_is_no_door(said: str, label: str, button: str, closed: bool) -> None:
    """A word that somebody is offline, over a chat's place to write; what asks for a message to be left is a door."""
    write = field(label=label, name=1, group=0)
    survey = Survey(things=[write, press(label=button, name=2)], title="Live chat")
    setting = Setting(opened=True, fresh={1, 2})
    assert judge.chat_input(survey, setting) is not None
    assert doors.offline(survey, setting, [write], said, log=False) is closed


def test_a_window_that_may_be_pressed_as_a_whole_says_the_presence_once_more() -> None:
    """What stands in it is read twice: as its own words, and as those of what is pressed."""
    write, said = field(label="Send a message", group=0), "Harbour cards support Offline Today Hi!"
    survey = Survey(things=[write, press(tag="div", text=said, holds=3), press(label="Send")], title="Live chat")
    assert not doors.offline(survey, Setting(opened=True), [write], said, log=False)


def test_a_presence_over_a_form_that_asks_where_to_answer_is_a_door() -> None:
    """Nobody answers there in the chat."""
    write, mail = field(label="Your message", group=0), field(type="email", tag="input", label="E-mail", group=0)
    survey = Survey(things=[write, mail, press(label="Send")], title="Live chat")
    assert doors.offline(survey, Setting(opened=True), [write, mail], "Support Offline", log=False)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("We are here. Nobody is here at the moment; leave us a note and we will write back", True),
        ("我们在 客服不在线，请留言", True),
        ("客户服务中心 现在是非工作时间，请留下您的问题和联系方式", True),
        ("We are closed now. Please leave your question and an address", True),
        ("This product is not available at the moment", False),
        ("Nobody is here at the moment; leave us a note. " + "Cards, codes and vouchers. " * 8, False),
    ],
)
def test_a_page_that_says_only_that_nobody_is_there(said: str, whole: bool) -> None:
    """It is a chat whatever it calls itself; one that says more, or that something is lacking, is not."""
    nothing: Any = None
    survey = Survey(things=[], text=said)
    view = View(page=nothing, frame=nothing, handle=nothing, survey=survey, setting=Setting(), seen=True)
    assert view.whole is whole


def test_a_name_out_of_a_machine_says_nothing_of_a_launcher() -> None:
    """Letters that are a word by chance do not keep it from being one; a name that people gave does."""
    marks = ("css-fzdmqq", "launcher__qqK5j", "qq")
    things = [press(text="Talk to us", marks=one, name=n) for n, one in enumerate(marks)]

    assert [thing for _, thing in judge.launchers(Survey(things=things), Setting())] == things[:2]


@pytest.mark.parametrize("text", ["Send us a message", "发消息给我们"])
def test_what_a_page_of_a_chat_leads_to_is_seen_before_its_door_is_closed(text: str) -> None:
    """It promises to come back to us above a button to write; what that brings tells whether somebody is there."""
    promises, button = "We will get back to you as soon as we can", press(text=text, name=2)
    opened, leave = Setting(opened=True, fresh={2}), press(text="Leave a message", name=2)

    assert not doors.offline(Survey(things=[button]), opened, [], promises, log=False)
    assert doors.offline(Survey(things=[leave]), opened, [], promises, log=False)
    assert doors.offline(Survey(things=[button]), Setting(opened=True, fresh={3}), [], promises, log=False)


def test_a_notice_that_nobody_is_there_closes_the_door() -> None:
    """The button that brought it invites to a chat as before; one that came with it does so now."""
    text, invites = "We are offline right now", press(text="Start a chat", name=1)
    alone, beside = Setting(opened=True, fresh={2}), Setting(opened=True, fresh={1, 2})

    assert doors.offline(Survey(things=[invites]), alone, [], text, log=False)
    assert not doors.offline(Survey(things=[invites]), beside, [], text, log=False)
    assert not doors.offline(Survey(things=[invites]), Setting(), [], text, log=False)


def test_what_a_press_has_brought_is_told_from_what_was_there() -> None:
    """The words in the middle of two equal ends."""
    assert added("shop end", "shop chat here end") == "chat here "
    assert added(None, "anything") == ""
