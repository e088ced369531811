"""Decides which of a form's buttons sends it, and which leads on; pure, by words, else by their makers' names."""

from __future__ import annotations

from collections.abc import Sequence

from probes.form import words
from probes.form.survey import Button
from probes.form.words import technical


def sending(buttons: Sequence[Button], native: bool) -> Button | None:
    """The button that sends: by its words, else the form's last submit button; never one that does something else."""
    fit = [b for b in buttons if not words.says("buttons", "not_send", b.text)]
    leads = [b for b in fit if words.says("buttons", "next", b.text)]
    named = [b for b in fit if words.says("buttons", "send", b.text) and b not in leads]
    plain = [b for b in fit if b.submits and b not in leads and native]
    return next((b for b in reversed(named) if b.submits), None) or _last(named) or _last(plain)


def closing(buttons: Sequence[Button]) -> Button | None:
    """A dialog's own "OK" or the one button there is: what closes a form of which no word says that it is sent."""
    fit = [b for b in buttons if len(b.text) > 1 and not words.says("buttons", "not_send", b.text)]
    confirming = [b for b in fit if words.says("buttons", "closes", b.text)]
    return _last(confirming) or (fit[0] if len(fit) == 1 else None)


def wordless(buttons: Sequence[Button]) -> Button | None:
    """A button without words that its maker called after sending."""
    signs = [(b, technical(b.marks)) for b in buttons if b.marks and not b.text]
    fit = [
        b for b, s in signs if words.says("buttons", "sends_by_sign", s) and not words.says("buttons", "not_by_sign", s)
    ]
    return _last(fit)


def onward(buttons: Sequence[Button]) -> Button | None:
    """The button that leads to the next step, else to a preview."""
    found = (b for key in ("next", "preview") for b in buttons if words.says("buttons", key, b.text))
    return next(found, None)


def _last(buttons: Sequence[Button]) -> Button | None:
    return buttons[-1] if buttons else None
