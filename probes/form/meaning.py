"""Decides what each field of a form is and which form on a page is the contact form; pure, by words alone.

A field is known by what a visitor reads (label, placeholder, text beside it) before what its maker called it. What is
not in sight is never filled in: it is hidden from people, so it is there to catch robots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from probes.form import words
from probes.form.beside import Known, together
from probes.form.claims import by_mail, titles
from probes.form.pressing import closing, onward, sending, wordless
from probes.form.survey import NO_FORM, Button, Field, Form, Survey
from probes.form.words import technical

_AUTOCOMPLETE = {
    "email": "email", "name": "name", "given-name": "first_name", "family-name": "last_name", "tel": "phone",
    "tel-national": "phone", "organization": "company", "url": "website", "one-time-code": "sms", "username": "account",
    "street-address": "place", "country-name": "place", "postal-code": "place", "current-password": "password",
}  # fmt: skip
_TYPES = {
    "email": "email", "tel": "phone", "url": "website", "password": "password", "file": "attachment", "date": "date",
    "datetime-local": "date", "search": "search",
}  # fmt: skip
_BARE = {"mail": "email", "contact": "contact"}  # alone they name a field to write into, among other words nothing
_NOT_A_MESSAGE = ("trap", "code", "sms", "password", "place", "order", "attachment")
_TITLES = ("subject", "mail_subject", "name")
ANSWERED_BY = ("email", "contact", "reply")  # where an answer can come to, or whether one is wanted
_LABEL = 60  # letters
_HEAD = 10  # lines at the head of a page that say what it is for
_ENOUGH = 6  # of the score below: a message and an address, or as much


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One form of a page: what it is made of, its button, and how much it looks like a contact form."""

    form: int
    known: tuple[Known, ...]
    send: Button | None
    onward: Button | None  # to the next step
    score: int

    def all(self, *meanings: str) -> Sequence[Field]:
        """Its fields of these meanings."""
        return [one.field for one in self.known if one.meaning in meanings]

    @property
    def message(self) -> Field | None:
        """Where the message goes: the first field that is called so, else the first long one."""
        fields = self.all("message")
        named = (field for field in fields if words.meaning(field.called) == "message")
        return next(named, next(iter(fields), None))

    @property
    def answerable(self) -> bool:
        """True if it asks for an address to which an answer can come, or whether one is wanted."""
        return bool(self.all(*ANSWERED_BY))


def meaning_of(field: Field) -> str:
    """What one field is, by the surest of its words."""
    if field.type in ("checkbox", "radio"):
        return _box(field)
    read = [field.label, field.aria, field.near, field.placeholder, field.title]
    above = ""  # a heading over all fields, which stands nearest to the first
    if words.says("kinds", "remark", field.near):
        read.remove(field.near)
    elif words.says("kinds", "heads_all", field.near):
        above = read.pop(2)
    elif field.headed or len(field.near) > _LABEL or words.says("kinds", "sentence", field.near):
        read.append(read.pop(2))  # a paragraph, or a sentence, that stands before it is about more than this field
    seen = _sender(field) or next((meaning for text in read if (meaning := words.meaning(text))), "")
    if seen in ("trap", "code", "sms"):
        return seen
    if field.tag == "input" and words.says("challenges", "letters", field.near):
        return "code"
    declared = _TYPES.get(field.type, "") if field.tag == "input" else ""
    declared = "" if declared == "search" and seen in _TITLES else declared  # taken for the cross that empties it
    if not declared and field.autocomplete:
        declared = next((_AUTOCOMPLETE[word] for word in field.autocomplete.split() if word in _AUTOCOMPLETE), "")
        declared = seen if (declared, seen) == ("account", "email") else declared  # by which one logs in elsewhere
    found = (
        declared
        or seen
        or _called(field.name, any(read))
        or _called(field.id, any(read))
        or words.meaning(field.after)
        or words.meaning(above)
        or _bare(field)
    )
    found = "subject" if found == "mail_subject" else found
    if field.tag in ("textarea", "editable"):
        asks = any(words.says("fields", "message", text) for text in read)  # "How can we help with your order?"
        return found if found in _NOT_A_MESSAGE and not asks else "message"
    if field.type == "row":
        return found if found == "category" else ""  # a title and an arrow: most such rows lead elsewhere
    return _list(field, found, any(read)) if field.tag in ("select", "combobox") else found


def _called(name: str, labelled: bool) -> str:
    """What a field is by its maker's name; the name of a thing is not ours, nor, under words that nobody knows, one of
    whom is not said."""
    found, said = words.meaning(technical(name)), technical(name)
    strange = words.says("kinds", "of_a_thing", said) or (labelled and not words.says("kinds", "of_a_person", said))
    return "" if found == "name" and strange else found


def _sender(field: Field) -> str:
    """ "From" and "Sender" are called a name as well: of an address, where the field's own name says so."""
    own = {words.meaning(technical(field.name)), words.meaning(technical(field.id))}
    called = any(words.says("kinds", "sender", text) for text in (field.label, field.aria, field.near))
    return "email" if called and "email" in own else ""


def _bare(field: Field) -> str:
    """What a field to write into is that is called by a single word."""
    told = any((field.label, field.aria, field.near, field.title))
    if not told and words.says("kinds", "product", field.placeholder):
        return "code"
    called = (field.called, technical(field.name), technical(field.id)) if field.tag == "input" else ()
    return next((_BARE[word] for text in called if (word := text.strip(" *:：").lower()) in _BARE), "")


def _list(field: Field, found: str, called: bool) -> str:
    """What a list to choose from is; one whose words nobody knows is about something unknown."""
    offered = [one.text for one in field.options if one.text.strip() and not words.says("choices", "empty", one.text)]
    if titles(offered):
        return "salutation"
    if words.says("choices", "reply_by", field.called) or by_mail(offered) is not None:
        return "reply_by"
    if found == "name":  # a name is written: what is chosen under that word is how one is called
        return "salutation"
    if words.says("boxes", "reply", field.called) and not words.says("boxes", "not_reply", field.called):
        return "reply"
    return "category" if found in ("subject", "message") or not (found or called) else found


def _box(field: Field) -> str:
    text = " ".join(filter(None, (field.label or field.aria or field.near, field.title)))
    if words.says("boxes", "advertising", text):
        return "advertising"
    asked = field.group if field.type == "radio" else text
    if field.type == "radio" and words.says("choices", "reply_by", asked):
        return "reply_by"
    if words.says("boxes", "reply", asked) and not words.says("boxes", "not_reply", asked):
        return "reply"
    about = words.meaning(field.group)
    if field.type == "radio":
        if words.says("boxes", "agreement", field.group):
            return "agreement"
        return {"mail_subject": "category", "subject": "category", "message": "category", "name": "salutation"}.get(
            about, about
        )
    if words.says("boxes", "agreement", text):
        return "agreement"
    if words.says("fields", "code", text):
        return "code"
    if about == "category" and field.required == "mark":
        return about
    return "" if text else words.meaning(technical(field.name))


def candidates(survey: Survey) -> Sequence[Candidate]:
    """Every form of a page that could be the contact form, the likeliest first."""
    numbers = dict.fromkeys(field.form for field in survey.fields)
    made = [_candidate(survey, number) for number in numbers if not is_other(survey, number)]
    return sorted(made, key=lambda one: -one.score)


def contact_form(survey: Survey) -> Candidate | None:
    """The contact form: with a message and an address, or with a step or a choice that may lead to them; or None.

    What has no place for the message in the end is not sent (``conversation``).
    """
    for one in candidates(survey):
        whole = one.message is not None and one.score >= _ENOUGH
        step = one.message is None and bool(one.onward or one.all("category")) and one.score >= _ENOUGH
        if whole or step or _is_first_step(survey, one):
            return one
    return None


def _is_first_step(survey: Survey, one: Candidate) -> bool:
    """A page that asks no more than what it is about, in a place where people are asked to write."""
    asked = {known.meaning for known in one.known}
    elsewhere = {link.text for link in survey.links}
    lines = " | ".join(line.text for line in survey.lines[:_HEAD] if line.text not in elsewhere)
    about = f"{_about(survey, _form(survey, one.form))} | {survey.title} | {lines}"
    return asked == {"category"} and one.onward is not None and words.says("forms", "asks", about)


def is_place_to_write(survey: Survey, one: Candidate, pressed: Sequence[str]) -> bool:
    """Nothing but a place for words and perhaps a name, and nothing asks people to write: a chat has one, too.

    ``pressed``: the words of what led to it.
    """
    asked = {known.meaning for known in one.known}
    form = _form(survey, one.form)
    heads = survey.title, form.heading if form else "", *pressed
    return asked <= {"message", "name", ""} and not any(words.says("buttons", "opens", head) for head in heads)


def is_other(survey: Survey, number: int) -> bool:
    """Search, login, newsletter and comment forms are never taken for the contact form."""
    form = _form(survey, number)
    fields = [field for field in survey.fields if field.form == number and field.visible]
    if any(field.type == "password" for field in fields) or (form and form.role == "search"):
        return True
    about = _about(survey, form)
    presses = " | ".join(b.text for b in survey.buttons if b.form == number and b.visible)
    if words.says("forms", "comment", about) or (
        words.says("forms", "comment", presses) and not _is_contact(survey, form)
    ):
        return True
    longer = any(field.tag in ("textarea", "editable") for field in fields)
    return not longer and (words.says("forms", "other", about) or any(field.type == "search" for field in fields))


def _is_contact(survey: Survey, form: Form | None) -> bool:
    """The page is for contact, by the head of its form, its title or its address: its "comments" are messages to it."""
    heads = (form.heading if form else "", survey.title)
    there = urlsplit(survey.url).path
    return any(words.says("forms", "contact", head) for head in heads) or words.says("forms", "contact_path", there)


def opens_account(survey: Survey) -> bool:
    """True if a form asks for a new account's password beside what would be asked: who writes becomes a member."""
    secret = [field.form for field in survey.fields if field.type == "password" and field.visible]
    return any(_asks(field) for field in survey.fields if field.visible and secret.count(field.form) > 1)


def _asks(field: Field) -> bool:
    called = words.meaning(field.called)
    return called == "subject" if field.tag == "input" else field.tag == "textarea" and called == "message"


def _form(survey: Survey, number: int) -> Form | None:
    return survey.forms[number] if 0 <= number < len(survey.forms) else None


def _about(survey: Survey, form: Form | None) -> str:
    if form is None:
        return ""
    return " | ".join(
        (form.heading, technical(form.id), technical(form.css), technical(form.action), form.id, form.action)
    )


def _candidate(survey: Survey, number: int) -> Candidate:
    form = _form(survey, number)
    fields = [field for field in survey.fields if field.form == number and field.visible and not field.disabled]
    known = tuple(together([Known(field=field, meaning=meaning_of(field)) for field in fields]))
    presses = [b for b in survey.buttons if b.visible and b.form in {number, NO_FORM if form is None else number}]
    native = form is not None and form.native  # a button of no form element submits none
    beside = [b for b in survey.buttons if b.visible and b.beside == number and form is not None]
    send, leads = sending(presses, native), onward(presses)
    if send is None and leads is None:
        send, leads = sending(beside, native), onward(beside)
    meanings = {one.meaning for one in known}
    if send is None and leads is None and {"message"} <= meanings and meanings & {"email", "contact", "reply"}:
        send = closing(presses) or wordless(presses) or closing(beside)
    if send and not words.says("buttons", "send", send.text) and not meanings & {"message"}:
        send, leads = None, send  # it sends nothing of ours: it leads to where the message is asked for
    weights = {
        "message": 4,
        "email": 3,
        "contact": 3,
        "reply": 3,
        "name": 2,
        "first_name": 2,
        "subject": 2,
        "category": 1,
        "phone": 1,
    }
    score = sum(weight for meaning, weight in weights.items() if meaning in meanings)
    score += 2 * words.says("forms", "asks", _about(survey, form) or survey.title)
    score -= 4 * words.says("forms", "other", _about(survey, form))
    return Candidate(form=number, known=known, send=send, onward=leads if send is None else None, score=score)
