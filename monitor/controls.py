"""The positive controls of a study: hosted outside if configured, else a loopback world of our own."""

from __future__ import annotations

import random
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.health import PositiveControl
from monitor.settings import Settings
from probes.control.mailpair import ARRIVAL_HEADER, MailPair
from probes.control.manners import Asked, Bank, ControlPlatform, acts
from probes.control.world import World, world
from probes.interface import Channel, ChannelKind, MailAccount, Means, Target
from probes.registry import OPENERS
from probes.webchat.widget import shipped_profile

TEXT = "Hello, this is the study's own control question. 您好，这是本研究自己的对照提问。"
LOOPBACK = ControlPlatform(id="control", name="Positive control", manner="known_delay")
ACCOUNT = "control"


@asynccontextmanager
async def positive_controls(
    settings: Settings, means: Means, channels: Mapping[ChannelKind, Channel]
) -> AsyncIterator[Mapping[str, PositiveControl]]:
    """One control a channel kind in use."""
    async with AsyncExitStack() as stack:
        outside = _outside(settings, channels)
        if missing := set(channels) - {ChannelKind(kind) for kind in outside}:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="silence-control-")))
            bank = Bank(by_text={TEXT: Asked(question="", topic="pre_sale", language="zh")})
            place = await stack.enter_async_context(world([LOOPBACK], bank, folder / "truth.jsonl", seed=0))
            for kind in sorted(missing):
                channel = channels[kind] if kind is ChannelKind.WEBCHAT else await _own_mail(stack, means, place)
                outside[kind] = _loopback(kind, channel, place)
        yield outside


def _outside(settings: Settings, channels: Mapping[ChannelKind, Channel]) -> dict[str, PositiveControl]:
    """Controls that the researchers host elsewhere: these prove the network path too."""
    addresses = {ChannelKind.WEBCHAT: settings.control.chat, ChannelKind.MAIL: settings.control.mailbox}
    delay = settings.control.known_delay or timedelta(0)
    account = next((a.name for a in settings.mail_accounts), None)
    return {
        kind: PositiveControl(
            target=_target(kind, addresses[kind], account), channel=channel, text=TEXT, known_delay=delay,
            tolerance=max(timedelta(seconds=10), delay / 2), network_path=True,
        )
        for kind, channel in channels.items()
        if addresses.get(kind)
    }  # fmt: skip


def _loopback(kind: ChannelKind, channel: Channel, place: World) -> PositiveControl:
    address = place.chat.url(LOOPBACK.id) if kind is ChannelKind.WEBCHAT else f"{LOOPBACK.id}@support.test"
    return PositiveControl(
        target=_target(kind, address, ACCOUNT), channel=channel, text=TEXT, known_delay=_known_delay()
    )


def _known_delay() -> timedelta:
    answer = acts(LOOPBACK, Asked(question="", topic="pre_sale", language="zh"), random.Random(0))[0]
    return timedelta(seconds=answer.after)


def _target(kind: ChannelKind, address: str, account: str | None) -> Target:
    profile = shipped_profile("control") if kind is ChannelKind.WEBCHAT else None
    return Target(
        id=f"control-{kind}", platform="control", channel=kind, address=address, control=True, profile=profile,
        account=account if kind is ChannelKind.MAIL else None,
    )  # fmt: skip


async def _own_mail(stack: AsyncExitStack, means: Means, place: World) -> Channel:
    account = MailAccount(
        name=ACCOUNT, address="probe@probe.test", smtp_host="127.0.0.1", smtp_port=place.smtp_port,
        smtp_security="none", imap_host="127.0.0.1", imap_port=place.imap_port, imap_security="none",
        username="probe@probe.test", password=MailPair.password, arrival_header=ARRIVAL_HEADER,
    )  # fmt: skip
    return await stack.enter_async_context(OPENERS[ChannelKind.MAIL](replace(means, accounts={ACCOUNT: account})))
