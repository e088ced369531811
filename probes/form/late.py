"""Finds what a form asks for only once its button was pressed: lists, sets and boxes that nothing had marked; pure.

Only where the refusal came from the page itself and nothing left it is the button pressed again, and that once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from probes.form import words
from probes.form.beside import Known
from probes.form.meaning import Candidate
from probes.form.plan import SURELY, Entry, Words, steps
from probes.form.survey import Field, Form

_LEAST = 2  # letters of a name that a refusal can mean


def asked_late(
    candidate: Candidate, form: Form | None, ours: Words, *, made: Sequence[Entry], refusal: str
) -> Sequence[Entry]:
    """The truthful entries for what stands empty beside those ``made``; where ``refusal`` names fields, for these."""
    told = replace(candidate, known=tuple(_told(one, refusal) for one in candidate.known))
    known = {entry.field.called for entry in made}
    entries = [
        step for _, step in steps(told, form, ours) if isinstance(step, Entry) and step.field.called not in known
    ]
    named = [entry for entry in entries if _named(entry.field, refusal)]
    return named or [entry for entry in entries if entry.value != SURELY] or entries


def _told(one: Known, refusal: str) -> Known:
    """A field as it would be had it been marked; what is written only if it is named."""
    chosen = one.field.tag in ("select", "combobox") or one.field.type == "radio"
    ticked = one.field.type == "checkbox" and one.meaning in ("agreement", "category")
    if one.field.required or (one.field.value.strip() and not (chosen or ticked)):
        return one
    if chosen or ticked or _named(one.field, refusal):
        return replace(one, field=replace(one.field, required="told"))
    return one


def _named(field: Field, refusal: str) -> bool:
    names = (words.folded(words.bare(name)) for name in (field.label, field.aria, field.near, field.group))
    return field.refused or any(len(name) >= _LEAST and name in words.folded(refusal) for name in names)
