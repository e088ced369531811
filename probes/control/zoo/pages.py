"""The pages of the zoo: a shop around the chat, the chat's own room, and their scripts."""

from __future__ import annotations

import json
import random
from functools import cache
from html import escape
from importlib.resources import files

from probes.control.zoo.plan import plan
from probes.control.zoo.widget import Widget
from probes.control.zoo.wording import say

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
    """What stands beside the chat: a search, a newsletter, a footer with links; none of them is the chat."""
    dice = random.Random(f"shop {widget.seed}")
    zh = widget.language == "zh"
    search, news, order, help_ = (
        ("搜索商品", "订阅优惠邮件", "立即购买", "帮助中心")
        if zh
        else ("Search cards", "Get offers by e-mail", "Buy now", "Help centre")
    )
    things = ("点券100", "话费充值", "视频会员") if zh else ("100 points", "Phone credit", "Video pass")
    buy = f"<button type=button>{order}</button>"
    goods = "".join(f"<article><h3>{thing}</h3><p>¥{dice.randrange(9, 200)}</p>{buy}</article>" for thing in things)
    parts = [
        f'<header><h1>{escape(say("shop", widget.language, widget.seed))}</h1><form onsubmit="return false">'
        f'<input type="search" placeholder="{search}"></form></header>',
        f"<main>{goods}</main>",
        f'<section><form onsubmit="return false"><label>{news} <input type="email" name="newsletter"></label>'
        "<button>OK</button></form></section>",
        f'<footer><a href="#help">{help_}</a> <a href="#terms">{"服务条款" if zh else "Terms"}</a></footer>',
    ]
    return "".join(parts if dice.random() < 0.7 else parts[:2])


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
