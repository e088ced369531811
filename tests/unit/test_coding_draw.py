"""The sample that people code: blind, covering rare kinds of replies, with chances that are known."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from monitor.coding.drawing import LEAST, Blind, Wanted, allocate, draw, telling_names
from monitor.coding.rounds import Round
from monitor.errors import MonitorError
from monitor.publishing import reporting
from reports.coding.labelerror import Facts
from reports.coding.rows import function_of
from tests.unit import told_study

NOW = datetime(2026, 2, 1, tzinfo=UTC)
WANTED = Wanted(
    number=1, size=24, seed=3, coders=("ada", "ben"), names=("Swift Cards", "swift", "stone", "石头点卡"), now=NOW
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return reporting.facts_to_code(told_study.settings(tmp_path_factory.mktemp("study")), told_study.store(nights=8))


@pytest.fixture(scope="module")
def drawn(facts: Facts) -> Round:
    return draw(facts, WANTED)


def test_strata_are_what_the_rules_say_by_language_and_channel(facts: Facts, drawn: Round) -> None:
    """Each item knows how many messages its stratum had, and how many were drawn."""
    label = facts.by_place()
    languages = {inquiry.id: inquiry.language for inquiry in facts.inquiries}
    sizes = Counter(f"{function_of(row)}/{languages[m.inquiry_id]}/mail" for m, row in facts.codable())
    drawn_of = Counter(one.item.stratum for one in drawn.shown)
    assert set(drawn_of) == set(sizes)
    for one in drawn.shown:
        assert one.item.stratum.split("/")[0] == function_of(label[one.item.place])
        assert (one.item.population, one.item.sampled) == (sizes[one.item.stratum], drawn_of[one.item.stratum])
    assert sum({one.item.stratum: one.item.population for one in drawn.shown}.values()) == sizes.total()


def test_weights_count_every_message_that_could_be_drawn(facts: Facts, drawn: Round) -> None:
    """The sum of one over the chances is the number of replies (Horvitz and Thompson)."""
    assert sum(one.item.weight for one in drawn.shown) == pytest.approx(len(list(facts.codable())))


def test_coder_sees_no_platform_night_or_label(facts: Facts, drawn: Round) -> None:
    """Of all that is shown nothing names the platform, the time of asking, the rule or the inquiry."""
    shown = [(one.question, one.ours, one.before, one.message, one.place, one.item.id) for one in drawn.shown]
    words = json.dumps(shown, ensure_ascii=False).lower()
    hidden = {*("swift", "石头", "stone", "2026", "t00:", "acknowledgement", "substantive")}
    hidden |= {inquiry.id for inquiry in facts.inquiries} | {inquiry.night for inquiry in facts.inquiries}
    assert [word for word in hidden if word in words] == []
    assert "[platform]" in words


def test_coder_sees_question_transcript_and_place(drawn: Round) -> None:
    """The receipt stands before the answer, which is the second of two replies."""
    answer = next(one for one in drawn.shown if one.item.ordinal == 2)
    assert answer.question
    assert answer.ours
    assert answer.before.startswith("←")
    assert re.fullmatch(r"2/2, \+2:00:00", answer.place)


def test_each_coder_has_an_order_of_their_own(drawn: Round) -> None:
    first, second = ([one.item.id for one in drawn.of(coder)] for coder in ("ada", "ben"))
    assert sorted(first) == sorted(second)
    assert first != second


def test_same_seed_draws_the_same(facts: Facts, drawn: Round) -> None:
    """Also where facts come in another order; another seed or round draws others."""
    turned = replace(facts, messages=list(facts.messages)[::-1], labels=list(facts.labels)[::-1])
    assert draw(turned, WANTED) == drawn
    places = {one.item.place for one in drawn.shown}
    for other in (replace(WANTED, seed=4), replace(WANTED, number=2)):
        assert {one.item.place for one in draw(facts, other).shown} != places


def test_names_of_coders_leave_the_sample_alone(facts: Facts, drawn: Round) -> None:
    """Who codes decides nothing but orders and numbers."""
    others = draw(facts, replace(WANTED, coders=("zoe", "yan")))
    assert others.shown == drawn.shown


def test_round_is_remembered_whole(drawn: Round) -> None:
    kept = TypeAdapter(Round)
    assert kept.validate_json(kept.dump_json(drawn)) == drawn


def test_nothing_to_draw_is_said(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match="no platform has replied yet"):
        draw(replace(facts, messages=[]), WANTED)
    with pytest.raises(MonitorError, match="3 messages cannot cover 4 strata") as caught:
        draw(facts, replace(WANTED, size=3))
    assert "--size" in caught.value.hint


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.integers(1, 5000), min_size=1, max_size=30), st.integers(0, 400))
def test_allocation(sizes: dict[str, int], more: int) -> None:
    """All are drawn where there is room; each stratum gives one, then up to five, before any gives more."""
    total = len(sizes) + more
    found = allocate(sizes, total)
    assert sum(found.values()) == min(total, sum(sizes.values()))
    assert all(1 <= found[name] <= sizes[name] for name in sizes)
    if any(count > LEAST for count in found.values()):
        assert all(found[name] >= min(LEAST, sizes[name]) for name in sizes)


def test_rest_is_shared_by_the_square_root(facts: Facts) -> None:
    """Strata of 100, 400 and 900 replies give one, two and three parts (Bankier 1988, power 1/2)."""
    assert allocate({"a": 100, "b": 400, "c": 900}, 120) == {"a": 20, "b": 40, "c": 60}


class TestBlinding:
    """What would tell the coder whose words these are."""

    NAMES = telling_names(
        [
            (("Swift Cards", "swift-cards"), ["https://help.swiftcards.com.cn/contact"]),
            (("石头点卡 Stone Pay", "stone"), []),
        ]
    )  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "This is Swift  Cards.", "SWIFT-CARDS support", "欢迎光临石头点卡！", "(Stone Pay)", "at swiftcards.com.cn",
            "see https://help.swiftcards.com.cn/faq?id=9", "www.swiftcards.com.cn", "the swiftcards team", "stone says",
        ],
    )  # fmt: skip
    def test_names_and_links_are_taken_out(self, text: str) -> None:
        shown = Blind(self.NAMES)(text).lower()
        assert not any(word in shown for word in ("swift", "stone", "石头"))

    @pytest.mark.parametrize("text", ["We help swiftly.", "a contact form", "退款三天内原路退回。", "milestones"])
    def test_other_words_stay(self, text: str) -> None:
        assert Blind(self.NAMES)(text) == text

    def test_no_names_is_no_mistake(self) -> None:
        assert Blind(())("Hello") == "Hello"

    def test_hidden_characters_become_visible(self) -> None:
        """What could turn a line around in a sheet or a terminal."""
        assert "\u202e" not in Blind(())("a\u202eb")
