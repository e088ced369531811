"""How a channel is written is shown by one that is run."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_example_in_the_documentation() -> None:
    """docs/channels.md holds the very file that the journey runs."""
    written = (ROOT / "docs/channels.md").read_text(encoding="utf-8").split("```python\n")[-1].partition("```")[0]
    assert written == (ROOT / "tests/journey/letterbox.py").read_text(encoding="utf-8")
