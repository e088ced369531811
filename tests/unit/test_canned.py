"""Canned replies: which texts are the same text, and which of those are canned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.canned.canonical import canonical
from reports.canned.replies import canned, group, text_groups
from reports.dataset import InquiryRow, MessageRow
from tests.unit.label_facts import asked, said

TEMPLATE = (
    "Dear {name}, we have received your message no. {n} and our team will look into the matter as soon as possible."
)
NIGHTS = ("2026-12-07", "2026-12-08", "2026-12-09")


class TestCanonical:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("订单123处理中", "订单 98765 处理中。"),
            ("您好，请查看帮助中心", "亲，您好！请查看帮助中心~~"),
            ("Hi Anna, see https://a.example/1 please", "hello! See https://b.example/2, please."),
            ("退款需要３天", "退款需要3天"),
            ("We will check.\n\nBest regards,\nSam", "We will check.\n\nKind regards,\nAnna"),
            ("We will check.\n\n> what we asked", "We will check."),
            ("请查看帮助中心，祝您生活愉快！", "请查看帮助中心"),
        ],
    )
    def test_what_does_not_matter(self, one: str, other: str) -> None:
        """Numbers, links, width, case, punctuation, greeting, closing, quotation and signature make no difference."""
        assert canonical(one) == canonical(other) != ""

    def test_hello(self) -> None:
        """A text that only says hello has no form."""
        assert canonical("您好！") == canonical("Hello,") == ""

    def test_our_own_words(self) -> None:
        """What a receipt repeats of our message is not part of its form."""
        ours = "How do refunds work on your site, please?"
        assert canonical(f"Received: {ours}", [ours]) == canonical("Received:")


class TestGroups:
    def test_slots(self) -> None:
        """Two fillings of one template are one group; another text is another."""
        texts = [TEMPLATE.format(name=name, n=n) for name, n in (("Ann", 1), ("Bob", 22), ("Cleo", 333))]
        assert group([*texts, "Something else entirely, about invoices and nothing more."]) == [0, 0, 0, 1]

    def test_numbering(self) -> None:
        """Groups are counted by first appearance."""
        assert group(["alpha beta gamma delta", "other words here now", "alpha beta gamma delta"]) == [0, 1, 0]

    def test_short_texts(self) -> None:
        """A short yes is not a short no."""
        assert group(["支持退款", "不支持退款"]) == [0, 1]

    @pytest.mark.parametrize(
        ("yes", "no"),
        [
            ("这款商品支持七天无理由退货，请放心购买", "这款商品不支持七天无理由退货，请放心购买"),
            ("yes, we can refund a code that was already used", "no, we cannot refund a code that was already used"),
            ("you can change the e-mail of your account", "you can't change the e-mail of your account"),
        ],
    )
    def test_yes_and_no(self, yes: str, no: str) -> None:
        """A yes and a no that differ in a word stay apart, however often each is said."""
        assert group([yes, no]) == [0, 1]
        assert group([yes, no] * 12) == [0, 1] * 12

    def test_greetings(self) -> None:
        """Bare greetings are grouped with nothing."""
        assert group(["您好", "您好"]) == [0, 1]

    def test_large_groups_merge(self) -> None:
        """Leaders of two large groups that are 80 % alike are one template."""
        start = (
            "thank you for writing to our support team today, your ticket is now open and will be answered by an agent"
        )
        texts = [start + " soon"] * 3 + [start + ", our office hours are weekdays"] * 3
        assert group(texts) == [0] * 6

    @given(
        st.permutations(
            [TEMPLATE.format(name=name, n=1) for name in ("Ann", "Bo", "Cy")] + ["请稍等", "请稍等一下", "x"]
        )
    )
    @settings(max_examples=25, deadline=None)
    def test_any_order(self, texts: Sequence[str]) -> None:
        """The order in which texts come does not change what belongs together."""
        by_text = dict(zip(texts, group(texts), strict=True))
        together = {frozenset(t for t in texts if by_text[t] == by_text[text]) for text in texts}
        assert together == {
            frozenset(t for t in texts if t.startswith("Dear")),
            frozenset(["请稍等"]),
            frozenset(["请稍等一下"]),
            frozenset(["x"]),
        }


TEXT = "所有问题的说明都在帮助中心，请您先查看帮助中心。"


def platform(
    *questions: str, nights: Sequence[str] = NIGHTS, text: str = TEXT
) -> tuple[list[MessageRow], list[InquiryRow]]:
    """A platform that says ``text`` to each of these questions, one a night."""
    inquiries = [
        asked(f"i{place}", question=question, night=nights[place % len(nights)])
        for place, question in enumerate(questions)
    ]
    return [said(text, inquiry=inquiry.id) for inquiry in inquiries], inquiries


class TestCanned:
    def test_canned(self) -> None:
        """Three messages, three nights, two questions: canned, under an id made of the words."""
        found = canned(*platform("refund-zh", "invoice-zh", "refund-zh"))
        assert sorted(found) == [("i0", 1), ("i1", 1), ("i2", 1)]
        assert len(set(found.values())) == 1
        again = canned(*platform("invoice-zh", "card-key-zh", "refund-zh", "refund-zh"))
        assert set(again.values()) == set(found.values())

    @pytest.mark.parametrize(
        ("questions", "nights"),
        [
            (("refund-zh", "invoice-zh"), NIGHTS),
            (("refund-zh", "refund-zh", "refund-zh"), NIGHTS),
            (("refund-zh", "invoice-zh", "card-key-zh"), NIGHTS[:1]),
        ],
        ids=["two messages", "one question", "one night"],
    )
    def test_not_canned(self, questions: tuple[str, ...], nights: Sequence[str]) -> None:
        """With fewer than 3 messages, 2 nights or 2 questions a text is not called canned."""
        assert canned(*platform(*questions, nights=nights)) == {}

    def test_later_replies(self) -> None:
        """What was seen tonight leaves last month's groups and their ids as they are; the order of rows is nothing."""
        messages, inquiries = platform("refund-zh", "invoice-zh", "card-key-zh", "refund-zh")
        later = [replace(m, seen_by=m.seen_by + timedelta(days=place)) for place, m in enumerate(messages)]
        before, after = text_groups(later[:2], inquiries), text_groups(later[::-1], inquiries)
        assert after.items() > before.items()
        assert after == text_groups(later, inquiries)

    def test_two_platforms(self) -> None:
        """What two platforms say alike is not one platform's template."""
        messages, inquiries = platform("refund-zh", "invoice-zh", "card-key-zh")
        moved = [inquiries[0], inquiries[1], replace(inquiries[2], platform="other")]
        assert canned(messages, moved) == {}
        assert len(set(text_groups(messages, moved).values())) == 1

    def test_what_is_no_reply(self) -> None:
        """The baseline, our own words and mail servers' notices are in no group."""
        _, inquiries = platform("refund-zh", "invoice-zh", "card-key-zh")
        lines = [said(TEXT, inquiry="i0", before_t0=True), said(TEXT, inquiry="i1", speaker="own")]
        lines.append(said(TEXT, inquiry="i2", marks={"bounce": "5.1.1"}))
        assert text_groups(lines, inquiries) == {}
