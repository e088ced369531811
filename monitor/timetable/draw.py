"""Seeded draws that are the same on every machine and in every version: hashes, not a generator's state."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The draws of one study; equal names give equal draws."""

    study: str
    seed: int

    def fraction(self, *names: object) -> float:
        """A number in [0, 1) for these names."""
        return int.from_bytes(self._digest(*names)[:6], "big") / 2**48

    def pick(self, size: int, *names: object) -> int:
        """A number in 0 … size - 1 for these names."""
        return int.from_bytes(self._digest(*names)[:8], "big") % size

    def token(self, *names: object) -> str:
        """Twelve lower-case base32 letters and digits (60 bits): fit for a mail tag, not to be guessed."""
        return base64.b32encode(self._digest(*names)).decode("ascii")[:12].lower()

    def _digest(self, *names: object) -> bytes:
        text = _SEPARATOR.join(str(name) for name in (self.study, self.seed, *names))
        return hashlib.sha256(text.encode()).digest()


def rotate(count: int, size: int) -> int:
    """Which of ``size`` things comes at turn ``count``: each once a cycle.

    Time cells alternate by turn. With an even number of things, a plain rotation would always put the same thing
    into the same cell; so each cycle then begins one further on.
    """
    return (count + count // size) % size if size % 2 == 0 else count % size
