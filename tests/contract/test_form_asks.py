"""An address that is asked for twice, and a title that is asked for at all, on living pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes.interface import Barred, BarredReason, ProbeError, Sent, VoidReason
from tests.contract.form_world import TEXT, FormWorld, address_of, as_json

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

DRAWN = (Path(__file__).parents[1] / "data" / "drawn-forms" / "inner.html").read_text(encoding="utf-8")
FORM = """<h1>{head}</h1><form method=post action=/taken>{first}
  <p><label>E-mail <input name=mail required></label></p>{second}
  <p><label>Message <textarea name=text required></textarea></label></p><button>Send</button></form>"""
TWICE = "<p><label>{} <input name={} required onpaste='return false' autocomplete=off></label></p>"
SECONDS = [
    ("Confirm your email", "company_url"), ("Retype", "phone2"), ("再次输入邮箱", "f_17"), ("确认", "order_x"),
    ("Confirm e-mail address *", "name_b"), ("请再次输入", "user"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "name"), SECONDS)
async def test_an_address_is_written_twice(world: FormWorld, label: str, name: str) -> None:
    """By what its reader is told, also where nothing may be pasted."""
    inquiry = world.ask(FORM.format(head="Contact us", first="", second=TWICE.format(label, name)))
    assert isinstance(await world.send(inquiry), Sent)
    address = address_of(inquiry)
    assert world.site.sent == [{"mail": address, name: address, "text": TEXT}]


LIST = "<p><label>{} <select name=title required><option value=''>{}</option>{}</select></label></p>"
LISTS = [
    ("Salutation", "Please choose", ("Mr", "Ms", "Mx"), "Mx"),
    ("Anrede", "Bitte wählen", ("Frau", "Herr", "Keine Angabe"), "Keine Angabe"),
    ("招呼", "请选择", ("先生", "女士", "不便透露"), "不便透露"),
    ("称呼", "请选择", ("先生", "女士", "无"), "无"),
]


@pytest.mark.parametrize(("label", "empty", "offered", "ours"), LISTS)
async def test_a_title_that_is_required(
    world: FormWorld, label: str, empty: str, offered: tuple[str, ...], ours: str
) -> None:
    """What claims none is chosen; where every one claims something the list is named, and nothing is sent."""
    whole, claims = (
        FORM.format(
            head="联系我们", first=LIST.format(label, empty, "".join(f"<option>{one}" for one in some)), second=""
        )
        for some in (offered, offered[:2])
    )
    assert isinstance(await world.send(world.ask(whole)), Sent)
    assert [sent["title"] for sent in world.site.sent] == [ours]
    with pytest.raises(ProbeError, match=label) as void:
        await world.send(world.ask(claims))
    assert void.value.reason is VoidReason.NOT_SENT
    assert len(world.site.sent) == 1


@pytest.mark.parametrize(("label", "offered"), [("Salutation", ("Mr", "Ms", "Mx")), ("称呼", ("先生", "女士", "保密"))])
async def test_a_title_in_a_drawn_list(world: FormWorld, label: str, offered: tuple[str, ...]) -> None:
    """It is chosen as people choose, by the same rule."""
    world.site.answer = as_json(ok=True)
    for some in (offered, offered[:2]):
        world.site.sent.clear()
        options = "".join(f'<div role="option">{one}</div>' for one in some)
        body = DRAWN.replace('<div role="option">Sales</div><div role="option">Other</div>', options)
        body = body.replace(">Department<", f">{label} *<")
        if len(some) == 3:
            assert isinstance(await world.send(world.ask(body)), Sent)
            assert [sent["kind"] for sent in world.site.sent] == [offered[-1]]
            continue
        with pytest.raises(ProbeError) as void:
            await world.send(world.ask(body))
        assert void.value.reason is VoidReason.NOT_SENT
        assert not world.site.sent


SUM = """<h1>Contact us</h1><form method=post action=/taken><table>
  <tr><td>{name}:</td><td><input name=rname></td></tr><tr><td>Email:</td><td><input name=mail></td></tr>
  <tr><td>Message:</td><td><textarea name=text></textarea></td></tr>
  <tr><td><span>{asked}</span><input type=hidden name=salt value=1></td><td><input name=rverify></td></tr>
  <tr><td></td><td><button>Submit</button></td></tr></table></form>"""


@pytest.mark.parametrize("asked", ["73 + 43 = ?", "请计算 3 加 5"])
async def test_a_captcha_beside_what_nobody_sees_is_one(world: FormWorld, asked: str) -> None:
    """A field out of sight between the words and theirs takes them from no one; nothing is pressed."""
    told = await world.send(world.ask(SUM.format(name="Name", asked=asked)))
    assert isinstance(told, Barred)
    assert told.reason is BarredReason.CAPTCHA
    assert not world.site.sent


@pytest.mark.parametrize(("name", "given"), [("Username", True), ("用户名", True), ("Account number", False)])
async def test_a_user_name_where_nobody_logs_in_is_how_one_signs(world: FormWorld, name: str, given: bool) -> None:
    """The number of an account is another thing, and we have none."""
    inquiry = world.ask(SUM.format(name=name, asked="Anything else?"))
    assert isinstance(await world.send(inquiry), Sent)
    assert [sent["rname"] for sent in world.site.sent] == ["Support response study" if given else ""]


LOG_IN = """<title>{title}</title><h1>{title}</h1><form action=/in method=post><h3>Log in</h3>
  <label>User <input name=log></label><label>Password <input name=pwd type=password></label>
  <button>Log in</button></form>
  <form action=/join method=post><h3>Register</h3><label>E-mail <input name=mail></label>
  <label>Password <input name=new type=password></label><button>Create account</button></form>"""


@pytest.mark.parametrize("title", ["Submit Ticket – ACME", "提交工单"])
async def test_a_log_in_where_one_ought_to_write_is_a_wall(world: FormWorld, title: str) -> None:
    """Nobody says that one has to: there is nothing else at the address."""
    told = await world.send(world.ask(LOG_IN.format(title=title)))
    assert isinstance(told, Barred)
    assert told.reason is BarredReason.LOGIN_REQUIRED


NAMELESS = """<h1>{said}</h1><form action=/in method=post><label>Username <input name=who></label>
  <label>E-mail <input name=mail></label><button>{said}</button></form>"""


@pytest.mark.parametrize(("way", "said"), [("Contact us", "Login"), ("联系我们", "登录")])
async def test_a_log_in_without_a_password_on_the_way_to_writing(world: FormWorld, way: str, said: str) -> None:
    """What leads to the form leads there: nothing of ours is entered."""
    there = world.site.serve(NAMELESS.format(said=said))
    told = await world.send(world.ask(f"<h1>Our shop</h1><p><a href='{there}'>{way}</a>"))
    assert isinstance(told, Barred)
    assert told.reason is BarredReason.LOGIN_REQUIRED
    assert not world.site.sent


async def test_a_box_to_log_in_beside_the_page_is_no_wall(world: FormWorld) -> None:
    """The page is where it was: only there is no form."""
    with pytest.raises(ProbeError) as failure:
        await world.send(world.ask(NAMELESS.format(said="Login")))
    assert failure.value.reason is VoidReason.PAGE_CHANGED


FOLDED = """<title>联系我们</title><h1>联系我们</h1><form action=/in method=post><label>账号 <input name=log></label>
  <label>密码 <input name=pwd type=password></label><button>登录</button></form>
  <div style="cursor:pointer" onclick="box.hidden = false">我要留言</div>
  <form id=box hidden method=post action=/taken><p><label>邮箱 <input name=e></label></p>
  <p><label>留言内容 <textarea name=m></textarea></label></p><button>提交</button></form>"""


async def test_a_log_in_beside_what_leads_to_a_form_is_no_wall(world: FormWorld) -> None:
    """Nothing says that one has to log in, and people press what says where to write."""
    assert isinstance(await world.send(world.ask(FOLDED)), Sent)
    assert len(world.site.sent) == 1


async def test_a_log_in_beside_other_things_is_no_wall(world: FormWorld) -> None:
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(LOG_IN.format(title="ACME, a shop for cards")))
    assert void.value.reason is VoidReason.PAGE_CHANGED


AT_ONCE = """<h1>意见反馈</h1><form onsubmit="return false"><p><label>姓名 <input name=n></label></p>
  <p><label>邮箱 <input name=e onblur="if (/[+]/.test(value)) told.textContent = '邮箱格式不正确'"></label>
  <span id=told class="form-item__error"></span></p>
  <p><label>内容 <textarea name=m></textarea></label></p><button>提交</button></form>"""


async def test_an_entry_that_is_refused_as_it_is_written_is_named(world: FormWorld) -> None:
    """The words stood there before the press, which then sends nothing."""
    with pytest.raises(ProbeError, match="our address: 邮箱格式不正确") as void:
        await world.send(world.ask(AT_ONCE))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


PLAIN = """<h1>Contact us</h1><form method=post action=/taken><p><label>Name <input name=n></label></p>
  <p><label>Email <input name=e></label></p><p><label>Message <textarea name=m></textarea></label></p>{asked}
  <p><input type=submit value=Send></p></form>"""
DOT = '<button type=button style="padding:9px"><img alt="" width=30 height=30 src=/{}.png></button>'
DOTS = "".join(DOT.format(name) for name in "abc")
RIDDLES = (
    f"<div><div><b>* Security test:</b> Select the cone below</div>{DOTS}</div>",
    f"<div><p>请点击下方的苹果图片完成验证</p>{DOTS}</div>",
    '<div style="width:300px;background:#ddd"><span>请按住滑块，拖动到最右边</span><i style="cursor:move">▶</i></div>',
    "<div><p>* <input name=AntiSpam required></p></div>",
    "<div><p>Re-type the sixth and eighth character:</p><p><b>W443vm93</b></p><input name=v required></div>",
    "<div><p>Re-type the first and third character:</p><p><b>41SvYrRe</b></p><input name=v required></div>",
)
NO_RIDDLES = (
    "<p>Slide to the right to see our offices</p>",
    f"<div><p>How do you like us? Press a picture.</p>{DOTS}</div>",
    f"<div><p>Select the best emoji below for your mood</p>{DOTS}</div>",
    f"<div><p>点击下方的图片可以放大</p>{DOTS}</div>",
    "<p>This form has a spam check that needs nothing of you.</p>",
    "<p>Room 12a <input name=v></p>",
    "<p>Building22 <input name=v></p>",
)


@pytest.mark.parametrize("asked", RIDDLES)
async def test_a_riddle_of_the_form_s_own_is_a_captcha(world: FormWorld, asked: str) -> None:
    """Pictures to choose from, a slider, letters of a word: what tells people from robots is left, nothing sent."""
    told = await world.send(world.ask(PLAIN.format(asked=asked)))
    assert isinstance(told, Barred)
    assert told.reason is BarredReason.CAPTCHA
    assert not world.site.sent


@pytest.mark.parametrize("asked", NO_RIDDLES)
async def test_pictures_and_words_that_ask_nothing_are_no_captcha(world: FormWorld, asked: str) -> None:
    assert isinstance(await world.send(world.ask(PLAIN.format(asked=asked))), Sent)
    assert len(world.site.sent) == 1


async def test_thanks_for_a_message_without_our_address_are_uncertain(world: FormWorld) -> None:
    """A field without a name is left out by the browser: nobody could answer, and that would look like silence."""
    with pytest.raises(ProbeError, match="our address was not sent") as void:
        await world.send(world.ask(PLAIN.format(asked="").replace("name=e", "id=e")))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == 1
