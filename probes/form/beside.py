"""Reads fields by those that stand beside them: a short message beside a long one, a name beside a last name; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from probes.form import words
from probes.form.survey import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A field in sight with what it is: a key of ``words.toml`` [fields], ``agreement``, ``advertising``, or empty."""

    field: Field
    meaning: str


def together(alone: Sequence[Known]) -> Sequence[Known]:
    """Each field with its meaning; beside a long field a short one that is called a message is the subject."""
    known = _one_subject(_titled(_signed(_halves(_reached(_told_twice(_one_message(alone)))))))
    long = any(one.meaning == "message" and one.field.tag in ("textarea", "editable") for one in known)
    titled = any(one.meaning == "subject" for one in known)
    if not long:
        return known
    short = "" if titled else "subject"
    return [
        Known(field=one.field, meaning=short) if one.meaning == "message" and one.field.tag == "input" else one
        for one in known
    ]


def _told_twice(known: Sequence[Known]) -> Sequence[Known]:
    """Behind a field for the address one that only says "again" is for the same address."""
    pairs = zip([None, *known], known, strict=False)
    return [Known(field=one.field, meaning="email") if _again(before, one) else one for before, one in pairs]


_NO_ADDRESS = ("trap", "code", "sms", "password")  # however its maker calls it, its reader is told to do it again


def _again(before: Known | None, one: Known) -> bool:
    writes = one.field.tag == "input" and one.field.type in ("text", "email") and one.meaning not in _NO_ADDRESS
    follows = before is not None and before.meaning == "email"
    return writes and follows and words.says("twice", "again", one.field.called)


def _reached(known: Sequence[Known]) -> Sequence[Known]:
    """Where the address has a field of its own, one more for how we are reached is for another way: "Contact" is a
    number then; what is not required is left, and details of any kind take the address only if they must be there."""
    if not any(one.meaning == "email" for one in known):
        return known
    return [Known(field=one.field, meaning=_otherwise(one.field)) if one.meaning == "contact" else one for one in known]


def _otherwise(field: Field) -> str:
    if words.says("signs", "number", field.called):
        return "phone"
    return "contact" if field.required else ""


def _titled(known: Sequence[Known]) -> Sequence[Known]:
    """Where nothing else is, a field to write what the message is about is for the subject."""
    if any(one.meaning == "subject" for one in known):
        return known
    return [Known(field=one.field, meaning="subject") if _asks_about(one) else one for one in known]


def _one_subject(known: Sequence[Known]) -> Sequence[Known]:
    """Of several short fields that are called a subject the required ones, else the last, are one."""
    called = [one for one in known if one.meaning == "subject" and one.field.tag == "input"]
    meant = [one for one in called if one.field.required] or called[-1:]
    return [Known(field=one.field, meaning="") if one in called and one not in meant else one for one in known]


def _asks_about(one: Known) -> bool:
    writes = one.field.tag == "input" and one.field.writable
    return one.meaning == "category" and writes and words.says("choices", "about", one.field.called)


def _halves(known: Sequence[Known]) -> Sequence[Known]:
    """Beside a field for the last name one that is only called "name" is for the first."""
    meanings = [one.meaning for one in known]
    if "last_name" not in meanings or "first_name" in meanings:
        return known
    return [Known(field=one.field, meaning="first_name") if one.meaning == "name" else one for one in known]


_NAMES = ("name", "first_name", "last_name")


def _signed(known: Sequence[Known]) -> Sequence[Known]:
    """Where no other name is asked for, and nobody logs in, a "user name" is how one signs, and no account."""
    if any(one.meaning in _NAMES for one in known):
        return known
    return [Known(field=one.field, meaning="name") if _is_user_name(one) else one for one in known]


def _is_user_name(one: Known) -> bool:
    return one.meaning == "account" and one.field.tag == "input" and words.says("signs", "user", one.field.called)


_SHORT_TEXTS = ("subject", "name", "first_name", "last_name", "email", "phone", "company", "website", "contact")


def _one_message(known: Sequence[Known]) -> Sequence[Known]:
    """Of several long fields those that are called what is short (a name) are that: some draw all alike."""
    if sum(one.meaning == "message" for one in known) < 2:
        return known
    read = [words.meaning(one.field.called) if one.meaning == "message" else "" for one in known]
    return [
        Known(field=one.field, meaning=called) if called in _SHORT_TEXTS else one
        for one, called in zip(known, read, strict=True)
    ]
