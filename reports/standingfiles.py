"""Each line of the ranking as a JSON file of its own, at an address that stays."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reports.citation import cited, version
from reports.dataset import Standing
from reports.edition import Edition
from reports.wording import LANGUAGES, wording

STANDINGS = "standings"
_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


def write(folder: Path, edition: Edition) -> None:
    """Write ``<channel>/<platform>.json`` for each standing into ``folder``, and ``index.json`` that lists them."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for line in edition.standings:
        name = f"{_stem(line.channel)}/{_stem(line.platform)}.json"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _json(folder / name, _told(edition, line))
        listed.append({"channel": line.channel, "platform": line.platform, "path": f"{STANDINGS}/{name}"})
    _json(folder / "index.json", {"week": edition.week, "version": version(edition), "standings": listed})


def _told(edition: Edition, line: Standing) -> dict[str, Any]:
    """The published line with what is needed to quote it: an unpublished one has its reason and no index."""
    number = edition.revision.number if edition.revision else 1
    return {
        "study": edition.study.id,
        "title": edition.study.title,
        "week": edition.week,
        "version": version(edition),
        "draft": edition.draft,
        "name": edition.name(line.platform),
        "ranked": len(edition.ranked(line.channel)),
        "standing": asdict(line),
        "reply": next((r.text for r in edition.replies if r.platform == line.platform), None),
        "corrections": [
            {"date": c.date.isoformat(), **{language: c.what(language) for language in LANGUAGES}, "by": c.by}
            for c in edition.corrections
            if c.platform in ("", line.platform)
        ],
        "license": edition.imprint.license,
        "cite": {
            language: cited(edition.imprint, edition.study.title, edition.week, number, wording(language))
            for language in LANGUAGES
        },
    }


def _json(path: Path, told: Any) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace", newline="\n")


def _stem(name: str) -> str:
    """A harmless file name: the id itself, or a digest of one that is none."""
    if _SAFE.fullmatch(name) and name != "index":
        return name
    return "platform-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
