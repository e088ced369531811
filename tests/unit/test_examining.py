"""What is shown of a chat to a person: a part that cannot be had just now is not shown, and breaks nothing."""

from __future__ import annotations

from typing import Any

from probes.webchat.finding.examining import transcript_of


class BusyWatch:
    """Of a page that does not answer in time."""

    chat = None

    async def transcript(self) -> Any:
        raise TimeoutError


class Door:
    watch = BusyWatch()

    class profile:  # noqa: N801
        transcript = ""


async def test_a_page_too_busy_to_tell_what_holds_its_lines() -> None:
    assert await transcript_of(Door()) is None  # type: ignore[arg-type]
