"""Tells what leads to a form from what could send one: pure, and in doubt it could send.

A platform must never get an empty message from somebody who only looks for its form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from probes.form import words
from probes.form.meaning import is_other, meaning_of
from probes.form.survey import NO_FORM, Button, Field, Link, Survey
from probes.form.words import technical

_ASKED = ("message", "name", "first_name", "last_name", "email", "contact", "subject", "phone")
_LONGEST_SIGN = 60  # letters of it that are told
ON_THE_PAGE_FIRST = ("business", "desks")  # many a menu repeats the words of a tab
_SEVERAL = 2  # fields of different meanings, or a message: somebody is asked to write to the platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """What might be pressed on the way to a form; ``leads``: it is a link to another page; ``address``: where
    a link goes to, be it a place on this page.

    ``form``, ``beside``, ``submits`` and ``marks`` are as with ``probes.form.survey.Button``; ``name``: what it is
    called beside its words.
    """

    text: str
    form: int = NO_FORM
    beside: int = NO_FORM
    submits: bool = False
    leads: bool = False
    address: str = ""
    name: str = ""
    marks: str = ""

    @property
    def readings(self) -> Sequence[str]:
        """Its words, then its name where that is another."""
        return tuple(dict.fromkeys(filter(None, (self.text, self.name))))

    @property
    def sign(self) -> str:
        """What its maker called it, in words; empty for what has any of its own."""
        return "" if self.text or self.name else technical(self.marks)


def pressed(button: Button) -> Opener:
    """A button as an opener."""
    return Opener(
        text=button.text, form=button.form, beside=button.beside, submits=button.submits, marks=button.marks
    )  # fmt: skip


def followed(link: Link, survey: Survey) -> Opener:
    """A link as an opener."""
    there, here = urlsplit(link.address), urlsplit(survey.url)
    routed = there.fragment.startswith(("/", "!")) and there.fragment != here.fragment
    elsewhere = there[:4] != here[:4]  # all but the fragment
    leads = elsewhere or routed
    address = link.address if leads or there.fragment else ""
    return Opener(text=link.text, form=link.form, leads=leads, address=address, name=link.name, marks=link.marks)


def kind_of(text: str) -> str:
    """How surely these words lead to a form: a list of ``[buttons]``; empty for none."""
    if words.says("buttons", "opens", text):
        return "reports" if words.says("buttons", "reports", text) else "opens"
    if words.says("buttons", "perhaps", text):
        return "perhaps"
    return "" if any(words.says("buttons", key, text) for key in ("commits", "chat")) else _business(text)


def _business(text: str) -> str:
    return next((key for key in ON_THE_PAGE_FIRST if words.says("buttons", key, text)), "")


def said_by(opener: Opener, key: str) -> str:
    """By what it says so, as surely as ``key``: a list of ``[buttons]``, ``named`` (its name alone), ``marked``, or
    ``menus`` (it may show what leads to a form)."""
    if key == "menus":
        return _shows_a_menu(opener)
    if key == "marked":
        return opener.sign[:_LONGEST_SIGN] if is_marked(opener.sign) else ""
    if key == "named":
        return opener.name if opener.name != opener.text and kind_of(opener.name) else ""
    if key == "desks" and opener.leads:  # any page may be called so
        return ""
    return opener.text if kind_of(opener.text) == key else ""


def _shows_a_menu(opener: Opener) -> str:
    """By what it says that it shows the page's menu; a link leads elsewhere."""
    if opener.leads:
        return ""
    called = next((text for text in opener.readings if words.says("buttons", "menus", text)), "")
    return called or (opener.sign[:_LONGEST_SIGN] if words.says("buttons", "menus_marked", opener.sign) else "")


def heads_a_form(text: str) -> bool:
    """True for what stands over a folded part and says that people can write there."""
    return bool(kind_of(text)) or words.says("forms", "asks", text)


def is_marked(sign: str) -> bool:
    """True for what is called by its maker as what leads to a form is: "contact", "icon mail", "kefu png"."""
    return words.says("buttons", "marked", sign) and not words.says("buttons", "otherwise_marked", sign)


def may_send(opener: Opener, survey: Survey) -> bool:
    """True for what could send a form of this page as it stands: as a form's own button, by its place, or its words."""
    if opener.submits and _own(opener, survey):
        return True
    near = {opener.form, opener.beside} - {NO_FORM}
    if any(_asks_to_write(_open_fields(survey, number)) for number in near):
        return True
    if opener.leads:
        return False
    if opener.sign and any(not _searches(one) for one in survey.fields if one.visible and one.writable):
        return True
    if any(words.says("buttons", "sends", text) for text in opener.readings) and any(
        not _seeks(one) for one in _open_fields(survey)
    ):
        return True
    closing = any(words.says("buttons", key, text) for key in ("send", "closes") for text in opener.readings)
    closing = closing or any(map(kind_of, opener.readings))
    return closing and _asks_to_write(_open_fields(survey, NO_FORM))


def _own(opener: Opener, survey: Survey) -> bool:
    """It is the button of a form element that holds a field, or that changes something where it is sent to."""
    if not 0 <= opener.form < len(survey.forms) or not survey.forms[opener.form].native:
        return False
    held = any(field.form == opener.form and field.visible for field in survey.fields)
    return held or survey.forms[opener.form].posts


def _open_fields(survey: Survey, number: int | None = None) -> Sequence[Field]:
    """What can be written into now, in one form or in all; not where people search, log in or comment."""
    numbers = {field.form for field in survey.fields} if number is None else {number}
    asking = {n for n in numbers if n == number or not is_other(survey, n)}
    fit = (field for field in survey.fields if field.form in asking and field.visible and not field.disabled)
    return [field for field in fit if field.writable]


def _asks_to_write(fields: Sequence[Field]) -> bool:
    meanings = {meaning for field in fields if (meaning := meaning_of(field)) in _ASKED and not _seeks(field)}
    return "message" in meanings or len(meanings) >= _SEVERAL


def _searches(field: Field) -> bool:
    """True for a field by which one looks for something; what asks for an address as well subscribes."""
    return _seeks(field) and meaning_of(field) != "email"


def _seeks(field: Field) -> bool:
    """True for a field by which one looks for something, or subscribes."""
    read = " ".join((field.label, field.aria, field.near, field.placeholder, field.title, field.name, field.id))
    return field.type == "search" or words.says("buttons", "seeks", read)
