"""Who publishes an edition, where it is found, under which licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

LICENSES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
}
"""SPDX identifier → where the licence is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """``address``: where editions are served, empty if nowhere yet; ``contact``: the mailbox for answers."""

    publisher: str = ""
    address: str = ""
    contact: str = ""
    license: str = "CC-BY-4.0"

    def place(self, path: str) -> str:
        """The stable address of ``path`` (such as ``2026-W47/``), or empty where nothing is served."""
        return f"{self.address.rstrip('/')}/{path}" if self.address else ""


def days_of(week: str) -> tuple[date, date]:
    """Monday and Sunday of an ISO week such as ``2026-W47``. Raises ``ValueError``."""
    found = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    if found is None:
        raise ValueError(f"{week!r} is no ISO week")
    year, number = int(found[1]), int(found[2])
    return date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)
