"""The first configuration of a study: valid, documented, and written only where nothing stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor import bank, starter
from monitor.errors import MonitorError
from monitor.settings import load
from monitor.settings.evidence import AuthorityEntry, EvidenceEntry
from monitor.settings.panel import Platform, QuestionEntry, TargetEntry
from monitor.settings.study import Study

ROOT = Path(__file__).parents[2]


def test_example_in_the_repository_is_the_starter() -> None:
    """config.toml is what ``silence init`` writes (write it anew: ``python -m monitor.starter > config.toml``)."""
    committed = (ROOT / "config.toml").read_text(encoding="utf-8")
    assert committed == starter.text(starts=date(2026, 12, 7), seed=20261207)


def test_written_file_loads(tmp_path: Path) -> None:
    """What is written is valid, begins on a Monday and carries the seed."""
    path = tmp_path / "config.toml"
    starter.write(path, today=date(2026, 11, 25), seed=4711)
    study = load(path).study
    assert (study.starts, study.seed) == (date(2026, 12, 7), 4711)


def test_built_in_questions_are_written_out() -> None:
    """The researcher sees and edits every question."""
    settings = load(ROOT / "config.toml")
    assert [q.id for q in settings.question_bank()] == [q.id for q in bank.questions()]


@pytest.mark.parametrize("day", range(16, 30))
def test_first_night(day: int) -> None:
    """A Monday, one to two weeks ahead."""
    today = date(2026, 11, day)
    first = starter.first_night(today)
    assert first.isoweekday() == 1
    assert 7 < (first - today).days <= 14


def test_existing_file_is_kept(tmp_path: Path) -> None:
    """Nothing is overwritten."""
    path = tmp_path / "config.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(MonitorError, match="exists") as refusal:
        starter.write(path, today=date(2026, 11, 25), seed=1)
    assert "--out" in refusal.value.hint  # the one option that the command has
    assert path.read_text(encoding="utf-8") == "mine"


def test_evidence_stands_there_with_its_defaults() -> None:
    """Every key of the block is written out, and says what is done without it."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    block = text.partition("[evidence]\n")[2].partition("[persona]")[0]
    assert load(ROOT / "config.toml").evidence == EvidenceEntry()
    assert [key for key in EvidenceEntry.model_fields if key not in block] == []


def test_authorities_of_the_example_can_be_uncommented(tmp_path: Path) -> None:
    """What is commented out is right: without its number signs it loads."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    head, begun, rest = text.partition("# keep = ")
    block, ended, tail = rest.partition("[persona]")
    path = tmp_path / "config.toml"
    path.write_text(head + begun[2:] + block.replace("\n# ", "\n") + ended + tail, encoding="utf-8")
    evidence = load(path).evidence
    assert evidence.keep is not None
    assert [one.name for one in evidence.authorities] == ["first", "second"]


MODELS = [Study, Platform, TargetEntry, QuestionEntry, EvidenceEntry, AuthorityEntry]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_documentation_names_every_key(model: type[Study]) -> None:
    """docs/config.md explains each key."""
    text = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    assert [key for key in model.model_fields if f"`{key}`" not in text] == []
