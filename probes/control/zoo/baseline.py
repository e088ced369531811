"""The profile that a careful person would write by hand for a widget of the zoo: what discovery is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probes.control.zoo.anatomy import Anatomy, anatomy
from probes.control.zoo.plan import field_names, reopens
from probes.control.zoo.widget import Widget
from probes.control.zoo.wording import say

WORDLESS = ("name", "badge", "copy", "time", "icon", "avatar", "feedback")  # inside a line, and not its words
Profile = Mapping[str, Any]


def profile(widget: Widget) -> Profile | None:
    """The hand-written profile (probes/webchat/widget.py), or None where no profile can say it.

    It cannot say: a window of its own, a launcher in a frame, class names that are new at each load, a choice from a
    list, speakers that no element tells apart, a kind of agent that only frames name.
    """
    if (
        widget.place == "popup"
        or (widget.launcher == "framed" and widget.has_launcher())
        or widget.classes == "fresh"
        or widget.asks_topic
        or widget.told_by in ("name", "nothing")
        or widget.badge.startswith("frame_")
    ):
        return None
    build = anatomy(widget)
    own, agent = _sides(widget, build)
    said: dict[str, Any] = {
        "locale": "zh-CN" if widget.language == "zh" else "en-US",
        "steps": _steps(widget, build),
        "frame": _frames(widget, build),
        "input": build.css("input"),
        "send": _send(widget, build),
        "transcript": build.css("log"),
        "own": own,
        "agent": agent,
        "text_exclude": ", ".join(build.css(part) for part in WORDLESS),
        "typing": build.css("typing"),
        "notices": build.css("notice"),
        "ended": [{"selector": build.css("ended")}],
        "offline": [{"selector": build.css("offline")}],
        "barred": _doors(widget, build),
        "agent_type": {widget.badge: build.css("badge")} if widget.badge != "none" else {},
    }
    if reopens(widget):
        said["resume_steps"] = []
    if widget.socket != "open":
        said["ready"] = f"{build.css('log')}:has(~ {build.css('status')}[hidden])"
    return said


def _frames(widget: Widget, build: Anatomy) -> list[str]:
    if not widget.framed():
        return []
    return ["iframe" + build.css("embed"), *(["iframe"] if widget.place == "nested" else [])]


def _sides(widget: Widget, build: Anatomy) -> tuple[str, str]:
    row = build.css("row")
    if widget.told_by == "avatar":
        face = build.css("avatar")
        return f"{row}:not(:has({face}))", f"{row}:has({face})"
    (key, ours), (_, theirs) = next(iter(build.own.items())), next(iter(build.agent.items()))
    if key == "class":
        return f"{row}.{ours}", f"{row}.{theirs}"
    return f'{row}[{key}="{ours}"]', f'{row}[{key}="{theirs}"]'


def _send(widget: Widget, build: Anatomy) -> str:
    return {"enter": "enter", "ctrl_enter": "ctrl+enter"}.get(widget.sending, build.css("send"))


def _steps(widget: Widget, build: Anatomy) -> list[Mapping[str, Any]]:
    steps: list[Mapping[str, Any]] = []
    if widget.banner != "none":
        steps.append({"click": f"{build.css('banner')} button:last-child"})
    if widget.invitation:
        steps.append({"click": f"{build.css('invite')} button:first-of-type"})
    if widget.place != "whole" and widget.has_launcher():
        steps.append({"click": build.css("launcher")})
    if widget.open_door():
        if widget.lobby:
            steps.append({"click": build.css("start")})
        steps += _form(widget, build)
    return steps


def _form(widget: Widget, build: Anatomy) -> list[Mapping[str, Any]]:
    steps: list[Mapping[str, Any]] = []
    names = {field: f"[name='{name}']" for field, name in field_names(widget).items()}
    if widget.asks_name:
        steps.append({"fill": names["name"], "value": "{name}"})
    if widget.asks_mail:
        steps.append({"fill": names["mail"], "value": "{address}"})
    if widget.asks_consent:
        steps.append({"click": names["consent"]})
    if steps or widget.asks_phone != "no":
        steps.append({"click": build.css("start")})
    return steps


def _doors(widget: Widget, build: Anatomy) -> Mapping[str, Any]:
    return {
        "captcha": [{"selector": build.css("captcha")}],
        "login_required": [{"selector": build.css("login")}],
        "blocked": [{"text": say("blocked", widget.language, widget.seed)}],
    }
