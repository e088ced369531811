"""Web chats with nothing but an address: found, measured, found again, shown and examined."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from probes import browser
from probes.control.zoo.widget import Widget, alone, draw
from probes.interface import Channel, Inquiry, Shut
from probes.webchat.channel import enter
from probes.webchat.finding.discovery import discover
from tests.notebook import Notebook
from tests.zoo.drive import MEANS, Enclosure, Keeping
from tests.zoo.verdicts import truth

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

SEEDS = range(3, 9)


def name(trap: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in trap)


plain = Widget(seed=1)
USED = ("place=other_origin", "place=shadow", "place=frame", "offline=form")
DRAWN = {f"seed-{seed}": draw(seed) for seed in SEEDS}
BUILDS = ("soup", "semantic", "custom", "components", "table")
AT_ONCE = {
    f"at-once-{build}": replace(plain, structure=build, transport="polling", greeting=False, canned_after=True)
    for build in BUILDS
}
GROUPED = replace(
    plain,
    structure="semantic",
    copies="inside",
    told_by="label",
    answer="picture",
    manner="twice",
    grouped=True,
    canned_after=True,
)
WIDGETS = {"grouped": GROUPED} | {name(trap): alone(trap) for trap in USED} | DRAWN | AT_ONCE


def asked(zoo: Enclosure, widget: str, number: str) -> Inquiry:
    return zoo.inquiry(widget, WIDGETS[widget], None, number)


async def test_traps_together_are_never_measured_wrongly(zoo: Enclosure, channel: Channel) -> None:
    """With nothing but the address, drawn widgets are measured rightly or not found; alone: test_zoo_alone.py."""
    gate = asyncio.Semaphore(4)

    async def verdict(widget: str) -> tuple[str, str, str]:
        async with gate:
            told = await zoo.verdict(channel, asked(zoo, widget, f"a{widget}"), WIDGETS[widget])
            return widget, told.kind, told.why

    told = await asyncio.gather(*(verdict(widget) for widget in DRAWN))

    assert not [each for each in told if each[1] == "wrong"]
    missed = [each for each in told if each[1] != "right"]
    assert len(missed) <= 1, missed


async def test_a_reply_in_the_same_moment_as_our_line_is_read(zoo: Enclosure, channel: Channel) -> None:
    """An acknowledgement that comes with our own message is no part of it, however the lines are built."""
    verdicts = [await zoo.verdict(channel, asked(zoo, widget, f"m{widget}"), WIDGETS[widget]) for widget in AT_ONCE]

    assert [(verdict.kind, verdict.why) for verdict in verdicts] == [("right", "")] * len(AT_ONCE)


async def test_a_picture_among_lines_of_words_is_read(zoo: Enclosure, channel: Channel) -> None:
    """Lines of one group are told apart by their words; one that has none is a line all the same."""
    verdict = await zoo.verdict(channel, asked(zoo, "grouped", "picture"), GROUPED)

    assert (verdict.kind, verdict.why) == ("right", "")


async def test_a_found_profile_serves_later_visits(zoo: Enclosure) -> None:
    """The first visit finds it, the second goes by it, and both measure alike: a search would know no first step."""
    book, widget = Notebook(), name("place=other_origin")
    async with enter(replace(MEANS, profiles=book)) as channel:
        first = await zoo.verdict(channel, asked(zoo, widget, "first"), WIDGETS[widget])
        known = dict(book.known[widget])
        known["steps"] = [{"click": "#only-here-to-be-known-again", "optional": True}, *known["steps"]]
        book.known[widget] = known
        second = await zoo.verdict(channel, asked(zoo, widget, "second"), WIDGETS[widget])

    assert (first.kind, second.kind) == ("right", "right")
    assert known["frame"]
    assert book.known[widget]["steps"] == known["steps"]
    assert {**book.known[widget], "steps": []} == {**known, "steps": []}


async def test_a_page_that_changed_is_found_again(zoo: Enclosure) -> None:
    """A profile whose launcher is gone is replaced, and the visit still measures."""
    book, widget = Notebook(), name("place=shadow")
    book.known[widget] = {"reading": "structure", "input": "textarea", "steps": [{"click": "#gone"}]}
    means = replace(MEANS, profiles=book, patience=MEANS.patience / 2)
    async with enter(means) as channel:
        verdict = await zoo.verdict(channel, asked(zoo, widget, "again"), WIDGETS[widget])

    assert verdict.kind == "right", verdict.why
    assert book.known[widget]["steps"] != [{"click": "#gone"}]


async def test_a_known_profile_is_not_taken_into_an_offline_form(zoo: Enclosure) -> None:
    """A form to leave a message may bear the input's selector: nothing is written, the door is shut."""
    book, widget = Notebook(), name("offline=form")
    launcher = await discover(asked(zoo, name("place=shadow"), "look"), MEANS, Keeping())
    book.known[widget] = {"reading": "structure", "input": "textarea", "steps": (launcher.profile or {})["steps"]}
    async with (
        enter(replace(MEANS, profiles=book)) as channel,
        channel.open(asked(zoo, widget, "form"), Keeping(), None) as door,
    ):
        assert isinstance(await door.send("How are codes refunded?"), Shut)


async def test_discovery_says_nothing_and_shows_the_parts(zoo: Enclosure) -> None:
    """Launcher, frame, input and way to send are named and pictured; nobody hears a word."""
    inquiry = asked(zoo, name("place=frame"), "silent")

    found = await discover(inquiry, MEANS, Keeping())

    assert {"launcher", "frame", "input", "way to send"} <= set(found.parts)
    assert found.door == "open"
    assert found.profile is not None
    assert found.picture.startswith(b"\x89PNG")
    assert not [fact for fact in truth(zoo.log, inquiry.id) if fact.kind == "heard"]


async def test_discovery_that_speaks_tells_the_lines_apart(zoo: Enclosure) -> None:
    """Told what to say it shows transcript, own message and agent message too."""
    found = await discover(asked(zoo, name("place=shadow"), "spoken"), MEANS, Keeping(), say="How are codes refunded?")

    assert {"transcript", "own message", "agent message"} <= set(found.parts)
    assert [speaker for speaker, _ in found.said].count("own") == 1


async def test_a_broken_profile_is_examined(zoo: Enclosure) -> None:
    """The first part that is not found is named, with the page as it is."""
    widget = name("place=frame")
    inquiry = zoo.inquiry(widget, WIDGETS[widget], {"reading": "structure", "input": "#none"}, "examined")

    found = await discover(inquiry, replace(MEANS, patience=MEANS.patience / 4), Keeping())

    assert "input (#none)" in found.missing
    assert found.picture
