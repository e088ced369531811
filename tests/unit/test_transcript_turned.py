"""Merging a transcript whose page shows its lines in another order than before: none of them is a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from probes.interface import Speaker
from probes.webchat.alignment import turned
from probes.webchat.merging import Look, merge
from probes.webchat.transcript import Line, Row

NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
SETTLE = timedelta(seconds=2.5)
OWN, OWN_TOO = "How do refunds work?", "And for gift cards?"
TITLE, GREETING, HELD, REPLY = "Support", "Welcome!", "Please wait.", "We refund within 3 days."
LATE = ["Is there anything else?", "请稍等"]

replies = st.lists(st.sampled_from([HELD, REPLY, "ok"]), min_size=1, unique=True)
added_ones = st.lists(st.sampled_from(LATE), unique=True)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def live(seconds: float) -> Look:
    return Look(at=at(seconds), settle=SETTLE)


def rows(load: str, texts: list[str], seconds: float) -> list[Row]:
    """What a page shows, from its top."""
    keys = [f"{load}.{text}.{texts[:index].count(text)}" for index, text in enumerate(texts)]
    speakers = [Speaker.OWN if text in (OWN, OWN_TOO) else Speaker.PLATFORM for text in texts]
    return [
        Row(key=key, speaker=speaker, text=text, first=at(seconds), changed=at(seconds))
        for key, speaker, text in zip(keys, speakers, texts, strict=True)
    ]


def watched(texts: list[str], *, newest_first: bool = False) -> tuple[Line, ...]:
    """Lines that came one after the other while we watched, and were handed out."""
    lines: tuple[Line, ...] = ()
    shown: list[Row] = []
    for second, text in enumerate(texts):
        shown += rows("first", [text], second)
        lines = merge(lines, shown[::-1] if newest_first else shown, Look(at=at(second), settle=SETTLE))
    return tuple(replace(line, given=True) for line in lines)


def back(known: tuple[Line, ...], texts: list[str]) -> tuple[Line, ...]:
    """The page loaded anew after an absence, looked at twice."""
    shown = rows("second", texts, 60)
    lines = merge(known, shown, Look(at=at(60), settle=SETTLE, since=at(10)))
    assert merge(lines, shown, Look(at=at(61), settle=SETTLE, since=at(10))) == lines
    return lines


def answers(lines: tuple[Line, ...], known: tuple[Line, ...]) -> list[str]:
    """What counts as said meanwhile, by ordinal."""
    new = (line for line in lines if line.ordinal not in {one.ordinal for one in known})
    return [line.text for line in sorted(new, key=lambda line: line.ordinal) if not line.baseline]


def by_ordinal(line: Line) -> int:
    return line.ordinal


@given(st.lists(st.sampled_from([HELD, REPLY, "ok"]), unique=True), added_ones)
def test_a_list_that_is_turned_around(after: list[str], added: list[str]) -> None:
    """It is known for one; a list that only goes on is none, nor is one that was so from the beginning."""
    said = [GREETING, OWN, *after]
    known, newest_first = watched(said), watched(said, newest_first=True)
    shown = rows("second", [TITLE, *[*said, *added][::-1]], 60)
    assert turned(known, shown)
    assert not turned(newest_first, shown)
    assert not turned(known, rows("second", [TITLE, *said, *added], 60))


def test_elements_that_we_know_are_in_any_order() -> None:
    """A page that sorts its lines anew before our eyes hides nothing."""
    assert not turned(watched([GREETING, OWN, REPLY]), rows("first", [REPLY, OWN, GREETING], 60))


@given(replies, added_ones)
def test_a_list_with_its_newest_line_first(after: list[str], added: list[str]) -> None:
    """There an answer stands above our own line, was not there before it, and the lowest of several came first."""
    known = watched([GREETING, OWN, *after], newest_first=True)
    assert answers(back(known, [GREETING, OWN, *after, *added][::-1]), known) == added


def test_several_at_once_in_a_list_with_its_newest_line_first() -> None:
    """Also before our eyes, in one look; a line that was said anew since it was handed out keeps its place."""
    known = watched([GREETING, OWN], newest_first=True)
    shown = rows("first", [*LATE[::-1], REPLY, OWN, GREETING], 9)
    assert answers(merge(known, shown, Look(at=at(9), settle=SETTLE)), known) == [REPLY, *LATE]

    known = watched([GREETING, OWN, REPLY], newest_first=True)
    edited = replace(rows("first", [REPLY], 2)[0], text=HELD, changed=at(9))
    lines = merge(
        known,
        [*rows("first", LATE[::-1], 9), edited, *rows("first", [OWN, GREETING], 0)],
        Look(at=at(9), settle=SETTLE),
    )
    assert answers(lines, known) == [HELD, *LATE]


def test_a_greeting_drawn_below_our_line() -> None:
    """Many a page puts its greeting where it is at the moment."""
    known = watched([GREETING, OWN, REPLY])
    assert answers(back(known, [OWN, REPLY, GREETING, *LATE]), known) == LATE


def test_two_replies_in_another_order() -> None:
    known = watched([GREETING, OWN, HELD, REPLY])
    assert answers(back(known, [GREETING, OWN, REPLY, HELD]), known) == []


def test_the_same_words_said_again() -> None:
    """Two lines: also where the first is cut off with all that stood above it."""
    known = watched([GREETING, OWN, HELD, REPLY])
    assert answers(back(known, [GREETING, OWN, HELD, REPLY, HELD]), known) == [HELD]
    known = watched([GREETING, OWN, HELD, OWN_TOO, REPLY])
    assert answers(back(known, [OWN_TOO, REPLY, HELD]), known) == [HELD]


def test_a_line_that_was_out_of_sight_for_a_moment_keeps_its_turn() -> None:
    """Lines are numbered by first sight, until they are handed out; what we wrote keeps its number whatever comes."""
    held, reply = rows("first", [HELD], 1), rows("first", [REPLY], 1.5)
    lines = merge(watched([GREETING, OWN]), [*rows("first", [GREETING, OWN], 0), *held], live(1))
    lines = merge(lines, [*rows("first", [GREETING, OWN], 0), *reply], live(1.5))
    lines = merge(lines, [*rows("first", [GREETING, OWN], 0), *held, *reply, *rows("first", [OWN_TOO], 2)], live(2))
    assert [line.text for line in sorted(lines, key=by_ordinal)] == [GREETING, OWN, HELD, REPLY, OWN_TOO]

    handed_out = tuple(replace(line, given=line.text in (GREETING, OWN, REPLY)) for line in lines)
    known = [GREETING, OWN, HELD, REPLY, OWN_TOO]
    late = merge(handed_out, [*rows("first", [LATE[0]], 0.5), *rows("first", known, 2)], live(3))
    fixed = (GREETING, OWN, REPLY, OWN_TOO)
    assert [line.ordinal for line in late if line.text in fixed] == [
        line.ordinal for line in handed_out if line.text in fixed
    ]
