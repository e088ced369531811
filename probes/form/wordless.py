"""An end without a word: the server took our request well, and nothing more is said or asked; pure.

By itself this proves nothing: spam and mistakes are thrown away in the same silence. What it is worth is told by mails
(``probes.form.proof``), and only for ends that look alike.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from probes.form import said, words
from probes.form.answers import Answer
from probes.form.evidence import After

WITNESS = "accepted without a word"
KEPT = "text kept"
_AGAINST = ("broken", "refused", "denied", "pending", "stale", "copy")
_DOORS = ("captcha", "blocked", "login_required", "closed")


def ending(after: After) -> str:
    """How it ended, as a line by which ends of one target are compared; empty where anything speaks against it."""
    if after.step or not (_delivered(after) and _is_over(after)) or _speaks_against(after):
        return ""
    status = next(trip.status for trip in reversed(after.trips) if trip.accepted)
    writes = any(field.writable and field.tag == "textarea" for field in after.fields)
    form = KEPT if after.held else "form" if writes else "no form"
    page = urlsplit(after.now[0].url).path if after.moved else "same page"
    return f"{status}, {page}, {form}, {_says(after)}"


def _delivered(after: After) -> bool:
    """Our whole message left with our address, and every request that held the address was answered well."""
    ours = [trip for trip in after.trips if trip.ours and trip.carries]
    return (
        any(trip.said and not trip.checks for trip in ours) and all(trip.accepted for trip in ours) and not after.lost
    )


def _is_over(after: After) -> bool:
    """A page that came asks for our message no more, nor for a password that was not asked for before; one that stayed
    asks for nothing else.

    A page that comes with our text still in its field asks for it again.
    """
    there = {field.called for survey in after.before for field in survey.fields if field.visible}
    if not after.now or any(field.type == "password" and field.called not in there for field in after.fields):
        return False
    return after.emptied if after.moved else not after.asks_more


def _speaks_against(after: After) -> bool:
    new, known = said.new(after), {c.sign for survey in after.before for c in survey.challenges}
    stood = {error for survey in after.before for error in survey.errors}  # red may be what is pinned
    return (
        any(trip.answer in (Answer.REFUSED, Answer.DOUBTED) for trip in after.trips)
        or any(c.sign not in known for survey in after.now for c in survey.challenges)
        or any(error not in stood for survey in after.now for error in survey.errors)
        or any(field.refused or field.alarmed for field in after.fields)
        or after.to_be_confirmed
        or any(words.says("after", key, new) for key in _AGAINST)
        or any(words.says("barred", key, new) for key in _DOORS)
    )


def _says(after: After) -> str:
    """What is new on the page, as a sum: a refusal in words that nobody here reads is another end than a success."""
    if said.says_much(after):
        return "much"
    said_to_us = [line.replace(after.address, "~") if after.address else line for line in after.new_lines]
    lines = sorted(re.sub(r"\d+", "#", line) for line in said_to_us)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12] if lines else "nothing"
