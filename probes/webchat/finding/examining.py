"""Tries the parts of a hand-written profile that only reading shows: are the lines that stand there told rightly?

Whatever is found wrong is found without a word: on a fresh visit no line can be ours, and what the transcript shows
must be somebody's. With something said, our own line must be there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from probes.browser import BrowserError, ElementHandle
from probes.interface import Speaker
from probes.webchat.conversation import WebConversation
from probes.webchat.finding.picture import Boxed
from probes.webchat.widget import Profile

SELECTORS = ("input", "ready", "transcript", "own", "agent", "text", "text_exclude", "typing", "notices")
INVALID = """(selectors) => selectors.filter((selector) => {
  try {
    const empty = document.createDocumentFragment();
    for (const part of selector.split(" >> ")) empty.querySelector(part);
    return false;
  } catch { return true; }
})"""
# The first text of a transcript that no selector of the profile covers and that is more than a date or a name.
UNREAD = """(root, {covered, words}) => {
  const found = [];
  const walk = (node) => {
    for (const child of (node.shadowRoot || node).childNodes) {
      if (child.nodeType === 1) {
        if (/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|TEXTAREA)$/.test(child.tagName) || child.matches(covered)) continue;
        if (child.checkVisibility()) walk(child);
      } else if (child.nodeType === 3) {
        const text = child.data.replace(/\\s+/g, " ").trim();
        const fits = words ? text.includes(words) : /\\p{Script=Han}{6}|(\\p{L}{2,}\\W+){3}/u.test(text);
        if (fits && child.parentElement) found.push(child.parentElement);
      }
    }
  };
  walk(root);
  return found[0] || null;
}"""


async def misread(
    door: WebConversation, said: str, described: Profile | None, *, reached: bool
) -> tuple[str, Boxed | None]:  # fmt: skip
    """The first part that breaks in reading, with the element that shows it; empty if none does.

    ``said``: what we wrote into the chat on this visit, if anything; ``described``: the profile that was given;
    ``reached``: the way to the chat was found.
    """
    if door.profile.reading != "selectors":
        return (await _otherwise(door, described) if said and described and reached else ""), None
    if wrong := await _invalid(door):  # with one such selector nothing else is seen either
        return wrong, None
    if door.watch.chat is None or not reached:
        return "", None
    return await _own(door, said) or await _agent(door) or ("", None)


async def _otherwise(door: WebConversation, described: Profile) -> str:
    """What a visit did without: it finds another way, and the profile is wrong all the same."""
    if described.send not in ("find", door.profile.send):
        return f"way to send ({described.send}): did not send; {door.profile.send} did"
    if described.transcript and not await stands(door, described.transcript):
        return f"transcript ({described.transcript}): is not on the page; the lines were found without it"
    return ""


async def _own(door: WebConversation, said: str) -> tuple[str, Boxed] | None:
    """On a fresh visit no line is ours; once we have spoken there is one."""
    selector = door.profile.own
    own = [row for row in door.watch.sight.rows if row.speaker is Speaker.OWN]
    if own and not said:
        what = f"own message ({selector}): matches what we have not said: {_short(own[0].text)}"
        return what, Boxed(name="own message?", element=await door.watch.element(own[0].key))
    if said and not own and (element := await _unread(door, said)):
        what = f"own message ({selector}): our words stand in the transcript, and it does not match them"
        return what, Boxed(name="own message?", element=element)
    return None


async def _agent(door: WebConversation) -> tuple[str, Boxed] | None:
    """What stands in the transcript is somebody's."""
    if any(row.speaker is Speaker.PLATFORM for row in door.watch.sight.rows):
        return None
    element = await _unread(door, "")
    if element is None:
        return None
    shown = _short(await element.inner_text())
    what = f"agent message ({door.profile.agent}): matches nothing, and the transcript shows: {shown}"
    return what, Boxed(name="agent message?", element=element)


async def _invalid(door: WebConversation) -> str:
    """The first selector that the browser does not understand."""
    given = {name: getattr(door.profile, name) for name in SELECTORS}
    asked = {name: selector for name, selector in given.items() if selector}
    with suppress(BrowserError):
        for selector in await door.page.evaluate(INVALID, list(asked.values())):
            name = next(name for name in asked if asked[name] == selector)
            return f"{name} ({selector}): is no CSS selector"
    return ""


async def _unread(door: WebConversation, words: str) -> ElementHandle | None:
    """Something in the transcript that no line covers: any sentence, or just ``words``."""
    root = await transcript_of(door)
    if root is None:
        return None
    with suppress(BrowserError):
        asked = {"covered": ", ".join(_covered(door.profile, words)), "words": words}
        return (await root.evaluate_handle(UNREAD, asked)).as_element()
    return None


def _covered(profile: Profile, words: str) -> Sequence[str]:
    lines = [profile.own] if words else [profile.lines(), profile.typing]
    return [selector for selector in lines if selector]


async def transcript_of(door: WebConversation) -> ElementHandle | None:
    """What holds the lines: as it was found, or as the profile says."""
    found = None
    with suppress(BrowserError, TimeoutError):  # a page that is busy does not tell
        found = await door.watch.transcript()
    chat, selector = door.watch.chat, door.profile.transcript
    if found is not None or chat is None or not selector:
        return found
    with suppress(BrowserError):
        place = chat.locator(selector).filter(visible=True).first
        return await place.element_handle(timeout=1000) if await place.count() else None
    return None


async def stands(door: WebConversation, selector: str) -> bool:
    """Whether the chat has such an element."""
    with suppress(BrowserError):
        return bool(selector and door.watch.chat and await door.watch.chat.query_selector(selector))
    return False


def _short(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:60]}{'…' if len(words) > 60 else ''}”"
