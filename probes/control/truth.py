"""The controls' own log of what they really heard and sent; the probes never read it."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path


class TruthLog:
    """Appends one JSON object a line: ``inquiry, platform, channel, kind, sent_at`` (epoch seconds, microseconds).

    ``kind`` is ``heard``, ``follow_up`` (heard too, after the question) or the name of METHOD's function of what was
    sent; ``text`` is written where a control tells it (the widget zoo's judge compares words). The moment is taken at
    the call: call it in the instant before the bytes leave (or right after they were heard). Safe over threads.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def add(self, *, inquiry: str, platform: str, channel: str, kind: str, text: str | None = None) -> float:
        """Log one message and return its moment."""
        with self._lock:
            moment = round(time.time(), 6)
            row = {"inquiry": inquiry, "platform": platform, "channel": channel, "kind": kind, "sent_at": moment}
            if text is not None:
                row["text"] = text
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return moment

    def close(self) -> None:
        self._file.close()
