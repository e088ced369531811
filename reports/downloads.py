"""What of an edition can be taken away beside its single tables, as the page lists it."""

from __future__ import annotations

from reports.addresses import zip_name
from reports.citation import CITATION
from reports.datapackage import DATAPACKAGE
from reports.edition import Edition
from reports.standingfiles import STANDINGS
from reports.wording import Wording


def downloads(edition: Edition, words: Wording) -> list[tuple[str, str]]:
    """(address beside the page, what it is). Without PDF and card: whether they are there depends on the machine."""
    found = {
        zip_name(edition.week): "zip",
        DATAPACKAGE: "datapackage",
        CITATION: "citation",
        f"{STANDINGS}/index.json": "standings",
    }
    return [(address, words(f"package.{key}")) for address, key in found.items()]
