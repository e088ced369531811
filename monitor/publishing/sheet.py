"""Reads a TOML file in which people say something of an edition; the first mistake is told with its place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from monitor.errors import MonitorError
from monitor.settings.part import Part

Sheet = TypeVar("Sheet", bound=Part)


def read(path: Path, kind: type[Sheet], invalid: type[MonitorError]) -> Sheet:
    """The file as ``kind``; an empty one where there is no file. Raises ``invalid``."""
    if not path.exists():
        return kind()
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise invalid(f"{path}: {_first(error)}", "see docs/publishing.md; nothing was published") from error


def _first(error: Exception) -> str:
    """The first mistake, with its place."""
    if not isinstance(error, ValidationError):
        return str(error)
    found = error.errors()[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"]).lstrip(".")
    return f"{place}: {found['msg']}" if place else str(found["msg"])
