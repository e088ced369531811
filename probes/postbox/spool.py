"""Keeps the raw mails of one reader at hand, in a file without a name that vanishes with the process."""

from __future__ import annotations

import tempfile
import threading


class Spool:
    """Raw mails by key; what is dropped is given back to the disk once it is worth it. Safe over threads."""

    _SLACK = 16 << 20

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._begin()

    def _begin(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="silence-")  # noqa: SIM115 - lives as long as the reader
        self._places: dict[str, tuple[int, int]] = {}
        self._dead = 0

    def put(self, key: str, raw: bytes) -> None:
        with self._lock:
            self._places[key] = (self._file.seek(0, 2), len(raw))
            self._file.write(raw)

    def get(self, key: str) -> bytes:
        with self._lock:
            place, length = self._places[key]
            self._file.seek(place)
            return self._file.read(length)

    def drop(self, key: str) -> None:
        with self._lock:
            self._dead += self._places.pop(key)[1]
            if self._dead > self._SLACK:
                self._compact()

    def _compact(self) -> None:
        kept = {key: self.get(key) for key in self._places}
        self.close()
        self._begin()
        for key, raw in kept.items():
            self.put(key, raw)

    def close(self) -> None:
        self._file.close()
