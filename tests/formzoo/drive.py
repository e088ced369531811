"""Asks a form of the zoo with nothing but its address, and judges by the zoo's own book."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from probes.control.formzoo.form import ZooForm
from probes.control.formzoo.page import words
from probes.control.formzoo.server import FormZoo
from probes.control.mailpair import MailPair
from probes.form.channel import Forms, enter
from probes.interface import ChannelKind, Inquiry, Means, Persona, ProbeError, Sent, Target
from probes.matching import nonce_for
from tests.contract.mail_scene import KeepingStage
from tests.formzoo.judge import Failed, Outcome, Told, Verdict, judge

QUESTIONS = {
    "en": "Before I choose a shop: how is a code refunded that turns out not to work?",
    "zh": "我想先了解一下：如果卡密无法使用，一般怎么退款？",
}
NAME = "Study of support"
GENERAL = {"en": "Other", "zh": "其他"}


@dataclass(frozen=True)
class Enclosure:
    """An open zoo with the channel that asks it."""

    zoo: FormZoo
    channel: Forms
    _numbers: count[int] = field(default_factory=count)

    async def verdict(self, name: str, form: ZooForm) -> Verdict:
        """Ask once, and judge."""
        inquiry = self._inquiry(name, form)
        outcome = await self._asked(inquiry)
        return judge(self._truth(inquiry, form), self.zoo.book.get(name, []), outcome)

    def _inquiry(self, name: str, form: ZooForm) -> Inquiry:
        url = self.zoo.add(name, form)
        target = Target(id=name, platform=name, channel=ChannelKind.FORM, address=url, control=True, account="desk")
        due = datetime.fromtimestamp(time.time(), UTC)
        return Inquiry(
            id=f"z{next(self._numbers)}", target=target, question="q", subject="Refund",
            text=QUESTIONS[form.language], due_at=due,
        )  # fmt: skip

    async def _asked(self, inquiry: Inquiry) -> Outcome:
        try:
            async with self.channel.open(inquiry, KeepingStage(), None) as door:
                outcome = await door.send(inquiry.text)
        except ProbeError as failure:
            return Failed(reason=failure.reason, why=str(failure))
        return Told(at=outcome.at) if isinstance(outcome, Sent) else Failed(reason=None, why=f"{outcome}")

    def _truth(self, inquiry: Inquiry, form: ZooForm) -> dict[str, object]:
        """What a truthful visitor would have sent."""
        truth: dict[str, object] = {
            "name": NAME, "mail": f"probe+{inquiry.id}@probe.test", "message": inquiry.text, "trap": ""
        }  # fmt: skip
        if form.topic != "none":
            truth["topic"] = GENERAL[form.language]
        if form.subject:
            truth["subject"] = f"Refund [{nonce_for(inquiry.id)}]"
        if form.phone:
            truth["phone"] = ""
        if form.consent != "none":
            truth["consent"] = True
        if form.newsletter:
            truth["subscribe"] = False
        assert words(form)["choices"].count(GENERAL[form.language]) == 1
        return truth


@asynccontextmanager
async def enclosure(patience: float = 10) -> AsyncIterator[Enclosure]:
    """Open an empty zoo and the form channel."""
    async with AsyncExitStack() as stack:
        pair = await stack.enter_async_context(MailPair())
        zoo = await stack.enter_async_context(FormZoo({}))
        means = Means(
            persona=Persona(name=NAME, study_page="https://study.example"),
            accounts={"desk": pair.account("desk", "probe@probe.test")}, settle=timedelta(seconds=0.5),
            patience=timedelta(seconds=patience),
        )  # fmt: skip
        channel = await stack.enter_async_context(enter(means))
        assert isinstance(channel, Forms)
        yield Enclosure(zoo, channel)
