"""Leases together what is followed at the same time: hints that wait for a lease under way share the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from monitor.store.interface import Claim


class Together:
    """``lease``, called in a thread, gives the claims of these inquiries, in one transaction.

    Nobody is kept waiting in order to be together: whoever finds no lease under way begins one at once.
    """

    def __init__(self, lease: Callable[[Sequence[str]], Sequence[Claim]]) -> None:
        self._lease = lease
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[str, asyncio.Future[Claim | None]]] = []

    async def claim(self, inquiry_id: str) -> Claim | None:
        """The lease of this inquiry's due visit, for one asker alone; else None. Raises what ``lease`` raised."""
        place: asyncio.Future[Claim | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((inquiry_id, place))
        try:
            async with self._turn:
                if not place.done():
                    await self._take()
            return place.result()
        finally:
            place.cancel()  # who was cancelled waits for nothing: the next lease leaves it out

    async def _take(self) -> None:
        """Lease what everybody waits for. Who is cancelled meanwhile leaves the others waiting, for the next."""
        asked = [(inquiry_id, place) for inquiry_id, place in self._waiting if not place.done()]
        failure: Exception | None = None
        claims: dict[str, Claim] = {}
        try:
            found = await asyncio.to_thread(self._lease, list(dict.fromkeys(inquiry_id for inquiry_id, _ in asked)))
            claims = {claim.visit.inquiry_id: claim for claim in found}
        except Exception as why:  # whatever it is, everybody who asked is told
            failure = why
        for inquiry_id, place in asked:
            if place.done():  # given up meanwhile
                continue
            if failure is not None:
                place.set_exception(failure)
            else:
                place.set_result(claims.pop(inquiry_id, None))
        self._waiting = [(inquiry_id, place) for inquiry_id, place in self._waiting if not place.done()]
