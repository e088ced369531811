"""A quarter of each month's wording is new: held back until then, asked then, published after it was asked."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import bank, starter, timetable
from monitor.check import check
from monitor.errors import SettingsError
from monitor.guard import approvals
from monitor.guard.lint import lint
from monitor.publishing.reporting import study_row
from monitor.settings import Settings, load, parse
from monitor.settings.panel import NewWording, QuestionEntry
from monitor.store.interface import PlannedInquiry
from reports.recognition import QUARTER
from tests.unit.timetable_studies import study

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
QUESTION = QuestionEntry.model_construct(paraphrases=("a", "b", "c"))


def with_new(months: tuple[str, ...]) -> QuestionEntry:
    new = tuple(NewWording(month=month, text=f"new in {month}") for month in months)
    return QUESTION.model_copy(update={"new_wording": new})


def configured(months: tuple[str, ...] = MONTHS[1:], **changes: int) -> Settings:
    """A study of four months whose questions each get a new wording in each of ``months``."""
    made = study(**{"platforms": 4, "nights": 118, **changes})
    questions = tuple(
        one.model_copy(update={"new_wording": tuple(NewWording(month=m, text=f"{one.id} {m}?") for m in months)})
        for one in made.questions
    )
    begun = made.study.model_copy(update={"starts": date(2026, 1, 5)})
    return made.model_copy(update={"questions": questions, "study": begun})


def planned(configured: Settings) -> list[PlannedInquiry]:
    first = configured.study.starts
    return list(timetable.plan_period(configured, first, first + timedelta(days=configured.study.nights - 1)))


class TestInUse:
    def test_without_new_wording(self) -> None:
        """All wordings, in every month."""
        known, new = QUESTION.in_use("2026-02")
        assert (list(known), list(new)) == ([0, 1, 2], [])

    def test_held_back_until_its_month(self) -> None:
        """It is not asked before; in its month it is new, afterwards known."""
        question = with_new(("2026-02",))
        told = [[list(part) for part in question.in_use(month)] for month in MONTHS[:3]]
        assert told == [[[0, 1, 2], []], [[0, 1, 2], [3]], [[0, 1, 2, 3], []]]

    def test_oldest_leaves(self) -> None:
        """With one new wording a month a question has four in use, one of them new: a quarter, for ever."""
        told = [[list(part) for part in with_new(MONTHS[1:]).in_use(month)] for month in MONTHS[2:]]
        assert told == [[[1, 2, 3], [4]], [[2, 3, 4], [5]]]

    def test_more_new_than_are_used(self) -> None:
        """Of five at once the newest four are asked, and none that was known."""
        known, new = with_new(("2026-02",) * 5).in_use("2026-02")
        assert (list(known), list(new)) == ([], [4, 5, 6, 7])


class TestPlan:
    @given(seed=st.integers(0, 2**40), platforms=st.integers(2, 6))
    @settings(max_examples=12, deadline=None)
    def test_a_quarter_is_new(self, seed: int, platforms: int) -> None:
        """Whatever the draw: of the wordings that a month uses at least a quarter is used for the first time."""
        used = defaultdict[str, set[tuple[str, int]]](set)
        for one in planned(configured(seed=seed, platforms=platforms)):
            used[one.night[:7]].add((one.question, one.paraphrase))
        before = set(used[MONTHS[0]])
        for month in MONTHS[1:]:
            fresh = used[month] - before
            assert len(fresh) >= QUARTER * len(used[month]), month
            before |= used[month]

    def test_new_wording_meets_both_time_cells(self) -> None:
        """New and known wording are asked in working hours and in others alike."""
        cells = defaultdict[bool, dict[str, int]](lambda: defaultdict(int))
        for one in planned(configured(platforms=6)):
            if one.night[:7] == "2026-02":
                cells[one.paraphrase >= 3][one.time_cell] += 1
        shares = [told["working"] / sum(told.values()) for told in cells.values()]
        assert len(shares) == 2
        assert all(0.35 < share < 0.65 for share in shares)

    def test_texts_are_those_of_their_numbers(self) -> None:
        """What is planned is the wording that its number names."""
        made = configured()
        wordings = {one.id: one.wordings for one in made.questions}
        assert all(one.text == wordings[one.question][one.paraphrase] for one in planned(made))

    def test_without_new_wording_nothing_changes(self) -> None:
        """A study that has none is planned as it always was: in the wordings it began with."""
        assert {one.paraphrase for one in planned(configured(months=()))} == {0, 1, 2}


class TestCheck:
    def test_warned(self) -> None:
        """Each later month without enough new wording is named, with how many there are."""
        made = load(Path(__file__).parents[2] / "config.toml")
        bare = tuple(one.model_copy(update={"new_wording": ()}) for one in made.questions)
        told = [p for p in check(made.model_copy(update={"questions": bare})) if "wordings are new" in p.wrong]
        assert [(p.path, p.wrong, p.severity) for p in told] == [
            ("questions", "in 2027-01 0 of 144 wordings are new; a quarter is wanted", "warning")
        ]

    def test_enough(self) -> None:
        """The first configuration has a quarter of new wording for its second month."""
        made = load(Path(__file__).parents[2] / "config.toml")
        assert [(one.month, one.new, one.in_use) for one in timetable.freshness(made)] == [
            ("2026-12", 144, 144), ("2027-01", 48, 192),
        ]  # fmt: skip
        assert not [p for p in check(made) if "wordings are new" in p.wrong]


def test_approved_in_advance() -> None:
    """New wording is shown for approval with the rest, before its month."""
    made = load(Path(__file__).parents[2] / "config.toml")
    texts = {one.text for one in approvals.wordings(made)}
    assert texts >= set(bank.later("zh").values()) | set(bank.later("en").values())


def test_published_once_asked() -> None:
    """What is held back is in no published table until its month, so that nobody learns it beforehand."""
    made = load(Path(__file__).parents[2] / "config.toml")
    held = set(bank.later("zh").values())
    december, january = (study_row(made, month).questions for month in ("2026-12", "2027-01"))
    assert not held & {text for one in december for text in one.paraphrases}
    assert held <= {text for one in january for text in one.paraphrases}


@pytest.mark.parametrize("language", bank.LANGUAGES)
def test_built_in(language: str) -> None:
    """Each built-in question has one wording for the second month, unlike its others and free of untruths."""
    later = bank.later(language)
    for question in bank.questions((language,)):
        assert later[question.id] not in question.paraphrases
        assert lint(later[question.id], language) == []
    assert len(set(later.values())) == 24


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ('{ month = "2027-13", text = "x" }', "'2027-13' is not a month"),
        ('{ month = "2027-02", text = "x" }, { month = "2027-01", text = "y" }', "not in the order of its months"),
        ('{ month = "2027-01", text = "I bought a code and want a refund." }', "new_wording[0]"),
    ],
)
def test_refused(tmp_path: Path, entries: str, wrong: str) -> None:
    """A month that is none, an order that would renumber wordings, and an untruth are named with their place."""
    text = starter.text(starts=date(2026, 12, 7), seed=1)
    head, _, rest = text.partition("new_wording = [\n")
    with pytest.raises(SettingsError) as caught:
        parse(head + f"new_wording = [{entries}]\n" + rest.partition("]\n")[2], tmp_path / "config.toml")
    assert wrong in str(caught.value)
