"""Reads config.toml and reports every mistake at once, each with its path, what is wrong and what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.errors import SettingsError
from monitor.settings.draft import draft_of
from monitor.settings.mistakes import Problem, problems_of
from monitor.settings.model import Settings
from monitor.settings.rules import broken_rules


def load(path: Path) -> Settings:
    """Read and check a configuration file.

    Raises SettingsError with every problem found; a file that is not there or not TOML has just that one.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError([(str(path), "there is no such file", "write one with: silence init")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([(str(path), f"cannot be read: {error}", "it must be a readable UTF-8 file")]) from error
    return parse(text, path)


def parse(text: str, path: Path = Path("config.toml")) -> Settings:
    """Check the text of a configuration that stands, or would stand, at ``path``. Raises SettingsError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([_syntax(error, path)]) from None
    return validate(data, path)


def validate(data: Mapping[str, Any], path: Path = Path("config.toml")) -> Settings:
    """Check a configuration that is already a tree of tables and lists. Raises SettingsError."""
    settings, problems = _structure(data)
    known = {place for place, _, _ in problems}
    problems += [problem for problem in broken_rules(draft_of(data)) if problem[0] not in known]
    if problems or settings is None:
        raise SettingsError(problems)
    settings._path = path
    return settings


def _structure(data: Mapping[str, Any]) -> tuple[Settings | None, list[Problem]]:
    try:
        return Settings.model_validate(data), []
    except ValidationError as error:
        return None, problems_of(error, Settings)


def _syntax(error: tomllib.TOMLDecodeError, path: Path) -> Problem:
    found = re.match(r"(?s)(.*?) \((?:at )?(.*)\)$", str(error))
    wrong, place = (found[1], found[2]) if found else (str(error), path.name)
    return place, f"is not TOML: {wrong[:1].lower()}{wrong[1:]}", "mend that line; quotes, brackets and = must match"
