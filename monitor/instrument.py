"""Suspects the instrument where the same failure meets several platforms of one vendor in a night.

Chats with the same profile are taken for one vendor's. What a network does is told by ``monitor.troubles``.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.alarm import Alarm
from probes.interface import ChannelKind, ProbeError, ProfileBook, Target, VoidReason

SEVERAL = 2
OURS = frozenset({VoidReason.PAGE_CHANGED, VoidReason.SESSION_LOST, VoidReason.SEND_UNCERTAIN})
"""Failures that a chat's own page may bring about, and so all pages of its vendor at once."""


@dataclass(slots=True, kw_only=True)
class Suspicion:
    """Remembers a night's failures as long as the process lives; ``profile_of`` gives what a chat is read by."""

    alarm: Alarm
    observer: str
    targets: Mapping[str, Target]
    profile_of: Callable[[Target], Mapping[str, Any] | None]
    _met: defaultdict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def over(cls, targets: Iterable[Target], alarm: Alarm, observer: str, book: ProfileBook) -> Suspicion:
        """Over a study's targets; ``book`` has the profiles of chats that were found by themselves."""
        return cls(
            alarm=alarm, observer=observer, targets={target.id: target for target in targets},
            profile_of=lambda target: target.profile or book.recall(target),
        )  # fmt: skip

    def notice(self, target: str, night: str, failure: ProbeError) -> None:
        """Count it, and tell, in a thread, if it points at the instrument."""
        if failure.reason in OURS:
            asyncio.get_running_loop().run_in_executor(None, self.suspect, target, night, failure)

    def suspect(self, target: str, night: str, failure: ProbeError) -> bool:
        """Returns whether the operator was told now: once for each vendor, failure and night."""
        vendor = self._vendor(target) if failure.reason in OURS else ""
        if not vendor:
            return False
        reason = failure.reason.value
        met = self._met[vendor, reason, night]
        met.add(self.targets[target].platform)
        return len(met) >= SEVERAL and self.alarm.tell(
            f"suspect_instrument/{self.observer}/{vendor}/{reason}/{night}",
            f"silence: suspect_instrument: {reason} at {', '.join(sorted(met))} on the night {night}",
            f"{failure}\nTheir chats are read by one profile: look whether it fits. Nothing of it counts as silence.",
        )

    def _vendor(self, target: str) -> str:
        known = self.targets.get(target)
        if known is None or known.control or known.channel is not ChannelKind.WEBCHAT:
            return ""
        profile = self.profile_of(known)
        if not profile:
            return ""
        return hashlib.sha256(json.dumps(profile, sort_keys=True, default=str).encode()).hexdigest()[:12]
