"""What every command shares: the config option, JSON output, errors as two lines, and harmless text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape

from monitor.errors import MonitorError, SettingsError
from monitor.settings import Settings, load
from probes.interface import ProbeError
from reports.dataset import ReportError

FINE, FOUND, USAGE, FAILED = 0, 1, 2, 3
"""Exit codes: all fine · a check found something · configuration or usage · we failed."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

P = ParamSpec("P")
T = TypeVar("T")

config_option = click.option(
    "--config", "config", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True,
    help="The study's configuration file.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


def settings_of(config: Path) -> Settings:
    return load(config)


def fail(message: str, hint: str = "", code: int = FAILED) -> NoReturn:
    """Say what happened and what to do, and leave with ``code``."""
    err.print(f"[red]silence:[/red] {harmless(message)}", markup=True)
    if hint:
        err.print(f"  → {harmless(hint)}", markup=False)
    raise SystemExit(code)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def harmless(text: str) -> str:
    """Text from outside for a terminal: control, bidi and escape characters become visible, markup is inert."""
    shown = "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else f"\\u{ord(c):04x}" for c in text)
    return escape(shown)


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Turn our own errors into two lines and a documented exit code."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except SettingsError as error:
            for path, wrong, todo in error.problems:
                err.print(f"[red]{harmless(path)}[/red]: {harmless(wrong)}")
                err.print(f"  → {harmless(todo)}")
            raise SystemExit(USAGE) from None
        except (MonitorError, ProbeError, ReportError) as error:
            if click.get_current_context().find_root().params.get("verbose"):
                raise
            fail(str(error), error.hint)

    return wrapper
