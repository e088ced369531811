"""Figures that the tests against real software measure: printed at the end of the run, passed or not."""

from __future__ import annotations

from collections.abc import Callable

NAME = "figure"
"""The name of the property under which a test's report carries them."""

Figure = Callable[[str], None]
