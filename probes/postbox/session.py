"""Opens a mailbox's connection, protected as configured."""

from __future__ import annotations

import contextlib

import imapclient

from probes.interface import MailAccount, ProbeError, VoidReason
from probes.postbox import security


def log_in(account: MailAccount, *, connect: float = 15, read: float = 45) -> imapclient.IMAPClient:
    """A connection that is logged in; times in seconds.

    Raises ``ProbeError(OBSERVER_DOWN)`` for one that would go over a network in the clear, else imapclient's errors
    and ``OSError``.
    """
    if wrong := security.problem(account.imap_host, account.imap_security):
        raise ProbeError(VoidReason.OBSERVER_DOWN, wrong, f"set the imap security of mail account {account.name}")
    tls, at_once = security.context(account.imap_security), account.imap_security == "tls"
    client = imapclient.IMAPClient(
        account.imap_host, account.imap_port, ssl=at_once, ssl_context=tls if at_once else None,
        timeout=imapclient.SocketTimeout(connect=connect, read=read),
    )  # fmt: skip
    try:
        if account.imap_security == "starttls":
            client.starttls(tls)
        client.login(account.username, account.password)
    except BaseException:
        with contextlib.suppress(OSError):
            client.shutdown()
        raise
    return client
