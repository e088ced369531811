"""The little of the world that one visit's probe may touch: a clock, and a place to keep exhibits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.clock import Clock
from monitor.evidence import Evidence
from monitor.store.interface import Store
from probes.interface import Exhibit


@dataclass(slots=True)
class InquiryStage:
    """A ``probes.interface.Stage`` that keeps what it is given under one inquiry."""

    clock: Clock
    evidence: Evidence
    store: Store
    inquiry_id: str

    def now(self) -> datetime:
        return self.clock.now()

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        exhibit = self.evidence.keep(content, media_type, role, at=self.clock.now())
        self.store.keep(self.inquiry_id, exhibit)
        return exhibit
