"""One inquiry as a series of visits: what the engine notes, and what it never does twice."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.clock import HandClock
from monitor.persistence import Persistence
from monitor.store.interface import ControlResult, Store
from probes.interface import Barred, BarredReason, ProbeError, Shut, VoidReason
from reports.dataset import CHECKPOINTS
from tests.scripted import Line
from tests.unit.engine_house import START, WEEK, house


async def test_parked_chat_is_visited_at_each_later_checkpoint_and_closed(tmp_path: Path) -> None:
    """The live phase covers the first two checkpoints; the chat is visited at the other three, then closed."""
    h = house(tmp_path, lines=[Line(30, "hello"), Line(7200, "here is your answer")])
    h.settle_persistence("persistent")
    h.plan()
    await h.all_visits()
    assert h.inquiry().ending == "closed"
    assert h.texts() == ["hello", "here is your answer"]
    assert h.channel.opened == 4
    assert [v.outcome for v in h.store.visits("abc")] == ["done"] * 6


async def test_reply_seen_live_is_exact_and_reply_found_later_is_an_interval(tmp_path: Path) -> None:
    """A live reply's two times are equal; one found on a visit lies between the looks before and at it."""
    h = house(tmp_path, lines=[Line(30, "live"), Line(2000, "parked")])
    h.settle_persistence("persistent")
    h.plan()
    await h.all_visits()
    live, parked = (m for _, m in h.store.messages("abc"))
    assert live.seen_after == live.seen_by == START + timedelta(seconds=30)
    assert parked.seen_after <= START + timedelta(seconds=2000) <= parked.seen_by


async def test_first_chat_of_the_week_tests_persistence(tmp_path: Path) -> None:
    """It is held live to the fourth checkpoint, reloaded once, and its verdict is kept."""
    h = house(tmp_path, lines=[Line(3000, "late but live")])
    h.plan()
    await h.next_visit()
    verdict = h.store.verdict("t", WEEK)
    assert verdict is not None
    assert verdict.state == "persistent"
    (message,) = (m for _, m in h.store.messages("abc"))
    assert message.seen_after == message.seen_by
    assert h.clock.now() >= START + timedelta(hours=1)


async def test_chat_that_forgets_is_closed_at_the_fourth_checkpoint(tmp_path: Path) -> None:
    """Its forgetting is a property of the platform, never our failure: closed, not void."""
    h = house(tmp_path, persistent=False)
    h.plan()
    await h.all_visits()
    record = h.inquiry()
    assert (record.ending, record.forgets_visitor) == ("closed", True)
    assert h.store.verdict("t", WEEK).state == "forgets"  # type: ignore[union-attr]


async def test_lost_session_of_a_persistent_chat_is_our_failure(tmp_path: Path) -> None:
    h = house(tmp_path, persistent=False)
    h.settle_persistence("persistent")
    h.plan()
    await h.all_visits()
    assert (h.inquiry().ending, h.inquiry().reason) == ("void", "session_lost")


@pytest.mark.parametrize("passed", [True, False], ids=["the control resumed", "the control did not"])
async def test_two_lost_sessions_while_the_control_resumed_hold_a_chat_live(tmp_path: Path, *, passed: bool) -> None:
    """One lost session is no habit, and where the control is lost too the fault may be ours."""
    h = house(tmp_path, persistent=False)
    h.settle_persistence("persistent")
    states = []
    for name in ("abc", "abd"):
        h.store.note_control(ControlResult(night=name, observer="o", channel="webchat", passed=passed, at=START))
        h.plan(name, night=name)
        await h.all_visits()
        states.append(h.store.verdict("t", WEEK).state)  # type: ignore[union-attr]
    assert [h.inquiry(name).reason for name in ("abc", "abd")] == ["session_lost"] * 2
    assert states == ["persistent", "held_live" if passed else "persistent"]


async def test_failure_before_the_click_is_not_sent(tmp_path: Path) -> None:
    h = house(tmp_path, breaks={"open": ProbeError(VoidReason.NOT_SENT, "no page")})
    h.plan()
    await h.all_visits()
    assert (h.inquiry().reason, h.inquiry().intended_at, h.channel.heard) == ("not_sent", None, {})


async def test_stop_said_while_the_door_opens(tmp_path: Path) -> None:
    """The last word before the intent: what was stopped, paused or spent meanwhile is not asked, and is no inquiry."""
    place = house(tmp_path)
    place.engine.stopped = lambda plan: "paused" if place.channel.opened else ""
    place.plan()
    await place.all_visits()
    assert (place.inquiry().ending, place.inquiry().reason, place.inquiry().intended_at) == ("void", "paused", None)
    assert (place.channel.opened, place.channel.heard) == (1, {})


async def test_unconfirmed_send_is_in_doubt_and_never_repeated(tmp_path: Path) -> None:
    """An intent stands, nobody confirms: void(send_uncertain), and no second claim of it is given."""
    h = house(tmp_path, breaks={"send": ProbeError(VoidReason.SEND_UNCERTAIN, "no bubble")})
    h.plan()
    await h.all_visits()
    assert (h.inquiry().ending, h.inquiry().reason) == ("void", "send_uncertain")
    assert not h._claim(True)


async def test_browser_that_dies_before_the_first_parking(tmp_path: Path) -> None:
    """What was said is not forgotten: t0 stands, no look is claimed, and nobody blames the chat for our loss."""
    dead = ProbeError(VoidReason.OBSERVER_DOWN, "the page could not be parked: browser has been closed")
    place = house(tmp_path, lines=[Line(30, "hello")], breaks={"park": dead, "listen": dead})
    place.plan()
    await place.next_visit()
    assert (place.inquiry().ending, place.inquiry().t0, place.channel.heard) == ("open", START, {"abc": 1})
    place.channel.breaks.clear()
    await place.all_visits()
    assert (place.inquiry().ending, place.channel.heard) == ("closed", {"abc": 1})
    assert {visit.outcome for visit in place.store.visits("abc")} == {"failed"}
    assert place.store.verdict("t", WEEK).state == "testing"  # type: ignore[union-attr]


async def test_broken_live_phase_voids_nothing(tmp_path: Path) -> None:
    """After t0 a crash of ours costs looks, not the inquiry: the visits at the checkpoints go on."""
    h = house(tmp_path, lines=[Line(30, "hello")], breaks={"listen": ProbeError(VoidReason.SESSION_LOST, "crash")})
    h.settle_persistence("persistent")
    h.plan()
    await h.next_visit()
    h.channel.breaks.clear()
    await h.all_visits()
    assert h.inquiry().ending == "closed"
    assert h.texts() == ["hello"]
    assert h.channel.heard == {"abc": 1}


@pytest.mark.parametrize(
    ("answer", "ending", "reason"),
    [
        (Shut(reason="offline", at=START), "shut", "offline"),
        (Barred(reason=BarredReason.CAPTCHA, at=START), "barred", "captcha"),
    ],
)
async def test_closed_door_is_data(tmp_path: Path, answer: Shut | Barred, ending: str, reason: str) -> None:
    h = house(tmp_path, turned_away=answer)
    h.plan()
    await h.all_visits()
    assert (h.inquiry().ending, h.inquiry().reason) == (ending, reason)


@pytest.mark.parametrize(
    ("status", "ending", "reason"), [("5.2.2", "shut", "mailbox_full"), ("5.1.1", "barred", "undeliverable")]
)
async def test_bounce_tells_of_the_door(tmp_path: Path, status: str, ending: str, reason: str) -> None:
    """A full mailbox is a shut door, any other permanent failure a barred one."""
    h = house(tmp_path, kind="mail", lines=[Line(5, "failure notice", {"bounce": status})])
    h.plan()
    await h.all_visits()
    assert (h.inquiry().ending, h.inquiry().reason) == (ending, reason)


async def test_mail_is_visited_at_every_checkpoint(tmp_path: Path) -> None:
    h = house(tmp_path, kind="mail")
    h.plan()
    await h.all_visits()
    looks = [v for v in h.store.visits("abc") if v.looked_until]
    assert [v.checkpoint for v in looks] == [0, 1, 2, 3, 4]
    for look, checkpoint in zip(looks, CHECKPOINTS["mail"], strict=True):
        assert look.looked_until is not None
        assert look.looked_until >= START + checkpoint


async def test_stop_parks_the_live_phase_and_a_restart_goes_on(tmp_path: Path) -> None:
    """Ctrl-C in the live phase keeps what was seen; later visits are made by whoever comes next."""
    h = house(tmp_path, lines=[Line(30, "hello"), Line(4000, "answer")])
    h.settle_persistence("persistent")
    h.plan()
    h.engine.heard = lambda inquiry_id, message: h.engine.stopping.set()
    await h.next_visit()
    assert h.clock.now() < START + timedelta(minutes=5)
    h.engine.stopping.clear()
    h.engine.heard = lambda inquiry_id, message: None
    await h.all_visits()
    assert h.texts() == ["hello", "answer"]
    assert h.inquiry().ending == "closed"


async def test_inquiry_asked_by_hand_never_tests_persistence(tmp_path: Path) -> None:
    h = house(tmp_path)
    h.plan(night="by-hand-1")
    await h.next_visit()
    assert h.store.verdict("t", WEEK) is None


async def test_page_slow_at_one_visit_has_not_changed(tmp_path: Path) -> None:
    """A part that is missing once costs that look; missing still at the last visit it voids."""
    h = house(tmp_path, breaks={"resume": ProbeError(VoidReason.PAGE_CHANGED, "no input")})
    h.settle_persistence("persistent")
    h.plan()
    await h.next_visit()
    await h.next_visit()
    assert h.inquiry().ending == "open"
    h.channel.breaks.clear()
    await h.all_visits()
    assert h.inquiry().ending == "closed"


@pytest.mark.parametrize("reason", [VoidReason.PAGE_CHANGED, VoidReason.SEND_UNCERTAIN])
async def test_what_is_still_wrong_at_the_last_visit_is_our_failure(tmp_path: Path, reason: VoidReason) -> None:
    """A page that has changed, and a message of which nobody knows whether it was taken, also where t0 was noted."""
    h = house(tmp_path, breaks={"resume": ProbeError(reason, "no input")})
    h.settle_persistence("persistent")
    h.plan()
    await h.all_visits()
    assert (h.inquiry().ending, h.inquiry().reason) == ("void", reason)


async def test_what_was_answered_was_sent(tmp_path: Path) -> None:
    """Where our line is in doubt at the last visit only, what was said to us before stands."""
    doubt = ProbeError(VoidReason.SEND_UNCERTAIN, "not delivered")
    h = house(tmp_path, lines=[Line(30, "hello")])
    h.settle_persistence("persistent")
    h.plan()
    await h.next_visit()
    h.channel.breaks["resume"] = doubt
    await h.all_visits()
    assert (h.inquiry().ending, h.texts()) == ("closed", ["hello"])


async def test_no_other_visit_comes_between_the_test_and_its_verdict(tmp_path: Path) -> None:
    """The reload is made under the sending visit's own lease: its look is noted only afterwards."""
    h = house(tmp_path)
    h.plan()
    waiting: list[str] = []
    conclude = h.engine.persistence.conclude

    def spy(*args: object) -> None:
        waiting.extend(v.outcome for v in h.store.visits("abc") if v.number == 0)
        conclude(*args)  # type: ignore[arg-type]

    object.__setattr__(h.engine, "persistence", _Spied(h.store, spy))
    await h.next_visit()
    assert waiting == [""]


class _Spied(Persistence):
    def __init__(self, store: Store, conclude: object) -> None:
        super().__init__(store)
        self._conclude = conclude

    def conclude(self, *args: object) -> None:  # type: ignore[override]
        self._conclude(*args)  # type: ignore[operator]


class StandingClock(HandClock):
    """A clock on which no moment to come is ever reached; ``waited_for`` says that somebody waits."""

    def __init__(self) -> None:
        super().__init__(START)
        self.waited_for = asyncio.Event()

    async def sleep_until(self, moment: datetime) -> None:
        self.waited_for.set()
        await asyncio.Event().wait()


async def test_visit_cancelled_while_it_listens_ends_as_cancelled(tmp_path: Path) -> None:
    """The line waited for is given up first: a generator that still runs cannot be closed and would hide why we end."""
    h = house(tmp_path)
    h.plan()
    [claim] = h._claim(True)
    h.channel.clock = standing = StandingClock()
    visit = asyncio.ensure_future(h.engine.visit(claim))
    await standing.waited_for.wait()
    visit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await visit
