"""Watches one mailbox from a thread of its own: IDLE, or a look now and then; never marks, moves or deletes a mail.

The thread connects, looks, waits for news (or to be asked), looks again, and after a failure connects anew, waiting
longer each time. Mails are handed over in the order of their UIDs, each once a UIDVALIDITY.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import imapclient
import structlog
from imapclient.exceptions import IMAPClientError, LoginError

from probes.interface import MailAccount, ProbeError
from probes.postbox import quota
from probes.postbox.fetch import Fetched, batches, bodies, is_junk, moment_now, read_ahead
from probes.postbox.session import log_in

log = structlog.get_logger("postbox")

_RENEW = timedelta(minutes=20)  # RFC 2177: an IDLE may be dropped after 29 minutes
_NAP, _LONGEST_NAP, _REFUSED_NAP = 0.25, 30.0, 60.0


@dataclass(slots=True)
class _Folder:
    name: str
    uidvalidity: int = 0
    last: int = 0
    looked_at: datetime | None = None


@dataclass(slots=True, kw_only=True, repr=False)
class Watcher:
    """``deliver`` gets each mail, ``looked`` the number and start of each completed look; both in the thread."""

    account: MailAccount
    poll: timedelta
    lookback: timedelta
    deliver: Callable[[Fetched], None]
    looked: Callable[[int, datetime], None]
    failed: Callable[[], None] = lambda: None
    filled: Callable[[], None] = lambda: None  # the mailbox was found full
    _folders: dict[str, _Folder] = field(default_factory=dict)
    _wanted: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _bell: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)
    _client: imapclient.IMAPClient | None = None
    _reached: bool | None = None

    def start(self) -> None:
        for end in self._bell:
            end.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=f"mail-{self.account.name}", daemon=True)
        self._thread.start()

    @property
    def reached(self) -> bool:
        """True while the mailbox can be looked into."""
        return bool(self._reached)

    def ask(self) -> int:
        """Ask for a look that starts from now on; its number is the first that ``looked`` reports at or above this."""
        self._wanted += 1
        self._ring()
        return self._wanted

    def stop(self) -> None:
        """End the thread; blocks for a moment."""
        self._stopping.set()
        self._ring()
        if self._thread:
            self._thread.join(timeout=2)
            if self._thread.is_alive() and self._client:
                with contextlib.suppress(OSError):
                    self._client.socket().shutdown(socket.SHUT_RDWR)
                self._thread.join(timeout=2)
        if self._thread is None or not self._thread.is_alive():
            for end in self._bell:
                end.close()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell[1].send(b".")

    # -- the thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        nap = _NAP
        try:
            while not self._stopping.is_set():
                began = time.monotonic()
                trouble = self._watch_until_it_breaks()
                short_lived = time.monotonic() - began < 5
                nap = min(_LONGEST_NAP, nap * 2) if short_lived else _NAP
                self._rest(_REFUSED_NAP if isinstance(trouble, LoginError | ProbeError) else nap)
        finally:
            if not self._stopping.is_set():
                self.failed()

    def _watch_until_it_breaks(self) -> Exception | None:
        try:
            self._watch()
        except (IMAPClientError, ProbeError, OSError, EOFError) as lost:
            self._report(lost)
            return lost
        except Exception as unforeseen:  # a server that answers nonsense must not end the watch
            place = traceback.extract_tb(unforeseen.__traceback__)[-1]  # no locals: they hold what people wrote
            log.error("mailbox_watch_failed", account=self.account.name, where=f"{place.filename}:{place.lineno}")
            self._report(unforeseen)
            return unforeseen
        return None

    def _report(self, trouble: Exception) -> None:
        if self._reached is not False and not self._stopping.is_set():
            log.warning("mailbox_lost", account=self.account.name, trouble=str(trouble) or type(trouble).__name__)
        self._reached = False

    def _rest(self, nap: float) -> None:
        """Wait before connecting anew; a question shortens a long wait, but a refused login is left alone."""
        self._stopping.wait(nap if nap == _REFUSED_NAP else min(nap, 1.0))
        if 1.0 < nap < _REFUSED_NAP and not self._stopping.is_set():
            self._heard(nap - 1.0)

    def _watch(self) -> None:
        with self._connected() as client:
            while not self._stopping.is_set():
                self._look(client)
                self._wait(client)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[imapclient.IMAPClient]:
        client = log_in(self.account)
        self._client = client
        try:
            # commands go out in pieces: without this each waits 40 ms for the acknowledgement of the one before
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.normalise_times = False
            self._take_up(client)
            yield client
        finally:
            self._client = None
            with contextlib.suppress(IMAPClientError, OSError, EOFError):
                if self._stopping.is_set():
                    client.logout()
                else:
                    client.shutdown()

    def _take_up(self, client: imapclient.IMAPClient) -> None:
        names = [name for flags, _, name in client.list_folders() if is_junk(flags, name)]
        self._folders = {name: self._folders.get(name, _Folder(name)) for name in (*names[:2], "INBOX")}
        self._select(client, self._folders["INBOX"])
        if not self._reached:
            log.info("mailbox_reached", account=self.account.name, junk=names[:2], idle=client.has_capability("IDLE"))
        self._reached = True

    def _select(self, client: imapclient.IMAPClient, folder: _Folder) -> None:
        """EXAMINE: nothing we do can change the folder. A new UIDVALIDITY makes every mail in it a new one."""
        uidvalidity = int(client.select_folder(folder.name, readonly=True).get(b"UIDVALIDITY", 0))
        if folder.uidvalidity != uidvalidity:
            folder.uidvalidity, folder.last, folder.looked_at = uidvalidity, 0, None

    def _look(self, client: imapclient.IMAPClient) -> None:
        """Fetch all that is new; whatever was there when the look began is known when it ends, unless it is full."""
        serving, began = self._wanted, moment_now()
        moved = False
        for folder in self._folders.values():
            if folder.name != "INBOX" and self._changed(client, folder):
                self._select(client, folder)
                self._fetch(client, folder, began)
                moved = True
        inbox = self._folders["INBOX"]
        if moved:
            self._select(client, inbox)
        else:
            client.noop()  # a server may show news only after a command
        self._fetch(client, inbox, began)
        try:
            quota.refuse_full(client, self.account)
        except ProbeError:
            self.filled()
            raise
        self.looked(serving, began)

    def _changed(self, client: imapclient.IMAPClient, folder: _Folder) -> bool:
        try:
            status = client.folder_status(folder.name, ["UIDNEXT", "UIDVALIDITY"])
        except IMAPClientError as refused:  # gone, or not to be looked into: the inbox still is
            log.warning("mail_folder_refused", account=self.account.name, folder=folder.name, trouble=str(refused))
            return False
        return bool(status.get(b"UIDVALIDITY") != folder.uidvalidity or status.get(b"UIDNEXT", 0) > folder.last + 1)

    def _fetch(self, client: imapclient.IMAPClient, folder: _Folder, began: datetime) -> None:
        sizes = self._news(client, folder)
        noticed = moment_now()
        for uids, section in batches(sizes):
            for uid, stamped, raw in bodies(client, uids, section):
                mail = Fetched(
                    folder=folder.name, uidvalidity=folder.uidvalidity, uid=uid, stamped=stamped, noticed=noticed,
                    absent_at=folder.looked_at, raw=raw,
                )  # fmt: skip
                self.deliver(mail)
                folder.last = max(folder.last, uid)
        folder.looked_at = began

    def _news(self, client: imapclient.IMAPClient, folder: _Folder) -> dict[int, int]:
        """UID and size of the mails not yet delivered."""
        if folder.looked_at is None and not folder.last:
            since = (moment_now() - self.lookback - timedelta(days=1)).date()
            uids = client.search(["SINCE", since])
        else:
            uids = client.search(["UID", f"{folder.last + 1}:*"])  # always shows the last mail, however old
        new = [uid for uid in uids if uid > folder.last]
        items = client.fetch(new, ["RFC822.SIZE"]) if new else {}
        return {uid: int(item[b"RFC822.SIZE"]) for uid, item in items.items()}

    def _wait(self, client: imapclient.IMAPClient) -> None:
        """Until there is news, somebody asks, or it is time for a look."""
        seconds = min(self.poll, _RENEW).total_seconds()
        if not client.has_capability("IDLE"):
            self._heard(seconds)
            return
        client.idle()
        if not read_ahead(client):
            self._heard(seconds, client.socket())
        client.idle_done()

    def _heard(self, seconds: float, *others: socket.socket) -> None:
        """Wait for the bell, or for one of ``others`` to have something to read."""
        poller = select.poll()
        for one in (self._bell[0], *others):
            poller.register(one.fileno(), select.POLLIN)
        poller.poll(seconds * 1000)
        with contextlib.suppress(OSError):
            while self._bell[0].recv(4096):
                pass
