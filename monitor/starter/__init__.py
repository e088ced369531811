"""The first config.toml of a study: the documented example, with the built-in questions written out."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template

from monitor import bank
from monitor.errors import MonitorError


def text(*, starts: date, seed: int) -> str:
    """The commented configuration for a study whose first night is ``starts``, with placeholder addresses."""
    template = Template(files(__package__).joinpath("config.toml").read_text(encoding="utf-8"))
    second = f"{starts.replace(day=1) + timedelta(days=31):%Y-%m}"
    questions = "\n".join(bank.text(language, later_in=second).strip() + "\n" for language in bank.LANGUAGES)
    return template.substitute(starts=starts.isoformat(), seed=seed, questions=questions.strip())


def first_night(today: date) -> date:
    """The Monday that leaves at least a week to check, plan and approve: whole ISO weeks from the first night on."""
    return today + timedelta(days=14 - today.weekday())


def write(path: Path, *, today: date, seed: int) -> None:
    """Write the example to ``path``. Raises MonitorError if something is there already."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text(starts=first_night(today), seed=seed))
    except FileExistsError:
        raise MonitorError(f"{path} exists", "write it elsewhere with --out DIRECTORY, or fill in this one") from None
