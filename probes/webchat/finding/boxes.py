"""Where two boxes on a page lie to each other; pure."""

from __future__ import annotations

from probes.webchat.finding.survey import Rect


def middle(rect: Rect) -> tuple[float, float]:
    return rect[0] + rect[2] / 2, rect[1] + rect[3] / 2


def within(inner: Rect, outer: Rect) -> bool:
    """No part of ``inner`` lies outside ``outer``."""
    begins = outer[0] <= inner[0] and outer[1] <= inner[1]
    return begins and inner[0] + inner[2] <= outer[0] + outer[2] and inner[1] + inner[3] <= outer[1] + outer[3]


def close(one: Rect, other: Rect, within: float) -> bool:
    """The gap between two boxes is at most ``within``."""
    across = max(other[0] - one[0] - one[2], one[0] - other[0] - other[2], 0)
    down = max(other[1] - one[1] - one[3], one[1] - other[1] - other[3], 0)
    return across <= within and down <= within
