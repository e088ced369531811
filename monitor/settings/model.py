"""The whole configuration as one frozen tree, and the few questions that other rooms put to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr

from monitor import bank
from monitor.errors import SettingsError
from monitor.settings.credentials import reveal
from monitor.settings.evidence import EvidenceEntry
from monitor.settings.follow_ups import FollowUps
from monitor.settings.means import (
    Browser,
    Control,
    Database,
    Files,
    MailAccountEntry,
    Notices,
    PersonaEntry,
    Report,
)
from monitor.settings.notation import Many
from monitor.settings.panel import Platform, QuestionEntry, TargetEntry
from monitor.settings.part import Part
from monitor.settings.publishing import Publishing
from monitor.settings.study import Study
from probes.interface import ChannelKind, MailAccount, Persona, Target
from probes.questions import Question
from probes.webchat import vendor

_SQLITE = "sqlite:///"
_NOT_THE_METHOD = {"title", "approvals", "observer", "demo"}
AskedFrom = Literal["one", "all", "random"]


class Settings(Part):
    """config.toml. Attribute names are the file's keys; ``docs/config.md`` explains them."""

    study: Study
    persona: PersonaEntry
    database: Database = Database()
    files: Files = Files()
    browser: Browser = Browser()
    control: Control = Control()
    notices: Notices = Notices()
    report: Report = Report()
    publishing: Publishing = Publishing()
    evidence: EvidenceEntry = EvidenceEntry()
    mail_accounts: Many[MailAccountEntry] = ()
    platforms: Many[Platform] = Field(min_length=1)
    questions: Many[QuestionEntry] = Field(min_length=1)
    follow_ups: FollowUps = FollowUps()

    _path: Path = PrivateAttr(default=Path("config.toml"))

    @property
    def path(self) -> Path:
        """The configuration file these settings came from."""
        return self._path

    def resolve(self, path: str | Path) -> Path:
        """A path as the configuration means it: relative to the configuration file's folder."""
        return self._path.parent / path

    @property
    def evidence_folder(self) -> Path:
        """Where exhibits are on this machine: the folder itself, or what is on its way to a store elsewhere."""
        return self.resolve(self.files.outbox if "://" in self.files.evidence else self.files.evidence)

    def targets(self) -> list[Target]:
        """Every target of every platform, in the file's order."""
        return list(self.targets_by_id.values())

    @cached_property
    def targets_by_id(self) -> Mapping[str, Target]:
        """Target id → target, in the file's order."""
        return {
            id_: _target(platform, entry, id_)
            for platform in self.platforms
            for entry, id_ in zip(platform.targets, platform.target_ids(), strict=True)
        }

    @cached_property
    def asked_from(self) -> Mapping[str, AskedFrom]:
        """Target id → from which of the observers it is asked."""
        return {
            id_: entry.asked_from
            for platform in self.platforms
            for entry, id_ in zip(platform.targets, platform.target_ids(), strict=True)
        }

    @property
    def leads(self) -> bool:
        """Whether this machine reads the mailboxes and makes the report: it is none of the further observers."""
        return self.study.observer not in self.study.vantage_points[1:]

    def seen_by(self, observer: str) -> Settings:
        """The same study on the machine of that name. Raises SettingsError if it is none of the observers."""
        known = self.study.vantage_points
        if observer not in known:
            wrong = f"there is no observer {observer!r} (known: {', '.join(known)})"
            todo = "say which one this machine is: silence run --observer NAME"
            raise SettingsError([("study.observers", wrong, f"{todo}; a new one is listed there first")])
        return self.model_copy(update={"study": self.study.model_copy(update={"observer": observer})})

    def platform(self, id_: str) -> Platform:
        """The platform of that id; KeyError if there is none."""
        return self.platforms_by_id[id_]

    @cached_property
    def platforms_by_id(self) -> Mapping[str, Platform]:
        """Platform id → platform, in the file's order."""
        return {platform.id: platform for platform in self.platforms}

    def question_bank(self) -> list[Question]:
        """Every question of the bank, in the file's order."""
        return [question.asked() for question in self.questions]

    def follow_ups_of(self, question: str) -> tuple[str, ...]:
        """What may be said if a platform answers this question with one of its own; none for an unknown question."""
        entry = self._question(question)
        if entry is None:
            return ()
        return self.follow_ups.of(entry.language) if entry.follow_ups is None else entry.follow_ups

    def handoff_of(self, question: str) -> tuple[str, ...]:
        """The phrases that ask for a human after this question, in their order; none where it does not."""
        entry = self._question(question)
        return bank.handoff(entry.language) if entry is not None and entry.handoff else ()

    def _question(self, id_: str) -> QuestionEntry | None:
        return next((question for question in self.questions if question.id == id_), None)

    def asker(self) -> Persona:
        """The identity that asks."""
        return Persona(name=self.persona.name, study_page=self.persona.study_page, phone=self.persona.phone)

    def accounts(self) -> dict[str, MailAccount]:
        """Mail accounts by name, secrets fetched now. Raises SettingsError for a secret that is not there."""
        return {
            entry.name: _account(entry, f"mail_accounts[{index}]") for index, entry in enumerate(self.mail_accounts)
        }

    def database_url(self) -> str:
        """The database's URL, fetched if it is a secret; an SQLite file is placed beside the configuration."""
        url = self.database.url
        if url.startswith("env:"):
            url = reveal(url, "database.url")
        if url.startswith(_SQLITE) and url != _SQLITE + ":memory:":
            return _SQLITE + str(self.resolve(url.removeprefix(_SQLITE)).absolute())
        return url

    def hash(self) -> str:
        """SHA-256 (hex) of what matters to the method: study, panel and questions, not our own means."""
        study = self.study.model_dump(mode="json", exclude=_NOT_THE_METHOD)
        if not any(target.channel is ChannelKind.FORM for target in self.targets()):
            study["checkpoints"].pop("form")  # what is not asked is no part of this study's method
        if not study["checkpoints"]["others"]:
            study["checkpoints"].pop("others")
        if not study["observers"]:
            study.pop("observers")
        panel = [_measured(platform) for platform in self.platforms]
        asked = [question.model_dump(mode="json") for question in self.questions]
        said = self.follow_ups.model_dump(mode="json")
        body = json.dumps([study, panel, asked, said], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


def _target(platform: Platform, entry: TargetEntry, id_: str) -> Target:
    profile = _shipped(entry.profile) if isinstance(entry.profile, str) else entry.profile
    return Target(
        id=id_,
        platform=platform.id,
        channel=ChannelKind(entry.channel),
        address=entry.address,
        control=platform.control,
        profile=profile,
        account=entry.account,
        offline_form=entry.offline_form,
    )


@cache
def _shipped(name: str) -> Mapping[str, Any]:
    return vendor.shipped_profile(name)


def _account(entry: MailAccountEntry, path: str) -> MailAccount:
    username = entry.username
    return MailAccount(
        name=entry.name,
        address=entry.address,
        smtp_host=entry.smtp.host,
        smtp_port=entry.smtp.port,
        smtp_security=entry.smtp.security,
        imap_host=entry.imap.host,
        imap_port=entry.imap.port,
        imap_security=entry.imap.security,
        username=reveal(username, f"{path}.username") if username.startswith("env:") else username,
        password=reveal(entry.password, f"{path}.password"),
        tag_separator=entry.tag_separator,
        arrival_header=entry.arrival_header,
    )


_OUR_MEANS: Any = {"press_address": True, "targets": {"__all__": {"account"}}}


def _measured(platform: Platform) -> Mapping[str, Any]:
    measured = platform.model_dump(mode="json", exclude=_OUR_MEANS)
    for target in measured["targets"]:
        if not target["offline_form"]:
            del target["offline_form"]  # only where it is said it is part of the method
        if target["asked_from"] == "one":
            del target["asked_from"]
    return measured
