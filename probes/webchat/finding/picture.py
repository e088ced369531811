"""Draws boxes with names over the parts of a chat or a form, takes the picture, and leaves the page as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from probes.browser import BrowserError, ElementHandle, Page

PATIENCE = 5000  # ms
DRAW = """(boxes) => {
  const sheet = document.createElement("div");
  sheet.id = "silence-boxes";
  sheet.style.cssText = "position:fixed;inset:0;z-index:2147483647;pointer-events:none";
  const root = sheet.attachShadow({mode: "closed"});
  const colours = ["#d62828", "#1d3557", "#2a9d8f", "#7b2cbf", "#e76f51", "#3a5a40", "#b5179e", "#0077b6"];
  const taken = [];
  boxes.forEach(({name, inside, x, y, width, height}, index) => {
    const colour = colours[index % colours.length];
    const box = document.createElement("div");
    box.style.cssText = `position:fixed;left:${x}px;top:${y}px;width:${width}px;height:${height}px;` +
      `outline:2px solid ${colour};outline-offset:1px`;
    const label = document.createElement("div");
    label.textContent = name;
    const room = 8 * name.length + 12, fits = inside && width > 2 * room;
    const from = fits ? x + width - room : inside && width > 40 ? x + width + 4 : x;
    const left = Math.min(Math.max(0, from), innerWidth - 9 * name.length - 12);
    const within = inside && width > 40;  // a box to tick is too small: its name stands above it
    let top = within ? y + Math.min(4, Math.max(0, height / 2 - 8)) : y >= 18 ? y - 17 : y;
    while (taken.some((one) => Math.abs(one.top - top) < 16 && Math.abs(one.left - left) < 150)) top += 16;
    taken.push({left, top});
    label.style.cssText = `position:fixed;left:${left}px;top:${top}px;background:${colour};color:#fff;` +
      "font:bold 12px/16px sans-serif;padding:0 4px;white-space:nowrap";
    root.append(box, label);
  });
  document.documentElement.append(sheet);
}"""
# What has no box of its own, or only that of its first line, is seen as the one element that it holds.
SEEN = """(element) => {
  const told = (node) => node.nodeType === 1 || (node.nodeType === 3 && node.data.trim());
  const holds = (one) => [...one.childNodes].filter(told);
  let at = element;
  for (let only = holds(at); /^(inline|contents)$/.test(getComputedStyle(at).display); only = holds(at)) {
    if (only.length !== 1 || only[0].nodeType !== 1) break;
    at = only[0];
  }
  return at;
}"""
CLEAR = "() => { for (const one of document.querySelectorAll('#silence-boxes')) one.remove(); }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """One part of a page: what it is called, where it is (a selector, or words), and its element if it is in sight.

    ``inside``: its name is written into it and not above it, where a field's own label stands.
    """

    name: str
    where: str = ""
    element: ElementHandle | None = None
    inside: bool = False


async def picture(page: Page, parts: Sequence[Boxed]) -> bytes:
    """A PNG of the window with every part of it boxed and named. Empty if the page gives none."""
    boxes = [box for part in parts if (box := await _box(part))]
    try:
        with suppress(BrowserError):
            await page.evaluate(DRAW, boxes)
        return await page.screenshot(timeout=PATIENCE)
    except BrowserError:
        return b""
    finally:
        with suppress(BrowserError):
            await page.evaluate(CLEAR)


async def _box(part: Boxed) -> Mapping[str, object] | None:
    if part.element is None:
        return None
    try:
        seen = (await part.element.evaluate_handle(SEEN)).as_element()
        box = await (seen or part.element).bounding_box()
    except BrowserError:
        return None
    return {"name": part.name, "inside": part.inside, **box} if box and box["width"] > 0 and box["height"] > 0 else None
