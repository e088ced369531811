"""Makes of a pack's rows what people read: page, transcripts, timeline. Pure: the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.proof import timestamps
from monitor.proof.contents import PAGE, TIMELINE, TRANSCRIPTS, Contents, Row, exhibit_file
from reports.csvtext import cell
from reports.dossier import page
from reports.dossier.rows import Case, Dossier, Event, ExhibitLine, Handled, Sealed

SAID = ("own", "platform", "notice", "before")
_ORDER = {"inquiry": 0, "intent": 1, "sent": 2}


def derived(contents: Contents, sealed: Sequence[Sealed]) -> Mapping[str, bytes]:
    """Every file of ``data`` that is made from others, by its name."""
    told = dossier(contents, sealed)
    files = {PAGE: page.render(told).encode(), TIMELINE: _timeline(told).encode()}
    for case in told.cases:
        files[f"{TRANSCRIPTS}/{case.id}.txt"] = page.transcript(case, told.zone).encode()
    return files


def dossier(contents: Contents, sealed: Sequence[Sealed]) -> Dossier:
    """The page's records. ``sealed``: the stamps with their times, already verified."""
    about, rows = contents.about, contents.rows
    by_inquiry = defaultdict(list)
    for row in rows:
        by_inquiry[row.subject].append(row)
    deleted = {row.row["sha256"] for row in rows if row.kind == "custody" and row.row["what"] == "deleted"}
    states = dict.fromkeys(about.lost, "lost") | dict.fromkeys(deleted, "deleted")
    states |= dict.fromkeys(about.withheld, "withheld")
    fingerprints = [
        (name, digest) for name, pem in sorted(contents.certificates.items())
        for _, digest in timestamps.fingerprints(pem)
    ]  # fmt: skip
    return Dossier(
        platform=about.platform_name, study=about.study, zone=about.zone, made_at=_at(about.made_at),
        made_by=about.made_by, reason=about.reason, software=about.software, method=about.method,
        working_copy=about.working_copy, uncovered=len(uncovered(contents)), authorities=fingerprints,
        observers=sorted({row.observer for row in rows if row.kind == "inquiry"}),
        cases=[_case(inquiry, by_inquiry[inquiry], states) for inquiry in about.inquiries], seals=sealed,
        custody=[_handled(row.row) for row in rows if row.kind == "custody"],
    )  # fmt: skip


def uncovered(contents: Contents) -> Sequence[Row]:
    """The rows whose ledger line no stamp of this pack covers."""
    newest: dict[str, int] = {}
    for token in contents.tokens:
        newest[token.observer] = max(token.sequence, newest.get(token.observer, -1))
    return [row for row in contents.rows if row.sequence > newest.get(row.observer, -1)]


def _case(inquiry_id: str, rows: Sequence[Row], states: Mapping[str, str]) -> Case:
    by_kind = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.row)
    plan, sent, ending = (next(iter(by_kind[kind]), {}) for kind in ("inquiry", "sent", "ending"))
    t0 = _maybe(sent.get("t0"))
    told = [m for m in by_kind["message"] if m["speaker"] == "platform" and not m["before_t0"]]
    replies = sorted((_at(m["seen_by"]), _at(m["seen_after"])) for m in told if t0 and _at(m["seen_by"]) >= t0)
    looks = [at for visit in by_kind["visit"] if (at := _maybe(visit["looked_until"]))]
    events = [event for row in rows for event in _events(row)]
    return Case(
        id=inquiry_id, channel=plan["channel"], topic=plan["topic"], due_at=_at(plan["due_at"]), t0=t0,
        first_reply=replies[0][0] if replies else None, exactly=bool(replies) and replies[0][0] == replies[0][1],
        last_look=max(looks, default=None),
        ending=ending.get("ending", ""), reason=ending.get("reason", ""), asked=plan["text"],
        events=sorted(events, key=lambda event: event.at),
        exhibits=[_exhibit(row, states) for row in sorted(by_kind["exhibit"], key=lambda row: row["taken_at"])],
    )  # fmt: skip


def _events(row: Row) -> Iterator[Event]:
    told, kind = row.row, row.kind
    when = {
        "intent": "intended_at", "sent": "t0", "platform_ended": "platform_ended_at", "follow_up": "intended_at",
        "followed_up": "sent_at", "ending": "ended_at",
    }  # fmt: skip
    if kind == "inquiry":
        yield Event(at=_at(told["due_at"]), kind=kind, entry=row.entry, values={"due": _at(told["due_at"])})
    elif kind == "message":
        who = "before" if told["before_t0"] and told["speaker"] != "own" else told["speaker"]
        since = _at(told["seen_after"])
        yield Event(
            at=_at(told["seen_by"]), kind=who, entry=row.entry, values={}, text=told["text"] or "…", since=since
        )  # fmt: skip
    elif kind == "visit":
        yield _visit(row)
    elif kind in when:
        values = {name: "" if value is None else str(value) for name, value in told.items()}
        text = told["text"] if kind == "follow_up" else ""
        yield Event(at=_at(told[when[kind]]), kind=kind, entry=row.entry, values=values, text=text)


def _visit(row: Row) -> Event:
    told = row.row
    if told["outcome"] == "done" and told["looked_until"]:
        looked = {"since": _at(told["looked_since"]), "until": _at(told["looked_until"])}
        return Event(at=looked["until"], kind="visit", entry=row.entry, values=looked)
    return Event(at=_at(told["ended_at"]), kind="failed", entry=row.entry, values={})


def _exhibit(told: Mapping[str, Any], states: Mapping[str, str]) -> ExhibitLine:
    state = states.get(told["sha256"], "here")
    return ExhibitLine(
        at=_at(told["taken_at"]), role=told["role"], media_type=told["media_type"], sha256=told["sha256"],
        file=exhibit_file(told) if state == "here" else "", state=state,
    )  # fmt: skip


def _handled(told: Mapping[str, Any]) -> Handled:
    return Handled(
        at=_at(told["at"]), who=told["who"], what=told["what"], subject=told["subject"], reason=told["reason"],
        detail=told["detail"],
    )  # fmt: skip


def _timeline(told: Dossier) -> str:
    """One line an event, for a spreadsheet: times in UTC, words guarded against formulas."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(["inquiry", "at_utc", "not_before_utc", "what", "words", "ledger"])
    for case in told.cases:
        for event in case.events:
            told_of = (case.id, event.at, event.since, event.kind, event.text, event.entry)
            sheet.writerow([cell(value) for value in told_of])
    return out.getvalue()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return _at(text) if text else None
