"""Groups of texts as they come: night by night as all at once, without chains, and the same on every run."""

from __future__ import annotations

import random
import subprocess
import sys
import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.canned.grouping import Grouping
from reports.canned.skeletons import FIXED
from reports.canned.sketches import BANDS, band_keys
from reports.labels.wording import plain

SENTENCE = "we have received your request about the refund of order and will answer as soon as a colleague has read it"
WORDS = SENTENCE.split()


def texts(seed: int, count: int) -> list[str]:
    """Three templates with slots, and sentences of chance between them."""
    chance = random.Random(seed)
    own = [" ".join(chance.choices(WORDS, k=20)) for _ in range(3)]
    return [
        f"{chance.choice(own)} {chance.choice(WORDS)}"
        if chance.random() < 0.7
        else " ".join(chance.choices(WORDS, k=12))
        for _ in range(count)
    ]


def grouped(forms: list[str], cuts: list[int]) -> list[int]:
    grouping = Grouping()
    numbers: list[int] = []
    for start, end in zip([0, *cuts], [*cuts, len(forms)], strict=True):
        numbers += grouping.add(forms[start:end])
    return grouping.leaders(numbers)


@given(seed=st.integers(0, 99), cuts=st.lists(st.integers(0, 60), max_size=4))
@settings(max_examples=40, deadline=None)
def test_night_by_night_as_all_at_once(seed: int, cuts: list[int]) -> None:
    """However the texts are cut into nights, the groups are those of one go."""
    forms = texts(seed, 60)
    assert grouped(forms, sorted(cuts)) == grouped(forms, [])


def test_what_is_there_stays() -> None:
    """Tonight's texts join or are added; nobody of before changes place while no two groups merge."""
    first = ["thank you your request has been received by our team", "please restart the game and log in once more"]
    before = grouped(first, [])
    assert grouped([*first, first[0] + " a", "something else that nobody has said before"], [2])[:2] == before


def test_no_chains() -> None:
    """Each of a row of texts is like the next; any two of a group share as many words as a template must have."""
    chance = random.Random(5)
    halves = ("abcdefgh", "nopqrstu")
    words, other = (["".join(chance.choices(letters, k=7)) for _ in range(40)] for letters in halves)
    row = [" ".join(other[:place] + words[place:]) for place in range(len(words) + 1)]
    leaders = grouped(row, [])
    assert leaders[0] == leaders[1]
    groups = [[text.split() for text, one in zip(row, leaders, strict=True) if one == leader] for leader in {*leaders}]
    assert all(len({*one} & {*two}) >= FIXED for group in groups for one in group for two in group)
    assert len(groups) > 1


def test_slots_of_long_and_short_texts() -> None:
    """A quarter of a long text may be slots; a short text must be nearly the same."""
    long = (
        "your order of {} is on its way to {} and will be delivered by {}; please keep your phone at hand, have the "
        "code ready that we have sent you, and write to us at once should anything be missing from the parcel"
    )
    filled = [long.format("two green lamps", "Port Louis", "our courier"), long.format("a chair", "Kuopio", "ship")]
    assert grouped(filled, []) == [0, 0]
    assert grouped(["your order of two green lamps is on its way", "your order of a chair is on its way"], []) == [0, 1]


def test_empty_form_belongs_to_nothing() -> None:
    assert grouped(["", "a", ""], []) == [-1, 0, -1]


def test_the_same_in_every_process() -> None:
    """Nothing hangs on the order of sets or on the hash seed of the process."""
    root = Path(__file__).parents[2]
    code = "from tests.unit.test_grouping import grouped, texts; print(grouped(texts(1, 300), [100]))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {f"{grouped(texts(1, 300), [100])}\n".encode()}


def test_alike_texts_share_a_key() -> None:
    """One word changed in twenty leaves most keys; another text has none of them; a short text has all its keys."""
    one, other = " ".join(WORDS), " ".join(WORDS[:-1]) + " them"
    keys = band_keys([one, other, "订单问题请查看帮助中心", "订单问题请查看帮助中心", "完全不同的另一句话在这里"])
    assert (keys[0] == keys[1]).sum() > BANDS // 2
    assert (keys[2] == keys[3]).all()
    assert not (keys[2] == keys[4]).any()


def test_unseen_characters_are_taken_away() -> None:
    """Every control and format character that this Python knows, and no other."""
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    unseen = [letter for letter in letters if unicodedata.category(letter) in ("Cc", "Cf") and letter not in "\n\t\r"]
    assert all(plain(letter) == "" for letter in unseen if letter != "\x85")
    seen = [letter for letter in letters if unicodedata.category(letter)[0] in "LNPS"]
    assert all(plain(letter) for letter in seen)
