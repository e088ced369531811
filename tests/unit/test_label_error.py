"""Label error in the index: people's labels put in, the rest imputed from the confusion, and intervals so widened."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reports.coding import files
from reports.coding.confusion import confusion
from reports.coding.labelerror import Imputing, agreed, too_few
from reports.coding.propagated import judged_again
from reports.coding.rows import FUNCTIONS, Code, Coded, Item, function_of, relabelled
from reports.dataset import LabelRow
from reports.intervals import wilson
from reports.standings import rankings
from tests.unit.coded_world import PLAN, coded, facts_of, half, told, world
from tests.unit.trial_rows import T0


def test_people_who_say_what_the_rules_say_change_nothing() -> None:
    """The index with their labels is the index, and what everybody coded has no error left to propagate."""
    facts, true = world(half)
    found = told(facts, coded(facts, true, true))
    assert [line.channel for line in found.lines] == ["webchat"] * 2 + ["all"] * 2
    for line in found.lines:
        assert line.index_coders == line.index == line.index_error == line.index_by_coder[0]
        assert line.error_share == 0.0
    assert found.together is not None
    assert found.together.plain["function"]["alpha"].value == 1.0


def test_index_is_recomputed_with_people_where_they_agree() -> None:
    """One coder's labels give another index than both coders' agreement."""
    facts, true = world(half)
    strict = dict.fromkeys(true, "holding")
    found = told(facts, coded(facts, true, strict))
    mute = next(line for line in found.lines if line.platform == "mute")
    assert mute.index_coders == mute.index
    assert mute.index_by_coder == (mute.index, 100.0)
    assert told(facts, coded(facts, strict)).lines[0].index_coders == 100.0


def test_label_error_moves_the_index_towards_the_truth_and_widens_its_interval() -> None:
    """Rules that call three receipts in ten answers; people coded half of the messages."""
    facts, true = world(half, error=0.3, seed=4)
    sample = coded(facts, true, true, every=2)
    found = told(facts, sample)
    perfect, _ = world(half)
    exact = {(s.channel, s.platform): s for table in rankings(perfect.trials, PLAN) for s in table.standings}
    plain = {(s.channel, s.platform): s for table in rankings(facts.trials, PLAN) for s in table.standings}
    for line in found.lines:
        key = (line.channel, line.platform)
        assert line.index_error is not None
        assert line.error_low is not None
        assert line.error_high is not None
        assert line.error_low <= exact[key].index <= line.error_high
        assert line.error_low <= line.index_error <= line.error_high
        assert line.error_share > 0
    mute = next(line for line in found.lines if line.platform == "mute")
    key = (mute.channel, mute.platform)
    assert abs(mute.index_error - exact[key].index) < abs(plain[key].index - exact[key].index)


def test_function_nobody_coded_leaves_label_error_unknown() -> None:
    """Rather no interval than one from nothing."""
    facts, true = world(half)
    sample = coded(facts, true, true)
    few = replace(sample, items=[item for item in sample.items if item.stratum == "substantive"])
    few = replace(few, codes=[code for code in sample.codes if code.item.startswith("substantive")])
    assert too_few(few, facts) == ("holding",)
    found = told(facts, few)
    assert {line.error_low for line in found.lines} == {None}
    assert {line.index_coders is None for line in found.lines} == {False}


def test_copies_of_a_text_are_one_draw() -> None:
    """The same words to the same question by one platform: misread together or not at all."""
    facts, true = world(half)
    same = [replace(m, text="同一句话") for m in facts.messages]
    facts = facts_of(facts.inquiries, same, facts.labels)
    sample = coded(facts, true, true, every=4)
    found = confusion(sample, facts.by_place())
    draw = Imputing(replace(sample, items=sample.items[:1]), facts, found).draw(np.random.default_rng(1))
    functions = defaultdict(set)
    for row in facts.inquiries:
        rules = function_of(facts.named[row.id][0])
        functions[row.platform, row.question, rules].add(draw[row.id, 0])
    assert {len(names) for names in functions.values()} == {1}


def test_messages_before_t0_and_of_mail_servers_are_never_imputed() -> None:
    """They are no replies, whatever people might call them."""
    facts, _ = world(half)
    first, second = facts.messages[:2]
    messages = [replace(first, before_t0=True), *facts.messages[1:]]
    labels = [
        replace(label, rule_id="unclear.mail-server") if label.inquiry_id == second.inquiry_id else label
        for label in facts.labels
    ]
    found = {message.inquiry_id for message, _ in facts_of(facts.inquiries, messages, labels).codable()}
    assert found == {m.inquiry_id for m in facts.messages[2:]}


def test_disputed_messages_keep_the_rules_label() -> None:
    facts, true = world(half)
    sample = coded(facts, true, dict.fromkeys(true, "unclear"))
    assert agreed(sample) == {}
    assert judged_again(facts, agreed(sample)) == list(facts.trials)


def test_confusion_by_hand() -> None:
    """Two messages of weight 3 called holding, one of which is an answer to one of two coders."""
    items = [
        Item(id=str(n), inquiry_id=f"i{n}", ordinal=0, stratum="h", population=6, sampled=2) for n in range(2)
    ]  # fmt: skip
    codes = [
        Code(item=str(n), coder=coder, function="substantive" if (n, coder) == (1, 2) else "holding", mechanism="human")
        for n in range(2)
        for coder in (1, 2)
    ]
    labels = {
        (f"i{n}", 0): LabelRow(inquiry_id=f"i{n}", ordinal=0, mechanism="unknown", function="holding") for n in range(2)
    }
    found = confusion(Coded(round=1, seed=1, drawn_at=T0, items=items, codes=codes), labels)
    row = FUNCTIONS.index("holding")
    assert (found.plain[row, row], found.plain[row, FUNCTIONS.index("substantive")]) == (1.5, 0.5)
    assert (found.weighted[row, row], found.weighted[row, FUNCTIONS.index("substantive")]) == (4.5, 1.5)
    assert found.plain.sum() == 2
    assert found.weighted.sum() == 6


@pytest.mark.parametrize("function", FUNCTIONS)
def test_relabelling_is_what_people_said(function: str) -> None:
    """A circular request is one; a deflection that stays one keeps its kind."""
    row = LabelRow(inquiry_id="i", ordinal=0, mechanism="unknown", function="deflection", detail="channel_switch")
    assert function_of(relabelled(row, function)) == function
    assert relabelled(row, "deflection").detail == "channel_switch"


class TestAnOutsiderRecomputes:
    """From coding.csv, messages and METHOD's sentences alone."""

    @pytest.fixture
    def published(self, tmp_path: Path):  # type: ignore[no-untyped-def]
        facts, true = world(half, error=0.2, seed=2)
        other = {place: "holding" if number % 7 == 0 else name for number, (place, name) in enumerate(true.items())}
        files.write(tmp_path, told(facts, coded(facts, true, other, every=2)), facts.messages)
        with (tmp_path / "coding.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return rows, json.loads((tmp_path / "agreement.json").read_text(encoding="utf-8"))

    def test_agreement(self, published) -> None:  # type: ignore[no-untyped-def]
        """Percent, kappa and alpha, plain and weighted."""
        rows, found = published
        by_item: dict[str, dict[str, str]] = defaultdict(dict)
        weights = {}
        for row in rows:
            by_item[row["item"]][row["coder"]] = row["function"]
            weights[row["item"]] = float(row["weight"])
        for kind, weigh in (("plain", dict.fromkeys(weights, 1.0)), ("weighted", weights)):
            total = sum(weigh.values())
            same = sum(weigh[item] for item, codes in by_item.items() if codes["1"] == codes["2"]) / total
            share = {
                (coder, name): sum(weigh[i] for i, codes in by_item.items() if codes[coder] == name) / total
                for coder in "12"
                for name in found["functions"]
            }
            chance = sum(share["1", name] * share["2", name] for name in found["functions"])
            n = 2 * len(by_item)
            values = [n * (share["1", name] + share["2", name]) / 2 for name in found["functions"]]
            expected = (n**2 - sum(v**2 for v in values)) / (n * (n - 1))
            figures = found["agreement"]["function"][kind]
            assert figures["percent"]["value"] == pytest.approx(same, abs=1e-6)
            assert figures["kappa"]["value"] == pytest.approx((same - chance) / (1 - chance), abs=1e-6)
            assert figures["alpha"]["value"] == pytest.approx(1 - (1 - same) / expected, abs=1e-6)

    def test_confusion_and_precision(self, published) -> None:  # type: ignore[no-untyped-def]
        """Each coder's label half, times the weight."""
        rows, found = published
        counts: dict[tuple[str, str], float] = defaultdict(float)
        for row in rows:
            counts[row["rules_function"], row["function"]] += float(row["weight"]) / 2
        names = found["functions"]
        for i, rules in enumerate(names):
            assert found["confusion"]["weighted"][i] == pytest.approx([counts[rules, p] for p in names], abs=1e-4)
        said = sum(counts["holding", people] for people in names)
        precision = found["rules"]["holding"]["precision"]
        assert precision["value"] == pytest.approx(counts["holding", "holding"] / said, abs=1e-6)
        assert precision["low"] <= wilson(precision["value"], precision["units"])[0] + 0.02

    def test_index_with_people(self, published) -> None:  # type: ignore[no-untyped-def]
        """One reply an inquiry, there before the first checkpoint: u is 0 if it answers and 1 if not."""
        rows, found = published
        facts, _ = world(half, error=0.2, seed=2)
        answers = {row.id: facts.named[row.id][0].function == "substantive" for row in facts.inquiries}
        by_item: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            by_item[row["inquiry_id"]].add(row["function"])
        answers |= {i: functions == {"substantive"} for i, functions in by_item.items() if len(functions) == 1}
        for line in found["index"]:
            strata: dict[tuple[str, str], list[bool]] = defaultdict(list)
            for row in facts.inquiries:
                if row.platform == line["platform"]:
                    strata[row.topic, row.time_cell].append(not answers[row.id])
            index = 100 * sum(sum(s) / len(s) for s in strata.values()) / len(strata)
            assert line["index_coders"] == pytest.approx(index, abs=1e-5)


def test_nobody_coded_is_said_and_not_left_out(tmp_path: Path) -> None:
    """An empty table with its columns, and a file that says so."""
    files.write(tmp_path, None)
    assert json.loads((tmp_path / "agreement.json").read_text(encoding="utf-8")) == {"coded": False}
    assert (tmp_path / "coding.csv").read_text(encoding="utf-8") == ",".join(files.COLUMNS) + "\n"


def test_same_sample_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of items and codes."""
    facts, true = world(half, error=0.2)
    sample = coded(facts, true, true, every=2)
    turned = replace(sample, items=sample.items[::-1], codes=sample.codes[::-1])
    for name, one in (("a", sample), ("b", turned)):
        (tmp_path / name).mkdir()
        files.write(tmp_path / name, told(facts, one), facts.messages)
    for name in (files.CODING, files.AGREEMENT):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
