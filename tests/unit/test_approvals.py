"""Approvals: nothing is sent that nobody, or too few, approved in exactly these words."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest

from monitor import timetable
from monitor.guard.approvals import approved, may_say, missing, text_hash, wordings
from monitor.settings import Settings
from monitor.store.interface import Approval
from tests.unit.timetable_studies import small_nights, study

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def all_by(settings: Settings, name: str) -> list[Approval]:
    return [
        Approval(text_hash=w.hash, target=w.target.id, question=w.question, approved_by=name, approved_at=NOW)
        for w in wordings(settings)
    ]


def test_wordings_are_every_text_of_every_target() -> None:
    """Three platforms with two doors, twelve questions in three wordings each, two follow-ups in each language."""
    assert len(wordings(study())) == 3 * 2 * (12 * 3 + 4)


def test_wordings_of_unused_languages_need_nobody() -> None:
    """Only texts in the study's languages can be sent."""
    assert len(wordings(study(languages=["en"]))) == 3 * 2 * (6 * 3 + 2)


def test_nothing_is_approved_at_first() -> None:
    """Every wording is missing, and no planned inquiry may go."""
    settings = study()
    assert len(missing(settings, [])) == len(wordings(settings))
    assert not any(approved(settings, plan, []) for plan in timetable.night(settings, date(2026, 12, 8)))


def test_one_name_is_enough_where_one_is_asked_for() -> None:
    """With approvals = 1, every planned inquiry may go once its text was approved."""
    settings = study()
    approvals = all_by(settings, "Ada")
    assert missing(settings, approvals) == []
    assert all(approved(settings, plan, approvals) for plan in timetable.night(settings, date(2026, 12, 8)))


def test_two_names_must_differ() -> None:
    """With approvals = 2, the same name twice, or in other letters and spaces, is one name."""
    settings = study(approvals=2)
    alone = all_by(settings, "Ada Lovelace") + all_by(settings, " ada  LOVELACE ")
    assert {gap.have for gap in missing(settings, alone)} == {("Ada Lovelace",)}
    assert missing(settings, alone + all_by(settings, "Grace")) == []


def test_no_name_approves_nothing() -> None:
    """An empty name is nobody."""
    settings = study()
    assert len(missing(settings, all_by(settings, "  "))) == len(wordings(settings))


@pytest.mark.parametrize("field", ["text", "subject"])
def test_changed_words_need_a_new_approval(field: str) -> None:
    """A full stop more is another text."""
    settings = study()
    plan = timetable.night(settings, date(2026, 12, 8))[0]
    other = dataclasses.replace(plan, **{field: getattr(plan, field) + "."})
    assert approved(settings, plan, all_by(settings, "Ada"))
    assert not approved(settings, other, all_by(settings, "Ada"))


def test_changed_address_needs_a_new_approval() -> None:
    """The approval is for the exact door, not for its name."""
    target = study().targets()[0]
    moved = dataclasses.replace(target, address="https://elsewhere.example/")
    first, second = (text_hash(target=t, question="q", subject="s", text="t") for t in (target, moved))
    assert first != second


def test_words_cannot_move_between_fields() -> None:
    """Subject and text are kept apart in the hash."""
    target = study().targets()[0]
    one = text_hash(target=target, question="q", subject="ab", text="c")
    assert one != text_hash(target=target, question="q", subject="a", text="bc")


def test_controls_need_no_approval() -> None:
    """Platforms of our own are asked whatever was approved."""
    settings = small_nights()
    assert missing(settings, []) == []
    assert all(approved(settings, plan, []) for plan in timetable.compressed(settings, 0, NOW))


def test_target_that_left_the_configuration() -> None:
    """What the settings know no longer is not sent, whoever approved it."""
    plan = timetable.night(study(platforms=4), date(2026, 12, 8))
    gone = [p for p in plan if p.platform == "shop-3"] or [dataclasses.replace(plan[0], target="shop-3-mail")]
    assert not approved(study(), gone[0], all_by(study(platforms=4), "Ada"))


class TestFollowUps:
    """What is said after a question needs an approval of its own."""

    def test_said_once_approved(self) -> None:
        """For the exact target and text."""
        settings = study()
        plan = timetable.night(settings, date(2026, 12, 8))[0]
        text = settings.follow_ups_of(plan.question)[0]
        assert not may_say(settings, plan, "follow_up", text, [])
        assert may_say(settings, plan, "follow_up", text, all_by(settings, "Ada"))
        elsewhere = [one for one in all_by(settings, "Ada") if one.target != plan.target]
        assert not may_say(settings, plan, "follow_up", text, elsewhere)

    def test_changed_text_needs_a_new_approval(self) -> None:
        """What was approved before says nothing of the new words."""
        settings = study()
        plan = timetable.night(settings, date(2026, 12, 8))[0]
        said = settings.follow_ups.model_copy(update={plan.language: ("I only ask. 我只是问问。",)})
        changed = settings.model_copy(update={"follow_ups": said})
        (text,) = changed.follow_ups_of(plan.question)
        assert not may_say(changed, plan, "follow_up", text, all_by(settings, "Ada"))
        assert may_say(changed, plan, "follow_up", text, all_by(changed, "Ada"))

    def test_text_that_is_not_of_this_question(self) -> None:
        """Nothing is said that the configuration does not hold for it, approved or not."""
        settings = study()
        plan = timetable.night(settings, date(2026, 12, 8))[0]
        other = "en" if plan.language == "zh" else "zh"
        text = settings.follow_ups.of(other)[0]
        assert not may_say(settings, plan, "follow_up", text, all_by(settings, "Ada"))
        assert not may_say(settings, plan, "handoff", "agent", all_by(settings, "Ada"))

    def test_approval_of_a_question_is_none_for_a_follow_up(self) -> None:
        """The same words as a question of that target: still another thing to say."""
        settings = study()
        plan = timetable.night(settings, date(2026, 12, 8))[0]
        target = settings.targets_by_id[plan.target]
        text = settings.follow_ups_of(plan.question)[0]
        asked = text_hash(target=target, question=plan.question, subject="", text=text)
        approval = Approval(
            text_hash=asked, target=target.id, question=plan.question, approved_by="Ada", approved_at=NOW
        )
        assert not may_say(settings, plan, "follow_up", text, [approval])

    def test_phrases_for_a_human_where_they_are_asked_for(self) -> None:
        """Only after questions with ``handoff``, and only in web chats."""
        settings = study()
        asked = tuple(q.model_copy(update={"handoff": q.language == "en"}) for q in settings.questions)
        settings = settings.model_copy(update={"questions": asked})
        said = [w for w in wordings(settings) if w.question == "handoff"]
        assert {w.text for w in said} == {"agent", "human agent", "talk to a person"}
        assert {w.target.channel.value for w in said} == {"webchat"}

    def test_own_texts_of_a_question(self) -> None:
        """A question's own follow-ups take the place of the study's; an empty list says nothing."""
        settings = study()
        first, second, *rest = settings.questions
        own = first.model_copy(update={"follow_ups": ("我只是问问。",)})
        mute = second.model_copy(update={"follow_ups": ()})
        settings = settings.model_copy(update={"questions": (own, mute, *rest)})
        assert settings.follow_ups_of(own.id) == ("我只是问问。",)
        assert settings.follow_ups_of(mute.id) == ()
        assert "我只是问问。" in {w.text for w in wordings(settings)}

    def test_controls_need_no_approval(self) -> None:
        """Platforms of our own are answered whatever was approved."""
        settings = small_nights()
        plan = timetable.compressed(settings, 0, NOW)[0]
        assert may_say(settings, plan, "follow_up", settings.follow_ups_of(plan.question)[0], [])
