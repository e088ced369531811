"""Examines what a night needs: browser, mail, database, fonts, clock, disk; says what is wrong and how to mend it."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor import app
from monitor.errors import MonitorError, SettingsError
from monitor.evidence import DistantEvidence
from monitor.guard import switch
from monitor.proof import seals
from monitor.proof.upkeep import authorities_of
from monitor.settings import Settings
from monitor.store.interface import DatabaseNew
from probes import browser as browsers
from probes import footprint, postbox
from probes.interface import ProbeError
from reports.fonts import FAMILY, FONT

ENOUGH_DISK_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one part showed; ``mend`` says what to do where it is not fine."""

    part: str
    fine: bool
    finding: str
    mend: str = ""


def examine(settings: Settings) -> Sequence[Finding]:
    """Every part, none skipped because another one failed."""
    parts: Sequence[tuple[str, Callable[[Settings], str], str]] = (
        ("browser", _browser, "install Chromium (Debian: apt install chromium-headless-shell) or set [browser] path"),
        ("bounds", _bounds, "see docs/security.md"),
        ("stop", _switch, "delete the file to go on"),
        ("mail", _mail, "check host, port, security, username and password of the account"),
        ("database", _database, "run `silence migrate`, or check [database] url"),
        ("sessions", _sessions, "set SILENCE_SESSION_KEY, or run `silence init` on this machine"),
        ("fonts", _fonts, "reinstall silence-monitor: the font for figures comes with the package"),
        ("clock", _clock, "let NTP keep this machine's clock (timedatectl set-ntp true)"),
        ("ledger", _ledger, "keep this database and the last backup as they are, and find out who changed it"),
        ("stamps", _stamps, "check [evidence] authorities and the network"),
        ("disk", _disk, "make room where the evidence is kept"),
        ("evidence", _evidence, "see that the store of exhibits is there and lets this machine in"),
    )
    return [_examined(part, look, mend, settings) for part, look, mend in parts]


def _examined(part: str, look: Callable[[Settings], str], mend: str, settings: Settings) -> Finding:
    try:
        return Finding(part=part, fine=True, finding=look(settings))
    except SettingsError as failure:
        return Finding(part=part, fine=False, finding=str(failure), mend="; ".join(p[2] for p in failure.problems))
    except (MonitorError, ProbeError, OSError, ValueError) as failure:
        return Finding(part=part, fine=False, finding=str(failure), mend=getattr(failure, "hint", "") or mend)


def _browser(settings: Settings) -> str:
    found = browsers.find(Path(settings.browser.path) if settings.browser.path else None)
    if found is None:
        raise MonitorError("no browser was found")
    sandboxed = asyncio.run(browsers.trial(found))
    why = "" if sandboxed else " (running as root)" if not os.geteuid() else " (this machine has none)"
    return f"{found} starts, sandbox {'on' if sandboxed else 'off'}{why}"


def _bounds(settings: Settings) -> str:
    """What keeps hostile pages in bounds here; docs/security.md tells the rest."""
    memory = f"{footprint.limit() >> 20} MB" if footprint.can_watch() else "not bounded on this system"
    return f"pages of platforms reach public addresses alone; memory of a page: {memory}"


def _switch(settings: Settings) -> str:
    if switch.is_on(settings):
        raise MonitorError(f"the kill switch is on: {settings.resolve(settings.files.stop)} exists, nothing is sent")
    return "the kill switch is off"


def _mail(settings: Settings) -> str:
    accounts = settings.accounts()
    for account in accounts.values():
        asyncio.run(postbox.try_account(account))
    return f"{len(accounts)} accounts answer" if accounts else "no account is configured"


def _database(settings: Settings) -> str:
    try:
        app.store_of(settings).close()
    except DatabaseNew:
        return "not begun yet: `silence approve` or `silence run` makes it"
    return "schema is this version's"


def _sessions(settings: Settings) -> str:
    app.vault_of(settings)
    return "the key that encrypts stored sessions is there"


def _fonts(settings: Settings) -> str:
    if not FONT.is_file():
        raise MonitorError(f"the font {FONT.name} is missing")
    return f"figures are drawn with {FAMILY}"


def _clock(settings: Settings) -> str:
    """No network clock is asked: only what this machine knows of its own keeping."""
    if time.time() < 1_735_689_600:  # 2025-01-01
        raise MonitorError(f"the clock says {time.ctime()}, which is in the past")
    for mark in ("/run/systemd/timesync/synchronized", "/var/lib/chrony", "/var/lib/ntpsec", "/var/db/timed"):
        if Path(mark).exists():
            return "kept by a time service"
    return "plausible; no time service was recognised on this machine"


def _evidence(settings: Settings) -> str:
    evidence = app.evidence_of(settings)
    if not isinstance(evidence, DistantEvidence):
        return f"exhibits are kept in {evidence.folder}"
    return f"{evidence.url} answers; {evidence.examine()} exhibits are on their way to it"


def _ledger(settings: Settings) -> str:
    """Every chain, entry by entry, against its remembered and its stamped heads."""
    try:
        store = app.store_of(settings)
    except DatabaseNew:
        return "not begun yet"
    try:
        broken = [found for observer in store.observers() for found in seals.examine(store, observer)]
        if broken:
            raise MonitorError("; ".join(map(str, broken[:3])))
        heads = [head for observer in store.observers() if (head := store.head(observer))]
    finally:
        store.close()
    return f"{sum(head.sequence + 1 for head in heads)} entries in {len(heads)} chains, all whole"


def _stamps(settings: Settings) -> str:
    authorities = authorities_of(settings)
    if not authorities:
        return "no authority stamps the ledger: only we vouch for its times"
    try:
        store = app.store_of(settings)
    except DatabaseNew:
        return f"{len(authorities)} authorities; nothing to stamp yet"
    try:
        wrong = [*seals.examine_stamps(store, authorities)]
        waiting = sum(not stamp.token for stamp in store.stamps())
    finally:
        store.close()
    if wrong:
        raise MonitorError("; ".join(wrong[:3]))
    return f"{len(authorities)} authorities; {waiting} stamps pending"


def _disk(settings: Settings) -> str:
    folder = app.evidence_of(settings).folder
    place = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free
    if free < ENOUGH_DISK_BYTES:
        raise MonitorError(f"only {free / 1e9:.1f} GB are free for evidence")
    return f"{free / 1e9:.0f} GB are free for evidence"
