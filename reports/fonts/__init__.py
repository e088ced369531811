"""The shipped figure font: a subset of Noto Sans CJK SC under another name, see ``OFL.txt``.

``python -m reports.fonts SOURCE.ttc`` makes it anew; the figures only read the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FAMILY = "Silence Sans SC"
FONT = Path(__file__).with_name("SilenceSansSC-Regular.otf")


def characters() -> Iterator[str]:
    """Every character the subset covers: GB 2312, Latin, punctuation and what charts need."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield from bytes((row, cell)).decode("gb2312", errors="ignore")
    for first, last in _BLOCKS:
        yield from map(chr, range(first, last + 1))


_BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),
    (0x2264, 0x2265),
    (0x25A0, 0x25CF),  # geometric shapes
    (0x3000, 0x301F),  # CJK punctuation
    (0xFF01, 0xFF5E),  # full-width forms
)
