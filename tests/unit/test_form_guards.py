"""A text by hand is written into the form of a control only, and only where an answer could arrive."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitor import forms
from monitor.errors import MonitorError
from probes.interface import ChannelKind, Target


def target(*, control: bool) -> Target:
    return Target(
        id="form", platform="shop", channel=ChannelKind.FORM, address="https://shop.example/contact", control=control,
        account="desk",
    )  # fmt: skip


@pytest.mark.parametrize(("control", "words"), [(False, "without approval or budget"), (True, "no mail account")])
def test_what_may_not_be_sent_is_refused_before_anything_is_opened(tmp_path: Path, control: bool, words: str) -> None:
    """A stranger's form, and one whose answers would have no mailbox: no browser is started, nothing is visited."""
    with pytest.raises(MonitorError, match=words):
        asyncio.run(forms.tried(tmp_path / "none.toml", target(control=control), "How?"))
