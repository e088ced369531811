"""Whether a mailbox of ours takes mail: a full one sends answers back, and what is missing then proves nothing."""

from __future__ import annotations

import imapclient
import structlog
from imapclient.exceptions import IMAPClientError

from probes.interface import MailAccount, ProbeError, VoidReason

log = structlog.get_logger("postbox")

FULL, NEARLY_FULL = 0.99, 0.9
"""Shares of a quota. From the first on a mail of ordinary size may be refused; at the second there is time to act."""


def used(client: imapclient.IMAPClient) -> float | None:
    """The share that is used of the inbox's quota (RFC 9208), the fullest of several; None if the server tells none."""
    try:
        if not client.has_capability("QUOTA"):
            return None
        _, quotas = client.get_quota_root("INBOX")
        return max((int(one.usage) / int(one.limit) for one in quotas if int(one.limit)), default=None)
    except (IMAPClientError, ValueError, TypeError, LookupError) as refused:
        log.info("quota_not_told", trouble=str(refused) or type(refused).__name__)
        return None


def refuse_full(client: imapclient.IMAPClient, account: MailAccount, most: float = FULL) -> None:
    """Raise ``ProbeError(OBSERVER_DOWN)`` if ``most`` of the inbox's quota is used."""
    share = used(client)
    if share is not None and share >= most:
        raise ProbeError(
            VoidReason.OBSERVER_DOWN,
            f"the mailbox of {account.name} is full to {share:.0%}: answers may be sent back",
            "delete old mail in it, or give it more room",
        )
