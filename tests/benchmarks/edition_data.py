"""Measures the data part of an edition: seconds and memory to write, describe and pack a large synthetic dataset.

The rows are made first and are part of the memory printed: whoever builds an edition holds them too. Not a test: run
it alone.

    python tests/benchmarks/edition_data.py [--trials 1000000] [--platforms 500] [--nights 28] [--messages 1]
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sys import intern

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from reports import bundle, data, standingfiles
from reports.datapackage import descriptor
from reports.dataset import CHECKPOINTS, LabelRow, MessageRow, PlatformRow, Standing, Study, Trial
from reports.edition import Edition

START = datetime(2026, 11, 2, 10, tzinfo=UTC)
SECONDS = np.array([c.total_seconds() for c in CHECKPOINTS["webchat"]])


def study(platforms: int) -> Study:
    rows = tuple(PlatformRow(id=f"p{n:03}", name=f"平台 {n}", channels=("webchat",)) for n in range(platforms))
    return Study(
        id="bench", title="Bench", zone="UTC", seed=7, demo=False, checkpoints={"webchat": CHECKPOINTS["webchat"]},
        platforms=rows, questions=(),
    )  # fmt: skip


def trials(options: argparse.Namespace) -> list[Trial]:
    """The rows of ``asked``, all at once."""
    return list(asked(options))


def asked(options: argparse.Namespace) -> Iterator[Trial]:
    """Answered and silent ones, with times to the microsecond as a real study has them; platforms differ.

    Each night every platform is asked both topics in both time cells, and again if there are more than four.
    """
    draw = np.random.default_rng(11)
    typical = draw.uniform(2.5, 11.0, options.platforms)
    wait = np.exp(typical[np.arange(options.trials) % options.platforms] + draw.normal(0, 1.5, options.trials))
    begun = draw.integers(0, 43_200_000_000, options.trials)
    for number in range(options.trials):
        place = number % options.platforms
        again, night = divmod(number // options.platforms, options.nights)
        topic, cell = again % 2, again // 2 % 2
        t0 = START + timedelta(days=night, microseconds=int(begun[number]))
        after = t0 + timedelta(seconds=float(wait[number])) if wait[number] < SECONDS[-1] else None
        letters = intern("".join("w" if wait[number] > c else "a" for c in SECONDS))  # as reports.trials does
        share = letters.count("w") / 5
        yield Trial(
            inquiry_id=f"q{number:011x}", platform=intern(f"p{place:03}"), target=intern(f"p{place:03}-webchat"),
            channel="webchat", question=("refund-zh", "invoice-en")[topic], topic=("after_sale", "pre_sale")[topic],
            language=("zh", "en")[topic], time_cell=("working", "other")[cell],
            pair_id=f"r{number // 2:011x}", night=intern(t0.date().isoformat()), observer="observer-1",
            due_at=t0, t0=t0, observed_until=t0 + timedelta(days=1), ending="closed", reason="",
            first_reply_after=after, first_reply_by=after, first_reply_mechanism="unknown" if after else "",
            first_reply_function="substantive" if after else "", substantive_after=after, substantive_by=after,
            information_request_at=None, promised_by=None, other_channel="", canned_group="", in_published_hours=None,
            paraphrase=number % 3, checkpoint_states=letters, checkpoint_states_any=letters, u=share, u_low=share,
            u_high=share, rules_version="1.0",
        )  # fmt: skip


def said(rows: Iterable[Trial], each: int) -> tuple[list[MessageRow], list[LabelRow]]:
    """The pairs of ``heard``, all at once."""
    pairs = list(heard(rows, each))
    return [message for message, _ in pairs], [label for _, label in pairs]


def heard(rows: Iterable[Trial], each: int) -> Iterator[tuple[MessageRow, LabelRow]]:
    """``each`` messages to every answered inquiry, with their labels."""
    for row in rows:
        for ordinal in range(1, each + 1 if row.substantive_by else 1):
            at = row.substantive_by or row.due_at
            message = MessageRow(
                inquiry_id=row.inquiry_id, ordinal=ordinal, speaker="platform", seen_after=at, seen_by=at,
                text=f"您好，退款三天内原路退回，订单 {row.inquiry_id}，\"如有疑问\"请联系我们。",
            )  # fmt: skip
            label = LabelRow(
                inquiry_id=row.inquiry_id, ordinal=ordinal, mechanism="unknown", function="substantive", rule_id="s1",
                rules_version="1.0",
            )  # fmt: skip
            yield message, label


def standings(platforms: int) -> list[Standing]:
    return [
        Standing(
            channel="webchat", platform=f"p{n:03}", published=True, reason_unpublished="", index=n / 5.1,
            index_low=n / 6, index_high=n / 5, rank_low=1, rank_high=platforms, index_late_waiting=None,
            index_shut_waiting=None, index_any=None, padding=None, after_sale_gap=None, gap_low=None, gap_high=None,
            canned_share=None, deflection_share=None, nights=28, inquiries=2000, void_share=0.0, shut_share=0.0,
            barred_share=0.0,
        )
        for n in range(platforms)
    ]  # fmt: skip


@contextmanager
def measured(what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:28} {wall:7.1f} s   {cpu:7.1f} CPU s   peak so far {peak:.2f} GB", flush=True)


def main(options: argparse.Namespace) -> None:
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{options.trials:,} inquiries, {options.platforms} platforms; load average {load}")
    with measured("(making the rows)"):
        rows = trials(options)
        messages, labels = said(rows, options.messages)
        edition = Edition(
            study=study(options.platforms), week="2026-W47", trials=rows, standings=standings(options.platforms),
            messages=messages, labels=labels,
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as name, measured("the data part in all"):
        folder = Path(name)
        (folder / "data").mkdir()
        with measured("tables and spreadsheet"):
            data.write(folder / "data", edition)
        with measured("descriptor"):
            (folder / "datapackage.json").write_text(descriptor(edition, folder, ()), encoding="utf-8")
        with measured("a file a standing"):
            standingfiles.write(folder / "standings", edition)
        with measured("zip"):
            files = [path for path in folder.rglob("*") if path.is_file()]
            bundle.pack(folder / "all.zip", ((path.relative_to(folder).as_posix(), path) for path in files))
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size > 5_000_000:
                print(f"  {path.relative_to(folder)}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--trials", type=int, default=1_000_000)
    parser.add_argument("--platforms", type=int, default=500)
    parser.add_argument("--nights", type=int, default=28)
    parser.add_argument("--messages", type=int, default=1, help="replies to each answered inquiry")
    main(parser.parse_args())
