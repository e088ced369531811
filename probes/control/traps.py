"""The traps of a zoo: the values of a dataclass's traits, named, drawn by a seed, freed of contradictions."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar, get_args, get_type_hints

Specimen = TypeVar("Specimen", bound=Any)
Rule = tuple[Callable[[Any], Any], Mapping[str, Any]]
"""Where the first applies to a specimen, the second is changed."""


def values(plain: Any) -> Mapping[str, Sequence[Any]]:
    """Every trait of the specimen's class with its values, the harmless one, which ``plain`` bears, first."""
    hints = get_type_hints(type(plain))
    choices = {f.name: (False, True) if hints[f.name] is bool else get_args(hints[f.name]) for f in fields(plain)}
    return {
        name: sorted(choice, key=lambda value: value != getattr(plain, name))
        for name, choice in choices.items()
        if choice
    }


def names(traits: Mapping[str, Sequence[Any]]) -> Sequence[str]:
    """Every value that is not harmless, by name: ``place=shadow``, ``copies``, ``no socket``."""
    return [_name(trait, value) for trait, (_, *others) in traits.items() for value in others]


def borne(specimen: Any, traps: Sequence[str]) -> Sequence[str]:
    """Those of the traps that the specimen bears."""
    return [trap for trap in traps for trait, value in change(trap).items() if getattr(specimen, trait) == value]


def change(trap: str) -> dict[str, Any]:
    """The trait that bears this trap, with its value."""
    trait, _, value = trap.removeprefix("no ").partition("=")
    return {trait: value or not trap.startswith("no ")}


def drawn(traits: Mapping[str, Sequence[Any]], dice: random.Random, *, often: Mapping[str, float]) -> dict[str, Any]:
    """A value for each trait: a trap as often as ``often`` says, else half of the time."""
    chosen: dict[str, Any] = {}
    for name, (plain, *others) in traits.items():
        chosen[name] = dice.choice(others) if dice.random() < often.get(name, 0.5) else plain
    return chosen


def sensible(specimen: Specimen, rules: Sequence[Rule]) -> Specimen:
    """The same specimen without what contradicts itself."""
    for applies, changes in rules:
        if applies(specimen):
            specimen = replace(specimen, **changes)
    return specimen


def _name(trait: str, value: Any) -> str:
    if isinstance(value, bool):
        return trait if value else f"no {trait}"
    return f"{trait}={value}"
