"""The operator is told each thing once, and a failing messenger breaks nothing."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.store import open_store
from tests.faults.failing import FULL, FailingStore

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def alarm(**means: object) -> Alarm:
    store = open_store("memory://")
    store.migrate()
    return Alarm(store=store, clock=HandClock(NOW), **means)  # type: ignore[arg-type]


def test_a_notice_is_given_once() -> None:
    operator = alarm()
    assert operator.tell("night/1", "title", "body")
    assert not operator.tell("night/1", "title", "body")
    assert operator.tell("night/2", "title", "body")


def test_notice_reaches_the_address(tmp_path: object) -> None:
    """Apprise's plain JSON messenger posts to a server of ours."""
    heard: list[bytes] = []
    server = _server(heard)
    alarm(urls=[f"json://127.0.0.1:{server.server_port}"]).tell("k", "the title", "the body")
    server.shutdown()
    assert len(heard) == 1
    assert b"the title" in heard[0]


def test_database_that_is_away_is_told_once() -> None:
    """The notice is given though nobody can note it, and not again once the database is back."""
    operator = alarm()
    operator.store = store = FailingStore(operator.store, {"told"})  # type: ignore[assignment]
    assert operator.broke("a visit", FULL)
    assert not operator.broke("the recurring job sweep", FULL)
    store.away.clear()
    assert not operator.broke("a visit", FULL)


def test_what_broke_is_told_once_a_day() -> None:
    operator = alarm()
    assert operator.broke("a visit", OSError(errno.ENOSPC, "No space left on device"))
    assert not operator.broke("the recurring job mail", OSError(errno.ENOSPC, "No space left on device"))
    assert operator.broke("a visit", ValueError("?"))
    operator.clock.move(timedelta(days=1))  # type: ignore[attr-defined]
    assert operator.broke("a visit", ValueError("?"))


def test_notice_that_could_not_be_delivered_is_sent_with_the_next_ping() -> None:
    """A network that is cut off takes no notice away, and none is sent twice."""
    heard, later = list[bytes](), list[bytes]()
    there, away = _server(heard), _server(later)
    port = away.server_port
    away.shutdown()
    away.server_close()
    operator = alarm(urls=[f"json://127.0.0.1:{port}", f"json://127.0.0.1:{there.server_port}"])
    operator.tell("k", "the title", "the body")
    operator.ping()
    back = _server(later, port)
    operator.ping()
    operator.ping()
    there.shutdown()
    back.shutdown()
    assert [len(heard), len(later)] == [1, 1]
    assert b"the title" in later[0]


def test_dead_man_is_pinged() -> None:
    heard: list[bytes] = []
    server = _server(heard)
    alarm(dead_man=f"http://127.0.0.1:{server.server_port}/").ping()
    server.shutdown()
    assert heard == [b""]


def test_unreachable_dead_man_breaks_nothing() -> None:
    alarm(dead_man="http://127.0.0.1:9/").ping()


def _server(heard: list[bytes], port: int = 0) -> HTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200)
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the library looks for this name

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server
