"""The built-in questions: how many, in which languages, and what their criteria take for an answer."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from monitor import bank
from probes.control.manners import book
from reports.labels.function import judge

DATA = Path(__file__).parents[1] / "data" / "bank-replies.toml"
REPLIES: dict[str, dict[str, list[str]]] = tomllib.loads(DATA.read_text(encoding="utf-8"))
BY_ID = {question.id: question for question in bank.questions()}
SUBJECTS = [question.id.removesuffix("-zh") for question in bank.questions(("zh",))]
REMEDIES = (
    "topup-missing", "wrong-account", "double-charge", "card-undelivered", "card-expired", "wrong-region", "card-key",
    "refund", "cancel-order",
)  # fmt: skip
"""Subjects to which "we refund it within three days" is an answer."""


def answers(text: str, question: bank.Question) -> bool:
    ours = (*question.paraphrases, question.subject)
    return judge(text, question.criterion, ours).function in ("substantive", "refusal")


def known_answers(subject: str) -> list[str]:
    """What is known to answer: the collection's, and what our own controls say in either language."""
    told = [text for language in bank.LANGUAGES for text in book()["answers"][f"{subject}-{language}"]]
    return [*REPLIES[subject]["answers"], *told]


def confused(rows: list[str], columns: list[str]) -> float:
    """Share of the answers to ``rows`` that meet the criterion of another subject of ``columns``."""
    met = [
        answers(text, BY_ID[f"{other}-zh"])
        for subject in rows
        for text in known_answers(subject)
        for other in columns
        if other != subject
    ]
    return sum(met) / len(met)


class TestSize:
    def test_subjects(self) -> None:
        """24 subjects, twelve before the sale and twelve after it, each asked in Chinese and in English."""
        assert len(SUBJECTS) == 24
        assert {question.id for question in bank.questions(("en",))} == {f"{subject}-en" for subject in SUBJECTS}
        topics = [BY_ID[f"{subject}-zh"].topic for subject in SUBJECTS]
        assert topics == ["pre_sale"] * 12 + ["after_sale"] * 12

    @pytest.mark.parametrize("subject", SUBJECTS)
    def test_languages_agree(self, subject: str) -> None:
        """Both languages of a subject have one topic and one criterion, and three wordings each."""
        chinese, english = BY_ID[f"{subject}-zh"], BY_ID[f"{subject}-en"]
        assert (chinese.topic, chinese.criterion) == (english.topic, english.criterion)
        assert len(chinese.paraphrases) == len(english.paraphrases) == 3

    @pytest.mark.parametrize("language", bank.LANGUAGES)
    def test_written_out(self, language: str) -> None:
        """What is written into a config file is read back as it was, patterns included."""
        entries = tomllib.loads(bank.text(language))["questions"]
        read = [(e["id"], tuple(e["paraphrases"]), tuple(map(tuple, e["criterion"]))) for e in entries]
        assert read == [(q.id, q.paraphrases, q.criterion) for q in bank.questions((language,))]


@pytest.mark.parametrize("subject", SUBJECTS)
class TestCriteria:
    def test_answers(self, subject: str) -> None:
        """Each real answer is one, whatever language the question was asked in."""
        for language in bank.LANGUAGES:
            question = BY_ID[f"{subject}-{language}"]
            assert [text for text in known_answers(subject) if not answers(text, question)] == []

    def test_what_is_none(self, subject: str) -> None:
        """Receipts, counter-questions, pointers and promises about the subject are no answer to it."""
        for language in bank.LANGUAGES:
            question = BY_ID[f"{subject}-{language}"]
            assert [text for text in REPLIES[subject]["none"] if answers(text, question)] == []


class TestConfusion:
    def test_subjects_apart(self) -> None:
        """Answers to one subject nearly never answer another: at most 2 % do, remedies among themselves left out."""
        others = [subject for subject in SUBJECTS if subject not in REMEDIES]
        assert confused(others, SUBJECTS) <= 0.02
        assert confused(list(REMEDIES), others) <= 0.02

    def test_remedies(self) -> None:
        """A remedy that names no case answers several questions about remedies; most name one and answer that one."""
        assert confused(list(REMEDIES), list(REMEDIES)) <= 0.33
