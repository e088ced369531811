"""The night's judge is itself judged: a faithful dataset passes, and each lie in it is found."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.real import comparison
from tests.real.agents import GREETING, questions
from tests.real.street import STREET, Shop

T0 = datetime(2026, 11, 23, 12, 0, 0, 250000, tzinfo=UTC)
HEARD = timedelta(milliseconds=100)
LATE = timedelta(milliseconds=40)
ASKED = [question for question in questions() if question["language"] == "en"][:2]
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A faithful dataset and its truth, to be told lies in."""

    trials: list[Row]
    messages: list[Row]
    truth: list[dict[str, object]]

    def messages_of(self, platform: str) -> list[Row]:
        ids = {row["inquiry_id"] for row in self.trials if row["platform"] == platform}
        return [row for row in self.messages if row["inquiry_id"] in ids]

    def problems(self, folder: Path) -> list[str]:
        for name, rows in (("trials.csv", self.trials), ("messages.csv", self.messages)):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return comparison.compare(folder, self.truth).problems


@pytest.fixture
def world() -> World:
    """What a faithful night would have left."""
    made = World(trials=[], messages=[], truth=[])
    for shop in STREET:
        for number, question in enumerate(ASKED):
            _inquiry(made, shop, question, f"{shop.id.replace('-', '')}{number}")
    return made


def _inquiry(world: World, shop: Shop, question: dict[str, object], inquiry: str) -> None:
    text = str(question["paraphrases"][0])  # type: ignore[index]
    heard = T0 + HEARD
    truth = {"system": shop.system, "platform": shop.id, "heard": text}
    world.truth.append(
        {**truth, "kind": "heard", "text": "", "sent_at": heard.timestamp(), "sent_by": heard.timestamp()}
    )
    by_mail = shop.system in ("desk", "form")
    before = ("acknowledgement", "Your ticket") if by_mail else ("greeting", GREETING)
    rows = [before] if by_mail or shop.greets else []
    found = [_row(inquiry, 0, T0, kind, words) for kind, words in rows]
    for number, line in enumerate(shop.says, start=1):
        at = heard + timedelta(seconds=line.after)
        world.truth.append(
            {
                **truth,
                "kind": line.kind,
                "text": f"reply {line.kind}",
                "sent_at": at.timestamp(),
                "sent_by": at.timestamp(),
            }
        )
        found.append(_row(inquiry, number, at + LATE, line.kind, f"reply {line.kind}"))
    world.messages.extend(found)
    answer = next((heard + timedelta(seconds=line.after) for line in shop.says if line.kind == "substantive"), None)
    states = "".join("a" if answer and answer + LATE <= T0 + c else "w" for c in comparison.CHECKPOINTS)
    if answer is None and not by_mail and not shop.keeps:
        states = "wwwwu"
    world.trials.append(
        {
            "inquiry_id": inquiry,
            "platform": shop.id,
            "question": str(question["id"]),
            "topic": str(question["topic"]),
            "ending": "closed",
            "reason": "",
            "t0": T0.isoformat(),
            "substantive_by": (answer + LATE).isoformat() if answer else "",
            "checkpoint_states": states,
        }
    )


def _row(inquiry: str, ordinal: int, at: datetime, function: str, text: str) -> Row:
    return {
        "inquiry_id": inquiry,
        "ordinal": str(ordinal),
        "text": text,
        "seen_after": at.isoformat(),
        "seen_by": at.isoformat(),
        "mechanism": "auto_declared" if function == "acknowledgement" else "unknown",
        "function": function,
    }


def test_a_faithful_dataset_has_no_problems(world: World, tmp_path: Path) -> None:
    """Nothing is found where nothing is wrong."""
    assert world.problems(tmp_path) == []


def _drop_a_reply(world: World) -> None:
    world.messages.remove(world.messages_of("x-twice")[-1])


def _invent_a_reply(world: World) -> None:
    row = world.messages_of("w-silent")[0]
    world.messages.append({**row, "ordinal": "9", "function": "substantive", "text": "Yes, of course."})


def _shift(platform: str, by: timedelta) -> Callable[[World], None]:
    def lie(world: World) -> None:
        row = world.messages_of(platform)[-1]
        row["seen_after"] = row["seen_by"] = (datetime.fromisoformat(row["seen_by"]) + by).isoformat()

    return lie


def _count_the_receipt(world: World) -> None:
    world.messages_of("d-silent")[0]["function"] = "substantive"


def _count_the_greeting(world: World) -> None:
    world.messages_of("x-silent")[0]["function"] = "substantive"


def _forget_the_forgetting(world: World) -> None:
    next(row for row in world.trials if row["platform"] == "x-silent")["checkpoint_states"] = "wwwww"


def _call_silence_an_answer(world: World) -> None:
    next(row for row in world.trials if row["platform"] == "d-silent")["checkpoint_states"] = "wwaaa"


def _void(world: World) -> None:
    world.trials[0]["ending"] = "void"


def _ask_twice(world: World) -> None:
    world.truth.append(next(row for row in world.truth if row["kind"] == "heard"))


def _leave_one_out(world: World) -> None:
    gone = world.trials.pop()
    world.messages[:] = [row for row in world.messages if row["inquiry_id"] != gone["inquiry_id"]]


def _call_holding_an_answer(world: World) -> None:
    next(row for row in world.messages_of("w-stalls") if row["function"] == "holding")["function"] = "substantive"


@pytest.mark.parametrize(
    "lie",
    [
        _drop_a_reply,
        _invent_a_reply,
        _shift("x-prompt", timedelta(seconds=-0.1)),
        _shift("x-prompt", timedelta(seconds=5.1)),
        _shift("d-prompt", timedelta(seconds=-1.5)),
        _count_the_receipt,
        _count_the_greeting,
        _forget_the_forgetting,
        _call_silence_an_answer,
        _call_holding_an_answer,
        _void,
        _ask_twice,
        _leave_one_out,
    ],
)
def test_every_lie_is_found(world: World, tmp_path: Path, lie: Callable[[World], None]) -> None:
    """A dataset that differs from the truth in one point has a problem."""
    lie(world)
    assert world.problems(tmp_path)


def test_a_void_tells_why(world: World, tmp_path: Path) -> None:
    """Its reason, and what the log has of its own failed visits: on a busy machine nothing else is left of them."""
    world.trials[0] |= {"ending": "void", "reason": "page_changed"}
    mine, other = world.trials[0]["inquiry_id"], world.trials[1]["inquiry_id"]
    logged = [
        {"event": "visit_failed", "inquiry": mine, "reason": "page_changed", "detail": "not found on the page: input"},
        {"event": "sent", "inquiry": mine},
        {"event": "visit_failed", "inquiry": other, "reason": "observer_down", "detail": "the page crashed"},
    ]
    world.problems(tmp_path)  # writes the tables
    told = [one for one in comparison.compare(tmp_path, world.truth, logged).problems if "ended void" in one]
    assert len(told) == 1
    assert told[0].endswith("ended void (page_changed): visit_failed page_changed not found on the page: input")


def _taken_late(world: World, platform: str, by: timedelta) -> None:
    """The foreign system takes a platform's last word this much after it was said, and shows it then."""
    row = next(row for row in reversed(world.truth) if row["platform"] == platform and row["kind"] != "heard")
    row["sent_by"] = float(str(row["sent_at"])) + by.total_seconds()
    _shift(platform, by)(world)


def test_the_time_that_a_foreign_system_takes_is_no_excuse_within_five_seconds(world: World, tmp_path: Path) -> None:
    """Five seconds count from the agent's own moment."""
    _taken_late(world, "x-prompt", timedelta(seconds=1))
    _shift("x-prompt", timedelta(seconds=4.1))(world)
    assert world.problems(tmp_path)


def test_a_foreign_system_that_is_slow_itself_leaves_two_seconds(world: World, tmp_path: Path) -> None:
    """What the system took late cannot be seen early; two seconds after it took it, it must have been."""
    _taken_late(world, "d-slow", timedelta(seconds=8))
    assert not [problem for problem in world.problems(tmp_path) if "after it was sent" in problem]
    _shift("d-slow", timedelta(seconds=2))(world)
    assert [problem for problem in world.problems(tmp_path) if "after it was sent" in problem]


def test_a_late_or_missing_mail_is_found(world: World, tmp_path: Path) -> None:
    """The mail server's own log bounds the published time."""
    world.problems(tmp_path)
    row = world.messages_of("d-prompt")[0]
    delivered = datetime.fromisoformat(row["seen_by"])
    recipient = f"probe+{row['inquiry_id']}@probe.test"
    both = [(recipient, delivered)] * 2
    assert comparison.compare_with_mail_log(tmp_path, [*both, *both[:1]])
    assert comparison.compare_with_mail_log(tmp_path, [(to, at - timedelta(seconds=9)) for to, at in both])
    exact = [
        (recipient, datetime.fromisoformat(r["seen_by"]))
        for r in world.messages_of("d-prompt")
        if r["inquiry_id"] == row["inquiry_id"]
    ]
    assert comparison.compare_with_mail_log(tmp_path, exact) == []
