"""The page a newspaper would print: one file, two languages, no script, nothing fetched, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.article import Readings, article
from reports.edition import Edition
from reports.illustrations import Illustration
from reports.quotes import visible
from reports.wording import LANGUAGES, wording


def render(edition: Edition, readings: Readings, figures: Sequence[Illustration]) -> str:
    """The whole page. The same arguments give the same text."""
    environment = _environment()
    style = files(__package__).joinpath("pages/style.css").read_text(encoding="utf-8")
    parts = [article(edition, readings, figures, wording(language)) for language in LANGUAGES]
    titles = [f"{wording(language)('paper.name')} {edition.week}" for language in LANGUAGES]
    return environment.get_template("page.html.j2").render(
        policy=policy(style),
        style=_Plain(style),
        title=" · ".join([*titles, visible(edition.study.title)]),
        parts=parts,
    )


def policy(style: str) -> str:
    """A Content-Security-Policy under which nothing runs and nothing is fetched: our style sheet, our pictures."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


class _Plain(str):
    """Our own style sheet, the one text that is not escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
