"""The section about evidence: what is kept of an inquiry, for how long, and who stamps the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from monitor.settings.addresses import is_web_address
from monitor.settings.notation import Duration, Many, Slug, Text, mistake
from monitor.settings.part import Part

SHORTEST_KEEP = timedelta(days=30)


def _web_address(url: str) -> str:
    if not is_web_address(url):
        raise mistake(f"{url!r} is no http(s) address", "write the address at which the authority takes queries")
    return url


def _long_enough(keep: timedelta) -> timedelta:
    if keep < SHORTEST_KEEP:
        raise mistake(
            "is shorter than 30 days", "keep exhibits at least as long as a platform may answer an edition, or for ever"
        )
    return keep


class AuthorityEntry(Part):
    """One time stamping authority (RFC 3161)."""

    name: Slug
    url: Annotated[str, AfterValidator(_web_address)]
    certificate: Text
    """A PEM file with the authority's root, and intermediates if it does not send them; relative to this file."""


def _two_or_none(entries: tuple[AuthorityEntry, ...]) -> tuple[AuthorityEntry, ...]:
    if len(entries) == 1:
        raise mistake("names one authority", "name at least two, so that no single one must be believed; or none")
    names = [entry.name for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise mistake(f"names {twice[0]!r} twice", "give each authority a name of its own")
    return entries


class EvidenceEntry(Part):
    """What is kept of every inquiry beside its rows, which are kept for ever."""

    screenshots: bool = True
    """Pictures of the chat: before we write, once sent, at each reply, whenever we leave."""
    page: bool = True
    """The page as seen, with its resources (MHTML), once sent and whenever something new was said."""
    frames: bool = True
    """What the chat's own connection carried: the frames that hold a message."""
    controls: bool = False
    """The same of platforms of our own."""
    keep: Annotated[Duration, AfterValidator(_long_enough)] | None = None
    """Exhibits older than this are deleted once their inquiry has ended, and the deletion logged; empty = never."""
    stamp_every: Duration = timedelta(hours=1)
    """How often the ledger's heads are stamped."""
    authorities: Annotated[Many[AuthorityEntry], AfterValidator(_two_or_none)] = ()
