"""What is entered where our words are longer than the field: never a part of a word."""

from __future__ import annotations

import pytest

from probes.form import fitting
from probes.form.survey import Field

ADDRESS = "probe+x1@study.test"
NAMES = {
    (0, "Support response study"): "Support response study",
    (22, "Support response study"): "Support response study",
    (20, "Support response study"): "Support response",
    (10, "Support response study"): "Support",
    (6, "Support response study"): "study",
    (5, "Support response study"): "study",
    (8, "客服响应 研究项目组 甲乙"): "客服响应",
    (4, "阿卜杜拉·艾山"): "阿卜杜拉",
    (5, "客服响应时间研究"): "probe",
    (4, "客服响应时间研究"): "客服响应时间研究",
}  # fmt: skip


@pytest.mark.parametrize(("longest", "name"), NAMES)
def test_a_name_is_shortened_by_whole_words(longest: int, name: str) -> None:
    """What fits nowhere is left whole: then the field is named, and nothing is sent."""
    entered = fitting.name(Field(number=0, longest=longest), name, ADDRESS)
    assert entered == NAMES[longest, name]
