"""Postfix and Dovecot of our own in a temporary folder: every address at two test domains is a mailbox.

Loopback only; mail to other domains is thrown away, so nothing can leave. The password of every mailbox is
``secret``. Postfix needs root.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.real import templates
from tests.real.processes import finished, free_ports, running

GATE = (
    "{name}-gate unix - n n - - pipe flags=DRhu user=nobody argv=/usr/bin/rt-mailgate-5"
    " --queue {name} --action correspond --url http://127.0.0.1:{web}/\n"
)
DELIVERED = re.compile(r"^(\w{3} +\d+ [\d:]{8}) .* to=<([^>]+)>.*relay=127\.0\.0\.1.*status=sent", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStack:
    """Where the running pair is found."""

    smtp: int
    imap: int
    etc: Path  # Postfix's configuration: sendmail -C
    log: Path

    def delivered(self) -> list[tuple[str, datetime]]:
        """(recipient, moment) of each delivery into a mailbox, whole seconds: the mail was in place by its end."""
        now = datetime.now().astimezone()
        return [
            (to, datetime.strptime(f"{now.year} {stamp}", "%Y %b %d %H:%M:%S").astimezone(UTC))
            for stamp, to in DELIVERED.findall(self.log.read_text(encoding="utf-8"))
        ]


@asynccontextmanager
async def mail_stack(folder: Path, gates: Mapping[str, int] | None = None) -> AsyncIterator[MailStack]:
    """Start the pair in ``folder``; ``gates``: queue name → port of the desk that takes NAME@support.test."""
    gates = gates or {}
    smtp, imap, lmtp = free_ports(3)
    for name in ("etc", "queue", "data", "maildir", "run"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "maildir", "nobody", "nogroup")
    shutil.chown(folder / "data", "postfix")
    routes = ", ".join(f"{{ {name}@support.test = {name}-gate: }}" for name in gates)
    gate_map = f"inline:{{ {routes} }}" if routes else ""
    templates.write("main.cf", folder / "etc", folder=folder, lmtp=lmtp, gates=gate_map)
    master = templates.write("master.cf", folder / "etc", smtp=smtp)
    with master.open("a", encoding="utf-8") as more:
        more.writelines(GATE.format(name=name, web=web) for name, web in gates.items())
    config = templates.write("dovecot.conf", folder, folder=folder, imap=imap, lmtp=lmtp)
    env = {"PATH": "/usr/sbin:/sbin:" + os.environ["PATH"]}
    async with (
        running(["dovecot", "-F", "-c", str(config)], log=folder / "dovecot.out", port=imap, env=env),
        _postfix(folder, smtp, env),
    ):
        yield MailStack(smtp=smtp, imap=imap, etc=folder / "etc", log=folder / "postfix.log")


@asynccontextmanager
async def _postfix(folder: Path, port: int, env: Mapping[str, str]) -> AsyncIterator[None]:
    """Run the master itself (the ``postfix`` command would start it in a session that we cannot end)."""
    etc = str(folder / "etc")
    await finished(["postfix", "-c", etc, "check"], env=env)  # makes the queue's folders
    master = ["/usr/lib/postfix/sbin/master", "-d", "-c", etc]
    async with running(master, log=folder / "postfix.out", port=port, env=env):
        yield
