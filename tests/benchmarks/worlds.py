"""Invented worlds whose true figures are known: platforms, nights, and what inquiries of them would show.

The log waiting time of a platform is normal; some inquiries are never answered. Nights disturb it: nights that are
bad for everybody, a level of its own each night, and dead nights on which a platform answers nothing. The truth is
the mean over all nights that could have been, so it has a formula and is not estimated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import norm

from reports.dataset import CHECKPOINTS, PlatformRow, Study
from reports.intervals import FloatArray
from reports.silence import BoolArray, IntArray

CHAT = np.array([c.total_seconds() for c in CHECKPOINTS["webchat"]])
END = CHAT[-1]
BAD, BAD_SHIFT = 0.1, 1.5
"""One night in ten is bad for everybody: waits are e to 1.5 times as long."""
NIGHT_SPREAD = 0.5
DEAD = 0.03
LATE = 0.02
LOST = 0.05
_GRID = np.geomspace(10, END, 40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """Each platform's (P,): mean and spread of log seconds, share never answered, shifts of topic and time cell,

    share of inquiries met by an automatic message, and pairs asked a night.
    """

    mean: FloatArray
    spread: FloatArray
    never: FloatArray
    topic: FloatArray
    cell: FloatArray
    automatic: FloatArray
    pairs: IntArray

    def unanswered(self, seconds: FloatArray) -> FloatArray:
        """(P, T): the true share without an answer by each time, all strata weighing alike."""
        wide = np.sqrt(self.spread**2 + NIGHT_SPREAD**2)[:, None]
        total = np.zeros((self.mean.size, seconds.size))
        for after_sale, other in ((0, 0), (0, 1), (1, 0), (1, 1)):
            middle = (self.mean + after_sale * self.topic + other * self.cell)[:, None]
            for share, shift in ((1 - BAD, 0.0), (BAD, BAD_SHIFT)):
                total += share * norm.sf((np.log(seconds) - middle - shift) / wide) / 4
        alive = self.never[:, None] + (1 - self.never[:, None]) * total
        return DEAD + (1 - DEAD) * alive

    @property
    def index(self) -> FloatArray:
        """The true Silence Index (P,), 0..100."""
        return 100 * self.unanswered(CHAT).mean(axis=1)

    def dominated(self, margin: float) -> BoolArray:
        """(P, P): the row's true curve is above the column's at every time, the index by at least ``margin``."""
        curves = self.unanswered(_GRID)
        above = (curves[:, None, :] > curves[None, :, :]).all(axis=2)
        return above & (self.index[:, None] - self.index[None, :] >= margin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the inquiries show: rows for the ranking, and seconds to the answer and to any reply (n,), inf = never."""

    rows: pd.DataFrame
    platform: IntArray
    answer: FloatArray
    reply: FloatArray


def unlike(count: int, draw: np.random.Generator) -> Platforms:
    """Platforms of every kind; one in eight nearly always answers at once and one in eight hardly ever."""
    kind = draw.random(count)
    mean = draw.uniform(np.log(15), np.log(8 * END), count)
    never = draw.beta(1, 5, count)
    mean[kind < 1 / 8], never[kind < 1 / 8] = np.log(8), 0.003
    never[kind > 7 / 8] = 0.985
    return Platforms(
        mean=mean,
        spread=np.where(kind < 1 / 8, 0.5, draw.uniform(0.8, 2.5, count)),
        never=never,
        topic=draw.normal(0.4, 0.4, count),
        cell=draw.normal(0.4, 0.4, count),
        automatic=np.where(draw.random(count) < 0.5, 0.0, draw.uniform(0.5, 1, count)),
        pairs=draw.integers(1, 4, count),
    )


def alike(count: int, draw: np.random.Generator) -> Platforms:
    """Platforms that are all the same but for how often they are asked."""
    one = unlike(1, draw)
    same = {name: np.repeat(getattr(one, name), count) for name in Platforms.__slots__}
    return replace(Platforms(**same), pairs=draw.integers(1, 4, count))


def study(platforms: int, nights: int) -> Study:
    """A study that ranks after few nights."""
    rows = tuple(PlatformRow(id=f"p{n:03}", name=f"P{n}", channels=("webchat",)) for n in range(platforms))
    return Study(
        id="validity",
        title="Validity",
        zone="UTC",
        seed=7,
        demo=False,
        checkpoints=CHECKPOINTS,
        platforms=rows,
        questions=(),
        window_nights=nights,
        minimum_nights=5,
        minimum_counted=10,
        minimum_stratum_nights=2,
    )


def ask(world: Platforms, nights: int, mistaken: float, draw: np.random.Generator) -> Shown:
    """Ask every platform its pairs each night; ``mistaken`` is the share of answers and silences mislabelled.

    Time cells alternate by pair and night. A platform loses one night in twenty. A visit that came late hides at
    which checkpoint an answer came: unknown.
    """
    platform, night, cell, topic = _plan(world, nights, draw)
    count = world.mean.size
    bad = draw.random(nights) < BAD
    own, dead = draw.normal(0, NIGHT_SPREAD, (count, nights)), draw.random((count, nights)) < DEAD
    middle = world.mean[platform] + topic * world.topic[platform] + cell * world.cell[platform]
    middle += BAD_SHIFT * bad[night] + own[platform, night]
    answer = np.exp(draw.normal(middle, world.spread[platform]))
    answer[(draw.random(platform.size) < world.never[platform]) | dead[platform, night]] = np.inf
    greeted = draw.random(platform.size) < world.automatic[platform]
    reply = np.minimum(answer, np.where(greeted, np.exp(draw.normal(np.log(20), 0.5, platform.size)), np.inf))
    letters, letters_any = _letters(_mislabel(answer, mistaken, draw), draw), _letters(reply, draw)
    rows = _frame(count, nights, (platform, night, cell, topic), (letters, letters_any))
    return Shown(rows=rows, platform=platform, answer=answer, reply=reply)


def _plan(world: Platforms, nights: int, draw: np.random.Generator) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Platform, night, time cell and topic of every inquiry (n,)."""
    asked = draw.random((world.mean.size, nights)) >= LOST
    platform, night, pair = np.nonzero(asked[:, :, None] & (np.arange(3) < world.pairs[:, None, None]))
    cell = (night + pair) % 2
    topic = np.tile([0, 1], platform.size)
    return np.repeat(platform, 2), np.repeat(night, 2), np.repeat(cell, 2), topic


def _mislabel(answer: FloatArray, mistaken: float, draw: np.random.Generator) -> FloatArray:
    wrong = draw.random(answer.size) < mistaken
    return np.where(wrong, np.where(answer > END, 30.0, np.inf), answer)


def _letters(seconds: FloatArray, draw: np.random.Generator) -> Sequence[str]:
    """Five letters an inquiry: waiting until the answer; unknown where a late visit already showed it."""
    waits = (seconds[:, None] > CHAT).sum(axis=1)
    late = (draw.random(seconds.size) < LATE) & (waits > 0) & (waits < CHAT.size)
    kinds = np.array(
        ["w" * n + "a" * (5 - n) for n in range(6)] + ["w" * (n - 1) + "u" + "a" * (5 - n) for n in (1, 2, 3, 4)]
    )
    return pd.Categorical.from_codes(np.where(late, 5 + waits, waits), list(kinds))


def _frame(
    count: int, nights: int, place: tuple[IntArray, ...], letters: tuple[Sequence[str], Sequence[str]]
) -> pd.DataFrame:
    platform, night, cell, topic = place
    size = platform.size
    t0 = np.datetime64("2026-11-02T10:00:00", "us") + night * np.timedelta64(86400 * 10**6, "us")
    return pd.DataFrame(
        {
            "platform": pd.Categorical.from_codes(platform, [f"p{n:03}" for n in range(count)]),
            "channel": pd.Categorical.from_codes(np.zeros(size, dtype=int), ["webchat"]),
            "topic": pd.Categorical.from_codes(topic, ["pre_sale", "after_sale"]),
            "time_cell": pd.Categorical.from_codes(cell, ["working", "other"]),
            "night": pd.Categorical.from_codes(night, [f"night {n:02}" for n in range(nights)]),
            "observer": pd.Categorical.from_codes(np.zeros(size, dtype=int), ["o1"]),
            "ending": pd.Categorical.from_codes(np.zeros(size, dtype=int), ["closed"]),
            "reason": pd.Categorical.from_codes(np.zeros(size, dtype=int), [""]),
            "t0": pd.Series(t0).dt.tz_localize("UTC"),
            "information_request_at": pd.Series(np.full(size, np.datetime64("NaT", "us"))).dt.tz_localize("UTC"),
            "in_published_hours": pd.array([None] * size, dtype="boolean"),
            "checkpoint_states": letters[0],
            "checkpoint_states_any": letters[1],
        }
    )
