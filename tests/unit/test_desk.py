"""From the draft to the published edition: embargoed, noticed, answered, refused until the time has come, put up."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.publishing import reporting, weekly
from monitor.publishing.corrections import CorrectionsInvalid, corrections
from monitor.publishing.desk import Desk, NotNamed, NotPublished, Unreadable
from monitor.publishing.dossier import Dossier
from monitor.publishing.right_of_reply import TooEarly
from monitor.publishing.workdays import CalendarUnknown
from reports.superseded import superseded
from tests.unit import told_study

WEEK = "2026-W02"
NOTICED, SIXTH = datetime(2026, 1, 12, 8, tzinfo=UTC), datetime(2026, 1, 20, 8, tzinfo=UTC)
"""A Monday, and the sixth working day after it."""
NOT_ANNOUNCED = datetime(2031, 5, 5, 8, tzinfo=UTC)
"""A day of a year whose adjusted working days no calendar holds yet."""
ANSWER = "我们的客服团队已扩编。\n\nWe have hired; <b>see</b> our site.\n=1+1"


@dataclass(slots=True)
class Pen:
    """A renderer that writes down what it was asked to print."""

    asked: list[str] = field(default_factory=list)

    def pdf(self, page: Path, style: str) -> bytes:
        self.asked.append(page.name)
        assert "@font-face" in style
        return b"%PDF-1.7 " + page.name.encode()

    def picture(self, markup: str, width: int, height: int) -> bytes:
        self.asked.append(f"{width}x{height}")
        return b"\x89PNG"


@dataclass(slots=True, kw_only=True)
class Heard(Alarm):
    """An operator who keeps what is told."""

    said: list[tuple[str, str]] = field(default_factory=list)

    def tell(self, key: str, title: str, body: str) -> bool:
        self.said.append((title, body))
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def drafted(folder: Path) -> Desk:
    """A draft that no test changes."""
    return draft(folder)


def draft(folder: Path) -> Desk:
    """A small study whose first week was drafted and noticed on a Monday, as the daemon does it."""
    settings, store = told_study.settings(folder), told_study.store(nights=2)
    clock = HandClock(NOTICED)
    alarm = Alarm(store=store, clock=clock)
    assert weekly.draft_and_notify(settings, store, clock, alarm, made_by=Pen()) == WEEK
    return Desk(settings=settings, store=store, clock=clock, renderer=Pen())


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def at(desk: Desk, moment: datetime) -> Desk:
    return Desk(settings=desk.settings, store=desk.store, clock=HandClock(moment), renderer=desk.renderer)


def test_draft_says_that_it_is_under_embargo(drafted: Desk, folder: Path) -> None:
    """In both languages, on its page; and its standings say so to programs."""
    page = text(folder / f"reports-out/{WEEK}/index.html")
    assert "This is a draft under embargo" in page
    assert "草稿" in page
    found = json.loads(text(folder / f"reports-out/{WEEK}/standings/mail/stone.json"))
    assert found["draft"] is True


def test_letters_wait_for_whoever_delivers_them(drafted: Desk, folder: Path) -> None:
    """Without an account nothing is sent: each platform has a folder with its letter and its own rows."""
    letters = folder / f"reports-out/{WEEK}-letters"
    assert sorted(path.name for path in letters.iterdir()) == ["stone", "swift"]
    assert "石头点卡" in text(letters / "stone/letter.txt")
    assert "swift" not in text(letters / "stone/trials.csv")
    assert "20 January 2026" in text(letters / "stone/letter.txt")


def test_unknown_calendar_is_told_with_what_to_do(tmp_path: Path) -> None:
    """The draft is there, no letter names a day that was guessed, and the operator learns what is to be done."""
    settings, store = told_study.settings(tmp_path), told_study.store(nights=2)
    alarm = Heard(store=store, clock=HandClock(NOT_ANNOUNCED))
    assert weekly.draft_and_notify(settings, store, HandClock(NOT_ANNOUNCED), alarm, made_by=Pen()) == WEEK
    assert (tmp_path / f"reports-out/{WEEK}/index.html").exists()
    assert not (tmp_path / f"reports-out/{WEEK}-letters").exists()
    ((title, body),) = alarm.said
    assert title == f"silence: the draft of {WEEK} is built, its letters are not"
    assert "does not know the holidays and adjusted working days of 2031" in body
    assert "list those of 2031 under [publishing]" in body
    assert f"silence notify --week {WEEK}" in body
    desk = Desk(settings=settings, store=store, clock=HandClock(NOT_ANNOUNCED), renderer=Pen())
    with pytest.raises(CalendarUnknown, match="2031"):
        desk.notify(WEEK, send=False)


def test_nothing_is_published_without_notices(drafted: Desk, folder: Path) -> None:
    """However old the draft is; and nothing appears where readers would find it."""
    with pytest.raises(TooEarly, match="stone: it was given no notice"):
        at(drafted, SIXTH + timedelta(days=90)).publish(WEEK)
    assert not (folder / "site").exists()


def test_publication_after_the_days_to_answer(tmp_path: Path) -> None:
    """Refused on the fifth working day; on the sixth the edition is up: no draft, the answer verbatim, PDF and card."""
    drafted, folder = draft(tmp_path), tmp_path
    for platform in ("stone", "swift"):
        drafted.delivered(WEEK, platform, on=NOTICED.date(), by="A. Courier")
    (folder / "answer.txt").write_bytes(ANSWER.encode())
    drafted.answer(WEEK, "stone", folder / "answer.txt", received=date(2026, 1, 14))
    with pytest.raises(TooEarly, match="4 of 5 whole working days"):
        at(drafted, SIXTH - timedelta(days=1)).publish(WEEK)
    published = at(drafted, SIXTH).publish(WEEK)
    assert published == folder / "site" / WEEK
    assert "under embargo" not in text(published / "index.html")
    assert (published / "report.pdf").read_bytes() == b"%PDF-1.7 index.html"
    standing = json.loads(text(published / "standings/mail/stone.json"))
    assert (standing["reply"], standing["draft"]) == (ANSWER, False)
    assert text(folder / "site/latest/datapackage.json") == text(published / "datapackage.json")
    reporting.rebuild(drafted.settings, drafted.store, WEEK, number=2, out=folder / "again")
    assert (folder / "again/index.html").read_bytes() == (published / "index.html").read_bytes()
    reporting.rebuild(drafted.settings, drafted.store, WEEK, number=1, out=folder / "draft")
    assert "under embargo" in text(folder / "draft/index.html")
    correct(drafted, folder, published)


def correct(drafted: Desk, folder: Path, published: Path) -> None:
    """A correction makes a further edition at once, with the old one beside it: its figures are the same."""
    old = text(published / "index.html")
    (folder / "corrections.toml").write_text(
        f'[[corrections]]\nweek = "{WEEK}"\ndate = 2026-01-21\nplatform = "stone"\n'
        'zh = "名称有误。"\nen = "The name was wrong."\nby = "A. Editor"\n',
        encoding="utf-8",
    )
    at(drafted, SIXTH + timedelta(days=1)).publish(WEEK)
    assert text(published / "edition-2/index.html") == superseded(old, 2, 0) != old
    told = json.loads(text(published / "standings/mail/stone.json"))["corrections"]
    assert [one["en"] for one in told] == ["The name was wrong."]
    assert "corrections" in text(published / "index.html")
    at(drafted, SIXTH + timedelta(days=2)).withdraw(WEEK, {"zh": "撤。", "en": "Back."}, "A. Editor")
    assert "Back." in text(published / "index.html")


def test_waiver_needs_a_reason_and_a_name(drafted: Desk) -> None:
    with pytest.raises(Exception, match="needs a reason and a name"):
        drafted.waive(WEEK, "stone", reason=" ", by="A. Editor")
    assert "stone" not in Dossier(drafted.store, WEEK).waivers()


def test_answers_of_strangers_and_empty_ones_are_not_kept(drafted: Desk, folder: Path) -> None:
    """A platform that is not named, a file without words, one that is no text."""
    (folder / "empty.txt").write_text("\n \n")
    (folder / "gbk.txt").write_bytes("回应".encode("gbk"))
    with pytest.raises(NotNamed, match="does not name 'nobody'"):
        drafted.answer(WEEK, "nobody", folder / "empty.txt")
    with pytest.raises(Unreadable, match="is empty"):
        drafted.answer(WEEK, "stone", folder / "empty.txt")
    with pytest.raises(Unreadable, match="not UTF-8"):
        drafted.answer(WEEK, "stone", folder / "gbk.txt")


def test_delivery_to_come_is_no_delivery(drafted: Desk) -> None:
    """Nobody's days begin before the letter is there, and none without a letter."""
    with pytest.raises(Exception, match="still to come"):
        drafted.delivered(WEEK, "stone", on=date(2026, 1, 13), by="A. Courier")
    with pytest.raises(NotNamed, match="no letter"):
        drafted.delivered("2026-W40", "stone", on=date(2026, 1, 12), by="A. Courier")


def test_only_what_was_published_is_withdrawn(drafted: Desk) -> None:
    with pytest.raises(NotPublished):
        drafted.withdraw("2026-W40", {"zh": "撤", "en": "back"}, "A. Editor")


def test_only_a_week_that_is_over_is_drafted(tmp_path: Path) -> None:
    """On its Sunday it is not, on the Monday after it is; planned nights to come change nothing."""
    settings, store = told_study.settings(tmp_path), told_study.store(nights=9)
    assert reporting.ended_week(settings, store, datetime(2026, 1, 11, 23, tzinfo=UTC)) is None
    assert reporting.ended_week(settings, store, NOTICED) == WEEK


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('[[corrections]]\nweek = "W02"\ndate = 2026-01-21\nzh = "a"\nen = "a"\nby = "a"', "is no ISO week"),
        ('[[corrections]]\nweek = "2026-W02"\ndate = 2026-01-21\nzh = "a"\nby = "a"', r"corrections\[0\].en"),
        ("[[corrections", "Expected"),
    ],
)
def test_mistaken_corrections_file_is_told(tmp_path: Path, body: str, wrong: str) -> None:
    """A mistake stops the publication with its place; a correction is never left out in silence."""
    (tmp_path / "corrections.toml").write_text(body, encoding="utf-8")
    with pytest.raises(CorrectionsInvalid, match=wrong):
        corrections(tmp_path / "corrections.toml", WEEK)
