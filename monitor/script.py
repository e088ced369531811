"""What may be said after a question: handed to the engine, which judges nothing, by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.store.interface import Claim, FollowUp, PlannedInquiry
from probes.interface import Conversation, Message

FOLLOW_UP, HANDOFF = "follow_up", "handoff"

Texts = Callable[[PlannedInquiry, str], Sequence[str]]
"""What may be said after this question, in order; the second argument is the kind."""
Allowed = Callable[[PlannedInquiry, str, str], bool]
"""Whether the guards let this text of this kind go now."""
Requests = Callable[[PlannedInquiry, datetime, Sequence[Message], Sequence[FollowUp]], Sequence[Message]]
"""The messages that put the ball with us, by t0 and all that was said; none once the question is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The default says nothing. ``after``: the pause before a follow-up; ``handoff_pause``: after each phrase."""

    after: timedelta = timedelta(seconds=20)
    handoff_pause: timedelta = timedelta(seconds=30)
    texts: Texts = lambda plan, kind: ()
    allowed: Allowed = lambda plan, kind, text: False
    requests: Requests = lambda plan, t0, messages, said: ()


@dataclass(slots=True, kw_only=True)
class Talk:
    """A conversation under way: its door, and all that was heard and said in it, in earlier visits too.

    ``quiet``: nothing more is said in this visit, because nobody would see the answer, or a guard or another sender
    stands in the way.
    """

    claim: Claim
    door: Conversation
    t0: datetime
    quiet: bool = False
    messages: dict[int, Message] = field(init=False)
    said: list[FollowUp] = field(init=False)

    def __post_init__(self) -> None:
        self.messages = {message.ordinal: message for message in self.claim.messages}
        self.said = list(self.claim.follow_ups)

    @property
    def plan(self) -> PlannedInquiry:
        return self.claim.inquiry.plan

    @property
    def over(self) -> bool:
        """The platform ended the conversation: whatever we wrote now would begin another."""
        ended = any("ended" in message.marks for message in self.messages.values())
        return ended or self.claim.inquiry.platform_ended_at is not None

    @property
    def in_doubt(self) -> bool:
        """What we said last may or may not have arrived: nothing is said after it, in any visit."""
        return any(said.sent_at is None for said in self.said)

    def of(self, kind: str) -> list[FollowUp]:
        return [said for said in self.said if said.kind == kind]

    def settled(self) -> list[Message]:
        """What was heard whole, by ordinal: a text that was still changing when we left is left to the next visit."""
        earlier = {message.ordinal for message in self.claim.messages}
        whole = (m for m in self.messages.values() if m.ordinal in earlier or "unsettled" not in m.marks)
        return sorted(whole, key=lambda message: message.ordinal)
