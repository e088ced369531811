"""Keeps exhibits outside the database, each once, named by the SHA-256 of its content: in a folder, or in a store.

What is kept is on this machine's disk before the call returns, whatever becomes of a store elsewhere: a store that
cannot be reached costs no inquiry. ``deliver`` takes it there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import structlog

from monitor.errors import MonitorError
from probes.interface import Exhibit

log = structlog.get_logger("evidence")

PENDING = ".undelivered"
"""Within the folder: an empty file for each exhibit that the store has not got yet."""


class EvidenceUnavailable(MonitorError):
    """The store of exhibits cannot be used, or an exhibit in it is not what its name says."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A folder of exhibits: ``ab/abcdef…``."""

    folder: Path

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The exhibit's content. Raises ``OSError`` if it is not there."""
        return self.path(sha256).read_bytes()

    def keep(self, content: bytes, media_type: str, role: str, *, at: datetime) -> Exhibit:
        """Write ``content`` unless it is there; the file appears whole or not at all."""
        digest = hashlib.sha256(content).hexdigest()
        self._put(digest, content)
        return Exhibit(sha256=digest, media_type=media_type, role=role, taken_at=at)

    def deliver(self) -> int:
        """Take to its store what is only here; returns how many exhibits went. A folder is its own store."""
        return 0

    def _put(self, digest: str, content: bytes) -> None:
        place = self.folder / digest[:2] / digest
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{digest}.{os.getpid()}")
            try:
                with draft.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())  # else a power cut leaves the name without its content
                draft.replace(place)
            finally:  # of a full disk no half exhibit stays behind
                draft.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class DistantEvidence(Evidence):
    """Exhibits in a store that fsspec knows (``s3://bucket/prefix``); ``folder`` has copies, and what is on its way.

    A copy that was delivered may be deleted: ``path`` fetches it again, and checks it against its name.
    """

    url: str

    def path(self, sha256: str) -> Path:
        """A copy on this machine. Raises ``EvidenceUnavailable``."""
        place = self.folder / sha256[:2] / sha256
        if not place.exists():
            self._fetch(sha256)
        return place

    def keep(self, content: bytes, media_type: str, role: str, *, at: datetime) -> Exhibit:
        """Keep it here at once, for ``deliver`` to take it to the store."""
        digest = hashlib.sha256(content).hexdigest()
        if not (self.folder / digest[:2] / digest).exists():
            mark = self.folder / PENDING / digest  # first: what is kept and not delivered is always known
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            self._put(digest, content)
        return Exhibit(sha256=digest, media_type=media_type, role=role, taken_at=at)

    def deliver(self) -> int:
        """Raises ``EvidenceUnavailable``; what has not arrived is tried again the next time."""
        delivered = 0
        for digest in self._undelivered():
            place = self.folder / digest[:2] / digest
            if place.exists():  # else its keeper died before it was written: nobody knows of it
                self._send(digest, place)
                delivered += 1
            (self.folder / PENDING / digest).unlink(missing_ok=True)
        return delivered

    def examine(self) -> int:
        """Ask the store for something; returns how many exhibits wait for it. Raises ``EvidenceUnavailable``."""
        store, root = _store(self.url)
        with _translated(self.url):
            store.exists(root)
        return sum(1 for _ in self._undelivered())

    def _undelivered(self) -> Iterator[str]:
        marks = self.folder / PENDING
        yield from sorted(mark.name for mark in marks.iterdir()) if marks.exists() else ()

    def _send(self, digest: str, place: Path) -> None:
        store, root = _store(self.url)
        there = f"{root}/{digest[:2]}/{digest}"
        with _translated(self.url):
            if store.exists(there) and store.size(there) == place.stat().st_size:
                return
            store.makedirs(f"{root}/{digest[:2]}", exist_ok=True)
            store.pipe_file(there, place.read_bytes())
            if store.size(there) != place.stat().st_size:
                raise EvidenceUnavailable(f"{self.url} kept only a part of {digest}", "it is sent again")

    def _fetch(self, digest: str) -> None:
        store, root = _store(self.url)
        with _translated(self.url):
            content = store.cat_file(f"{root}/{digest[:2]}/{digest}")
        if hashlib.sha256(content).hexdigest() != digest:
            raise EvidenceUnavailable(f"{digest} in {self.url} is not what its name says", "restore it from a backup")
        self._put(digest, content)


def evidence_at(place: str, folder: Path) -> Evidence:
    """Exhibits at ``place``: a URL's store, with ``folder`` for what is on its way; else the folder itself."""
    return DistantEvidence(folder, place.rstrip("/")) if "://" in place else Evidence(folder)


def deliver(evidence: Evidence) -> None:
    """Deliver what can be delivered now; what cannot stays here and is tried again."""
    try:
        if delivered := evidence.deliver():
            log.info("exhibits_delivered", exhibits=delivered)
    except EvidenceUnavailable as failure:
        log.warning("exhibits_not_delivered", detail=str(failure), hint=failure.hint)


@cache
def _store(url: str) -> tuple[Any, str]:
    """The file system behind a URL, and the root in it. Raises ``EvidenceUnavailable``."""
    import fsspec  # only where exhibits leave the machine

    try:
        store, root = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        hint = "install what it needs: pip install 'silence-monitor[s3]'"
        raise EvidenceUnavailable(f"{url} cannot be used: {error}", hint) from error
    return store, str(root).rstrip("/")


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Whatever a store's own library raises becomes ours: there are as many kinds as there are stores."""
    try:
        yield
    except EvidenceUnavailable:
        raise
    except Exception as error:
        hint = "see that it is there and lets this machine in; what is kept here is sent as soon as it does"
        raise EvidenceUnavailable(f"{url} cannot be used: {error!r}", hint) from error
