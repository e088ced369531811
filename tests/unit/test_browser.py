"""The door to the browser: which one is taken, and which addresses it may go to."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes import browser, installed
from probes.interface import ProbeError, VoidReason


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser; its PATH is ``bin``, Playwright's downloads go to ``downloads``."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloads"))
    monkeypatch.setattr(installed, "PLACES", (str(tmp_path / "opt" / "chrome"),))
    return tmp_path


def test_no_browser(bare_machine: Path) -> None:
    """Where there is none, none is found."""
    assert browser.find() is None


def test_configured_path(bare_machine: Path) -> None:
    """A configured browser is taken, and nothing else if it is not there."""
    installed = program(bare_machine / "bin" / "chromium")
    mine = program(bare_machine / "mine")
    assert browser.find(mine) == mine
    assert browser.find(bare_machine / "missing") is None
    assert browser.find() == installed


def test_order_of_browsers(bare_machine: Path) -> None:
    """The headless shell is lighter than Chromium, an installed browser better kept than a download."""
    download = program(bare_machine / "downloads" / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell")
    assert browser.find() == download
    place = program(bare_machine / "opt" / "chrome")
    assert browser.find() == place
    chromium = program(bare_machine / "bin" / "chromium")
    assert browser.find() == chromium
    shell = program(bare_machine / "bin" / "chromium-headless-shell")
    assert browser.find() == shell


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://93.184.216.34/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::1]:8080/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.0.1/",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://100.64.0.1/",
        "https://",
        "javascript:alert(1)",
    ],
)
async def test_private_addresses(address: str) -> None:
    """Nothing but public http(s) addresses is public."""
    assert not await browser.is_public(address)


@pytest.mark.parametrize(
    "address", ["http://93.184.216.34/", "https://[2606:2800:220:1::1]/chat", "http://[64:ff9b::5db8:d822]/"]
)
async def test_public_addresses(address: str) -> None:
    """A public address is one."""
    assert await browser.is_public(address)


async def test_no_browser_to_launch(bare_machine: Path) -> None:
    """Without a browser the probe fails on our side, and says what to do."""
    async with browser.Browsers() as browsers:
        with pytest.raises(ProbeError) as caught:
            async with browsers.context():
                pass
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
    assert "[browser] path" in caught.value.hint


def test_failures_of_the_browser() -> None:
    """What the browser throws becomes our own failure, with its first line."""
    opening = browser.failing(VoidReason.NOT_SENT, "the page would not open")
    with pytest.raises(ProbeError, match=r"the page would not open: net::ERR_FAILED$") as caught, opening:
        raise browser.BrowserError("net::ERR_FAILED\nCall log:\n  - navigating")
    assert caught.value.reason is VoidReason.NOT_SENT


def test_flags() -> None:
    """Playwright's own list of disabled features is never replaced."""
    source = Path(browser.__file__).read_text(encoding="utf-8")
    assert "--disable-features" not in " ".join(browser.ARGUMENTS)
    assert source.count("args=") == source.count("args=ARGUMENTS") == 1
    assert "ignore_default_args" not in source
