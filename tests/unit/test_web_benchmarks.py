"""The arithmetic of the web benchmarks: what is printed follows from what was measured."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from probes.control.zoo.widget import Widget
from probes.webchat import memory
from reports.dataset import CHECKPOINTS
from tests.benchmarks import finding, zoo
from tests.benchmarks.carried import Offer, Outcome
from tests.benchmarks.clock import PEERS, errors, peers_of, percentile
from tests.benchmarks.costs import Cost, missed
from tests.benchmarks.waiting import like
from tests.benchmarks.worn import State, growth
from tests.zoo.verdicts import RIGHT, Verdict

T = datetime(2026, 1, 5, 12, tzinfo=UTC)
OFFER = Offer(rate=500, scale=5, waiting=1000, lasts=timedelta(minutes=4))
CHEAP = Cost(memory=30, process=2, first=0.3, live=0.1, later=0.2)


class TestClock:
    def test_errors_are_of_what_both_know(self) -> None:
        """Milliseconds, ascending; what a peer did not see or saw before the run has no error."""
        assert errors({"a": 10.0, "b": 20.0, "c": 30.0}, {"b": 20.25, "a": 10.5, "greeting": 1.0}) == [250.0, 500.0]

    @pytest.mark.parametrize(("percent", "expected"), [(50, 50.0), (99, 99.0)])
    def test_percentile(self, percent: int, expected: float) -> None:
        """Of 0, 1 … 100 the p-th is p."""
        assert percentile([float(value) for value in range(101)], percent) == expected

    def test_percentile_of_one(self) -> None:
        """A single value is every percentile."""
        assert percentile([7.0], 99) == 7.0

    def test_a_lone_conversation_has_every_peer(self) -> None:
        """Otherwise there would be nothing to compare with."""
        assert set(peers_of(0, 1, 10)) == set(PEERS)

    def test_peers_do_not_share_a_conversation(self) -> None:
        """Where there are enough, each peer has as many as asked for, alone."""
        shared = [peers_of(number, 50, 10) for number in range(50)]

        assert Counter(name for names in shared for name in names) == dict.fromkeys(PEERS, 10)
        assert max(map(len, shared)) == 1


class TestCosts:
    def test_every_target_met(self) -> None:
        """Cheap beside a dear peer: nothing is missed."""
        assert missed(CHEAP, Cost(memory=100, process=2, first=1.0, live=1.0, later=1.0)) == []

    @pytest.mark.parametrize("dear", [{"memory": 41.0}, {"first": 0.36}, {"later": 0.36}])
    def test_a_target_missed(self, dear: dict[str, float]) -> None:
        """A figure over its bound is named, however dear the peer."""
        assert len(missed(replace(CHEAP, **dear), Cost(memory=900, process=2, first=9, live=9, later=9))) == 1

    def test_more_than_the_share(self) -> None:
        """Within its bound, but not much less than the peer's."""
        (said,) = missed(CHEAP, Cost(memory=60, process=2, first=9, live=9, later=9))

        assert "50%" in said

    def test_a_conversation_is_judged_whole(self) -> None:
        """Opening alone may cost more than the share; five live minutes with it may not."""
        peer = Cost(memory=100, process=2, first=0.5, live=0.6, later=1.0)

        assert missed(replace(CHEAP, live=0.1), peer) == []
        (said,) = missed(replace(CHEAP, live=0.3), peer)
        assert "51%" in said


def test_growth_is_of_the_last_hundred_over_the_first() -> None:
    """What lies between does not matter."""
    held = {50: 100.0, 100: 100.0, 150: 900.0, 200: 110.0, 250: 110.0}
    states = [State(visits, 200.0, written, 1.0, 5, 50, 2) for visits, written in held.items()]

    assert growth(states) == pytest.approx(0.1)


def test_growth_leaves_out_where_there_was_no_browser() -> None:
    """A browser that was just given back holds nothing; that is no proof that the next one holds less."""
    held = {50: 100.0, 100: 100.0, 150: 0.0, 200: 120.0}
    states = [State(visits, 200.0, written, 1.0, 5, 50, 2) for visits, written in held.items()]

    assert growth(states) == pytest.approx(0.2)


class TestCarried:
    def test_an_hour_is_the_studys(self) -> None:
        """A fifth of an hour at a scale of 5 is an hour."""
        found = Outcome(asked=500, lost=Counter(), due=0, late=(), cpu=0, most_memory=0, lasts=timedelta(minutes=12))

        assert found.an_hour(5) == pytest.approx(500)

    def test_so_many_wait(self) -> None:
        """As many as were said, each under a name of its own."""
        many = [*OFFER.steady(T), *OFFER.others(T)]

        assert len(many) == len({one.id for one in many}) == OFFER.waiting

    def test_visits_fall_due_as_if_it_had_gone_on_for_days(self) -> None:
        """At each later checkpoint as many as are asked; those that this run itself asks make the rest of the third."""
        end, marks = T + OFFER.lasts, OFFER.marks()
        many = [*OFFER.steady(T), *OFFER.others(T)]
        due = [one.checkpoint for one in many if T <= one.t0 + marks[one.checkpoint] < end]
        asked = OFFER.lasts / OFFER.apart

        found = Counter(due)
        assert set(found) == {2, 3, 4}  # the live phase covers the first two
        assert found[3] == found[4] == int(asked)
        assert found[2] == int(asked * (marks[2] / OFFER.lasts))

    def test_all_times_are_shortened_alike(self) -> None:
        """Nothing is made easier than the rest."""
        assert [mark * OFFER.scale for mark in OFFER.marks()] == list(CHECKPOINTS["webchat"])


def test_a_like_conversation_is_another_ones() -> None:
    """Other names and moments, the same lines; the channel reads it as its own."""
    line = {
        "ordinal": 0, "key": "k", "speaker": "own", "text": "How long?", "seen_after": "2020-01-01T00:00:00Z",
        "seen_by": "2020-01-01T00:00:00Z", "changed": "2020-01-01T00:00:00Z", "ident": "m1",
    }  # fmt: skip
    model = {
        "format": 1, "url": "http://127.0.0.1/p0?inquiry=model", "stored": {"visitor": "abc"}, "lines": [line],
        "known_until": "2020-01-01T00:00:00+00:00", "t0": "2020-01-01T00:00:00+00:00", "said": ["How long?"],
    }  # fmt: skip

    found = memory.unpack(like(model, {"model": "w7", "abc": "def"}, T))

    assert found.url.endswith("inquiry=w7")
    assert found.stored == {"visitor": "def"}
    assert (found.t0, found.known_until, found.lines[0].seen_by) == (T, T, T)
    assert found.lines[0].text == "How long?"


class Pen:
    """A zoo in which a widget takes so many seconds, and then breaks if it is told to."""

    def __init__(self, seconds: float, error: Exception | None = None) -> None:
        self._seconds, self._error = seconds, error

    def inquiry(self, *_: object) -> None: ...

    async def verdict(self, *_: object, reload: bool) -> Verdict:
        await asyncio.sleep(self._seconds)
        if self._error:
            raise self._error
        return RIGHT


class TestZoo:
    OPTIONS = Namespace(profile=False, reload=0.0)

    async def asked(self, pen: Pen) -> Verdict:
        return await zoo.ask(pen, None, "w1", Widget(), self.OPTIONS)  # type: ignore[arg-type]

    async def test_what_the_benchmark_breaks_off_is_not_measured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its own time limit says nothing of the probe."""
        monkeypatch.setattr(zoo, "LONGEST", 0.01)

        assert (await self.asked(Pen(30))).kind == "not measured"

    async def test_a_time_out_of_the_probe_is_wrong(self) -> None:
        """A probe that lets an error through is at fault, also where the error says that time is over."""
        assert (await self.asked(Pen(0, TimeoutError()))).kind == "wrong"

    @pytest.mark.parametrize(
        ("kinds", "met"),
        [
            (["right"] * 49 + ["not found"], True),
            (["right"] * 48 + ["not found"] * 2, False),
            (["right"] * 49 + ["wrong"], False),
            (["right"] * 49 + ["not measured"], False),
        ],
    )
    def test_the_demand(self, kinds: list[str], met: bool) -> None:
        """Enough are right, none is wrong, each was measured."""
        verdicts = {str(number): Verdict(kind) for number, kind in enumerate(kinds)}  # type: ignore[arg-type]

        assert zoo.met(verdicts, 0.98) is met


def test_what_finding_costs_is_told_with_its_spread() -> None:
    """A ratio of sums hides how single pairs lie."""
    told = finding.spread([(2.0, 1.0), (3.0, 2.0), (1.0, 1.0)])
    assert told == "3 pairs, single ones 1.00 to 2.00, half of them 1.00 to 2.00, median 1.50"
