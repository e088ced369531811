"""What an edition of many platforms and inquiries costs, from published rows to the finished folder and its zip.

    python -m tests.benchmarks.edition [--platforms 500] [--each 2000] [--nights 500] [--out FOLDER]

Prints seconds on the clock and of processor time (all processes), the peak of memory of all processes together
(proportional set size, looked at four times a second; the rows, held as columns, are part of it), how long each step
took, and how large the files are that a reader loads. ``--nights 28`` puts every inquiry into the window. ``--profile``
prints where the time of the first process went. The rows are invented.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path

from reports import article, package, panel, platformpage, quotes, tables, weekly
from reports.beside import companions
from reports.dataset import LabelRow, MessageRow, Trial
from reports.edition import Edition
from reports.held import Held
from reports.standings import rankings
from tests.benchmarks.edition_data import asked, heard, study


class Watched:
    """The peak of memory of this process and those it started, in bytes."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.25):
            self.peak = max(self.peak, sum(map(_held, _family(os.getpid()))))


def _family(process: int) -> list[int]:
    """The process and whatever it started, by their numbers."""
    found = [process]
    for told in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += [one for child in told.read_text().split() for one in _family(int(child))]
    return found


def _held(process: int) -> int:
    try:
        with Path(f"/proc/{process}/smaps_rollup").open() as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):  # gone meanwhile
        return 0


def used() -> float:
    """Processor seconds of this process and of those it started and waited for."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


@contextmanager
def timed(what: str, watched: Watched) -> Iterator[None]:
    begin, wall = used(), time.monotonic()
    yield
    took, cpu = time.monotonic() - wall, used() - begin
    print(f"{what:<34} {took:7.1f} s   {cpu:7.1f} s of processor   peak {watched.peak / 1e9:.2f} GB", flush=True)


@contextmanager
def steps(watched: Watched) -> Iterator[None]:
    """The steps of ``weekly.publish`` one by one; pages and figures are printed beside them."""
    whole = [(weekly, "readings"), (weekly, "illustrations"), (weekly.data, "write"), (weekly.package, "write"),
             (tables, "write_trials"), (tables, "write_messages"), (package.bundle, "pack"), (package, "descriptor"),
             (article, "article"), (platformpage, "dossiers"), (weekly, "figure_tables"), (quotes, "canned_texts"),
             (weekly.data.workbook, "write")]  # fmt: skip
    for module, name in whole:
        setattr(module, name, _timed_step(getattr(module, name), f"    {module.__name__}.{name}", watched))
    yield


def _timed_step(step: Callable[..., object], what: str, watched: Watched) -> Callable[..., object]:
    @wraps(step)
    def run(*given: object, **named: object) -> object:
        with timed(what, watched):
            return step(*given, **named)

    return run


def built(options: argparse.Namespace, folder: Path, watched: Watched) -> None:
    with timed("(making the rows)", watched):
        rows = Held.of(Trial, asked(options))
        messages = Held.of(MessageRow, (message for message, _ in heard(rows, options.messages)))
        labels = Held.of(LabelRow, (label for _, label in heard(rows, options.messages)))
    plan = study(options.platforms)
    with timed("the edition in all", watched):
        with timed("  ranking", watched):
            frame = panel.frame(rows)
            ranked = rankings(frame, plan, messages, labels)
        with timed("  what stands beside it", watched):
            beside = companions(rows, plan, ranked, frame)
        with timed("  folder and zip", watched), steps(watched):
            lines = [line for table in ranked for line in table.standings]
            edition = Edition(study=plan, week="2026-W47", trials=rows, frame=frame, rankings=ranked, companions=beside,
                              standings=lines, messages=messages, labels=labels)  # fmt: skip
            weekly.publish(edition, folder)


def weighed(folder: Path) -> None:
    """How large what a reader loads is."""
    sizes = {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    pages = {path: size for path, size in sizes.items() if path.suffix == ".html"}
    first = sizes[Path("index.html")] + max(s for p, s in sizes.items() if p.match("screen/ranking-*.zh.svg"))
    print(f"{len(sizes)} files, {sum(sizes.values()) / 1e6:.0f} MB")
    print(f"{len(pages)} pages, {sum(pages.values()) / 1e6:.0f} MB")
    print(f"first screen (front page and its first figure): {first / 1e3:.0f} kB")
    for kind in ("platforms/*.html", "tables/*.html"):
        largest = max((size, path) for path, size in pages.items() if path.match(kind))
        print(f"largest of {kind}: {largest[1]}, {largest[0] / 1e3:.0f} kB")
    for path, size in sorted(sizes.items(), key=lambda found: -found[1])[:8]:
        print(f"  {path}: {size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--platforms", type=int, default=500)
    parser.add_argument("--each", type=int, default=2000, help="inquiries to each platform")
    parser.add_argument("--nights", type=int, default=500)
    parser.add_argument("--messages", type=int, default=1, help="replies to each answered inquiry")
    parser.add_argument("--out", type=Path, help="where the edition shall stay")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    options.trials = options.platforms * options.each
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{options.trials:,} inquiries, {options.platforms} platforms, {options.nights} nights; load average {load}")
    with tempfile.TemporaryDirectory() as place, Watched() as watched:
        folder = options.out or Path(place) / "edition"
        if options.profile:
            with cProfile.Profile() as profile:
                built(options, folder, watched)
            pstats.Stats(profile).sort_stats("cumtime").print_stats(90)
            pstats.Stats(profile).sort_stats("tottime").print_stats(40)
        else:
            built(options, folder, watched)
        weighed(folder)


if __name__ == "__main__":
    main()
