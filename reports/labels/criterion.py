"""Does a text meet a question's own published answer criterion?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from reports.labels.characters import simplified
from reports.labels.wording import plain

Criterion = Sequence[Sequence[str]]


def meets(text: str, criterion: Criterion) -> bool:
    """True when ``text`` has one term of every group (regular expressions, NFKC, any case); never for no groups.

    Traditional characters are read as simplified ones, in the text and in the terms.
    """
    spelled = simplified(plain(text))
    return bool(criterion) and all(_group(tuple(group)).search(spelled) for group in criterion)


def touches(text: str, criterion: Criterion) -> bool:
    """True when ``text`` has a term of the first group at least: it speaks of what was asked."""
    return bool(criterion) and bool(_group(tuple(criterion[0])).search(simplified(plain(text))))


@lru_cache(maxsize=4096)
def _group(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{simplified(term)})" for term in terms), re.IGNORECASE)
