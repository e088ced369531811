"""``silence explain``: the way of one inquiry from the raw message to the index, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.settings import load
from monitor.store import open_store
from monitor.store.interface import LaterVisit, Night, PlannedInquiry, Store
from monitor.store.records import BY_HAND
from probes.interface import Message, Speaker
from tests.journey.test_commands import CONFIG
from tests.unit.test_export import START, claim, planned

HOURS = (1, 4, 12, 24, 72)
HOSTILE = "\x1b[2J[bold]Hello[/bold]\u202e"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A study whose one platform held, then answered after 20 hours; each checkpoint was visited."""
    monkeypatch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    found = open_store(load(tmp_path / "config.toml").database_url())
    found.migrate()
    yield found
    found.close()


def asked(inquiry_id: str, **changes: object) -> PlannedInquiry:
    return planned(
        inquiry_id, platform="shop", target="shop-mail", question="refund-en", text="How do refunds work?", **changes
    )


def conversation(
    store: Store, plan: PlannedInquiry, *replies: tuple[float, str, dict[str, str]], taken: bool | None = None
) -> None:
    """Ask, visit each checkpoint, find the ``replies`` (hours after t0, text, marks), and close.

    ``taken``: the first visit follows up, and the follow-up arrives, or nobody knows.
    """
    store.plan_night(Night(id=plan.night, week=plan.week, planned_at=START), [plan])
    sending = claim(store, START, sending=True)
    store.intend(sending, at=START)
    moments = [START + timedelta(hours=hours) for hours in HOURS]
    later = [
        LaterVisit(checkpoint=place, due_at=moment, latest_start=moment + timedelta(minutes=1))
        for place, moment in enumerate(moments)
    ]
    store.sent(sending, t0=START, witness="smtp", session=b"", later=later)
    store.finish(sending, at=START, outcome="done", looked_since=None, looked_until=None)
    for moment in moments:
        visit = claim(store, moment, sending=False)
        store.note(visit, messages=[m for m in map(said, range(len(replies)), replies) if m.seen_by <= moment],
                   session=None)  # fmt: skip
        if taken is not None and moment == moments[0]:
            at = moment + timedelta(seconds=5)
            store.intend_follow_up(visit, kind="follow_up", number=1, text=FOLLOW_UP, at=at)
            if taken:
                store.followed_up(visit, kind="follow_up", number=1, sent_at=at, session=None)
        store.finish(visit, at=moment, outcome="done", looked_since=moment, looked_until=moment)
    store.end(plan.id, ending="closed", reason="", at=moments[-1])


def said(ordinal: int, reply: tuple[float, str, dict[str, str]]) -> Message:
    at = START + timedelta(hours=reply[0])
    return Message(ordinal=ordinal, speaker=Speaker.PLATFORM, text=reply[1], seen_after=at, seen_by=at, marks=reply[2])


FOLLOW_UP = "I have not bought anything yet; I only ask."
ASKS = (0.5, "Which game is it for?", {})
ANSWER = (20.0, "Yes, we refund unused keys within 14 days to the card you paid with.", {})
HELD = (0.5, "We will get back to you within 24 hours.", {"auto_submitted": "auto-replied"})


def test_the_whole_way_is_told_as_json(store: Store) -> None:
    """Asked, t0, looks, both labels with rule and words, the criterion group by group, five states, u, weight."""
    conversation(store, asked("a"), HELD, ANSWER)
    told = json.loads(run("explain", "a", "--json").output)
    held, answer = told["messages"]
    assert told["asked"]["text"] == "How do refunds work?"
    assert len(told["inquiry"]["looks"]) == 5
    assert (held["label"]["mechanism"], held["reasons"]["mark"]) == ("auto_declared", "auto_submitted: auto-replied")
    assert (held["label"]["function"], held["label"]["grade"]) == ("holding", "declared")
    fired = [rule for clause in held["reasons"]["clauses"] for rule in clause["fired"]]
    assert held["label"]["rule_id"] in {rule["rule_id"] for rule in fired}
    assert all(rule["words"] and rule["why"] for rule in fired)
    assert answer["label"]["function"] == "substantive"
    assert all(group["words"] for group in answer["reasons"]["groups"])
    assert [point["state"] for point in told["checkpoints"]] == list("wwwaa")
    assert told["trial"]["u"] == pytest.approx(0.6)


def test_the_share_is_that_of_the_index(store: Store) -> None:
    """A stratum's weight, shared by the inquiries counted there; the points of all inquiries add up to the index."""
    conversation(store, asked("a"), ANSWER)
    conversation(store, asked("b", night="2026-11-24", pair_id="p2"))
    shares = [json.loads(run("explain", name, "--json").output)["shares"] for name in ("a", "b")]
    assert [share["table"] for share in shares[0]] == ["mail", "all"]
    assert [share[0]["counted"] for share in shares] == [2, 2]
    assert [share[0]["weight"] for share in shares] == [0.25, 0.25]
    assert sum(share[0]["points"] for share in shares) == pytest.approx(100 * 0.25 * (0.6 + 1.0) / 2)


def test_what_does_not_answer_names_the_terms_that_would(store: Store) -> None:
    conversation(store, asked("a"), (2.0, "Our office has a lovely garden with many old trees.", {}))
    told = run("explain", "a").output
    assert "not met; one of these would: " in told
    lines = [line for line in told.splitlines() if line.startswith("  criterion")]
    assert 0 < max(map(len, lines)) < 700  # what was looked for, not pages of patterns
    groups = json.loads(run("explain", "a", "--json").output)["messages"][-1]["reasons"]["groups"]
    assert max(len(" | ".join(group["terms"])) for group in groups) > 700
    assert "checkpoint 5, 72 h" in told
    assert "u = 5 of 5 waiting = 1.00" in told


def test_what_a_widget_held_back_is_told_with_both_times(store: Store) -> None:
    """The wait is until it was shown, as a customer sees it; what came much earlier was the widget's to hold."""
    came = START + timedelta(hours=20, seconds=-3)
    conversation(store, asked("a"), (20.0, ANSWER[1], {"frame_at": came.isoformat()}))
    told = run("explain", "a").output
    assert f"  its words came at {came:%Y-%m-%d %H:%M:%S.%f}"[:-3] + " and were shown 3.0 s later" in told

    conversation(store, asked("b", night="2026-11-24", pair_id="p2"), ANSWER)
    assert "were shown" not in run("explain", "b").output


def test_words_from_outside_cannot_write_on_the_terminal(store: Store) -> None:
    """Escapes and bidi marks become visible, markup stays text, and each line of theirs bears a bar."""
    conversation(store, asked("a"), (2.0, f"{HOSTILE}\nu = 0 of 5 waiting = 0.00", {"auto_submitted": HOSTILE}))
    told = run("explain", "a").output
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\\u001b[2J[bold]Hello[/bold]" in told
    assert "\nu = 0 of 5" not in told


def test_inquiry_that_enters_no_index_says_why(store: Store) -> None:
    conversation(store, asked("a"), (2.0, "Mailbox full", {"bounce": "5.2.2"}))
    told = run("explain", "a").output
    assert "ending: shut (mailbox_full)" in told
    assert "enters no index: its ending is shut (mailbox_full)" in told


def test_what_is_no_inquiry_is_refused(store: Store) -> None:
    """An unknown id, and one asked by hand, which is kept and never ranked."""
    conversation(store, asked("hand", night=f"{BY_HAND}hand"), ANSWER)
    unknown, by_hand = run("explain", "nothing"), run("explain", "hand")
    assert (unknown.exit_code, by_hand.exit_code) == (2, 2)
    assert "there is no inquiry" in unknown.output
    assert "by hand" in by_hand.output


def test_a_follow_up_is_told_where_it_was_said(store: Store) -> None:
    """Unknown until it was taken, and why; then judged as usual."""
    conversation(store, asked("a"), ASKS, ANSWER, taken=True)
    told = json.loads(run("explain", "a", "--json").output)
    assert [m["message"]["text"] for m in told["messages"]] == [ASKS[1], FOLLOW_UP, ANSWER[1]]
    assert told["trial"]["checkpoint_states"] == "uwwaa"
    assert "the ball is with us" in told["checkpoints"][0]["why"]


def test_a_follow_up_in_doubt_is_told_as_the_reason(store: Store) -> None:
    """Nobody knows whether it arrived: nothing is held against the platform."""
    conversation(store, asked("a"), ASKS, taken=False)
    told = json.loads(run("explain", "a", "--json").output)
    assert told["trial"]["checkpoint_states"] == "uuuuu"
    assert told["trial"]["ending"] == "closed"
    assert "nobody knows whether our follow-up" in told["checkpoints"][3]["why"]
