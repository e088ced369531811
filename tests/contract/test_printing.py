"""A real browser prints an edition: on A4, tagged, without the moment of printing; and the card to the pixel."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from monitor.publishing.rendering import BrowserRenderer, renderer
from reports import card
from reports.fonts.printed import print_style
from tests.unit.weekly_rows import edition

pytestmark = pytest.mark.browser
PAGE = """<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8"><title>客服</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<h1>客服沉默周报</h1><img src="http://127.0.0.1:9/x.png" alt="">"""


@pytest.fixture(scope="module")
def press() -> BrowserRenderer:
    found = renderer("")
    if found is None:
        pytest.skip("no browser is installed")
    return found


def test_page_is_printed_on_a4(press: BrowserRenderer, tmp_path: Path) -> None:
    """A4 in points, with its structure for readers' aids; the same page gives the same bytes."""
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    first, again = (press.pdf(tmp_path / "index.html", print_style()) for _ in range(2))
    width, height = next(iter(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", first)))
    assert abs(float(width) - 595.28) < 1
    assert abs(float(height) - 841.89) < 1
    assert b"/StructTreeRoot" in first
    assert first == again


def test_every_language_is_printed(press: BrowserRenderer, tmp_path: Path) -> None:
    """A page shows one article at a time; on paper each begins a sheet of its own."""
    both = "<style>article+article{display:none}</style><article id=zh>一</article><article id=en>one</article>"
    (tmp_path / "index.html").write_text(PAGE.replace("default-src 'none'", "style-src *") + both, encoding="utf-8")
    found = press.pdf(tmp_path / "index.html", print_style())
    assert len(re.findall(rb"/MediaBox \[", found)) == 2


def test_card_has_the_size_that_is_promised(press: BrowserRenderer) -> None:
    """1200 x 630, whatever the edition says."""
    found = press.picture(card.markup(edition()), card.WIDTH, card.HEIGHT)
    assert struct.unpack(">II", found[16:24]) == (1200, 630)
