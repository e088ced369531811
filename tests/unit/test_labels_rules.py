"""The rules as data: what holds for every file of them, and for real mails and real merchants' scripts."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest

from probes import mailfacts
from reports.labels import RULES_VERSION, book
from reports.labels.function import judge
from reports.labels.mechanism import declared
from tests.unit.label_facts import QUESTIONS

DATA = Path(__file__).parents[1] / "data"
FUNCTIONS = {"greeting", "acknowledgement", "holding", "information_request", "deflection", "refusal"}
DETAILS = {"channel_switch", "self_help_link", "third_party_blame", "policy_recital", "close_without_answer"}


BOOK = files("reports.labels")
PIECES = sorted((piece for name in book.LANGUAGES for piece in BOOK.joinpath(name).iterdir()), key=str)


def entries() -> list[dict[str, Any]]:
    texts = [file.read_text(encoding="utf-8") for file in (*PIECES, BOOK.joinpath(book.MECHANISM_FILE))]
    return [entry for text in texts for entry in tomllib.loads(text).get("rule", [])]


class TestRules:
    def test_ids(self) -> None:
        """No two rules have one id."""
        ids = [entry["id"] for entry in entries()]
        assert len(set(ids)) == len(ids)

    @pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["id"])
    def test_every_rule(self, entry: dict[str, Any]) -> None:
        """A rule has a version, a reason, and looks for something."""
        assert entry["version"] >= 1
        assert entry["why"].endswith((".", "。"))
        assert entry.get("any") or entry.get("all") or entry.get("mark")

    @pytest.mark.parametrize("piece", PIECES, ids=lambda piece: "/".join(str(piece).split("/")[-2:]))
    def test_a_rule_lies_in_the_file_of_its_function(self, piece: Traversable) -> None:
        """And in its language's folder; what the rules share lies in the first file alone."""
        table, (language, name) = tomllib.loads(piece.read_text(encoding="utf-8")), Path(str(piece)).parts[-2:]
        told = {(rule["language"], rule["function"]) for rule in table.get("rule", [])}
        assert told == (set() if name == "0-terms.toml" else {(language, name[2:].removesuffix(".toml"))})
        assert set(table) == ({"terms"} if name == "0-terms.toml" else {"rule"})

    def test_every_file_is_read(self) -> None:
        """In the order of the files' names, which is that of the rules."""
        written = [entry["id"] for entry in entries() if "function" in entry]
        assert sorted(written) == sorted(rule.id for rule in book.function_rules())
        for language in book.LANGUAGES:
            of_one = [rule.id for rule in book.function_rules() if rule.language == language]
            assert of_one == [one for one in written if one.endswith(f".{language}")]

    @pytest.mark.parametrize("rule", book.function_rules(), ids=lambda rule: rule.id)
    def test_functions(self, rule: book.Rule) -> None:
        """A rule's function is METHOD's, and only deflections and information requests have a kind."""
        assert rule.function in FUNCTIONS
        assert rule.id.startswith(rule.function.replace("_", "-") + ".")
        assert rule.id.endswith("." + rule.language)
        assert rule.detail in {"deflection": DETAILS, "information_request": {"", "circular"}}.get(rule.function, {""})

    def test_both_languages(self) -> None:
        """Each function can be seen in both languages."""
        seen = {(rule.language, rule.function, rule.detail) for rule in book.function_rules()}
        for _, function, detail in seen:
            assert {("zh", function, detail), ("en", function, detail)} <= seen

    def test_version(self) -> None:
        """The version names the rules' content."""
        assert re.fullmatch(r"\d+-[0-9a-f]{8}", RULES_VERSION)


class TestRealMails:
    @pytest.mark.parametrize("path", sorted((DATA / "mails").glob("*.eml")), ids=lambda path: path.stem)
    def test_automatic_mail(self, path: Path) -> None:
        """Bounces and automatic replies are declared automatic, people's mail is not."""
        mechanism, _ = declared(mailfacts.read(path.read_bytes()).marks, "mail")
        assert mechanism == ("unknown" if path.stem.startswith("not-") else "auto_declared")


SCRIPTS: list[dict[str, str]] = json.loads((DATA / "merchant-scripts.json").read_text(encoding="utf-8"))["scripts"]


class TestRealScripts:
    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script["text"][:24])
    def test_functions(self, script: dict[str, str]) -> None:
        """What merchants' own scripts do to a question about refunds, read by a person."""
        question = QUESTIONS["refund-" + script["lang"]]
        assert judge(script["text"], question.criterion).function == script["function"]

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script["text"][:24])
    @pytest.mark.parametrize("question", ["invoice-zh", "topup-time-en", "account-data-zh"])
    def test_no_answer_to_another_question(self, script: dict[str, str], question: str) -> None:
        """None of them answers a question on invoices, top-ups or account data."""
        assert judge(script["text"], QUESTIONS[question].criterion).function not in ("substantive", "refusal")
