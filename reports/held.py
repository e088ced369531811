"""Rows of one type held as columns: a million weigh little, and a row is made anew each time it is asked for.

Words that repeat are held once and pointed at; numbers and moments lie in Arrow arrays. What Arrow cannot hold (half
characters, marks) stays a list of objects, so that every row comes back equal to what was given.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args, get_type_hints, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

Row = TypeVar("Row")
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
CHUNK = 1 << 15
"""Rows that are taken in, or made, at a time."""
SELDOM = 4
"""Words are held once where they are at most a quarter of the rows."""
_NONE: dict[Any, Any] = {}
"""Stands for every empty mapping: rows are frozen, so nobody fills it."""
_ARROW: dict[Any, Any] = {
    bool: pa.bool_(), int: pa.int64(), float: pa.float64(), datetime: pa.timestamp("us", tz="UTC"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """A column of texts of which few differ: ``codes`` (n,) are places in ``known``, in order of first appearance."""

    codes: npt.NDArray[Any]
    known: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, places: Places) -> Words:
        return Words(self.codes[places], self.known)

    def values(self) -> list[Any]:
        return list(map(self.known.__getitem__, self.codes.tolist()))

    def arrow(self) -> Any:
        """As an Arrow array. Raises ``UnicodeEncodeError`` where UTF-8 cannot carry a text."""
        return pa.DictionaryArray.from_arrays(pa.array(self.codes), pa.array(list(self.known), type=pa.string()))


@dataclass(frozen=True, slots=True)
class Plain:
    """A column as an Arrow array."""

    array: Any

    def __len__(self) -> int:
        return len(self.array)

    def take(self, places: Places) -> Plain:
        return Plain(self.array.take(pa.array(places)))

    def values(self) -> list[Any]:
        if not pa.types.is_timestamp(self.array.type):
            found: list[Any] = self.array.to_pylist()
            return found
        naive = self.array.to_numpy(zero_copy_only=False).astype("datetime64[us]").tolist()
        return [None if one is None else one.replace(tzinfo=UTC) for one in naive]

    def arrow(self) -> Any:
        return self.array


@dataclass(frozen=True, slots=True)
class Objects:
    """A column that no array holds."""

    own: Sequence[Any]

    def __len__(self) -> int:
        return len(self.own)

    def take(self, places: Places) -> Objects:
        return Objects([self.own[place] for place in places])

    def values(self) -> list[Any]:
        return list(self.own)

    def arrow(self) -> Any:
        """As an Arrow array. Raises ``UnicodeEncodeError`` where UTF-8 cannot carry a text."""
        return pa.array(self.own)


Column = Words | Plain | Objects


class Held(Sequence[Row], Generic[Row]):
    """A sequence of rows of the dataclass ``kind`` that holds them as columns.

    ``places``: those of the columns' rows that belong to it, in its order; None is all of them.
    """

    __slots__ = ("_columns", "_length", "_places", "kind")
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, kind: type[Row], columns: Mapping[str, Column], length: int, places: Places | None = None
    ) -> None:
        self.kind, self._columns, self._length, self._places = kind, columns, length, places

    @classmethod
    def of(cls, kind: type[Row], rows: Iterable[Row], only: Collection[str] = ()) -> Held[Row]:
        """These rows, a chunk at a time: rows that nobody else holds are never all there at once.

        ``only``: of rows that are not held yet, nothing but these fields will be read, and no row made.
        """
        if isinstance(rows, Held):
            return rows
        growing = {name: _Growing(hint) for name, hint in _hints(kind).items() if not only or name in only}  # type: ignore[arg-type]
        length, source = 0, iter(rows)
        while chunk := list(islice(source, CHUNK)):
            length += len(chunk)
            for name, column in growing.items():
                column.add(list(map(attrgetter(name), chunk)))
        found = cls(kind, {name: column.grown() for name, column in growing.items()}, length)
        pa.default_memory_pool().release_unused()
        return found

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Held[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Held[Row]:
        if isinstance(place, slice):
            return self.at(np.arange(*place.indices(self._length), dtype=np.int64))
        return self.at(np.array([range(self._length)[place]], dtype=np.int64))._made()[0]

    def __iter__(self) -> Iterator[Row]:
        for begin in range(0, self._length, CHUNK):
            yield from self[begin : begin + CHUNK]._made()

    def at(self, places: Places) -> Held[Row]:
        """The rows at these places, in their order; no column is copied before somebody reads it."""
        found = places if self._places is None else self._places[places]
        return Held(self.kind, self._columns, len(places), found)

    def where(self, these: Flags) -> Held[Row]:
        """The rows for which ``these`` (n,) is true."""
        return self.at(np.flatnonzero(these))

    def column(self, name: str) -> Column:
        whole = self._columns[name]
        return whole if self._places is None else whole.take(self._places)

    def values(self, name: str) -> list[Any]:
        """One attribute of every row."""
        return self.column(name).values()

    def among(self, name: str, wanted: Collection[object]) -> Flags:
        """(n,): whether an attribute is one of those wanted."""
        column = self.column(name)
        if isinstance(column, Words):
            found: Flags = np.array([one in wanted for one in column.known] or [False], dtype=bool)[column.codes]
            return found
        return np.array([one in wanted for one in column.values()], dtype=bool)

    def there(self, name: str) -> Flags:
        """(n,): whether an attribute is anything but None."""
        column = self.column(name)
        if isinstance(column, Plain):
            found: Flags = np.asarray(column.array.is_valid())
            return found
        return np.array([one is not None for one in column.values()], dtype=bool)

    def codes(self, name: str) -> tuple[Places, Sequence[Any]]:
        """An attribute as places (n,) in a list of what it may be."""
        column = self.column(name)
        if isinstance(column, Words):
            return column.codes.astype(np.int64), column.known
        values = column.values()
        known = {one: place for place, one in enumerate(dict.fromkeys(values))}
        return np.fromiter(map(known.__getitem__, values), dtype=np.int64, count=len(values)), list(known)

    def numbers(self, name: str) -> Places:
        """Whole numbers (n,), or moments as microseconds; none may be missing."""
        column = self.column(name)
        assert isinstance(column, Plain)
        found: Places = column.array.cast(pa.int64()).to_numpy(zero_copy_only=False).astype(np.int64)
        return found

    def distinct(self, name: str) -> set[Any]:
        """What an attribute is, in whichever row."""
        codes, known = self.codes(name)
        return {known[code] for code in np.unique(codes)}

    def _made(self) -> list[Row]:
        """All rows as objects."""
        return made(self.kind, self._length, {name: self.values(name) for name in self._columns})


def made(kind: type[Row], length: int, columns: Mapping[str, Iterable[Any]]) -> list[Row]:
    """Frozen rows with these fields, all of them, filled a field at a time, as unpickling fills them."""
    rows = [object.__new__(kind) for _ in range(length)]
    for name, values in columns.items():
        put = _setter(kind, name)  # type: ignore[arg-type]
        deque(map(put, rows, values), maxlen=0)
    return rows


@dataclass(slots=True)
class _Growing:
    """One column while rows come in."""

    hint: Any
    words: dict[str, int] | None = None
    codes: list[npt.NDArray[Any]] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    objects: list[Any] | None = None

    def __post_init__(self) -> None:
        if self.hint is str:
            self.words = {}
        elif self.hint not in _ARROW:
            self.objects = []

    def add(self, values: list[Any]) -> None:
        if self.words is not None:
            self._code(values)
            return
        if self.objects is None:
            try:
                self.parts.append(pa.array(values, type=_ARROW.get(self.hint, pa.string())))
                return
            except UnicodeEncodeError:  # a lone surrogate somewhere
                self.objects, self.parts = [one for part in self.parts for one in Plain(part).values()], []
        self.objects += [_NONE if type(one) is dict and not one else one for one in values]

    def _code(self, values: list[Any]) -> None:
        """Taken in as codes; from where nearly every text is another, no more."""
        assert self.words is not None
        words = self.words
        for one in dict.fromkeys(values):
            words.setdefault(one, len(words))
        self.codes.append(np.fromiter(map(words.__getitem__, values), dtype=np.int32, count=len(values)))
        if len(words) > max(CHUNK, sum(map(len, self.codes)) // SELDOM):
            told = self.grown().values()
            self.words, self.codes = None, []
            self.add(told)

    def grown(self) -> Column:
        if self.words is not None:
            small = np.int8 if len(self.words) <= 127 else np.int16 if len(self.words) <= 32767 else np.int32
            codes = [part.astype(small) for part in self.codes] or [np.zeros(0, dtype=small)]
            self.codes = []
            return Words(np.concatenate(codes), list(self.words))
        if self.objects is not None:
            return Objects(self.objects)
        parts, self.parts = self.parts or [pa.array([], type=_ARROW.get(self.hint, pa.string()))], []
        return Plain(pa.concat_arrays(parts))


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    """The one type that each field holds beside none."""
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    return {one.name: _plain(hints[one.name]) for one in fields(kind)}


def _plain(hint: Any) -> Any:
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 and type(None) in get_args(hint) else hint


@cache
def _setter(kind: Hashable, name: str) -> Any:
    """What sets a field of a frozen row."""
    slot = kind.__dict__.get(name)
    if slot is not None and hasattr(slot, "__set__"):
        return slot.__set__
    return lambda row, value: object.__setattr__(row, name, value)


__all__ = ["Column", "Flags", "Held", "Objects", "Places", "Plain", "Row", "Words", "made"]
