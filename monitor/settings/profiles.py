"""Web-chat profiles by name: a vendor is a file in ``probes/webchat/profiles``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def profile_names() -> tuple[str, ...]:
    """The vendors whose profile comes with the package, sorted."""
    folder = files("probes.webchat").joinpath("profiles")
    if not folder.is_dir():
        return ()
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


@cache
def named_profile(name: str) -> Mapping[str, Any]:
    """The profile of that name; KeyError if none comes with the package."""
    if name not in profile_names():
        raise KeyError(name)
    text = files("probes.webchat").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
