"""What the daemon does for evidence between visits: seal the ledger, and delete what has been kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.alarm import Alarm
from monitor.clock import Clock
from monitor.errors import SettingsError
from monitor.evidence import Evidence
from monitor.proof import custody
from monitor.proof.seals import Seals
from monitor.proof.timestamps import Authority, StampInvalid, certificates_of
from monitor.settings import Settings
from monitor.store.interface import Store

LATE = timedelta(days=1)
"""A stamp pending for longer is told to the operator."""


def authorities_of(settings: Settings) -> Sequence[Authority]:
    """Who stamps the ledger. Raises ``SettingsError`` for a certificate that cannot be read."""
    found = []
    for index, entry in enumerate(settings.evidence.authorities):
        try:
            pem = certificates_of(settings.resolve(entry.certificate))
        except (StampInvalid, OSError) as error:
            place, todo = f"evidence.authorities[{index}].certificate", "save the authority's root there, as PEM"
            raise SettingsError([(place, f"cannot be read: {error}", todo)]) from error
        found.append(Authority(name=entry.name, url=entry.url, certificates=pem))
    return found


def seal(settings: Settings, store: Store, clock: Clock, alarm: Alarm) -> None:
    """One round of stamping; a broken chain, and a stamp pending for a day, are told once."""
    seals = Seals(store=store, clock=clock, authorities=authorities_of(settings))
    for found in seals.round():
        alarm.tell(
            f"ledger/{found.observer}/{found.sequence}", "silence: the ledger is not what it was",
            f"{found}\nKeep database and backups as they are, and run `silence doctor`.",
        )  # fmt: skip
    now = clock.now()
    for authority in sorted({one.authority for one in seals.pending() if one.asked_at < now - LATE}):
        alarm.tell(
            f"stamps/{authority}/{now:%Y-%m-%d}", f"silence: {authority} has given no time stamp for a day",
            "The stamps are fetched later; until then only the other authorities vouch for the ledger's times.",
        )  # fmt: skip


def forget(settings: Settings, store: Store, clock: Clock) -> None:
    """Delete what was kept for longer than ``[evidence] keep``."""
    if settings.evidence.keep:
        evidence = Evidence(settings.resolve(settings.files.evidence))
        custody.forget(store, evidence, settings.evidence.keep, clock.now())
