"""Tries whether a mail account can be used, sending nothing and reading nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from imapclient.exceptions import IMAPClientError

from probes.interface import MailAccount, ProbeError, VoidReason
from probes.postbox import quota
from probes.postbox.session import log_in
from probes.postbox.smtp import knock

_SECONDS = 15.0


async def try_account(account: MailAccount) -> None:
    """Log in to the submission server and to the mailbox, and see that it has room.

    Raises ``ProbeError`` with a hint: ``NOT_SENT`` for the submission server, ``OBSERVER_DOWN`` for the mailbox.
    """
    await knock(account, timedelta(seconds=_SECONDS))
    await asyncio.to_thread(_open_mailbox, account)


def _open_mailbox(account: MailAccount) -> None:
    try:
        with log_in(account, connect=_SECONDS, read=_SECONDS) as client:
            client.select_folder("INBOX", readonly=True)
            quota.refuse_full(client, account, quota.NEARLY_FULL)
    except (IMAPClientError, OSError, EOFError) as failure:
        raise ProbeError(
            VoidReason.OBSERVER_DOWN,
            f"mailbox {account.name} at {account.imap_host}:{account.imap_port}: {failure or type(failure).__name__}",
            "check host, port, security, username and password of the account's imap part",
        ) from failure
