"""Nothing is published before every named platform had five whole working days, or somebody signed for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from monitor.publishing.dossier import Answered, Dossier, Failed, Given, Published, Waived, Withdrawn
from monitor.publishing.right_of_reply import TooEarly, outstanding, require
from monitor.publishing.workdays import Calendar
from monitor.store import open_store

WEEK = "2026-W44"
MONDAY = date(2026, 11, 2)
CHINA = Calendar(country="CN")


def moment(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)


@pytest.fixture
def dossier() -> Dossier:
    memory = open_store("memory://")
    memory.migrate()
    return Dossier(memory, WEEK)


def notice(dossier: Dossier, platform: str, on: date, digest: str = "rows") -> None:
    dossier.note(Given(at=moment(on), platform=platform, digest=digest, on=on, to="press@example.com"))


def working_day(number: int, after: date = MONDAY) -> date:
    """The so-many-th working day after a notice."""
    days = (after + timedelta(days=n) for n in range(1, 60))
    return [day for day in days if CHINA.works(day)][number - 1]


@pytest.mark.parametrize(("day", "refused"), [(1, True), (4, True), (5, True), (6, False), (7, False)])
def test_publication_after_working_days(dossier: Dossier, day: int, refused: bool) -> None:
    """Refused on the fourth working day and on the fifth, which is not over yet; allowed from the sixth on."""
    notice(dossier, "stone", MONDAY)
    found = outstanding(dossier, {"stone": "rows"}, CHINA, working_day(day))
    assert bool(found) is refused


def test_publication_over_the_spring_festival(dossier: Dossier) -> None:
    """A notice of 12 February 2026 waits until the 27th: the festival's days give nobody time."""
    notice(dossier, "stone", date(2026, 2, 12))
    (found,) = outstanding(dossier, {"stone": "rows"}, CHINA, date(2026, 2, 25))
    assert (found.opens, found.why) == (
        date(2026, 2, 27),
        "its notice of 2026-02-12 is 3 of 5 whole working days old",
    )
    assert outstanding(dossier, {"stone": "rows"}, CHINA, date(2026, 2, 27)) == []


def test_every_named_platform_counts(dossier: Dossier) -> None:
    """One platform without a notice holds all back, and is named with what to do."""
    notice(dossier, "stone", MONDAY)
    found = outstanding(dossier, {"stone": "rows", "swift": "rows"}, CHINA, working_day(9))
    assert [one.platform for one in found] == ["swift"]
    with pytest.raises(TooEarly, match="swift: it was given no notice") as caught:
        require(found)
    assert "silence notify --send" in caught.value.hint


def test_changed_figures_need_a_new_letter(dossier: Dossier) -> None:
    """A notice of other figures than those to be published is none."""
    notice(dossier, "stone", MONDAY, digest="old rows")
    (found,) = outstanding(dossier, {"stone": "rows"}, CHINA, working_day(20))
    assert "changed since its letter" in found.why


def test_a_second_notice_of_the_same_figures_does_not_begin_anew(dossier: Dossier) -> None:
    """Whoever sends a reminder loses no days."""
    notice(dossier, "stone", MONDAY)
    notice(dossier, "stone", working_day(4))
    assert outstanding(dossier, {"stone": "rows"}, CHINA, working_day(6)) == []


def test_signed_waiver_is_for_one_platform(dossier: Dossier) -> None:
    """It opens the way for the platform it names and no other, and keeps reason and name."""
    dossier.note(Waived(at=moment(MONDAY), platform="stone", reason="it closed down", by="A. Editor"))
    found = outstanding(dossier, {"stone": "rows", "swift": "rows"}, CHINA, MONDAY)
    assert [one.platform for one in found] == ["swift"]
    assert dossier.waivers()["stone"].reason == "it closed down"


def test_a_letter_is_sent_at_most_once(dossier: Dossier) -> None:
    """Again only if it surely did not leave; never if nobody knows."""
    assert dossier.begin("stone", "rows", moment(MONDAY))
    assert not dossier.begin("stone", "rows", moment(MONDAY))
    dossier.note(Failed(at=moment(MONDAY), platform="stone", digest="rows", why="no route"))
    assert dossier.begin("stone", "rows", moment(MONDAY))
    dossier.note(Failed(at=moment(MONDAY), platform="stone", digest="rows", why="lost after DATA", uncertain=True))
    assert not dossier.begin("stone", "rows", moment(MONDAY))


def test_newest_answer_of_a_platform_is_printed(dossier: Dossier) -> None:
    """An answer that was sent again replaces the one before it; both stay remembered."""
    for text in ("first", "second"):
        dossier.note(Answered(at=moment(MONDAY), platform="stone", received=MONDAY, text=text))
    assert [answer.text for answer in dossier.answers()] == ["second"]
    assert len(dossier.events()) == 2


def test_withdrawal_ends_with_the_next_publication(dossier: Dossier) -> None:
    """What was withdrawn and published again is published."""
    dossier.note(Published(at=moment(MONDAY), edition=1, on=MONDAY))
    dossier.note(Withdrawn(at=moment(MONDAY), on=MONDAY, zh="错", en="wrong", by="A. Editor"))
    assert dossier.withdrawn() is not None
    dossier.note(Published(at=moment(MONDAY), edition=2, on=MONDAY))
    assert dossier.withdrawn() is None
