"""How a page becomes HTML: one file, every language in it, two small scripts of ours, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.wording import Phrase

Told = Mapping[str, object]
"""Values of a template, by name."""


def document(title: str, body: str, parts: Sequence[Told], drawings: Told | None = None) -> str:
    """One page: ``parts`` are its articles, one a language; ``body`` is the template of what stands in each.
    ``drawings`` (``Timeline`` by channel) are drawn once and shown in every article.

    The same arguments give the same text.
    """
    style, first, script = _own("style.css"), _own("first.js"), _own("page.js")
    return _environment().get_template("page.html.j2").render(
        policy=policy(style, first, script), style=_Plain(style), first=_Plain(first), script=_Plain(script),
        title=title, body=body, parts=parts, drawings=drawings or {},
    )  # fmt: skip


def policy(style: str, *scripts: str) -> str:
    """A Content-Security-Policy: our style sheet, our scripts, pictures out of the edition's own folder, else nothing.

    ``file:`` stands for the folder opened without a server, where ``'self'`` has no agreed meaning.
    """
    return (
        f"default-src 'none'; img-src 'self' file:; style-src {_digest(style)}; "
        f"script-src {' '.join(map(_digest, scripts))}; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _own(name: str) -> str:
    return files(__package__).joinpath(f"pages/{name}").read_text(encoding="utf-8")


class _Plain(str):
    """Our own style sheet and script, the texts that are not escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _keyed(value: object) -> object:
    """A phrase with a number in it says which text of the catalogue it is, so that the number can be traced."""
    if isinstance(value, Phrase) and any(letter.isdigit() for letter in value):
        return Markup('<span data-key="{}">{}</span>').format(value.key, str.__str__(value))
    return value


def _plain(value: object) -> str:
    """``value`` as text for an attribute."""
    return "".join(str(value))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_keyed,
    )
    environment.filters["plain"] = _plain
    return environment


__all__ = ["Told", "document", "policy"]
