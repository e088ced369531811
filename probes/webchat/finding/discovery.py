"""Visits an address once and tells what of a chat is there: every part by name, a profile, and a picture.

Writes nothing unless it is told what to say.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from probes.browser import BrowserError, Browsers, ElementHandle
from probes.interface import Barred, Inquiry, Means, ProbeError, Sent, Shut, Speaker, Stage
from probes.webchat.arrival import Visitor
from probes.webchat.conversation import WebConversation
from probes.webchat.finding import doors, sends, vendors
from probes.webchat.finding.examining import misread, stands, transcript_of
from probes.webchat.finding.picture import Boxed, picture
from probes.webchat.widget import Profile

PARTS = (
    *("launcher", "frame", "pre-chat form", "input", "way to send", "transcript", "own message", "agent message"),
    *("typing", "notice", "offline form"),
)
LISTEN = timedelta(seconds=20)
HOLDS = """(element, other) => {
  for (let at = other; at; at = at.parentNode || at.host) if (at === element) return true;
  return false;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one visit found. ``profile`` is None where there is no way to write; ``missing`` says what was not found."""

    address: str
    vendor: str  # whose chat it is, empty if nobody knows; "A or B" where both are as likely
    verified: str  # when and against what the vendor's file, or each of them, was verified; empty: a hint
    door: str  # open, shut, barred or not found
    profile: Mapping[str, Any] | None
    parts: Mapping[str, str]  # name → where it is
    missing: str = ""
    seconds: float = 0.0
    said: Sequence[tuple[str, str]] = ()  # speaker, text: what came of saying something
    picture: bytes = field(default=b"", repr=False)


async def discover(
    inquiry: Inquiry, means: Means, stage: Stage, *, say: str = "", beside_form: bool = False
) -> Discovery:
    """Visit ``inquiry.target`` with its profile, or find one. Raises ``ProbeError`` only where no browser starts.

    ``beside_form``: a contact form stands on the page. It is left alone, and is neither a chat nor its closed door.
    """
    visitor = Visitor(inquiry=inquiry, means=means, stage=stage, returning=False, beside_form=beside_form)
    table = inquiry.target.profile
    described = None if table is None else Profile.model_validate(table)
    lent: dict[str, Any] = {"private": inquiry.target.control, "asking": say or inquiry.text}
    lent |= {"locale": described.locale} if described and described.locale else {}
    async with Browsers(means.browser_path) as browsers, browsers.context(**lent) as context:
        door = WebConversation(context, described, visitor, None)
        began, missing, said = time.monotonic(), "", []
        await door.prepare()
        try:
            await door.come_in()
            took = time.monotonic() - began
            if say and door.closed is None and isinstance(await door.send(say), Sent):
                heard = [message async for message in door.listen(stage.now() + LISTEN)]
                heard.sort(key=lambda message: not message.before_t0)  # what was said before us is told before us
                said = [(message.speaker.value, message.text) for message in heard]
                missing = door.undelivered
        except ProbeError as error:
            took, missing = time.monotonic() - began, "; ".join(filter(None, (str(error), error.hint)))
        parts = await _parts(door)
        broken, place = await _misread(door, say, missing, described)
        taken = await picture(door.page, [*parts, place] if place else parts)
        profile = door.profile.model_dump(mode="json", exclude_defaults=True) if not missing or door.found else None
        known = await vendors.recognised(context)
        return Discovery(
            address=inquiry.target.address, vendor=" or ".join(vendor.title for vendor in known),
            verified=vendors.verification(known), door=_door(door, missing),
            profile=profile if door.closed is None else None, parts={part.name: part.where for part in parts},
            missing=broken or missing, seconds=took, said=said, picture=taken,
        )  # fmt: skip


async def _misread(
    door: WebConversation, say: str, missing: str, described: Profile | None
) -> tuple[str, Boxed | None]:  # fmt: skip
    """What a profile of the configuration reads wrongly; where it led to no chat there is nothing to read."""
    if door.closed is None:
        with suppress(BrowserError):
            return await misread(door, say, None if missing else described, reached=not missing or bool(say))
    return "", None


def _door(door: WebConversation, missing: str) -> str:
    if isinstance(door.closed, Shut):
        return f"shut: {door.closed.reason}"
    if isinstance(door.closed, Barred):
        return f"barred: {door.closed.reason}"
    return "not found" if missing and door.watch.chat is None else "open"


async def _parts(door: WebConversation) -> Sequence[Boxed]:
    """Every part that was found, in the order of ``PARTS``."""
    found: dict[str, Boxed] = {}
    with suppress(BrowserError):
        await _on_the_way(door, found)
    with suppress(BrowserError):
        await _to_write(door, found)
    with suppress(BrowserError):
        await _unbox_the_whole(found)
    with suppress(BrowserError):
        await _to_read(door, found)
    if isinstance(door.closed, Shut):
        found["offline form"] = Boxed(name="offline form", where=door.closed.reason)
        with suppress(BrowserError):
            found["offline form"] = replace(found["offline form"], element=await _left_instead(door))
    return [found[name] for name in PARTS if name in found]


async def _left_instead(door: WebConversation) -> ElementHandle | None:
    """The form to leave a message, or its last field where the fields are in none; None where it is words alone."""
    for view in await door.eyes.look(opened=True):
        for one in view.surfaces():
            if one.fields and doors.offline(view.survey, view.setting, one.fields, one.text, log=one.log):
                place = await view.frame.query_selector(await door.eyes.selector(view, one.fields[-1]))
                return (await place.evaluate_handle("(field) => field.form || field")).as_element() if place else None
    return None


async def _on_the_way(door: WebConversation, found: dict[str, Boxed]) -> None:
    for part in door.scout.parts if door.scout else ():
        if part.name in ("launcher", "pre-chat form"):
            element = await part.frame.query_selector(part.selector) if part.selector else None
            found[part.name] = Boxed(name=part.name, where=part.selector, element=element)
    chat = door.watch.chat
    clicked = next((step.click for step in door.profile.steps if step.click), "")  # of a profile that was given
    if chat is not None and clicked and not (door.scout and door.scout.parts):
        pressed = await door.page.query_selector(clicked)  # most put themselves away
        found["launcher"] = Boxed(name="launcher", where=clicked, element=pressed)
    if chat is not None and chat.parent_frame is not None:
        where = " → ".join(door.profile.frame)
        found["frame"] = Boxed(name="frame", where=where, element=await chat.frame_element())


async def _to_write(door: WebConversation, found: dict[str, Boxed]) -> None:
    chat = door.watch.chat
    if chat is None:
        return
    place = chat.locator(door.profile.input).filter(visible=True).first
    if not await place.count():
        return
    found["input"] = Boxed(name="input", where=door.profile.input, element=await place.element_handle(timeout=1000))
    for view in await door.eyes.look(opened=True):
        index = await door.eyes.index_of(view, place) if view.frame is chat else -1
        if index < 0:
            continue
        buttons = [one for one in sends.buttons(view.survey, view.survey.things[index]) if sends.says_it(one)]
        if buttons:
            selector = await door.eyes.selector(view, buttons[0])
            found["way to send"] = Boxed(
                name="way to send", where=selector, element=await chat.query_selector(selector)
            )
    known = door.profile.send
    if known != "find":
        found.pop("way to send", None)
        pressed = None if door.profile.keys else await chat.query_selector(known)
        if door.profile.keys or pressed:  # many a button comes only with the first word
            found["way to send"] = Boxed(name="way to send", where=known, element=pressed)
    elif "way to send" not in found:
        found["way to send"] = Boxed(name="way to send", where="no button says so; Enter will be tried first")


async def _unbox_the_whole(found: dict[str, Boxed]) -> None:
    """A launcher that has become the whole chat shows nobody where to press."""
    launcher, place = found.get("launcher"), found.get("input")
    around = launcher.element if launcher else None
    if launcher and around and place and place.element and await around.evaluate(HOLDS, place.element):
        found["launcher"] = replace(launcher, element=None)


async def _to_read(door: WebConversation, found: dict[str, Boxed]) -> None:
    transcript = await transcript_of(door)
    if transcript is not None:
        named = door.profile.transcript if await stands(door, door.profile.transcript) else ""
        where = named or "holds our own message"
        found["transcript"] = Boxed(name="transcript", where=where, element=transcript)
    names = {Speaker.OWN: "own message", Speaker.PLATFORM: "agent message", Speaker.NOTICE: "notice"}
    for row in door.watch.sight.rows:
        name = "typing" if row.busy else names[row.speaker]
        if name not in found:
            element: ElementHandle | None = await door.watch.element(row.key)
            found[name] = Boxed(name=name, where=row.text[:60].replace("\n", " "), element=element)
