"""Tells how a zoo's draw went: the verdicts by trap, every one that is not right, and whether a demand is met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol


class Judged(Protocol):
    """A verdict of either zoo."""

    @property
    def kind(self) -> str: ...

    @property
    def why(self) -> str: ...


def table(
    subjects: str, kinds: Sequence[str], borne: Mapping[str, Sequence[str]], verdicts: Mapping[str, Judged]
) -> None:
    """Print the verdicts by trap, then every verdict that is not right; ``borne``: the traps of each, by its name."""
    by_trap: dict[str, Counter[str]] = {}
    for name, verdict in verdicts.items():
        for trap in (f"all {subjects}", *borne[name]):
            by_trap.setdefault(trap, Counter())[verdict.kind] += 1
    print(f"{'trap':28} {'n':>5} " + " ".join(f"{kind:>12}" for kind in kinds))
    for trap, counted in by_trap.items():
        print(f"{trap:28} {counted.total():5} " + " ".join(f"{counted[kind]:12}" for kind in kinds))
    for name, verdict in sorted(verdicts.items()):
        if verdict.kind != "right":
            print(f"{name}: {verdict.kind}: {verdict.why}\n    {', '.join(borne[name])}")


def met(found: Mapping[str, float], demand: float | None) -> bool:
    """Each was measured, enough are right, and none is wrong; ``found``: the share of each kind."""
    return demand is None or (found["right"] >= demand and found["wrong"] == found["not measured"] == 0)
