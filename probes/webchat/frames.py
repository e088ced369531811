"""The second witness: WebSocket frames of the chat, when they came and what they carried."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from probes.browser import BrowserError, Page, Response, WebSocket
from probes.webchat.sayings import said_in
from probes.webchat.transcript import words

KEPT = 300  # newest frames
LONGEST = 65536  # characters of a frame that are searched
LEEWAY = timedelta(milliseconds=250)  # a frame may reach us this much after the page has drawn it
SLOW = timedelta(seconds=3)  # so may an answer over HTTP, of which only the contents are asked
READING = timedelta(seconds=2)  # an answer under way is waited for
POLLED = timedelta(seconds=60)  # a line that is asked again and again was asked at least so lately


@dataclass(slots=True)
class _Socket:
    path: str
    alive_at: datetime  # last sign of life from the other side
    open: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """One payload as it passed; ``way``: received | sent | http (an answer). Of an address no query is kept."""

    at: datetime
    way: str
    path: str
    payload: str


@dataclass  # no slots: Playwright keeps its own note on whoever listens
class Frames:
    """Frames of one page. The chat's socket is the one that carried our own text; others are not the chat's."""

    now: Callable[[], datetime]
    lost: Callable[[datetime], None] = lambda at: None  # the chat's connection went away
    found: Callable[[datetime], None] = lambda at: None  # and is back
    carried: bool = False  # a socket has carried the newest of our texts
    _own: list[str] = field(default_factory=list)
    _received: deque[tuple[datetime, str]] = field(default_factory=lambda: deque(maxlen=KEPT))
    _answers: deque[tuple[datetime, str]] = field(default_factory=lambda: deque(maxlen=KEPT))  # over HTTP
    _kept: deque[Frame] = field(default_factory=lambda: deque(maxlen=KEPT))
    _tasks: dict[asyncio.Task[None], datetime] = field(default_factory=dict)  # answers being read, since when
    _sockets: list[_Socket] = field(default_factory=list)
    _chat_paths: set[str] = field(default_factory=set)
    _brought: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=KEPT))  # by which line, what
    _own_lines: set[str] = field(default_factory=set)  # those that have carried our own text
    _echoes: dict[str, datetime] = field(default_factory=dict)  # those that have brought it back, and when first
    _polled: dict[str, datetime] = field(default_factory=dict)  # when an address was last asked
    _unread_at: datetime | None = None  # when something last came in that we do not read

    def follow(self, page: Page) -> None:
        page.on("websocket", self._opened)
        page.on("response", self._answered)

    def expect(self, text: str) -> None:
        """Our own text: whatever socket carries it, either way, is the chat's."""
        self._own.append(text)
        self.carried = False

    def sent_since(self, moment: datetime) -> bool:
        """True if a socket has sent anything since then."""
        return any(one.way == "sent" and one.at >= moment for one in self._kept)

    def received(self, text: str, *, after: datetime, before: datetime) -> datetime | None:
        """When a frame with ``text`` last came in, between the two moments (the later one with leeway)."""
        times = (at for at, payload in self._received if after <= at <= before + LEEWAY and carries(payload, text))
        return max(times, default=None)

    def brought(self, text: str) -> bool:
        """True if ``text`` came in by a line that has carried our own text too, whatever kind of line that is."""
        return any(line in self._own_lines and carries(payload, text) for line, payload in self._brought)

    def said(self, after: datetime) -> Sequence[str] | None:
        """What a person could have said in all that came in since ``after``, our own texts aside.

        None where that cannot be told: something came that we do not read, or no line brought our own text back, so
        that we do not know the one by which an answer would come.
        """
        now, full = self.now(), KEPT in (len(self._received), len(self._answers))
        alive = [at for line, at in self._echoes.items() if now - self._polled.get(line, now) <= POLLED]
        if full or not alive or (self._unread_at and self._unread_at >= min(alive)):
            return None
        if any(now - since > READING for since in self._tasks.values()):
            return None
        return said_in([one for at, one in (*self._received, *self._answers) if at >= after], self._own)

    def _note(self, line: str, payload: str, *, returns: bool = True) -> None:
        """``returns``: what is said is told by this line, not only that it was taken."""
        self._brought.append((line, payload))
        if any(carries(payload, own) for own in self._own):
            self._own_lines.add(line)
            if returns:
                self._echoes.setdefault(line, self.now())

    def agent_type(self, text: str, *, after: datetime, before: datetime) -> str:
        """``bot`` or ``human`` where what came in with ``text`` says so of its sender; empty where nothing does."""
        payloads = [one for at, one in self._received if after <= at <= before + LEEWAY]
        payloads += [one for at, one in self._answers if after - SLOW <= at <= before + SLOW]
        telling = [one for one in payloads if carries(one, text)]
        kinds = {kind for one in telling for kind in declared(one, text)} or set(self._of_changed(telling, text))
        return kinds.pop() if len(kinds) == 1 else ""

    def author(self, text: str, *, after: datetime) -> str:
        """``bot`` or ``human`` where what came in since says that it said ``text``, all of it; else empty."""
        payloads = [one for at, one in (*self._received, *self._answers) if at >= after]
        saying = (record for one in payloads for record in records_of(one) if _says(record, text))
        kinds = {kind for record in saying for kind in _kinds(record)}
        return kinds.pop() if len(kinds) == 1 else ""

    def _of_changed(self, telling: Sequence[str], text: str) -> Iterator[str]:
        """An edit says what is changed and to what; who speaks was said with the words that it changes."""
        named = {name for payload in telling for name in names_beside(payload, text)}
        if named:
            for _, payload in (*self._received, *self._answers):
                for record in records_of(payload):
                    if any(ITS_NAME.fullmatch(key) and str(value) in named for key, value in record.items()):
                        yield from _kinds(record)

    async def caught_up(self) -> None:
        """Wait a little for answers that have just come and are still being read; some never end."""
        now = self.now()
        young = [task for task, since in self._tasks.items() if now - since < READING]
        if young:
            await asyncio.wait(young, timeout=READING.total_seconds())

    def overheard(self, stream: str, told: str) -> None:
        """What an event stream has brought: it tells who speaks, and is no clock either."""
        self._answers.append((self.now(), told))
        self._note(stream, told)

    def carrying(self, texts: Sequence[str]) -> Sequence[Mapping[str, str]]:
        """The newest payloads that carried one of these texts, in order: what an exhibit is made of."""
        known = [one for one in self._kept if any(carries(one.payload, text) for text in texts)]
        return [{"at": f.at.isoformat(), "way": f.way, "path": f.path, "payload": f.payload} for f in known]

    @property
    def connected(self) -> bool:
        """False only if the chat is known to use a socket and none of them is open."""
        return not self._chat_paths or any(s.open for s in self._sockets if s.path in self._chat_paths)

    def _opened(self, websocket: WebSocket) -> None:
        socket = _Socket(websocket.url.partition("?")[0], self.now())
        self._sockets = [known for known in self._sockets if known.open] + [socket]
        if socket.path in self._chat_paths:
            self.found(self.now())
        websocket.on("framesent", lambda payload: self._left(socket, payload))
        websocket.on("framereceived", lambda payload: self._arrived(socket, payload))
        websocket.on("close", lambda _: self._closed(socket))

    def _answered(self, answer: Response) -> None:
        """Answers over HTTP tell who speaks; they are no clock."""
        kind, length = answer.request.resource_type, answer.headers.get("content-length")
        if answer.status != 200 or length == "0":
            return
        if kind in ("xhr", "fetch") and "json" in answer.headers.get("content-type", ""):
            task = asyncio.get_running_loop().create_task(self._read(answer, self.now()))
            self._tasks[task] = self.now()
            task.add_done_callback(lambda done: self._tasks.pop(done, None))
        elif kind in ("xhr", "fetch") or (kind == "script" and "?" in answer.url):
            self._unread_at = self.now()

    async def _read(self, answer: Response, at: datetime) -> None:
        with suppress(BrowserError, UnicodeDecodeError):
            told = (await answer.text())[:LONGEST]
            path = answer.url.partition("?")[0]
            self._answers.append((at, told))
            self._kept.append(Frame(at, "http", path, told))
            asks = answer.request.method == "GET"
            if asks:
                self._polled[path] = at
            self._note(path, told, returns=asks)
            return
        self._unread_at = self.now()

    def _arrived(self, socket: _Socket, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        socket.alive_at = self.now()
        self._received.append((socket.alive_at, text[:LONGEST]))
        self._note(socket.path, text[:LONGEST])
        self._kept.append(Frame(socket.alive_at, "received", socket.path, text[:LONGEST]))
        self._passed(socket, text)

    def _left(self, socket: _Socket, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        self._kept.append(Frame(self.now(), "sent", socket.path, text[:LONGEST]))
        self._passed(socket, text)

    def _passed(self, socket: _Socket, payload: str | bytes) -> None:
        if not self._own or (socket.path in self._chat_paths and self.carried):
            return
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        self.carried = self.carried or carries(text[:LONGEST], self._own[-1])
        if any(carries(text[:LONGEST], own) for own in self._own):
            self._chat_paths.add(socket.path)
            self._own_lines.add(socket.path)

    def _closed(self, socket: _Socket) -> None:
        was = self.connected
        socket.open = False
        if was and not self.connected:
            self.lost(socket.alive_at)  # a dead line is noticed late


def carries(payload: str, text: str) -> bool:
    """True if a frame holds the text, plain or as a JSON string."""
    if not text:
        return False
    return any(form in payload for form in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]))


KEYS = re.compile(r"type|role|kind|bot|author|sender|agent|from|automat|human", re.IGNORECASE)
BOT = re.compile(r"(chat)?_?(ro)?bot|ai|virtual_?(agent|assistant)|automat(ed|ic)|机器人", re.IGNORECASE)
HUMAN = re.compile(r"human(_?agent)?|live_?agent|operator|person|人工(客服)?|坐席", re.IGNORECASE)
BOTLIKE = re.compile(r"^(is_?)?(ro)?bot$|^(is_?)?automat(ed|ic)$", re.IGNORECASE)


ITS_NAME = re.compile(r"_*((msg|message)_?)?(id|uuid|guid|mid|key)", re.IGNORECASE)
NOT_ITS_NAME = re.compile(
    r"conv|chat|room|session|channel|thread|user|visitor|client|ticket|account|seq", re.IGNORECASE
)


def declared(payload: str, text: str) -> Iterator[str]:
    """What the record that carries ``text`` says of its sender."""
    for record in _carrying(payload, text):
        yield from _kinds(record)


def _says(record: Mapping[str, Any], text: str) -> bool:
    """One of its own values is ``text``, laid out as it may be."""
    said = words(text)
    return bool(said) and any(isinstance(value, str) and words(value) == said for value in record.values())


def names_beside(payload: str, text: str) -> Iterator[str]:
    """What the record that carries ``text`` names beside it: perhaps the message whose words it changes."""
    for record in _carrying(payload, text):
        for key, value in record.items():
            plain = isinstance(value, (str, int)) and not isinstance(value, bool) and not NOT_ITS_NAME.search(key)
            if plain and re.fullmatch(r"[\w.:-]{2,80}", str(value)):
                yield str(value)


def _carrying(payload: str, text: str) -> Iterator[Mapping[str, Any]]:
    for record in records_of(payload):
        if any(isinstance(value, str) and text in value for value in record.values()):
            yield record


def records_of(payload: str) -> Iterator[Mapping[str, Any]]:
    """Every record of a payload in JSON, with or without a prefix."""
    for start in [match.start() for match in re.finditer(r"[\[{]", payload[:20])][:2]:
        try:
            parsed = json.loads(payload[start:])
        except ValueError:
            continue
        yield from _records(parsed)
        return


def _records(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _records(one)


def _kinds(record: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    for key, value in record.items():
        if not KEYS.search(key):
            continue
        if isinstance(value, bool) and BOTLIKE.search(key):
            yield "bot" if value else "human"
        elif isinstance(value, str) and key.casefold() not in ("name", "text"):
            if BOT.fullmatch(value):
                yield "bot"
            elif HUMAN.fullmatch(value):
                yield "human"
        elif isinstance(value, dict) and depth == 0:
            yield from _kinds(value, 1)
