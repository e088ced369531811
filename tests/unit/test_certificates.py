"""The certificates that a server shows, by a handshake on loopback."""

from __future__ import annotations

import base64
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509

from probes.certificates import shown_by


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    """A folder with a key and a certificate that nobody vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (Debian: apt install openssl)")
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=localhost"]
    command = ["openssl", "req", "-x509", *kind, "-keyout", "key", "-out", "cert"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
async def port(certified: Path) -> AsyncIterator[int]:
    """A server that shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified / "cert", certified / "key")
    runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_of_one_that_nobody_vouches_for(port: int, tmp_path: Path) -> None:
    """The very certificate is given, and that it did not verify."""
    told = await shown_by("localhost", port, "127.0.0.1")
    own = x509.load_pem_x509_certificate((tmp_path / "cert").read_bytes())
    assert [x509.load_der_x509_certificate(base64.b64decode(one)) for one in told["chain"]] == [own]
    assert told["verified"] is False
    assert told["protocol"].startswith("TLS")


async def test_of_nobody() -> None:
    """Where nobody answers there is nothing to keep, and the caller is told."""
    with pytest.raises(OSError, match=r".+"):
        await shown_by("nobody.test", 9, "127.0.0.1")
