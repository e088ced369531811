"""To whom a mail conversation was connected: both servers' addresses and certificates are kept, once an inquiry."""

from __future__ import annotations

import base64
import json
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from probes.control.mailpair import MailPair
from probes.interface import Exhibit, ProbeError
from tests.contract.mail_scene import SHOP, KeepingStage, Scene, all_now, asked, inquiry, take


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private certificate for loopback, which this process believes; its key lies beside it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (Debian: apt install openssl)")
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=mail.test"]
    named = ["-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", *kind, *named, "-keyout", "key", "-out", "cert"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
    return tmp_path / "cert"


@pytest.fixture(params=["tls", "starttls"])
async def scene(certificate: Path, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, certificate.with_name("key"))
    async with MailPair(tls=tls, starttls=request.param == "starttls") as pair:
        made = Scene(pair=pair)
        await made.listen_for_shop()
        yield made


def connections(stage: KeepingStage) -> dict[str, dict[str, Any]]:
    """The records that were kept, by service."""
    records = [json.loads(content) for content in stage.kept.values() if b'"service"' in content]
    assert len({told["service"] for told in records}) == len(records)
    return {told["service"]: told for told in records}


async def test_both_servers(scene: Scene, certificate: Path) -> None:
    """Where our mail was handed over and where we looked for answers: address, resolver's answer, certificate."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("Within three days.")
        [message] = await take(conversation, 1)
    assert message.text == "Within three days."
    own = x509.load_pem_x509_certificate(certificate.read_bytes())
    told = connections(scene.stage)
    assert sorted(told) == ["imap", "smtp"]
    security = scene.account().smtp_security
    for one in told.values():
        assert (one["security"], one["peer"], one["resolver"]) == (security, "127.0.0.1", ["127.0.0.1"])
        assert [x509.load_der_x509_certificate(base64.b64decode(der)) for der in one["tls"]["chain"]] == [own]
        assert one["tls"]["chain_is"] in ("as the server sent it", "the server's own alone")
        assert one["tls"]["verified"] is True
        assert one["tls"]["protocol"].startswith("TLS")
    assert (told["smtp"]["port"], told["imap"]["port"]) == (scene.pair.smtp_port, scene.pair.imap_port)


async def test_platform_of_our_own(scene: Scene) -> None:
    """Its connections prove nothing to anybody: they are kept only where the study wants exhibits of controls."""
    ours = inquiry()
    ours = replace(ours, target=replace(ours.target, control=True))
    async with scene.channel() as channel, asked(scene, channel, ours):
        pass
    assert connections(scene.stage) == {}


async def test_kept_once(scene: Scene) -> None:
    """A later visit over the same connection keeps nothing again."""
    later = KeepingStage()
    async with scene.channel() as channel:
        async with asked(scene, channel) as conversation:
            await all_now(conversation)
            session = await conversation.park()
        async with channel.open(inquiry(), later, json.loads(json.dumps(session))) as conversation:
            await all_now(conversation)
    assert sorted(connections(scene.stage)) == ["imap", "smtp"]
    assert later.kept == {}


async def test_mail_that_was_refused(scene: Scene) -> None:
    """Who refused our mail is kept, where it was refused for good and where it was not."""
    scene.pair.refusals[SHOP] = "451 4.7.1 come later"
    async with scene.channel() as channel:
        with pytest.raises(ProbeError, match="come later"):
            await _ask(scene, channel)
    assert sorted(connections(scene.stage)) == ["smtp"]


async def test_in_the_clear() -> None:
    """On this machine's own loopback there may be no certificate, and the record says so."""
    async with MailPair() as pair:
        scene = Scene(pair=pair)
        await scene.listen_for_shop()
        async with scene.channel() as channel:
            await _ask(scene, channel)
    assert connections(scene.stage)["smtp"]["tls"] == {}
    assert connections(scene.stage)["smtp"]["security"] == "none"


async def test_no_room_for_it(scene: Scene) -> None:
    """A record that cannot be kept costs nothing else: the mail was sent."""
    scene.stage = FullStage()
    async with scene.channel() as channel:
        await _ask(scene, channel)
    assert len(scene.heard) == 1


class FullStage(KeepingStage):
    """A stage whose disk has room for mails alone."""

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        if role == "connection":
            raise OSError(28, "No space left on device")
        return super().keep(content, media_type, role)


async def _ask(scene: Scene, channel: Any) -> None:
    async with asked(scene, channel):
        pass
