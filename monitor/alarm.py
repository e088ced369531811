"""Tells the operator, each thing once, through Apprise; and pings a dead-man switch while all is well."""

from __future__ import annotations

import errno
import threading
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.error import URLError

import structlog

from monitor.clock import Clock
from monitor.store.interface import Store, StoreUnavailable

log = structlog.get_logger("alarm")

PING_TIMEOUT_SECONDS = 10


@dataclass(slots=True, kw_only=True)
class Alarm:
    """``urls`` are Apprise addresses, ``dead_man`` a URL that expects a request as long as the daemon lives.

    That a notice was given is the database's to remember; while it is away this process remembers. What could not
    be delivered is tried again at each ping.
    """

    store: Store
    clock: Clock
    urls: Sequence[str] = ()
    dead_man: str = ""
    _given: set[str] = field(default_factory=set)
    _waiting: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)  # by address: key → title and body
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, key: str, title: str, body: str) -> bool:
        """Give notice ``key`` unless it has been given; returns whether it was given now."""
        with self._turn:
            if not self._first_time(key):
                return False
            log.warning("operator_told", key=key, title=title)
            for url in self.urls:
                self._waiting.setdefault(url, {})[key] = (title, body)
            self._deliver()
        return True

    def broke(self, what: str, failure: BaseException) -> bool:
        """Tell, once a day, that ``what`` failed; a full disk or a database that is away once, whatever it broke."""
        title, body = f"silence: {what} failed", repr(failure)
        if isinstance(failure, StoreUnavailable):
            what, title, body = "database", "silence: the database cannot be used", f"{failure}\n{failure.hint}"
        elif isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            what, title = "disk", "silence: the disk is full"
        return self.tell(f"{what}/{self.clock.now():%Y-%m-%d}", title, body)

    def ping(self) -> None:
        """One request to the dead-man switch; a failing switch is logged and breaks nothing."""
        with self._turn:
            self._deliver()
        if not self.dead_man:
            return
        try:
            urllib.request.urlopen(self.dead_man, timeout=PING_TIMEOUT_SECONDS).close()
        except (URLError, OSError) as failure:
            log.warning("dead_man_unreachable", detail=str(failure))

    def _first_time(self, key: str) -> bool:
        """Whether nobody has been told yet. A database that is away is itself what is to be told."""
        known = key in self._given
        try:
            new = self.store.told(key, at=self.clock.now())
        except StoreUnavailable:
            new = True
        self._given.add(key)
        return new and not known

    def _deliver(self) -> None:
        """Send what waits to each address by itself: what one does not take, the others do not hear again."""
        for url, notices in self._waiting.items():
            for key, (title, body) in tuple(notices.items()):
                if _messenger(url).notify(title=title, body=body):
                    del notices[key]
                else:
                    log.error("notice_not_delivered", key=key)


def _messenger(url: str) -> Any:
    import apprise  # heavy: only when there is something to tell

    messenger = apprise.Apprise()
    messenger.add(url)
    return messenger
