"""A message that left without our address can be answered by nobody: thanks for it start no clock."""

from __future__ import annotations

import pytest

from probes.form.evidence import After, Trip
from probes.form.outcome import Kind, judge
from probes.form.survey import Field, Line, Survey

TEXT = "How do you refund a code that does not work?"
ADDRESS = Field(number=1, type="email", label="E-mail", value="probe+x1@study.test")
FORM = Survey(load="a", fields=(ADDRESS, Field(number=0, tag="textarea", label="Message", value=TEXT)))
THANKS = Survey(load="b", lines=(Line(text="Thank you! Your message has been sent."),))
BARE = Trip(method="POST", document=True, status=200, said=True)
WHOLE = Trip(method="POST", document=True, status=200, ours=True)


def judged(*trips: Trip, before: Survey = FORM) -> Kind:
    return judge(After(before=[before], now=[THANKS], text=TEXT, trips=trips, address="probe+x1@study.test")).kind


def test_thanks_for_a_message_without_our_address_are_uncertain() -> None:
    """The field has no name, say, and the browser leaves it out."""
    assert judged(BARE) is Kind.BROKEN


@pytest.mark.parametrize("trips", [(WHOLE,), (BARE, WHOLE), (Trip(method="POST", document=True, status=200),)])
def test_an_address_that_left_or_a_message_that_nobody_can_read_is_none(trips: tuple[Trip, ...]) -> None:
    """What is sent in a cipher holds neither in words."""
    assert judged(*trips) is Kind.TAKEN


def test_an_address_that_an_earlier_step_told_is_none() -> None:
    assert judged(BARE, before=Survey(load="a", fields=FORM.fields[1:])) is Kind.TAKEN
