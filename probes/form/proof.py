"""What an end without a word is worth: a mail to an inquiry's own address tells that the form took a message.

That mail proves its own inquiry. Others of the same target that ended alike are proven by an answer of a person's;
where a machine acknowledges what it took, one without such a mail has not been shown to be taken (decision 0187).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from probes.form import words
from probes.form.wordless import KEPT
from probes.interface import Message, ProbeError, ProfileBook, Target, VoidReason

_ANSWERED, _ACKNOWLEDGED = "ended_wordless_and_answered", "ended_wordless_and_acknowledged"
_AT_ONCE = timedelta(minutes=10)  # a mail that comes within it is taken for a machine's
_OF_MACHINES = ("auto_submitted", "vendor_auto", "auto_subject", "empty_return_path", "precedence")
_NO_PROOF = ("bounce", "delay")
_TO_MANY = ("bulk", "list", "junk")
UNPROVEN = (
    "the form's server accepted the message and nobody said a word of it: its silence would prove nothing before "
    "a mail to our address shows that such messages are taken"
)
_HINT = "wait for an answer by mail, or ask by another channel"


@dataclass(slots=True, kw_only=True)
class Proof:
    """Of one inquiry. ``ending`` is empty where the page itself told that the message was taken."""

    target: Target
    book: ProfileBook
    ending: str = ""
    proven: bool = False

    async def meet(self, ending: str) -> None:
        """The press ended so; learn what is known of such ends."""
        known = await asyncio.to_thread(self.book.recall, self.target) if ending else None
        self.ending = ending
        self.proven = ending in _of(known, _ANSWERED) and ending not in _of(known, _ACKNOWLEDGED)

    async def hear(self, message: Message, t0: datetime | None) -> None:
        """A message that came after ``t0``: it proves this inquiry, and by whom it was is remembered for others."""
        if not (self.ending and t0 is not None and tells(message)):
            return
        self.proven = True
        if KEPT not in self.ending:  # a form that stays as it was looks so, too, where nothing was taken
            kind = _ACKNOWLEDGED if _by_a_machine(message, t0) else _ANSWERED
            await asyncio.to_thread(self._remember, kind)

    def _remember(self, kind: str) -> None:
        known = self.book.recall(self.target) or {}
        if self.ending not in (endings := _of(known, kind)):
            self.book.keep(self.target, {**known, kind: [*endings, self.ending]})

    def insist(self) -> None:
        """Raises ``ProbeError(SEND_UNCERTAIN)`` while nothing proves that the message was taken."""
        if self.ending and not self.proven:
            raise ProbeError(VoidReason.SEND_UNCERTAIN, UNPROVEN, _HINT)


def tells(message: Message) -> bool:
    """True if it shows that ours was taken: no mail server's, none to many, none that asks to confirm first."""
    marks = message.marks
    if any(mark in marks for mark in _NO_PROOF) or marks.get("precedence") in _TO_MANY:
        return False
    said = f"{marks.get('subject', '')}\n{message.text}"
    return not any(words.says("after", key, said) for key in ("pending", "coded"))


def _by_a_machine(message: Message, t0: datetime) -> bool:
    """Declared by itself, or too quick to be a person's for certain."""
    return any(mark in message.marks for mark in _OF_MACHINES) or message.seen_by - t0 < _AT_ONCE


def _of(known: Mapping[str, object] | None, kind: str) -> list[str]:
    endings = (known or {}).get(kind, ())
    return [str(ending) for ending in endings] if isinstance(endings, list | tuple) else []
