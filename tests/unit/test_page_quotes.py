"""Canned replies as quotations: what is counted, and what hostile characters become."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.quotes import LONGEST, canned_quotes, visible
from tests.unit.weekly_rows import edition, receipts


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\u202egnp.exe", "〔U+202E〕gnp.exe"),
        ("\u2067right\u2069", "〔U+2067〕right〔U+2069〕"),
        ("\x1b[31mred", "〔U+001B〕[31mred"),
        ("a\u200bb", "a〔U+200B〕b"),
        ("\ud800", "〔U+D800〕"),
        ("line\u2028break", "line〔U+2028〕break"),
        ("e" + "\u0301" * 4, "e\u0301\u0301〔U+0301〕〔U+0301〕"),
        ("一\r\n二\t三", "一\n二 三"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("您好，Hello <b>", "您好，Hello <b>"),
    ],
)
def test_visible(hostile: str, shown: str) -> None:
    """What could reorder, hide or overprint is shown as its code; ordinary text stays as it is."""
    assert visible(hostile) == shown


@given(st.text())
def test_visible_leaves_nothing_that_hides(text: str) -> None:
    """Whatever comes in, what goes out can be encoded and holds no control, bidi or invisible character."""
    shown = visible(text)
    shown.encode("utf-8")
    assert not set(shown) & {
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
        "\x1b",
        "\x00",
        "\u200b",
    }


@given(st.text())
def test_visible_is_settled(text: str) -> None:
    """Making visible twice changes nothing more."""
    assert visible(visible(text)) == visible(text)


def test_quote_counts_messages_nights_and_questions() -> None:
    """A canned text is counted over its platform's labelled messages."""
    (quote,) = canned_quotes(edition(text="已收到"))
    assert (quote.spread.platform, quote.text, quote.spread.messages) == ("stone", "已收到", 8)
    assert (quote.spread.nights, quote.spread.questions, quote.spread.inquiries) == (4, 4, 8)
    assert (quote.spread.pre_sale, quote.spread.after_sale) == (4, 4)
    assert (quote.functions, quote.spread.wordings, quote.language) == (("acknowledgement",), 1, "zh-Hans")


def test_wordings_that_differ_are_told_as_a_template() -> None:
    """Of several wordings of one group what they share is quoted, with a blank between; their number is told."""
    messages, labels = receipts("已收到12号来信")
    messages[0] = replace(messages[0], text="已收到345号来信")
    (quote,) = canned_quotes(edition(messages=messages, labels=labels))
    assert (quote.text, quote.spread.wordings) == ("已收到［…］号来信", 2)


def test_long_text_is_shortened_before_it_is_made_visible() -> None:
    """A quotation is cut at whole characters of the original, and says how long that was."""
    (quote,) = canned_quotes(edition(text="字" * LONGEST + "\u202e" * 9))
    assert quote.shortened
    assert len(quote.spread.template) == LONGEST + 9
    assert quote.text == "字" * LONGEST + " …"


def test_newest_label_counts() -> None:
    """Older rules' labels are kept in the data but not told."""
    messages, labels = receipts("已收到")
    newer = [replace(label, rules_version="1.1", canned_group="") for label in labels]
    assert canned_quotes(edition(messages=messages, labels=[*newer, *labels])) == []


def test_groups_without_text_are_left_out() -> None:
    """A label whose message is not in the edition quotes nothing."""
    assert canned_quotes(edition(messages=())) == []


def test_template_of_a_text_that_quotes_our_question() -> None:
    """What a desk repeats of our own words is no blank of its template."""
    asked, whole = "您好，还没有购买，想问一下：付款之后多久能拿到？", edition(text="您的咨询已收到，感谢您的来信。")
    questions = [replace(question, paraphrases=(asked,)) for question in whole.study.questions]
    messages = [
        replace(message, text=f"{message.text}\n\n{asked}" if turn % 2 else message.text)
        for turn, message in enumerate(whole.messages)
    ]
    (quote,) = canned_quotes(replace(whole, messages=messages, study=replace(whole.study, questions=tuple(questions))))
    assert (quote.text, quote.spread.wordings) == ("您的咨询已收到，感谢您的来信。", 1)
