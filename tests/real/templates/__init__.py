"""Configurations of the foreign servers; ``$name`` is filled in when a server starts."""

from __future__ import annotations

from pathlib import Path
from string import Template


def write(name: str, into: Path, **values: object) -> Path:
    """Fill template ``name`` in and write it into the folder ``into``; returns the file."""
    filled = Template((Path(__file__).parent / name).read_text(encoding="utf-8")).substitute(
        {key: str(value) for key, value in values.items()}
    )
    written = into / name
    written.write_text(filled, encoding="utf-8")
    return written
