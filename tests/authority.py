"""A time stamping authority of our own on loopback: the real answers of ``openssl ts``, with a root of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor.proof.timestamps import Authority

CONFIG = """
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Tsa:
    """``queries`` is all that ever reached it. While ``down`` it answers with an error."""

    folder: Path
    name: str
    url: str = ""
    down: bool = False
    queries: list[bytes] = field(default_factory=list)

    def make(self) -> None:
        """A root and a signer: elliptic curves, so that it takes no time."""
        (self.folder / "openssl.cnf").write_text(CONFIG)
        (self.folder / "serial").write_text("01\n")
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        self._run(
            "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-days", "3650",
            "-subj", f"/CN=Root of {self.name}", "-config", "openssl.cnf", "-extensions", "ca",
        )  # fmt: skip
        self._run(
            "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", f"/CN={self.name}", "-config", "openssl.cnf"
        )
        self._run(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-days", "3650", "-extfile", "openssl.cnf", "-extensions", "signer", "-out", "tsa.pem",
        )  # fmt: skip

    def answer(self, query: bytes) -> bytes:
        self.queries.append(query)
        (self.folder / "query").write_bytes(query)
        self._run(
            "ts", "-reply", "-queryfile", "query", "-config", "openssl.cnf", "-section", "tsa", "-inkey", "tsa.key",
            "-signer", "tsa.pem", "-out", "answer",
        )  # fmt: skip
        return (self.folder / "answer").read_bytes()

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    @property
    def authority(self) -> Authority:
        return Authority(name=self.name, url=self.url, certificates=self.root.read_bytes())


@contextmanager
def tsa(name: str) -> Iterator[Tsa]:
    """An authority that answers on loopback until it is left."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (Debian: apt install openssl)")
    with tempfile.TemporaryDirectory(prefix="silence-tsa-") as folder:
        served = Tsa(Path(folder), name)
        served.make()

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                down = served.down  # as it was when the query came
                self.send_response(503 if down else 200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                if not down:
                    self.wfile.write(served.answer(query))

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        served.url = f"http://127.0.0.1:{server.server_port}/tsr"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()
            server.server_close()
