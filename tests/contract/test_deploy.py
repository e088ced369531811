"""docs/deploy: every command was run here, or says that it was not; the files say what the page says of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from monitor import bank
from monitor.store import open_store
from tests.contract.plans import finish, sent
from tests.postgres import binaries

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", (DEPLOY / "README.md").read_text(encoding="utf-8"), flags=re.M | re.S)


def test_every_block_says_whether_it_was_run() -> None:
    """And why not."""
    assert len(BLOCKS) > 5
    assert [b for b in BLOCKS if not re.match(r"# tested\n|# not tested: \w.*\n", b)] == []


def test_the_tested_blocks_run_one_after_the_other(postgres: str, sqlite_url: str, tmp_path: Path) -> None:
    """On a study that was begun on SQLite; at the end the restored one holds what the first one held."""
    store = open_store(sqlite_url)
    finish(store, sent(store))
    store.close()
    home = tmp_path / "study"
    home.mkdir()
    shutil.move(sqlite_url.removeprefix("sqlite:///"), home / "silence.db")
    (home / "config.toml").write_text(_config(), encoding="utf-8")
    environment = _environment(postgres, tmp_path)
    try:
        for block in (b for b in BLOCKS if b.startswith("# tested\n")):
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", block], cwd=home, env=environment, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        first, restored = (_rows(environment[f"SILENCE_{name}_URL"]) for name in ("DATABASE", "RESTORED"))
        assert first == restored
        assert len(first) == 4
    finally:
        with psycopg.connect(f"host={postgres} user=silence dbname=postgres", autocommit=True) as connection:
            for name in ("silence", "silence_restored"):
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _rows(url: str) -> list[object]:
    store = open_store(url)
    found = list(store.visits())
    store.close()
    return list(found)


def _config() -> str:
    """The starter, made a study of two observers on a database elsewhere."""
    text = (ROOT / "tests" / "bad_configs" / "password_in_database_url.toml").read_text(encoding="utf-8")
    text = re.sub(r'(?m)^url = "postgresql.*$', 'url = "env:SILENCE_DATABASE_URL"', text)
    text = re.sub(r"(?m)^(starts = .*)$", r'\1\nobservers = ["beijing-1", "shanghai-1"]', text)
    questions, _, _ = text.partition("[[questions]]")[2].rpartition("[database]")
    text = text.replace("[[questions]]" + questions, bank.text("en") + "\n")
    for name in ("shop-a", "shop-b"):
        text = text.replace(f"{name}.example", f"{name}.test-only.org")
    return text.replace("example.org", "probes-study.org")


def _environment(postgres: str, folder: Path) -> dict[str, str]:
    """A ``silence`` on the path, PostgreSQL's tools, and where they find the server."""
    found, tools = binaries(), folder / "bin"
    assert found is not None
    tools.mkdir()
    shim = tools / "silence"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m monitor.cli "$@"\n')
    shim.chmod(0o755)
    place = "postgresql+psycopg://silence@/{}?host=" + postgres
    return {
        **os.environ, "PATH": f"{tools}:{found}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "PGHOST": postgres, "PGUSER": "silence", "PGDATABASE": "postgres",
        "SILENCE_DATABASE_URL": place.format("silence"), "SILENCE_RESTORED_URL": place.format("silence_restored"),
        "SILENCE_SESSION_KEY": Fernet.generate_key().decode(),
    }  # fmt: skip


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """Verified by systemd's own tool, its program and user replaced by ones that are here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "silence@.service").read_text(encoding="utf-8")
    unit = tmp_path / "silence@beijing-1.service"
    unit.write_text(text.replace("/opt/silence/bin/silence", "/bin/true").replace("User=silence", "User=root"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    told = [line for line in done.stderr.splitlines() if "silence@" in line]
    assert told == []
    assert "RestrictNamespaces=" not in text
    assert "KillSignal=SIGTERM" in text


def test_containers_keep_the_sandbox_and_an_init() -> None:
    """Not root, an init as the first process, every capability dropped, time to park; two observers, one database."""
    yaml = pytest.importorskip("yaml")
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"(?m)^USER silence$", image)
    assert re.search(r'(?m)^ENTRYPOINT \["tini", "--"\]$', image)
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    observers = {name: service for name, service in services.items() if name != "database"}
    assert set(observers) == {"beijing-1", "shanghai-1"}
    for name, service in observers.items():
        assert service["command"][-2:] == ["--observer", name]
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert "privileged" not in service
        assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert f"{name}:/var/lib/silence" in service["volumes"]
