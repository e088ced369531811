"""What an editor does with a week's edition: write to those it names, take their answers, publish, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.clock import Clock
from monitor.editions import Editions, Record
from monitor.errors import MonitorError
from monitor.publishing import reporting
from monitor.publishing.dossier import Answered, Dossier, Given, Published, Waived, Withdrawn
from monitor.publishing.letterbox import Letterbox, Posted, Sender
from monitor.publishing.right_of_reply import outstanding, require
from monitor.publishing.shelf import Shelf
from monitor.publishing.workdays import calendar_of
from monitor.settings import Settings
from monitor.store.interface import Store
from reports import letters, phrases, weekly
from reports.archive import Entry, Withdrawal
from reports.edition import Edition
from reports.inputs import compose
from reports.renderer import Renderer
from reports.revision import places
from reports.wording import LANGUAGES, wording


class NotNamed(MonitorError):
    """The edition does not name this platform."""


class NotPublished(MonitorError):
    """This week was not published."""


class Unreadable(MonitorError):
    """A file that should hold a platform's answer is no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk of one study. ``renderer`` makes PDF and card; without one there are none."""

    settings: Settings
    store: Store
    clock: Clock
    renderer: Renderer | None = None

    def notify(self, week: str, *, send: bool) -> list[Posted]:
        """Write the letters of the week's newest edition, and send those that can be sent. Raises ``EditionUnknown``.

        Nothing is built anew: what was built is what the platforms are shown.
        """
        record, edition = self._newest(week)
        box = Letterbox(
            dossier=Dossier(self.store, week), clock=self.clock, edition=record.revision.number,
            folder=self.settings.resolve(self.settings.files.reports) / f"{week}-letters",
            addresses={p.id: p.press_address for p in self.settings.platforms if p.press_address},
            sender=self._sender() if send else None,
        )  # fmt: skip
        return box.post([self._letter(edition, p) for p in reporting.outsiders(self.settings, edition)], self.today())

    def delivered(self, week: str, platform: str, *, on: date, by: str) -> None:
        """Record that the newest letter to a platform was delivered by hand. Raises ``NotNamed``."""
        dossier = Dossier(self.store, week)
        letter = dossier.letters().get(platform)
        if letter is None:
            raise NotNamed(f"no letter of {week} was written to {platform!r}", f"silence notify --week {week}")
        if on > self.today():
            raise MonitorError(f"{on} is still to come", "give the day on which it was delivered")
        dossier.note(Given(at=self.clock.now(), platform=platform, digest=letter.digest, on=on, by=by))

    def answer(self, week: str, platform: str, file: Path, *, received: date | None = None) -> None:
        """Keep a platform's answer; the next edition of the week prints it verbatim. Raises ``NotNamed``."""
        _, edition = self._newest(week)
        if platform not in letters.named(edition):
            raise NotNamed(f"the edition of {week} does not name {platform!r}", ", ".join(letters.named(edition)))
        content, now = file.read_bytes(), self.clock.now()
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n").strip("\n")
        except UnicodeDecodeError as error:
            raise Unreadable(f"{file} is not UTF-8 text", "save it as plain text in UTF-8") from error
        if not text.strip():
            raise Unreadable(f"{file} is empty", "give the file that holds the platform's answer")
        exhibit = reporting.editions_of(self.settings, self.store).evidence.keep(content, "text/plain", "reply", at=now)
        self.store.keep(f"publishing/{week}/{platform}", exhibit)
        Dossier(self.store, week).note(
            Answered(at=now, platform=platform, received=received or self.today(), text=text)
        )

    def waive(self, week: str, platform: str, *, reason: str, by: str) -> None:
        """Sign for publishing without the full notice of one platform."""
        if not reason.strip() or not by.strip():
            raise MonitorError(
                "a waiver needs a reason and a name", "silence publish --waive PLATFORM --reason … --by …"
            )
        Dossier(self.store, week).note(Waived(at=self.clock.now(), platform=platform, reason=reason, by=by))

    def publish(self, week: str) -> Path:
        """Publish the week's newest edition, with the replies and corrections known now; returns its folder.

        Raises ``TooEarly`` while a named platform has not had its time, ``EditionUnknown`` where nothing was built.
        """
        dossier, editions = Dossier(self.store, week), reporting.editions_of(self.settings, self.store)
        inputs = reporting.said_since(self.settings, self.store, editions.thaw(editions.record(week)))
        edition = compose(inputs)
        require(outstanding(dossier, self._digests(edition), calendar_of(self.settings.publishing), self.today()))
        record = editions.freeze(inputs, places(edition.standings), self.clock.now())
        edition = replace(edition, revision=record.revision)
        number = record.revision.number
        folder = self.shelf().put(self._entry(edition, number), lambda out: self._write(editions, record, edition, out))
        dossier.note(Published(at=self.clock.now(), edition=number, on=self.today()))
        return folder

    def withdraw(self, week: str, why: Mapping[str, str], by: str) -> Path:
        """Take a published week back; its address says so. ``why``: by language. Raises ``NotPublished``."""
        shelf = self.shelf()
        entry = shelf.entry(week)
        if entry is None:
            raise NotPublished(f"{week} was not published", "published weeks are listed in editions.json")
        others = {language: text for language, text in why.items() if language not in ("zh", "en")}
        told = Withdrawn(at=self.clock.now(), on=self.today(), zh=why["zh"], en=why["en"], others=others, by=by)
        Dossier(self.store, week).note(told)
        notice = Withdrawal(on=told.on, zh=told.zh, en=told.en, others=others)
        return shelf.withdraw(week, notice, replace(entry, updated=self._second()))

    def shelf(self) -> Shelf:
        study = reporting.study_row(self.settings)
        return Shelf(
            folder=self.settings.resolve(self.settings.publishing.folder), study=study.id, title=study.title,
            imprint=reporting.imprint(self.settings),
        )  # fmt: skip

    def today(self) -> date:
        """Today in the study's zone."""
        return self.clock.now().astimezone(ZoneInfo(self.settings.study.zone)).date()

    def opens(self) -> date:
        """The first day on which what is noticed today may be published."""
        return calendar_of(self.settings.publishing).opens(self.today())

    def _newest(self, week: str) -> tuple[Record, Edition]:
        editions = reporting.editions_of(self.settings, self.store)
        record = editions.record(week)
        return record, compose(editions.thaw(record), record.revision)

    def _letter(self, edition: Edition, platform: str) -> letters.Letter:
        terms = letters.Terms(
            opens=self.opens(), contact=self.settings.publishing.contact, study_page=self.settings.persona.study_page
        )
        return letters.letter(edition, platform, terms)

    def _digests(self, edition: Edition) -> dict[str, str]:
        return {p: letters.digest(letters.attachments(edition, p)) for p in reporting.outsiders(self.settings, edition)}

    def _write(self, editions: Editions, record: Record, edition: Edition, folder: Path) -> None:
        weekly.publish(edition, folder, self.renderer)
        editions.published(record, folder, public=True)

    def _entry(self, edition: Edition, number: int) -> Entry:
        told = {language: str(phrases.headline(edition, wording(language))) for language in LANGUAGES}
        return Entry(
            week=edition.week, number=number, published=self.today(), updated=self._second(),
            zh=told.pop("zh"), en=told.pop("en"), others=told,
            replies=len(edition.replies), corrections=len(edition.corrections),
        )  # fmt: skip

    def _second(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def _sender(self) -> Sender | None:
        name = self.settings.publishing.account
        if name is None:
            return None
        return Sender(
            account=self.settings.accounts()[name], reply_to=self.settings.publishing.contact,
            name=self.settings.publishing.publisher or self.settings.persona.name,
        )  # fmt: skip
