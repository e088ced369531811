"""The connection that an outsider is told of: where a page came from, and where nobody is dialled to find out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from probes.browser import Page
from probes.outbound import Network, Streams
from probes.snapshot import connection

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class FakeBrowser:
    version: str = "139.0"


@dataclass
class FakeContext:
    browser: FakeBrowser | None = field(default_factory=FakeBrowser)


@dataclass
class FakePage:
    url: str
    context: FakeContext = field(default_factory=FakeContext)


async def told(url: str, addresses: list[str], *, private: bool = False) -> dict[str, Any]:
    async def resolve(host: str) -> list[str]:
        if not addresses:
            raise OSError(f"nobody knows {host}")
        return addresses

    async def dial(address: str, port: int) -> Streams:
        raise AssertionError("certificates are fetched by a handshake, not by the way out")

    network = Network(resolve=resolve, dial=dial)
    page = cast(Page, FakePage(url))
    return cast(dict[str, Any], json.loads(await connection(page, AT, private=private, network=network)))


async def test_what_is_told() -> None:
    """Address without its query string, moment, browser and the resolver's answer; no certificates without TLS."""
    known = await told("http://shop.test/chat?token=secret#x", ["93.184.216.34", "2001:db8::1"])
    assert known["address"] == "http://shop.test/chat"
    assert known["at"] == AT.isoformat()
    assert known["browser"] == "139.0"
    assert known["resolver"] == ["2001:db8::1", "93.184.216.34"]
    assert known["tls"] == {}


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"]])
async def test_name_that_turned_private(addresses: list[str]) -> None:
    """A name that means this machine's network by now is not dialled, and that is said."""
    known = await told("https://shop.test/", addresses)
    assert known["tls"] == {"failure": "not dialled: an address is not public"}


async def test_control_may_be_private() -> None:
    """A platform of our own is dialled at home; nobody answers here, and that is said."""
    known = await told("https://shop.test:9/", ["127.0.0.1"], private=True)
    assert "not dialled" not in known["tls"]["failure"]


@pytest.mark.parametrize("url", ["https://shop.test/", "about:blank", "chrome-error://chromewebdata/"])
async def test_name_that_nobody_knows(url: str) -> None:
    """Where there is no address there is no certificate; the resolver's word is kept."""
    known = await told(url, [])
    assert known["tls"] == {}
    assert len(known["resolver"]) == 1
