"""Sections with nothing to show say what is missing, and when or by what it will be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from reports.absent import absences, unranked
from reports.beside import companions
from reports.dataset import Trial
from reports.edition import Edition
from reports.site import pages
from reports.standings import rankings
from reports.wording import LANGUAGES, wording
from tests.unit.printed_world import edition

ENGLISH = wording("en")
OF_RANKED = ("gap", "padding", "channels")
TABLES = ("beside", "hours", "pairs", "ranking")


def told(trials: Sequence[Trial], channels: tuple[str, ...] = ("webchat", "mail")) -> Edition:
    """An edition of these inquiries alone."""
    plan = edition(nights=1).study
    plan = replace(
        plan, checkpoints={name: plan.checkpoints[name] for name in channels},
        platforms=tuple(replace(p, channels=channels) for p in plan.platforms),
    )  # fmt: skip
    tables = rankings(trials, plan)
    return Edition(
        study=plan, week="2026-W45", trials=trials, rankings=tables, companions=companions(trials, plan, tables),
        standings=[line for table in tables for line in table.standings],
    )  # fmt: skip


def still_open(trial: Trial) -> Trial:
    return replace(
        trial, ending="open", reason="", observed_until=None, checkpoint_states="", checkpoint_states_any="",
        u=None, u_low=None, u_high=None,
    )  # fmt: skip


def sections(page: str, language: str) -> dict[str, str]:
    """By section its text, blanks made one."""
    (article,) = re.findall(rf'<article id="{language}".*?</article>', page, flags=re.DOTALL)
    found = re.findall(r'<section id="(\w+)-\w+".*?>(.*?)</section>', article, flags=re.DOTALL)
    return {name: " ".join(re.sub("<[^>]+>", "", text).split()) for name, text in found}


@pytest.fixture(scope="module")
def few() -> dict[str, str]:
    """The pages of five platforms and three nights."""
    return dict(pages(edition(nights=3, platforms=5), {}, []))


@pytest.mark.parametrize(
    ("language", "days"),
    [("zh", ("2026年11月24日", "2026年11月26日")), ("en", ("24 November 2026", "26 November 2026"))],
)
def test_few_nights_say_when_in_every_section(few: dict[str, str], language: str, days: tuple[str, str]) -> None:
    """The day on which there can be enough, of each channel, wherever a ranking would be shown."""
    texts = sections(few["index.html"], language)
    texts |= {name: sections(few[f"tables/{name}.html"], language)[name] for name in TABLES}
    assert [name for name in (*OF_RANKED, *TABLES) for day in days if day not in texts[name]] == []


@pytest.mark.parametrize(
    ("language", "day"), [("zh", "最早2026年12月16日"), ("en", "on 16 December 2026 at the earliest")]
)
def test_change_says_from_when_it_can_be_told(few: dict[str, str], language: str, day: str) -> None:
    """3 of 40 nights were sent by 8 November: the 40th is 15 December, and a chat is watched for a day."""
    assert day in sections(few["index.html"], language)["change"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_inquiries_that_are_still_watched_are_awaited(language: str) -> None:
    """Curves, hours and checkpoints wait for the last waiting time of the first inquiry, and say how long that is."""
    whole, words = told([still_open(one) for one in edition(nights=1).trials]), wording(language)
    texts = sections(dict(pages(whole, {}, []))["index.html"], language)
    for name in ("curves", "heat"):
        assert words("absent.counted") in texts[name]
        assert words("absent.over", channel=words("channel.mail"), time=words("duration.hour", n="72")) in texts[name]


def test_closed_doors_lead_to_the_reasons() -> None:
    """Where lack of data is not why, no day is promised."""
    few = edition(nights=3)
    shut = replace(
        few, standings=[replace(line, reason_unpublished="closed_door: 55 of 84") for line in few.standings]
    )  # fmt: skip
    assert " ".join(unranked(shut, "webchat", ENGLISH)) == (
        "No platform is ranked here yet. The reasons stand under “Not ranked, and why”."
    )


def test_one_channel_has_nothing_beside_it() -> None:
    """The comparison of channels says that there is one alone."""
    chats = told([t for t in edition().trials if t.channel == "webchat"], channels=("webchat",))
    assert list(absences(chats, ENGLISH)["channels"]) == [str(ENGLISH("absent.channel"))]


def test_one_ranked_platform_has_no_pair() -> None:
    """It takes two, which is said."""
    alone = told([t for t in edition().trials if t.platform == "mute"])
    assert alone.ranked("webchat")
    assert absences(alone, ENGLISH)["pairs"][0] == ENGLISH("absent.pairs")


def test_nothing_to_show_is_never_all() -> None:
    """No text of the catalogues merely says that there is nothing."""
    texts = [str(text) for language in LANGUAGES for text in wording(language).texts()]
    assert [text for text in texts if text in ("There is nothing to show here yet.", "此处暂无内容。")] == []
