"""What a parked conversation is, as JSON: storage of the page, its address, the transcript and how far we know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from probes.interface import ProbeError, Session, VoidReason
from probes.webchat.transcript import Line
from probes.webchat.widget import Profile

if TYPE_CHECKING:
    from probes.webchat.vigil import Vigil

FORMAT = 1
_LINES = TypeAdapter(tuple[Line, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """``known_until``: the last moment at which all that the platform had said was known."""

    url: str
    stored: Mapping[str, Any]
    lines: Sequence[Line]
    known_until: datetime
    t0: datetime | None
    said: Sequence[str] = ()  # what we wrote, in order
    profile: Mapping[str, Any] | None = None  # of a chat that was found by ourselves


def of(vigil: Vigil, profile: Profile, url: str, stored: Mapping[str, Any]) -> Memory:
    """What is known of a conversation now."""
    return Memory(
        url=url,
        stored=stored,
        lines=vigil.lines,
        known_until=vigil.looked_at(),
        t0=vigil.t0,
        said=vigil.said,
        profile=profile.model_dump(exclude_defaults=True) if profile.reading == "structure" else None,
    )


def pack(memory: Memory) -> Session:
    return {
        "format": FORMAT,
        "url": memory.url,
        "stored": memory.stored,
        "lines": _LINES.dump_python(tuple(memory.lines), mode="json"),
        "known_until": memory.known_until.isoformat(),
        "t0": memory.t0.isoformat() if memory.t0 else None,
        "said": list(memory.said),
        "profile": memory.profile,
    }


def unpack(session: Session) -> Memory:
    """Raises ``ProbeError(SESSION_LOST)`` for a session that is none of ours."""
    try:
        if session["format"] != FORMAT:
            raise ValueError(f"format {session['format']}")
        return Memory(
            url=session["url"],
            stored=session["stored"],
            lines=_LINES.validate_python(session["lines"]),
            known_until=datetime.fromisoformat(session["known_until"]),
            t0=datetime.fromisoformat(session["t0"]) if session["t0"] else None,
            said=tuple(session["said"]),
            profile=session.get("profile"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProbeError(VoidReason.SESSION_LOST, f"the stored session cannot be read: {error}") from error
