"""Measures a few widgets at a time, ahead of the tests that ask for them: each trap a test, and none waits its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from tests.zoo.verdicts import Verdict

AT_ONCE = 6


class Ahead:
    """The measurements of one module; ``order``: its cases as their tests will come."""

    def __init__(self, order: Sequence[str], measure: Callable[[str], Awaitable[Verdict]]) -> None:
        self._order, self._measure = order, measure
        self._begun: dict[str, asyncio.Task[Verdict]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def verdict(self, case: str) -> tuple[str, str]:
        """The verdict on ``case`` and its reason; the next few begin too."""
        at = self._order.index(case)
        for name in self._order[at : at + AT_ONCE]:
            if name not in self._begun:
                self._begun[name] = asyncio.create_task(self._gated(name))
        told = await self._begun[case]
        return told.kind, told.why

    async def close(self) -> None:
        """End what no test has asked for."""
        for task in self._begun.values():
            task.cancel()
        await asyncio.gather(*self._begun.values(), return_exceptions=True)

    async def _gated(self, case: str) -> Verdict:
        async with self._gate:
            return await self._measure(case)


def cases(request: pytest.FixtureRequest) -> Sequence[str]:
    """The values of ``case`` in the order in which the module's tests will run."""
    mine = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    given = [item.callspec.params for item in mine if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    return [str(params["case"]) for params in given if "case" in params]
