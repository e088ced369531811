"""The names of platforms as the pages show them, each knowing its platform's id and page."""

from __future__ import annotations

import hashlib
import re

from reports.edition import Edition
from reports.quotes import visible

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


class Name(str):
    """A platform's name made harmless to show; ``id`` is the data's, ``stem`` that of its page's address."""

    __slots__ = ("id", "stem")
    id: str
    stem: str


def named(edition: Edition, platform: str) -> Name:
    """The name of ``platform``, or its id where the study does not know it."""
    name = Name(visible(edition.name(platform)))
    name.id, name.stem = visible(platform), stem(platform)
    return name


def stem(platform: str) -> str:
    """A stable file name for a platform's page: its id, or a digest where the id is no harmless file name."""
    if _SAFE.fullmatch(platform) and platform != "index":
        return platform
    return "platform-" + hashlib.sha256(platform.encode("utf-8", "surrogatepass")).hexdigest()[:16]
