"""All words the reports use, one gettext catalogue a language; the code holds keys alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from babel.core import Locale
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

_FIRST = ("zh", "en")


def _found() -> tuple[str, ...]:
    """The languages there are catalogues of: Chinese, English, then any other by its code."""
    names = (entry.name.removesuffix(".po") for entry in files(__package__).iterdir() if entry.name.endswith(".po"))
    others = sorted(set(names) - set(_FIRST))
    return (*_FIRST, *others)


LANGUAGES = _found()
"""One catalogue a language; a further one is a further file, which names itself (``language.*``)."""


class Phrase(str):
    """A text with its braces filled in that knows which text of the catalogue it was."""

    __slots__ = ("key",)
    key: str

    @classmethod
    def of(cls, text: str, key: str) -> Phrase:
        phrase = cls(text)
        phrase.key = key
        return phrase


class Wording:
    """The words of one language: call it with a key and what the sentence's braces need."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.catalogue = _catalogue(language)
        self._translations = _compiled(self.catalogue)
        self.name = str(self("language.name"))
        self.html_language = str(self("language.html"))
        self.locale = Locale.parse(self("language.locale"))

    def __reduce__(self) -> tuple[Callable[[str], Wording], tuple[str]]:
        """Sent to another process it is known by its language."""
        return wording, (self.language,)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of ``key``, a ``Phrase``; raises KeyError for a key the catalogue does not hold."""
        if not self.knows(key):
            raise KeyError(f"{self.language}.po has no {key!r}")
        return Phrase.of(self._translations.gettext(key).format_map(values), key)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The text of ``key`` in the plural form for ``n`` (given to the sentence as ``{n}``)."""
        if not self.knows(key):
            raise KeyError(f"{self.language}.po has no {key!r}")
        return Phrase.of(self._translations.ngettext(key, key, n).format_map({"n": n, **values}), key)

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
    """The words of one of ``LANGUAGES``."""
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
