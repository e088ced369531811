"""How a widget of the zoo is built: tags, class names and attributes of its parts, and the selectors they give."""

from __future__ import annotations

import random
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from probes.control.zoo.widget import Widget

SEMANTIC = {"log": "section", "list": "ol", "row": "li", "bubble": "article", "text": "p", "time": "time"}
SEMANTIC |= {"name": "strong", "header": "header", "composer": "footer", "badge": "em", "divider": "li", "notice": "li"}
TABLE = {"list": "table", "row": "tr", "bubble": "td", "avatar": "td", "divider": "tr", "notice": "tr"}
CUSTOM = ("panel", "log", "list", "row", "bubble", "composer", "header")
INLINE = ("name", "time", "icon", "avatar", "badge", "copy", "typing", "counter", "text")
OWN_ATTRIBUTE = (
    ("data-from", "visitor", "operator"),
    ("data-sender", "me", "remote"),
    ("data-direction", "out", "in"),
    ("data-self", "true", "false"),
    ("data-role", "user", "assistant"),
    ("data-author", "guest", "staff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """The build of one widget. ``names``: part to class names; ``own`` and ``agent``: what tells a row's speaker."""

    tags: Mapping[str, str]
    names: Mapping[str, str]
    own: Mapping[str, str]  # attributes of our rows
    agent: Mapping[str, str]

    def css(self, part: str) -> str:
        """A selector for a part."""
        return "".join("." + name for name in self.names[part].split())


def anatomy(widget: Widget) -> Anatomy:
    """The build of a widget, the same for the same widget."""
    dice = random.Random(f"anatomy {widget.seed}")
    names = {part: _name(widget, part, words, dice) for part, words in _book()["words"].items()}
    names |= _styled(widget, names, dice)
    own, agent = _sides(widget, names, dice)
    return Anatomy(tags=_tags(widget, names, dice), names=names, own=own, agent=agent)


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("anatomy.toml").read_text(encoding="utf-8"))


def _name(widget: Widget, part: str, words: list[str], dice: random.Random) -> str:
    prefixes = _book()["prefixes"]
    prefix: str = prefixes[random.Random(f"prefix {widget.seed}").randrange(len(prefixes))]
    return prefix + dice.choice(words)


def _styled(widget: Widget, names: Mapping[str, str], dice: random.Random) -> Mapping[str, str]:
    """Class names as the build tool leaves them; every part's own, so that no selector means two parts."""
    mixed = {part: f"{name}-{part[:2]}{i}" for i, (part, name) in enumerate(names.items())} if _clash(names) else names

    def token(length: int) -> str:
        return "".join(dice.choices(string.ascii_letters + string.digits, k=length))

    if widget.classes == "modules":
        return {part: f"{name}__{token(5)}" for part, name in mixed.items()}
    if widget.classes in ("hashed", "fresh"):  # fresh names are made in the page
        return {part: f"css-{token(6).lower()}" for part in mixed}
    return mixed


def _clash(names: Mapping[str, str]) -> bool:
    return len(set(names.values())) < len(names)


def _sides(
    widget: Widget, names: Mapping[str, str], dice: random.Random
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    attribute, ours, theirs = dice.choice(OWN_ATTRIBUTE)
    if widget.told_by == "class":
        return {"class": names["own"]}, {"class": names["agent"]}
    if widget.told_by == "data":
        return {attribute: ours}, {attribute: theirs}
    if widget.told_by == "label":
        ours, theirs = ("我的消息", "客服消息") if widget.language == "zh" else ("Your message", "Agent message")
        return {"aria-label": ours}, {"aria-label": theirs}
    return {}, {}  # told by an avatar beside the platform's bubbles, by a name inside, or by nothing


def _tags(widget: Widget, names: Mapping[str, str], dice: random.Random) -> Mapping[str, str]:
    tags = dict.fromkeys(names, "div") | dict.fromkeys(INLINE, "span")
    if widget.structure == "semantic":
        tags |= SEMANTIC
    elif widget.structure == "table":
        tags |= TABLE
    elif widget.structure in ("custom", "components"):
        prefix = dice.choice(("x", "acme", "kefu", "im", "talk"))
        words = {part: dice.choice(_book()["words"][part]) for part in CUSTOM}
        tags |= {part: f"{prefix}-{part[:1]}{word}" for part, word in words.items()}
    elif dice.random() < 0.5:
        tags["text"] = "div"
    return tags
