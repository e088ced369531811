"""Serves shops' pages with chat widgets of others, and what these widgets talk to; the agents answer by their script.

Started by ``square.py`` in Chainlit's environment, whose web server and Socket.IO it uses. The only argument is JSON:
``port``, ``truth`` (the book), ``bundles`` (name → folder) and ``pages`` (platform → HTML).
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import socketio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.real.agents import Agent, Book
from tests.real.street import Shop, shops

REPLY = {"deep-chat": "text", "n8n-chat": "output"}
"""Widgets that send a question as an HTTP request and show its answer: the field they look for."""


def rasa(shop: Shop, book: Book) -> socketio.AsyncServer:
    """The Socket.IO side that rasa-webchat expects."""
    server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")
    agent = Agent(shop, book)

    @server.event
    async def session_request(visitor: str, told: Any) -> None:
        known = told.get("session_id") if isinstance(told, dict) else None
        await server.emit("session_confirm", known or visitor, to=visitor)

    @server.event
    async def user_uttered(visitor: str, said: Any) -> None:
        async def say(words: str) -> None:
            await server.emit("bot_uttered", {"text": words}, to=visitor)

        if text := said.get("message"):  # it opens with an empty one
            agent.hear(text, say)

    return server


def asked(shop: Shop, book: Book) -> Route:
    """The address that a widget sends its question to; the answer is the agent's one line."""
    agent = Agent(shop, book)

    async def answer(request: Request) -> JSONResponse:
        body = await request.json()
        text = body["messages"][-1]["text"] if "messages" in body else body["chatInput"]
        line: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def say(words: str) -> None:
            line.set_result(words)

        agent.hear(text, say)
        return JSONResponse({REPLY[shop.system]: await line})

    return Route(f"/{shop.id}/ask", answer, methods=["POST"])


def square(settings: dict[str, Any], book: Book) -> Any:
    """The whole server."""

    def page(shop: str) -> Route:
        async def show(_: Request) -> HTMLResponse:
            return HTMLResponse(settings["pages"][shop])

        return Route(f"/{shop}/", show)

    routes: list[Route | Mount] = [page(shop) for shop in settings["pages"]]
    routes += [asked(shop, book) for system in REPLY for shop in shops(system)]
    routes += [Mount(f"/{name}", StaticFiles(directory=folder)) for name, folder in settings["bundles"].items()]
    app: Any = Starlette(routes=routes)
    for shop in shops("rasa"):
        app = socketio.ASGIApp(rasa(shop, book), app, socketio_path=f"{shop.id}/socket.io")
    return app


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    uvicorn.run(square(given, Book(Path(given["truth"]))), host="127.0.0.1", port=given["port"], log_level="warning")
