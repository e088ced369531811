"""A small study that several hosts share, and what must be true of it whatever happened to them."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store import open_store
from monitor.store.interface import InquiryRecord, Store
from tests import studies
from tests.cluster.conftest import CENTRE, DATABASE_PORT, DESK_PORT, Town, wait_for

OBSERVERS = ["north", "south"]
PANEL = {"one-a": "one", "one-b": "one", "any-a": "random", "both-a": "all"}
"""Platform → from whom it is asked."""


@dataclass(slots=True)
class SharedStudy:
    """The study of one test: its own database and desk, and the hosts that were begun on it."""

    town: Town
    folder: Path
    nights: int = 1
    start_within: str = "60s"
    database: str = ""
    begun: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def open(self) -> Store:
        self.database = self.town.new_database()
        store = open_store(f"postgresql://silence@/{self.database}?host={self.town.folder}&port={DATABASE_PORT}")
        store.migrate()
        desk = ("tests.cluster.desk", CENTRE, str(DESK_PORT), str(self.folder))
        self.town.python(self.town.name, *desk, log=self.folder / "desk.log")
        return store

    def host(self, place: str, observer: str, *, ahead: float = 0) -> subprocess.Popen[bytes]:
        """Run the study on a machine, as one of its observers, until it is done."""
        home = self.folder / f"{place}-{observer}"
        home.mkdir(exist_ok=True)
        config = home / "config.toml"
        config.write_text(self._config(), encoding="utf-8")
        words = ("run", "--config", str(config), "--observer", observer, "--until-done")
        begun = self.town.python(place, "tests.cluster.host", str(ahead), *words, log=home / "out")
        self.begun.append(begun)
        return begun

    def held(self, what: str) -> int:
        """How many requests the desk has held back."""
        return sum(row["kind"] == f"hold-{what}" for row in self.truth())

    def hold(self, what: str) -> Path:
        """From now on the desk hears such requests and answers none."""
        file = self.folder / f"hold-{what}"
        file.touch()
        return file

    def truth(self) -> list[dict[str, str]]:
        file = self.folder / "truth.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def heard(self) -> Counter[str]:
        return Counter(r["inquiry"] for r in self.truth() if r["kind"] == "heard" and r["platform"] != "control")

    def all_done(self) -> None:
        """Wait until every host that still runs has left by itself, content."""
        for process in self.begun:
            if process.returncode is None:
                wait_for(lambda process=process: process.poll() is not None, f"a host to finish: {self.folder}")
                assert process.returncode == 0, self.logs()

    def logs(self) -> str:
        return "\n".join(file.read_text()[-3000:] for file in self.folder.glob("*/out"))

    def _config(self) -> str:
        desk = f"http://{CENTRE}:{DESK_PORT}"
        times = studies.quick(
            every="6s", spread="5s", checkpoints={"webchat": ["2s", "4s", "6s", "8s", "11s"]},
            live="3s", settle="300ms", lease="10s", start_within=self.start_within,
        )  # fmt: skip
        return studies.config(
            "town", [studies.control(i, studies.chat(f"{desk}/{i}", asked_from=whom)) for i, whom in PANEL.items()],
            study={"nights": self.nights, "seed": 7, "observers": OBSERVERS, **times}, questions=studies.BANK,
            database={"url": f"postgresql+psycopg://silence@{CENTRE}:{DATABASE_PORT}/{self.database}"},
            control={"chat": f"{desk}/control", "known_delay": "200ms"},
        )  # fmt: skip


def check(study: SharedStudy, store: Store, *, voids: frozenset[str] = frozenset()) -> dict[str, InquiryRecord]:
    """Nothing was asked twice, nothing was lost, and every visit was made once or is honestly unknown."""
    heard, records = study.heard(), {record.plan.id: record for record in store.inquiries()}
    assert len(records) == study.nights * 2 * (len(PANEL) + 1)  # one target is asked from both
    assert [i for i, times in heard.items() if times > 1] == [], "asked twice"
    assert [r.plan.id for r in records.values() if r.ending == "open"] == [], "left open"
    assert heard.keys() <= records.keys()
    for record in records.values():
        told = heard[record.plan.id]
        assert (record.t0 is not None) <= (told == 1), f"believed sent, never heard: {record}"
        assert told == 0 or record.t0 is not None or record.reason == "send_uncertain", f"heard and forgotten: {record}"
        assert record.ending == "closed" or (record.ending == "void" and record.reason in voids), record
    said = Counter(inquiry for inquiry, _ in store.messages())
    for record in (r for r in records.values() if r.ending == "closed"):
        visits = store.visits(record.plan.id)
        assert all(v.outcome in ("done", "missed", "failed") and v.lease_until is None for v in visits), visits
        assert {v.observer for v in visits if v.outcome == "done"} <= {record.plan.observer}
        assert said[record.plan.id] == 1, f"the answer was lost, or noted twice: {record}"
    return records
