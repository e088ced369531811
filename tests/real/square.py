"""Chats that are visited with nothing but their address: Chainlit's page and copilot, and widgets of npm.

Their agents sit in the servers' own processes, which write the books.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real import install, templates
from tests.real.processes import free_ports, running
from tests.real.street import ALONE

HERE = Path(__file__).parent / "chatservers"
ROOT = Path(__file__).parents[2]
BUNDLES = {"rasa-webchat": "rasa-webchat", "deep-chat": "deep-chat", "n8n-chat": "@n8n/chat"}
"""Folder on the server → npm package."""
TEMPLATES = {"copilot": "copilot.html", "rasa": "rasa.html", "deep-chat": "deep-chat.html", "n8n-chat": "n8n-chat.html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """The running servers: platform → address, and the books of their agents."""

    pages: Mapping[str, str]
    books: tuple[Path, ...]


@asynccontextmanager
async def square(folder: Path) -> AsyncIterator[Square]:
    """Start both servers in ``folder``; leaves no process behind."""
    chainlit, widgets = free_ports(2)
    books = (folder / "truth-chainlit.jsonl", folder / "truth-widgets.jsonl")
    pages = {shop.id: f"http://127.0.0.1:{widgets}/{shop.id}/" for shop in ALONE if shop.system in TEMPLATES}
    pages |= {shop.id: f"http://127.0.0.1:{chainlit}/" for shop in ALONE if shop.system == "chainlit"}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_chainlit(folder / "chainlit", chainlit, books[0]))
        await stack.enter_async_context(_widgets(folder / "widgets", widgets, chainlit, books[1]))
        yield Square(pages=pages, books=books)


@asynccontextmanager
async def _chainlit(folder: Path, port: int, book: Path) -> AsyncIterator[None]:
    folder.mkdir(parents=True)
    env = {**_environment(), "CHAINLIT_APP_ROOT": str(folder), "SILENCE_TRUTH": str(book)}
    serve = ["-m", "chainlit", "run", str(HERE / "chainlit_app.py"), "-h", "--host", "127.0.0.1", "--port", str(port)]
    async with running([_python(), *serve], log=folder / "out", port=port, env=env, cwd=folder):
        yield


@asynccontextmanager
async def _widgets(folder: Path, port: int, chainlit: int, book: Path) -> AsyncIterator[None]:
    folder.mkdir(parents=True)
    html = {
        shop.id: templates.write(
            TEMPLATES[shop.system], folder, shop=shop.id, chainlit=chainlit
        ).read_text(encoding="utf-8")
        for shop in ALONE if shop.system in TEMPLATES
    }  # fmt: skip
    bundles = {name: str(install.widget(package)) for name, package in BUNDLES.items()}
    told = json.dumps({"port": port, "truth": str(book), "bundles": bundles, "pages": html})
    serve = [_python(), str(HERE / "widgets.py"), told]
    async with running(serve, log=folder / "out", port=port, env=_environment(), cwd=folder):
        yield


def _python() -> str:
    return str(install.chainlit() / "bin" / "python")


def _environment() -> Mapping[str, str]:
    return {"PYTHONPATH": f"{ROOT}:{HERE}", "PYTHONDONTWRITEBYTECODE": "1"}
