"""From a database to a pack that an outsider verifies: by our command, and by the three tools of docs/evidence.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from tests import studies
from tests.authority import Tsa, tsa
from tests.unit.packed_study import HOSTILE, packed

ROOT = Path(__file__).parents[2]
DOC = ROOT / "docs" / "evidence.md"


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Tsa, Tsa]]:
    with tsa("first") as first, tsa("second") as second:
        yield first, second


@pytest.fixture
def folder(tmp_path: Path, two: tuple[Tsa, Tsa], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with two authorities, and what was asked of a shop so far."""
    authorities = [{"name": t.name, "url": t.url, "certificate": str(t.root)} for t in two]
    text = studies.config(
        "evidence", [studies.control("shop", studies.chat("http://127.0.0.1:1/"), name="卡盟 Shop")],
        study={"zone": "Asia/Shanghai", "starts": date(2026, 11, 16)}, evidence={"authorities": authorities},
    )  # fmt: skip
    (tmp_path / "config.toml").write_text(text, "utf-8")
    packed(tmp_path / "evidence", *two, url=f"sqlite:///{tmp_path / 'silence.db'}").store.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def export(*more: str) -> Path:
    result = run("evidence", "shop", "--by", "Li Lei", "--reason", "dispute 17", "--out", "out", "--json", *more)
    assert result.exit_code == 0, result.output
    return Path(json.loads(result.output)["pack"])


def documented() -> list[str]:
    """The shell blocks of docs/evidence.md, in order."""
    return re.findall(r"```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.S)


def shell(script: str, folder: Path) -> int:
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env={"PATH": tools}, capture_output=True, text=True, check=False
    )
    return done.returncode


def test_documented_tools_find_nothing_in_a_pack(folder: Path) -> None:
    """sha256sum, a BagIt validator and openssl accept what we wrote, exactly as the page says."""
    made = export()
    assert len(documented()) == 3
    assert [shell(block, made) for block in documented()] == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "block"),
    [("data/rows.jsonl", 0), ("data/stamps/*.first.tsr", 1), ("data/stamps/*.json", 1), ("data/ledger/obs*.jsonl", 2)],
)
def test_documented_tools_find_what_was_changed(folder: Path, name: str, block: int) -> None:
    """A changed byte in a file, a stamp, a stamped line, or a line of the chain is found by the tool for it."""
    made = export()
    victim = sorted(made.glob(name))[0]
    content = bytearray(victim.read_bytes())
    content[len(content) // 3] ^= 1
    victim.write_bytes(content)
    assert shell(documented()[block], made) != 0


def test_verify(folder: Path) -> None:
    """Fine leaves with 0; anything found leaves with 1 and is named; no configuration is needed."""
    made = export("--zip")
    (folder / "config.toml").unlink()
    assert run("verify", str(made)).exit_code == 0
    shutil.unpack_archive(made, folder / "unpacked")
    [inside] = (folder / "unpacked").iterdir()
    assert run("verify", str(inside)).exit_code == 0
    (inside / "data/timeline.csv").write_text("nothing")
    result = run("verify", str(inside))
    assert result.exit_code == 1
    assert "data/timeline.csv: changed" in result.output
    told = json.loads(run("verify", str(inside), "--json").output)
    assert told["fine"] is False
    assert run("verify", str(folder / "nothing")).exit_code == 1


def test_working_copy(folder: Path) -> None:
    """Agents are masked, redactions applied, exhibits left out; the original's words are nowhere in it."""
    redaction = ("redact", "请稍等", "--scope", "shop", "--word", "phrase", "--by", "Han", "--reason", "asked for")
    assert run(*redaction).exit_code == 0
    assert "was there already" in run(*redaction).output
    made = export("--working-copy")
    whole = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert "小王".encode() not in whole
    assert "请稍等".encode() not in whole
    assert b"[phrase]" in whole
    assert not (made / "data/exhibits").exists()
    result = run("verify", str(made), "--json")
    assert result.exit_code == 0, result.output
    assert "1 rows are redacted: their words are not proven by this copy" in json.loads(result.output)["notes"]
    assert HOSTILE.split("\n")[1] in (export() / "data/rows.jsonl").read_text(encoding="utf-8")


def test_custody(folder: Path) -> None:
    """Who did what and why is listed, rules too."""
    assert "nothing was exported" in run("custody").output
    export()
    run("redact", "1[0-9]{10}", "--pattern", "--word", "phone", "--by", "Han Meimei", "--reason", "data minimisation")
    told = json.loads(run("custody", "--json").output)
    assert [(act["who"], act["what"], act["reason"]) for act in told["acts"]] == [
        ("Li Lei", "exported", "dispute 17"), ("Han Meimei", "redacted", "data minimisation"),
    ]  # fmt: skip
    assert [rule["word"] for rule in told["redactions"]] == ["phone"]
    assert "by Han Meimei" in run("custody").output


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("evidence", "nobody", "--by", "x", "--reason", "y"), 2, "nothing was asked of nobody"),
        (("evidence", "shop"), 2, "--by"),
        (("redact", "(", "--pattern", "--by", "x", "--reason", "y"), 3, "is no pattern"),
        (("redact", "a*", "--pattern", "--by", "x", "--reason", "y"), 3, "matches where nothing stands"),
        (("redact", "x", "--scope", "nobody", "--by", "x", "--reason", "y"), 3, "neither a platform nor an inquiry"),
    ],
)
def test_refused(folder: Path, args: tuple[str, ...], code: int, said: str) -> None:
    result = run(*args)
    assert result.exit_code == code
    assert said in " ".join(result.output.split())


def test_database_that_was_changed(folder: Path) -> None:
    """A message changed in the database makes no pack, and the examination of the ledger stays whole."""
    with sqlite3.connect(folder / "silence.db") as database:
        database.execute("UPDATE messages SET text = 'x' WHERE inquiry_id = 'aaa' AND ordinal = 2")
    result = run("evidence", "shop", "--by", "x", "--reason", "y")
    assert result.exit_code == 1
    assert "no longer holds this message of aaa" in " ".join(result.output.split())


def test_doctor_finds_a_cut_ledger(folder: Path) -> None:
    """The newest entries taken out of the database are noticed by the stamps on them."""

    def ledger() -> dict[str, object]:
        parts = {part["part"]: part for part in json.loads(run("doctor", "--json").output)}
        return {name: parts[name]["fine"] for name in ("ledger", "stamps")}

    assert ledger() == {"ledger": True, "stamps": True}
    with sqlite3.connect(folder / "silence.db") as database:
        database.execute("DELETE FROM ledger WHERE observer = 'observer-1' AND sequence > 9")
        database.execute(
            "UPDATE chains SET sequence = 9, hash = 'x' WHERE observer = 'observer-1'"
        )  # the remembered head too
    assert ledger()["ledger"] is False
