"""The kill switch: while a file lies beside the configuration, nothing is sent to anybody (G8)."""

from __future__ import annotations

from monitor.settings import Settings


def is_on(settings: Settings) -> bool:
    """Whether the file ``[files] stop`` exists; a place that cannot be looked at counts as if it did."""
    try:
        settings.resolve(settings.files.stop).lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
