"""From the store to the week's edition: facts and labels become trials, standings and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from monitor.coding.rounds import Rounds
from monitor.editions import Editions
from monitor.evidence import Evidence
from monitor.export import Facts, facts
from monitor.guard.masking import mask
from monitor.labelling import Labelling, question_row
from monitor.proof.custody import applying, redacted
from monitor.settings import Settings
from monitor.store.custody import Redaction
from monitor.store.interface import Store
from reports import tables, weekly
from reports.canned import canned, text_groups
from reports.coding import files as coding_files
from reports.coding.assessed import Assessment, assess
from reports.coding.labelerror import Facts as CodingFacts
from reports.coding.rows import Coded
from reports.dataset import MessageRow, PlatformRow, Study, WeekEmpty
from reports.handoff import handoffs
from reports.inputs import Inputs, compose, judged
from reports.labels import behavioural
from reports.revision import places
from reports.standings import rankings
from reports.trials import MARKS as TRIAL_MARKS


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
    """Write the edition of ``week`` (default: the newest there is), remember it, and return its page.

    Facts, labels or settings that differ from the week's last edition make a new one. Raises ``WeekEmpty``.
    """
    inputs = _inputs(settings, store, week)
    editions = editions_of(settings, store)
    edition = compose(inputs)
    record = editions.freeze(inputs, places(edition.standings), now)
    folder = out or settings.resolve(settings.files.reports) / edition.week
    page = weekly.publish(replace(edition, revision=record.revision), folder)
    editions.published(record, folder)
    return page


def rebuild(settings: Settings, store: Store, week: str, *, number: int | None = None, out: Path | None = None) -> Path:
    """Write an old edition again from what it was made of; nothing is labelled, read or judged anew.

    Raises ``EditionUnknown``, ``EditionDamaged``, and ``EditionDiffers`` (with the files written) where a byte is
    not what it was.
    """
    editions = editions_of(settings, store)
    record = editions.record(week, number)
    named = f"{week}-edition-{record.revision.number}"
    folder = out or settings.resolve(settings.files.reports) / named
    page = weekly.publish(compose(editions.thaw(record), record.revision), folder)
    editions.compare(record, folder)
    return page


def editions_of(settings: Settings, store: Store) -> Editions:
    return Editions(store, Evidence(settings.resolve(settings.files.evidence)))


def export_data(settings: Settings, store: Store, now: datetime, out: Path) -> Sequence[Path]:
    """Write the published dataset of the newest edition; returns its files."""
    edition = compose(_inputs(settings, store, None))
    tables.write(out, study=edition.study, trials=edition.trials, standings=edition.standings,
                 messages=edition.messages, labels=edition.labels, companions=edition.companions,
                 follow_ups=edition.follow_ups, handoffs=edition.handoffs)  # fmt: skip
    coding_files.write(out, edition.coding, edition.messages)
    return sorted(out.iterdir())


def _inputs(settings: Settings, store: Store, week: str | None) -> Inputs:
    found = facts(store, zone=settings.study.zone, compressed=settings.study.compressed is not None)
    chosen = week or max((i.week for i in found.inquiries), default="")
    if not any(i.week == chosen for i in found.inquiries):
        weeks = sorted({i.week for i in found.inquiries})
        raise WeekEmpty(
            f"nothing was asked in {chosen or 'any week'}", f"weeks with inquiries: {', '.join(weeks) or 'none yet'}"
        )
    return tell(settings, store, _until(found, chosen), week=chosen)


def _until(found: Facts, week: str) -> Facts:
    inquiries = [i for i in found.inquiries if i.week <= week]
    ids = {i.id for i in inquiries}
    messages, afterwards = (
        {id_: rows for id_, rows in told.items() if id_ in ids} for told in (found.messages, found.afterwards)
    )
    return Facts(inquiries=inquiries, messages=messages, afterwards=afterwards)


def tell(settings: Settings, store: Store, found: Facts, *, week: str = "") -> Inputs:
    """Label and mask: the opinions of this rules version on these facts."""
    study, rules = study_row(settings), _redactions(store, found)
    messages = [m for rows in found.messages.values() for m in rows]
    labelling = Labelling(store, settings.question_bank())
    first = labelling.complete(found)
    told = [*messages, *_our_words(found, study)]  # so that a desk's quotation of our mail is known as ours
    groups, in_use = text_groups(told, found.inquiries), canned(told, found.inquiries)
    labels = behavioural([row for rows in first.values() for row in rows], messages, found.inquiries, groups, in_use)
    return Inputs(
        week=week, study=study, inquiries=found.inquiries, labels=labels, notes=_notes(store),
        messages=[_published(message, rules.get(message.inquiry_id, ())) for message in messages],
        coding=_coded(store, found),
        handoffs=handoffs(
            found.inquiries, found.messages, found.afterwards, labelling.afterwards(found),
            {q.id for q in settings.questions if q.handoff},
        ),
    )  # fmt: skip


def _coded(store: Store, found: Facts) -> Coded | None:
    """The newest finished round of people's labels, if it is about any of these inquiries."""
    coded, known = Rounds(store).finished(), {inquiry.id for inquiry in found.inquiries}
    return coded if coded and any(item.inquiry_id in known for item in coded.items) else None


def facts_to_code(settings: Settings, store: Store) -> CodingFacts:
    """All that has been said so far, masked and labelled by the rules of this version."""
    found = facts(store, zone=settings.study.zone, compressed=settings.study.compressed is not None)
    inputs = tell(settings, store, found)
    return CodingFacts(
        study=inputs.study, inquiries=inputs.inquiries, messages=inputs.messages, labels=inputs.labels,
        trials=judged(inputs),
    )  # fmt: skip


def assessed(settings: Settings, store: Store, coded: Coded) -> Assessment:
    """One coding round held against all that has been said so far, finished or not."""
    known = facts_to_code(settings, store)
    tables_of_ranks = rankings(known.trials, known.study, messages=known.messages, labels=known.labels)
    return assess(coded, known, [standing for table in tables_of_ranks for standing in table.standings])


def _redactions(store: Store, found: Facts) -> Mapping[str, Sequence[Redaction]]:
    """Inquiry → the rules that an editor set for it; nothing where there are none."""
    rules = store.redactions()
    return {i.id: applying(rules, platform=i.platform, inquiry_id=i.id) for i in found.inquiries} if rules else {}


def _published(message: MessageRow, rules: Sequence[Redaction]) -> MessageRow:
    """Masked, redacted, and without the marks that name people: those that make a trial stay."""
    marks = {name: value for name, value in message.marks.items() if name in TRIAL_MARKS}
    text, _ = redacted(mask(message.text, names=_names(message)), rules)
    return replace(message, text=text, marks=marks)


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
