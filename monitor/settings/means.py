"""The sections about our own means: database, files, persona, browser, control, notices, report, mail accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

import fsspec
from pydantic import AfterValidator, Field

from monitor.settings.addresses import is_mailbox
from monitor.settings.credentials import Secret
from monitor.settings.doors import FurtherKind
from monitor.settings.notation import Duration, Many, Slug, Text, mistake
from monitor.settings.part import Part

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _no_password(url: str) -> str:
    if re.match(r"^[^:/]+://[^/@:]*:[^/@]+@", url):
        raise mistake("holds a password", 'write url = "env:SILENCE_DATABASE_URL" and keep the address there')
    if not re.match(r"^(sqlite|postgresql)(\+\w+)?://|^env:\w+$", url):
        raise mistake(f"{url!r} is no database we can use", "write sqlite:///FILE, postgresql://… or env:NAME")
    return url


def _mailbox(address: str) -> str:
    if not is_mailbox(address):
        raise mistake(f"{address!r} is not a mailbox", "write one plain address, such as probe@example.org")
    return address


class Database(Part):
    """Where the study is remembered; one database per study."""

    url: Annotated[str, AfterValidator(_no_password)] = "sqlite:///silence.db"
    """An SQLite file is relative to the configuration file."""


def _place_of_evidence(place: str) -> str:
    if "://" not in place:
        return place
    kind = place.split("://")[0]
    if kind not in fsspec.available_protocols():
        raise mistake(f"{kind!r} is no store we know", "write a folder, or a store such as s3://bucket/prefix")
    if "@" in place.split("://")[1].split("/")[0]:
        raise mistake("holds a user name or a password", "leave them out: a store's keys come from its own variables")
    return place


class Files(Part):
    """Where files go, relative to the configuration file."""

    evidence: Annotated[Text, AfterValidator(_place_of_evidence)] = "evidence"
    """A folder, or a store of objects such as ``s3://bucket/prefix``; then ``outbox`` holds what is on its way."""
    outbox: Text = "evidence"
    log: Text = "log/silence.log"
    reports: Text = "reports-out"
    stop: Text = "STOP"
    """While a file of this name exists nothing is sent to anybody; delete it to go on."""


class PersonaEntry(Part):
    """The truthful study identity that asks."""

    name: Text
    study_page: str = ""
    """A public page that explains the study to whoever answers."""
    phone: str = ""
    """A number at which the study really answers, for forms that demand one; empty = such forms cannot be asked."""


class Browser(Part):
    """Which browser to use; empty = find one."""

    path: str = ""


class Control(Part):
    """A positive control hosted outside; empty = a loopback control of our own ("network path not proven")."""

    chat: str = ""
    form: str = ""
    mailbox: str = ""
    others: Mapping[FurtherKind, Text] = Field(default_factory=dict)
    """Addresses for channels that were added to the table; these have no control on loopback."""
    known_delay: Duration | None = None
    """After how long the outside control answers."""


class Notices(Part):
    """Who is told when a night fails or the daemon stops."""

    apprise: Many[Secret] = ()
    dead_man: Secret | None = None


class Report(Part):
    """When the weekly report is made, in the study's zone."""

    weekday: Weekday = "monday"
    hour: int = Field(default=8, ge=0, le=23)


class Server(Part):
    """One mail server."""

    host: Text
    port: int = Field(ge=1, le=65535)
    security: Literal["tls", "starttls", "none"]
    """``none`` is for loopback only."""


class MailAccountEntry(Part):
    """One mailbox of ours."""

    name: Slug
    address: Annotated[str, AfterValidator(_mailbox)]
    username: Text
    """The name itself, or env:NAME."""
    password: Secret
    tag_separator: Literal["+", "-", "=", ""] = "+"
    """Empty: the whole local part is the tag, where every address of the domain reaches the mailbox."""
    arrival_header: str = ""
    """A header that this mailbox's own server adds on arrival with an ISO time; more exact than IMAP's second."""
    smtp: Server
    imap: Server
