"""The pages of the zoo: a shop around the chat, the chat's own room, and their scripts."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files

from probes.control.zoo.plan import plan
from probes.control.zoo.widget import Widget
from probes.control.zoo.wording import choices, say

HEAVY = 10_000_000  # bytes of script
FONT = "<style>@font-face{font-family:w;src:url(%s/w.woff2)} body,button,textarea{font-family:w,sans-serif}</style>"


@cache
def _source(name: str) -> str:
    return files(__package__).joinpath("scripts", name + ".js").read_text(encoding="utf-8").strip().rstrip(";")


def page(widget: Widget, name: str) -> str:
    """The page that a visitor's address leads to."""
    if widget.barred == "blocked":
        words = escape(say("blocked", widget.language, widget.seed))
        return _document(widget, f"<h1>{words}</h1><p>Ray 7c1f{widget.seed:04x}</p>")
    script = f'<script src="/{name}/app.js"></script>'
    if widget.heavy:
        script = f'<script src="/{name}/heavy.js"></script>' + script
    return _document(widget, ("" if widget.place == "whole" else shop(widget)) + script, name)


def room(widget: Widget, name: str) -> str:
    """The chat's own document, in a frame or a window."""
    return _document(widget, f'<script src="/{name}/room.js"></script>', name)


def outer(inner: str) -> str:
    """A frame that holds nothing but the frame of a stranger."""
    whole = "position:fixed;inset:0;width:100%;height:100%;border:0"
    return f'<!doctype html><meta charset="utf-8"><body><iframe src="{escape(inner)}" style="{whole}"></iframe></body>'


def _document(widget: Widget, body: str, name: str = "") -> str:
    title = escape(say("title", widget.language, widget.seed))
    font = FONT % f"/{name}" if widget.fonts and name else ""
    lang = "zh-CN" if widget.language == "zh" else "en"
    head = f'<meta charset="utf-8"><title>{title}</title>{font}'
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def shop(widget: Widget) -> str:
    """What stands beside the chat; none of it is the chat, and some of it looks like one."""
    dice = random.Random(f"shop {widget.seed}")
    word = {key: escape(words) for key, words in _shop_words(widget).items()}
    goods = "".join(
        f"<article><h3>{escape(thing)}</h3><p>¥{dice.randrange(9, 200)}</p>"
        f"<button type=button>{word['buy']}</button></article>"
        for thing in choices("goods", widget.language)
    )
    top = (
        f'<header><h1>{word["shop"]}</h1><form onsubmit="return false">'
        f'<input type="search" placeholder="{word["search"]}"></form></header><main>{goods}</main>'
    )
    news = (
        f'<section><form onsubmit="return false"><label>{word["news"]} <input type="email" name="newsletter"></label>'
        "<button>OK</button></form></section>"
    )
    foot = f'<footer><a href="#help">{word["help"]}</a> <a href="#terms">{word["terms"]}</a></footer>'
    others = {news: 0.6, _reviews(widget, word): 0.5, UP: 0.4, TRACKER: 0.4, foot: 0.7}
    return top + "".join(part for part, share in others.items() if dice.random() < share)


UP = (
    '<div class="totop" onclick="scrollTo(0,0)" style="position:fixed;left:18px;bottom:18px;width:40px;height:40px;'
    'cursor:pointer;background:#eee">↑</div>'
)
TRACKER = '<iframe src="about:blank" width="0" height="0" style="display:none;visibility:hidden"></iframe>'


def _shop_words(widget: Widget) -> Mapping[str, str]:
    keys = ("shop", "search", "news", "buy", "help", "terms", "reviews", "review", "post")
    return {key: say(key, widget.language, widget.seed) for key in keys}


def _reviews(widget: Widget, word: Mapping[str, str]) -> str:
    """Names, days and words one below the other, and a box to write into: but nobody answers there."""
    said = "".join(
        f'<li class="review"><b>{escape(name)}</b> <time>2026-11-{day:02}</time><p>{escape(words)}</p></li>'
        for day, (name, words) in enumerate(
            zip(choices("buyers", widget.language), choices("opinions", widget.language), strict=True), start=3
        )
    )
    return (
        f'<section class="reviews"><h2>{word["reviews"]}</h2><ul>{said}</ul><form onsubmit="return false">'
        f'<textarea placeholder="{word["review"]}"></textarea><button>{word["post"]}</button></form></section>'
    )


def app(widget: Widget, name: str, origins: tuple[str, str]) -> str:
    """The script of the page."""
    return _script(widget, name, origins, f"({_source('place')})(plan, chat, parts);")


def room_script(widget: Widget, name: str, origins: tuple[str, str]) -> str:
    """The script of the chat's own document."""
    return _script(widget, name, origins, "chat(document.body);")


def _script(widget: Widget, name: str, origins: tuple[str, str], start: str) -> str:
    told = json.dumps(plan(widget, name, origins), ensure_ascii=False)
    return (
        f"(() => {{\nconst plan = {told};\nconst parts = {_source('parts')};\nconst chat = (root) => "
        f"({_source('chat')})(plan, root, {_source('wire')}, parts, {_source('transcript')});\n{start}\n}})();\n"
    )


@cache
def heavy() -> str:
    """10 MB of script that does nothing."""
    line = "(() => { const unused = 'the quick brown fox jumps over the lazy dog'; return unused; })();\n"
    return line * (HEAVY // len(line) + 1)
