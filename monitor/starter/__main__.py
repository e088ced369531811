"""Prints the repository's documented example: ``python -m monitor.starter > config.toml``."""

from __future__ import annotations

import sys
from datetime import date

from monitor import starter

sys.stdout.write(starter.text(starts=date(2026, 12, 7), seed=20261207))
