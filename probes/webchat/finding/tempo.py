"""Counts the time a page has had, on a machine that may be busy with other things.

A bound of seconds means: so long has the page had to show something. Where a single look takes seconds because the
machine is busy, the page had little of them, so a look counts for ``BEAT`` at most.
"""

from __future__ import annotations

from collections.abc import Callable

BEAT = 0.5  # seconds that one look and the waiting after it count at most; on an idle machine they take less
SLOWEST = 5.0  # no machine is waited for longer than this many times the time it was given


class Tempo:
    """A clock of looks: ``tick`` once a look, ``now`` are the seconds the page has had since ``begin``."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """A search begins now."""
        self._began = self._last = self._clock()
        self._counted = 0.0

    def tick(self) -> None:
        """One more look."""
        now = self._clock()
        self._counted += min(BEAT, now - self._last)
        self._last = now

    @property
    def now(self) -> float:
        """Seconds the page has had, never less than a fifth of those that have passed."""
        counted = self._counted + min(BEAT, self._clock() - self._last)
        return max(counted, (self._clock() - self._began) / SLOWEST)

    @property
    def slowness(self) -> float:
        """How many times longer all took than it should: 1 on an idle machine, 5 at most."""
        return max(1.0, min(SLOWEST, (self._clock() - self._began) / max(self.now, BEAT)))
