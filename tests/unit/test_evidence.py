"""Exhibits by their hash: in a folder, or in a store elsewhere that may be away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from monitor.evidence import PENDING, DistantEvidence, Evidence, EvidenceUnavailable, deliver, evidence_at

AT = datetime(2026, 11, 23, tzinfo=UTC)
CONTENT, DIGEST = b"a page", hashlib.sha256(b"a page").hexdigest()
URL = "memory://exhibits/study"


@pytest.fixture
def distant(tmp_path: Path) -> Iterator[DistantEvidence]:
    """Exhibits in a store of this process alone."""
    evidence = evidence_at(URL, tmp_path / "outbox")
    assert isinstance(evidence, DistantEvidence)
    yield evidence
    memory = fsspec.filesystem("memory")
    if memory.exists("/exhibits"):
        memory.rm("/exhibits", recursive=True)


def there(digest: str = DIGEST) -> str:
    return f"/exhibits/study/{digest[:2]}/{digest}"


def test_a_folder_is_a_folder(tmp_path: Path) -> None:
    """Without a scheme nothing leaves the machine."""
    evidence = evidence_at("evidence", tmp_path)
    assert type(evidence) is Evidence
    exhibit = evidence.keep(CONTENT, "text/plain", "page", at=AT)
    assert (exhibit.sha256, evidence.read(DIGEST)) == (DIGEST, CONTENT)
    assert evidence.deliver() == 0


def test_what_is_kept_is_here_before_it_is_there(distant: DistantEvidence) -> None:
    """Keeping asks nobody; delivering takes it to the store under its hash, once."""
    exhibit = distant.keep(CONTENT, "text/plain", "page", at=AT)
    assert exhibit.sha256 == DIGEST
    assert distant.read(DIGEST) == CONTENT
    assert not fsspec.filesystem("memory").exists(there())
    assert (distant.deliver(), distant.deliver()) == (1, 0)
    assert fsspec.filesystem("memory").cat_file(there()) == CONTENT


def test_the_same_content_is_delivered_once(distant: DistantEvidence) -> None:
    for _ in range(3):
        distant.keep(CONTENT, "text/plain", "page", at=AT)
    assert distant.deliver() == 1
    distant.keep(CONTENT, "text/plain", "page", at=AT)
    assert distant.deliver() == 0


def test_a_delivered_copy_may_be_deleted(distant: DistantEvidence, tmp_path: Path) -> None:
    """Another machine, or this one later, fetches it again."""
    distant.keep(CONTENT, "text/plain", "page", at=AT)
    distant.deliver()
    elsewhere = evidence_at(URL, tmp_path / "another machine")
    assert elsewhere.read(DIGEST) == CONTENT
    assert elsewhere.path(DIGEST).is_file()


def test_a_changed_exhibit_is_no_exhibit(distant: DistantEvidence, tmp_path: Path) -> None:
    """What the store gives back is checked against its name, and not kept if it differs."""
    distant.keep(CONTENT, "text/plain", "page", at=AT)
    distant.deliver()
    fsspec.filesystem("memory").pipe_file(there(), b"b page")
    elsewhere = evidence_at(URL, tmp_path / "another machine")
    with pytest.raises(EvidenceUnavailable, match="not what its name says"):
        elsewhere.read(DIGEST)
    assert not (tmp_path / "another machine" / DIGEST[:2] / DIGEST).exists()


def test_a_store_that_is_away_loses_nothing(distant: DistantEvidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be delivered stays, and goes as soon as it can; the study is not disturbed."""
    distant.keep(CONTENT, "text/plain", "page", at=AT)
    memory = type(fsspec.filesystem("memory"))
    with monkeypatch.context() as away:
        away.setattr(memory, "pipe_file", _refuse)
        with pytest.raises(EvidenceUnavailable, match="out of order"):
            distant.deliver()
        deliver(distant)
    assert distant.read(DIGEST) == CONTENT
    assert distant.examine() == 1
    assert distant.deliver() == 1
    assert distant.examine() == 0


def _refuse(*_: object, **__: object) -> None:
    raise OSError("out of order")


def test_a_keeper_that_died_before_writing_leaves_nothing_to_deliver(distant: DistantEvidence) -> None:
    """The mark comes before the file: a mark without one is dropped."""
    marks = distant.folder / PENDING
    marks.mkdir(parents=True)
    (marks / DIGEST).touch()
    assert distant.deliver() == 0
    assert list(marks.iterdir()) == []


def test_a_store_whose_library_is_missing_is_explained(tmp_path: Path) -> None:
    """It says what to install."""
    evidence = evidence_at("dask://nothing", tmp_path)
    with pytest.raises(EvidenceUnavailable) as refused:
        evidence.read(DIGEST)
    assert "install" in refused.value.hint
