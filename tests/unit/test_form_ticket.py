"""What is new on a ticket's page: by place and never by text; the same answer by two ways once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.form import copies, ticket
from probes.form.page import TicketPage, unpack
from probes.form.survey import Line
from probes.form.tracker import one_of_its_own
from probes.interface import Message, Speaker

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWN = "How do you refund a code that does not work?"
FRAME = ("Ticket 4711", "Status: open", OWN, "Contact us by phone")


def lines(*texts: str, inside: str = "main#0") -> tuple[Line, ...]:
    return tuple(Line(text=text, path=(inside, f"p#{number}")) for number, text in enumerate(texts))


def page(*texts: str) -> TicketPage:
    return TicketPage(url="https://shop.example/t/1", lines=ticket.skeleton(lines(*texts)), known_until=T0)


def after(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def mail(text: str, minutes: float, ordinal: int = 0) -> Message:
    at = after(minutes)
    return Message(ordinal=ordinal, speaker=Speaker.PLATFORM, text=text, seen_after=at, seen_by=at)


ENTRIES = st.lists(st.sampled_from(["Yes, we refund it.", "Please wait.", "可以退款的。"]), max_size=5)


@given(ENTRIES, ENTRIES)
def test_every_entry_comes_once(first: Sequence[str], second: Sequence[str]) -> None:
    """However often the same words are written, each writing is one post, found at the look that shows it first."""
    known = page(*FRAME)
    for number, entries in enumerate((first, [*first, *second]), start=1):
        for upto in range(len(known.posts), len(entries)):  # one look an entry
            known.take(lines(*FRAME, *entries[: upto + 1]), (OWN,), after(number))
    assert [post.text for post in known.posts] == [*first, *second]
    assert all(post.seen_after <= post.seen_by for post in known.posts)


@given(st.permutations(["Priority: high", "Last reply: 3 minutes ago", "2026-11-26 10:00", "in progress", OWN]))
def test_what_moves_by_itself_is_no_post(moved: Sequence[str]) -> None:
    """States, times and our own words come and go without anybody answering."""
    known = page(*FRAME)
    known.take(lines(*FRAME[:1], *moved, *FRAME[2:]), (OWN,), after(1))
    assert known.posts == []


def test_relative_times_do_not_move_a_long_line() -> None:
    """A heading with a time that counts up stays the same line, however long."""
    head = "A rather long subject of a ticket that was opened by somebody in a hurry, answered by Dana "
    known = page(*FRAME, head + "just now", "Yes.")
    known.take(lines(*FRAME, head + "3 minutes ago", "Yes."), (OWN,), after(3))
    assert known.posts == []


AGO = [
    "just now",
    "3 minutes ago",
    "1 hour, 5 minutes ago",
    "刚刚",
    "6秒之前",
    "3 分钟前",
    "1 小时，3 分钟之前",
    "2个小时以前",
    "1 週，2 天前",
]


@pytest.mark.parametrize("then", AGO)
@pytest.mark.parametrize("now", AGO)
def test_when_it_was_said_is_no_part_of_an_entry_in_either_language(then: str, now: str) -> None:
    """And it is no news that it has moved on."""
    head, known = "卡密退款 [Q7] by agent ", page(*FRAME)
    known.take(lines(*FRAME, head + then, "核实后退款。"), (OWN,), after(1))
    known.take(lines(*FRAME, head + now, "核实后退款。"), (OWN,), after(2))
    assert [post.text for post in known.posts] == ["核实后退款。"]


@pytest.mark.parametrize(
    "answer", ["It was shipped 3 days ago.", "已在3天前发货。", "刚刚已为您退款！", "Is 10:30 tomorrow all right?"]
)
def test_a_sentence_that_names_a_time_is_an_answer(answer: str) -> None:
    """A reply that is taken for a heading makes a silence."""
    known = page(*FRAME)
    known.take(lines(*FRAME, "by agent 10:00 a.m.", answer), (OWN,), after(1))
    assert [post.text for post in known.posts] == [answer]


def test_two_entries_at_one_look() -> None:
    """Entries with a time of their own, side by side, are two posts; lines of one entry are one."""
    known = page(*FRAME)
    entries = [
        Line(text=text, path=("main#0", "section#1", f"article#{number}", place))
        for number, entry in enumerate((("10:00", "We refund it."), ("10:05", "Or replace it.", "As you like.")))
        for text, place in zip(entry, ("time#0", "p#1", "p#2"), strict=False)
    ]
    known.take((*lines(*FRAME), *entries), (OWN,), after(1))
    assert [post.text for post in known.posts] == ["We refund it.", "Or replace it.\nAs you like."]


def test_stored_and_read_again() -> None:
    known = page(*FRAME)
    known.take(lines(*FRAME, "We refund it."), (OWN,), after(1))
    assert unpack(known.pack()) == known


def test_mail_and_post_that_say_the_same_are_one() -> None:
    """A mail with the post's words among its own, at about the same time, is the same answer; each is paired once."""
    known = page(*FRAME)
    known.take(lines(*FRAME, "We refund such codes within a day."), (OWN,), after(60))
    copies.pair(known, [mail("Dear customer,\nWe refund such codes within a day.\nRegards", 30)])
    known.take(
        lines(*FRAME, "We refund such codes within a day.", "We refund such codes within a day."), (OWN,), after(90)
    )
    copies.pair(known, [mail("Dear customer,\nWe refund such codes within a day.\nRegards", 30)])
    assert [bool(post.copy_of) for post in known.posts] == [True, False]


def test_mail_and_post_that_are_two() -> None:
    """Other words, another hour, or a few letters that stand in any mail by chance."""
    known = page(*FRAME)
    known.take(lines(*FRAME, "Yes."), (OWN,), after(60))
    copies.pair(known, [mail("We have received your request. Yes, really.", 30), mail("No refunds.", 31, 1)])
    assert not known.posts[0].copy_of
    late = page(*FRAME)
    late.take(lines(*FRAME, "We refund such codes within a day."), (OWN,), after(60))
    copies.pair(late, [mail("We refund such codes within a day.", 300)])
    assert not late.posts[0].copy_of


def test_addresses_that_may_be_the_ticket() -> None:
    """The form's own host, a word of tickets, and nothing that a visit could do."""
    told = (
        "See https://shop.example/ticket/17?key=a. Or https://shop.example/ticket/17/close, "
        "https://evil.example/ticket/17 http://shop.example:8080/ticket/17 https://shop.example/terms https://shop.example/unsubscribe?ticket=17"
    )
    assert ticket.addresses_in(told, "shop.example") == ["https://shop.example/ticket/17?key=a"]


def test_the_address_of_one_ticket() -> None:
    """A number that the form's own address has not; a list's page and a guest book name none."""
    form = "https://shop.example/desk2/new?inquiry=f17"
    for one in ("/desk2/issues/4", "/desk2/view.php?id=12", "/desk2/issue4", "/t/9f8e7d", "/desk2/#/tickets/8"):
        assert one_of_its_own(f"https://shop.example{one}", form)
    for other in ("/desk2/new", "/desk2/book", "/desk2/list?page=3", "/desk2/new?inquiry=f17#m12", "/desk2/?sort=1"):
        assert not one_of_its_own(f"https://shop.example{other}", form)
