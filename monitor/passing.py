"""What a visit for the operator's sake is made of: a target, an inquiry that is nobody's, and a stage."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor import app, browsers
from monitor.clock import SystemClock
from monitor.settings import Settings
from probes.interface import ChannelKind, Exhibit, Inquiry, Means, Persona, Target


class PassingStage:
    """A stage that keeps nothing but the last picture of each role, for as long as it lives."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self.pictures: dict[str, bytes] = {}

    def now(self) -> datetime:
        return self._clock.now()

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        if media_type == "image/png":
            self.pictures[role] = content
        return Exhibit(sha256="", media_type=media_type, role=role, taken_at=self.now())


def target_at(settings: Settings | None, url: str, channel: ChannelKind, control: bool) -> Target:
    """The configuration's target of this kind with this address, without its profile; or one made for it."""
    for known in settings.targets() if settings else ():
        if known.address == url and known.channel is channel:
            return replace(known, profile=None)
    account = next(iter(settings.accounts()), None) if settings else None
    return Target(
        id="discovered", platform="discovered", channel=channel, address=url, control=control, account=account
    )  # fmt: skip


def means_of(settings: Settings | None) -> Means:
    """Our means by the configuration; without one there is a browser, and nobody asks."""
    if settings is None:
        return Means(persona=Persona(name=""), browser_path=browsers.ensure(None))
    configured = Path(settings.browser.path) if settings.browser.path else None
    return app.means_of(settings, browsers.ensure(configured))


def inquiry_to(target: Target, *, text: str = "") -> Inquiry:
    """An inquiry of no study."""
    return Inquiry(
        id="look" + secrets.token_hex(4), target=target, question="", subject="Question", text=text,
        due_at=SystemClock().now(),
    )  # fmt: skip
