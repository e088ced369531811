"""The monitor's errors: each says what happened, and its ``hint`` what to do about it."""

from __future__ import annotations


class MonitorError(Exception):
    """Something the monitor cannot go on from."""

    def __init__(self, message: str = "", hint: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip().split("\n")[0])
        self.hint = hint


class SettingsError(MonitorError):
    """The configuration has mistakes. ``problems`` lists every one as (path, what is wrong, what to do)."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        lines = [f"{path}: {wrong}" for path, wrong, _ in problems]
        super().__init__("\n".join(lines))
        self.problems = problems
