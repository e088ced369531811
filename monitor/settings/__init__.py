"""The configuration: one frozen, fully checked tree read from config.toml."""

from __future__ import annotations

from monitor.settings.mistakes import Problem
from monitor.settings.model import Settings
from monitor.settings.notation import read_duration, write_duration
from monitor.settings.reading import load, parse, validate
from monitor.settings.schema import schema, schema_text

__all__ = [
    "Problem",
    "Settings",
    "load",
    "parse",
    "read_duration",
    "schema",
    "schema_text",
    "validate",
    "write_duration",
]
