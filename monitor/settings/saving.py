"""Writes a found profile into the configuration file: a few lines are put in, nothing else of it is touched."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.errors import SettingsError


def profile_text(profile: Mapping[str, Any]) -> str:
    """A profile as TOML, as it stands below a target."""
    return "\n".join(["[platforms.targets.profile]", *(f"{key} = {_value(value)}" for key, value in profile.items())])


def save_profile(config: Path, address: str, profile: Mapping[str, Any]) -> None:
    """Put the profile below the target that has this address. Raises ``SettingsError``; then nothing is written."""
    text = config.read_text(encoding="utf-8")
    lines = text.splitlines()
    start, end = _block(config, lines, address)
    block = [*lines[start:end]]
    while block and not block[-1].strip():
        block.pop()
    new = "\n".join([*lines[:start], *block, "", profile_text(profile), "", *lines[end:]]) + "\n"
    _check(config, text, new, address, profile)
    beside = config.with_name(config.name + ".new")
    beside.write_text(new, encoding="utf-8")
    os.replace(beside, config)


def _block(config: Path, lines: list[str], address: str) -> tuple[int, int]:
    """The lines of the target with this address, up to the next table."""
    heads = [index for index, line in enumerate(lines) if line.lstrip().startswith("[")]
    for head, after in zip(heads, [*heads[1:], len(lines)], strict=True):
        if lines[head].strip() != "[[platforms.targets]]":
            continue
        entry = tomllib.loads("\n".join(lines[head + 1 : after]))
        if entry.get("address") == address:
            follows = lines[after].strip() if after < len(lines) else ""
            if "profile" in entry or follows.startswith("[platforms.targets.profile"):
                raise SettingsError([(str(config), f"the target with {address} has a profile", "take that out first")])
            return head, after
    todo = "add a [[platforms.targets]] with this address, or copy the profile that is printed"
    raise SettingsError([(str(config), f"no target has the address {address}", todo)])


def _check(config: Path, before: str, after: str, address: str, profile: Mapping[str, Any]) -> None:
    """Only the one profile may differ."""
    told = tomllib.loads(after)
    for platform in told.get("platforms", []):
        for target in platform.get("targets", []):
            if target.get("address") == address and target.get("profile") == dict(profile):
                del target["profile"]
    if told != tomllib.loads(before):
        raise SettingsError([(str(config), "the profile could not be put in", "copy the profile that is printed")])


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_items(value)) + "]"
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def _items(values: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    return (_value(value) for value in values)
