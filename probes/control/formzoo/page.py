"""The page of a form of the zoo: its words, what stands beside it, and the script that draws it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from probes.control.formzoo.form import ZooForm


@cache
def _wording() -> Mapping[str, Mapping[str, Any]]:
    return dict(json.loads(files(__package__).joinpath("wording.json").read_text(encoding="utf-8")))


@cache
def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def words(form: ZooForm) -> Mapping[str, Any]:
    """What this form says, by the name of each part: of several wordings its seed takes one."""
    dice = random.Random(f"form words {form.seed}")
    return {name: dice.choice(said[form.language]) for name, said in _wording().items()}


def page(form: ZooForm, name: str) -> str:
    """The document that a visitor's address leads to."""
    said = words(form)
    told = {"form": asdict(form), "words": said, "name": name, "style": _part("style.css")}
    given = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    lang = "zh-CN" if form.language == "zh" else "en"
    head = f'<meta charset="utf-8"><title>{escape(said["title"])}</title>'
    script = f"<script>const GIVEN = {given};\n{_part('draw.js')}\n{_part('act.js')}</script>"
    body = f"<header>{escape(said['shop'])}</header><main></main><footer>© {escape(said['shop'])}</footer>"
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}{script}</body></html>'


def thanks(form: ZooForm, number: int) -> str:
    """The document that answers a form that is posted."""
    said = words(form)
    lang = "zh-CN" if form.language == "zh" else "en"
    line = f"<h1>{escape(said['sent'])}</h1><p>{escape(said['number'])} {number}</p>"
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{escape(said["shop"])}</title>{line}</html>'
    )


def refusal(form: ZooForm) -> str:
    """The document that answers a form that is posted without what must be there."""
    said = words(form)
    return f'<!doctype html><meta charset="utf-8"><p role="alert">{escape(said["missing"])}</p><textarea></textarea>'
