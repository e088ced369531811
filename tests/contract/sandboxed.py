"""Starts the browser once as whoever runs this; tells as JSON how its pages are kept: sandbox, filter, namespaces."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path

from probes.browser import Browsers

PROC = Path("/proc")


async def told() -> Mapping[str, object]:
    async with Browsers() as browsers, browsers.context(private=True) as context:
        page = await context.new_page()
        await page.set_content("<p>hello</p>")
        pages = [status for entry in PROC.iterdir() if (status := _status(entry))]
        return {"user": os.geteuid(), "sandboxed": browsers.sandboxed, "pages": pages}


def _status(entry: Path) -> Mapping[str, object] | None:
    """Of a page's process of ours: whether system calls are filtered, and in how many PID namespaces it lies."""
    try:
        command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        if b"--type=renderer" not in command or entry.stat().st_uid != os.geteuid():
            return None
        lines = dict(line.split(":", 1) for line in (entry / "status").read_text().splitlines())
    except OSError:  # it has ended meanwhile
        return None
    return {"filtered": lines["Seccomp"].strip() == "2", "namespaces": len(lines["NSpid"].split())}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(told())))
