"""An opt-out is published as an opt-out, with its date and the last index, and never as silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from monitor.publishing import reporting
from monitor.store.interface import Pause
from reports.dataset import OptOut
from reports.reasons import group, worded
from reports.standings import standings
from reports.studyfile import study_from_json, study_to_json
from reports.wording import LANGUAGES, wording
from tests.unit import told_study
from tests.unit.trial_rows import study
from tests.unit.weekly_rows import edition

GONE = OptOut(since=date(2026, 11, 20), last_week="2026-W47", last_index={"webchat": 98.5})


def opted(gone: OptOut = GONE):  # type: ignore[no-untyped-def]
    told = edition()
    platforms = tuple(replace(p, opted_out=gone) if p.id == "stone" else p for p in told.study.platforms)
    return replace(told.study, platforms=platforms), told.trials


def test_never_in_the_ranking() -> None:
    """Whatever was measured before: the line bears the date and the last index, and no figure."""
    told, trials = opted()
    lines = {line.channel: line for line in standings(trials, told) if line.platform == "stone"}
    assert lines
    assert not any(line.published for line in lines.values())
    assert {line.index for line in lines.values()} == {None}
    assert lines["webchat"].reason_unpublished == "opted_out: 2026-11-20; index 98.5 of 2026-W47"
    assert lines["mail"].reason_unpublished == "opted_out: 2026-11-20"


def test_worded_as_an_opt_out_in_both_languages() -> None:
    for language in LANGUAGES:
        words = wording(language)
        for reason in ("opted_out: 2026-11-20; index 98.5 of 2026-W47", "opted_out: 2026-11-20"):
            assert "2026-11-20" in worded(words, reason)
            assert "silen" not in worded(words, reason).casefold()
            assert "沉默" not in worded(words, reason)
    assert group("opted_out: 2026-11-20") == "opted_out"


def test_published_in_the_study_file() -> None:
    """study.json carries it, so that anybody can recompute the ranking."""
    told = study(["acme"])
    told = replace(told, platforms=(replace(told.platforms[0], opted_out=GONE),))
    assert study_from_json(study_to_json(told), told.questions) == told


def test_from_the_store_with_the_last_published_index(tmp_path: Path) -> None:
    """A study that was told once; then a platform opts out: its last index is that own, and it leaves the table."""
    settings, store = told_study.settings(tmp_path), told_study.store()
    now = told_study.FIRST + timedelta(days=told_study.NIGHTS - 1)
    week = f"{now.isocalendar().year}-W{now.isocalendar().week:02d}"
    reporting.weekly_report(settings, store, now, out=tmp_path / "first")
    store.pause(Pause(platform="stone", since=now, until=None, reason="their wish", kind="opt_out"))
    inputs = reporting._inputs(settings, store, None, now)
    (stone,) = [p for p in inputs.study.platforms if p.id == "stone"]
    assert stone.opted_out is not None
    assert (stone.opted_out.since, stone.opted_out.last_week) == (now.date(), week)
    assert set(stone.opted_out.last_index) == {"mail", "all"}
    page = reporting.weekly_report(settings, store, now, out=tmp_path / "second").read_text(encoding="utf-8")
    assert "Opted out on" in page
    earlier = reporting._inputs(settings, store, "2026-W02", now)
    assert all(p.opted_out is None for p in earlier.study.platforms)  # in that week it had not


def test_edition_of_before_the_opt_out_is_as_it_was() -> None:
    """Standings without an opt-out keep the platform ranked."""
    told = edition()
    assert any(line.platform == "stone" for line in told.standings)
