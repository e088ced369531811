"""Visits one chat for the operator's sake: to discover it, to be taught it, or to examine a target's profile."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor import app, browsers
from monitor.clock import SystemClock
from monitor.errors import SettingsError
from monitor.profiles import StoredProfiles
from monitor.settings import Settings, load
from monitor.store.interface import DatabaseNew
from probes.interface import ChannelKind, Exhibit, Inquiry, Means, Persona, Target
from probes.webchat.finding.discovery import Discovery, discover
from probes.webchat.finding.teaching import Teacher, teach


class PassingStage:
    """A stage that keeps nothing."""

    def __init__(self) -> None:
        self._clock = SystemClock()

    def now(self) -> datetime:
        return self._clock.now()

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        return Exhibit(sha256="", media_type=media_type, role=role, taken_at=self.now())


async def discovered(config: Path, url: str, *, say: str = "", control: bool = False) -> Discovery:
    """Find the chat at an address. The persona of the configuration, where there is one, fills a form before it."""
    settings = load(config) if config.is_file() else None
    inquiry = _visit(_target(settings, url, control))
    return await discover(inquiry, _means(settings), PassingStage(), say=say)


async def taught(
    config: Path, url: str, *, control: bool = False, teacher: Teacher | None = None
) -> Mapping[str, Any]:  # fmt: skip
    """Let a person point at the parts, or a ``teacher`` in place of one."""
    settings = load(config) if config.is_file() else None
    inquiry = _visit(_target(settings, url, control))
    return await teach(inquiry, _means(settings), PassingStage(), teacher=teacher)


async def examined(config: Path, name: str, *, say: str = "") -> Discovery:
    """Try a target's profile: the one of the configuration, else the one that was found, else find one.

    Says nothing unless it is told what to ``say``; our own line can be tried only then.

    Raises ``SettingsError`` for a target that is not there or is no web chat.
    """
    settings = load(config)
    target = settings.targets_by_id.get(name)
    if target is None or target.channel is not ChannelKind.WEBCHAT:
        chats = ", ".join(t.id for t in settings.targets() if t.channel is ChannelKind.WEBCHAT) or "none"
        raise SettingsError([(name, "is no web chat of this study", f"web chats are: {chats}")])
    if target.profile is None:
        target = replace(target, profile=_stored(settings, target))
    return await discover(_visit(target), _means(settings), PassingStage(), say=say)


def _stored(settings: Settings, target: Target) -> Mapping[str, Any] | None:
    try:
        with closing(app.store_of(settings)) as store:
            return StoredProfiles(store, SystemClock()).recall(target)
    except DatabaseNew:
        return None


def _target(settings: Settings | None, url: str, control: bool) -> Target:
    """The configuration's target with this address, without its profile; or one made for it."""
    for known in settings.targets() if settings else ():
        if known.address == url:
            return replace(known, profile=None)
    account = next(iter(settings.accounts()), None) if settings else None
    return Target(
        id="discovered", platform="discovered", channel=ChannelKind.WEBCHAT, address=url, control=control,
        account=account,
    )  # fmt: skip


def _means(settings: Settings | None) -> Means:
    if settings is None:
        return Means(persona=Persona(name=""), browser_path=browsers.ensure(None))
    configured = Path(settings.browser.path) if settings.browser.path else None
    return app.means_of(settings, browsers.ensure(configured))


def _visit(target: Target) -> Inquiry:
    return Inquiry(
        id="look" + secrets.token_hex(4), target=target, question="", subject="Question", text="",
        due_at=SystemClock().now(),
    )  # fmt: skip
