"""``study.json``: what an outsider needs beside the rows to recompute every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from reports import ranks
from reports.dataset import MethodRecord, OptOut, PlatformRow, QuestionRow, ServiceHours, Study, grace
from reports.panel import OVERALL, design
from reports.standings import overall_channels, study_channels

_WINDOW = {
    "nights": "window_nights",
    "minimum_nights": "minimum_nights",
    "minimum_counted": "minimum_counted",
    "minimum_stratum_nights": "minimum_stratum_nights",
    "maximum_void_share": "maximum_void_share",
    "maximum_door_share": "maximum_door_share",
    "maximum_unknown_share": "maximum_unknown_share",
}
_PLAIN = ("id", "title", "zone", "seed", "demo", "method_version")


def study_to_json(study: Study) -> dict[str, Any]:
    """The study as JSON values: durations in seconds, clock times as HH:MM."""
    overall = overall_channels(study)
    return {
        **{name: getattr(study, name) for name in _PLAIN},
        "time_cells": list(study.time_cells),
        "topics": list(study.topics),
        "checkpoints": {channel: [_seconds(c) for c in found] for channel, found in study.checkpoints.items()},
        "grace": {
            channel: [_seconds(grace(found, index)) for index in range(len(found))]
            for channel, found in study.checkpoints.items()
        },
        "weights": {
            **{channel: _weights(study, (channel,)) for channel in study_channels(study)},
            **({OVERALL: _weights(study, overall)} if overall else {}),
        },
        "overall_channels": list(overall),
        "window": {name: getattr(study, field) for name, field in _WINDOW.items()},
        "ranks": {"draws": ranks.DRAWS, "level": ranks.LEVEL, "pair_floor": ranks.PAIR_FLOOR},
        "platforms": [_platform(platform) for platform in study.platforms],
        "method": _method(study.method),
    }


def study_from_json(found: Mapping[str, Any], questions: Sequence[QuestionRow]) -> Study:
    """The way back; what can be derived (grace, weights) is derived again, not read."""
    return Study(
        **{name: found[name] for name in _PLAIN},
        **{field: found["window"][name] for name, field in _WINDOW.items()},
        time_cells=tuple(found["time_cells"]),
        topics=tuple(found["topics"]),
        checkpoints={
            channel: tuple(timedelta(seconds=c) for c in listed) for channel, listed in found["checkpoints"].items()
        },
        platforms=tuple(_platform_row(row) for row in found["platforms"]),
        questions=tuple(questions),
        method=_method_record(found["method"]),
    )


def _method(found: MethodRecord | None) -> dict[str, Any] | None:
    return None if found is None else {**asdict(found), "recorded_at": found.recorded_at.isoformat()}


def _method_record(found: Mapping[str, Any] | None) -> MethodRecord | None:
    if found is None:
        return None
    return MethodRecord(**{**found, "recorded_at": datetime.fromisoformat(found["recorded_at"])})


def _weights(study: Study, channels: Sequence[str]) -> dict[str, float]:
    plan = design(study, channels)
    return {"/".join(names): float(weight) for names, weight in zip(plan.strata, plan.weights, strict=True)}


def _platform(platform: PlatformRow) -> dict[str, Any]:
    hours, gone = platform.service_hours, platform.opted_out
    return {
        "id": platform.id,
        "name": platform.name,
        "channels": list(platform.channels),
        "strata": dict(platform.strata),
        "promised_reply": None if platform.promised_reply is None else _seconds(platform.promised_reply),
        "service_hours": None
        if hours is None
        else {
            "days": list(hours.days),
            "opens": hours.opens.isoformat(timespec="minutes"),
            "closes": hours.closes.isoformat(timespec="minutes"),
            "zone": hours.zone,
        },
        "opted_out": gone and {**asdict(gone), "since": gone.since.isoformat()},
    }


def _platform_row(row: Mapping[str, Any]) -> PlatformRow:
    hours, gone = row["service_hours"], row["opted_out"]
    return PlatformRow(
        id=row["id"],
        name=row["name"],
        channels=tuple(row["channels"]),
        strata=row["strata"],
        promised_reply=None if row["promised_reply"] is None else timedelta(seconds=row["promised_reply"]),
        service_hours=None
        if hours is None
        else ServiceHours(
            days=tuple(hours["days"]),
            opens=time.fromisoformat(hours["opens"]),
            closes=time.fromisoformat(hours["closes"]),
            zone=hours["zone"],
        ),
        opted_out=gone and OptOut(**{**gone, "since": date.fromisoformat(gone["since"])}),
    )


def _seconds(span: timedelta) -> int | float:
    """Whole seconds without a point, so that the file reads as the method does."""
    value = span.total_seconds()
    return int(value) if value.is_integer() else value
