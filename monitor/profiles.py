"""Keeps the profiles of web chats that were found by themselves, each with the date on which it was found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.clock import Clock
from monitor.store.interface import Store
from probes.interface import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProfile:
    """A profile, the address it belongs to, and when it was found."""

    address: str
    found_at: datetime
    profile: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredProfiles:
    """The book of profiles in the study's store; a target that got another address has none."""

    store: Store
    clock: Clock

    def recall(self, target: Target) -> Mapping[str, Any] | None:
        found = self.found(target)
        return found.profile if found else None

    def keep(self, target: Target, profile: Mapping[str, Any]) -> None:
        """Store a profile under today's date; one that has not changed keeps its own."""
        known = self.found(target)
        if known and known.profile == profile:
            return
        entry = {"address": target.address, "found_at": self.clock.now().isoformat(), "profile": profile}
        self.store.remember(_key(target), json.dumps(entry, ensure_ascii=False))

    def found(self, target: Target) -> FoundProfile | None:
        """What was found last, with its date; None also for an entry that cannot be read: it is found again."""
        try:
            entry = json.loads(self.store.recall(_key(target)) or "null")
            if entry is None or entry["address"] != target.address:
                return None
            found_at = datetime.fromisoformat(entry["found_at"])
            return FoundProfile(address=entry["address"], found_at=found_at, profile=dict(entry["profile"]))
        except (ValueError, KeyError, TypeError):
            return None


def _key(target: Target) -> str:
    return f"profile/{target.id}"
