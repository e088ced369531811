"""Reads the public page of a ticket: what is new on it since the last look, by place and never by text; pure.

A page counts as ours only if it shows our own words to a stranger. What stood on it when it was first seen is its
frame; lines that came in later are what the platform wrote. The same sentence written twice is twice there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import groupby
from urllib.parse import urlsplit

from probes.form import words
from probes.form.survey import Line

_MOVING = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?<![ap]\.m)[.!?。！？]\s*$", re.I)  # what is over in a sentence is said, and no heading
_APART = re.compile(r"^(nav|footer|header|dialog)\b|\.[\w-]*(cookie|consent|toast|navbar|breadcrumb|modal)", re.I)
_URL = re.compile(r"https?://[^\s<>\"'）)\]，。]+")
_TELLING = 12  # letters that do not stand in a mail by chance
_MOST_LINES, _MOST_LETTERS = 1500, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One thing that came to stand on the page. ``copy_of``: the mail (its key) that said the same."""

    text: str
    seen_after: datetime
    seen_by: datetime
    copy_of: str = ""
    given: bool = False  # handed out once: from then on it is never withdrawn


def shows(lines: Sequence[Line], text: str) -> bool:
    """True if the page shows these words of ours."""
    return bool(text.strip()) and words.folded(text) in words.folded(" ".join(line.text for line in lines))


def body(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of the page itself: menus, notices and dialogs around it come and go by themselves."""
    return [line for line in lines if not any(_APART.search(step) for step in line.path)]


def skeleton(lines: Sequence[Line]) -> tuple[str, ...]:
    """A page's lines as they are compared: numbers and "3 minutes ago" folded, since these move by themselves."""
    return tuple(_MOVING.sub("0", words.without("tickets", "moving", line.text)) for line in lines[:_MOST_LINES])


def news(before: Sequence[str], lines: Sequence[Line], own: Sequence[str]) -> Sequence[str]:
    """The texts that came in since ``before`` (a ``skeleton``), in the order of the page; ``own`` is what we wrote."""
    now, fresh = skeleton(lines), []
    for what, _, _, begin, end in SequenceMatcher(None, list(before), list(now), autojunk=False).get_opcodes():
        if what in ("insert", "replace"):
            fresh += [_words(part) for part in _parted(lines[begin:end])]
    ours = [words.folded(text) for text in own]
    return [text for text in fresh if text and not any(words.folded(text) in one for one in ours)]


def entries_below(lines: Sequence[Line], own: str) -> Sequence[str]:
    """What stands below our own words with a time of its own: all that a first look long after t0 can tell."""
    below = lines[_end_of(lines, words.folded(own)) :]
    parts = _parted(below) if below else ()
    timed = [part for part in parts if any(words.says("tickets", "times", line.text) for line in part)]
    return [text for part in timed if (text := _words(part))]


def _end_of(lines: Sequence[Line], ours: str) -> int:
    """The number of the first line after these (folded) words; all lines if they are not there."""
    read = ""
    for number, line in enumerate(lines, start=1):
        read += words.folded(line.text)
        if ours in read:
            return number
    return len(lines)


def _words(lines: Sequence[Line]) -> str:
    """What was said, without the times and states around it."""
    said = [line.text for line in lines if not _is_frame(line.text)]
    return "\n".join(said)[:_MOST_LETTERS]


def _is_frame(text: str) -> bool:
    timed = words.says("tickets", "times", text) and len(text) < 60 and not _SENTENCE.search(text)
    labelled = words.says("tickets", "labels", text) and len(text) < 60
    return timed or labelled or words.says("tickets", "status", text) or not re.search(r"\w", text)


def _parted(lines: Sequence[Line]) -> Sequence[Sequence[Line]]:
    """Several entries that came in together: neighbours of one kind, each with a time of its own; else one."""
    if len(lines) < 2:
        return [lines]
    paths = [line.path for line in lines]
    depth = next((n for n, level in enumerate(zip(*paths, strict=False)) if len(set(level)) > 1), None)
    if depth is None or any(len(path) <= depth for path in paths):
        return [lines]
    parts = [list(part) for _, part in groupby(lines, key=lambda line: line.path[depth])]
    kinds = {part[0].path[depth].partition("#")[0] for part in parts}
    timed = all(any(words.says("tickets", "times", line.text) for line in part) for part in parts)
    return parts if len(kinds) == 1 and timed else [lines]


def same_words(post: str, mail: str) -> bool:
    """True if a mail says what a post on the page says: most of the post's letters, among them its longest line.

    A few letters stand in any mail by chance, so they must be a line of it.
    """
    told, lines = words.folded(mail), [words.folded(line) for line in post.splitlines() if line.strip()]
    if not lines:
        return False
    if sum(map(len, lines)) < _TELLING:
        return all(line in [words.folded(other) for other in mail.splitlines()] for line in lines)
    held = [line for line in lines if line in told]
    return max(lines, key=len) in held and 2 * sum(map(len, held)) >= sum(map(len, lines))


def addresses_in(text: str, host: str) -> Sequence[str]:
    """Links in a text that may be the ticket's page: on ``host`` itself (with its port), speaking of a ticket, and of
    nothing that a visit could do."""
    found = (url.rstrip(".,;:!?") for url in _URL.findall(text))  # the sentence's sign, not the address's
    return [url for url in dict.fromkeys(found) if may_be_ticket(url, host)]


def may_be_ticket(url: str, host: str, label: str = "") -> bool:
    """True for an address worth a look: the form's own host, a word of tickets, no word of an action."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower():
        return False
    told = f"{parts.path} {parts.query}"
    if words.says("tickets", "never", told) or words.says("tickets", "never", label):
        return False
    return words.says("tickets", "addresses", told) or words.says("tickets", "words", label)
