"""Editions are remembered with what they were made of, and rebuilt byte for byte whatever happened since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import labelling
from monitor.editions import EditionDamaged, EditionDiffers, Editions, EditionUnknown
from monitor.evidence import Evidence
from monitor.publishing import reporting
from monitor.store.interface import Store
from monitor.store.memory import MemoryStore
from reports.dataset import LabelRow
from tests.unit import told_study

NOW = datetime(2026, 2, 1, tzinfo=UTC)
WEEK = "2026-W03"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    """A study of which the edition of ``WEEK`` was built once, before anything else happened."""
    found = told_study.store()
    reporting.weekly_report(told_study.settings(folder), found, NOW, week=WEEK, out=folder / "first")
    return found


def late_answer(store: Store) -> None:
    """An answer to an inquiry of that week that comes in after the edition was built."""
    answer = told_study.message(0, "退款三天内原路退回。", told_study.FIRST, seconds=3600)
    store.seen_persona_mail("stone-01-aft", [answer])


def newer_rules(monkeypatch: pytest.MonkeyPatch, version: str = "9-newer") -> None:
    """Rules by which nothing is an answer."""

    def label(messages, inquiry, question):  # type: ignore[no-untyped-def]
        made = labelling_label(messages, inquiry, question)
        return [replace(row, function="holding", rules_version=version) for row in made]

    labelling_label = labelling.label
    monkeypatch.setattr(labelling, "RULES_VERSION", version)
    monkeypatch.setattr(labelling, "label", label)


def test_old_edition_is_rebuilt_byte_for_byte(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After more facts, newer rules and another configuration; every file, pictures and parquet included."""
    changed = told_study.settings(folder)
    changed = changed.model_copy(update={"platforms": changed.platforms[:1]})
    changed._path = folder / "config.toml"
    late_answer(store)
    newer_rules(monkeypatch)
    reporting.rebuild(changed, store, WEEK, number=1, out=folder / "again")
    first = contents(folder / "first")
    assert {Path(name).suffix for name in first} >= {".html", ".svg", ".png", ".csv", ".parquet", ".json"}
    assert contents(folder / "again") == first


def test_new_rules_make_a_new_edition_beside_the_old_one(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new edition says what moved; the old rules' labels are as they were, and so is the old edition."""
    old = {(s.inquiry_id, s.ordinal): s for s in store.labels() if s.rules_version != "9-newer"}
    newer_rules(monkeypatch)
    settings = told_study.settings(folder)
    reporting.weekly_report(settings, store, NOW + timedelta(days=1), week=WEEK, out=folder / "second")
    known = reporting.editions_of(settings, store).known(WEEK)
    revision = known[-1].revision
    assert (revision.number, revision.before) == (2, 1)
    assert "rules" in revision.causes
    assert revision.rules[1] == "9-newer"
    assert {m.platform for m in revision.moved if m.channel == "mail"} == {"stone", "swift"}
    kept = {(s.inquiry_id, s.ordinal): s for s in store.labels() if s.rules_version != "9-newer"}
    assert kept == old
    reporting.rebuild(settings, store, WEEK, number=1, out=folder / "third")
    assert contents(folder / "third") == contents(folder / "first")
    reporting.rebuild(settings, store, WEEK, out=folder / "fourth")
    assert contents(folder / "fourth") == contents(folder / "second")


def test_building_twice_from_the_same_is_one_edition(tmp_path: Path) -> None:
    """Asking again for what nothing has changed is no new edition."""
    settings, found = told_study.settings(tmp_path), told_study.store(nights=2)
    for hour in range(2):
        reporting.weekly_report(settings, found, NOW + timedelta(hours=hour), out=tmp_path / "out")
    known = reporting.editions_of(settings, found).known("2026-W02")
    assert [record.built_at for record in known] == [NOW]


def test_unknown_edition_names_those_there_are(store: Store, folder: Path) -> None:
    settings = told_study.settings(folder)
    with pytest.raises(EditionUnknown, match="no edition 7") as caught:
        reporting.rebuild(settings, store, WEEK, number=7)
    assert "1" in caught.value.hint
    with pytest.raises(EditionUnknown) as caught:
        reporting.rebuild(settings, store, "2020-W01")
    assert "silence report --week 2020-W01" in caught.value.hint


def test_changed_inputs_are_refused(tmp_path: Path) -> None:
    """Nobody's edit of the kept inputs can pass for the old edition."""
    settings, found = told_study.settings(tmp_path), told_study.store(nights=2)
    reporting.weekly_report(settings, found, NOW, out=tmp_path / "out")
    editions = reporting.editions_of(settings, found)
    record = editions.record("2026-W02")
    editions.evidence.path(record.inputs).write_bytes(b"other")
    with pytest.raises(EditionDamaged):
        reporting.rebuild(settings, found, "2026-W02", out=tmp_path / "again")


def test_byte_that_differs_is_named(tmp_path: Path) -> None:
    """The file, and what it was built with."""
    settings, found = told_study.settings(tmp_path), told_study.store(nights=2)
    reporting.weekly_report(settings, found, NOW, out=tmp_path / "out")
    editions = reporting.editions_of(settings, found)
    record = editions.record("2026-W02")
    (tmp_path / "out/data/trials.csv").write_text("other", encoding="utf-8")
    other = replace(record, versions={**record.versions, "matplotlib": "0.1"})
    with pytest.raises(EditionDiffers, match=r"data/trials\.csv") as caught:
        editions.compare(other, tmp_path / "out")
    assert "matplotlib 0.1" in caught.value.hint


def test_names_of_people_are_not_kept(tmp_path: Path) -> None:
    """What is frozen is masked already, and marks that name an agent are left out."""
    settings, found = told_study.settings(tmp_path), told_study.store(nights=1)
    letter = told_study.message(0, "Kind regards\nMaria Muster", told_study.FIRST, seconds=60)
    found.seen_persona_mail("stone-00-pre", [replace(letter, marks={"sender": "Maria Muster <m@example.com>"})])
    reporting.weekly_report(settings, found, NOW, out=tmp_path / "out")
    editions = reporting.editions_of(settings, found)
    frozen = editions.thaw(editions.record("2026-W02"))
    assert not [m for m in frozen.messages if "Maria" in m.text or "Maria" in str(m.marks)]
    assert frozen.messages


def test_labels_of_people_do_not_pass_for_rules(tmp_path: Path) -> None:
    """A label stored under another version never enters the edition's own labels."""
    settings, found = told_study.settings(tmp_path), told_study.store(nights=1)
    reporting.weekly_report(settings, found, NOW, out=tmp_path / "out")
    editions = reporting.editions_of(settings, found)
    versions = {row.rules_version for row in editions.thaw(editions.record("2026-W02")).labels}
    assert versions == {labelling.RULES_VERSION}
    assert isinstance(editions.thaw(editions.record("2026-W02")).labels[0], LabelRow)


class Meanwhile(MemoryStore):
    """A store in which another process does something just before the first number is taken."""

    meanwhile: Callable[[], object] | None = None

    def remember_first(self, key: str, value: str) -> bool:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super().remember_first(key, value)


@pytest.mark.parametrize("same", [True, False])
def test_two_processes_that_freeze_a_week_at_once_lose_no_edition(
    store: Store, folder: Path, tmp_path: Path, same: bool
) -> None:
    """Of the same inputs they make one edition; of two, the later one's is the next, and tells what changed."""
    known = reporting.editions_of(told_study.settings(folder), store)
    ours = known.thaw(known.record(WEEK, 1))
    theirs = ours if same else replace(ours, imprint=replace(ours.imprint, publisher="Another hand"))
    raced = Meanwhile()
    editions = Editions(raced, Evidence(tmp_path))
    raced.meanwhile = lambda: editions.freeze(theirs, (), NOW)
    record = editions.freeze(ours, (), NOW)
    assert record.revision.number == (1 if same else 2)
    assert record.revision.causes == (() if same else ("imprint",))
    assert [editions.thaw(each) for each in editions.known(WEEK)] == ([ours] if same else [theirs, ours])
