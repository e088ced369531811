"""Several hosts in network namespaces of their own, and among them a PostgreSQL and a desk: a town that nobody else
can reach."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from tests.postgres import account, binaries, initialise

CENTRE = "10.77.0.1"
DATABASE_PORT, DESK_PORT = 5432, 8000
BOUND = 120.0
"""How long anything is waited for; nothing is measured by it."""
ROOT = Path(__file__).parent.parent.parent


def wait_for(true: Callable[[], object], what: str) -> None:
    """Wait until something is so, with a generous bound."""
    patience = time.monotonic() + BOUND
    while not true():
        assert time.monotonic() < patience, f"waited in vain for: {what}"
        time.sleep(0.05)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@dataclass(slots=True)
class Town:
    """One private network. ``folder`` holds the database's cluster and its socket; namespaces bear its number."""

    folder: Path
    name: str = field(default_factory=lambda: f"sl{os.getpid()}")
    hosts: list[str] = field(default_factory=list)
    server: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=count)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def build(self) -> None:
        _ip("netns", "add", self.name)
        self._in(self.name, "link", "set", "lo", "up")
        self._in(self.name, "link", "add", "br0", "type", "bridge")
        self._in(self.name, "addr", "add", f"{CENTRE}/24", "dev", "br0")
        self._in(self.name, "link", "set", "br0", "up")

    def host(self) -> str:
        """A new machine with a cable to the centre."""
        number = len(self.hosts) + 1
        host, cable = f"{self.name}h{number}", f"v{number}"
        _ip("netns", "add", host)
        self.hosts.append(host)
        self._in(host, "link", "set", "lo", "up")
        self._in(host, "link", "add", "eth0", "type", "veth", "peer", "name", cable, "netns", self.name)
        self._in(host, "addr", "add", f"10.77.0.{number + 1}/24", "dev", "eth0")
        self._in(host, "link", "set", "eth0", "up")
        self._in(self.name, "link", "set", cable, "master", "br0", "up")
        return host

    def cut(self, host: str) -> None:
        self._in(host, "link", "set", "eth0", "down")

    def mend(self, host: str) -> None:
        self._in(host, "link", "set", "eth0", "up")

    def run(self, place: str, *command: str, log: Path, **environment: str) -> subprocess.Popen[bytes]:
        """Begin a command on a machine; it is ended with the town."""
        with log.open("ab") as file:
            process = subprocess.Popen(
                ["ip", "netns", "exec", place, *command], cwd=ROOT, stdout=file, stderr=file,
                env={**os.environ, **environment},
            )  # fmt: skip
        self.processes.append(process)
        return process

    def python(self, place: str, *words: str, log: Path, **environment: str) -> subprocess.Popen[bytes]:
        return self.run(place, sys.executable, "-m", *words, log=log, **environment)

    def start_database(self) -> None:
        found = binaries()
        assert found is not None
        settings = {
            "listen_addresses": CENTRE, "port": str(DATABASE_PORT), "unix_socket_directories": str(self.folder),
            "fsync": "off", "shared_buffers": "16MB",
        }  # fmt: skip
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        server = [*as_postgres, str(found / "postgres"), "-D", str(self.folder / "data"), *options]
        self.server = self.run(self.name, *server, log=self.folder / "log")
        wait_for(self._answers, "PostgreSQL")

    def stop_database(self) -> None:
        assert self.server is not None
        self.server.send_signal(signal.SIGINT)  # fast: every connection is cut
        self.server.wait(BOUND)

    def new_database(self) -> str:
        """The URL by which the hosts know a fresh database."""
        name = f"study{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def execute(self, statement: str) -> None:
        address = f"host={self.folder} port={DATABASE_PORT} user=silence dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def end_processes(self) -> None:
        for process in self.processes:
            if process is not self.server and process.poll() is None:
                process.kill()
                process.wait(BOUND)

    def tear_down(self) -> None:
        self.end_processes()
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait(BOUND)
        for place in (*self.hosts, self.name):
            subprocess.run(["ip", "netns", "del", place], check=False, capture_output=True)

    @staticmethod
    def _in(place: str, *words: str) -> None:
        _ip("-n", place, *words)


def _why_not() -> str:
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None or shutil.which("setpriv") is None:
        return "ip (iproute2) or setpriv (util-linux) is not installed"
    if binaries() is None:
        return "PostgreSQL's initdb is not installed (Debian: apt install postgresql)"
    trial = f"sltry{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", trial], check=False, capture_output=True, text=True)
    subprocess.run(["ip", "netns", "del", trial], check=False, capture_output=True)
    return "" if made.returncode == 0 else f"no network namespace can be made here: {made.stderr.strip()}"


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """A network with a PostgreSQL at its centre; hosts are added by ``host()``."""
    if reason := _why_not():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="silence-town-"))
    place = Town(folder)
    os.environ["SILENCE_SESSION_KEY"] = Fernet.generate_key().decode()
    try:
        shutil.chown(folder, "postgres", "postgres")
        found = binaries()
        assert found is not None
        assert account()
        initialise(found, folder)
        with (folder / "data" / "pg_hba.conf").open("a") as file:
            file.write("host all silence 10.77.0.0/24 trust\n")
        place.build()
        place.start_database()
        yield place
    finally:
        place.tear_down()
        del os.environ["SILENCE_SESSION_KEY"]
        shutil.rmtree(folder, ignore_errors=True)
