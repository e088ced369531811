"""Presses once and watches what comes of it: requests that leave, and what the page shows, until that is decided."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from probes.browser import BrowserError, Page, Request, Response, failing
from probes.form import answers, filling, said, words
from probes.form.dialogs import Dialogs
from probes.form.evidence import After, Trip
from probes.form.meaning import meaning_of
from probes.form.outcome import UNDECIDED, UNKNOWN, Kind, Verdict, judge
from probes.form.sockets import Sockets
from probes.form.survey import LONG_AGO, Sight, Surveyor
from probes.interface import Means, ProbeError, VoidReason

LOOK_EVERY = 0.12  # seconds between two looks; the moment itself is taken in the page
_REST = 1.0  # seconds without a change: a step has been drawn
_MOST_TRIPS = 2000  # a page may send without end
_SHORT = 100  # letters of a refusal that is about one field
_MOST_ANSWERS = 20  # that are read
_GIVEN_UP = "ERR_ABORTED"
_IDLE = ("image", "stylesheet", "font", "media", "script", "ping", "manifest", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a press: the verdict, its moment, what was in sight then, and what else the page ``said``.

    ``empty``: what was left empty in our form, where nothing left the page.
    """

    verdict: Verdict
    at: datetime
    sights: Sequence[Sight]
    carried: bool  # a request left that may have carried our message
    said: str = ""
    empty: Sequence[str] = ()


@dataclass(slots=True, kw_only=True)
class Press:
    """One press of one button; ``before`` is what the page showed, ``text`` what we wrote, ``sign`` what stands in
    every request that carries it, however it is written there (letters and digits alone)."""

    page: Page
    surveyor: Surveyor
    means: Means
    now: Callable[[], datetime]
    before: Sequence[Sight]
    text: str
    sign: str
    sockets: Sockets
    dialogs: Dialogs
    step: bool = False  # it leads on and is not meant to send
    address: str = ""  # ours, where we wrote one
    _mark: list[int] = field(default_factory=list)
    _trips: dict[Request, Trip] = field(default_factory=dict)
    _pressed: datetime = LONG_AGO
    _left_at: datetime = LONG_AGO  # our address, with what may be our message, first left the page
    _against: str = ""  # a refusal or an error that was said, be it for a moment
    _reading: set[asyncio.Task[None]] = field(default_factory=set)

    async def make(self, sight: Sight, number: int, *, moved_on: Callable[[Sequence[Sight]], bool]) -> Decided:
        """Press button ``number`` once; ends when the page has decided, has ``moved_on`` (a step), or patience ends.

        Raises ``ProbeError``: NOT_SENT if the button could not be pressed, SEND_UNCERTAIN if pressing broke off.
        """
        patience = self.means.patience.total_seconds()
        with failing(VoidReason.NOT_SENT, "the button is gone"):
            async with asyncio.timeout(patience):
                button = await sight.element(number)
                reachable = await filling.ready_to_press(button, patience / 4)
        left, answered = lambda request: self._left(request), lambda response: self._answered(response)
        failed = lambda request: self._failed(request)  # noqa: E731
        context = self.page.context  # not the page alone: a form may send from a window of its own
        context.on("request", left)
        context.on("response", answered)
        context.on("requestfailed", failed)
        try:
            self._pressed, self._mark, self.dialogs.agreeing = self.now(), self.sockets.mark(), True
            with failing(VoidReason.SEND_UNCERTAIN, "sending broke off"):
                async with asyncio.timeout(2 * patience):
                    await filling.press(button, reachable, patience)
            return await self._decided(self._pressed, moved_on)
        finally:
            context.remove_listener("request", left)
            context.remove_listener("response", answered)
            context.remove_listener("requestfailed", failed)
            self.dialogs.agreeing = False
            for task in self._reading:
                task.cancel()

    # -- what leaves ---------------------------------------------------------------------------------------------------

    def _left(self, request: Request) -> None:
        ours = self.sign in request.url  # a script or a picture can carry a message, too
        if (request.resource_type in _IDLE and not ours) or len(self._trips) >= _MOST_TRIPS:
            return
        document = request.is_navigation_request() and self._of_ours(request)
        told = (request.post_data_buffer or b"") + request.url.encode()
        ours = self.sign.encode() in told
        body = request.post_data_buffer or b""
        said = (ours or bool(body)) and answers.carries(told, self.text)
        text = ours and not document and said
        checks = text and answers.only_checks(request.url, body)
        trip = Trip(method=request.method, document=document, ours=ours, text=text, checks=checks, said=said)
        self._trips[request] = trip
        if trip.ours and trip.carries and self._left_at == LONG_AGO:
            self._left_at = self.now()

    def _of_ours(self, request: Request) -> bool:
        with suppress(BrowserError):
            return request.frame in (self.page.main_frame, *(sight.frame for sight in self.before))
        return False

    def _answered(self, response: Response) -> None:
        if trip := self._trips.get(response.request):
            self._trips[response.request] = replace(trip, status=response.status)
            if trip.text and len(self._reading) < _MOST_ANSWERS:
                self._reading.add(asyncio.create_task(self._read(response)))

    def _failed(self, request: Request) -> None:
        """It reached no server; what the page itself gave up (it was left meanwhile) may have."""
        trip = self._trips.get(request)
        if trip and not trip.status and _GIVEN_UP not in (request.failure or ""):
            self._trips[request] = replace(trip, lost=True)

    async def _read(self, response: Response) -> None:
        """What the server says of our message, where only the page's script is told."""
        with suppress(BrowserError, UnicodeDecodeError):
            body = (await response.body())[: answers.LONGEST].decode("utf-8", "replace")
            said = answers.read(response.status, body, self.text)
            self._trips[response.request] = replace(self._trips[response.request], answer=said)

    def _left_so_far(self) -> tuple[Trip, ...]:
        return (*self._trips.values(), *self.sockets.trips(self._mark))

    # -- what is shown -------------------------------------------------------------------------------------------------

    async def _decided(self, pressed: datetime, moved_on: Callable[[Sequence[Sight]], bool]) -> Decided:
        clock = asyncio.get_running_loop().time
        deadline, settle = clock() + self.means.patience.total_seconds(), self.means.settle.total_seconds()
        held, since, looked = UNKNOWN, clock(), pressed
        at, sights = pressed, tuple(self.before)
        while clock() < deadline:
            await asyncio.sleep(LOOK_EVERY)
            sights = tuple(await self.surveyor.look(self.page))
            verdict = judge(self._after(sights)) if sights else UNKNOWN
            undecided = verdict.kind in UNDECIDED
            open_yet = verdict.kind not in (Kind.TAKEN, Kind.BARRED) if self.step else undecided
            if open_yet and self._at_rest(sights) and moved_on(sights):
                return self._told(UNKNOWN, at, sights)
            if undecided and held.kind is Kind.TAKEN:
                verdict = held  # a notice of success that faded away again
            if verdict.kind != held.kind:
                held, since, at = verdict, clock(), self._moment(sights, looked)
            if verdict.kind in (Kind.REFUSED, Kind.BROKEN):
                self._against = verdict.detail
            if undecided and held.kind is verdict.kind:
                held = verdict  # more may be said meanwhile
            if verdict.settled and not undecided:
                return self._told(verdict, at, sights)
            if held.kind not in UNDECIDED and clock() - since >= settle:
                return self._told(held, at, sights)
            looked = min((sight.survey.at for sight in sights), default=looked)
        return self._told(
            held if held.kind is Kind.WORDLESS and not self._against else self._objected(sights), at, sights
        )

    def _objected(self, sights: Sequence[Sight]) -> Verdict:
        """In the end, nothing left the page and a dialog told why, be it in words that nobody here knows."""
        detail = said.objection(self._after(sights))
        return Verdict(kind=Kind.REFUSED, detail=detail) if detail else UNKNOWN

    def _at_rest(self, sights: Sequence[Sight]) -> bool:
        """Nothing changes any more: the next step is there as a whole."""
        rest = min(self.means.settle.total_seconds(), _REST)
        return bool(sights) and all((s.survey.at - s.survey.changed).total_seconds() >= rest for s in sights)

    def _after(self, sights: Sequence[Sight]) -> After:
        before, now = ([sight.survey for sight in seen] for seen in (self.before, sights))
        dialogs = tuple(text for _, text in self.dialogs.since(self._pressed))
        trips = self._left_so_far()
        return After(
            before=before, now=now, text=self.text, trips=trips, dialogs=dialogs, step=self.step, address=self.address
        )  # fmt: skip

    def _told(self, verdict: Verdict, at: datetime, sights: Sequence[Sight]) -> Decided:
        carried = any(trip.carries for trip in self._left_so_far())
        heard = [text for _, text in self.dialogs.heard]  # also while the form was filled in
        after = self._after(sights)
        told = self._against if carried else said.aside(after, heard)
        empty = [] if carried else [field.called for field in after.beside_ours if field.writable and not field.value]
        return Decided(verdict=verdict, at=at, sights=sights, carried=carried, said=told, empty=empty)

    def _moment(self, sights: Sequence[Sight], looked: datetime) -> datetime:
        """The last change between this look and the one before, of the page or by a dialog; else this look's. Some
        pages give thanks before the message has left: it is not taken before."""
        if heard := [at for at, _ in self.dialogs.since(self._pressed) if at > looked]:
            return max(heard[-1], self._left_at)
        changes = [sight.survey.changed for sight in sights if sight.survey.changed > looked]
        shown = max(changes, default=max((sight.survey.at for sight in sights), default=looked))
        return min(max(shown, self._left_at), self.now())


def not_taken(decided: Decided, address: str) -> ProbeError:
    """What is to be told of a press that did not lead to success."""
    verdict = decided.verdict
    if refusal := verdict.detail if verdict.kind is Kind.REFUSED else _said_before(decided):
        hint = (
            ""
            if words.meaning(refusal) == "phone"
            else f"if it was the address, other tags are possible: [[mail_accounts]] tag_separator (given: {address})"
        )
        ours = "our address" if words.meaning(refusal) == "email" else _entry_meant(decided, refusal)
        return ProbeError(VoidReason.NOT_SENT, f"the form did not accept {ours}: {refusal}", hint)
    if verdict.kind is Kind.BROKEN:
        return ProbeError(VoidReason.SEND_UNCERTAIN, f"the form reported an error: {verdict.detail}")
    if not decided.carried:
        nothing = _with("the button was pressed and nothing left the page", decided.said)
        return ProbeError(VoidReason.NOT_SENT, nothing, _left_empty(decided))
    unsure = "the page does not say whether the message was taken"
    return ProbeError(VoidReason.SEND_UNCERTAIN, _with(unsure, _refusal(decided) or decided.said))


def _left_empty(decided: Decided) -> str:
    """What a script that says nothing may have wanted."""
    return f"left empty: {', '.join(decided.empty)}" if decided.empty else ""


def _with(what: str, told: str) -> str:
    return f"{what}; it says: {told}" if told else what


def _entry_meant(decided: Decided, refusal: str) -> str:
    """The one field of the page that a short refusal is about, by what it is called; it may stand behind a dialog."""
    meaning = words.meaning(refusal) if len(refusal) <= _SHORT else ""
    meant = {field.called for sight in decided.sights for field in sight.survey.fields if meaning_of(field) == meaning}
    return f"the entry in {meant.pop()!r}" if meaning and len(meant) == 1 else "an entry"


def _said_before(decided: Decided) -> str:
    """Where nothing left the page: an error that stood beside an entry before the press, as soon as it was written."""
    if decided.carried or decided.verdict.kind is not Kind.UNKNOWN:
        return ""
    errors = [error for sight in decided.sights for error in sight.survey.errors]
    told = [*errors, decided.said]
    return next((error[:200] for error in told if words.says("after", "refused", error)), "")


def _refusal(decided: Decided) -> str:
    """What reads like a refusal on a page without a form: it may have come with anything."""
    if any(field.visible and field.writable for sight in decided.sights for field in sight.survey.fields):
        return ""
    lines = (line.text for sight in decided.sights for line in sight.survey.lines)
    return next((line[:200] for line in lines if words.says("after", "refused", line)), "")
