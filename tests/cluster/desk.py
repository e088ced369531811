"""A platform of our own for hosts that share a study: it writes down what it hears, and stops talking when told to.

Run as ``python -m tests.cluster.desk ADDRESS PORT FOLDER``. One request a connection, one JSON line each way. While
``FOLDER/hold-send`` (or ``hold-read``) is there, it hears such a request and answers only once the file is gone.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

ANSWERS_AFTER = {"control": 0.2}
OTHERS_AFTER = 1.5


class Desk:
    """What was heard when, and the truth file of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard: dict[str, tuple[float, str]] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = json.loads(await reader.readline())
        answer = await (self._send(asked) if asked["op"] == "send" else self._read(asked))
        writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        try:
            await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    async def _send(self, asked: dict[str, Any]) -> Any:
        self._write("heard", asked)
        self.heard.setdefault(asked["inquiry"], (time.time(), asked["platform"]))
        await self._held("hold-send", asked)
        return {}

    async def _read(self, asked: dict[str, Any]) -> Any:
        await self._held("hold-read", asked)
        at, platform = self.heard.get(asked["inquiry"], (time.time(), ""))
        answered = time.time() >= at + ANSWERS_AFTER.get(platform, OTHERS_AFTER)
        return ["您可以申请退款 You can ask for a refund."] if answered else []

    async def _held(self, name: str, asked: dict[str, Any]) -> None:
        if (self.folder / name).exists() and asked["platform"] != "control":
            self._write(name, asked)
            while (self.folder / name).exists():
                await asyncio.sleep(0.05)

    def _write(self, kind: str, asked: dict[str, Any]) -> None:
        with (self.folder / "truth.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, **asked}, ensure_ascii=False) + "\n")


async def main(address: str, port: str, folder: str) -> None:
    server = await asyncio.start_server(Desk(Path(folder)).serve, address, int(port))
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
