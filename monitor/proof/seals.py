"""Seals the ledger's heads with time stamps, and notices a chain that is no longer what it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import structlog

from monitor.clock import Clock
from monitor.ledger import Break, Entry, breaks, cut, differs
from monitor.proof import timestamps
from monitor.proof.timestamps import Authority, StampInvalid, StampRefused
from monitor.store.custody import Stamp
from monitor.store.interface import Store

log = structlog.get_logger("seals")

AT_ONCE = 50
"""So many pending stamps are fetched in one round: after a long outage there may be hundreds."""


@dataclass(slots=True, kw_only=True)
class Seals:
    """Asks every authority for a stamp on every chain's newest head; what is not answered is fetched later."""

    store: Store
    clock: Clock
    authorities: Sequence[Authority]
    post: timestamps.Post = timestamps.post

    def round(self) -> Sequence[Break]:
        """Look that no chain was cut or written anew, ask for stamps on what is new, fetch those still pending."""
        broken = [found for observer in self.store.observers() for found in quick_look(self.store, observer)]
        for observer in {*self.store.observers()} - {one.observer for one in broken}:
            self._ask(observer)
        self._fetch()
        return broken

    def pending(self) -> Sequence[Stamp]:
        """Every wish that no authority has answered yet."""
        return [stamp for stamp in self.store.stamps() if not stamp.token]

    def _ask(self, observer: str) -> None:
        head = self.store.head(observer)
        if head is None:
            return
        for authority in self.authorities:
            self.store.ask_stamp(
                Stamp(
                    observer=head.observer, sequence=head.sequence, hash=head.hash, authority=authority.name,
                    asked_at=self.clock.now(),
                )
            )  # fmt: skip

    def _fetch(self) -> None:
        """The newest first: each stands for all that came before it."""
        by_name = {authority.name: authority for authority in self.authorities}
        waiting = [stamp for stamp in self.pending() if stamp.authority in by_name]
        silent: set[str] = set()
        for stamp in sorted(waiting, key=lambda one: one.asked_at, reverse=True)[:AT_ONCE]:
            if stamp.authority not in silent and not self._obtain(stamp, by_name[stamp.authority]):
                silent.add(stamp.authority)

    def _obtain(self, stamp: Stamp, authority: Authority) -> bool:
        """False if the authority gave no stamp: it is not asked again in this round."""
        entry = next(self.store.chain(stamp.observer, first=stamp.sequence, last=stamp.sequence), None)
        if entry is None or entry.hash != stamp.hash:
            return True  # a break, and told as one
        try:
            token, at = timestamps.obtain(authority, entry.line(), self.post)
        except StampRefused as failure:
            self.store.stamped(replace(stamp, failure=str(failure)))
            log.warning("stamp_pending", authority=authority.name, sequence=stamp.sequence, detail=str(failure))
            return False
        self.store.stamped(replace(stamp, token=token, stamped_at=at, failure=""))
        log.info("stamped", observer=stamp.observer, sequence=stamp.sequence, authority=authority.name)
        return True


def quick_look(store: Store, observer: str) -> Iterator[Break]:
    """The chain's end against its remembered head and its stamped heads; the entries between are not read."""
    stamps = store.stamps(observer)
    told = [stamp.head for stamp in stamps]
    if head := store.head(observer):
        told.append(head)
    entries: dict[int, Entry] = {}
    for sequence in {one.sequence for one in told}:
        entries.update({entry.sequence: entry for entry in store.chain(observer, first=sequence, last=sequence)})
    last = max(entries.values(), key=lambda entry: entry.sequence, default=None)
    missing = [one for one in told if one.sequence not in entries]
    yield from _once(cut(last.head if last else None, missing))
    yield from _once(differs(entries, told))
    if head and (beyond := next(store.chain(observer, first=head.sequence + 1), None)):
        yield Break(observer=observer, sequence=beyond.sequence, what="lies beyond the head that was remembered")


def examine(store: Store, observer: str) -> Iterator[Break]:
    """The whole chain, entry by entry, and its end."""
    yield from breaks(store.chain(observer))
    yield from quick_look(store, observer)


def examine_stamps(store: Store, authorities: Sequence[Authority]) -> Iterator[str]:
    """Every stamp that is there, verified again by its authority's certificates."""
    by_name = {authority.name: authority for authority in authorities}
    for stamp in store.stamps():
        entry = next(store.chain(stamp.observer, first=stamp.sequence, last=stamp.sequence), None)
        if not stamp.token or entry is None or stamp.authority not in by_name:
            continue
        try:
            timestamps.verify(stamp.token, entry.line(), by_name[stamp.authority].certificates)
        except StampInvalid as error:
            yield f"the stamp of {stamp.authority} on {stamp.observer} entry {stamp.sequence}: {error}"


def _once(found: Iterator[Break]) -> Iterator[Break]:
    return iter(dict.fromkeys(found))
