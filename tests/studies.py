"""Configurations of small studies: what they have in common is written once; what a test is about it says itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from monitor import bank
from probes.control.mailpair import ARRIVAL_HEADER
from probes.control.world import World

Table = Mapping[str, Any]
"""A table as TOML would read it."""

_STARTER = (Path(__file__).parents[1] / "config.toml").read_text(encoding="utf-8")
STARTER_QUESTIONS = _STARTER[_STARTER.index("[[questions]]") :]
"""Those of the configuration that ``silence init`` writes."""
BANK = bank.text("zh") + bank.text("en")
"""The built-in questions."""
STUDY: Table = {
    "zone": "UTC",
    "starts": date(2026, 1, 5),
    "nights": 28,
    "seed": 3,
    "languages": ["zh", "en"],
    "pairs_per_week": 4,
    "working_hours": ["09:00", "18:00"],
    "other_hours": ["18:30", "22:30"],
}


def config(
    name: str, platforms: Sequence[Table], *, study: Table | None = None, account: Table | None = None,
    questions: str = STARTER_QUESTIONS, **sections: Any,
) -> str:  # fmt: skip
    """A whole ``config.toml``: ``study`` adds to the keys of [study], ``sections`` are other tables by name."""
    said = {"study": {"id": name, "title": {"zh": f"研究 {name}", "en": f"Study {name}"}, **STUDY, **(study or {})}}
    tables = said | {"persona": {"name": "Study"}} | sections
    tables |= {"mail_accounts": [account]} if account else {}
    return tomlkit.dumps({**tables, "platforms": list(platforms)}) + "\n" + questions


def account_at(domain: str) -> Table:
    """A mailbox of ours, ``desk``, that no test connects to."""
    server = {"host": f"mail.{domain}", "security": "tls"}
    return {
        "name": "desk", "address": f"probe@study.{domain}", "username": "probe",
        "password": "env:SILENCE_MAIL_PASSWORD", "smtp": {**server, "port": 465}, "imap": {**server, "port": 993},
    }  # fmt: skip


def account_in(place: World, password: str) -> Table:
    """The mailbox ``probe`` of a world of control platforms; ``password`` names the variable that holds it."""
    server = {"host": "127.0.0.1", "security": "none"}
    return {
        "name": "probe", "address": "probe@probe.test", "username": "probe@probe.test", "password": f"env:{password}",
        "arrival_header": ARRIVAL_HEADER, "smtp": {**server, "port": place.smtp_port},
        "imap": {**server, "port": place.imap_port},
    }  # fmt: skip


def stranger(name: str, domain: str, /, *, title: str = "", **more: Any) -> Table:
    """A firm that sells to consumers and is asked by mail, from the account ``desk``."""
    return {
        "id": name, "name": title or name, "public_support_url": f"https://{domain}/support",
        "reason": "sells to consumers",
        "targets": [{"channel": "mail", "address": f"support@{domain}", "account": "desk"}], **more,
    }  # fmt: skip


def control(name: str, /, *doors: Table, **more: Any) -> Table:
    """A platform of our own."""
    return {"id": name, "name": name, "control": True, "targets": list(doors), **more}


def chat(address: str, **more: Any) -> Table:
    return {"channel": "webchat", "address": address, "profile": "control", **more}


def mail(name: str) -> Table:
    return {"channel": "mail", "address": f"{name}@support.test", "account": "probe"}


def quick(*, every: str, spread: str, checkpoints: Mapping[str, Sequence[str]], **timing: str) -> Table:
    """Keys of [study] for nights of seconds, of control platforms alone."""
    return {
        "pairs_per_week": 7, "checkpoints": dict(checkpoints), "timing": {"minimum_gap": "1s", **timing},
        "compressed": {"night_every": every, "spread": spread},
    }  # fmt: skip
