"""Why the silence of a chat would prove nothing; pure."""

from __future__ import annotations

from collections.abc import Callable

from probes.webchat import sayings
from probes.webchat.vigil import Vigil

BLIND = "the chat was found by itself and no answer was ever read in it: its silence would prove nothing"
DOUBT = "the chat shows a line of which nothing tells whether anybody said it: a silence beside it would prove nothing"
ASKED = "the chat had asked who we are before we wrote, and may have taken our message for that"
HINTS = {ASKED: "tell it our name by `steps` of a profile (docs/profiles.md)"}
HINT = "look with `silence discover`, and name the profile in the config"


def doubt(vigil: Vigil, *, proven: bool, given: bool, heard: Callable[[], bool]) -> str:
    """The first reason, or none. ``proven``: words of theirs were read there; ``given``: a person wrote the profile,
    with all that is to be told first; ``heard``: the wires tell that nothing came."""
    if not given and sayings.asks_who(vigil.last_before_us):
        return ASKED
    why = DOUBT if vigil.doubtful else "" if proven else BLIND
    return "" if why and heard() else why
