"""On PostgreSQL claimers and sweeps pass over what somebody else is changing, and do not wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from monitor.store.sql import SqlStore
from tests.contract.plans import after, claim, finish, plan, planned, sent


@pytest.fixture
def store(postgres_url: str) -> Iterator[SqlStore]:
    # A wait that should not be becomes an error instead of a standstill.
    store = SqlStore(postgres_url + "&options=-clock_timeout%3D2000")
    yield store
    store.close()


@contextmanager
def locked(store: SqlStore, table: str, key: str) -> Iterator[None]:
    """While somebody else holds this row."""
    with store.database.writing() as connection:
        connection.execute(sa.text(f"SELECT id FROM {table} WHERE id = :key FOR NO KEY UPDATE"), {"key": key})
        yield


def test_target_being_claimed(store: SqlStore) -> None:
    """While one claimer looks at a target, another gets nothing of it, but everything else."""
    plan(store, planned("a", target="shop-mail"), planned("b", target="shop-mail"), planned("c"))
    with locked(store, "targets", "shop-mail"):
        assert [own.inquiry.plan.id for own in claim(store)] == ["c"]
    assert [own.inquiry.plan.id for own in claim(store)] == ["a"]


@pytest.mark.parametrize("sending", [True, False])
def test_inquiry_being_changed(store: SqlStore, sending: bool) -> None:
    """A visit whose inquiry is being changed is left to the next call."""
    if sending:
        plan(store, planned("a"))
    else:
        finish(store, sent(store))
    with locked(store, "inquiries", "a"):
        assert claim(store, 300, sending=sending) == []
    assert len(claim(store, 300, sending=sending)) == 1


def test_sweep_of_an_inquiry_being_changed(store: SqlStore) -> None:
    """A sweep leaves to the next one what is being worked on."""
    plan(store, planned("a"))
    with locked(store, "inquiries", "a"):
        assert list(store.sweep(now=after(86400))) == []
    assert list(store.sweep(now=after(86400))) == [("a", "void(not_sent)")]
