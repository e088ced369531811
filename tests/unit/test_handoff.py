"""Asking for a human: after the last look, phrase by phrase, and told only as far as the chat itself declares it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor import bank
from monitor.script import HANDOFF, Script
from monitor.store.interface import Claim
from monitor.store.rules import MOST_FOLLOW_UPS
from probes.interface import ProbeError, VoidReason
from reports.dataset import FollowUpRow, InquiryRow, MessageRow
from reports.handoff import PHRASES, HandoffRow, handoffs, reached
from tests.scripted import Line
from tests.unit.engine_house import START, House, house
from tests.unit.trial_rows import at, inquiry, labelled, said

DAY = 86400
SAID = bank.handoff("en")
SCRIPT = Script(
    handoff_pause=timedelta(seconds=30),
    texts=lambda plan, kind: SAID if kind == HANDOFF else (),
    allowed=lambda plan, kind, text: True,
)
BOT, HUMAN, JOINED = {"agent_type": "bot"}, {"agent_type": "human"}, {"joined": "yes"}


def asked(tmp_path: Path, *lines: Line, kind: str = "webchat") -> House:
    h = house(tmp_path, kind=kind, script=SCRIPT, lines=lines)
    h.settle_persistence("persistent")
    h.plan()
    return h


def phrases(h: House) -> list[tuple[float, str]]:
    """What the platform heard after the question, in seconds from it."""
    return [((moment - START).total_seconds(), text) for moment, text in h.channel.said[1:]]


class TestBattery:
    async def test_begins_after_the_last_look(self, tmp_path: Path) -> None:
        """No checkpoint's truth can be changed by our asking: all have been looked at before."""
        h = asked(tmp_path, Line(10, "Please see our help centre.", BOT))
        await h.all_visits()
        last = h.store.visits("abc")[-1]
        assert last.looked_until is not None
        assert [text for _, text in phrases(h)] == list(SAID)
        assert h.channel.said[1][0] >= last.looked_until >= START + timedelta(seconds=DAY)
        assert h.inquiry().ending == "closed"

    async def test_waits_the_declared_pause_after_each_phrase(self, tmp_path: Path) -> None:
        """Thirty seconds here, the same for everybody."""
        h = asked(tmp_path)
        await h.all_visits()
        first, second, third = (moment for moment, _ in phrases(h))
        assert (second - first, third - second) == (30, 30)
        assert h.clock.now() == START + timedelta(seconds=third + 30)

    @pytest.mark.parametrize("marks", [HUMAN, JOINED])
    async def test_ends_once_a_human_is_declared(self, tmp_path: Path, marks: dict[str, str]) -> None:
        """Nobody is asked for who is there."""
        h = asked(tmp_path, Line(5, "Dana here.", marks, to=2))
        await h.all_visits()
        assert [text for _, text in phrases(h)] == list(SAID[:2])

    async def test_is_not_needed_where_a_human_wrote(self, tmp_path: Path) -> None:
        """Whenever that was in this conversation."""
        h = asked(tmp_path, Line(10, "Yes, we do.", HUMAN))
        await h.all_visits()
        assert phrases(h) == []

    async def test_is_for_web_chats_alone(self, tmp_path: Path) -> None:
        """A mailbox is read by whom it is read by."""
        h = asked(tmp_path, kind="mail")
        await h.all_visits()
        assert phrases(h) == []

    async def test_of_a_chat_that_forgets_its_visitors(self, tmp_path: Path) -> None:
        """It is held live to the fourth checkpoint and never looked at again: there the battery begins."""
        h = asked(tmp_path)
        h.settle_persistence("forgets")
        await h.all_visits()
        assert [moment for moment, _ in phrases(h)] == [3600, 3630, 3660]
        assert h.store.visits("abc")[0].looked_until == START + timedelta(hours=1)

    async def test_that_breaks_costs_no_look(self, tmp_path: Path) -> None:
        """What the last look showed is kept, nothing more is said, and the inquiry closes."""
        h = asked(tmp_path, Line(20, "We cannot say.", BOT, to=1))
        h.engine.heard = lambda *_: h.channel.breaks.update(send=ProbeError(VoidReason.SEND_UNCERTAIN, "gone"))
        await h.all_visits()
        assert [f.sent_at is None for f in h.store.follow_ups("abc")] == [False, True]
        assert h.store.visits("abc")[-1].outcome == "done"
        assert h.inquiry().ending == "closed"

    async def test_is_left_alone_where_a_follow_up_is_in_doubt(self, tmp_path: Path) -> None:
        """Nobody knows what stands in that chat."""
        h = asked(tmp_path)
        await h.next_visit()
        reading = await next_reading(h)
        assert h.store.intend_follow_up(reading, kind="follow_up", number=1, text="?", at=h.clock.now())
        h.store.put_back(reading)
        await h.all_visits()
        assert phrases(h) == []

    def test_is_as_long_as_the_store_allows(self) -> None:
        """The page tells of so many phrases, the bank holds so many, and no more can be said."""
        assert {len(bank.handoff(language)) for language in bank.LANGUAGES} == {PHRASES} == {MOST_FOLLOW_UPS["handoff"]}


async def next_reading(h: House) -> Claim:
    due = h.store.next_due()
    assert due is not None
    await h.clock.sleep_until(due)
    [claim] = h._claim(False)
    return claim


def battery(*taken: float | None, night: str = "2026-11-02", name: str = "i1") -> InquiryRow:
    """A closed inquiry with these phrases, in seconds from t0 (None: in doubt)."""
    later = tuple(
        FollowUpRow(
            inquiry_id=name, number=n, kind="handoff", text="agent", intended_at=at(moment or DAY),
            sent_at=None if moment is None else at(moment),
        )
        for n, moment in enumerate(taken, start=1)
    )  # fmt: skip
    return inquiry(id=name, night=night, follow_ups=later)


def told(
    row: InquiryRow, *later: MessageRow, before: tuple[MessageRow, ...] = (), functions: tuple[str, ...] = ()
) -> list[HandoffRow]:
    labels = {row.id: list(labelled(*functions).values())}
    return handoffs([row], {row.id: before}, {row.id: later}, labels, {"refund"})


class TestRow:
    def test_human_who_came(self) -> None:
        """Steps are the phrases said by then; the time counts from the first."""
        [row] = told(battery(DAY, DAY + 30), said(5, DAY + 5, marks=BOT), said(6, DAY + 41, marks=JOINED))
        assert (row.reached, row.steps, row.phrases) == (True, 2, 2)
        assert (row.asked_at, row.reached_by) == (at(DAY), at(DAY + 41))

    def test_nobody_came(self) -> None:
        """Only where every phrase was said and whatever came back declared itself automatic."""
        [row] = told(battery(DAY, DAY + 30, DAY + 60), said(5, DAY + 5, marks=BOT))
        assert (row.reached, row.steps, row.reached_by) == (False, None, None)

    @pytest.mark.parametrize(
        ("taken", "marks"),
        [((DAY, DAY + 30, DAY + 60), {}), ((DAY, DAY + 30), BOT), ((DAY, DAY + 30, None), BOT)],
        ids=["unmarked reply", "broken off", "in doubt"],
    )
    def test_cannot_be_told(self, taken: tuple[float | None, ...], marks: dict[str, str]) -> None:
        """An unmarked line may be a human's; a battery that broke off says nothing."""
        [row] = told(battery(*taken), said(5, DAY + 5, marks=marks))
        assert row.reached is None

    @pytest.mark.parametrize("function", ["holding", "acknowledgement"])
    def test_that_was_put_off_cannot_be_told(self, function: str) -> None:
        """Told to wait or put into a queue: a human may have come after we had left."""
        row = battery(DAY, DAY + 30, DAY + 60)
        assert told(row, said(0, DAY + 5, marks=BOT), functions=("deflection",))[0].reached is False
        assert told(row, said(0, DAY + 5, marks=BOT), functions=(function,))[0].reached is None

    def test_human_who_was_there_already(self) -> None:
        """Reached without a step; no phrase was needed."""
        [row] = told(battery(), before=(said(0, 20, marks=HUMAN),))
        assert (row.reached, row.steps, row.phrases, row.asked_at) == (True, 0, 0, None)

    def test_only_where_it_was_asked_for(self) -> None:
        """Inquiries of other questions, open ones, and those whose battery never began have no row."""
        assert told(battery()) == []
        assert handoffs([battery(DAY)], {}, {}, {}, {"other"}) == []
        still = inquiry(ending="open", follow_ups=battery(DAY).follow_ups)
        assert told(still, said(5, DAY + 5, marks=JOINED)) == []


class TestShare:
    def test_of_one_platform(self) -> None:
        """What cannot be told is left out and counted apart; the interval knows its nights."""
        rows = [
            *told(battery(DAY, name="a", night="1"), said(5, DAY + 9, marks=JOINED)),
            *told(battery(DAY, DAY + 30, DAY + 60, name="b", night="2")),
            *told(battery(DAY, DAY + 30, name="c", night="3")),
            *told(battery(name="d", night="4"), before=(said(0, 20, marks=HUMAN),)),
        ]
        [line] = reached(rows)
        assert (line.inquiries, line.reached, line.unasked, line.unclear) == (3, 2, 1, 1)
        assert line.share == pytest.approx(2 / 3)
        assert (line.steps, line.waited) == (1, timedelta(seconds=9))
        assert line.low is not None
        assert line.high is not None
        assert 0.1 < line.low < 2 / 3 < line.high < 0.97

    def test_of_nothing_that_can_be_told(self) -> None:
        """No share, rather than nought."""
        [line] = reached(told(battery(DAY)))
        assert (line.share, line.low, line.unclear) == (None, None, 1)

    def test_nights_are_the_clusters(self) -> None:
        """Ten inquiries of one night tell no more than that night."""

        def ten(night: str) -> list[HandoffRow]:
            return [
                row
                for n in range(10)
                for row in told(battery(DAY, name=f"i{n}", night=night.format(n)), said(5, DAY + 9, marks=JOINED))
            ]

        [wide], [narrow] = reached(ten("one")), reached(ten("night {}"))
        assert wide.low is not None
        assert narrow.low is not None
        assert wide.low < narrow.low
