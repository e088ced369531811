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
from probes import mail
from probes.control.mailpair import ARRIVAL_HEADER, MailPair
from probes.control.manners import Asked, Bank, ControlPlatform, acts
from probes.control.world import World, world
from probes.form.channel import Forms
from probes.interface import Channel, ChannelKind, MailAccount, Means, Target
from probes.mail import MailChannel
from probes.webchat.vendor import shipped_profile

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
            letters = await _own_mail(stack, means, place) if missing != {ChannelKind.WEBCHAT} else None
            for kind in sorted(missing):
                outside[kind] = _loopback(kind, _reading(channels[kind], letters), place)
        yield outside


def _reading(channel: Channel, letters: MailChannel | None) -> Channel:
    """The study's own channel, but with the control's mailbox where it reads one."""
    if letters is None:
        return channel
    if isinstance(channel, MailChannel):
        return letters
    return channel.reading(letters) if isinstance(channel, Forms) else channel


def _outside(settings: Settings, channels: Mapping[ChannelKind, Channel]) -> dict[str, PositiveControl]:
    """Controls that the researchers host elsewhere: these prove the network path too."""
    control = settings.control
    addresses = {
        ChannelKind.WEBCHAT: control.chat, ChannelKind.FORM: control.form, ChannelKind.MAIL: control.mailbox,
        **{ChannelKind(kind): address for kind, address in control.others.items()},
    }  # fmt: skip
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
    addresses = {
        ChannelKind.WEBCHAT: place.chat.url(LOOPBACK.id), ChannelKind.FORM: place.form.url(LOOPBACK.id),
        ChannelKind.MAIL: f"{LOOPBACK.id}@support.test",
    }  # fmt: skip
    return PositiveControl(
        target=_target(kind, addresses[kind], ACCOUNT), channel=channel, text=TEXT, known_delay=_known_delay()
    )


def _known_delay() -> timedelta:
    answer = acts(LOOPBACK, Asked(question="", topic="pre_sale", language="zh"), random.Random(0))[0]
    return timedelta(seconds=answer.after)


def _target(kind: ChannelKind, address: str, account: str | None) -> Target:
    profile = shipped_profile("control") if kind is ChannelKind.WEBCHAT else None
    return Target(
        id=f"control-{kind}", platform="control", channel=kind, address=address, control=True, profile=profile,
        account=None if kind is ChannelKind.WEBCHAT else account,
    )  # fmt: skip


async def _own_mail(stack: AsyncExitStack, means: Means, place: World) -> MailChannel:
    account = MailAccount(
        name=ACCOUNT, address="probe@probe.test", smtp_host="127.0.0.1", smtp_port=place.smtp_port,
        smtp_security="none", imap_host="127.0.0.1", imap_port=place.imap_port, imap_security="none",
        username="probe@probe.test", password=MailPair.password, arrival_header=ARRIVAL_HEADER,
    )  # fmt: skip
    return await stack.enter_async_context(mail.enter(replace(means, accounts={ACCOUNT: account})))
