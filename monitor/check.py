"""What a valid configuration may still get wrong: chiefly a study that could never be ranked, with the arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.guard.budget import CONTACTS_A_WEEK
from monitor.settings import Settings
from monitor.settings.addresses import host_of, is_placeholder
from monitor.settings.study import TOPICS
from monitor.timetable import arithmetic, freshness, kinds
from monitor.timetable.vantage import second_looks_a_week
from reports.recognition import QUARTER

ENOUGH_QUESTIONS = 2
"""METHOD tells a canned reply by its use for at least two different questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding: where, what is wrong, what to do. An ``error`` stops the study, a ``warning`` does not."""

    path: str
    wrong: str
    todo: str
    severity: Literal["error", "warning"] = "error"


def check(settings: Settings) -> list[Problem]:
    """Everything that loading could not know, errors first; empty for a study that can begin."""
    findings = (
        _never_ranked,
        _over_budget,
        _few_questions,
        _placeholders,
        _few_platforms,
        _unexplained,
        _unwatched,
        _never_looked_at_again,
        _unstamped,
        _little_new_wording,
    )
    problems = [problem for finding in findings for problem in finding(settings)]
    return sorted(problems, key=lambda problem: problem.severity)


def _never_ranked(settings: Settings) -> Iterator[Problem]:
    sum_ = arithmetic(settings)
    if not sum_.rankable:
        wrong = f"no platform could ever be ranked: {sum_.sentence}"
        todo = "let the study run for more nights"
        if not sum_.compressed:
            todo += " or ask more pairs a week (at most 4)"
        yield Problem(path="study.nights", wrong=wrong, todo=todo)


def _over_budget(settings: Settings) -> Iterator[Problem]:
    pairs = settings.study.pairs_per_week
    for index, platform in enumerate(settings.platforms):
        for channel, doors in Counter(target.channel for target in platform.targets).items():
            contacts = 2 * pairs * doors
            if not platform.control and contacts > CONTACTS_A_WEEK:
                wrong = (
                    f"{doors} {channel} targets x {pairs} pairs a week = {contacts} first contacts; "
                    f"{CONTACTS_A_WEEK} a channel and week are allowed"
                )
                yield Problem(path=f"platforms[{index}].targets", wrong=wrong, todo="ask fewer doors or fewer pairs")


def _never_looked_at_again(settings: Settings) -> Iterator[Problem]:
    """Asking from all observers costs contacts: what the budget has no room for is not asked again."""
    for index, platform in enumerate(settings.platforms):
        for number, (id_, door) in enumerate(zip(platform.target_ids(), platform.targets, strict=True)):
            if door.asked_from == "all" and second_looks_a_week(settings, settings.targets_by_id[id_]) == 0:
                pairs, others = settings.study.pairs_per_week, len(settings.study.vantage_points) - 1
                wrong = (
                    f"is 'all', but {pairs} pairs a week leave no room to ask from {others} more "
                    f"{'observer' if others == 1 else 'observers'}; "
                    f"{CONTACTS_A_WEEK} first contacts a channel and week are allowed"
                )
                yield Problem(
                    path=f"platforms[{index}].targets[{number}].asked_from", wrong=wrong,
                    todo="ask fewer pairs a week, or write 'random'",
                )  # fmt: skip


def _few_questions(settings: Settings) -> Iterator[Problem]:
    there = Counter((question.language, question.topic) for question in settings.questions)
    for language in settings.study.languages:
        for topic in TOPICS:
            if there[language, topic] < ENOUGH_QUESTIONS:
                wrong = (
                    f"there is one {topic} question in {language!r}: a canned reply could not be told from an answer"
                )
                yield Problem(path="questions", wrong=wrong, todo="add a second one")


def _placeholders(settings: Settings) -> Iterator[Problem]:
    for path, address in _addresses(settings):
        if address and is_placeholder(host_of(address)):
            wrong = f"{address} is a placeholder, reserved for examples"
            yield Problem(path=path, wrong=wrong, todo="write the real address")


def _addresses(settings: Settings) -> Iterator[tuple[str, str]]:
    """The addresses that must be real; a study of controls alone may use placeholders throughout."""
    if all(platform.control for platform in settings.platforms):
        return
    yield "persona.study_page", settings.persona.study_page
    for index, account in enumerate(settings.mail_accounts):
        yield f"mail_accounts[{index}].address", account.address
    for index, platform in enumerate(settings.platforms):
        if not platform.control:
            yield f"platforms[{index}].public_support_url", platform.public_support_url
            for number, target in enumerate(platform.targets):
                yield f"platforms[{index}].targets[{number}].address", target.address


def _few_platforms(settings: Settings) -> Iterator[Problem]:
    for kind in kinds(settings):
        firms = {target.platform for target in settings.targets() if target.channel is kind}
        if len(firms) < 2:
            wrong = f"only {next(iter(firms))} is asked by {kind.value}: there is nobody to compare it with"
            yield Problem(path="platforms", wrong=wrong, todo=f"add a second {kind.value} target", severity="warning")


def _unexplained(settings: Settings) -> Iterator[Problem]:
    if not settings.persona.study_page and any(not platform.control for platform in settings.platforms):
        yield Problem(
            path="persona.study_page",
            wrong="is missing: whoever answers cannot look up who asks",
            todo="publish a page about the study and give its address",
            severity="warning",
        )


def _unstamped(settings: Settings) -> Iterator[Problem]:
    """A stamp is believed by its authority's certificate alone."""
    for index, entry in enumerate(settings.evidence.authorities):
        if not settings.resolve(entry.certificate).is_file():
            yield Problem(
                path=f"evidence.authorities[{index}].certificate",
                wrong=f"there is no file {entry.certificate}",
                todo="save the authority's root certificate there, as PEM",
            )


def _little_new_wording(settings: Settings) -> Iterator[Problem]:
    """Each month a quarter of the wording is new (METHOD, Validity): else a firm may learn what we ask."""
    if all(platform.control for platform in settings.platforms):
        return
    for one in freshness(settings):
        if one.new < QUARTER * one.in_use:
            yield Problem(
                path="questions",
                wrong=f"in {one.month} {one.new} of {one.in_use} wordings are new; a quarter is wanted",
                todo=f'add new_wording = [{{ month = "{one.month}", text = "…" }}] to more questions, and approve it '
                "before the month begins",
                severity="warning",
            )


def _unwatched(settings: Settings) -> Iterator[Problem]:
    """An answer that comes by mail to a question asked by chat must be seen too."""
    if not settings.mail_accounts:
        return
    for index, platform in enumerate(settings.platforms):
        for number, target in enumerate(platform.targets):
            if target.account is None:
                yield Problem(
                    path=f"platforms[{index}].targets[{number}].account",
                    wrong="is missing: an answer by mail to this target would not be seen",
                    todo="name the mail account that is watched",
                    severity="warning",
                )
