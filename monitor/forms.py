"""Visits one form for the operator's sake: to show it, to try it on a control, or to examine a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor import passing
from monitor.passing import PassingStage, WordsRefused, inquiry_to, means_of, target_at
from monitor.settings import Settings, load
from probes import postbox
from probes.form.channel import enter
from probes.form.looking import FormSeen, look
from probes.interface import Barred, ChannelKind, Inquiry, Means, ProbeError, Sent, Shut, Target

BRIEFLY = timedelta(seconds=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of sending once: ``at`` is t0, None where it was not taken; ``why`` says what kept us."""

    at: datetime | None = None
    witness: str = ""
    ticket: str = ""  # address of the ticket's public page, if there is one
    why: str = ""
    picture: bytes = field(default=b"", repr=False)  # of what the page showed then


def target_of(config: Path, name: str) -> Target | None:
    """The form target of this name; None if the configuration has another kind of it, or none."""
    target = load(config).targets_by_id.get(name)
    return target if target is not None and target.channel is ChannelKind.FORM else None


def targeted(config: Path, url: str, *, control: bool = False) -> Target:
    """The configuration's form target at an address, or one made for it."""
    return target_at(_settings(config), url, ChannelKind.FORM, control)


async def shown(config: Path, target: Target, *, text: str = "", entries: bool = True, brief: bool = False) -> FormSeen:
    """What is there of a form. Nothing is filled in; without ``entries`` nothing is pressed either.

    ``text`` is what would be asked; else the longest text of the study is, for which a field must have room.
    ``brief``: the page has been waited for already.
    """
    settings = _settings(config)
    inquiry = inquiry_to(target, text=text or _longest(settings))
    means = means_of(settings)
    means = replace(means, patience=min(means.patience, BRIEFLY)) if brief else means
    return await look(inquiry, means, PassingStage(), entries=entries)


async def tried(config: Path, target: Target, text: str) -> Tried:
    """Fill the form in and send ``text`` once, as a study's visit does. Raises ``WordsRefused`` where none may be."""
    settings = _settings(config)
    _allow(settings, target)
    stage = PassingStage()
    try:
        found = await _sent(inquiry_to(target, text=text), means_of(settings), stage)
    except ProbeError as failure:
        found = Tried(why="; ".join(filter(None, (f"{failure.reason}: {failure}", failure.hint))))
    return replace(found, picture=stage.pictures.get("form_outcome") or stage.pictures.get("form_door") or b"")


async def _sent(inquiry: Inquiry, means: Means, stage: PassingStage) -> Tried:
    async with enter(means) as channel, channel.open(inquiry, stage, None) as door:
        answer = await door.send(inquiry.text)
        if isinstance(answer, Barred):
            return Tried(why=f"barred: {answer.reason}")
        if isinstance(answer, Shut):
            return Tried(why=f"shut: {answer.reason}")
        assert isinstance(answer, Sent)
        ticket = (await door.park()).get("ticket")
        return Tried(at=answer.at, witness=answer.witness, ticket=ticket["url"] if ticket else "")


async def mailbox_fault(config: Path, target: Target) -> str:
    """Why the target's mail account could not take an answer now; empty if it could."""
    settings = _settings(config)
    account = settings.accounts().get(target.account or "") if settings else None
    if account is None:
        return "there is none: an answer could not arrive; add [[mail_accounts]] and name it in the target"
    try:
        await postbox.try_account(account)
    except ProbeError as failure:
        return "; ".join(filter(None, (str(failure), failure.hint)))
    return ""


def allow_words(config: Path, target: Target) -> None:
    """Raises ``WordsRefused`` where no text may be said by hand at the target's address, whatever stands there."""
    passing.allow_words(_settings(config), target)


def _allow(settings: Settings | None, target: Target) -> None:
    passing.allow_words(settings, target)
    if settings is None or target.account is None:
        what = "no mail account is configured: the form wants an address at which an answer can arrive"
        raise WordsRefused(what, "name a configuration with [persona] and [[mail_accounts]] (--config)")


def _settings(config: Path) -> Settings | None:
    return load(config) if config.is_file() else None


def _longest(settings: Settings | None) -> str:
    texts: Sequence[str] = [text for one in settings.question_bank() for text in one.paraphrases] if settings else ()
    return max(texts, key=len, default="")
