"""What can be read of a configuration that has mistakes, so that the rules between sections still see the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.settings.follow_ups import FollowUps
from monitor.settings.means import Control, Database, MailAccountEntry
from monitor.settings.panel import Platform, QuestionEntry, TargetEntry
from monitor.settings.publishing import Publishing
from monitor.settings.study import Study

P = TypeVar("P", bound=BaseModel)

_DECISIVE = {"control"}
"""Keys whose loss would make other rules speak nonsense: a section that has them wrong is left out."""
_STAND_INS: Mapping[type[BaseModel], Mapping[str, Any]] = {
    Study: {
        "id": "unnamed",
        "title": {"zh": "?", "en": "?"},
        "zone": "UTC",
        "starts": date(2026, 1, 1),
        "nights": 1,
        "seed": 0,
        "pairs_per_week": 1,
        "working_hours": ["00:00", "11:59"],
        "other_hours": ["12:00", "23:59"],
    },
    Platform: {"name": "unnamed"},
}
"""Values that no rule minds, for keys that are missing or wrong (and reported as such)."""
_NOWHERE = TargetEntry(channel="mail", address="nobody@nowhere.invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The sections that are valid by themselves; keys of the mappings are the sections' paths in the file."""

    study: Study | None
    control: Control | None
    database: Database | None
    follow_ups: FollowUps | None
    publishing: Publishing | None
    accounts: Mapping[str, MailAccountEntry]
    account_names: frozenset[str]
    platforms: Mapping[str, Platform]
    targets: Mapping[str, tuple[Platform, TargetEntry]]
    questions: Mapping[str, QuestionEntry]
    complete_bank: bool


def draft_of(data: Mapping[str, Any]) -> Draft:
    """Read what can be read; never raises."""
    platforms, targets = _panel(data)
    questions = _sections(QuestionEntry, data, "questions")
    return Draft(
        study=_part(Study, data.get("study")),
        control=_part(Control, data.get("control", {})),
        database=_part(Database, data.get("database", {})),
        follow_ups=_part(FollowUps, data.get("follow_ups", {})),
        publishing=_part(Publishing, data.get("publishing", {})),
        accounts=_sections(MailAccountEntry, data, "mail_accounts"),
        account_names=frozenset(
            row["name"]
            for row in _rows(data, "mail_accounts")
            if isinstance(row, dict) and isinstance(row.get("name"), str)
        ),
        platforms=platforms,
        targets=targets,
        questions=questions,
        complete_bank=len(questions) == len(_rows(data, "questions")),
    )


def _rows(data: Mapping[str, Any], key: str) -> list[Any]:
    rows = data.get(key)
    return rows if isinstance(rows, list) else []


def _sections(model: type[P], data: Mapping[str, Any], key: str) -> dict[str, P]:
    parts = {f"{key}[{index}]": _part(model, row) for index, row in enumerate(_rows(data, key))}
    return {path: part for path, part in parts.items() if part is not None}


def _panel(data: Mapping[str, Any]) -> tuple[dict[str, Platform], dict[str, tuple[Platform, TargetEntry]]]:
    platforms: dict[str, Platform] = {}
    targets: dict[str, tuple[Platform, TargetEntry]] = {}
    for index, row in enumerate(_rows(data, "platforms")):
        if not isinstance(row, dict):
            continue
        doors = _sections(TargetEntry, row, "targets")
        platform = _part(Platform, {**row, "targets": list(doors.values()) or [_NOWHERE]})
        if platform is not None:
            platforms[f"platforms[{index}]"] = platform
            targets |= {f"platforms[{index}].{door}": (platform, entry) for door, entry in doors.items()}
    return platforms, targets


def _part(model: type[P], raw: Any) -> P | None:
    """The section, its mistaken keys left out or stood in for; None if it makes no sense without them."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        bad = {found["loc"][0] for found in error.errors() if found["loc"]}
    if not isinstance(raw, Mapping) or bad & _DECISIVE:
        return None
    try:
        rest = {key: value for key, value in raw.items() if key not in bad}
        return model.model_validate({**_STAND_INS.get(model, {}), **rest})
    except ValidationError:
        return None
