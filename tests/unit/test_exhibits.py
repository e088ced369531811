"""The sums of exhibits: published for each inquiry, shown on its platform's page, and never the content."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.export import exhibits
from monitor.publishing import reporting
from probes.interface import Exhibit
from reports import csvtext
from reports.exhibits import ExhibitRow, by_inquiry, named, write
from reports.site import pages
from tests.unit import told_study
from tests.unit.printed_world import edition
from tests.unit.trial_rows import at, inquiry

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


def test_many_inquiries_name_the_newest_nights() -> None:
    """Whole nights, the newest first, no more than so many; and what each platform's page lists, however old it is."""
    rows = [inquiry(id=f"{night}-{n}", platform="busy", night=f"2026-11-{night:02d}", week=f"2026-W{43 + night}",
                    due_at=at(86400 * night + n)) for night in (1, 2, 3) for n in range(50)]  # fmt: skip
    old = [inquiry(id=f"old-{n}", platform="quiet", night="2026-10-01", week="2026-W40", due_at=at(n))
           for n in range(45)]  # fmt: skip
    assert named([*old, *rows]) == {one.id for one in [*old, *rows]}
    listed = {one.id for one in old[-40:]}
    for many, nights in ((120, 2), (100, 2), (99, 1), (7, 1)):  # its own week is named however large it is
        assert named([*old, *rows], many=many) == {one.id for one in rows[-50 * nights :]} | listed


def test_files_by_columns_are_as_by_cells(tmp_path: Path) -> None:
    """Whatever a role or a type is called."""
    rows = [row("b", role="=x"), row("a", media_type='te"xt,'), row("a", sha256="00" * 32)]
    write(tmp_path, rows)
    names = list(csvtext.columns(ExhibitRow))
    ordered = sorted(rows, key=lambda one: (one.inquiry_id, one.taken_at, one.sha256, one.role))
    csvtext.write(tmp_path / "cells.csv", names, ([getattr(one, name) for name in names] for one in ordered))
    assert (tmp_path / "exhibits.csv").read_bytes() == (tmp_path / "cells.csv").read_bytes()
