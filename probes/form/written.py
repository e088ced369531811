"""Remembers what of ours stands in a form, over its steps: what it lacks, and by what a request is known for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from probes import matching
from probes.form.arrival import Found
from probes.form.plan import Entry
from probes.form.tracker import is_tracker


@dataclass(slots=True, kw_only=True)
class Written:
    """What was written into one inquiry's form, by its meaning."""

    inquiry: str
    _meanings: set[str] = field(default_factory=set)

    @property
    def address(self) -> bool:
        """True if our address stands in it, so that an answer may come by mail."""
        return "address" in self._meanings

    def note(self, found: Found, entries: Sequence[Entry]) -> None:
        form = found.candidate
        made = [entry.field for entry in entries if entry.act == "write"]
        self._meanings |= {"message"} if form.message in made else set()
        for meaning, fields in (("address", form.all("email", "contact")), ("subject", form.all("subject"))):
            self._meanings |= {meaning} if any(one in made for one in fields) else set()

    def lacks(self, found: Found) -> str:
        """What must stand in it before it is sent and does not; a tracker asks for no address."""
        if "message" not in self._meanings:
            return "message"
        told = "subject" in self._meanings and is_tracker(found.sight.survey, found.candidate)
        return "" if self.address or told else "e-mail address"

    @property
    def sign(self) -> str:
        """What stands in every request that carries our message: of our address, else the subject's nonce."""
        told = self.address or "subject" not in self._meanings
        return self.inquiry if told else matching.nonce_for(self.inquiry)
