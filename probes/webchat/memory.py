"""What a parked conversation is, as JSON: storage of the page, its address, the transcript and how far we know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from probes.interface import ProbeError, Session, VoidReason
from probes.webchat.transcript import Line

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
