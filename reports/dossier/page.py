"""Renders the page of an evidence pack: one file, two languages, for A4, no script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.dossier.rows import Case, Dossier, Event
from reports.quotes import visible
from reports.wording import LANGUAGES, Wording, wording

PROVES = ("what_was_asked", "what_was_shown", "not_changed", "not_later", "our_failures")
PROVES_NOT = ("not_why", "not_others", "not_bought", "not_complete", "not_identity", "not_before", "not_law")
USES = ("dispute", "hotline", "court")
PICTURES = ("image/png", "image/jpeg")


def render(dossier: Dossier) -> str:
    """The whole page. The same dossier gives the same text."""
    style = files("reports").joinpath("pages/dossier.css").read_text(encoding="utf-8")
    parts = [_Part(dossier, wording(language)) for language in LANGUAGES]
    title = " · ".join(wording(language)("dossier.title") for language in LANGUAGES)
    return _environment().get_template("dossier.html.j2").render(
        policy=policy(style), style=_Plain(style), title=f"{title} · {visible(dossier.platform)}", parts=parts,
        d=dossier,
    )  # fmt: skip


def policy(style: str) -> str:
    """Nothing runs, nothing is fetched but the pack's own pictures beside the page."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; img-src 'self' file:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


class _Part:
    """One language's half of the page."""

    def __init__(self, dossier: Dossier, words: Wording) -> None:
        self.d, self.w = dossier, words
        self._zone = ZoneInfo(dossier.zone)
        self.languages = [wording(language) for language in LANGUAGES]

    proves, proves_not, uses, pictures = PROVES, PROVES_NOT, USES, PICTURES

    def when(self, at: datetime | None) -> str:
        """A moment in the study's zone, to the second."""
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S") if at else self.w("dossier.never")

    def exactly(self, at: datetime) -> str:
        """The same with milliseconds: what the ledger says."""
        local = at.astimezone(self._zone)
        return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03}"

    def offset(self) -> str:
        return self.d.made_at.astimezone(self._zone).strftime("UTC%z")

    def event(self, event: Event) -> str:
        values = {name: self._shown(event.kind, name, value) for name, value in event.values.items()}
        return self.w(f"dossier.event_{event.kind}", **values)

    def _shown(self, kind: str, name: str, value: str | datetime) -> str:
        """Moments in the study's zone, codes in words, the rest as it is, made harmless."""
        if isinstance(value, datetime):
            return self.when(value)
        if name in ("ending", "witness"):
            return self.w.coded(f"dossier.{name}", visible(value).replace(" ", "_"))
        return visible(value)

    def since(self, event: Event) -> str:
        """Where we did not watch: between which two looks it came."""
        if event.since is None or event.at - event.since < timedelta(seconds=1):
            return ""
        return self.w("dossier.between", since=self.when(event.since), until=self.when(event.at))

    def waited(self, case: Case) -> str:
        if case.t0 is None:
            return self.w("dossier.not_sent")
        if case.first_reply is not None:
            key = "dossier.replied_after" if case.exactly else "dossier.replied_by"
            return self.w(key, time=self._span(case.first_reply - case.t0))
        if case.last_look is None or case.last_look <= case.t0:
            return self.w("dossier.not_looked")
        return self.w("dossier.none_seen", time=self._span(case.last_look - case.t0))

    def ending(self, case: Case) -> str:
        if not case.ending:
            return self.w("dossier.still_open")
        told = self.w.coded("dossier.ending", case.ending)
        return f"{told} ({visible(case.reason)})" if case.reason else told

    def _span(self, span: timedelta) -> str:
        minutes, seconds = divmod(int(span.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return self.w("dossier.span", hours=hours, minutes=f"{minutes:02}", seconds=f"{seconds:02}")

    def visible(self, text: str) -> str:
        return visible(text)


def transcript(case: Case, zone: str) -> str:
    """An inquiry's words as plain text: who, when, what; in every language."""
    local = ZoneInfo(zone)
    lines = [f"{case.id} · {case.channel} · {zone}", ""]
    for event in _said(case.events):
        at = event.at.astimezone(local)
        key = f"dossier.event_{event.kind}"
        who = " / ".join(wording(language)(key, **event.values) for language in LANGUAGES)
        lines += [f"[{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03} {at:%z}] {who}"]
        lines += [f"    {line}" for line in visible(event.text).split("\n")] + [""]
    return "\n".join(lines)


def _said(events: Sequence[Event]) -> Sequence[Event]:
    return [event for event in events if event.text]


class _Plain(str):
    """Our own style sheet, the one text that is not escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
