"""A backup comes back whole or not at all."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.backup import BackupRefused, backup, restore
from monitor.errors import MonitorError
from monitor.store import open_store


class Study:
    """A study's two places: the database and the evidence folder."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'silence.db'}"
        self.evidence = folder / "evidence"

    def begin(self) -> Study:
        store = open_store(self.url)
        store.migrate()
        store.remember("word", "沉默")
        store.close()
        exhibit = self.evidence / "ab" / "abcdef"
        exhibit.parent.mkdir(parents=True)
        exhibit.write_bytes(b"\x00picture")
        (exhibit.parent / ".draft").write_bytes(b"half")
        return self

    def word(self) -> str | None:
        store = open_store(self.url)
        store.check_schema()
        try:
            return store.recall("word")
        finally:
            store.close()


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path / "before").begin()


@pytest.fixture
def saved(study: Study, tmp_path: Path) -> Path:
    backup(study.url, study.evidence, tmp_path / "backups" / "one.zip")
    return tmp_path / "backups" / "one.zip"


@pytest.fixture
def empty(tmp_path: Path) -> Study:
    return Study(tmp_path / "after")


class TestBackup:
    def test_comes_back(self, saved: Path, empty: Study) -> None:
        """Database and evidence are restored as they were, drafts left out."""
        restore(saved, empty.url, empty.evidence)
        assert empty.word() == "沉默"
        found = {file.relative_to(empty.evidence).as_posix() for file in empty.evidence.rglob("*") if file.is_file()}
        assert found == {"ab/abcdef"}
        assert (empty.evidence / "ab" / "abcdef").read_bytes() == b"\x00picture"

    def test_manifest(self, saved: Path) -> None:
        """The manifest names every other member with its SHA-256 and size."""
        with zipfile.ZipFile(saved) as archive:
            members = json.loads(archive.read("manifest.json"))["members"]
            assert set(members) | {"manifest.json"} == set(archive.namelist())
            for name, listed in members.items():
                content = archive.read(name)
                assert listed == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}

    def test_while_somebody_writes(self, study: Study, empty: Study, tmp_path: Path) -> None:
        """What is committed is in it, what is not yet is not, and nobody waits."""
        writer = sqlite3.connect(study.url.removeprefix("sqlite:///"), isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE memory SET value = 'uncommitted'")
        backup(study.url, study.evidence, tmp_path / "live.zip")
        writer.execute("ROLLBACK")
        writer.close()
        restore(tmp_path / "live.zip", empty.url, empty.evidence)
        assert empty.word() == "沉默"

    def test_is_private(self, saved: Path) -> None:
        """Only its owner reads it."""
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600

    def test_replaces_nothing(self, study: Study, saved: Path) -> None:
        """A backup is never written over another."""
        before = saved.read_bytes()
        with pytest.raises(BackupRefused, match="exists already"):
            backup(study.url, study.evidence, saved)
        assert saved.read_bytes() == before

    def test_of_nothing(self, empty: Study, tmp_path: Path) -> None:
        """Where there is no study there is nothing to back up, and no file is left."""
        with pytest.raises(MonitorError, match="no database"):
            backup(empty.url, empty.evidence, tmp_path / "none.zip")
        assert list(tmp_path.iterdir()) == []


class TestRestore:
    def test_over_a_database(self, saved: Path, study: Study, empty: Study) -> None:
        """A database that is there is left alone."""
        with pytest.raises(BackupRefused, match="database already"):
            restore(saved, study.url, empty.evidence)
        assert study.word() == "沉默"

    def test_over_evidence(self, saved: Path, study: Study, empty: Study) -> None:
        """Evidence that is there is left alone, and no database appears."""
        with pytest.raises(BackupRefused, match="something already"):
            restore(saved, empty.url, study.evidence)
        with pytest.raises(MonitorError, match="no database"):
            empty.word()

    def test_into_an_empty_folder(self, saved: Path, empty: Study) -> None:
        """An empty evidence folder is an empty place."""
        empty.evidence.mkdir(parents=True)
        restore(saved, empty.url, empty.evidence)
        assert (empty.evidence / "ab" / "abcdef").exists()

    def test_of_nothing(self, empty: Study, tmp_path: Path) -> None:
        """A missing file is called missing."""
        with pytest.raises(BackupRefused, match="no backup at"):
            restore(tmp_path / "none.zip", empty.url, empty.evidence)

    def test_of_no_zip(self, empty: Study, tmp_path: Path) -> None:
        """Something else is called damaged."""
        (tmp_path / "x.zip").write_bytes(b"something else")
        with pytest.raises(BackupRefused, match="cannot be read"):
            restore(tmp_path / "x.zip", empty.url, empty.evidence)


def _changed(members: dict[str, bytes]) -> None:
    members["evidence/ab/abcdef"] = b"\x00pictur!"


def _missing(members: dict[str, bytes]) -> None:
    del members["evidence/ab/abcdef"]


def _added(members: dict[str, bytes]) -> None:
    members["evidence/ab/more"] = b"x"


def _escaping(members: dict[str, bytes]) -> None:
    name, content = "evidence/../../../escaped", b"x"
    manifest = json.loads(members["manifest.json"])
    manifest["members"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": 1}
    members |= {name: content, "manifest.json": json.dumps(manifest).encode()}


def _newer(members: dict[str, bytes]) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {"format": 2}).encode()


def _without_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (_changed, "not what was backed up"),
        (_missing, "not those of its manifest"),
        (_added, "not those of its manifest"),
        (_escaping, "no member of a backup"),
        (_newer, "another version"),
        (_without_manifest, "cannot be read"),
    ],
)
def test_restore_of_a_tampered_backup(
    saved: Path, empty: Study, tamper: Callable[[dict[str, bytes]], None], says: str
) -> None:
    """What differs from the manifest is refused before anything is written."""
    with zipfile.ZipFile(saved) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    tamper(members)
    with zipfile.ZipFile(saved, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(BackupRefused, match=says):
        restore(saved, empty.url, empty.evidence)
    assert not empty.evidence.exists()
    with pytest.raises(MonitorError, match="no database"):
        empty.word()
    assert not (saved.parent.parent / "escaped").exists()
