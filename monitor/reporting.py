"""From the store to the week's edition: facts and labels become trials, standings and the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from monitor.export import Facts, facts
from monitor.guard.masking import mask
from monitor.labelling import Labelling, question_row
from monitor.settings import Settings
from monitor.store.interface import Store
from reports import tables, weekly
from reports.beside import companions
from reports.canned import canned, text_groups
from reports.dataset import FollowUpRow, LabelRow, MessageRow, PlatformRow, Study, Trial, WeekEmpty
from reports.edition import Edition
from reports.handoff import HandoffRow, handoffs
from reports.labels import behavioural
from reports.standings import rankings
from reports.trials import trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything an edition is made of."""

    study: Study
    trials: Sequence[Trial]
    messages: Sequence[MessageRow]
    labels: Sequence[LabelRow]
    follow_ups: Sequence[FollowUpRow]
    handoffs: Sequence[HandoffRow]


def study_row(settings: Settings) -> Study:
    """What of the settings is published."""
    study = settings.study
    return Study(
        id=study.id, title=_title(study.title.zh, study.title.en),
        zone=study.zone, seed=study.seed, demo=study.demo, checkpoints=study.checkpoints.by_channel(),
        platforms=tuple(
            PlatformRow(
                id=p.id, name=p.name, channels=tuple(sorted({t.channel for t in p.targets})), strata=dict(p.strata),
                promised_reply=p.promised_reply,
                service_hours=p.service_hours.published() if p.service_hours else None,
            )
            for p in settings.platforms
        ),
        questions=tuple(question_row(q) for q in settings.question_bank()),
    )  # fmt: skip


def _title(chinese: str, english: str) -> str:
    return english if english == chinese else f"{chinese} · {english}"


def weekly_report(
    settings: Settings, store: Store, now: datetime, *, week: str | None = None, out: Path | None = None
) -> Path:
    """Write the edition of ``week`` (default: the newest there is) and return its page. Raises ``WeekEmpty``."""
    edition = _edition(settings, store, now, week)
    return weekly.publish(edition, out or settings.resolve(settings.files.reports) / edition.week)


def export_data(settings: Settings, store: Store, now: datetime, out: Path) -> Sequence[Path]:
    """Write the published dataset of the newest edition; returns its files."""
    edition = _edition(settings, store, now, None)
    tables.write(out, study=edition.study, trials=edition.trials, standings=edition.standings,
                 messages=edition.messages, labels=edition.labels, companions=edition.companions,
                 follow_ups=edition.follow_ups, handoffs=edition.handoffs)  # fmt: skip
    return sorted(out.iterdir())


def _edition(settings: Settings, store: Store, now: datetime, week: str | None) -> Edition:
    found = facts(store, zone=settings.study.zone, compressed=settings.study.compressed is not None)
    chosen = week or max((i.week for i in found.inquiries), default="")
    if not any(i.week == chosen for i in found.inquiries):
        weeks = sorted({i.week for i in found.inquiries})
        raise WeekEmpty(
            f"nothing was asked in {chosen or 'any week'}", f"weeks with inquiries: {', '.join(weeks) or 'none yet'}"
        )
    told = tell(settings, store, _until(found, chosen))
    tables_of_ranks = rankings(told.trials, told.study, messages=told.messages, labels=told.labels)
    return Edition(
        study=told.study, week=chosen, trials=told.trials, rankings=tables_of_ranks,
        standings=[standing for ranking in tables_of_ranks for standing in ranking.standings],
        messages=told.messages, labels=told.labels, follow_ups=told.follow_ups,
        handoffs=told.handoffs, notes=_notes(store),
        companions=companions(told.trials, told.study, tables_of_ranks),
    )  # fmt: skip


def _until(found: Facts, week: str) -> Facts:
    inquiries = [i for i in found.inquiries if i.week <= week]
    ids = {i.id for i in inquiries}
    messages, afterwards = (
        {id_: rows for id_, rows in told.items() if id_ in ids} for told in (found.messages, found.afterwards)
    )
    return Facts(inquiries=inquiries, messages=messages, afterwards=afterwards)


def tell(settings: Settings, store: Store, found: Facts) -> Told:
    """Label, judge and mask: the opinions of this rules version on these facts."""
    study = study_row(settings)
    messages = [m for rows in found.messages.values() for m in rows]
    labelling = Labelling(store, settings.question_bank())
    first = labelling.complete(found)
    told = [*messages, *_our_words(found, study)]  # so that a desk's quotation of our mail is known as ours
    groups, in_use = text_groups(told, found.inquiries), canned(told, found.inquiries)
    labels = behavioural([row for rows in first.values() for row in rows], messages, found.inquiries, groups, in_use)
    said: defaultdict[str, dict[int, LabelRow]] = defaultdict(dict)
    for label in labels:
        said[label.inquiry_id][label.ordinal] = label
    return Told(
        study=study, labels=labels, messages=[replace(m, text=mask(m.text, names=_names(m))) for m in messages],
        trials=[trial(i, found.messages[i.id], said[i.id], study) for i in found.inquiries],
        follow_ups=[one for i in found.inquiries for one in i.follow_ups],
        handoffs=handoffs(
            found.inquiries, found.messages, found.afterwards, labelling.afterwards(found),
            {q.id for q in settings.questions if q.handoff},
        ),
    )  # fmt: skip


def _our_words(found: Facts, study: Study) -> list[MessageRow]:
    wordings = {question.id: question.paraphrases for question in study.questions}
    return [
        MessageRow(
            inquiry_id=i.id, ordinal=-1, speaker="own", text=text, seen_after=i.due_at, seen_by=i.due_at,
            before_t0=True, channel=i.channel,
        )
        for i in found.inquiries
        for text in wordings.get(i.question, ())[i.paraphrase : i.paraphrase + 1]
    ]  # fmt: skip


def _names(message: MessageRow) -> list[str]:
    """Names that the channel itself declared: who joined a chat, who signed a mail's From."""
    return [name for name in (message.marks.get("joined", ""), parseaddr(message.marks.get("sender", ""))[0]) if name]


def _notes(store: Store) -> tuple[str, ...]:
    """What the reader must know of our own proof."""
    controls = store.controls()
    return ("network_path_not_proven",) if not all(c.network_path for c in controls) else ()
