"""The letter by which a platform sees its own figures before anybody else does: its rows, and how to answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reports import csvtext, tables
from reports.dataset import LabelRow, MessageRow, Standing, Trial
from reports.edition import TOGETHER, Edition
from reports.held import Held
from reports.quotes import visible
from reports.reasons import worded
from reports.wording import LANGUAGES, Wording, wording
from reports.wording.amounts import day, number, ranks, span

STANDINGS, TRIALS, MESSAGES = "standings.csv", "trials.csv", "messages.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One CSV file beside the letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a letter says beside the figures: ``opens`` is the first day on which they may be published."""

    opens: date
    contact: str = ""
    study_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``text`` holds every language, one below the other. ``digest`` is the SHA-256 of the rows it shows."""

    platform: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    digest: str


def named(edition: Edition) -> list[str]:
    """Ids of all platforms that the edition says anything of, by id."""
    return sorted(edition.platforms_asked() | {line.platform for line in edition.standings})


def letter(edition: Edition, platform: str, terms: Terms) -> Letter:
    """The letter to one platform. The same rows and terms give the same letter."""
    rows = attachments(edition, platform)
    told = [_told(edition, platform, terms, wording(language)) for language in LANGUAGES]
    subjects = [wording(language)("letter.subject", week=edition.week) for language in LANGUAGES]
    return Letter(
        platform=platform, subject=" · ".join(subjects), text="\n\n".join(told) + "\n", attachments=rows,
        digest=digest(rows),
    )  # fmt: skip


def digest(rows: Sequence[Attachment]) -> str:
    """The SHA-256 (hex) of everything the platform is shown: if it changes, so must the letter."""
    found = hashlib.sha256()
    for row in rows:
        found.update(f"{row.name} {len(row.content)}\n".encode() + row.content)
    return found.hexdigest()


def attachments(edition: Edition, platform: str) -> tuple[Attachment, ...]:
    """The platform's own lines of the published files, written in the same way."""
    trials = sorted(_asked(edition, platform), key=lambda one: (one.due_at, one.inquiry_id))
    lines = [line for line in edition.standings if line.platform == platform]
    own = {trial.inquiry_id for trial in trials}
    messages, labels = Held.of(MessageRow, edition.messages), Held.of(LabelRow, edition.labels)
    return (
        _table(STANDINGS, _names(Standing), _values(lines, _names(Standing))),
        _table(TRIALS, _names(Trial), _values(trials, _names(Trial))),
        _table(
            MESSAGES,
            list(tables.MESSAGE_TYPES),
            tables.said(
                messages.where(messages.among("inquiry_id", own)), labels.where(labels.among("inquiry_id", own))
            ),
        ),
    )


def _asked(edition: Edition, platform: str) -> Held[Trial]:
    """All inquiries to a platform, by whatever channel."""
    every = edition.every()
    return every.where(every.among("platform", (platform,)))


def _names(row: type) -> list[str]:
    return list(csvtext.columns(row))


def _values(rows: Iterable[object], names: Sequence[str]) -> Iterable[list[object]]:
    return ([getattr(row, name) for name in names] for row in rows)


def _table(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Attachment:
    return Attachment(name=name, content="".join(csvtext.lines(columns, rows)).encode())


def _told(edition: Edition, platform: str, terms: Terms, words: Wording) -> str:
    name, mine = visible(edition.name(platform)), _asked(edition, platform)
    sent = int(mine.there("t0").sum())
    paragraphs = [
        words("letter.greeting", name=name),
        words("letter.what", title=visible(edition.study.title), week=edition.week),
        words.count("letter.asked", sent, asked=len(mine)),
        "\n".join(_lines(edition, platform, words)),
        words("letter.rows"),
        words("letter.answer", opens=day(words, terms.opens.isoformat())),
        words("letter.duty"),
    ]
    if terms.contact:
        paragraphs.append(words("letter.contact", contact=terms.contact))
    if terms.study_page:
        paragraphs.append(words("letter.page", page=terms.study_page))
    return "\n\n".join(paragraphs)


def _lines(edition: Edition, platform: str, words: Wording) -> list[str]:
    """One line a table of the ranking: the index with interval and ranks, or why there is none."""
    found = []
    for line in (s for s in edition.standings if s.platform == platform):
        channel = words.coded("channel", line.channel) if line.channel != TOGETHER else words("channel.all")
        if line.published and line.index is not None:
            found.append(words(
                "letter.ranked", channel=channel, index=number(line.index), inquiries=line.inquiries,
                interval=span(line.index_low, line.index_high), ranks=ranks(line.rank_low, line.rank_high),
                ranked=len(edition.ranked(line.channel)), nights=line.nights,
            ))  # fmt: skip
        else:
            reason = visible(worded(words, line.reason_unpublished))
            found.append(words("letter.unranked", channel=channel, reason=reason))
    return found or [words("letter.nothing")]
