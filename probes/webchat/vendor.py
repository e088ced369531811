"""What a vendor file is (``profiles/<name>.toml``): how its chat is recognised, by what that was verified, its profile.

Without ``verified`` a file is a hint: it names what was found, and none of its selectors is ever used.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from probes.webchat import widget
from probes.webchat.widget import ProfileInvalid, mistake

Address = Annotated[
    str,
    Field(
        pattern=r"^[\w.*-]+(/\S*)?$|^/\S+$",
        description="host with the beginning of a path, * for a part of a label; or /path on whatever host",
    ),
]
Name = Annotated[str, Field(pattern=r"^[\w$]+(\.[\w$]+)*$", description="a global of the page, as in Intercom")]
Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Verified(_Part):
    """When the whole way from an address to an answer was gone, and with what software."""

    on: date
    against: Words

    def __str__(self) -> str:
        return f"{self.on.isoformat()} against {self.against}"


class Signature(_Part):
    """What a page with this vendor's chat loads, leaves in its scripts' names, and shows."""

    scripts: tuple[Address, ...] = ()
    globals: tuple[Name, ...] = ()
    selectors: tuple[Words, ...] = ()


class Vendor(_Part):
    """One vendor, as declared."""

    name: str = Field(description="the file's name")
    title: Words
    verified: Verified | None = None
    source: str = Field(default="", description="where an unverified signature was read")
    signature: Signature = Signature()
    profile: Mapping[str, Any] | None = None


def read(name: str, text: str) -> Vendor:
    """Check one file; raises ``ProfileInvalid`` with every mistake, its file and place."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileInvalid([(f"{name}.toml", f"is no TOML: {error}", "mend this line")]) from None
    problems = list(_problems(table))
    try:
        found = Vendor.model_validate({**table, "name": name})
    except ValidationError as error:
        problems = [_problem(wrong) for wrong in error.errors()] + problems
    if problems:
        raise ProfileInvalid([(f"{name}.toml: {path}", wrong, to_do) for path, wrong, to_do in problems])
    return found


def _problems(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What the parts say together."""
    if "signature" not in table and "profile" not in table:
        yield "signature", "is missing", "say how the chat is recognised, or give a profile; docs/profiles.md"
    if not (table.get("verified") or table.get("source")):
        yield "verified", "is missing", "say on what day and against what it was tried, or where it was read (source)"
    if isinstance(table.get("profile"), Mapping):
        try:
            widget.read(table["profile"])
        except ProfileInvalid as error:
            yield from error.problems


def _problem(wrong: Mapping[str, Any]) -> tuple[str, str, str]:
    path, what, to_do = mistake(wrong)
    if wrong["type"] != "string_pattern_mismatch":
        return path, what, to_do
    if ".scripts" in path:
        return path, f"is no address of a script: {wrong['input']}", "write host/path without https://, * for a part"
    return path, f"is no name of a script: {wrong['input']}", "write the global as the page has it, without window."


def load(folder: Traversable) -> Sequence[Vendor]:
    """Every vendor of a folder, by name; raises ``ProfileInvalid`` with the mistakes of all files."""
    found: list[Vendor] = []
    problems: list[tuple[str, str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            found.append(read(entry.name.removesuffix(".toml"), entry.read_text(encoding="utf-8")))
        except ProfileInvalid as error:
            problems += error.problems
    if problems:
        raise ProfileInvalid(problems)
    return tuple(found)


@cache
def vendors() -> Sequence[Vendor]:
    """Every vendor that comes with the package."""
    return load(files(__package__).joinpath("profiles"))


def shipped() -> Sequence[str]:
    """The names of the profiles that a target may name: verified ones alone."""
    return [vendor.name for vendor in vendors() if vendor.profile is not None and vendor.verified]


def shipped_profile(name: str, among: Sequence[Vendor] | None = None) -> Mapping[str, Any]:
    """The raw profile of a vendor; raises ``ProfileInvalid`` for one that is unknown or was never verified."""
    known = next((vendor for vendor in among or vendors() if vendor.name == name), None)
    names = ", ".join(shipped())
    if known is None:
        raise ProfileInvalid([("profile", f"there is no profile called {name!r}", f"use one of {names}, or a table")])
    if known.profile is None or known.verified is None:
        wrong = f"{name!r} only recognises {known.title}: no selector of it has been verified"
        raise ProfileInvalid([("profile", wrong, f"leave it out (the chat is found by itself), or use one of {names}")])
    return known.profile


def check(profile: Mapping[str, Any] | str) -> None:
    """Check a profile (a table, or the name of a shipped one); raises ``ProfileInvalid`` with every mistake."""
    widget.read(shipped_profile(profile) if isinstance(profile, str) else profile)
