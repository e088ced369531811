"""What an edition of many platforms and inquiries costs: ranking, companions, pages and figures, each by itself.

``python -m tests.benchmarks.edition --platforms 500 --each 2000`` prints seconds of processor time, the peak of memory
and the sizes of what a reader loads. The rows are invented; one trial object is shared by no two inquiries.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reports.beside import companions
from reports.dataset import CHECKPOINTS, PlatformRow, Study, Trial
from reports.edition import Edition
from reports.illustrations import illustrations
from reports.readings import readings
from reports.site import FOLDERS, pages
from reports.standings import rankings

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CHANNEL = "webchat"


def study(platforms: int) -> Study:
    rows = tuple(PlatformRow(id=f"p{n:03}", name=f"平台 Platform {n}", channels=(CHANNEL,)) for n in range(platforms))
    return Study(id="big", title="Big", zone="UTC", seed=1, demo=False, checkpoints={CHANNEL: CHECKPOINTS[CHANNEL]},
                 platforms=rows, questions=())  # fmt: skip


def trials(platforms: int, each: int) -> Iterator[Trial]:
    """Four a night and platform: both topics in both time cells."""
    draw = random.Random(5)
    waits = CHECKPOINTS[CHANNEL]
    for number in range(platforms):
        typical = 10 ** draw.uniform(1, 5.5)
        for place in range(each):
            night, part = divmod(place, 4)
            yield _trial(number, night, part, typical * draw.lognormvariate(0, 1.5), waits)


def _trial(number: int, night: int, part: int, seconds: float, waits: tuple[timedelta, ...]) -> Trial:
    t0 = START + timedelta(days=night, minutes=number % 60, hours=2 * (part // 2) * 3)
    answer = timedelta(seconds=seconds) if seconds < waits[-1].total_seconds() else None
    states = "".join("w" if answer is None or answer > c else "a" for c in waits)
    by = None if answer is None else t0 + answer
    u = states.count("w") / 5
    return Trial(
        inquiry_id=f"p{number:03}-{night:03}-{part}", platform=f"p{number:03}", target=f"p{number:03}", channel=CHANNEL,
        question="q", topic=("pre_sale", "after_sale")[part % 2], language="zh",
        time_cell=("working", "other")[part // 2], pair_id="", night=t0.date().isoformat(), observer="o", due_at=t0,
        t0=t0, observed_until=t0 + waits[-1], ending="closed", reason="", first_reply_after=by, first_reply_by=by,
        first_reply_mechanism="", first_reply_function="", substantive_after=by, substantive_by=by,
        information_request_at=None, promised_by=None, other_channel="", canned_group="", in_published_hours=None,
        paraphrase=0, checkpoint_states=states, checkpoint_states_any=states, u=u, u_low=u, u_high=u, rules_version="1",
    )  # fmt: skip


@contextmanager
def timed(what: str) -> Iterator[None]:
    begin, wall = time.process_time(), time.monotonic()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    used, took = time.process_time() - begin, time.monotonic() - wall
    print(f"{what:<24} {used:7.1f} s of processor {took:7.1f} s on the clock, peak {peak:.2f} GiB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--platforms", type=int, default=500)
    parser.add_argument("--each", type=int, default=2000)
    chosen = parser.parse_args()
    plan = study(chosen.platforms)
    with timed("making the rows"):
        rows = list(trials(chosen.platforms, chosen.each))
    with timed("ranking"):
        tables = rankings(rows, plan)
    with timed("companions"):
        beside = companions(rows, plan, tables)
    edition = Edition(study=plan, week="2026-W30", trials=rows, rankings=tables, companions=beside,
                      standings=[line for table in tables for line in table.standings])  # fmt: skip
    with timed("readings"):
        read = {channel: readings(edition, channel) for channel in edition.channels()}
    with timed("figures, composed"):
        figures = illustrations(edition, read)
    with tempfile.TemporaryDirectory() as place, timed("pages"):
        folder = Path(place)
        for name in FOLDERS:
            (folder / name).mkdir()
        sizes = {address: (folder / address).write_text(page) for address, page in pages(edition, read, figures)}
    with timed("figures, drawn as SVG"):
        drawn = {figure.name: len(figure.wide.svg()) + len(figure.narrow.svg()) for figure in figures}
    with timed("figures, drawn as PNG"):
        for figure in figures:
            figure.wide.png(), figure.narrow.png()
    largest = max(sizes, key=sizes.__getitem__)
    print(f"{len(sizes)} pages, {sum(sizes.values()) / 1e6:.0f} million letters, {len(drawn)} figures")
    print(
        f"front page {sizes['index.html'] / 1e3:.0f} thousand, its first figure {len(figures[0].wide.svg()) / 1e3:.0f}"
    )
    print(f"largest page: {largest}, {sizes[largest] / 1e6:.1f} million")


if __name__ == "__main__":
    main()
