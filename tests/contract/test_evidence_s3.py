"""Exhibits in a store that speaks S3, on loopback: the library of the real thing, and nobody else's machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.evidence import DistantEvidence, EvidenceUnavailable, evidence_at

s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed (pip install 'silence-monitor[s3]')")
moto_server = pytest.importorskip("moto.server", reason="moto's server is not installed (pip install 'moto[server]')")

AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty bucket; the keys come from the store's own variables, as in a study."""
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("study-exhibits")
    yield "s3://study-exhibits/night"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_exhibits_go_to_a_bucket_and_come_back(bucket: str, tmp_path: Path) -> None:
    """Under their hash, whole; another machine reads them, and what is not there is said."""
    content = bytes(range(256)) * 1000
    here = evidence_at(bucket, tmp_path / "here")
    assert isinstance(here, DistantEvidence)
    exhibit = here.keep(content, "image/png", "screenshot", at=AT)
    assert (here.examine(), here.deliver(), here.examine()) == (1, 1, 0)
    assert exhibit.sha256 == hashlib.sha256(content).hexdigest()
    assert s3fs.S3FileSystem().ls("study-exhibits/night/" + exhibit.sha256[:2]) == [
        f"study-exhibits/night/{exhibit.sha256[:2]}/{exhibit.sha256}"
    ]
    assert evidence_at(bucket, tmp_path / "there").read(exhibit.sha256) == content
    with pytest.raises(EvidenceUnavailable):
        here.read("0" * 64)
