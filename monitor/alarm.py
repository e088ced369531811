"""Tells the operator, each thing once, through Apprise; and pings a dead-man switch while all is well."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.error import URLError

import structlog

from monitor.clock import Clock
from monitor.store.interface import Store

log = structlog.get_logger("alarm")

PING_TIMEOUT_SECONDS = 10


@dataclass(slots=True, kw_only=True)
class Alarm:
    """``urls`` are Apprise addresses, ``dead_man`` a URL that expects a request as long as the daemon lives."""

    store: Store
    clock: Clock
    urls: Sequence[str] = ()
    dead_man: str = ""

    def tell(self, key: str, title: str, body: str) -> bool:
        """Give notice ``key`` unless it has been given; returns whether it was given now."""
        if not self.store.told(key, at=self.clock.now()):
            return False
        log.warning("operator_told", key=key, title=title)
        if self.urls:
            import apprise  # heavy: only when there is something to tell

            messenger = apprise.Apprise()
            for url in self.urls:
                messenger.add(url)
            if not messenger.notify(title=title, body=body):
                log.error("notice_not_delivered", key=key)
        return True

    def ping(self) -> None:
        """One request to the dead-man switch; a failing switch is logged and breaks nothing."""
        if not self.dead_man:
            return
        try:
            urllib.request.urlopen(self.dead_man, timeout=PING_TIMEOUT_SECONDS).close()
        except (URLError, OSError) as failure:
            log.warning("dead_man_unreachable", detail=str(failure))
