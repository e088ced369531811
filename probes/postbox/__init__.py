"""The one door to SMTP and IMAP: hands a mail over, and watches a mailbox without ever changing it."""

from probes.postbox.fetch import Fetched
from probes.postbox.imap import Watcher
from probes.postbox.line import Line
from probes.postbox.smtp import Envelope, Refusal, submit
from probes.postbox.spool import Spool
from probes.postbox.trial import try_account

__all__ = ["Envelope", "Fetched", "Line", "Refusal", "Spool", "Watcher", "submit", "try_account"]
