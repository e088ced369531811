"""What a page of an edition says once a later edition of its week stands in its place; nothing else of it changes."""

from __future__ import annotations

import re

from markupsafe import Markup

from reports.addresses import FEED
from reports.wording import LANGUAGES, wording

_CLASS = "cautions banner superseded"
_ARTICLE = re.compile(r'<article id="([\w-]+)".*?<main>\n', re.DOTALL)
_BANNER = Markup('<aside class="{}"><p><strong>{}</strong> {} <a href="{}#{}">{}</a></p></aside>\n')


def superseded(page: str, number: int, folders: int) -> str:
    """``page`` with a banner in each language; the same text if it has one already.

    ``folders``: in how many folders of its edition the page lies. The edition lies in the folder of its week, which
    holds the newest one, and the feed a folder further away than when the page was made.
    """
    if _CLASS in page:
        return page
    newest = "../" * (folders + 1) + "index.html"
    page = page.replace(f'href="{"../" * (folders + 1)}{FEED}"', f'href="{"../" * (folders + 2)}{FEED}"')
    return _ARTICLE.sub(lambda found: found[0] + _banner(found[1], number, newest), page)


def _banner(language: str, number: int, newest: str) -> str:
    """A language whose catalogue is gone since is told in English."""
    words = wording(language if language in LANGUAGES else "en")
    told = (words("superseded.title"), words("superseded.text", number=number), newest, language)
    return str(_BANNER.format(_CLASS, *told, words("superseded.newest")))
