"""What a visit for the operator's sake is made of: a target, an inquiry of nobody, a stage, and leave to speak."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor import app, browsers
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.guard import switch
from monitor.settings import Settings
from probes.interface import ChannelKind, Exhibit, Inquiry, Means, Persona, Target


class WordsRefused(MonitorError):
    """A guard allows no words by hand here."""


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
    """The configuration's target of this kind with this address, without its profile; or one made for it.

    What has the address of a control's other channel is a control too.
    """
    here = [known for known in (settings.targets() if settings else ()) if known.address == url]
    for known in here:
        if known.channel is channel:
            return replace(known, profile=None)
    control = control or any(known.control for known in here)
    account = next(iter(settings.accounts()), None) if settings else None
    return Target(
        id="discovered", platform="discovered", channel=channel, address=url, control=control, account=account
    )  # fmt: skip


def allow_words(settings: Settings | None, target: Target) -> None:
    """GUARDRAILS G2, G3 and G8: words by hand go to controls alone, which need no approval and no budget.

    Raises ``WordsRefused`` for any other target, also for one that is called a control and stands at the host of a
    platform which is none, and while the study is stopped.
    """
    within = "`silence ask TARGET` asks within both"
    if not target.control:
        what = "this address is not said to be a control: a text by --say would reach people without approval or budget"
        raise WordsRefused(what, f"{within}; --control is for a chat or form of your own")
    if settings is None:
        return
    host = urlsplit(target.address).hostname
    for platform in settings.platforms:
        pages = [platform.public_support_url or "", *(known.address for known in platform.targets)]
        if not platform.control and host in [urlsplit(page).hostname for page in pages]:
            what = f"{host} is the host of {platform.id}, which is no control of this study"
            raise WordsRefused(what, f"a text by --say would reach people without approval or budget; {within}")
    if switch.is_on(settings):
        raise WordsRefused(f"the kill switch is on: {settings.files.stop} exists", "delete it to go on")


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
