"""What a page says of itself to those who link to it: card, description, feed."""

from __future__ import annotations

from html import escape

from reports import phrases
from reports.addresses import CARD, FEED
from reports.card import HEIGHT, WIDTH
from reports.edition import Edition
from reports.wording import LANGUAGES, wording


def shared(page: str, edition: Edition) -> str:
    """``page`` with these tags before its title; pictures need the address at which editions are served."""
    both = [phrases.headline(edition, wording(language)) for language in LANGUAGES]
    lead = phrases.lead(edition, wording(LANGUAGES[0]))[-1]
    told = {"og:type": "article", "og:title": " · ".join(both), "og:description": lead}
    if place := edition.imprint.place(f"{edition.week}/"):
        told |= {
            "og:url": place, "og:image": place + CARD, "og:image:width": str(WIDTH), "og:image:height": str(HEIGHT),
            "og:image:alt": both[0], "twitter:card": "summary_large_image",
        }  # fmt: skip
    tags = [f'<meta property="{name}" content="{escape(value)}">' for name, value in told.items()]
    tags.append(f'<link rel="alternate" type="application/atom+xml" href="../{FEED}">')
    return page.replace("<title>", "\n".join(tags) + "\n<title>", 1)
