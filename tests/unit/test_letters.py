"""The letter before publication: a platform's own rows, in both languages, in cautious words, and nothing of others."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

from reports.cautious import words_of_intent
from reports.letters import Terms, letter, named
from tests.unit.weekly_rows import edition

TERMS = Terms(opens=date(2026, 12, 1), contact="press@study.example.org", study_page="https://study.example.org/")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_every_platform_is_named_once() -> None:
    """Ranked or not, whoever is in the edition gets a letter."""
    assert named(edition()) == ["quick", "shut", "stone"]


def test_letter_holds_its_own_rows_alone() -> None:
    """Each attachment names this platform and no other."""
    told = letter(edition(), "stone", TERMS)
    files = {one.name: rows(one.content) for one in told.attachments}
    assert {row["platform"] for name in ("standings.csv", "trials.csv") for row in files[name]} == {"stone"}
    assert len(files["trials.csv"]) == 16
    assert {row["inquiry_id"][:5] for row in files["messages.csv"]} == {"stone"}


def test_letter_says_the_same_numbers_in_both_languages() -> None:
    """Index, interval and ranks as published; the day from which they may be."""
    text = letter(edition(), "stone", TERMS).text
    assert "Web chat: Silence Index 100.0 (95 % interval 95.0–100.0), rank 1 of 2" in text
    assert "网页在线客服：沉默指数100.0" in text or "沉默指数100.0（95%置信区间95.0–100.0），名次1（共2个平台" in text
    assert "1 December 2026" in text
    assert "2026年12月1日" in text
    assert text.count("press@study.example.org") == 2


def test_unranked_platform_reads_why() -> None:
    """Who is not ranked is told the reason, not a number."""
    text = letter(edition(), "shut", TERMS).text
    assert "not ranked" in text
    assert "Silence Index 1" not in text


def test_letter_sets_no_legal_deadline() -> None:
    """It says that nothing is asked, and imputes nothing: a letter like a threat once ended a study."""
    text = letter(edition(), "stone", TERMS).text
    assert "You need not answer" in text
    assert words_of_intent(text) == []


def test_digest_follows_what_is_shown() -> None:
    """Another order of rows is the same letter; another number is another letter; others' rows change nothing."""
    told = edition()
    first = letter(told, "stone", TERMS).digest
    turned = edition(trials=told.trials[::-1], messages=told.messages[::-1], labels=told.labels[::-1])
    assert letter(turned, "stone", TERMS).digest == first
    lines = [replace(s, index=99.0) if s.platform == "stone" else s for s in told.standings]
    assert letter(edition(lines=lines), "stone", TERMS).digest != first
    without = [t for t in told.trials if t.platform != "shut"]
    assert letter(edition(trials=without), "stone", TERMS).digest == first
