"""Reads mails out of an opened folder, in the order of their UIDs, without leaving a trace."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any

import imapclient

SIZE = 10 << 20
"""Bytes of one mail that are fetched; a larger one is cut."""

_JUNK = frozenset(
    ("junk", "spam", "junk e-mail", "junk email", "bulk mail", "bulk", "[gmail]/spam", "垃圾邮件", "垃圾箱", "垃圾郵件")
)
_BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One mail as the server holds it.

    ``stamped`` is INTERNALDATE (resolution 1 s), ``noticed`` the moment we learned of it, ``absent_at`` the start of
    the last look that did not show it yet (None: there was none).
    """

    folder: str
    uidvalidity: int
    uid: int
    stamped: datetime
    noticed: datetime
    absent_at: datetime | None
    raw: bytes


def moment_now() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def is_junk(flags: Sequence[bytes], name: str) -> bool:
    """True for the folder into which a server sorts what it takes for advertising (RFC 6154, or by its name)."""
    plain = name.lower().removeprefix("inbox.").removeprefix("inbox/")
    return b"\\Junk" in flags or (plain in _JUNK and b"\\Noselect" not in flags)


def batches(sizes: Mapping[int, int]) -> Iterator[tuple[list[int], str]]:
    """UIDs in order, some at a time, each with what to fetch of them; of what is too large only the beginning."""
    for small, uids in groupby(sorted(sizes), key=lambda uid: sizes[uid] <= SIZE):
        section = "BODY.PEEK[]" if small else f"BODY.PEEK[]<0.{SIZE}>"
        while some := list(islice(uids, _BATCH)):
            yield some, section


def bodies(client: imapclient.IMAPClient, uids: list[int], section: str) -> Iterator[tuple[int, datetime, bytes]]:
    """UID, INTERNALDATE and content of these mails; PEEK leaves every one unseen."""
    items: Mapping[int, Mapping[bytes, Any]] = client.fetch(uids, ["INTERNALDATE", section])
    for uid in sorted(items.keys() & set(uids)):
        raw = next((value for name, value in items[uid].items() if name.startswith(b"BODY[")), None)
        if raw is not None:
            yield uid, items[uid][b"INTERNALDATE"].astimezone(UTC), bytes(raw)


def read_ahead(client: imapclient.IMAPClient) -> bool:
    """True if the server's news was read from the socket together with its last answer: polling would not show it."""
    buffered, sock = getattr(client._imap, "file", None), client.socket()
    if buffered is None:
        return False
    waits = sock.gettimeout()
    sock.settimeout(0)
    try:
        return bool(buffered.peek(1))
    except OSError:
        return False
    finally:
        sock.settimeout(waits)
