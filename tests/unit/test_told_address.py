"""The address that a chat's form is told: the inquiry's own, whatever parts name and tag."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from probes.interface import ChannelKind, Inquiry, MailAccount, Means, Persona, Target
from probes.webchat.arrival import Visitor

TARGET = Target(id="shop-chat", platform="shop", channel=ChannelKind.WEBCHAT, address="https://shop.test", account="a")


@pytest.mark.parametrize(
    ("separator", "address"), [("+", "probe+inq1@study.test"), ("-", "probe-inq1@study.test"), ("", "inq1@study.test")]
)
def test_the_address_is_the_one_that_the_mailbox_reader_knows(separator: str, address: str) -> None:
    nowhere: dict[str, Any] = {
        "smtp_host": "",
        "smtp_port": 1,
        "imap_host": "",
        "imap_port": 1,
        "smtp_security": "none",
        "imap_security": "none",
    }
    account = MailAccount(
        name="a", address="probe@study.test", username="", password="", tag_separator=separator, **nowhere
    )
    means = Means(persona=Persona(name="Study", study_page=""), accounts={"a": account})
    inquiry = Inquiry(id="inq1", target=TARGET, question="q", subject="s", text="t", due_at=datetime.now(UTC))
    stage: Any = None
    assert Visitor(inquiry=inquiry, means=means, stage=stage, returning=False).fill("{address}") == address
