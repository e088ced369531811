"""A web chat to ask, with control chats and pages of a test's own; a module of another need has its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from probes.webchat.channel import enter
from tests.contract.webchat_world import MEANS, World, chat_world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enter(MEANS) as channel, chat_world(channel, tmp_path_factory.mktemp("chat")) as chats:
        yield chats


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patient(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Where a line is handed out only after the quiet that a study waits for: a busy page writes with pauses."""
    means = replace(MEANS, settle=timedelta(seconds=3))
    async with enter(means) as channel, chat_world(channel, tmp_path_factory.mktemp("chat")) as chats:
        yield chats
