"""The sums of exhibits: published for each inquiry, shown on its platform's page, and never the content."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor import reporting
from monitor.export import exhibits
from probes.interface import Exhibit
from reports.exhibits import ExhibitRow, by_inquiry, write
from reports.site import pages
from tests.unit import told_study
from tests.unit.printed_world import edition

LATER = told_study.FIRST + timedelta(hours=1)


def row(inquiry: str, role: str = "reply", sha256: str = "ab" * 32, **changes: object) -> ExhibitRow:
    plain = ExhibitRow(inquiry_id=inquiry, role=role, media_type="image/png", taken_at=LATER, sha256=sha256)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_exhibits_of_the_inquiries_alone() -> None:
    """What was kept of controls, editions and answers is none of an inquiry's."""
    memory = told_study.store(nights=1)
    exhibit = Exhibit(sha256="cd" * 32, media_type="message/rfc822", role="mail", taken_at=LATER)
    for owner in ("stone-00-pre", "edition/2026-W02/1", "control-1"):
        memory.keep(owner, exhibit)
    (found,) = exhibits(memory, {"stone-00-pre", "swift-00-pre"})
    assert (found.inquiry_id, found.role, found.sha256) == ("stone-00-pre", "mail", "cd" * 32)


def test_edition_holds_the_exhibits_of_its_inquiries(tmp_path: Path) -> None:
    """From the store to the data file, the descriptor and the platform's page."""
    memory = told_study.store(nights=2)
    memory.keep("stone-00-pre", Exhibit(sha256="cd" * 32, media_type="image/png", role="reply", taken_at=LATER))
    folder = reporting.weekly_report(told_study.settings(tmp_path), memory, LATER, out=tmp_path / "out").parent
    (found,) = csv.DictReader((folder / "data/exhibits.csv").open(encoding="utf-8", newline=""))
    assert (found["inquiry_id"], found["sha256"]) == ("stone-00-pre", "cd" * 32)
    assert '"data/exhibits.csv"' in (folder / "datapackage.json").read_text(encoding="utf-8")
    page = (folder / "platforms/stone.html").read_text(encoding="utf-8")
    assert page.count("cd" * 32) == 2
    assert "cd" * 32 not in (folder / "platforms/swift.html").read_text(encoding="utf-8")


def test_rows_are_ordered_whatever_order_they_come_in(tmp_path: Path) -> None:
    """By inquiry and time, so that the same exhibits give the same bytes."""
    rows = [row("b"), row("a", taken_at=LATER + timedelta(seconds=1)), row("a", role="sent")]
    write(tmp_path, rows)
    one = (tmp_path / "exhibits.csv").read_bytes()
    write(tmp_path, rows[::-1])
    assert (tmp_path / "exhibits.csv").read_bytes() == one
    assert [(r.role, r.inquiry_id) for r in by_inquiry(rows)["a"]] == [("sent", "a"), ("reply", "a")]


def test_page_without_exhibits_says_so() -> None:
    """In both languages, and with a link to the file that would hold them."""
    bare = replace(edition(nights=3, platforms=2), exhibits=())
    page = dict(pages(bare, {}, []))["platforms/fast.html"]
    assert "No exhibit of these inquiries is on file" in page
    assert "没有存档的证据文件" in page
    assert page.count("../data/exhibits.csv") == 2
