"""Canonical forms of many messages at once are those of each alone, and those that they had before."""

import hashlib
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from reports.canned.canonical import (
    GOODBYES,
    LINKS,
    QUOTES,
    SIGNATURES,
    TICKETS,
    _closing,
    canonical,
    without_goodbye,
    without_hello,
)  # fmt: skip
from reports.canned.forms import _AT_ONCE, folded, forms
from reports.labels import wording
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
LINES = (
    *(
        "\n",
        "> ",
        ">",
        "* ",
        "On Mon, x ",
        "wrote:",
        "on a\nwrote:",
        "From: a",
        "\nTo: b",
        "subject: c",
        "\nDate:",
        "cc:",
        "x",
        " ",
    ),
    *(
        "发件人: 甲",
        "\n主题: 乙",
        "组织:",
        "2026年12月7日 x",
        "写道:",
        "-----Original Message-----",
        "----",
        "Sent: z",
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


@given(texts)
@example("Thank you. " * 40)
@example("x. have a lovely" + "y" * 44)
@example("x. best regards" + "y" * 44 + " \n ")
@example("x" * 95 + ".  \n Cheers!")
def test_closings_are_looked_for_from_the_end(text: str) -> None:
    """What is left is what a look at the whole text from its beginning leaves."""
    assert without_goodbye(text).rstrip() == text[: _closing(text, 0)].rstrip()


@given(st.lists(st.sampled_from(LINES), max_size=10).map("".join))
def test_a_header_is_found_wherever_its_pattern_finds_one(text: str) -> None:
    """Only line starts with a fitting letter are tried; the pattern tried everywhere finds the same."""
    found, whole = wording._header(text), wording._header_pattern().search(text)
    assert (found and found.span()) == (whole and whole.span())


@given(st.text("ab1 \t\n\u3000\r!。", max_size=120))
@example("1" * 45 + "x" + "!" * 6)
def test_blanks_and_runs_are_shortened_as_by_the_plain_patterns(text: str) -> None:
    """The quicker patterns and the looks before them change nothing."""
    seen = wording._UNSEEN.sub("", unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n"))
    seen = re.sub(r"(\d{40})\d+", r"\1", re.sub(r"[^\S\n]+", " ", seen))
    seen = wording._BLANK_LINES.sub("\n\n", seen)
    assert wording.plain(text) == wording._RUNS.sub(lambda run: run[0][:4], seen)
