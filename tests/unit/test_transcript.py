"""Merging a transcript: nothing lost, nothing counted twice, and the same sentence twice is two messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.interface import Speaker
from probes.webchat.merging import Look, merge
from probes.webchat.transcript import Line, Row, alike

NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
SETTLE = timedelta(seconds=2.5)
OWN = "How do refunds work?"

# few texts, so that the same words come again and again
replies = st.lists(st.sampled_from(["请稍等", "Please wait.", "We refund within 3 days.", "ok"]), max_size=6)
greetings = st.lists(st.sampled_from(["Welcome!", "您好"]), max_size=2)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def row(text: str, *, key: str, speaker: Speaker = Speaker.PLATFORM, seconds: float = 0, **more: object) -> Row:
    return Row(key=key, speaker=speaker, text=text, first=at(seconds), changed=at(seconds), **more)  # type: ignore[arg-type]


def page(load: str, before: list[str], after: list[str], *, seconds: float = 0, named: bool = False) -> list[Row]:
    """What a freshly loaded page shows: lines before ours, ours, lines after it."""
    said = [(text, Speaker.PLATFORM) for text in before] + [(OWN, Speaker.OWN)]
    said += [(text, Speaker.PLATFORM) for text in after]
    return [
        row(text, key=f"{load}.{i}", speaker=speaker, seconds=seconds, ident=f"id{i}" if named else "")
        for i, (text, speaker) in enumerate(said)
    ]


def live(seconds: float) -> Look:
    return Look(at=at(seconds), settle=SETTLE)


def back(seconds: float) -> Look:
    """A look after an absence that began at second 10."""
    return Look(at=at(seconds), settle=SETTLE, since=at(10))


def given_out(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(replace(line, given=True) for line in lines)


def parked(before: list[str], after: list[str], *, named: bool = False) -> tuple[Line, ...]:
    return given_out(merge((), page("first", before, after, named=named), live(5)))


def new_in(lines: tuple[Line, ...], known: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if line.ordinal not in {k.ordinal for k in known}]


@given(greetings, replies, replies, st.booleans())
def test_restored_history(before: list[str], after: list[str], added: list[str], named: bool) -> None:
    """After a reload with full history exactly what was said meanwhile is new, in its order."""
    known = parked(before, after, named=named)
    lines = merge(known, page("second", before, after + added, seconds=60, named=named), back(60))
    assert [line.text for line in new_in(lines, known)] == added
    assert {line.ordinal: line.text for line in known}.items() <= {line.ordinal: line.text for line in lines}.items()


@given(greetings, replies, replies)
def test_truncated_front(before: list[str], after: list[str], added: list[str]) -> None:
    """A history that lost its greetings at the front loses none of our lines and invents none."""
    known = parked(before, after)
    lines = merge(known, page("second", [], after + added, seconds=60), back(60))
    assert [line.text for line in new_in(lines, known)] == added
    assert len(lines) == len(known) + len(added)


@given(greetings, greetings, replies, replies)
def test_another_greeting(before: list[str], other: list[str], after: list[str], added: list[str]) -> None:
    """Whatever greeting a reload brings above our own message, it is baseline and hides no reply."""
    known = parked(before, after)
    lines = merge(known, page("second", other, after + added, seconds=60), back(60))
    new = new_in(lines, known)
    assert [line.text for line in new if not line.baseline] == added
    assert all(line.text in other for line in new if line.baseline)


@given(greetings, replies, replies)
def test_interval_of_what_came_meanwhile(before: list[str], after: list[str], added: list[str]) -> None:
    """What came while we were away lies between our last look and its first sight."""
    known = parked(before, after)
    lines = merge(known, page("second", before, after + added, seconds=60), back(60))
    assert {(line.seen_after, line.seen_by) for line in new_in(lines, known)} <= {(at(10), at(60))}


@given(greetings, replies, replies)
def test_merging_twice(before: list[str], after: list[str], added: list[str]) -> None:
    """The same page looked at again changes nothing."""
    shown = page("second", before, after + added, seconds=60)
    once = merge(parked(before, after), shown, back(60))
    assert merge(once, shown, back(61)) == once


@given(greetings, replies)
def test_ordinals(before: list[str], after: list[str]) -> None:
    """Ordinals count from nought and never change, whatever the texts."""
    lines = merge((), page("first", before, after), live(0))
    assert [line.ordinal for line in lines] == list(range(len(lines)))


@given(replies)
def test_redrawn_page(after: list[str]) -> None:
    """A widget that draws all its lines anew in the same document has said nothing new."""
    known = parked(["Welcome!"], after)
    assert [line.seen_by for line in merge(known, page("redrawn", ["Welcome!"], after, seconds=30), live(30))] == [
        line.seen_by for line in known
    ]


@given(st.integers(1, 6))
def test_repeated_reply_live(count: int) -> None:
    """The same sentence said again is another message each time."""
    lines: tuple[Line, ...] = ()
    shown: list[Row] = []
    for number in range(count):
        shown.append(row("请稍等", key=f"a.{number}", seconds=number))
        lines = given_out(merge(lines, shown, live(number)))
    assert [line.seen_by for line in lines] == [at(number) for number in range(count)]


def test_exact_while_watched() -> None:
    """A line seen live was not there just before: both ends of its interval are its stamp."""
    (line,) = merge((), [row("hello", key="a.0", seconds=3)], live(3.2))
    assert (line.seen_after, line.seen_by) == (at(3), at(3))


def test_a_page_that_was_read_rarely() -> None:
    """On a busy machine a line came at some time since the page was last read: the moment of drawing is not its own."""
    (line,) = merge((), [row("Please wait.", key="a", seconds=9, after=at(5))], live(9))
    assert (line.seen_after, line.seen_by) == (at(5), at(9))


def test_growing_text() -> None:
    """A text that is written on keeps the moment of its first sight."""
    lines = merge((), [row("We refund", key="a.0", seconds=1)], live(1))
    grown = replace(row("We refund within 3 days.", key="a.0", seconds=1), changed=at(2))
    (line,) = merge(lines, [grown], live(2))
    assert (line.text, line.seen_by, line.changed) == ("We refund within 3 days.", at(1), at(2))


def test_words_that_stood_there_from_the_beginning() -> None:
    """Where our reading only drops what is no part of the words (a name, a button, a copy) the moment stays."""
    for before in ("Agent said: We refund. We refund.", "We refund.\nWas this helpful?\nYes", "Lily\nWe refund."):
        lines = merge((), [row(before, key="a", seconds=1)], live(1))
        lines = merge(lines, [replace(row("We refund.", key="a", seconds=1), changed=at(3))], live(3))
        assert [(line.text, line.seen_after, line.seen_by) for line in lines] == [("We refund.", at(1), at(1))]


def test_an_edit_is_by_the_same_author() -> None:
    """What the chat declared of who wrote a line is declared of its new words too, and nothing else is."""
    (line,) = merge((), [row("We refund.", key="a", marks={"agent_type": "bot"})], live(0))
    given_out = replace(line, given=True, marks={"agent_type": "bot", "frame_at": "then"})
    edit = replace(row("We keep a fee.", key="a"), changed=at(9))

    assert [dict(line.marks) for line in merge((given_out,), [edit], live(9))][1:] == [{"agent_type": "bot"}]


def test_a_line_drawn_in_parts() -> None:
    """Whose a line is, is known once it is whole: half drawn, an answer can look like a notice of the software."""
    half = [row(OWN, key="a.0", speaker=Speaker.OWN), row("In 3 days.", key="a.1", speaker=Speaker.NOTICE, seconds=1)]
    lines = merge(merge((), half, live(1)), [half[0], replace(half[1], speaker=Speaker.PLATFORM)], live(1.1))
    assert [(line.speaker, line.seen_by) for line in lines] == [(Speaker.OWN, at(0)), (Speaker.PLATFORM, at(1))]
    handed_out = given_out(lines)
    assert merge(handed_out, half, live(9)) == handed_out


def test_replaced_placeholder() -> None:
    """Dots that become an answer before they settled: the answer's moment is its own."""
    lines = merge((), [row("• • •", key="a.0", seconds=1)], live(1))
    answer = replace(row("We refund within 3 days.", key="a.0", seconds=1), changed=at(2))
    (line,) = merge(lines, [answer], live(2))
    assert line.seen_by == at(2)


def test_text_changed_after_it_was_handed_out() -> None:
    """A settled bubble that says something else later is a message of its own."""
    lines = given_out(merge((), [row("One moment please", key="a.0", seconds=1)], live(4)))
    answer = replace(row("We refund within 3 days.", key="a.0", seconds=1), changed=at(20))
    first, second = merge(lines, [answer], live(20))
    assert (first.text, second.text) == ("One moment please", "We refund within 3 days.")
    assert second.ordinal != first.ordinal
    assert second.seen_by == at(20)


def test_counter_in_a_text() -> None:
    """A queue position or a relative time that counts on is no new message."""
    lines = given_out(merge((), [row("You are number 3 in the queue", key="a.0", seconds=1)], live(4)))
    counted = replace(row("You are number 2 in the queue", key="a.0", seconds=1), changed=at(20))
    assert len(merge(lines, [counted], live(20))) == 1


def test_vanished_before_it_settled() -> None:
    """What was shown and taken away before it had settled was no message."""
    lines = merge((), [row("typing", key="a.0", seconds=1)], live(1))
    assert merge(lines, [], live(2)) == ()


def test_vanished_after_it_settled() -> None:
    """What stood long enough stays a fact though the page no longer shows it."""
    lines = merge((), [row("We are closed.", key="a.0", seconds=1)], live(1))
    (line,) = merge(lines, [], live(30))
    assert (line.text, line.present) == ("We are closed.", False)


def test_own_line_is_never_dropped() -> None:
    """Our own bubble may be replaced by the widget at once; it stays."""
    lines = merge((), [row(OWN, key="a.0", speaker=Speaker.OWN)], live(0))
    replaced = merge(merge(lines, [], live(0.1)), [row(OWN, key="a.1", speaker=Speaker.OWN, seconds=0.2)], live(0.2))
    assert [(line.ordinal, line.seen_by) for line in replaced] == [(0, at(0))]


def test_a_different_answer_in_a_queue_notice_place() -> None:
    """A notice gone after a reload and an answer in its place: the answer is new."""
    known = parked([], ["You are number 3 in the queue"])
    lines = merge(known, page("second", [], ["Hello, Dana here, we refund at once."], seconds=60), back(60))
    assert [line.text for line in new_in(lines, known)] == ["Hello, Dana here, we refund at once."]


def test_message_ids_that_do_not_survive_a_reload() -> None:
    """Widgets that name their messages anew at each load do not double the history."""
    known = parked(["Welcome!"], ["ok", "ok"], named=True)
    renamed = [replace(r, ident="new" + r.ident) for r in page("second", ["Welcome!"], ["ok", "ok"], named=True)]
    assert new_in(merge(known, renamed, back(60)), known) == []


def test_message_ids_tell_equal_texts_apart() -> None:
    """With lasting ids a truncated history of equal texts is still read right."""
    known = parked([], ["ok", "ok"], named=True)
    shown = [r for r in page("second", [], ["ok", "ok", "ok"], named=True) if r.ident != "id1"]
    assert [line.ident for line in new_in(merge(known, shown, back(60)), known)] == ["id3"]


def test_baseline_of_a_message() -> None:
    """What was seen before t0 is baseline; our own message is not."""
    lines = merge((), page("a", ["Welcome!"], []), live(0))
    assert [line.message(at(0)).before_t0 for line in lines] == [False, False]
    assert [line.message(at(1)).before_t0 for line in lines] == [True, False]
    assert [line.message(None).before_t0 for line in lines] == [True, True]


def test_likeness() -> None:
    """Texts are one text but for digits or a hair; a longer text says more."""
    assert alike("1 分钟前", "2 分钟前")
    assert not alike("We refund", "We refund, but only within 3 days.")
    assert not alike("yes", "no")


@given(st.integers(1, 3), replies)
def test_own_line_drawn_too_early(crossed: int, after: list[str]) -> None:
    """A page shows our line before the server has it; after a reload lines that crossed it stand above it.

    It is one line of ours all the same, and what stands above it now is no reply.
    """
    lines = [f"Canned {i}." for i in range(crossed)]
    known = parked(["Welcome!"], lines + after)
    merged = merge(known, page("second", ["Welcome!", *lines], after, seconds=60), back(60))
    assert [line.text for line in merged if line.speaker is Speaker.OWN] == [OWN]
    assert all(line.baseline for line in new_in(merged, known))


@pytest.mark.timeout(60)
def test_page_that_draws_two_thousand_long_lines_anew() -> None:
    """Compared all with all this would take hours; it is bounded, and nothing that was said is lost."""
    first = [row(f"{i} {'lorem ' * 80}{i}", key=f"a{i}") for i in range(2000)]
    second = [row(f"{i} {'ipsum ' * 80}{i}", key=f"b{i}") for i in range(2000)]
    lines = merge(given_out(merge((), first, live(5))), second, live(10))
    assert [line.text for line in lines if line.present] == [one.text for one in second]
    assert {one.text for one in first} <= {line.text for line in lines}


def test_long_history_loaded_anew_is_the_same_history() -> None:
    """Ten hundred equal lines with new elements are known from both ends, and only what is new is new."""
    texts = [f"line {i}" for i in range(1000)]
    known = given_out(merge((), [row(text, key=f"a{i}") for i, text in enumerate(texts)], live(5)))
    shown = [row(text, key=f"b{i}") for i, text in enumerate([*texts, "a new one"])]
    lines = merge(known, shown, back(20))
    assert [line.text for line in new_in(lines, known)] == ["a new one"]
