"""Makes a folder's new content beside what stands there, and exchanges the two when it is whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished"
"""Where it is made: inside the folder, and so on the same disk."""


@contextmanager
def exchanged(out: Path, *, last: str, gone: Sequence[str] = ()) -> Iterator[Path]:
    """An empty folder to write into; when it is left without an error, its entries stand in ``out``.

    An entry replaces one of its name, ``last`` after all others; of ``gone`` only what was made anew stays. Nothing
    else in ``out`` is touched. After an error ``out`` is as it was. Raises ``OSError`` where ``out`` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    made = out / UNFINISHED
    shutil.rmtree(made, ignore_errors=True)  # of a process that was killed
    made.mkdir()
    try:
        yield made
        _put(made, out, last, gone)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        with suppress(OSError):  # not empty, as it should be
            out.rmdir()


def _put(made: Path, out: Path, last: str, gone: Sequence[str]) -> None:
    """Renames alone, a few dozen at most: what took minutes to make is exchanged within milliseconds."""
    names = sorted((path.name for path in made.iterdir()), key=lambda name: (name == last, name))
    old = made / UNFINISHED
    old.mkdir()
    for name in [*names, *(one for one in gone if one not in names)]:
        if (out / name).exists():
            (out / name).rename(old / name)
        if (made / name).exists():
            (made / name).rename(out / name)
