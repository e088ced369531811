"""Guardrails as a whole: each has a test that exists, and the few that no other test tells of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import planning
from monitor.guard import switch
from monitor.publishing import reporting
from monitor.settings.schema import schema_text
from reports.dataset import Standing, Trial
from reports.standings import standings
from tests.unit import told_study
from tests.unit.test_planning import NIGHT, approve_all, plan
from tests.unit.weekly_rows import edition

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "guardrails.md").read_text(encoding="utf-8")
ROWS = [row.split("|")[1:5] for row in TABLE.splitlines() if re.match(r"\| (G\d+|–) \|", row)]


def test_every_guardrail_has_a_row() -> None:
    """G1 to G11, G15 and G16."""
    assert {row[0].strip() for row in ROWS} == {*(f"G{n}" for n in (*range(1, 12), 15, 16)), "–"}


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip() for row in ROWS])
def test_its_tests_and_code_exist(row: Sequence[str]) -> None:
    """Each named test is defined in the file that is named; ``*`` stands for all of a file."""
    named = re.findall(r"`(tests/[\w/.]+)::([\w*]+)`", row[3])
    assert named
    for file, test in named:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(r"def test_\w+\(" if test == "*" else rf"def {test}\(", source), f"{file}::{test}"
    for code in re.findall(r"`((?:monitor|probes|reports)/[\w/.]+)`", row[2]):
        assert (ROOT / code).is_file(), code


def test_no_setting_turns_on_a_bypass() -> None:
    """G5: nothing in the configuration speaks of solving, stealth, or fake identities."""
    assert not re.search(r"captcha|stealth|bypass|fake|solver|user.?agent", schema_text(), re.IGNORECASE)


def test_void_inquiries_change_no_index() -> None:
    """G7: whatever a void inquiry says, every published figure but the share of voids stays."""
    told = edition()
    voided = [
        replace(one, inquiry_id="v" + one.inquiry_id, ending="void", reason="not_sent", t0=None, u=0.0, u_low=0.0,
                u_high=1.0, checkpoint_states="", checkpoint_states_any="")
        for one in told.trials[:6]
    ]  # fmt: skip
    plain, with_void = standings(told.trials, told.study), standings([*told.trials, *voided], told.study)
    assert [_figures(one) for one in plain] == [_figures(one) for one in with_void]


def _figures(one: Standing) -> dict[str, object]:
    return {
        f.name: getattr(one, f.name) for f in fields(one) if f.name not in ("void_share", "shut_share", "barred_share")
    }


def test_kill_switch(tmp_path: Path) -> None:
    """G8: while the file is there, nothing may be said, whatever is approved."""
    settings, store = told_study.settings(tmp_path), told_study.store(nights=1)
    record = next(iter(store.inquiries()))
    assert not switch.is_on(settings)
    (tmp_path / "STOP").touch()
    assert switch.is_on(settings)
    assert not planning.may_say(settings, store, record.plan, "follow_up", "any", datetime.now(UTC))
    (tmp_path / "STOP").unlink()
    assert not switch.is_on(settings)


def test_kill_switch_that_points_nowhere(tmp_path: Path) -> None:
    """A broken link of that name is a switch that was set."""
    settings = told_study.settings(tmp_path)
    (tmp_path / "STOP").symlink_to(tmp_path / "gone")
    assert switch.is_on(settings)


def test_no_figure_of_a_single_agent() -> None:
    """G9: no published column is about a person."""
    names = {f.name for row in (Trial, Standing) for f in fields(row)}
    assert not [name for name in names if re.search(r"agent|employee|staff|person", name)]


def test_published_messages_bear_no_names(tmp_path: Path) -> None:
    """G10: of what a channel declared only what makes a trial is published; names and addresses are not."""
    settings, store = told_study.settings(tmp_path), told_study.store(nights=1)
    told = told_study.message(7, "Lily (lily@shop.example) writes: refund in 3 days", told_study.FIRST)
    named = replace(told, marks={"sender": "Lily <lily@shop.example>", "joined": "Lily", "subject": "s"})
    store.seen_persona_mail("swift-00-pre", [named])
    inputs = reporting._inputs(settings, store, None, told_study.FIRST + timedelta(days=9))
    published = [m for m in inputs.messages if "writes:" in m.text]
    assert published
    assert not any("ily" in m.text or "ily" in str(m.marks) for m in published)


def test_approved_and_planned_is_what_is_asked() -> None:
    """G2: the planned texts are the approved ones."""
    from monitor.store import open_store

    store = open_store("memory://")
    store.migrate()
    approve_all(store)
    assert plan(store)
    assert {i.plan.night for i in store.inquiries()} == {(NIGHT + timedelta(hours=8)).date().isoformat()}
