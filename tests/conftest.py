"""What holds for every test: no test is failed by the clock of a busy machine, what stays is not looked through, and
what takes long is begun first."""

from __future__ import annotations

import gc
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

MANY_AT_ONCE = re.compile(r"/test_(zoo_(alone|profiles|resumed)|form_zoo|webchat_finding)\.py$")

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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow modules first, then by their number of tests: a long one that is begun last would be waited for alone.

    Only where workers take whole modules in our order; elsewhere, and within a module, the order stays drawn.
    """
    if config.getoption("loadscopereorder", True):  # of ``--dist`` a worker is not told
        return
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    sizes = Counter(item.path for item in items if item.path not in slow)
    items.sort(key=lambda item: (item.path not in slow, -sizes[item.path]))


def work_unit(module: str) -> str:
    """What one worker takes whole: a module, or all of those that ask several chats at once.

    Six of these beside one another are 36 pages on two cores: they are drawn seconds late, and late is judged wrong.
    """
    return "zoo" if MANY_AT_ONCE.search(module) else module


class OneZooAtATime(LoadFileScheduling):
    """Hands out work units."""

    def _split_scope(self, nodeid: str) -> str:
        return work_unit(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneZooAtATime | None:
    """Ours for ``--dist loadfile``; xdist's own for the rest."""
    return OneZooAtATime(config, log) if config.getvalue("dist") == "loadfile" else None
