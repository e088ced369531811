"""Which kinds of channel a configuration may name: those in the table of channels, and no others."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from monitor.settings.notation import mistake
from probes.interface import ChannelKind
from probes.registry import CHANNELS

OWN = tuple(kind.value for kind in ChannelKind)
"""The kinds with sections, checkpoints and a loopback control of their own."""


def _known(kind: str) -> str:
    if kind not in CHANNELS:
        *others, last = (repr(known) for known in CHANNELS)
        raise mistake(f"is {kind!r}", f"write {', '.join(others)} or {last}")
    return kind


def _further(kind: str) -> str:
    if _known(kind) in OWN:
        raise mistake(f"{kind} has a key of its own", f"write {kind} = … one table further out")
    return kind


Kind = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(CHANNELS)})]
FurtherKind = Annotated[str, AfterValidator(_further)]
"""A kind that only the table of channels knows."""
