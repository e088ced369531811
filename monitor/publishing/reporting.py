"""From the store to the week's edition: facts and labels become trials, standings and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.coding.rounds import Rounds
from monitor.editions import Editions
from monitor.evidence import deliver, evidence_at
from monitor.export import Facts, exhibits, facts, second_looks
from monitor.guard import method
from monitor.guard.masking import mask
from monitor.labelling import Labelling, question_row
from monitor.optouts import with_opt_outs
from monitor.proof.custody import applying, redacted
from monitor.publishing.corrections import corrections
from monitor.publishing.dossier import Dossier
from monitor.publishing.translations import translations
from monitor.settings import Settings
from monitor.store.custody import Redaction
from monitor.store.interface import Store
from reports import data, weekly
from reports.answers import Reply
from reports.canned.replies import canned, text_groups
from reports.coding.assessed import Assessment, assess
from reports.coding.labelerror import Facts as CodingFacts
from reports.coding.rows import Coded
from reports.dataset import MessageRow, PlatformRow, Study, Trial, WeekEmpty
from reports.edition import Edition
from reports.exhibits import named as named_exhibits
from reports.handoff import handoffs
from reports.imprint import Imprint, days_of
from reports.inputs import Inputs, compose, judged
from reports.labels import behavioural
from reports.letters import named
from reports.press import Crew
from reports.renderer import Renderer
from reports.revision import places
from reports.standings import rankings
from reports.translations import Translation
from reports.trials import MARKS as TRIAL_MARKS


def study_row(settings: Settings, month: str = "") -> Study:
    """What of the settings is published. ``month`` (``2027-01``): wordings first asked after it stay with us."""
    study = settings.study
    known = {one.id: one.known_in(month) if month else None for one in settings.questions}
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
        questions=tuple(
            question_row(replace(q, paraphrases=q.paraphrases[: known[q.id]])) for q in settings.question_bank()
        ),
    )  # fmt: skip


def _title(chinese: str, english: str) -> str:
    return english if english == chinese else f"{chinese} · {english}"


def weekly_report(
    settings: Settings, store: Store, now: datetime, *, week: str | None = None, out: Path | None = None,
    renderer: Renderer | None = None, crew: Crew = None,
) -> Path:  # fmt: skip
    """Write the edition of ``week`` (default: the newest there is), remember it, and return its page.

    It is a draft under embargo if it names anybody but controls of our own. Facts, labels or settings that differ from
    the week's last edition make a new one. Without a ``renderer`` it has no PDF and no card;
    ``crew`` as ``weekly.publish`` takes it. Raises ``WeekEmpty``.
    """
    inputs = _inputs(settings, store, week, now)
    editions = editions_of(settings, store)
    edition = compose(inputs)
    record = editions.freeze(inputs, places(edition.standings), now)
    folder = out or settings.resolve(settings.files.reports) / edition.week
    draft = _as_draft(settings, replace(edition, revision=record.revision))
    page = weekly.publish(draft, folder, renderer, crew=crew)
    editions.published(record, folder)
    deliver(editions.evidence)
    return page


def _as_draft(settings: Settings, edition: Edition) -> Edition:
    """Under embargo, and says so, unless nobody outside is named."""
    if not outsiders(settings, edition):
        return edition
    return replace(edition, draft=True)


def outsiders(settings: Settings, edition: Edition) -> list[str]:
    """Ids of the platforms that the edition names and that are no controls of our own."""
    controls = {platform.id for platform in settings.platforms if platform.control}
    return [platform for platform in named(edition) if platform not in controls]


def ended_week(settings: Settings, store: Store, now: datetime) -> str | None:
    """The newest week with inquiries that was over by today, in the study's zone; None before the first."""
    today = now.astimezone(ZoneInfo(settings.study.zone)).date()
    found = {inquiry.plan.week for inquiry in store.inquiries() if not inquiry.plan.by_hand}
    return max((week for week in found if days_of(week)[1] < today), default=None)


def rebuild(settings: Settings, store: Store, week: str, *, number: int | None = None, out: Path | None = None) -> Path:
    """Write an old edition again from what it was made of; nothing is labelled, read or judged anew.

    Raises ``EditionUnknown``, ``EditionDamaged``, and ``EditionDiffers`` (with the files written) where a byte is
    not what it was.
    """
    editions = editions_of(settings, store)
    record = editions.record(week, number)
    folder_name = f"{week}-edition-{record.revision.number}"
    folder = out or settings.resolve(settings.files.reports) / folder_name
    edition = compose(editions.thaw(record), record.revision)
    page = weekly.publish(edition if record.public else _as_draft(settings, edition), folder)
    editions.compare(record, folder)
    return page


def editions_of(settings: Settings, store: Store) -> Editions:
    return Editions(store, evidence_at(settings.files.evidence, settings.evidence_folder))


def export_data(settings: Settings, store: Store, now: datetime, out: Path) -> Sequence[Path]:
    """Write the published dataset of the newest edition; returns its files."""
    edition = compose(_inputs(settings, store, None, now))
    out.mkdir(parents=True, exist_ok=True)
    data.write(out, edition)
    return sorted(out.iterdir())


def _inputs(settings: Settings, store: Store, week: str | None, now: datetime) -> Inputs:
    found = facts(store, zone=settings.study.zone, compressed=settings.study.compressed is not None)
    chosen = week or max((i.week for i in found.inquiries), default="")
    if not any(i.week == chosen for i in found.inquiries):
        weeks = sorted({i.week for i in found.inquiries})
        raise WeekEmpty(
            f"nothing was asked in {chosen or 'any week'}", f"weeks with inquiries: {', '.join(weeks) or 'none yet'}"
        )
    weeks = sorted({i.week for i in found.inquiries})
    _, since = method.series(store, chosen, weeks)  # no figure mixes two methods
    inputs = tell(settings, store, _between(found, since, chosen), week=chosen, now=now)
    looked_again = _looked_again(settings, store, since, chosen)
    inputs = replace(inputs, second_looks=looked_again, exhibits=exhibits(store, named_exhibits(inputs.inquiries)))
    return said_since(settings, store, inputs)


def said_since(settings: Settings, store: Store, inputs: Inputs) -> Inputs:
    """The inputs with the replies, corrections, translations and the imprint as they are known now."""
    answers = Dossier(store, inputs.week).answers()
    return replace(
        inputs, imprint=imprint(settings),
        replies=tuple(Reply(platform=a.platform, received=a.received, text=a.text) for a in answers),
        corrections=corrections(settings.resolve(settings.publishing.corrections), inputs.week),
        translations=_of_those_said(translations(settings.resolve(settings.publishing.translations)), inputs),
    )  # fmt: skip


def _of_those_said(found: Sequence[Translation], inputs: Inputs) -> tuple[Translation, ...]:
    """Translations of texts that are in this edition; the file may hold those of all weeks."""
    groups = {label.canned_group for label in inputs.labels}
    return tuple(one for one in found if one.canned_group in groups)


def imprint(settings: Settings) -> Imprint:
    told = settings.publishing
    return Imprint(
        publisher=told.publisher or settings.persona.name, address=told.address, contact=told.contact,
        license=told.license,
    )  # fmt: skip


def _looked_again(settings: Settings, store: Store, since: str, week: str) -> Sequence[Trial]:
    """Second looks judged as any inquiry is, by what was said alone."""
    compressed = settings.study.compressed is not None
    found = _between(second_looks(store, zone=settings.study.zone, compressed=compressed), since, week)
    return judged(tell(settings, store, found)) if found.inquiries else ()


def _between(found: Facts, since: str, week: str) -> Facts:
    inquiries = [i for i in found.inquiries if since <= i.week <= week]
    ids = {i.id for i in inquiries}
    messages, afterwards = (
        {id_: rows for id_, rows in told.items() if id_ in ids} for told in (found.messages, found.afterwards)
    )
    return Facts(inquiries=inquiries, messages=messages, afterwards=afterwards)


def tell(settings: Settings, store: Store, found: Facts, *, now: datetime | None = None, week: str = "") -> Inputs:
    """Label and mask: the opinions of this rules version on these facts."""
    rules = _redactions(store, found)
    study = _published_study(settings, store, found, week=week, now=now or datetime.now(UTC))
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


def _published_study(settings: Settings, store: Store, found: Facts, *, week: str, now: datetime) -> Study:
    """The study with what its guards say: who has opted out, and which method was fixed for the week."""
    weeks, month = {i.week for i in found.inquiries}, max((i.night[:7] for i in found.inquiries), default="")
    row = study_row(settings, month)
    told = with_opt_outs(row, store, editions_of(settings, store), weeks, week=week, now=now)
    asked = {i.plan.week for i in store.inquiries()} if week else set()
    return replace(told, method=method.record(store, week, sorted(asked)) if week else None)


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
