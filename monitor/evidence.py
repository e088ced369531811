"""Keeps exhibits outside the database, each on disk once, named by the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from probes.interface import Exhibit


@dataclass(frozen=True, slots=True)
class Evidence:
    """A folder of exhibits: ``ab/abcdef…``."""

    folder: Path

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def keep(self, content: bytes, media_type: str, role: str, *, at: datetime) -> Exhibit:
        """Write ``content`` unless it is there; the file appears whole or not at all."""
        digest = hashlib.sha256(content).hexdigest()
        place = self.path(digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{digest}.{os.getpid()}")
            draft.write_bytes(content)
            draft.replace(place)
        return Exhibit(sha256=digest, media_type=media_type, role=role, taken_at=at)
