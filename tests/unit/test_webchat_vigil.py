"""Watching a chat: what is known, since when something may be missing, and when a line has settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from probes.interface import Speaker
from probes.webchat.memory import Memory, pack, unpack
from probes.webchat.sight import Sight
from probes.webchat.transcript import Row
from probes.webchat.vigil import Vigil

NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
SETTLE = timedelta(seconds=2)


@dataclass
class Place:
    """A vigil with a clock moved by hand and a page that can go away."""

    second: float = 0
    alive: bool = True
    vigil: Vigil = field(init=False)

    def __post_init__(self) -> None:
        self.vigil = Vigil(self.now, SETTLE, lambda: self.alive)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.second)

    def at(self, second: float) -> Place:
        self.second = second
        return self

    def sees(self, *texts: str, load: str = "a", transcript: bool = True, lag: float = 0) -> None:
        """The page now shows these lines; a line beginning with '>' is ours, with '…' still being typed.

        ``lag`` = seconds that the report has been on its way.
        """
        rows = [self._row(i, text, load) for i, text in enumerate(texts)]
        at = self.now() - timedelta(seconds=lag)
        self.vigil.saw(Sight(load=load, at=at, transcript=transcript, rows=rows))

    def _row(self, index: int, text: str, load: str) -> Row:
        known = next((line for line in self.vigil.lines if line.key == f"{load}.{index}"), None)
        first = known.seen_by if known else self.now()
        speaker = Speaker.OWN if text.startswith(">") else Speaker.PLATFORM
        changed = self.now() if known is None or known.text != text else known.changed
        busy = text.startswith("…")
        return Row(key=f"{load}.{index}", speaker=speaker, text=text, first=first, changed=changed, busy=busy)

    def asked(self) -> Place:
        """Greeting, then our own message at second 0, known to be sent."""
        self.sees("Welcome!", ">question")
        self.vigil.said.append(">question")
        self.vigil.t0 = self.now()
        return self

    def answers(self) -> Place:
        """The page is asked, and answers at once."""
        self.vigil.proved(self.now())
        return self

    def texts(self, *, at_end: bool = False) -> list[str]:
        return [line.text for line in self.vigil.ripe(set(), at_end)]


@pytest.fixture
def place() -> Place:
    return Place()


def test_looked_at_while_alive(place: Place) -> None:
    """While the page lives we know everything up to now."""
    assert place.asked().at(50).vigil.looked_at() == place.now()


def test_looked_at_after_the_end(place: Place) -> None:
    """A page that died is known up to the last moment it was heard of."""
    place.asked().at(30).sees("Welcome!", ">question", "answer")
    place.alive = False
    assert place.at(50).vigil.looked_at() == NOON + timedelta(seconds=30)


def test_unsettled_lines(place: Place) -> None:
    """A line is handed out once its text has stood for the settling time, or at the end."""
    place.asked().at(5).sees("Welcome!", ">question", "answer")
    assert place.at(6.9).texts() == ["Welcome!", ">question"]
    assert place.at(7).texts() == ["Welcome!", ">question", "answer"]


def test_unsettled_at_the_end(place: Place) -> None:
    """At the end what has not settled is handed out too, and says so."""
    place.asked().at(5).sees("Welcome!", ">question", "…writing")
    marks = [line.marks for line in place.at(50).vigil.ripe(set(), True)]
    assert marks == [{}, {}, {"unsettled": "yes"}]


def test_reload_while_watched(place: Place) -> None:
    """After a reload a new line came somewhere since the last look; once quiet is proved, lines are exact again."""
    place.asked().at(10).sees("Welcome!", ">question", "one")
    place.at(20).sees("Welcome!", ">question", "one", "two", load="b")
    assert place.vigil.looked_at() == NOON + timedelta(seconds=10)
    assert place.at(23).answers().vigil.looked_at() == NOON + timedelta(seconds=10)
    assert place.at(24).answers().vigil.looked_at() == place.now()
    place.at(30).sees("Welcome!", ">question", "one", "two", "three", load="b")
    spans = [(line.text, (line.seen_by - line.seen_after).total_seconds()) for line in place.vigil.lines]
    assert spans == [("Welcome!", 0), (">question", 0), ("one", 0), ("two", 10), ("three", 0)]


def test_quiet_alone_closes_no_gap(place: Place) -> None:
    """A page that draws its history slowly is quiet too: only an answer after the quiet tells that it has drawn all."""
    place.asked().at(10).answers().at(20).sees("Welcome!", ">question", load="b")
    place.at(20.5).answers()
    assert place.at(24.5).vigil.looked_at() == NOON + timedelta(seconds=10)
    assert place.vigil.unproven
    place.at(25).sees("Welcome!", ">question", "two", load="b")
    [two] = [line for line in place.vigil.lines if line.text == "two"]
    assert (two.seen_after, two.seen_by) == (NOON + timedelta(seconds=10), place.now())
    assert not place.vigil.unproven
    assert place.at(29).answers().vigil.looked_at() == place.now()


def test_history_from_a_server(place: Place) -> None:
    """A page may show what it kept at once, and what its server has for us later: the gap waits for both."""
    place.asked().at(10).answers().at(20).sees("Welcome!", ">question", load="b")
    place.at(23.5).answers().sees("Welcome!", ">question", "said while away", load="b")
    [line] = [line for line in place.vigil.lines if line.text == "said while away"]
    assert (line.seen_after, line.seen_by) == (NOON + timedelta(seconds=10), place.now())


def test_connection_come_back(place: Place) -> None:
    """A page that was not loaded anew has nothing to fetch but what it missed: it is quiet once."""
    place.asked().vigil.lost(NOON + timedelta(seconds=10))
    place.at(20).vigil.stirred(place.now())
    assert place.at(21.9).answers().vigil.looked_at() == NOON + timedelta(seconds=10)
    assert place.at(22).answers().vigil.looked_at() == place.now()


def test_reload_without_our_message(place: Place) -> None:
    """A page that no longer shows our message tells us nothing: the gap stays."""
    place.asked().at(10).sees("Welcome!", load="b")
    assert not place.vigil.finds_us
    assert place.at(60).vigil.looked_at() == NOON


def test_hidden_transcript(place: Place) -> None:
    """While the transcript is out of sight nothing is known."""
    place.asked().at(10).sees(transcript=False)
    assert place.at(60).vigil.looked_at() == NOON


def test_lost_connection(place: Place) -> None:
    """What comes with the connection came since it was lost."""
    place.asked().vigil.lost(NOON + timedelta(seconds=10))
    place.at(40).sees("Welcome!", ">question", "answer")
    (line,) = [line for line in place.vigil.lines if line.text == "answer"]
    assert (line.seen_after, line.seen_by) == (NOON + timedelta(seconds=10), place.now())


def test_taking_up_a_parked_conversation(place: Place) -> None:
    """A parked conversation goes on with the same ordinals, and everything since is an interval."""
    place.asked().at(10).sees("Welcome!", ">question", "one")
    parked = Memory(url="u", stored={}, lines=place.vigil.lines, known_until=place.now(), t0=NOON, said=[">question"])
    later = Place(second=100)
    later.vigil.take_up(unpack(pack(parked)))
    assert not later.vigil.finds_us
    later.sees("Welcome!", ">question", "one", "two", load="b")
    spans = [(line.ordinal, line.text, (line.seen_by - line.seen_after).total_seconds()) for line in later.vigil.lines]
    assert spans == [(0, "Welcome!", 0), (1, ">question", 0), (2, "one", 0), (3, "two", 90)]
    assert later.at(101).vigil.looked_at() == NOON + timedelta(seconds=10)
    assert later.at(103).answers().vigil.looked_at() == NOON + timedelta(seconds=10)
    assert later.at(104).answers().vigil.looked_at() == later.now()


def test_own_bubble(place: Place) -> None:
    """Our bubble is a new line of ours with our words, however the widget lays them out."""
    place.sees("Welcome!", ">an older line")
    before = {line.ordinal for line in place.vigil.lines}
    place.at(1).sees("Welcome!", ">an older line", "> How do\nrefunds   work? 12:00")
    line = place.vigil.own_since(before, "How do refunds work?")
    assert line is not None
    assert line.seen_by == place.now()
    assert place.vigil.own_since(before, "Something else entirely") is None


def test_a_late_report(place: Place) -> None:
    """Where a report took long this machine is behind: what is new came somewhere since the last look."""
    place.asked().at(10).sees("Welcome!", ">question", "one")
    place.at(20).sees("Welcome!", ">question", "one", "two", lag=3)
    (line,) = [line for line in place.vigil.lines if line.text == "two"]
    assert (line.seen_after, line.seen_by) == (NOON + timedelta(seconds=10), place.now())
    assert place.at(60).vigil.looked_at() == NOON + timedelta(seconds=10)


def test_a_late_answer_proves_nothing(place: Place) -> None:
    """A page that answers late may not have read yet what was sent to it: nothing is known since."""
    place.asked().at(10).vigil.proved(place.now())
    place.at(40).vigil.proved(NOON + timedelta(seconds=36))
    assert place.vigil.behind
    assert place.at(50).vigil.looked_at() == NOON + timedelta(seconds=10)


def test_a_prompt_answer_after_late_ones(place: Place) -> None:
    """Once the page answers promptly, and has been quiet for the settling time, all is known again."""
    place.asked().at(40).vigil.proved(NOON + timedelta(seconds=36))
    assert place.at(41).answers().vigil.looked_at() == NOON
    assert place.at(41.9).answers().vigil.looked_at() == NOON
    assert place.at(42.1).answers().vigil.looked_at() == place.now()


def test_a_list_turned_around_by_a_reload(place: Place) -> None:
    """Nothing is read from it, and nothing known, until it stands as it stood."""
    place.asked().at(3).sees("Welcome!", ">question", "Please wait.")
    known = place.at(10).texts()
    place.at(20).sees("Support", "Please wait.", ">question", "Welcome!", "Terms", load="b")
    assert place.at(60).texts(at_end=True) == known
    assert place.vigil.looked_at() < NOON + timedelta(seconds=20)
    assert place.vigil.finds_us
    place.sees("Welcome!", ">question", "Please wait.", "Refunded.", load="c")
    assert place.at(70).texts() == [*known, "Refunded."]
    assert place.answers().vigil.looked_at() == NOON + timedelta(seconds=70)
