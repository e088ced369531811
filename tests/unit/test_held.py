"""Rows held as columns come back equal, whatever they hold, and are chosen as rows would be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import held
from reports.dataset import LabelRow, MessageRow, Trial
from reports.held import Held, Objects, Plain, Words
from reports.labelled import label_places
from tests.unit import weekly_rows
from tests.unit.weekly_rows import START

TEXTS = st.sampled_from(["", "a", "b", "\ud800 half", "价格", "'=1"]) | st.text(max_size=4)
MOMENTS = st.none() | st.datetimes(
    datetime(1583, 1, 1),  # noqa: DTZ001
    datetime(9999, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One of every kind of field."""

    text: str
    flag: bool | None
    whole: int | None
    real: float | None
    moment: datetime | None
    marks: dict[str, str] = field(default_factory=dict)


THINGS = st.lists(
    st.builds(
        Thing, text=TEXTS, flag=st.none() | st.booleans(), whole=st.none() | st.integers(-(2**62), 2**62),
        real=st.none() | st.floats(allow_nan=False), moment=MOMENTS,
        marks=st.just({}) | st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
    ),
    max_size=12,
)  # fmt: skip


@pytest.fixture(params=[3, held.CHUNK], ids=["chunks of three", "one chunk"])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(held, "CHUNK", request.param)
    return int(request.param)


@given(rows=THINGS, chunk=st.sampled_from([2, 5, 1000]))
def test_every_row_comes_back_equal(rows: list[Thing], chunk: int) -> None:
    """Half characters, the last microsecond, marks and what is missing; in all and one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held, "CHUNK", chunk)
        found = Held.of(Thing, iter(rows))
        assert (list(found), len(found)) == (rows, len(rows))
        assert [found[place] for place in range(len(rows))] == rows
        assert list(found[::-1]) == rows[::-1]
        assert found == rows
        assert found.values("text") == [row.text for row in rows]
        assert found.there("moment").tolist() == [row.moment is not None for row in rows]
        some = {row.text for row in rows[::2]}
        assert list(found.where(found.among("text", some))) == [row for row in rows if row.text in some]
        assert found.distinct("text") == {row.text for row in rows}


def test_words_are_held_once_where_they_repeat_and_not_where_they_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of which every one is another are no words with codes, and half characters are no array."""
    monkeypatch.setattr(held, "CHUNK", 8)
    plain = [Thing(text=f"t{n}", flag=None, whole=n, real=None, moment=None) for n in range(40)]
    few = [replace(one, text=f"t{n % 3}") for n, one in enumerate(plain)]
    broken = [*plain, replace(plain[0], text="\ud800")]
    for rows, kind in ((plain, Plain), (few, Words), (broken, Objects)):
        found = Held.of(Thing, rows)
        assert isinstance(found.column("text"), kind)
        assert list(found) == rows


def test_a_chosen_part_can_be_chosen_from(chunk: int) -> None:
    """Places count within the part, and its rows stay in their order."""
    rows = weekly_rows.trials()
    part = Held.of(Trial, rows).where(Held.of(Trial, rows).among("platform", ("stone", "shut")))
    mail = part.where(part.among("channel", ("mail",)))
    assert list(mail) == [one for one in rows if one.platform in ("stone", "shut") and one.channel == "mail"]
    assert mail[-1] == list(mail)[-1]
    with pytest.raises(IndexError):
        mail[len(mail)]


def test_a_row_cannot_be_changed() -> None:
    """It is frozen, as rows are that were never held."""
    with pytest.raises(AttributeError):
        Held.of(Trial, weekly_rows.trials())[0].platform = "other"  # type: ignore[misc]


@given(
    said=st.lists(st.tuples(st.sampled_from(["a", "b", "\ud800", "c"]), st.integers(-2, 3)), max_size=9),
    told=st.lists(st.tuples(st.sampled_from(["a", "b", "\ud800", "d"]), st.integers(-2, 3)), max_size=9),
    chunk=st.sampled_from([2, 1000]),
)
def test_each_message_finds_the_last_of_its_labels(
    said: list[tuple[str, int]], told: list[tuple[str, int]], chunk: int
) -> None:
    """By inquiry and ordinal together; none where there is none."""
    messages = [
        MessageRow(inquiry_id=id_, ordinal=n, speaker="platform", text="x", seen_after=START, seen_by=START)
        for id_, n in said
    ]
    labels = [LabelRow(inquiry_id=id_, ordinal=n, mechanism="unknown", function="unclear") for id_, n in told]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held, "CHUNK", chunk)
        found = label_places(Held.of(MessageRow, messages), Held.of(LabelRow, labels))
    last = {place: at for at, place in enumerate(told)}
    assert found.tolist() == [last.get(place, -1) for place in said]
