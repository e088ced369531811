"""docs/dataset.md names every column and every reason, and none that does not exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from reports import eligibility, tables
from reports.canned.spread import CannedText
from reports.coding import files as coding
from reports.companions import Agreement, Change, Pair, Sensitivity
from reports.dataset import FollowUpRow, Standing, Trial
from reports.exhibits import ExhibitRow
from reports.handoff import HandoffRow
from reports.studyfile import study_to_json
from reports.translations import Translation
from tests.unit.coded_world import coded, told, world
from tests.unit.trial_rows import study

PAGE = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text(encoding="utf-8")


def named(section: str) -> set[str]:
    """The names in the first column of a section's first table."""
    body = re.split(r"^## ", PAGE, flags=re.M)
    (text,) = [part for part in body if part.startswith(section)]
    rows = re.search(r"(?:^\|.*\n)+", text, flags=re.M)
    assert rows
    return {name for row in rows.group().splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}


ROWS = [
    ("trials.csv", Trial),
    ("standings.csv", Standing),
    ("sensitivity.csv", Sensitivity),
    ("change.csv", Change),
    ("pairs.csv", Pair),
    ("observers.csv", Agreement),
    ("canned.csv", CannedText),
    ("followups.csv", FollowUpRow),
    ("handoff.csv", HandoffRow),
    ("exhibits.csv", ExhibitRow),
    ("translations.csv", Translation),
]


@pytest.mark.parametrize(("section", "row"), ROWS)
def test_columns_of_rows(section: str, row: type) -> None:
    """The dictionary and the row types agree."""
    assert named(section) == {field.name for field in fields(row)}


def test_columns_of_messages_and_questions() -> None:
    """Named in one sentence each, in order."""
    for columns in (tuple(tables.MESSAGE_TYPES), tuple(tables.QUESTION_COLUMNS)):
        assert re.search(r"\W+".join(columns[:8]), PAGE)
        assert all(f"`{column}`" in PAGE for column in columns[8:])


def test_columns_of_the_coded_sample() -> None:
    """Every column explained, and none that is not there."""
    assert named("coding.csv") == set(coding.COLUMNS)


def test_keys_of_the_agreement_file() -> None:
    """Read off the file that an assessment gives."""
    facts, true = world()
    assert named("agreement.json") - {*("plain", "weighted", "percent", "kappa", "alpha", "value")} >= set(
        coding.told(told(facts, coded(facts, true, true)))
    )


def test_keys_of_the_study_file() -> None:
    """Every key explained."""
    assert named("study.json") == set(study_to_json(study()))


def test_reasons() -> None:
    """The closed list of the code is the closed list of the page."""
    listed = re.findall(r"^    (\w+): ", eligibility.__doc__ or "", flags=re.M)
    assert listed
    assert set(listed) == set(re.findall(r"^\| `(\w+): ", PAGE, flags=re.M))
