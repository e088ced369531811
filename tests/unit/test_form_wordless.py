"""A form that ends without a word: what such an end is, and what a mail tells of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probes.form.answers import Answer
from probes.form.evidence import After, Trip
from probes.form.outcome import Kind, judge
from probes.form.proof import Proof, tells
from probes.form.survey import Challenge, Field, Line, Survey
from probes.interface import ChannelKind, Message, ProbeError, Speaker, Target, VoidReason
from tests.notebook import Notebook

TEXT = "How do you refund a code that does not work?"
MAIL = Field(number=0, tag="input", label="E-mail")
EMPTY = Field(number=1, tag="textarea", label="Message")
HERE = "https://shop.example/contact"
BEFORE = Survey(load="a", url=HERE, lines=(Line(text="Contact us"),), fields=(MAIL, replace(EMPTY, value=TEXT)))
POST = Trip(method="POST", document=True, ours=True, said=True, status=200)
BLANK = Survey(load="b", url=HERE)
AGAIN = Survey(load="b", url=HERE, lines=BEFORE.lines, fields=(MAIL, EMPTY))
FRONT = Survey(load="b", url="https://shop.example/", lines=tuple(Line(text=f"Card {n}") for n in range(20)))
THERE = Survey(load="b", url="https://shop.example/thanks.html", lines=(Line(text="/thanks.html was not found"),))
MISSING = Trip(method="GET", document=True, status=404)
T0 = datetime(2026, 11, 28, 12, tzinfo=UTC)

BOX = Field(number=9, tag="input", type="password", label="Password", form=1)
BOXED, BOXED_AGAIN = (replace(one, fields=(*one.fields, BOX)) for one in (BEFORE, AGAIN))


def after(now: Survey, *trips: Trip, **facts: Any) -> After:
    return After(before=[BEFORE], now=[now], text=TEXT, trips=trips or (POST,), **facts)


WORDLESS = {
    "a blank page": after(BLANK),
    "the page again": after(AGAIN),
    "the front page": after(FRONT),
    "the form emptied by its script": after(replace(AGAIN, load="a"), replace(POST, document=False)),
    "the text kept in a page that stayed": after(BEFORE, replace(POST, document=False)),
    "the page again with its box to log in": After(before=[BOXED], now=[BOXED_AGAIN], text=TEXT, trips=(POST,)),
    "a page that does not exist": after(THERE, replace(POST, status=302), MISSING),
    "a card with our words": after(replace(AGAIN, load="a", lines=(*BEFORE.lines, Line(text=TEXT)))),
}


@pytest.mark.parametrize("kind", WORDLESS)
def test_an_end_without_a_word(kind: str) -> None:
    """The server took the request well, the form is emptied or gone, nothing speaks against it: no success yet."""
    verdict = judge(WORDLESS[kind])
    assert (verdict.kind, verdict.witness, verdict.settled) == (Kind.WORDLESS, "accepted without a word", False)


def test_what_stood_there_in_red_before_is_no_error() -> None:
    before = replace(BEFORE, errors=("Pinned",))
    end = After(before=[before], now=[replace(AGAIN, errors=("Pinned",))], text=TEXT, trips=(POST,))
    assert judge(end).kind is Kind.WORDLESS


SPOKEN = {
    "not answered": after(BLANK, replace(POST, status=0)),
    "an error": after(BLANK, replace(POST, status=500)),
    "without our message": after(BLANK, replace(POST, said=False)),
    "without our address": after(BLANK, replace(POST, ours=False)),
    "denied by its server": after(AGAIN, replace(POST, document=False, text=True, answer=Answer.REFUSED)),
    "its server speaks of a refusal": after(BEFORE, replace(POST, document=False, text=True, answer=Answer.DOUBTED)),
    "a mere check": after(AGAIN, replace(POST, document=False, checks=True)),
    "one of two not answered": after(BLANK, POST, replace(POST, status=0)),
    "the text still in its field of a page that came": after(replace(AGAIN, fields=BEFORE.fields)),
    "a refusal": after(replace(AGAIN, lines=(Line(text="Please enter a valid e-mail address"),))),
    "a refusal in Chinese": after(replace(AGAIN, lines=(Line(text="验证码错误"),))),
    "an error in its element": after(replace(AGAIN, errors=("nope",))),
    "a field in red": after(replace(AGAIN, fields=(MAIL, replace(EMPTY, alarmed=True)))),
    "a captcha": after(replace(AGAIN, challenges=(Challenge(sign=".h-captcha"),))),
    "a log-in": after(replace(BLANK, fields=(Field(number=5, tag="input", type="password"),))),
    "a code to be typed": after(replace(AGAIN, load="a", fields=(Field(number=7, tag="input", label="Code"),))),
    "a mail to confirm": after(replace(BLANK, lines=(Line(text="Please confirm your e-mail address"),))),
    "a step": after(BLANK, step=True),
}


@pytest.mark.parametrize("kind", SPOKEN)
def test_what_speaks_against_it(kind: str) -> None:
    assert judge(SPOKEN[kind]).kind not in (Kind.WORDLESS, Kind.TAKEN)


def test_words_of_success_are_still_one() -> None:
    assert judge(after(replace(BLANK, lines=(Line(text="Thank you for your message."),)))).kind is Kind.TAKEN


def test_ends_that_differ() -> None:
    """By the page, its form, its status and what is said there in whatever language; not by numbers or our address."""
    ends = [
        after(BLANK), after(AGAIN), after(FRONT), after(BLANK, replace(POST, status=302)),
        after(replace(BLANK, lines=(Line(text="Viesti hylättiin"),))),
        after(replace(BLANK, lines=(Line(text="Viesti on perillä"),))),
    ]  # fmt: skip
    assert len({judge(end).detail for end in ends}) == len(ends)
    visitors = [judge(after(replace(BLANK, lines=(Line(text=f"Kävijä {n}"),)))).detail for n in (12, 3456)]
    assert visitors[0] == visitors[1]
    cards = [after(replace(BLANK, lines=(Line(text=f"Study {who}, now"),)), address=who) for who in ("a+x@b", "a+y@b")]
    assert judge(cards[0]).detail == judge(cards[1]).detail


SHOP = Target(id="shop", platform="shop", channel=ChannelKind.FORM, address=HERE)


def mail(text: str = "Codes are refunded within 24 hours.", hours: float = 5, **marks: str) -> Message:
    at = T0 + timedelta(hours=hours)
    return Message(ordinal=0, speaker=Speaker.PLATFORM, text=text, seen_after=at, seen_by=at, marks=marks)


async def proof(book: Notebook, ending: str = "200, /, no form, nothing", heard: Message | None = None) -> Proof:
    """Of one inquiry that ended so, once it has heard what came to it."""
    made = Proof(target=SHOP, book=book)
    await made.meet(ending)
    if heard is not None:
        await made.hear(heard, T0)
    return made


def unproven(made: Proof) -> bool:
    with suppress(ProbeError):
        made.insist()
        return False
    return True


async def test_nothing_came_for_anybody() -> None:
    made = await proof(Notebook())
    with pytest.raises(ProbeError) as failure:
        made.insist()
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


async def test_a_page_that_told_needs_no_proof() -> None:
    assert not unproven(await proof(Notebook(), ending=""))


async def test_a_persons_answer_proves_all_that_ended_alike() -> None:
    book = Notebook()
    waiting = await proof(book)
    assert not unproven(await proof(book, heard=mail()))
    assert not unproven(await proof(book))
    assert unproven(await proof(book, ending="200, /, form, nothing"))
    assert unproven(waiting)  # until its next visit asks again
    await waiting.meet(waiting.ending)
    assert not unproven(waiting)


@pytest.mark.parametrize("receipt", [mail(auto_submitted="auto-replied"), mail(hours=0.05)], ids=["declared", "quick"])
async def test_where_a_machine_acknowledges_each_inquiry_needs_its_own(receipt: Message) -> None:
    """It acknowledged every message that it took: one without has not been shown to be taken, whatever was answered."""
    book = Notebook()
    assert not unproven(await proof(book, heard=receipt))
    assert unproven(await proof(book))
    assert not unproven(await proof(book, heard=mail()))
    assert unproven(await proof(book))


async def test_a_form_that_keeps_its_text_is_proven_for_each_inquiry_alone() -> None:
    """It looks alike whether its server took the message or not."""
    ending = judge(WORDLESS["the text kept in a page that stayed"]).detail
    book = Notebook()
    assert not unproven(await proof(book, ending, heard=mail()))
    assert unproven(await proof(book, ending))
    assert book.known == {}


NO_PROOF = {
    "to be confirmed": mail("Please click this link to confirm your e-mail address."),
    "in Chinese": mail("请点击链接完成验证。"),
    "a code": mail("Your verification code: 4711"),
    "验证码": mail("您的验证码是 4711"),
    "in its subject": mail("1234", subject="Your confirmation code"),
    "a mail server's": mail("not delivered", bounce="5.1.1"),
    "to many": mail("This week's offers", precedence="bulk"),
}


@pytest.mark.parametrize("kind", NO_PROOF)
async def test_mails_that_prove_nothing(kind: str) -> None:
    book = Notebook()
    assert not tells(NO_PROOF[kind])
    assert unproven(await proof(book, heard=NO_PROOF[kind]))
    assert book.known == {}


@pytest.mark.parametrize(
    "text", ["Codes are refunded.", "卡密失效可以退款，请提供订单号。", "We have received your message."]
)
async def test_mails_that_prove_it(text: str) -> None:
    assert tells(mail(text))


async def test_what_else_is_remembered_of_the_target_stays() -> None:
    book = Notebook()
    book.keep(SHOP, {"other": 1})
    await proof(book, heard=mail())
    assert book.known["shop"]["other"] == 1
