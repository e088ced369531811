"""Second looks: compared with what they repeat, and in no index."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.export import facts, second_looks
from monitor.store import open_store
from monitor.store.interface import Night
from reports import csvtext, tables
from reports.companions import Agreement
from reports.dataset import Trial
from reports.observers import agreements
from reports.trials import trial
from tests.contract.plans import NIGHT, planned
from tests.unit.trial_rows import inquiry, study

BASE = trial(inquiry(id="i", pair_id="p"), (), {}, study())


def asked(states: str, night: str, *, number: int = 0, observer: str = "north", again: bool = False) -> Trial:
    """A closed inquiry of ``observer`` with these checkpoint states."""
    pair = f"{night}-{number}" + (f"+{observer}" if again else "")
    return replace(
        BASE, inquiry_id=f"{pair}", pair_id=pair, night=night, observer=observer, ending="closed", reason="",
        checkpoint_states=states,
    )  # fmt: skip


def both(one: str, other: str, night: str, number: int = 0) -> tuple[Trial, Trial]:
    return asked(one, night, number=number), asked(other, night, number=number, observer="south", again=True)


def compared(*pairs: tuple[Trial, Trial]) -> Agreement:
    [row] = agreements([first for first, _ in pairs], [second for _, second in pairs])
    return row


NIGHTS = [f"2026-11-{day:02d}" for day in range(1, 21)]


def test_two_that_saw_the_same() -> None:
    """Full agreement, no difference, and an interval that does not claim certainty."""
    row = compared(*(both("wwaaa", "wwaaa", night) for night in NIGHTS))
    assert (row.observer, row.other, row.asked_by_both, row.nights, row.checkpoints) == ("north", "south", 20, 20, 100)
    assert (row.agreement, row.difference) == (1.0, 0.0)
    assert row.agreement_low < 0.9
    assert row.difference_low < 0 < row.difference_high


def test_one_that_is_answered_later_everywhere() -> None:
    """The difference is the mean share of waiting checkpoints; its interval leaves 0 out."""
    row = compared(*(both("wwwwa", "waaaa", night) for night in NIGHTS))
    assert row.agreement == pytest.approx(2 / 5)
    assert row.difference == pytest.approx(60)
    assert row.difference_low > 0


def test_the_first_named_is_the_first_by_name_whoever_asked_first() -> None:
    """Where the south asked first its second look is the north's."""
    first = asked("wwwww", "2026-11-01", observer="south")
    again = asked("aaaaa", "2026-11-01", observer="north", again=True)
    [row] = agreements([first], [again])
    assert (row.observer, row.other, row.difference) == ("north", "south", -100)


def test_unknown_checkpoints_are_left_out() -> None:
    """What either did not observe says nothing about the other."""
    row = compared(both("wuaaa", "wwuaa", "2026-11-01"))
    assert (row.checkpoints, row.agreement) == (3, 1.0)


def test_one_night_proves_nothing() -> None:
    """The interval of the difference is all there is."""
    row = compared(both("wwwww", "aaaaa", "2026-11-01"))
    assert (row.difference, row.difference_low, row.difference_high) == (100, -100, 100)


def test_what_is_void_or_open_is_not_compared() -> None:
    """Nor is a look without the inquiry that it repeats."""
    first, again = both("wwwww", "wwwww", "2026-11-01")
    assert agreements([first], [replace(again, ending="void")]) == []
    assert agreements([], [again]) == []


@given(
    st.lists(
        st.tuples(
            st.text("wau", min_size=5, max_size=5), st.text("wau", min_size=5, max_size=5), st.sampled_from(NIGHTS)
        ),
        max_size=30,
    )
)
def test_bounds_hold_the_estimate(rows: list[tuple[str, str, str]]) -> None:
    """Whatever was seen, and in whatever order it comes."""
    pairs = [both(one, other, night, number) for number, (one, other, night) in enumerate(rows)]
    found = agreements([first for first, _ in pairs], [second for _, second in pairs])
    for row in found:
        assert 0 <= row.agreement_low <= row.agreement <= row.agreement_high <= 1
        assert -100 <= row.difference_low <= row.difference <= row.difference_high <= 100
    turned = agreements([first for first, _ in reversed(pairs)], [second for _, second in reversed(pairs)])
    assert [replace(row, **_rounded(row)) for row in turned] == [replace(row, **_rounded(row)) for row in found]


def _rounded(row: Agreement) -> dict[str, float]:
    return {name: round(getattr(row, name), 9) for name, kind in Agreement.__annotations__.items() if kind == "float"}


def test_second_looks_are_in_no_index() -> None:
    """The export gives them apart: a platform that is asked twice counts once."""
    store = open_store("memory:")
    first = planned("a")
    look = replace(
        first, id="b", pair_id=f"{first.pair_id}+south", observer="south", due_at=first.due_at + timedelta(1)
    )
    assert store.plan_night(Night(id=NIGHT.id, week=NIGHT.week, planned_at=NIGHT.planned_at), [first, look])
    assert [i.id for i in facts(store, zone="UTC", compressed=False).inquiries] == ["a"]
    assert [i.id for i in second_looks(store, zone="UTC", compressed=False).inquiries] == ["b"]


def test_files_are_there_only_where_somebody_looked_again(tmp_path: Path) -> None:
    """Both can be read back; a study of one observer has neither."""
    first, again = both("wwaaa", "wwwaa", "2026-11-01")
    tables.write(tmp_path / "one", study=study(), trials=[first], standings=[])
    assert not (tmp_path / "one" / tables.OBSERVERS).exists()
    rows = agreements([first], [again])
    tables.write(tmp_path / "two", study=study(), trials=[first], standings=[], second_looks=[again], observers=rows)
    assert tables.read_trials(tmp_path / "two" / tables.SECOND_LOOKS) == [again]
    read = csvtext.read(tmp_path / "two" / tables.OBSERVERS, csvtext.columns(Agreement))
    assert [Agreement(**row) for row in read] == rows
