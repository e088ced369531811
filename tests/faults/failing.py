"""A store that fails where a test says so, as a full disk or a locked file makes it; everything else goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from monitor.store.interface import Store, StoreUnavailable

FULL = StoreUnavailable("the database cannot be used: database or disk is full", "make room")


@dataclass
class FailingStore:
    """``away``: the names of the methods that raise ``FULL``; ``calls`` counts those that were tried."""

    store: Store
    away: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Any] = getattr(self.store, name)

        def tried(*args: Any, **named: Any) -> Any:
            if name in self.away or "*" in self.away:
                self.calls.append(name)
                raise FULL
            return method(*args, **named)

        return tried
