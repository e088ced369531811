"""Which inquiry is due when: pure, deterministic, the same plan on every machine."""

from __future__ import annotations

from monitor.timetable.feasible import MINUTES_A_MESSAGE, Arithmetic, arithmetic, staff_minutes
from monitor.timetable.moments import iso_week
from monitor.timetable.planning import compressed, due_order, kinds, night, plan_period
from monitor.timetable.wording import freshness

__all__ = [
    "MINUTES_A_MESSAGE",
    "Arithmetic",
    "arithmetic",
    "compressed",
    "due_order",
    "freshness",
    "iso_week",
    "kinds",
    "night",
    "plan_period",
    "staff_minutes",
]
