"""Serves the forms of the zoo on loopback and keeps the book of what they received."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

from probes.control.formzoo import page
from probes.control.formzoo.form import ZooForm

FIRST_NUMBER = 40_001


@dataclass(frozen=True, slots=True)
class Received:
    """One entry of the book: when it came, and every value as it was sent."""

    at: datetime
    values: Mapping[str, Any]


class FormZoo:
    """Forms by name, and for each what it received."""

    def __init__(self, forms: Mapping[str, ZooForm]) -> None:
        self._forms = dict(forms)
        self.book: dict[str, list[Received]] = {}
        self._port = 0
        self._number = FIRST_NUMBER

    def add(self, name: str, form: ZooForm) -> str:
        """One more form; returns its address."""
        self._forms[name] = form
        return self.url(name)

    def url(self, name: str) -> str:
        """Where the form is."""
        assert name in self._forms, f"the zoo has no {name}"
        return f"http://127.0.0.1:{self._port}/{name}"

    async def __aenter__(self) -> FormZoo:
        app = web.Application()
        app.add_routes(
            [
                web.get("/{name}", self._page),
                web.post("/{name}/send", self._fetched),
                web.post("/{name}/post", self._posted),
                web.get("/{name}/socket", self._socket),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._runner.cleanup()

    def _form(self, request: web.Request) -> tuple[ZooForm, str]:
        name = request.match_info["name"]
        if name not in self._forms:
            raise web.HTTPNotFound
        return self._forms[name], name

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=page.page(*self._form(request)), content_type="text/html")

    def _take(self, name: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Enter it, unless something that must be there is not; the answer tells which of the two."""
        form = self._forms[name]
        if any(not str(values.get(key, "")).strip() for key in needed(form)):
            return {"missing": True}
        self.book.setdefault(name, []).append(Received(datetime.fromtimestamp(time.time(), UTC), dict(values)))
        self._number += 1
        return {"missing": False, "number": self._number}

    async def _fetched(self, request: web.Request) -> web.Response:
        _, name = self._form(request)
        return web.json_response(self._take(name, await request.json()))

    async def _posted(self, request: web.Request) -> web.Response:
        form, name = self._form(request)
        sent = {key: str(value) for key, value in (await request.post()).items()}
        truths = {"true": True, "false": False}
        values = {
            key: truths.get(value, value) if key in ("consent", "subscribe") else value for key, value in sent.items()
        }
        answer = self._take(name, values)
        if answer["missing"]:
            return web.Response(text=page.refusal(form), content_type="text/html")
        return web.Response(text=page.thanks(form, answer["number"]), content_type="text/html")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        _, name = self._form(request)
        line = web.WebSocketResponse()
        await line.prepare(request)
        async for said in line:
            if said.type is WSMsgType.TEXT:
                await line.send_json(self._take(name, said.json()))
        return line


def needed(form: ZooForm) -> list[str]:
    """The fields without which nothing is taken."""
    keys = ["name", "mail", "message"]
    return keys + (["topic"] if form.topic != "none" else []) + (["subject"] if form.subject else [])
