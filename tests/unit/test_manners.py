"""Manners of the controls: what they say is labelled as what their truth log calls it."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from monitor import bank
from probes.control.manners import Asked, Bank, ControlPlatform, acts, bank_from, book, door_is_shut, greeting
from reports.canned.replies import group
from tests.unit.label_facts import one

QUESTIONS = bank.questions()
TRUTH = {
    step["text"]: step["kind"]
    for manner in book()["manners"].values()
    for step in manner.get("steps", ())
    if "text" in step
}
DETAIL = {"canned": "self_help_link", "supplier": "third_party_blame"}


@pytest.mark.parametrize("question", [question.id for question in QUESTIONS])
class TestTruth:
    @pytest.mark.parametrize("name", sorted(TRUTH))
    def test_texts(self, question: str, name: str) -> None:
        """Whatever was asked, each of a manner's texts is labelled as the kind that the truth log gives it."""
        for text in (text for texts in book()["texts"][name].values() for text in texts):
            row = one(text, question)
            assert (row.function, row.detail) == (TRUTH[name], DETAIL.get(name, "")), text

    def test_answers(self, question: str) -> None:
        """Each of the question's answers is substantive."""
        for text in book()["answers"][question]:
            assert one(text, question).function == "substantive", text

    def test_greetings(self, question: str) -> None:
        """The chat's first words greet, also if they come after t0."""
        for text in book()["greetings"].values():
            assert one(text, question).function == "greeting", text

    def test_answers_differ(self, question: str) -> None:
        """At least six answers, no two of them one text: a human control is not canned."""
        texts = book()["answers"][question]
        assert len(texts) >= 6
        assert len(set(group(texts))) == len(texts)


class TestBank:
    def test_every_paraphrase(self) -> None:
        """A bank made of questions knows each of their wordings."""
        knows = bank_from(QUESTIONS)
        for question in QUESTIONS:
            for wording in question.paraphrases:
                asked = knows.asked(wording)
                assert (asked.question, asked.topic, asked.language) == (question.id, question.topic, question.language)

    def test_broken_lines(self) -> None:
        """A wording is known in whatever lines a mail program broke it, with a signature under it."""
        wording = QUESTIONS[-1].paraphrases[0]
        heard = wording.replace(" ", "\r\n", 3) + "\r\n-- \r\nA study"
        assert bank_from(QUESTIONS).asked(heard).question == QUESTIONS[-1].id

    @pytest.mark.parametrize(("text", "language"), [("在吗", "zh"), ("anyone there?", "en")])
    def test_unknown(self, text: str, language: str) -> None:
        """What is not in the bank is a pre-sale question in the language of its letters."""
        assert Bank().asked(text) == Asked(question="", topic="pre_sale", language=language)


class TestActs:
    def test_same_seed(self) -> None:
        """The same draw gives the same acts."""
        shop, asked = ControlPlatform(id="a", name="A", manner="slow_human"), bank_from(QUESTIONS).asked("x")
        assert acts(shop, asked, random.Random(3)) == acts(shop, asked, random.Random(3))

    def test_before_the_sale(self) -> None:
        """The manner that is prompt before the sale says nothing after it."""
        shop = ControlPlatform(id="a", name="A", manner="before_the_sale")
        said = {
            question.topic: [act.kind for act in acts(shop, asked, random.Random(1))]
            for question in QUESTIONS
            for asked in [Asked(question=question.id, topic=question.topic, language=question.language)]
        }
        assert said == {"pre_sale": ["substantive"], "after_sale": []}

    def test_shut(self) -> None:
        """The shut door neither greets nor speaks."""
        assert door_is_shut("shut")
        assert greeting("shut", "zh") == ""
        assert not acts(ControlPlatform(id="a", name="A", manner="shut"), Bank().asked("x"), random.Random(1))


class TestBuiltIn:
    def test_balance(self) -> None:
        """Each language has as many questions before the sale as after it, at least two of each."""
        counts = Counter((question.language, question.topic) for question in QUESTIONS)
        assert set(counts) == {(language, topic) for language in ("zh", "en") for topic in ("pre_sale", "after_sale")}
        assert len(set(counts.values())) == 1
        assert min(counts.values()) >= 2

    @pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
    def test_wordings(self, question: bank.Question) -> None:
        """Three wordings that differ, and a subject."""
        assert len(set(question.paraphrases)) >= 3
        assert question.subject
        assert len(set(group(question.paraphrases))) == len(question.paraphrases)

    @pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
    @pytest.mark.parametrize(
        "generic",
        [
            "可以的，没问题。", "您的问题我们非常重视，会妥善处理。", "我们一直致力于为顾客提供优质服务。",
            "这个要看具体情况。",
            "Yes, no problem.", "We take every question seriously and will handle it properly.",
            "Your satisfaction is our top priority.", "That depends on the case.",
        ],
    )  # fmt: skip
    def test_generic_sentences(self, question: bank.Question, generic: str) -> None:
        """A sentence that fits any question answers none."""
        assert one(generic, question.id).function not in ("substantive", "refusal")
