"""The sections ``[[platforms]]``, ``[[platforms.targets]]`` and ``[[questions]]``: who is asked, and what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from monitor.settings.doors import Kind
from monitor.settings.follow_ups import Texts
from monitor.settings.notation import ClockTime, Duration, Many, Month, Slug, Text, Zone, mistake
from monitor.settings.part import Part
from monitor.settings.study import Language, Topic
from probes.questions import Question
from reports import dataset


def _name_or_table(profile: Any) -> Any:
    if not isinstance(profile, str | dict):
        raise mistake("is neither a name nor a table", 'write profile = "vendor" or an inline table of selectors')
    return profile


def _week_days(days: tuple[int, ...]) -> tuple[int, ...]:
    if not days or len(set(days)) != len(days) or not set(days) <= set(range(1, 8)):
        raise mistake("is not a list of weekdays", "write ISO weekdays, 1 for Monday to 7 for Sunday, each once")
    return days


def _compiles(term: str) -> str:
    if not term.strip():
        raise mistake("is empty and would match every answer", "write a word or a regular expression")
    if fault := _fault(term):
        raise mistake(f"{term!r} is no regular expression: {fault}", "escape or balance the special characters")
    return term


@lru_cache(maxsize=4096)  # a bank has a thousand terms, each checked twice; re itself remembers 512
def _fault(term: str) -> str:
    try:
        re.compile(term)
    except re.error as error:
        return str(error)
    return ""


def _some(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if not items:
        raise mistake("is empty", "write at least one entry")
    return items


Profile = Annotated[
    Any, BeforeValidator(_name_or_table), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})
]
Term = Annotated[str, AfterValidator(_compiles)]


class ServiceHours(Part):
    """When the platform says that somebody answers, by its own clock; hours may run past midnight."""

    days: Annotated[Many[int], AfterValidator(_week_days)]
    opens: ClockTime
    closes: ClockTime
    zone: Zone

    def cover(self, moment: datetime) -> bool:
        """True if the service is open at ``moment`` (aware); a day's hours that pass midnight belong to that day."""
        local = moment.astimezone(ZoneInfo(self.zone))
        now, today = local.time(), local.isoweekday()
        if self.opens < self.closes:
            return today in self.days and self.opens <= now < self.closes
        yesterday = (today - 2) % 7 + 1
        return (today in self.days and now >= self.opens) or (yesterday in self.days and now < self.closes)

    def published(self) -> dataset.ServiceHours:
        """The same hours as the dataset publishes them."""
        return dataset.ServiceHours(days=self.days, opens=self.opens, closes=self.closes, zone=self.zone)


class TargetEntry(Part):
    """One door of a platform."""

    channel: Kind
    address: Text
    """Web chat and form: the http(s) address of the page; mail: the mailbox; another kind: what its channel needs."""
    account: str | None = None
    """The mail account that asks (form: to which answers come), or that is watched for answers by another channel."""
    offline_form: bool = False
    """Form: the one that the chat at ``address`` shows while nobody is there; the chat is opened to find it."""
    asked_from: Literal["one", "all", "random"] = "one"
    """Web chat, in a study with several observers: from one of them, always the same; from another each night, drawn
    at random; or from all, as a check that the answer does not depend on who asks."""
    profile: Profile = None
    """Web chat: where launcher, input and transcript are; a vendor's name or an inline table."""


class Platform(Part):
    """A firm that publicly offers support to consumers, or a control of our own."""

    id: Slug
    name: Text
    public_support_url: str = ""
    """The public page on which the firm offers this support (required unless ``control``)."""
    reason: str = ""
    """Why this firm is in the panel (required unless ``control``)."""
    press_address: str = ""
    """The mailbox to which the firm's figures are sent before they are published; empty = delivered by hand."""
    strata: Mapping[str, str] = Field(default_factory=dict)
    """Groups for the report, such as size and price claim."""
    promised_reply: Duration | None = None
    """The reply time that the firm advertises."""
    service_hours: ServiceHours | None = None
    control: bool = False
    """A platform of our own: loopback allowed, no approval, no budget."""
    targets: Annotated[Many[TargetEntry], AfterValidator(_some)]

    def target_ids(self) -> tuple[str, ...]:
        """The targets' ids in order: ``platform-channel``, then ``-2``, ``-3`` … for several of a kind."""
        kinds = [target.channel for target in self.targets]
        numbers = [kinds[: index + 1].count(kind) for index, kind in enumerate(kinds)]
        return tuple(
            f"{self.id}-{kind}" + (f"-{number}" if number > 1 else "")
            for kind, number in zip(kinds, numbers, strict=True)
        )


WORDINGS_IN_USE = 4
"""A question is asked in its newest wordings, this many or as many as it began with: of four, one new is a quarter."""


class NewWording(Part):
    """A wording that is held back until its month."""

    month: Month
    text: Text


def _in_order(entries: tuple[NewWording, ...]) -> tuple[NewWording, ...]:
    months = [entry.month for entry in entries]
    if months != sorted(months):
        raise mistake("is not in the order of its months", "write the newest last: wordings are known by their number")
    return entries


class QuestionEntry(Part):
    """One entry of the question bank."""

    id: Slug
    topic: Topic
    language: Language
    subject: Text
    paraphrases: Annotated[Many[Text], AfterValidator(_some)]
    new_wording: Annotated[Many[NewWording], AfterValidator(_in_order)] = ()
    """Wordings that are asked from a later month on, each first in its own: against recognition of the probe."""
    criterion: Annotated[Many[Annotated[Many[Term], AfterValidator(_some)]], AfterValidator(_some)]
    """An answer contains one term (a regular expression) of every group."""
    follow_ups: Texts | None = None
    """What is said if the platform asks us something first, instead of the study's ``[follow_ups]``."""
    handoff: bool = False
    """Web chat: once the inquiry's last look is made, ask for a human in a fixed order of phrases."""

    def asked(self) -> Question:
        """The question as the probes know it."""
        return Question(
            id=self.id,
            topic=self.topic,
            language=self.language,
            subject=self.subject,
            paraphrases=self.wordings,
            criterion=self.criterion,
        )

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording, in the order of its number."""
        return (*self.paraphrases, *(entry.text for entry in self.new_wording))

    def known_in(self, month: str) -> int:
        """How many wordings may be known in ``month`` (``2027-01``): those that are asked in it or were before."""
        return len(self.paraphrases) + sum(entry.month <= month for entry in self.new_wording)

    def in_use(self, month: str) -> tuple[Sequence[int], Sequence[int]]:
        """The numbers of the wordings that are asked in ``month``: those known before, and those new in it."""
        known, window = self.known_in(month), max(len(self.paraphrases), WORDINGS_IN_USE)
        fresh = known - sum(entry.month == month for entry in self.new_wording)
        first = max(0, known - window)
        return range(first, max(first, fresh)), range(max(first, fresh), known)
