"""From which observer a target is asked on a night, and who asks it once more as a check: seeded, counting only.

A target asked from all gets its pair from one of them, drawn anew each night, as any target does. The others ask
the same questions again later in the same time cell (*second looks*), on as many of its nights as the burden budget
leaves room for. Second looks are no part of any index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.guard.budget import CONTACTS_A_WEEK
from monitor.settings.model import Settings
from monitor.timetable.draw import Draw
from probes.interface import ChannelKind, Target


def observers_on(settings: Settings, target: Target, day: date, nights: Sequence[date]) -> tuple[str, ...]:
    """Who asks ``target`` on ``day``: first whose pair counts, then those who ask again.

    ``nights`` are the target's nights in the ISO week of ``day``, ascending.
    """
    points, draw = settings.study.vantage_points, Draw(study=settings.study.id, seed=settings.study.seed)
    if len(points) == 1 or target.channel is not ChannelKind.WEBCHAT:
        return points[:1]
    asked_from = settings.asked_from[target.id]
    if asked_from == "one":
        return (points[draw.pick(len(points), "observer", target.id)],)
    first = draw.pick(len(points), "observer", target.id, day)
    if asked_from == "random" or not _looks_again(settings, target, day, nights):
        return (points[first],)
    return points[first:] + points[:first]


def second_looks_a_week(settings: Settings, target: Target) -> int | None:
    """On how many of its nights a week the budget lets all observers ask this target; None: on every night."""
    platform = settings.platform(target.platform)
    if platform.control:
        return None
    doors = sum(door.channel == target.channel.value for door in platform.targets)
    pairs_left = CONTACTS_A_WEEK // 2 - settings.study.pairs_per_week * doors
    return max(pairs_left, 0) // doors // (len(settings.study.vantage_points) - 1)


def _looks_again(settings: Settings, target: Target, day: date, nights: Sequence[date]) -> bool:
    most = second_looks_a_week(settings, target)
    if most is None:
        return True
    draw = Draw(study=settings.study.id, seed=settings.study.seed)
    return day in sorted(nights, key=lambda night: draw.fraction("second look", target.id, night))[:most]
