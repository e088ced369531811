"""Statements compiled once for a database and handed to its driver as they are: for what every visit writes.

SQLAlchemy looks a statement up, prepares its parameters and wraps its rows anew at each execution, which costs several
times what the statement itself does. What is kept is SQLAlchemy's own text and its own conversions of values; only
the way there is shorter. Rows come back as the driver gives them: no column that needs a conversion is to be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

AT_ONCE = 16
"""Rows inserted by one statement: each number of rows is a statement of its own."""


class Kept:
    """One statement; ``names`` are all its parameters, in the order in which their values are given."""

    def __init__(self, statement: sa.ClauseElement, dialect: sa.Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        assert set(compiled.binds) == set(names), f"it needs {sorted(compiled.binds)}"
        self._dialect, self._text, self._names = dialect, compiled.string, tuple(names)
        self._turns = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
        order = compiled.positiontup
        self._places = None if order is None else [self._names.index(name) for name in order]

    def run(self, connection: sa.Connection, values: Sequence[Any]) -> list[Any]:
        """The rows, if there are any. Raises SQLAlchemy's ``DBAPIError``, as if SQLAlchemy had executed it."""
        turned = [turn(value) if turn else value for turn, value in zip(self._turns, values, strict=True)]
        cursor = connection.connection.cursor()
        try:
            if self._places is None:
                cursor.execute(self._text, dict(zip(self._names, turned, strict=True)))
            else:
                cursor.execute(self._text, [turned[place] for place in self._places])
            return list(cursor.fetchall()) if cursor.description else []
        except self._dialect.loaded_dbapi.Error as error:
            base = self._dialect.loaded_dbapi.Error
            raise DBAPIError.instance(
                self._text, None, error, base, hide_parameters=True, dialect=self._dialect
            ) from error
        finally:
            cursor.close()


class KeptInserts:
    """Insertions of rows with these ``names`` by ``statement``, an insert without its values."""

    def __init__(self, statement: sa.Insert, dialect: sa.Dialect, names: Sequence[str]) -> None:
        self._statement, self._dialect, self._names = statement, dialect, names
        self._kept: dict[int, Kept] = {}

    def run(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Insert them all, ``AT_ONCE`` by one statement; gives what the statements return."""
        returned: list[Any] = []
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            returned += self._of(len(some)).run(connection, [row[name] for row in some for name in self._names])
        return returned

    def _of(self, many: int) -> Kept:
        if many not in self._kept:
            lines = [[(name, f"{name}_{n}") for name in self._names] for n in range(many)]
            kinds = {name: self._statement.table.c[name].type for name in self._names}
            values = [{name: sa.bindparam(key, type_=kinds[name]) for name, key in line} for line in lines]
            keys = [key for line in lines for _, key in line]
            self._kept[many] = Kept(self._statement.values(values), self._dialect, keys)
        return self._kept[many]
