"""Writes into a chat's input as a person does, which may be a document of its own in a frame of the page.

There ``place`` is the frame's element: the words are typed into the document that it shows, key by key, since an editor
learns by keys what was written.
"""

from __future__ import annotations

from probes.browser import Locator

FRAMED = "element => ['iframe', 'frame'].includes(element.localName)"
WRITTEN = """element => {
  const shown = element.contentDocument ? element.contentDocument.body : element;
  return shown.value ?? shown.innerText;
}"""
INNER = "body"  # what is edited in a document as a whole


async def write(place: Locator, text: str, patience: float) -> None:
    """Replace what stands there by ``text``; ``patience`` in ms. Raises ``BrowserError``."""
    if not await _framed(place, patience):
        await place.fill(text, timeout=patience)
        return
    inner = place.content_frame.locator(INNER)
    await inner.click(timeout=patience)  # what an editor says until one begins goes with that
    await inner.fill("", timeout=patience)
    if "\n" in text:  # a key for a new line may send
        await inner.fill(text, timeout=patience)
    else:
        await inner.press_sequentially(text, timeout=patience)


async def written(place: Locator, patience: float) -> str:
    """What stands there; ``patience`` in ms. Raises ``BrowserError``."""
    return str(await place.evaluate(WRITTEN, timeout=patience))


async def press(place: Locator, key: str, patience: float) -> None:
    """Press a key there; ``patience`` in ms. Raises ``BrowserError``."""
    inner = place.content_frame.locator(INNER) if await _framed(place, patience) else place
    await inner.press(key, timeout=patience)


async def _framed(place: Locator, patience: float) -> bool:
    return bool(await place.evaluate(FRAMED, timeout=patience))
