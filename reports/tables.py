"""The published dataset's files: trials, standings and what stands beside them, messages, what we said, study.json.

``docs/dataset.md`` is the dictionary. The same rows give the same bytes, in whatever order they come.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

from reports import columnar, csvtext, panel
from reports.canned.spread import CannedText, canned_texts
from reports.companions import Agreement, Change, Companions, Pair, Sensitivity
from reports.dataset import DatasetInvalid, FollowUpRow, LabelRow, MessageRow, QuestionRow, Standing, Study, Trial
from reports.handoff import HandoffRow
from reports.held import Held
from reports.labelled import label_places
from reports.recognition import Recognition
from reports.studyfile import study_from_json, study_to_json

TRIALS, TRIALS_PARQUET, STANDINGS = "trials.csv", "trials.parquet", "standings.csv"
SENSITIVITY, CHANGE, PAIRS = "sensitivity.csv", "change.csv", "pairs.csv"
MESSAGES, MESSAGES_PARQUET = "messages.csv", "messages.parquet"
CANNED, QUESTIONS = "canned.csv", "questions.csv"
FOLLOW_UPS, HANDOFF, STUDY = "followups.csv", "handoff.csv", "study.json"
SECOND_LOOKS, OBSERVERS = "second_looks.csv", "observers.csv"
RECOGNITION = "recognition.csv"

_SEEN = dict.fromkeys(("seen_after", "seen_by", "frame_at"), datetime)
_SAID = {"inquiry_id": str, "ordinal": int, "text": str, **_SEEN}
_OPINION = dict.fromkeys(("mechanism", "function", "rule_id", "grade", "canned_group", "detail"), str)
_UNLABELLED = LabelRow(inquiry_id="", ordinal=0, mechanism="", function="", grade="")
MESSAGE_TYPES: Mapping[str, type] = {**_SAID, **_OPINION}
QUESTION_COLUMNS = {
    "question": str,
    "topic": str,
    "language": str,
    "subject": str,
    "paraphrases": str,
    "criterion": str,
}


def write(
    folder: Path,
    *,
    study: Study,
    trials: Sequence[Trial],
    standings: Sequence[Standing],
    messages: Sequence[MessageRow] = (),
    labels: Sequence[LabelRow] = (),
    companions: Companions | None = None,
    follow_ups: Iterable[FollowUpRow] = (),
    handoffs: Iterable[HandoffRow] = (),
    second_looks: Sequence[Trial] = (),
    observers: Sequence[Agreement] = (),
    canned: Sequence[CannedText] | None = None,
    rows: pd.DataFrame | None = None,
) -> list[Path]:
    """Write the whole dataset into ``folder`` (made if missing) and return its files.

    ``messages`` must be masked already. Standings keep their order, which is the ranking's. Without ``companions``
    their files hold no rows. Without ``second_looks`` there are no files about several observers.
    ``canned``: the rows of ``canned.csv``, where somebody has found them; ``rows``: the trials as ``panel.frame``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_trials(folder, trials, rows)
    write_standings(folder, standings)
    write_companions(folder, companions or Companions())
    write_messages(folder, messages, labels)
    write_canned(folder, canned_texts(trials, messages, labels, study.questions) if canned is None else canned)
    write_follow_ups(folder, follow_ups)
    write_handoffs(folder, handoffs)
    write_study(folder, study)
    beside, said = (SENSITIVITY, CHANGE, PAIRS), (MESSAGES, MESSAGES_PARQUET, CANNED, FOLLOW_UPS, HANDOFF)
    looked = _write_second_looks(folder, second_looks, observers) if second_looks else ()
    names = (TRIALS, TRIALS_PARQUET, STANDINGS, *beside, *said, QUESTIONS, STUDY, *looked)
    return [folder / name for name in names]


def write_trials(folder: Path, trials: Sequence[Trial], rows: pd.DataFrame | None = None) -> None:
    """``trials.csv`` and ``trials.parquet``, by ``due_at`` and inquiry id. ``rows``: the same as ``panel.frame``."""
    types = csvtext.columns(Trial)
    known = None if rows is None else panel.arrays(rows)
    ordered = columnar.in_order(trials, types, ("due_at", "inquiry_id"), known)
    columnar.write(folder / TRIALS, folder / TRIALS_PARQUET, types, ordered)


def write_standings(folder: Path, standings: Sequence[Standing]) -> None:
    """``standings.csv``, in the order given."""
    _write_rows(folder / STANDINGS, Standing, standings)


def write_companions(folder: Path, companions: Companions) -> None:
    """``sensitivity.csv``, ``change.csv`` and ``pairs.csv``, in the order given."""
    _write_rows(folder / SENSITIVITY, Sensitivity, companions.sensitivities)
    _write_rows(folder / CHANGE, Change, companions.changes)
    types = csvtext.columns(Pair)  # of five hundred platforms there are 125,000 a table
    columnar.write(folder / PAIRS, None, types, columnar.in_chunks(companions.pairs, list(types)))


def _write_second_looks(folder: Path, looks: Sequence[Trial], observers: Sequence[Agreement]) -> tuple[str, str]:
    """``second_looks.csv``, ordered and shaped as ``trials.csv``, and ``observers.csv``; their names."""
    ordered = sorted(looks, key=lambda one: (one.due_at, one.inquiry_id))
    _write_rows(folder / SECOND_LOOKS, Trial, ordered)
    _write_rows(folder / OBSERVERS, Agreement, observers)
    return SECOND_LOOKS, OBSERVERS


def write_recognitions(folder: Path, recognitions: Iterable[Recognition]) -> Path:
    """``recognition.csv``, in the order given."""
    _write_rows(folder / RECOGNITION, Recognition, list(recognitions))
    return folder / RECOGNITION


def _write_rows(path: Path, row: type, rows: Sequence[object]) -> None:
    names = list(csvtext.columns(row))
    csvtext.write(path, names, _values(rows, names))


def write_messages(folder: Path, messages: Iterable[MessageRow], labels: Iterable[LabelRow]) -> None:
    """``messages.csv``, ``messages.parquet``: what platforms said (greetings too) with its labels; never our words."""
    every = Held.of(MessageRow, messages, only=("speaker", *_SAID))
    spoken, opinions = every.where(every.among("speaker", ("platform",))), Held.of(LabelRow, labels)
    whole = columnar.whole_columns(spoken, _SAID) | _opinions_of(spoken, opinions)
    chunks = columnar.sorted_by(whole, MESSAGE_TYPES, ("inquiry_id", "ordinal"))
    columnar.write(folder / MESSAGES, folder / MESSAGES_PARQUET, MESSAGE_TYPES, chunks)


def _opinions_of(spoken: Held[MessageRow], labels: Held[LabelRow]) -> dict[str, Any]:
    """The columns of each message's label; empty texts where it has none."""
    place = label_places(spoken, labels)
    if (place >= 0).all():
        return columnar.whole_columns(labels.at(place), _OPINION)
    none = Held.of(LabelRow, [_UNLABELLED])
    known, bare = columnar.whole_columns(labels, _OPINION), columnar.whole_columns(none, _OPINION)
    texts = {name: pa.chunked_array([known[name].cast(pa.string()), bare[name].cast(pa.string())]) for name in _OPINION}
    return {name: column.take(pa.array(np.where(place < 0, len(labels), place))) for name, column in texts.items()}


def _opinions(spoken: Sequence[MessageRow], labels: Iterable[LabelRow]) -> list[LabelRow]:
    """The label of each message."""
    known = {(label.inquiry_id, label.ordinal): label for label in labels}
    return [known.get((message.inquiry_id, message.ordinal), _UNLABELLED) for message in spoken]


def said(messages: Iterable[MessageRow], labels: Iterable[LabelRow]) -> Iterator[Sequence[object]]:
    """The rows of ``messages.csv``, by inquiry and ordinal."""
    spoken = sorted((m for m in messages if m.speaker == "platform"), key=attrgetter("inquiry_id", "ordinal"))
    for message, label in zip(spoken, _opinions(spoken, labels), strict=True):
        yield (*(getattr(message, name) for name in _SAID), *(getattr(label, name) for name in _OPINION))


def write_follow_ups(folder: Path, follow_ups: Iterable[FollowUpRow]) -> None:
    """``followups.csv``: what we said after a question, by inquiry, kind and number."""
    names = list(csvtext.columns(FollowUpRow))
    ordered = sorted(follow_ups, key=lambda one: (one.inquiry_id, one.kind, one.number))
    csvtext.write(folder / FOLLOW_UPS, names, _values(ordered, names))


def write_handoffs(folder: Path, handoffs: Iterable[HandoffRow]) -> None:
    """``handoff.csv``: in which inquiries a human was asked for, and whether one came, by inquiry."""
    names = list(csvtext.columns(HandoffRow))
    ordered = sorted(handoffs, key=lambda one: one.inquiry_id)
    csvtext.write(folder / HANDOFF, names, _values(ordered, names))


def write_canned(folder: Path, texts: Iterable[CannedText]) -> None:
    """``canned.csv``, in the order given: one line a canned text of a platform."""
    names = list(csvtext.columns(CannedText))
    csvtext.write(folder / CANNED, names, _values(texts, names))


def write_study(folder: Path, study: Study) -> None:
    """``study.json`` and ``questions.csv``; lists inside a question are JSON."""
    (folder / STUDY).write_text(
        json.dumps(study_to_json(study), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
    )
    rows = ((q.id, q.topic, q.language, q.subject, _json(q.paraphrases), _json(q.criterion)) for q in study.questions)
    csvtext.write(folder / QUESTIONS, list(QUESTION_COLUMNS), rows)


def read_trials(path: Path) -> list[Trial]:
    """The rows of ``trials.csv`` or ``trials.parquet``. Raises ``DatasetInvalid``."""
    types = csvtext.columns(Trial)
    if path.suffix == ".parquet":
        return [Trial(**row) for row in pq.read_table(path).select(list(types)).to_pylist()]
    return [Trial(**row) for row in _read(path, types)]


def read_standings(path: Path) -> list[Standing]:
    """The rows of ``standings.csv``. Raises ``DatasetInvalid``."""
    return [Standing(**row) for row in _read(path, csvtext.columns(Standing))]


def read_companions(folder: Path) -> Companions:
    """The rows of ``sensitivity.csv``, ``change.csv`` and ``pairs.csv``. Raises ``DatasetInvalid``."""
    return Companions(
        sensitivities=[Sensitivity(**row) for row in _read(folder / SENSITIVITY, csvtext.columns(Sensitivity))],
        changes=[Change(**row) for row in _read(folder / CHANGE, csvtext.columns(Change))],
        pairs=[Pair(**row) for row in _read(folder / PAIRS, csvtext.columns(Pair))],
    )


def read_follow_ups(path: Path) -> list[FollowUpRow]:
    """The rows of ``followups.csv``. Raises ``DatasetInvalid``."""
    return [FollowUpRow(**row) for row in _read(path, csvtext.columns(FollowUpRow))]


def read_handoffs(path: Path) -> list[HandoffRow]:
    """The rows of ``handoff.csv``. Raises ``DatasetInvalid``."""
    return [HandoffRow(**row) for row in _read(path, csvtext.columns(HandoffRow))]


def read_study(folder: Path) -> Study:
    """The study of ``study.json`` and ``questions.csv``. Raises ``DatasetInvalid``."""
    questions = tuple(_question(row) for row in _read(folder / QUESTIONS, QUESTION_COLUMNS))
    try:
        return study_from_json(json.loads((folder / STUDY).read_text(encoding="utf-8")), questions)
    except (ValueError, KeyError, TypeError) as problem:
        raise DatasetInvalid(f"{STUDY}: {problem!r}", "compare it with docs/dataset.md") from problem


def _read(path: Path, types: Mapping[str, type]) -> list[dict[str, Any]]:
    try:
        return list(csvtext.read(path, types))
    except ValueError as problem:
        raise DatasetInvalid(f"{path.name}: {problem}", "compare it with docs/dataset.md") from problem


def _values(rows: Iterable[object], names: Iterable[str]) -> Iterable[list[object]]:
    wanted = list(names)
    return ([getattr(row, name) for name in wanted] for row in rows)


def _question(row: dict[str, Any]) -> QuestionRow:
    return QuestionRow(
        id=row["question"],
        topic=row["topic"],
        language=row["language"],
        subject=row["subject"],
        paraphrases=tuple(json.loads(row["paraphrases"])),
        criterion=tuple(tuple(group) for group in json.loads(row["criterion"])),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
