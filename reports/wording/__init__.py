"""All words the reports use, one gettext catalogue a language; the code holds keys alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from babel.core import Locale
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

LANGUAGES = ("zh", "en")
_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
HTML_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


class Wording:
    """The words of one language: call it with a key and what the sentence's braces need."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.html_language = HTML_LANGUAGES[language]
        self.locale = Locale.parse(_LOCALES[language])
        self.catalogue = _catalogue(language)
        self._translations = _compiled(self.catalogue)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of ``key``; raises KeyError for a key the catalogue does not hold."""
        if not self.knows(key):
            raise KeyError(f"{self.language}.po has no {key!r}")
        return self._translations.gettext(key).format_map(values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The text of ``key`` in the plural form for ``n`` (given to the sentence as ``{n}``)."""
        if not self.knows(key):
            raise KeyError(f"{self.language}.po has no {key!r}")
        return self._translations.ngettext(key, key, n).format_map({"n": n, **values})

    def knows(self, key: str) -> bool:
        return key in self.catalogue

    def coded(self, family: str, code: str) -> str:
        """The text for a code out of the data (``family.code``); a code without a text is shown as it is."""
        key = f"{family}.{code}"
        return self(key) if self.knows(key) else self("code.unknown", code=code)

    def texts(self) -> Iterator[str]:
        """Every text of the catalogue, plural forms one by one."""
        for entry in self.catalogue:
            if entry.id and entry.string:
                yield from [entry.string] if isinstance(entry.string, str) else entry.string


@cache
def wording(language: str) -> Wording:
    """The words of ``zh`` or ``en``."""
    return Wording(language)


def _catalogue(language: str) -> Catalog:
    source = files(__package__).joinpath(f"{language}.po")
    with source.open("rb") as stream:
        return pofile.read_po(stream, locale=language)


def _compiled(catalogue: Catalog) -> Translations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
