"""Whether an answer is wanted, a sentence over a field, a second way to be reached, and a message without a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probes.form.arrival import contact_forms
from probes.form.evidence import SOCKET, After, Trip
from probes.form.meaning import Candidate, contact_form, meaning_of
from probes.form.outcome import Kind, judge
from probes.form.plan import Entry, Unfit, Words, plan
from probes.form.survey import Button, Field, Form, Option, Survey
from tests.unit.test_form_outcome import BEFORE, FETCH, FILLED, POST, TEXT, page

OURS = Words(name="Support Study", address="probe@study.example", subject="Refunds", nonce="Q7", text=TEXT)
LONG = Field(number=9, tag="textarea", label="Message", name="text")
MAIL = Field(number=8, label="E-mail", name="mail")


def asked(*fields: Field) -> Candidate:
    form = contact_form(
        Survey(fields=fields, buttons=(Button(number=20, text="Send"),), forms=(Form(number=0, heading="Contact us"),))
    )
    assert form is not None
    return form


def box(label: str, **facts: object) -> Field:
    return Field(number=1, type="checkbox", label=label, **facts)  # type: ignore[arg-type]


WANTED = [
    "May we contact you?",
    "I would like a reply",
    "Please contact me about this",
    "是否希望回复",
    "我需要回复",
    "Would you like us to respond?",
]
OTHERWISE = [
    "May we contact you by phone?",
    "Contact me with special offers",
    "是否接受电话回访",
    "Please contact us",
    "请联系我们",
]


@pytest.mark.parametrize("label", WANTED)
def test_who_wants_an_answer_ticks_the_box(label: str) -> None:
    """Also where the field for the address comes into sight only then; a tick that stands is left."""
    hidden = replace(MAIL, visible=False)
    for fields in ((box(label), LONG), (box(label), LONG, hidden), (box(label), LONG, MAIL)):
        form = asked(*fields)
        assert form.answerable
        ticks = [one for one in made(form) if one.act == "tick"]
        assert [one.field.label for one in ticks] == [label]
    assert [one.act for one in made(asked(box(label, checked=True), LONG, MAIL))] == ["write", "write"]


@pytest.mark.parametrize("label", OTHERWISE)
def test_a_box_for_something_else_stays_empty(label: str) -> None:
    """And it makes no form answerable."""
    assert [one.act for one in made(asked(box(label), LONG, MAIL))] == ["write", "write"]
    assert meaning_of(box(label)) != "reply"


def made(form: Candidate) -> list[Entry]:
    entries = plan(form, Form(number=0), OURS)
    assert not isinstance(entries, Unfit)
    return list(entries)


@pytest.mark.parametrize(("group", "texts"), [("May we contact you?", ("No", "Yes")), ("是否希望回复", ("否", "是"))])
def test_who_wants_an_answer_chooses_so(group: str, texts: tuple[str, str]) -> None:
    """In a set of buttons, also where "no" stands chosen, and in a list."""
    for standing in (False, True):
        buttons = [
            Field(number=n, type="radio", name="r", label=text, group=group, checked=standing and n == 1)
            for n, text in enumerate(texts, 1)
        ]
        assert [one.field.label for one in made(asked(*buttons, LONG, MAIL)) if one.act == "tick"] == [texts[1]]
    options = tuple(Option(text=text, value=text, selected=n == 0) for n, text in enumerate(texts))
    chosen = made(asked(Field(number=1, tag="select", label=group, options=options), LONG, MAIL))
    assert [one.value for one in chosen if one.act == "choose"] == [texts[1]]


def test_how_an_answer_comes_is_another_question() -> None:
    group = "How should we contact you?"
    ways = [
        Field(number=n, type="radio", name="r", label=way, group=group) for n, way in enumerate(("Phone", "E-mail"))
    ]
    assert {meaning_of(one) for one in ways} == {"reply_by"}


OVER = [
    ("Tell us what you think, or ask us a question", "Enter Your Name", "name"),
    ("We read every message. Write to us here", "Your e-mail", "email"),
    ("有任何问题或建议，欢迎随时给我们留言", "请输入您的姓名", "name"),
]


@pytest.mark.parametrize(("sentence", "placeholder", "meaning"), OVER)
def test_a_sentence_over_a_field_names_it_only_where_nothing_else_does(
    sentence: str, placeholder: str, meaning: str
) -> None:
    assert meaning_of(Field(number=1, near=sentence, placeholder=placeholder)) == meaning
    assert meaning_of(Field(number=1, near=sentence)) == "message"
    assert meaning_of(Field(number=1, near="Your question", placeholder=placeholder)) == "message"


def test_a_second_way_to_be_reached_takes_our_address_only_if_it_must() -> None:
    """ "Contact" beside an address is a number; alone it is where an answer goes."""
    contact, details = Field(number=1, label="Contact", name="contact"), Field(number=1, label="联系方式", name="c")
    assert [one.field.label for one in made(asked(contact, MAIL, LONG))] == ["E-mail", "Message"]
    assert [one.field.label for one in made(asked(details, MAIL, LONG))] == ["E-mail", "Message"]
    assert [one.value for one in made(asked(contact, LONG))] == [OURS.address, TEXT]
    assert [one.value for one in made(asked(replace(details, required="mark"), MAIL, LONG))] == [
        OURS.address,
        OURS.address,
        TEXT,
    ]
    told = plan(asked(replace(contact, required="attribute"), MAIL, LONG), Form(number=0), OURS)
    assert isinstance(told, Unfit)
    assert "phone" in told.why


@pytest.mark.parametrize("trip", [POST, FETCH])
def test_thanks_for_a_message_that_was_left_out_are_uncertain(trip: Trip) -> None:
    """A field without a name is not sent by the browser; where what left holds the text all is well."""
    thanks = page("Thank you for your message.")
    nameless, named = (replace(BEFORE, fields=(replace(FILLED, nameless=left_out),)) for left_out in (True, False))

    def kind(before: Survey, *trips: Trip) -> Kind:
        return judge(After(before=[before], now=[thanks], text=TEXT, trips=trips)).kind

    assert kind(nameless, trip) is Kind.BROKEN
    assert kind(nameless, replace(trip, said=True)) is Kind.TAKEN
    assert kind(named, trip) is Kind.TAKEN
    assert kind(nameless, trip, Trip(method=SOCKET, document=False, ours=True, status=200)) is Kind.TAKEN


def test_thanks_for_what_reached_no_server() -> None:
    """They are uncertain, unless another request that carried the message was answered well."""
    thanks = page("Thank you for your message.")
    lost = Trip(method="POST", document=False, ours=True, said=True, lost=True)
    collected, taken = replace(FETCH, said=False), replace(FETCH, said=True)

    def kind(*trips: Trip) -> Kind:
        return judge(After(before=[BEFORE], now=[thanks], text=TEXT, trips=trips)).kind

    assert [kind(lost), kind(lost, collected)] == [Kind.BROKEN] * 2
    assert [kind(lost, taken), kind(taken, replace(lost, ours=False, said=False))] == [Kind.TAKEN] * 2


def test_no_form_is_found_where_nobody_could_answer() -> None:
    assert contact_forms([]) is None
