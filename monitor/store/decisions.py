"""What a store remembers of decisions: persistence verdicts, controls, pauses and approvals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.store.records import Approval, ControlResult, Pause, Verdict


class Decisions(Protocol):
    """The part of ``Store`` that keeps what was decided about targets, nights and platforms."""

    def verdict(self, target: str, week: str) -> Verdict | None: ...

    def begin_test(self, target: str, week: str, inquiry_id: str) -> bool:
        """Make this inquiry the week's persistence test; False if another one is (compare and set).

        Asked again for the same inquiry it says True again.
        """
        ...

    def decide(self, verdict: Verdict) -> None:
        """Set the week's verdict of a target, whatever stood there."""
        ...

    def note_control(self, result: ControlResult) -> None:
        """Append; the same (night, observer, channel, at) once."""
        ...

    def controls(self, night: str | None = None) -> Sequence[ControlResult]: ...

    def pause(self, pause: Pause) -> None: ...

    def resume(self, platform: str, *, at: datetime) -> bool:
        """End every pause of the platform that is not over, also one to come; False if there is none."""
        ...

    def pauses(self, *, at: datetime) -> Sequence[Pause]:
        """The pauses in force at this moment (from ``since``, before ``until``)."""
        ...

    def approve(self, approval: Approval) -> None:
        """Add; the first approval of a text by one name stays, a second name is another row."""
        ...

    def approvals(self) -> Sequence[Approval]: ...
