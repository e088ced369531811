"""Recognises whose chat is on a page by what it loads, names and shows (``profiles/*.toml``); decides nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from probes.browser import BrowserContext, BrowserError
from probes.webchat.vendor import Vendor, vendors

PROOF = 2  # a vendor's own host is proof; a path, a global or an element is one sign, and one alone may be chance
SEEN = """({globals, selectors}) => {
  const part = (at, key) => at === undefined || at === null ? undefined : at[key];
  const element = (value) => value instanceof Node || value instanceof HTMLCollection; // an id is a global too
  const named = (name) => name.split(".").reduce(part, window);
  const own = (value) => value !== undefined && value !== null && !element(value);
  const shows = (selector) => { try { return Boolean(document.querySelector(selector)); } catch { return false; } };
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  return {
    scripts: [...loaded, ...[...document.scripts].map((one) => one.src)].filter((one) => /^https?:/.test(one)),
    globals: globals.filter((name) => { try { return own(named(name)); } catch { return false; } }),
    selectors: selectors.filter(shows),
  };
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What the pages of one visit bore: addresses that were loaded, names of scripts, elements."""

    scripts: frozenset[str] = frozenset()
    globals: frozenset[str] = frozenset()
    selectors: frozenset[str] = frozenset()


def of(traces: Traces, among: Sequence[Vendor] | None = None) -> Sequence[Vendor]:
    """Whose chat it is: the vendor with the most signs, or all that have as many; nobody without proof or two signs."""
    signs = [(_signs(vendor, traces), vendor) for vendor in (vendors() if among is None else among)]
    most = max((count for count, _ in signs), default=0)
    return [vendor for count, vendor in signs if count == most >= PROOF]


def verification(known: Sequence[Vendor]) -> str:
    """When and against what the files of the recognised vendors were verified; empty where any of them is a hint."""
    verified = [vendor.verified for vendor in known if vendor.verified]
    return " or ".join(map(str, verified)) if len(verified) == len(known) else ""


def _signs(vendor: Vendor, traces: Traces) -> int:
    signature = vendor.signature
    named = len(traces.globals & set(signature.globals)) + len(traces.selectors & set(signature.selectors))
    loaded = (pattern for pattern in signature.scripts if any(_loads(pattern, one) for one in traces.scripts))
    return named + sum(1 if pattern.startswith("/") else PROOF for pattern in loaded)


def _loads(pattern: str, script: str) -> bool:
    """``*`` stands for a part of a label or of a folder's name; a host also stands for what lies below it."""
    host, slash, path = pattern.partition("/")
    where = rf"(?:[\w-]+\.)*{_glob(host.removeprefix('*.'))}(?::\d+)?" if host else r"[^/?#]*(?:/[^?#]*)?"
    rest = f"/{_glob(path)}" if slash else "(?=[/?#]|$)"
    return re.match(f"https?://{where}{rest}", script) is not None


def _glob(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", r"[^/.?#]*")


async def recognised(context: BrowserContext) -> Sequence[Vendor]:
    """The vendor of the chat on a visit's pages; several where the pages bear the signs of several alike."""
    known = [vendor.signature for vendor in vendors()]
    asked = {
        "globals": _every(signature.globals for signature in known),
        "selectors": _every(signature.selectors for signature in known),
    }
    found: dict[str, set[str]] = {"scripts": set(), "globals": set(), "selectors": set()}
    for page in context.pages:
        for frame in page.frames:
            with suppress(BrowserError):
                told = json.loads(await frame.evaluate(f"(asked) => JSON.stringify(({SEEN})(asked))", asked))
                found["scripts"].add(frame.url)
                for kind, seen in found.items():
                    seen.update(str(one) for one in told[kind])
    return of(Traces(**{kind: frozenset(seen) for kind, seen in found.items()}))


def _every(parts: Iterable[Sequence[str]]) -> Sequence[str]:
    return sorted({one for part in parts for one in part})
