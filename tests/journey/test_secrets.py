"""After a control night no secret lies in config, database, log, evidence or report, nor in the process list."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from monitor import bank
from monitor.settings import load
from monitor.store import open_store
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import world
from tests.journey.test_study import PASSWORD as VARIABLE
from tests.journey.test_study import by_mail, start

PASSWORD = "Rosenkohl-7713-mailbox"
MESSENGER = "json://127.0.0.1:9/Pastinake-4421-token"
NOTICES = {"apprise": ["env:SILENCE_TEST_APPRISE"]}


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    """Every secret that a study has, each in the environment alone."""
    made = Fernet.generate_key().decode()
    monkeypatch.setattr(MailPair, "password", PASSWORD)
    monkeypatch.setenv(VARIABLE, PASSWORD)
    monkeypatch.setenv("SILENCE_TEST_APPRISE", MESSENGER)
    monkeypatch.setenv("SILENCE_SESSION_KEY", made)
    return made


async def test_no_secret_is_left_anywhere(tmp_path: Path, key: str) -> None:
    platforms = [ControlPlatform(id=m.replace("_", "-"), name=m, manner=m) for m in ("prompt_human", "silent")]
    async with world(platforms, bank_from(bank.questions()), tmp_path.parent / "truth.jsonl", seed=1) as place:
        config = tmp_path / "config.toml"
        config.write_text(by_mail(place, platforms, notices=NOTICES), encoding="utf-8")
        shown = await _night(config)
    assert open_store(load(config).database_url()).counts(now=_now()).by_ending.get("closed", 0) > 0
    secrets = [PASSWORD, "Pastinake-4421-token", key, key.rstrip("=")]
    assert not [secret for secret in secrets for line in shown if secret in line]
    found = [(file.name, secret) for file in _files(tmp_path) for secret in secrets if _holds(file, secret)]
    assert found == []


async def _night(config: Path) -> set[str]:
    """Run the study to its end; every command line that any process of this machine showed meanwhile."""
    process = await start("run", "--until-done", "--config", str(config))
    shown: set[str] = set()
    waiting = asyncio.ensure_future(process.communicate())
    while not waiting.done():
        shown |= set(_command_lines())
        await asyncio.wait({waiting}, timeout=0.3)
    output, _ = await waiting
    assert process.returncode == 0, output.decode()
    report = await start("report", "--config", str(config))
    told, _ = await report.communicate()
    return shown | {output.decode(), told.decode()}


def _command_lines() -> Iterator[str]:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue


def _files(folder: Path) -> list[Path]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {"config.toml", "silence.db"} <= {file.name for file in files}
    assert any(file.suffix == ".log" for file in files)
    assert any("evidence" in file.parts for file in files)
    assert any(file.name == "index.html" for file in files)
    return files


def _holds(file: Path, secret: str) -> bool:
    """In the file as it is, or as what it was packed from."""
    content = file.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content += zlib.decompress(content, 31)
    return secret.encode() in content


def _now():  # type: ignore[no-untyped-def]
    from monitor.clock import SystemClock

    return SystemClock().now()
