"""Visits one chat for the operator's sake: to discover it, to be taught it, or to examine a target's profile."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor import app
from monitor.clock import SystemClock
from monitor.errors import SettingsError
from monitor.passing import PassingStage, allow_words, inquiry_to, means_of, target_at
from monitor.profiles import FoundProfile, StoredProfiles
from monitor.settings import Settings, load
from monitor.store.interface import DatabaseNew
from probes.interface import ChannelKind, Target
from probes.webchat.finding.discovery import Discovery, discover
from probes.webchat.finding.teaching import Teacher, teach

BESIDE_A_FORM = timedelta(seconds=8)  # patience with a chat that may come late beside a form


async def discovered(
    config: Path, url: str, *, say: str = "", control: bool = False, beside_form: bool = False
) -> Discovery:
    """Find the chat at an address. The persona of the configuration, where there is one, fills a form before it.

    ``beside_form``: a contact form stands on the page, which is left alone and is no chat. Raises ``WordsRefused``
    where ``say`` may not be said.
    """
    settings = load(config) if config.is_file() else None
    target = target_at(settings, url, ChannelKind.WEBCHAT, control)
    if say:
        allow_words(settings, target)
    inquiry, means = inquiry_to(target), means_of(settings)
    if beside_form:  # what is looked for need not be there
        means = replace(means, patience=min(means.patience, BESIDE_A_FORM))
    return await discover(inquiry, means, PassingStage(), say=say, beside_form=beside_form)


async def taught(
    config: Path, url: str, *, control: bool = False, teacher: Teacher | None = None
) -> Mapping[str, Any]:  # fmt: skip
    """Let a person point at the parts, or a ``teacher`` in place of one."""
    settings = load(config) if config.is_file() else None
    inquiry = inquiry_to(target_at(settings, url, ChannelKind.WEBCHAT, control))
    return await teach(inquiry, means_of(settings), PassingStage(), teacher=teacher)


async def examined(config: Path, name: str, *, say: str = "") -> Discovery:
    """Try a target's profile: the one of the configuration, else the one that was found, else find one.

    Says nothing unless it is told what to ``say``; our own line can be tried only then.

    Raises ``SettingsError`` for a target that is not there or is no web chat, ``WordsRefused`` where ``say`` may not
    be said.
    """
    settings = load(config)
    target = settings.targets_by_id.get(name)
    if target is None or target.channel is not ChannelKind.WEBCHAT:
        known = (ChannelKind.WEBCHAT, ChannelKind.FORM)
        chats = ", ".join(t.id for t in settings.targets() if t.channel in known) or "none"
        raise SettingsError([(name, "is no web chat or form of this study", f"web chats and forms are: {chats}")])
    if say:
        allow_words(settings, target)
    if target.profile is None:
        target = replace(target, profile=_stored(settings, target))
    return await discover(inquiry_to(target), means_of(settings), PassingStage(), say=say)


def origin(config: Path, name: str) -> str:
    """Where the profile of a web chat of the configuration comes from, in words for the operator."""
    settings = load(config)
    target = settings.targets_by_id[name]
    if target.profile is not None:
        return "the configuration's"
    found = _found(settings, target)
    return f"found by itself on {found.found_at:%Y-%m-%d}, stored" if found else "none is stored: looked for now"


def _stored(settings: Settings, target: Target) -> Mapping[str, Any] | None:
    found = _found(settings, target)
    return found.profile if found else None


def _found(settings: Settings, target: Target) -> FoundProfile | None:
    try:
        with closing(app.store_of(settings)) as store:
            return StoredProfiles(store, SystemClock()).found(target)
    except DatabaseNew:
        return None
