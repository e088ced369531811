"""A parked conversation is resumed in the same thread with nothing but an address, and what came meanwhile is read.

Each widget says one thing more while nobody watches; whether it was read, as whose, once and in its time, is judged
against the zoo's truth log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
import pytest_asyncio

from probes import browser
from probes.control.zoo.widget import Widget, draw
from probes.interface import Channel, Sent
from probes.webchat.channel import enter
from tests.zoo.ahead import Ahead, cases
from tests.zoo.drive import ACCOUNT, MEANS, Enclosure, converse, enclosure
from tests.zoo.judge import judge
from tests.zoo.verdicts import Verdict, truth

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

PATIENT = replace(MEANS, patience=2 * MEANS.patience)  # many at once on a machine that does other things too
LATER = Widget(afterthought=True)
WIDGETS: Mapping[str, Widget] = {
    "in the page, by a cookie": replace(LATER, memory="cookie"),
    "in the page, by its storage": replace(LATER, memory="local"),
    "in the page, by its session's storage": replace(LATER, memory="session"),
    "in a shadow root": replace(LATER, place="shadow"),
    "as the whole page": replace(LATER, place="whole"),
    "in a frame": replace(LATER, place="frame"),
    "in a third party's frame, by its storage": replace(LATER, place="other_origin", memory="local"),
    "in a third party's frame, by its session's storage": replace(LATER, place="other_origin", memory="session"),
    "in a frame within a frame": replace(LATER, place="nested"),
    "in a written frame": replace(LATER, place="written"),
    "in a window of its own": replace(LATER, place="popup"),
    "open again before its line is": replace(LATER, place="written", socket="disabled", invitation=True),
    "behind a form": replace(LATER, place="other_origin", asks_name=True, asks_mail=True),
    "the newest line first": replace(LATER, rendering="reversed", canned_before=True, canned_after=True),
    "another mark-up at each load": replace(LATER, classes="fresh", rendering="rebuild"),
    "under a card that came back": replace(LATER, place="frame", hidden_frame=True, invitation=True),
    "ended, under a card that came back": replace(
        Widget(ended=True), place="frame", hidden_frame=True, invitation=True, memory="cookie"
    ),
    "ended, in a third party's frame still out of sight": draw(210021),
    "ended, the newest line first in a third party's frame still out of sight": draw(196109),
    "in a frame within a frame still out of sight": replace(draw(211049), afterthought=True),
    "forgotten": replace(LATER, memory="forgets"),
    "forgotten by a third party's frame": replace(LATER, place="other_origin", memory="forgets"),
    "forgotten behind a form": replace(LATER, memory="forgets", asks_name=True, asks_mail=True),
    "forgotten by a frame behind a form": replace(
        LATER, place="frame", memory="forgets", hidden_frame=True, invitation=True, asks_name=True, classes="fresh"
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def measured(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Ahead]:  # fmt: skip
    async with enclosure({}, tmp_path_factory.mktemp("zoo")) as zoo, enter(PATIENT) as channel:
        ahead = Ahead(cases(request), lambda case: measure(zoo, channel, case))
        yield ahead
        await ahead.close()


async def measure(zoo: Enclosure, channel: Channel, case: str) -> Verdict:
    """As measured; once more what was not found, or spoke before we were away. What is wrong stays so.

    On a machine that does other things too a page may be slower than a search waits.
    """
    verdict = await _verdict(zoo, channel, case, "first")
    again = verdict.kind != "wrong" and verdict != expected(case)
    return await _verdict(zoo, channel, case, "again") if again else verdict


async def _verdict(zoo: Enclosure, channel: Channel, case: str, attempt: str) -> Verdict:
    """Ask, park, come back when all was said; the reason of what is right is what became of the conversation."""
    widget = WIDGETS[case]
    name = attempt + "-" + "".join(letter if letter.isalnum() else "-" for letter in case)
    zoo.zoo.add(name, widget)
    inquiry = zoo.inquiry(name, widget, None, f"q{name}")
    report = await converse(channel, inquiry, widget, reload=True)
    facts = truth(zoo.log, inquiry.id)
    verdict = judge(widget, inquiry.text, report, facts, {"name": MEANS.persona.name, "mail": ACCOUNT.address})
    if verdict.kind != "right" or not isinstance(report.outcome, Sent) or report.parked_at is None:
        return verdict
    meanwhile = [fact for fact in facts if fact.kind == "substantive" and fact.at > report.parked_at]
    return Verdict("right", f"{report.resumed}, {len(meanwhile)} said meanwhile")


def expected(case: str) -> Verdict:
    """What became of it, and how many lines came while we were away."""
    became = "lost" if case.startswith("forgotten") else "found"
    return Verdict("right", f"{became}, {0 if case.startswith('ended') else 1} said meanwhile")


@pytest.mark.parametrize("case", WIDGETS)
async def test_parked(measured: Ahead, case: str) -> None:
    """It goes on in the same thread with what was said meanwhile; one that is gone is lost, and nothing is invented."""
    assert Verdict(*await measured.verdict(case)) == expected(case)
