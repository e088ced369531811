"""Remembers what happened around the editions of one week: letters, notices, waivers, answers, publications.

Events are appended and never changed; what holds now is read from all of them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from monitor.store.interface import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter was written; ``digest`` names the rows that it shows."""

    kind: Literal["written"] = "written"
    at: datetime
    platform: str
    edition: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A letter reached a platform on the day ``on``: by mail ``to`` an address, or by hand of ``by``."""

    kind: Literal["given"] = "given"
    at: datetime
    platform: str
    digest: str
    on: date
    to: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A letter could not be sent. ``uncertain``: nobody knows whether it left, so it is not sent again."""

    kind: Literal["failed"] = "failed"
    at: datetime
    platform: str
    digest: str
    why: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """Somebody answers with their name for publishing without the full notice of one platform."""

    kind: Literal["waived"] = "waived"
    at: datetime
    platform: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A platform's answer, verbatim. The newest one of a platform is printed."""

    kind: Literal["answered"] = "answered"
    at: datetime
    platform: str
    received: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An edition was put where readers find it."""

    kind: Literal["published"] = "published"
    at: datetime
    edition: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The week was withdrawn; its address says so and why."""

    kind: Literal["withdrawn"] = "withdrawn"
    at: datetime
    on: date
    zh: str
    en: str
    by: str
    others: Mapping[str, str] = field(default_factory=dict)


Event = Written | Given | Failed | Waived | Answered | Published | Withdrawn
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


@dataclass(slots=True)
class Dossier:
    """The events of one week; those read once are not read again."""

    store: Store
    week: str
    _events: list[Event] = field(default_factory=list, init=False, repr=False)

    def events(self) -> list[Event]:
        """All of them, oldest first; also those that another process noted meanwhile."""
        while body := self.store.recall(self._key(len(self._events) + 1)):
            self._events.append(_EVENT.validate_json(body))
        return list(self._events)

    def note(self, event: Event) -> None:
        """Append; what another process notes in the same instant comes before or after it, and neither is lost."""
        body = _EVENT.dump_json(event).decode()
        while not self.store.remember_first(self._key(len(self.events()) + 1), body):
            pass  # another process took that number: it is read, and the next one is tried

    def begin(self, platform: str, digest: str, at: datetime) -> bool:
        """Before a letter is sent: False if it is under way, was given, or may have left."""
        failed = sum(isinstance(e, Failed) and not e.uncertain for e in self._of(platform, digest))
        return self.store.told(f"letter/{self.week}/{platform}/{digest}/{failed}", at=at)

    def notices(self) -> dict[str, list[Given]]:
        """By platform the notices it was given, oldest first."""
        found: defaultdict[str, list[Given]] = defaultdict(list)
        for event in self.events():
            if isinstance(event, Given):
                found[event.platform].append(event)
        return found

    def letters(self) -> dict[str, Written]:
        """By platform the newest letter that was written to it."""
        return {e.platform: e for e in self.events() if isinstance(e, Written)}

    def answers(self) -> list[Answered]:
        """The newest answer of each platform, by platform."""
        newest = {e.platform: e for e in self.events() if isinstance(e, Answered)}
        return [newest[platform] for platform in sorted(newest)]

    def waivers(self) -> dict[str, Waived]:
        return {e.platform: e for e in self.events() if isinstance(e, Waived)}

    def published(self) -> list[Published]:
        return [e for e in self.events() if isinstance(e, Published)]

    def withdrawn(self) -> Withdrawn | None:
        """The withdrawal in force: none if the week was published again after it."""
        last = next((e for e in reversed(self.events()) if isinstance(e, Published | Withdrawn)), None)
        return last if isinstance(last, Withdrawn) else None

    def _of(self, platform: str, digest: str) -> Sequence[Event]:
        found = [e for e in self.events() if isinstance(e, Given | Failed)]
        return [e for e in found if (e.platform, e.digest) == (platform, digest)]

    def _key(self, number: int) -> str:
        return f"publishing/{self.week}/{number}"
