"""An edition of which everything was checked: coded by people, asked twice, humans asked for, new wording, revised."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from reports.beside import companions
from reports.dataset import MethodRecord, OptOut, PlatformRow, Trial
from reports.edition import Edition
from reports.handoff import HandoffRow
from reports.observers import agreements
from reports.recognition import recognitions
from reports.revision import Revision, moved, places
from reports.standings import rankings
from tests.unit.coded_world import PLAN, coded, half, told, world

EARLIER = timedelta(days=8)
"""So much earlier than in the coded world its nights lie, so that they are of two months."""
NEW_FROM, NIGHTS_BEFORE = "2026-11-03", 13
STUDY = replace(
    PLAN,
    platforms=(
        *PLAN.platforms,
        PlatformRow(id="gone", name="Gone 5", channels=("webchat",),
                    opted_out=OptOut(since=date(2026, 10, 9), last_week="2026-W40", last_index={"webchat": 12.345})),
        PlatformRow(id="left", name="Left", channels=("webchat",), opted_out=OptOut(since=date(2026, 10, 8))),
    ),
    method=MethodRecord(sha256="ab12" * 16, recorded_at=datetime(2026, 10, 18, 7, 5, tzinfo=UTC), in_time=True,
                        series=3, series_since="2026-W40"),
)  # fmt: skip


def editions() -> tuple[Edition, Edition]:
    """The week's first edition, of fewer nights, and the second one, which says what moved."""
    facts, true = world(half, error=0.2, seed=2)
    other = {place: "holding" if number % 7 == 0 else name for number, (place, name) in enumerate(true.items())}
    trials = [_earlier(trial) for trial in facts.trials]
    first = _edition(trials=[one for one in trials if one.night < _night(NIGHTS_BEFORE)])
    looks = [_look(number, trial) for number, trial in enumerate(trials) if number % 2]
    sample = replace(coded(facts, true, other, every=2), corrections=3)
    second = _edition(
        trials=trials, messages=facts.messages, labels=facts.labels, coding=told(facts, sample), second_looks=looks,
        observers=agreements(trials, looks), recognitions=recognitions(trials), handoffs=_handoffs(trials),
    )  # fmt: skip
    changed = Revision(
        number=2, before=1, causes=("facts", "rules"), rules=("3-77", "1"),
        moved=moved(places(first.standings), places(second.standings)),
    )  # fmt: skip
    return first, replace(second, revision=changed)


def _edition(*, trials: list[Trial], **more: object) -> Edition:
    tables = rankings(trials, STUDY)
    return Edition(
        study=STUDY, week="2026-W45", trials=trials, rankings=tables,
        standings=[line for table in tables for line in table.standings],
        companions=companions(trials, STUDY, tables), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _night(number: int) -> str:
    return (date(2026, 11, 2) - EARLIER + timedelta(days=number)).isoformat()


def _earlier(trial: Trial) -> Trial:
    """With new wording from November on, every other night."""
    night = (date.fromisoformat(trial.night) - EARLIER).isoformat()
    fresh = night >= NEW_FROM and int(night[-2:]) % 2
    return replace(trial, night=night, pair_id=f"{trial.platform}{night}", paraphrase=1 if fresh else 0)


def _look(number: int, trial: Trial) -> Trial:
    """The same question from elsewhere: one in five sees one checkpoint otherwise, one in seven misses one."""
    states = list(trial.checkpoint_states)
    if number % 5 == 0:
        states[0] = "a" if states[0] == "w" else "w"
    if number % 7 == 0:
        states[1] = "u"
    return replace(
        trial, inquiry_id=f"{trial.inquiry_id}-again", pair_id=f"{trial.pair_id}+cloud 9", observer="cloud 9",
        checkpoint_states="".join(states),
    )  # fmt: skip


def _handoffs(trials: list[Trial]) -> list[HandoffRow]:
    """``calm`` brings a human after one or two phrases, or had one; ``mute`` brings none, or nobody can tell."""
    found = []
    for number, trial in enumerate(one for one in trials if one.topic == "after_sale" and one.t0):
        reached = (trial.platform == "calm") if number % 4 else None
        steps = number % 3 if reached else None
        asked = trial.t0 + timedelta(days=1) if trial.t0 else None
        by = asked + timedelta(seconds=37 * number + 3) if asked and steps else None
        found.append(
            HandoffRow(
                inquiry_id=trial.inquiry_id, platform=trial.platform, target=trial.target, question=trial.question,
                language=trial.language, night=trial.night, phrases=steps or (0 if reached else 3), asked_at=asked,
                reached=reached, steps=steps, reached_after=by, reached_by=by,
            )
        )  # fmt: skip
    return found
