"""The labels' benchmark can judge replies as a study does: with a criterion that is not met."""

from __future__ import annotations

import pytest

from tests.benchmarks.labels import Coded, by_rules, unanswered

BESIDE = (
    "Please visit our help centre at https://help.example/orders. "
    "Parcels of that kind leave the warehouse of our partner in the north twice a week, on Mondays and Thursdays."
)


def test_with_a_criterion_that_is_not_met_nothing_is_left_open_for_an_answer() -> None:
    reply = Coded(text=BESIDE, language="en", function="deflection")
    assert by_rules(reply, {}) == "unclear"
    assert by_rules(reply, {}, unmet=True) == "deflection"


@pytest.mark.parametrize("function", ["substantive", "refusal"])
def test_answers_are_left_to_the_criterion(function: str) -> None:
    answer = Coded(text="Within 3 days.", language="en", function=function)
    other = Coded(text="Please wait.", language="en", function="holding")
    assert unanswered([answer, other]) == [other]
