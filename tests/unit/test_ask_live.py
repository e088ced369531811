"""What ``silence ask`` prints while it watches: words to us, and what only the software says, told apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.commands.asking import told_live
from probes.interface import Message, Speaker

AT = datetime(2026, 11, 28, 18, 32, 49, tzinfo=UTC)


@pytest.mark.parametrize(
    ("speaker", "text", "line"),
    [
        (Speaker.PLATFORM, "We refund in full.", "18:32:49 ← We refund in full."),
        (Speaker.NOTICE, "Lily has entered the conversation", "18:32:49 · Lily has entered the conversation"),
    ],
)
def test_a_notice_does_not_pass_for_words_to_us(speaker: Speaker, text: str, line: str) -> None:
    assert told_live(Message(ordinal=0, speaker=speaker, text=text, seen_after=AT, seen_by=AT)) == line
