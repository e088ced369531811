"""Templates of which blanks make a large part, and what a set phrase before a person's own words does not make."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.canned.grouping import Grouping
from reports.canned.skeletons import alike, split

GOODS = ("red lamp", "two wooden chairs", "garden hose of ten metres", "blue cotton shirt", "kettle", "pair of boots")
TOWNS = ("port louis", "kuopio", "san pedro sula", "ulm", "christchurch", "cork", "new plymouth", "gent", "basel")
WARES = ("红色台灯", "木椅", "花园水管", "蓝色棉衬衫", "热水壶", "登山靴", "羊毛围巾")
CITIES = ("上海", "乌鲁木齐", "石家庄", "广州", "拉萨", "呼和浩特")


def english(chance: random.Random) -> str:
    ware, town, other = chance.choice(GOODS), chance.choice(TOWNS), chance.choice(TOWNS)
    return f"the {ware} that you ordered left {town} for {other} today and the courier will call you"


def chinese(chance: random.Random) -> str:
    return f"您订购的{chance.choice(WARES)}已经从{chance.choice(CITIES)}发往{chance.choice(CITIES)}快递员会联系您"


def own_words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=6)) for _ in range(count))


def groups(forms: list[str], *cuts: int) -> list[int]:
    grouping, numbers = Grouping(), []
    for start, end in zip([0, *cuts], [*cuts, len(forms)], strict=True):
        numbers += grouping.add(forms[start:end])
    return grouping.leaders(numbers)


@pytest.mark.parametrize("template", [english, chinese])
def test_blanks(template: object) -> None:
    """Twelve fillings of one short template are one group, though no edit ratio would call them alike."""
    assert callable(template)
    chance = random.Random(3)
    assert set(groups([template(chance) for _ in range(12)])) == {0}


def test_a_set_phrase_before_own_words() -> None:
    """A person who always begins alike, and then answers, has no template."""
    chance = random.Random(4)
    forms = [f"thank you for writing to our team i looked into this and {own_words(chance, 25)}" for _ in range(30)]
    assert len(set(groups(forms))) == 30


def test_swapped_clauses() -> None:
    """Two answers that say the same clauses in another order are two people's words, not one template."""
    forms = [
        "as long as the code has not been shown we exchange it for the right region",
        "we exchange it once for the right region if the code has not been redeemed",
    ]
    assert len(set(groups(forms))) == 2


def test_unlike_texts_have_no_template() -> None:
    chance = random.Random(6)
    forms = [own_words(chance, 20) for _ in range(50)]
    assert alike(forms, [1] * 50) == {}


@given(seed=st.integers(0, 50), cuts=st.lists(st.integers(0, 60), max_size=4), empty=st.booleans())
@settings(max_examples=30, deadline=None)
def test_any_nights(seed: int, cuts: list[int], empty: bool) -> None:
    """However the texts are cut into nights, the groups are those of one go; an empty night changes nothing."""
    chance = random.Random(seed)
    makers = (english, chinese, lambda chance: own_words(chance, 14))
    forms = [chance.choice(makers)(chance) for _ in range(60)]
    nights = sorted([*cuts, *([30, 30] if empty else [])])
    assert groups(forms, *nights) == groups(forms)


def test_the_oldest_names_its_group() -> None:
    """Groups that become one later bear the number of the first text of all."""
    chance = random.Random(8)
    forms = [english(chance) for _ in range(20)]
    for count in range(2, 20):
        led = groups(forms[:count])
        assert all(leader <= place and led[leader] == leader for place, leader in enumerate(led))


def test_many_texts() -> None:
    """Where a text stands among tens of thousands is nothing to it."""
    chance = random.Random(9)
    forms = [*(f"x{n}" for n in range(50_000)), *(english(chance) for _ in range(12))]
    under = alike(forms, [1] * len(forms))
    assert len(under) >= 10
    assert set(under.values()) == {50_000}


def test_words() -> None:
    """Latin words and single Chinese characters; the same word has the same hash wherever it stands."""
    hashes, owner = split(["ab 退款 ab", "", "退 cd", "款ab"])
    assert owner.tolist() == [0, 0, 0, 0, 2, 2, 3, 3]
    assert hashes[0] == hashes[3] == hashes[7]
    assert hashes[1] == hashes[4]
    assert len(np.unique(hashes)) == 4


@given(st.lists(st.text(max_size=60), max_size=30))
@settings(max_examples=60, deadline=None)
def test_hostile_texts(texts: list[str]) -> None:
    """Whatever is written, every text gets a place that is not after its own."""
    texts = [f"{text} one\ntwo three four five six" for text in texts]
    under = alike(texts, [9] * len(texts))
    assert all(head <= place for place, head in under.items())
