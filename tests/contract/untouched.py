"""A page that is no chat: the search passes it over, and nothing on it is touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probes.interface import ProbeError, VoidReason
from tests.contract.form_world import TELLS, form_site
from tests.contract.webchat_world import World


async def passed_over(world: World, body: str) -> None:
    """No chat is found on ``body``, which tells its server of whatever a visitor enters, chooses or sends: nothing."""
    async with form_site() as site:
        inquiry = world.question_on("", None)
        inquiry = replace(inquiry, target=replace(inquiry.target, address=site.serve(body + TELLS)))
        with pytest.raises(ProbeError, match="not found on the page") as failure:
            async with world.open_impatiently(inquiry):
                pass
        assert site.sent == []
    assert failure.value.reason is VoidReason.PAGE_CHANGED
