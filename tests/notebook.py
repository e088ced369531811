"""What a study remembers of its targets, in a dictionary: for tests and benchmarks without a store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probes.interface import Target


class Notebook:
    """A ``probes.interface.ProfileBook``; ``known`` is by the target's id."""

    def __init__(self) -> None:
        self.known: dict[str, Mapping[str, Any]] = {}

    def recall(self, target: Target) -> Mapping[str, Any] | None:
        return self.known.get(target.id)

    def keep(self, target: Target, profile: Mapping[str, Any]) -> None:
        self.known[target.id] = profile
