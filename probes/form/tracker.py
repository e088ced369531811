"""Tells the form of a tracker: it asks a stranger for no address, since the answer will stand on a public page; pure.

Whether that page is shown to strangers is known only once it is there. So it is asked only where the page that holds
the form leads to what others asked, and what was taken without a page of its own is void (decision 0156).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from probes.form import words
from probes.form.meaning import Candidate
from probes.form.survey import Survey
from probes.form.words import technical

_NO_TICKET = ("inquiry", "page", "pg", "offset", "start", "limit", "sort", "t", "ts", "_")  # a list's; a control's
_TOKEN = re.compile(r"\w+")


def is_tracker(survey: Survey, form: Candidate) -> bool:
    """True for a form with a subject and a message that opens a ticket, where others' tickets are shown."""
    asked = {one.meaning for one in form.known}
    if form.send is None or form.answerable or not {"subject", "message"} <= asked:
        return False
    return _opens_tickets(survey, form) and _lists_tickets(survey)


def _opens_tickets(survey: Survey, form: Candidate) -> bool:
    held = survey.forms[form.form] if 0 <= form.form < len(survey.forms) else None
    about = f"{held.heading} | {technical(held.action)} | {technical(held.id)}" if held else ""
    return words.says("trackers", "tickets", f"{survey.title} | {about}")


def _lists_tickets(survey: Survey) -> bool:
    here = urlsplit(survey.url).netloc
    for link in survey.links:
        there = urlsplit(link.address)
        if there.netloc != here or words.says("trackers", "closed", f"{there.path} {link.text}"):
            continue
        if words.says("trackers", "lists", link.text) or words.says("trackers", "paths", there.path):
            return True
    return False


def one_of_its_own(url: str, form: str) -> bool:
    """True for an address that names one ticket: by a number that the form's own address has not."""
    known = set(_TOKEN.findall(" ".join(_place(form))))
    return any(re.search(r"\d", token) for token in _TOKEN.findall(" ".join(_place(url))) if token not in known)


def _place(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    asked = (f"{key}={value}" for key, value in parse_qsl(parts.query) if key not in _NO_TICKET)
    routed = parts.fragment if parts.fragment.startswith(("/", "!")) else ""  # a page of an application's own
    return (parts.path.rstrip("/"), *sorted(asked), routed)
