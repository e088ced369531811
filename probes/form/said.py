"""What of a page's new words may tell of our message; pure.

Many a form leads to the front page without a word, also when it has thrown the message away: what stands there is said
to everybody (decision 0185).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from probes.form import words
from probes.form.evidence import After

_LONGEST = 200  # letters that are told
_FEW = 6  # new lines: more are not about one press
_MUCH = 12  # new lines: what only gives thanks says less


def new(after: After) -> str:
    """The new words, without those of another time and of a mail that confirms."""
    return _plain("\n".join(after.new_lines))


def told(after: After) -> str:
    """The new words that may tell that our message was taken; of a page that says much its title, too."""
    if not says_much(after):
        return _ours(new(after))
    return words.without("after", "promised", _ours("\n".join((_title(after), new(after)))))


def thanks(after: After) -> str:
    """The first line that gives thanks, says "sent" and the like and, as those beside it, of nothing that went wrong;
    of a page that says much its title alone."""
    lines = ("", *([_title(after)] if says_much(after) else after.new_lines), "")
    for beside in zip(lines, lines[1:], lines[2:], strict=False):
        said = words.found("after", "faint", _ours(beside[1]))
        if said and not any(words.says("after", "doubts", line) for line in beside):
            return said
    return ""


def _plain(text: str) -> str:
    return words.without("after", "mailed", words.without("after", "supposed", text))


def _ours(text: str) -> str:
    """Without what pages say to everybody."""
    return words.without("after", "everyday", _plain(text))


def says_much(after: After) -> bool:
    """True for another page that says much that the one with the form did not."""
    there = [urlsplit(survey.url).path for survey in (*after.before[:1], *after.now[:1])]
    return (after.moved or len(set(there)) > 1) and len(after.new_lines) > _MUCH


def _title(after: After) -> str:
    """The title of the page, if it is another than before."""
    title = after.now[0].title if after.now else ""
    return "" if title in {survey.title for survey in after.before} else title


def objection(after: After) -> str:
    """What a dialog of the browser's own said after a press that was meant to send and by which nothing left the page:
    that is why, in whatever words; empty for thanks, and for a question."""
    if after.carried or after.step:
        return ""
    against = ("refused", "denied", "broken", "doubts")
    friendly = ("taken", "faint", "asks")
    for text in reversed(after.dialogs):
        if any(words.says("after", key, text) for key in against):
            return text[:_LONGEST]
        if not any(words.says("after", key, text) for key in friendly):
            return text[:_LONGEST]
    return ""


def aside(after: After, heard: Sequence[str]) -> str:
    """What the page told since the press, or in the last dialog that was ``heard``; no sign of anything."""
    lines = [line for line in after.new_lines if any(map(str.isalpha, line))]
    told = lines if 0 < len(lines) <= _FEW else list(heard)[-1:]
    return " ".join(told)[:_LONGEST]
