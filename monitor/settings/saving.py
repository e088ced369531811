"""Writes what was found into the configuration file: a few lines are put in, nothing else of it is touched."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import SettingsError


def profile_text(profile: Mapping[str, Any]) -> str:
    """A profile as TOML, as it stands below a target."""
    return "\n".join(["[platforms.targets.profile]", *(f"{key} = {_value(value)}" for key, value in profile.items())])


def form_text(address: str, account: str | None) -> str:
    """A form target as TOML, as it stands below a platform."""
    listens = f"account = {_value(account)}" if account else "# account = the name of one of [[mail_accounts]]"
    return "\n".join(["[[platforms.targets]]", 'channel = "form"', f"address = {_value(address)}", listens])


def save_form(config: Path, address: str, account: str | None) -> None:
    """Put a form target below the platform that has an address of its host. Raises ``SettingsError``; then nothing is
    written."""
    if account is None:
        todo = "add [[mail_accounts]]: a form is answered by mail"
        raise SettingsError([(str(config), "no mail account is configured", todo)])
    text = config.read_text(encoding="utf-8")
    lines = text.splitlines()
    place = _below_its_platform(config, tomllib.loads(text), lines, address)
    while not lines[place - 1].strip() or lines[place - 1].lstrip().startswith("#"):
        place -= 1  # a comment belongs to what follows it
    new = "\n".join([*lines[:place], "", form_text(address, account), "", *lines[place:]]) + "\n"
    told = tomllib.loads(new)
    added = {"channel": "form", "address": address, "account": account}
    _written(config, text, new, {**told, "platforms": [_without(platform, added) for platform in told["platforms"]]})


def _below_its_platform(config: Path, told: Mapping[str, Any], lines: list[str], address: str) -> int:
    """The line after all that belongs to the one platform with an address of this host."""
    platforms = told.get("platforms", [])
    mine = [number for number, platform in enumerate(platforms) if any(_near(a, address) for a in _addresses(platform))]
    if any(t.get("channel") == "form" and t.get("address") == address for p in platforms for t in p.get("targets", [])):
        raise SettingsError([(str(config), f"a form target with {address} is there", "nothing is to be saved")])
    if len(mine) != 1:
        what = f"{'no platform has' if not mine else 'several platforms have'} an address of this host"
        raise SettingsError([(str(config), what, "put the target that is printed below its [[platforms]]")])
    heads = [index for index, line in enumerate(lines) if line.strip().startswith("[[platforms]]")]
    start = heads[mine[0]]
    following = (
        index
        for index, line in enumerate(lines)
        if index > start and line.lstrip().startswith("[") and not re.match(r"\s*\[\[?platforms\.", line)
    )
    return next(following, len(lines))


def _addresses(platform: Mapping[str, Any]) -> Iterator[str]:
    yield str(platform.get("public_support_url", ""))
    for target in platform.get("targets", []):
        yield str(target.get("address", ""))


def _near(one: str, other: str) -> bool:
    """The same host, or one below the other."""
    first, second = (urlsplit(address).netloc.lower().removeprefix("www.") for address in (one, other))
    return bool(first and second) and (first == second or first.endswith("." + second) or second.endswith("." + first))


def _without(platform: Mapping[str, Any], added: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**platform, "targets": [target for target in platform["targets"] if target != added]}


def save_profile(config: Path, address: str, profile: Mapping[str, Any]) -> None:
    """Put the profile below the target that has this address. Raises ``SettingsError``; then nothing is written."""
    text = config.read_text(encoding="utf-8")
    lines = text.splitlines()
    start, end = _block(config, lines, address)
    block = [*lines[start:end]]
    while block and not block[-1].strip():
        block.pop()
    new = "\n".join([*lines[:start], *block, "", profile_text(profile), "", *lines[end:]]) + "\n"
    told = tomllib.loads(new)
    for platform in told.get("platforms", []):
        for target in platform.get("targets", []):
            if target.get("address") == address and target.get("profile") == dict(profile):
                del target["profile"]
    _written(config, text, new, told)


def _written(config: Path, before: str, new: str, without: Mapping[str, Any]) -> None:
    """Write the new text; ``without`` what was put in it must say what the old one says."""
    if without != tomllib.loads(before):
        raise SettingsError([(str(config), "it could not be put in", "copy what is printed")])
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
        if entry.get("address") == address and entry.get("channel") == "webchat":
            follows = lines[after].strip() if after < len(lines) else ""
            if "profile" in entry or follows.startswith("[platforms.targets.profile"):
                raise SettingsError([(str(config), f"the target with {address} has a profile", "take that out first")])
            return head, after
    todo = "add a [[platforms.targets]] with this address, or copy the profile that is printed"
    raise SettingsError([(str(config), f"no target has the address {address}", todo)])


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_items(value)) + "]"
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def _items(values: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    return (_value(value) for value in values)
