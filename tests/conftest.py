"""What holds for every test: no test is failed by the clock of a busy machine, and what stays is not looked through."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="module", autouse=True)
def _what_stays() -> None:
    """Keep what was imported and collected out of every later search for garbage.

    A search that a library asks for (statsmodels does, in every call) takes up to 0.8 s among all that a run collects.
    Anew for each module: ``reports.weekly`` keeps its rows out in the same way, and lets all in again.
    """
    gc.collect()
    gc.freeze()
