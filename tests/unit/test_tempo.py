"""The time a page has had is counted in looks, so that a busy machine takes nothing from it."""

from __future__ import annotations

from probes.webchat.finding.tempo import BEAT, SLOWEST, Tempo


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def looks(tempo: Tempo, hands: Hands, count: int, seconds: float) -> None:
    for _ in range(count):
        hands.at += seconds
        tempo.tick()


def test_on_an_idle_machine_it_is_the_time_of_day() -> None:
    """Looks that take less than a beat count in full."""
    hands = Hands()
    tempo = Tempo(hands)

    looks(tempo, hands, 10, 0.4)

    assert abs(tempo.now - 4.0) < 1e-9
    assert tempo.slowness == 1.0


def test_a_look_that_took_seconds_counts_for_one_beat() -> None:
    """Ten looks are ten looks, also where each of them took two seconds."""
    hands = Hands()
    tempo = Tempo(hands)

    looks(tempo, hands, 10, 2.0)

    assert abs(tempo.now - 10 * BEAT) < 1e-9
    assert tempo.slowness == 4.0


def test_the_time_it_may_take_has_an_end() -> None:
    """A machine that answers no more is given up after five times the time."""
    hands = Hands()
    tempo = Tempo(hands)

    looks(tempo, hands, 1, 60.0)

    assert tempo.now == 60.0 / SLOWEST
    assert tempo.slowness == SLOWEST


def test_a_search_begins_anew() -> None:
    """What was waited for before it is not counted."""
    hands = Hands()
    tempo = Tempo(hands)
    hands.at += 30

    tempo.begin()

    assert (tempo.now, tempo.slowness) == (0.0, 1.0)
