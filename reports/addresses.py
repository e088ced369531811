"""What the files of an edition and of the site around it are called; addresses that stay."""

from __future__ import annotations

PDF, CARD = "report.pdf", "card.png"
ABOUT, EDITIONS, FEED = "edition.json", "editions.json", "feed.atom"
LATEST = "latest"


def zip_name(week: str) -> str:
    return f"silence-{week}.zip"


def earlier(number: int) -> str:
    """Where an earlier version of a week lies, inside the week's folder."""
    return f"edition-{number}"
