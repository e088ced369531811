"""Canonical forms of many messages at once are those of each alone, and those that they had before."""

import hashlib
import re

from hypothesis import example, given
from hypothesis import strategies as st

from reports.canonical import GOODBYES, LINKS, QUOTES, SIGNATURES, TICKETS, canonical, without_hello
from reports.forms import _AT_ONCE, folded, forms
from tests.benchmarks.canned import WORLDS, Generator

PIECES = (
    *(
        *QUOTES,
        *SIGNATURES,
        *TICKETS,
        *LINKS,
        *GOODBYES,
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        ".",
        ",",
        "。",
        "，",
        "！",
        "：",
        "_",
    ),
    *(
        "Hi Anna,\n",
        "您好：",
        "亲，",
        "Dear x, ",
        "祝您生活愉快",
        "Thank you!",
        "Best regards,\nAnna",
        "-- \nAnna",
        "have a nice day",
    ),
    *(
        "12",
        "12:30",
        "3.",
        ".5",
        "1/2-3",
        "٣",
        "²",
        "½",
        "①",
        "abc",
        "can't",
        "不",
        "退款",
        "ä",
        "a\u0308",
        "Σ",
        "ΑΣ",
        "İ",
        "ﬀ",
    ),
    *(
        "\u200b",
        "\ufe0f",
        "😊",
        "\ud800",
        "\0",
        "한",
        "\u1112\u1161",
        "か\u3099",
        "ｶﾞ",
        "Ａ１",
        "…",
        "\u3000",
        "\U00020000",
        "\U000e0041",
    ),
    *(
        "On Mon, x wrote:\n> y",
        "From: a\nTo: b\n",
        "发件人: 甲\n主题: 乙\n",
        "https://a.b/c",
        "x@y.z",
        "[#12]",
        "t #12",
        "&amp;",
    ),
)
FORMER = "0c146a751205bcf9f5b790add2627d83183bb8df8c9a12aa7ca0ab1e84269b5f"
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)


@given(st.lists(texts, max_size=8))
@example(["have https://x\na", "", "thank", "Σ", "\0a", "a\0"])
def test_the_form_of_a_text_does_not_hang_on_its_company(told: list[str]) -> None:
    """Whatever stands beside it, a text has the form that it has alone."""
    assert list(forms(told)) == [canonical(text) for text in told]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), max_size=6))
def test_folding_in_arrays_is_folding_by_patterns(told: list[str]) -> None:
    """Numbers are 0, words stand one blank apart, Chinese ones none: said by four patterns, one after another."""
    plain = [text.replace("\0", " ") for text in told]
    numbers, words = re.compile(r"\d+(?:[.,:/-]\d+)*"), re.compile(r"\w+")
    beside = re.compile(r" (?:(?=[\u2e80-\U0003ffff])|(?<=[\u2e80-\U0003ffff] ))")
    spaced = [" ".join(words.findall(numbers.sub("0", text).replace("_", " "))) for text in plain]
    assert folded(plain) == [beside.sub("", text) for text in spaced]


def test_a_desks_messages_have_the_forms_that_they_always_had() -> None:
    """The digest was taken of the forms before they were made together: published group ids hang on them."""
    digest = hashlib.sha256()
    for seed, world in enumerate(WORLDS.values()):
        _, told = Generator("all", seed, world).messages(_AT_ONCE // 4)
        digest.update("\n".join(forms(told)).encode())
    assert digest.hexdigest() == FORMER


def test_more_texts_than_are_taken_together_keep_their_order() -> None:
    """Batches end somewhere; the forms come in the order of the texts, repeated or not."""
    told = [f"Your code {'abcdefghij'[n % 10]} came {'b' * (n % 7)} late" for n in range(_AT_ONCE * 2 + 3)]
    assert list(forms(iter(told))) == [canonical(text) for text in told]


def test_a_hello_alone_leaves_nothing() -> None:
    """Greetings are no text."""
    assert list(forms(["您好！", "Hello,", without_hello("您好")])) == ["", "", ""]
