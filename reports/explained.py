"""Retraces one inquiry from its messages to what it adds to the index: every step with its reason, nothing new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports import panel
from reports.dataset import InquiryRow, LabelRow, MessageRow, Study, Trial, grace
from reports.labels.reasons import Reasons, reasons
from reports.standings import overall_channels
from reports.states import ANSWERED, WAITING
from reports.trials import SUBSTANTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReason:
    """One line of the transcript. ``label``: as published (both stages); ``reasons``: of the first stage."""

    message: MessageRow
    label: LabelRow | None
    reasons: Reasons | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointReason:
    """``state`` is a, w or u; ``why`` names the message, look or span that made it so."""

    after: timedelta
    moment: datetime
    state: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one counted inquiry adds to its platform's index in one table, in points of 0..100.

    ``points`` = 100 · ``weight`` · u / ``counted``: the mean of its stratum is over ``counted`` inquiries.
    """

    table: str
    stratum: tuple[str, str, str]
    weight: float
    counted: int
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One inquiry's whole way. ``shares`` is empty where it counts in no table; ``not_counted`` says why."""

    inquiry: InquiryRow
    trial: Trial
    messages: tuple[MessageReason, ...]
    checkpoints: tuple[CheckpointReason, ...]
    shares: tuple[Share, ...]
    not_counted: str


def explain(
    inquiry: InquiryRow,
    messages: Sequence[MessageRow],
    labels: Mapping[int, LabelRow],
    trials: Sequence[Trial],
    study: Study,
) -> Explanation:
    """The reasoning behind one row of ``trials`` (all of the study); pure. ``labels`` by ordinal, as published."""
    trial = next(one for one in trials if one.inquiry_id == inquiry.id)
    question = next((one for one in study.questions if one.id == inquiry.question), None)
    why = reasons(messages, inquiry, question) if question else {}
    said = [MessageReason(message=m, label=labels.get(m.ordinal), reasons=why.get(m.ordinal)) for m in messages]
    excuse = _not_counted(trial, trials, study)
    return Explanation(
        inquiry=inquiry, trial=trial, messages=tuple(said), checkpoints=_checkpoints(inquiry, trial, said, study),
        shares=() if excuse else _shares(trial, trials, study), not_counted=excuse,
    )  # fmt: skip


def _checkpoints(
    inquiry: InquiryRow, trial: Trial, said: Sequence[MessageReason], study: Study
) -> tuple[CheckpointReason, ...]:
    if inquiry.t0 is None or not trial.checkpoint_states:
        return ()
    answers = [one.message for one in said if one.label and one.label.function in SUBSTANTIVE]
    answer = min((m for m in answers if not m.before_t0), key=lambda m: (m.seen_by, m.ordinal), default=None)
    spans = study.checkpoints[inquiry.channel]
    return tuple(
        CheckpointReason(
            after=after, moment=inquiry.t0 + after, state=state,
            why=_why(state, inquiry, trial, answer, (inquiry.t0 + after, grace(spans, index))),
        )
        for index, (after, state) in enumerate(zip(spans, trial.checkpoint_states, strict=True))
    )  # fmt: skip


def _why(
    state: str, inquiry: InquiryRow, trial: Trial, answer: MessageRow | None, at: tuple[datetime, timedelta]
) -> str:
    moment, late = at
    if state == ANSWERED and answer:
        margin = "" if answer.seen_by <= moment else f", in the visit for it (grace {late.total_seconds():.0f} s)"
        return f"message {answer.ordinal} answers, seen by {_clock(answer.seen_by)}{margin}"
    if state == WAITING:
        return _why_waiting(inquiry, answer, moment)
    return _why_unknown(inquiry, trial, answer, moment)


def _why_waiting(inquiry: InquiryRow, answer: MessageRow | None, moment: datetime) -> str:
    if answer:
        return f"message {answer.ordinal}, the first answer, was not yet there at {_clock(answer.seen_after)}"
    look = next((look for look in inquiry.looks if look.until >= moment), None)
    if look:
        return f"the look until {_clock(look.until)} shows no answer"
    return f"the platform had ended the conversation at {_clock(inquiry.platform_ended_at)}"


def _why_unknown(inquiry: InquiryRow, trial: Trial, answer: MessageRow | None, moment: datetime) -> str:
    if trial.information_request_at and trial.information_request_at <= moment:
        return _why_with_us(inquiry, trial.information_request_at, moment)
    if any(begins <= moment <= ends for begins, ends in inquiry.unknown_spans):
        return "a delay notice or mail not yet matched hides what was there"
    if answer:
        return f"message {answer.ordinal} came between {_clock(answer.seen_after)} and {_clock(answer.seen_by)}"
    last = max((look.until for look in inquiry.looks), default=None)
    return f"we did not look at or after it (last look until {_clock(last)})"


def _why_with_us(inquiry: InquiryRow, asked: datetime, moment: datetime) -> str:
    """After a request: said which of our follow-ups had been taken by then, if any."""
    said = [one for one in inquiry.follow_ups if one.kind == "follow_up" and one.intended_at <= moment]
    taken = [one for one in said if one.sent_at and one.sent_at <= moment]
    if said and said[-1].sent_at is None:
        return f"nobody knows whether our follow-up of {_clock(said[-1].intended_at)} arrived: the ball is with us"
    if taken:
        return f"after our follow-up of {_clock(taken[-1].sent_at)}: asked again since, or nobody looked"
    return f"the platform had asked us something at {_clock(asked)}: the ball is with us"


def _not_counted(trial: Trial, trials: Sequence[Trial], study: Study) -> str:
    if trial.ending not in panel.COUNTED:
        told = f"{trial.ending} ({trial.reason})" if trial.reason else trial.ending
        return f"its ending is {told}; only closed and ended_by_platform count"
    if trial.night not in _window(trial.channel, trials, study):
        return f"its night {trial.night} is outside the last {study.window_nights} sending nights whose windows closed"
    return ""


def _window(channel: str, trials: Sequence[Trial], study: Study) -> list[str]:
    return panel.window(panel.frame([one for one in trials if one.channel == channel]), study.window_nights)


def _shares(trial: Trial, trials: Sequence[Trial], study: Study) -> tuple[Share, ...]:
    nights = set(_window(trial.channel, trials, study))
    stratum = (trial.channel, trial.topic, trial.time_cell)
    counted = sum(
        one.platform == trial.platform and one.ending in panel.COUNTED and one.night in nights
        and (one.channel, one.topic, one.time_cell) == stratum
        for one in trials
    )  # fmt: skip
    tables: dict[str, tuple[str, ...]] = {trial.channel: (trial.channel,)}
    if trial.channel in overall_channels(study):
        tables[panel.OVERALL] = overall_channels(study)
    return tuple(_share(name, channels, stratum, counted, trial, study) for name, channels in tables.items())


def _share(
    table: str, channels: Sequence[str], stratum: tuple[str, str, str], counted: int, trial: Trial, study: Study
) -> Share:
    weight = 1 / len(panel.design(study, channels).strata)
    return Share(
        table=table, stratum=stratum, weight=weight, counted=counted, points=100 * weight * (trial.u or 0.0) / counted
    )


def _clock(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "never"
