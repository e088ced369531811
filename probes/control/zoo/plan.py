"""What a page of the zoo is told: the widget's plan as JSON, and nothing of the truth."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from probes.control.zoo.anatomy import Anatomy, anatomy
from probes.control.zoo.widget import Widget
from probes.control.zoo.wording import book, choices, say

LONGEST = {"none": 0, "length": 300, "tight": 12, "rate": 0}
DIALECTS: tuple[Mapping[str, str], ...] = (
    {"who": "sender", "own": "visitor", "agent": "agent", "text": "content"},
    {"who": "from", "own": "user", "agent": "support", "text": "body"},
    {"who": "direction", "own": "out", "agent": "in", "text": "msg"},
    {"who": "authorType", "own": "customer", "agent": "staff", "text": "text"},
)

FIELDS: tuple[Mapping[str, str], ...] = (
    # what the fields of a form are called
    {"name": "f_name", "mail": "f_mail", "phone": "f_phone", "topic": "f_topic", "consent": "f_consent"},
    {"name": "visitor[name]", "mail": "visitor[email]", "phone": "visitor[tel]", "topic": "dept", "consent": "gdpr"},
    {"name": "field_1", "mail": "field_2", "phone": "field_3", "topic": "field_4", "consent": "field_5"},
    {"name": "nickname", "mail": "contact", "phone": "mobile", "topic": "group", "consent": "agree"},
)
KINDS: tuple[tuple[str, Any, Any], ...] = (
    # how a frame says of whom a line is: key, value for a bot, value for a human
    ("agentType", "bot", "human"),
    ("is_bot", True, False),
    ("role", "robot", "operator"),
    ("author", {"kind": "bot", "name": "AI"}, {"kind": "human", "name": "Lily"}),
)


def kind(widget: Widget) -> Mapping[str, Any]:
    """What the widget's frames say of the agent: bot, human, or nothing."""
    if not widget.badge.startswith("frame_"):
        return {}
    key, bot, human = KINDS[widget.seed // len(DIALECTS) % len(KINDS)]
    return {key: bot if widget.agent_type() == "bot" else human}


def field_names(widget: Widget) -> Mapping[str, str]:
    """What the widget's form calls its fields."""
    return FIELDS[widget.seed % len(FIELDS)]


def dialect(widget: Widget) -> Mapping[str, str]:
    """How the widget's wire names speaker and text."""
    return DIALECTS[widget.seed % len(DIALECTS)]


def plan(widget: Widget, name: str, origins: tuple[str, str]) -> Mapping[str, Any]:
    """Everything the page's scripts need. ``origins``: this server's first and second address."""
    build = anatomy(widget)
    dice = random.Random(f"plan {widget.seed}")
    return {
        "base": "/" + name,
        "origin": origins[0],
        "other": origins[1],
        "words": _words(widget),
        "articles": choices("articles", widget.language),
        "topics": choices("topics", widget.language),
        "ready": choices("suggestions", widget.language),
        "tags": build.tags,
        "names": build.names,
        "own": build.own,
        "agent": build.agent,
        "css": css(widget, build),
        "fields": field_names(widget),
        "wire": dialect(widget),
        "longest": LONGEST[widget.limit],
        "reopens": reopens(widget),
        "depth": dice.randrange(3),  # wrappers around a bubble
        "bare": dice.random() < 0.5,  # the words lie directly in the bubble
        "labelled": dice.random() < 0.5,  # input and button carry roles and labels
        "ticks": dice.random() < 0.5,
        "avatar": widget.told_by == "avatar"
        or (dice.random() < 0.4 and widget.structure != "table" and widget.told_by != "nothing"),
        "named": widget.names or widget.told_by == "name",
        "closes": dice.random() < 0.5,
        "extras": dice.sample(["file", "☺", "🎤", "⋯"], dice.randrange(4)) if dice.random() < 0.6 else [],
        "sendAs": dice.choice(("button", "button", "div", "a", "span")),
        "sendLate": dice.random() < 0.25,  # the button comes with the first letter
        "powered": "Powered by Wavelet" if dice.random() < 0.3 else "",
        "wait": 1500 if widget.late else 0,
        "connect": 1500 if widget.socket != "open" else 0,
        **{trait: getattr(widget, trait) for trait in SHOWN},
    }


def reopens(widget: Widget) -> bool:
    """Who was here before finds the chat open again, and so needs no launcher."""
    stranger = widget.place in ("popup", "other_origin", "nested") or widget.memory == "forgets"
    return not stranger and random.Random(f"reopens {widget.seed}").random() < 0.6


SHOWN = (
    *("place", "launcher", "invitation", "hidden_frame", "lobby", "asks_name", "asks_mail", "asks_topic"),
    *(
        "asks_consent",
        "asks_phone",
        "input",
        "editor",
        "sending",
        "limit",
        "socket",
        "echo",
        "transport",
        "typing",
        "copies",
        "times",
    ),
    *(
        "icons",
        "feedback",
        "suggestions",
        "dividers",
        "grouped",
        "one_side",
        "told_by",
        "badge",
        "offline",
        "barred",
        "memory",
    ),
    *("banner", "never_idle", "errors", "heavy", "structure", "classes", "rendering", "language"),
)


def _words(widget: Widget) -> Mapping[str, str]:
    """All fixed wording; what is said in the chat comes over the wire."""
    said = {"greeting", "canned_before", "canned_after", "holding", "substantive", "edited", "topics", "queue"}
    said |= {"paragraphs", "afterthought", "suggestions", "articles", "quoted"}
    said |= {
        "goods",
        "search",
        "news",
        "buy",
        "help",
        "terms",
        "reviews",
        "review",
        "post",
        "buyers",
        "opinions",
        "shop",
    }
    return {key: say(key, widget.language, widget.seed) for key in book() if key not in said}


HIDDEN = "position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap"
BLUE = "#1463ff"
COLOURS = (BLUE, "#0b8457", "#7a3ff2", "#e2562a", "#1f2430")
LOOKS = {
    "launcher": "position:fixed;right:18px;bottom:18px;padding:10px 14px;background:#1463ff;color:#fff;cursor:pointer;"
    "border:0;border-radius:22px;min-width:24px;min-height:24px;z-index:900",
    "invite": "position:fixed;right:8px;bottom:8px;width:240px;padding:14px;background:#fff;z-index:950;"
    "box-shadow:0 2px 12px #0005;border-radius:8px;min-height:70px",
    "panel": "position:fixed;right:18px;bottom:80px;width:340px;height:440px;background:#fff;z-index:910;"
    "box-shadow:0 2px 14px #0004;display:flex;flex-direction:column;border-radius:8px;overflow:hidden",
    "header": "padding:10px 14px;background:#1463ff;color:#fff;flex:none",
    "log": "flex:1;overflow:auto;padding:8px;display:block;min-height:0",
    "list": "list-style:none;margin:0;padding:0;width:100%",
    "bubble": "background:#eef1f6;padding:6px 10px;border-radius:10px;display:inline-block;max-width:80%",
    "row": "margin:6px 0;display:flex;gap:6px;position:relative",
    "name": "font-size:11px;color:#789;margin-right:5px",
    "time": "font-size:11px;color:#9ab;margin-left:5px",
    "icon": "font-size:11px;color:#9ab;margin-left:3px",
    "avatar": "width:24px;height:24px;flex:none;border-radius:50%;background:#cde;display:inline-block",
    "copy": HIDDEN,
    "divider": "text-align:center;color:#9ab;font-size:12px;margin:8px 0;display:block",
    "notice": "text-align:center;color:#9ab;font-size:12px;margin:8px 0;display:block",
    "queue": "padding:4px 12px;background:#fff8e0;font-size:12px;flex:none",
    "status": "padding:4px 12px;font-size:12px;color:#b60;flex:none",
    "composer": "border-top:1px solid #dde;padding:8px;display:flex;gap:6px;flex:none",
    "input": "flex:1;min-height:34px;border:1px solid #ccd;padding:5px;font:inherit;outline:0;min-width:0",
    "powered": "font-size:10px;text-align:center;color:#9ab;flex:none",
    "send": "padding:6px 10px;cursor:pointer",
    "form": "padding:14px;display:flex;flex-direction:column;gap:8px",
    "offline": "padding:14px;display:flex;flex-direction:column;gap:8px",
    "lobby": "padding:14px;display:flex;flex-direction:column;gap:8px",
    "captcha": "padding:20px",
    "login": "padding:20px;display:flex;flex-direction:column;gap:8px",
    "banner": "position:fixed;left:0;right:0;bottom:0;padding:16px;background:#222;color:#fff;z-index:1000",
}


def css(widget: Widget, build: Anatomy) -> Mapping[str, str]:
    """Part to declarations; the page's script writes the rules, since only it knows fresh names."""
    looks = {part: look.replace(BLUE, COLOURS[widget.seed % len(COLOURS)]) for part, look in LOOKS.items()}
    if widget.structure == "table":
        looks["row"] = looks["divider"] = looks["notice"] = ""
        looks["avatar"] = "width:24px;background:#cde"
        looks["bubble"] = "background:#eef1f6;padding:6px 10px"
    if widget.seed % 4 == 2 and not widget.invitation:  # somewhere on the page
        looks["launcher"] = looks["launcher"].replace(
            "position:fixed;right:18px;bottom:18px", "display:inline-block;margin:0 90px"
        )
    if widget.rendering == "reversed":
        looks["list"] += ";display:flex;flex-direction:column-reverse"
    if widget.place == "whole" or widget.framed() or widget.place == "popup":
        looks["panel"] = "position:fixed;inset:0;background:#fff;display:flex;flex-direction:column"
    if widget.seed % 3 == 1 and widget.place in ("page", "shadow"):  # in the flow of the page
        looks["panel"] = looks["panel"].replace("position:fixed;right:18px;bottom:80px", "margin:20px")
    if widget.structure in ("custom", "components"):
        own = {part for part in looks if "-" in build.tags[part] and "display" not in looks[part]}
        looks |= {part: "display:block;" + looks[part] for part in own}
    return looks
