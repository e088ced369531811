"""From stored facts to published rows: nothing invented, nothing left out in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.export import facts, transcript
from monitor.store import open_store
from monitor.store.interface import (
    Claim,
    ControlResult,
    LaterVisit,
    Night,
    PenEntry,
    PlannedInquiry,
    Store,
)
from probes.interface import Message, Speaker

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = START + timedelta(hours=1)


def planned(inquiry_id: str, **changes: object) -> PlannedInquiry:
    plan = PlannedInquiry(
        id=inquiry_id, night="2026-11-23", week="2026-W48", time_cell="working", pair_id="p", target=f"t-{inquiry_id}",
        platform="p", channel="mail", question="q", topic="pre_sale", language="en", paraphrase=0, subject="s",
        text="How?", due_at=START, latest_start=LATER, observer="o",
    )  # fmt: skip
    return replace(plan, **changes)  # type: ignore[arg-type]


def store_with(*inquiries: PlannedInquiry) -> Store:
    store = open_store("memory://")
    store.migrate()
    night = inquiries[0].night
    store.plan_night(Night(id=night, week="2026-W48", planned_at=START), list(inquiries))
    return store


def claim(store: Store, at: datetime, *, sending: bool) -> Claim:
    (found,) = store.claim(holder="h", observer="o", now=at, lease=timedelta(hours=1), limit=1, sending=sending)
    store.start(found, at=at)
    return found


def sent(store: Store) -> None:
    asked = claim(store, START, sending=True)
    store.intend(asked, at=START)
    later = [LaterVisit(checkpoint=0, due_at=LATER, latest_start=LATER + timedelta(minutes=1))]
    store.sent(asked, t0=START, witness="smtp", session=b"", later=later)
    store.finish(asked, at=START, outcome="done", looked_since=None, looked_until=None)


def looked(store: Store, at: datetime, *messages: Message) -> None:
    visit = claim(store, at, sending=False)
    store.note(visit, messages=messages, session=None)
    store.finish(visit, at=at, outcome="done", looked_since=at, looked_until=at)


def message(text: str, **marks: str) -> Message:
    return Message(ordinal=0, speaker=Speaker.PLATFORM, text=text, seen_after=LATER, seen_by=LATER, marks=marks)


def row(store: Store):  # type: ignore[no-untyped-def]
    (only,) = facts(store, zone="UTC", compressed=False).inquiries
    return only


def test_visit_on_time_is_a_look_for_its_checkpoint() -> None:
    store = store_with(planned("a"))
    sent(store)
    looked(store, LATER)
    assert [(k.since, k.until, k.checkpoint) for k in row(store).looks] == [(LATER, LATER, 0)]


def test_late_visit_is_a_look_but_not_its_checkpoints() -> None:
    """What a visit after the grace shows is known then, not by the checkpoint."""
    store = store_with(planned("a"))
    sent(store)
    looked(store, LATER + timedelta(minutes=2))
    assert [k.checkpoint for k in row(store).looks] == [None]


def test_failed_control_voids_what_was_sent_that_night() -> None:
    store = store_with(planned("a"))
    sent(store)
    store.note_control(ControlResult(night="2026-11-23", observer="o", channel="mail", passed=False, at=START))
    assert (row(store).ending, row(store).reason) == ("void", "control_failed")


def test_later_visit_in_a_night_with_a_failed_control_counts_as_not_made() -> None:
    store = store_with(planned("a", night="2026-11-22"))
    sent(store)
    looked(store, LATER)
    store.note_control(ControlResult(night="2026-11-23", observer="o", channel="mail", passed=False, at=START))
    assert row(store).ending == "open"
    assert row(store).looks == ()


def test_paused_plans_are_no_inquiries() -> None:
    store = store_with(planned("a"), planned("c"))
    store.end("c", ending="void", reason="paused", at=START)
    assert row(store).id == "a"


def test_delay_notice_makes_the_time_before_it_unknown() -> None:
    store = store_with(planned("a"))
    sent(store)
    looked(store, LATER, message("still trying", delay="4.4.1"))
    assert row(store).unknown_spans == ((START, LATER),)


def test_unmatched_mail_of_the_platform_makes_its_open_inquiries_unknown_until_released() -> None:
    store = store_with(planned("a"))
    sent(store)
    released = LATER + timedelta(hours=3)
    store.pen(PenEntry(key="1", platform="p", arrived_at=LATER, released_at=released, score=0.4, summary="?"))
    store.pen(PenEntry(key="2", platform="other", arrived_at=LATER, released_at=None, score=0.4, summary="?"))
    assert row(store).unknown_spans == ((LATER, released),)


def test_answer_by_another_channel_says_which() -> None:
    store = store_with(planned("a", channel="webchat"))
    sent(store)
    looked(store, LATER, message("by mail", other_channel="mail"))
    (said,) = facts(store, zone="UTC", compressed=False).messages["a"]
    assert said.channel == "mail"


def test_a_reply_shown_later_than_it_came_has_both_times() -> None:
    """Only where it was watched: what a page brings again when we come back tells when we came."""
    store = store_with(planned("a", channel="webchat"))
    sent(store)
    came = LATER - timedelta(seconds=2)
    watched = line(0, LATER, "held back", frame_at=came.isoformat())
    brought_again = replace(line(1, LATER, frame_at=came.isoformat()), seen_after=LATER - timedelta(hours=1))
    looked(store, LATER, watched, brought_again, line(2, LATER, "at once"))
    assert [m.frame_at for m in facts(store, zone="UTC", compressed=False).messages["a"]] == [came, None, None]
    assert [m.frame_at for m in transcript("a", "webchat", [watched, brought_again], [])] == [came, None]


def followed_up(store: Store, visit: Claim, kind: str, number: int, at: datetime) -> None:
    assert store.intend_follow_up(visit, kind=kind, number=number, text="I only ask.", at=at)
    store.followed_up(visit, kind=kind, number=number, sent_at=at + timedelta(seconds=1), session=None)


def line(ordinal: int, at: datetime, text: str = "?", **marks: str) -> Message:
    return Message(ordinal=ordinal, speaker=Speaker.PLATFORM, text=text, seen_after=at, seen_by=at, marks=marks)


def test_what_we_said_by_mail_stands_in_the_transcript() -> None:
    """A mailbox holds no mail of ours: a desk that quotes it quotes us."""
    store = store_with(planned("a"))
    sent(store)
    visit = claim(store, LATER, sending=False)
    store.note(visit, messages=[line(0, LATER)], session=None)
    followed_up(store, visit, "follow_up", 1, LATER)
    found = facts(store, zone="UTC", compressed=False)
    assert [(m.speaker, m.text, m.ordinal) for m in found.messages["a"]] == [
        ("platform", "?", 0),
        ("own", "I only ask.", -1),
    ]
    [row] = found.inquiries[0].follow_ups
    assert (row.kind, row.number, row.sent_at) == ("follow_up", 1, LATER + timedelta(seconds=1))


def test_what_a_chat_shows_of_us_is_not_told_twice() -> None:
    """Our own bubble stands there already, in whatever lines it was broken."""
    store = store_with(planned("a", channel="webchat"))
    sent(store)
    visit = claim(store, LATER, sending=False)
    bubble = replace(line(0, LATER, "I only\nask."), speaker=Speaker.OWN)
    store.note(visit, messages=[bubble], session=None)
    followed_up(store, visit, "follow_up", 1, LATER)
    assert len(facts(store, zone="UTC", compressed=False).messages["a"]) == 1


def test_what_comes_after_we_asked_for_a_human_answers_no_question() -> None:
    """It is kept apart, and an end that came then is no end of the inquiry's."""
    store = store_with(planned("a", channel="webchat"))
    sent(store)
    visit = claim(store, LATER, sending=False)
    begun, after = LATER + timedelta(seconds=5), LATER + timedelta(seconds=9)
    store.note(visit, messages=[line(0, LATER, "before")], session=None)
    followed_up(store, visit, "handoff", 1, begun)
    store.note(visit, messages=[line(1, after, "after")], session=None, platform_ended_at=after)
    found = facts(store, zone="UTC", compressed=False)
    assert [m.text for m in found.messages["a"]] == ["before"]
    assert [m.text for m in found.afterwards["a"] if m.speaker == "platform"] == ["after"]
    assert found.inquiries[0].platform_ended_at is None
