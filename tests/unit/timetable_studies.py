"""Small studies to plan, with a bank of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.settings import Settings, validate
from tests import studies

COMPRESSED = {"night_every": "14s", "spread": "12s"}
PROFILE = {"input": "textarea", "transcript": ".log", "own": ".mine", "agent": ".theirs"}
WORDS = {"zh": "请问一般规则是怎样的？第{}题，说法{}", "en": "What is the general rule? Question {}, wording {}"}


def _question(topic: str, language: str, number: int) -> dict[str, Any]:
    return {
        "id": f"{topic.replace('_', '-')}-{number}-{language}",
        "topic": topic,
        "language": language,
        "subject": "Question",
        "paraphrases": [WORDS[language].format(number, wording) for wording in "abc"],
        "criterion": [["x"]],
    }


def _platform(number: int, control: bool) -> dict[str, Any]:
    host = f"shop-{number}.example"
    return {
        "id": f"shop-{number}",
        "name": f"Shop {number}",
        "control": control,
        "public_support_url": f"https://{host}/support",
        "reason": "Sells nothing.",
        "targets": [
            {"channel": "webchat", "address": f"https://{host}/", "profile": PROFILE},
            {"channel": "mail", "address": f"help@{host}", "account": "desk"},
        ],
    }


SERVER = {"host": "mail.example.org", "port": 993, "security": "tls"}
ACCOUNT = {"name": "desk", "address": "probe@example.org", "username": "probe", "password": "env:X"}
STUDY = {
    **studies.STUDY,
    "id": "small-study",
    "title": {"zh": "小型研究", "en": "A small study"},
    "zone": "Asia/Shanghai",
    "starts": date(2026, 12, 7),
    "seed": 20261207,
}


def data(*, platforms: int = 3, control: bool = False, hours: Any = None, **keys: Any) -> dict[str, Any]:
    """A configuration of ``platforms`` platforms of two doors each, and other keys in [study], as TOML would read."""
    panel = [_platform(number, control) for number in range(platforms)]
    if hours:
        panel[0]["service_hours"] = hours
    bank = [_question(t, x, n) for t in ("pre_sale", "after_sale") for x in ("zh", "en") for n in (1, 2, 3)]
    account = {**ACCOUNT, "smtp": SERVER, "imap": SERVER}
    persona = {"name": "Support Study"}
    return {
        "study": STUDY | keys,
        "persona": persona,
        "mail_accounts": [account],
        "platforms": panel,
        "questions": bank,
    }


def study(**keys: Any) -> Settings:
    """The settings of ``data``."""
    return validate(data(**keys))


def small_nights(**keys: Any) -> Settings:
    """A compressed study of controls."""
    return study(control=True, compressed=COMPRESSED, **keys)
