"""Compares two looks at a form: the same form later, whether it has other fields, whether another step is in sight."""

from __future__ import annotations

from collections.abc import Sequence

from probes.form.arrival import Found
from probes.form.meaning import candidates
from probes.form.survey import Sight


def same(sights: Sequence[Sight], known: Found) -> Found | None:
    """The form as it is in these sights."""
    for sight in sights:
        for form in candidates(sight.survey) if sight.frame is known.sight.frame else ():
            if form.form == known.candidate.form:
                return Found(sight=sight, candidate=form, sights=sights)
    return None


def has_grown(now: Found, known: Found) -> bool:
    """True if it has other fields than it had."""
    before, after = ([one.field.called for one in found.candidate.known] for found in (known, now))
    return before != after


def shape(sights: Sequence[Sight]) -> Sequence[object]:
    """What fields are in sight: another shape is another step."""
    return [(s.survey.load, [(f.tag, f.called) for f in s.survey.fields if f.visible]) for s in sights]
