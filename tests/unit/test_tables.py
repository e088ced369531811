"""The published files: round trips, hostile text, the same bytes, and figures recomputed from them alone."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import csvtext, tables
from reports.canned.spread import CannedText
from reports.dataset import (
    DatasetInvalid,
    FollowUpRow,
    LabelRow,
    Look,
    MessageRow,
    ServiceHours,
    Standing,
    Study,
    Trial,
)
from reports.handoff import HandoffRow
from reports.standings import standings
from reports.trials import trial
from tests.unit.trial_rows import FULL, at, counted_trial, inquiry, labelled, said, study, world

THREE = {"calm": 1.0, "slow": 0.2, "mute": 0.0}


def written(folder: Path, trials, plan=None, messages=(), labels=(), follow_ups=()) -> Path:
    plan = plan or study(THREE)
    tables.write(
        folder, study=plan, trials=trials, standings=standings(trials, plan), messages=messages, labels=labels,
        follow_ups=follow_ups,
    )  # fmt: skip
    return folder


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_are_the_published_ones(tmp_path: Path) -> None:
    """Field order is column order; the others as the dictionary says."""
    folder = written(tmp_path, world(THREE, nights=12))
    heads = {path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in folder.glob("*.csv")}
    assert heads["trials.csv"] == ",".join(field.name for field in fields(Trial))
    assert heads["standings.csv"] == ",".join(field.name for field in fields(Standing))
    assert heads["messages.csv"] == (
        "inquiry_id,ordinal,text,seen_after,seen_by,frame_at,mechanism,function,rule_id,grade,canned_group,detail"
    )
    assert heads["handoff.csv"] == ",".join(field.name for field in fields(HandoffRow))
    assert heads["followups.csv"] == "inquiry_id,number,kind,text,intended_at,sent_at"
    assert heads["canned.csv"] == ",".join(field.name for field in fields(CannedText))
    assert heads["questions.csv"] == "question,topic,language,subject,paraphrases,criterion"


def test_trials_come_back_as_they_were(tmp_path: Path) -> None:
    """From CSV and from parquet."""
    moment = datetime(2026, 11, 2, 3, 4, 5, 678901, tzinfo=UTC)
    odd = counted_trial(
        "z",
        "calm",
        3,
        "wuaaa",
        first_reply_after=moment,
        first_reply_by=moment,
        in_published_hours=False,
        reason='a "quoted", 引号\r\nline',
        canned_group="=g",
        u_high=0.1 + 0.2,
    )
    rows = [*world(THREE, nights=2), odd, counted_trial("y", "mute", 4, "", ending="void", u=None, t0=None)]
    written(tmp_path, rows)
    expected = sorted(rows, key=lambda t: (t.due_at, t.inquiry_id))
    assert tables.read_trials(tmp_path / "trials.csv") == expected
    assert tables.read_trials(tmp_path / "trials.parquet") == expected


def test_standings_and_study_come_back_as_they_were(tmp_path: Path) -> None:
    """Whoever has the folder can rank again."""
    plan = study(THREE, ("webchat", "mail"))
    hours = ServiceHours(days=(1, 2, 3), opens=time(9), closes=time(22, 30), zone="Asia/Shanghai")
    first = replace(
        plan.platforms[0], strata={"size": "small"}, promised_reply=timedelta(seconds=1.5), service_hours=hours
    )
    plan = replace(plan, title="小 small", platforms=(first, *plan.platforms[1:]))
    rows = world(THREE, nights=12, channels=("webchat", "mail"))
    written(tmp_path, rows, plan)
    assert tables.read_study(tmp_path) == plan
    again = standings(tables.read_trials(tmp_path / "trials.csv"), tables.read_study(tmp_path))
    assert tables.read_standings(tmp_path / "standings.csv") == again == standings(rows, plan)


def test_follow_ups_come_back_as_they_were(tmp_path: Path) -> None:
    """Also one in doubt, and one whose words a spreadsheet would run."""
    first = FollowUpRow(
        inquiry_id="i1", number=1, kind="follow_up", text="=我还没有购买", intended_at=at(9), sent_at=at(9.5)
    )
    rows = [first, replace(first, number=2, sent_at=None), replace(first, kind="handoff", text="转人工")]
    folder = written(tmp_path, world(THREE, nights=1), follow_ups=reversed(rows))
    assert tables.read_follow_ups(folder / "followups.csv") == rows


def test_requests_for_a_human_come_back_as_they_were(tmp_path: Path) -> None:
    """Reached, not reached, and what nobody can tell."""
    first = HandoffRow(
        inquiry_id="i1", platform="calm", target="calm-webchat", question="q", language="zh", night="2026-11-02",
        phrases=2, asked_at=at(9), reached=True, steps=2, reached_after=at(40), reached_by=at(41.5),
    )  # fmt: skip
    nobody = replace(first, inquiry_id="i2", reached=False, steps=None, reached_after=None, reached_by=None)
    rows = [first, nobody, replace(nobody, inquiry_id="i3", reached=None)]
    tables.write_handoffs(tmp_path, reversed(rows))
    assert tables.read_handoffs(tmp_path / "handoff.csv") == rows


def test_cells_are_written_as_the_issue_says() -> None:
    """ISO 8601 UTC with microseconds, true/false, empty = none."""
    east = datetime(2026, 11, 2, 18, 0, tzinfo=UTC).astimezone()
    found = [csvtext.cell(value) for value in (east, True, False, None, 0.2, 7, "", -3.5)]
    assert found == ["2026-11-02T18:00:00.000000+00:00", "true", "false", "", "0.2", "7", "", "-3.5"]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_is_guarded(begins: str) -> None:
    """A spreadsheet must never run what a platform wrote; numbers stay numbers."""
    assert csvtext.cell(begins + "1+1") == "'" + begins + "1+1"


@given(st.text())
def test_any_text_survives_a_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Quotes, line ends, apostrophes and Chinese come back; nothing begins a formula."""
    path = tmp_path_factory.mktemp("csv") / "one.csv"
    csvtext.write(path, ["text", "next"], [(text, "end")])
    (row,) = plain(path)
    assert row["next"] == "end"
    assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert [found["text"] for found in csvtext.read(path, {"text": str, "next": str})] == [text]


def test_half_a_character_does_not_stop_the_edition(tmp_path: Path) -> None:
    """Lone surrogates from a hostile page become U+FFFD."""
    message = said(0, 10, text="bad \ud83d end")
    folder = written(tmp_path, [counted_trial("i1", "mute", 0, "wwwww", reason="\ud83d")], messages=[message])
    assert plain(folder / "messages.csv")[0]["text"] == "bad \ufffd end"


def test_the_same_rows_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    """All twelve files."""
    rows = world(THREE, nights=12)
    messages = [replace(said(n, 10), inquiry_id=t.inquiry_id) for n, t in enumerate(rows)]
    mixed, turned = list(rows), messages[::-1]
    random.Random(3).shuffle(mixed)
    one_each = FollowUpRow(inquiry_id="", number=1, kind="follow_up", text="?", intended_at=at(9))
    said_later = [replace(one_each, inquiry_id=t.inquiry_id) for t in rows]
    one = written(tmp_path / "one", rows, messages=messages, follow_ups=said_later)
    two = written(tmp_path / "two", mixed, messages=turned, follow_ups=said_later[::-1])
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in two.iterdir())
    assert [n for n in names if (one / n).read_bytes() != (two / n).read_bytes()] == []


def test_messages_are_what_platforms_said_with_their_labels(tmp_path: Path) -> None:
    """Our own words and the software's notices are not published."""
    messages = [said(0, -1, before_t0=True), said(1, 0, speaker="own"), said(2, 10), said(3, 11, speaker="notice")]
    labels = list(labelled("greeting", "unclear", "substantive", rule_id="r7").values())
    rows = plain(written(tmp_path, [counted_trial("i1", "mute", 0, "aaaaa")], None, messages, labels) / "messages.csv")
    assert [(row["ordinal"], row["function"], row["rule_id"]) for row in rows] == [
        ("0", "greeting", "r7"),
        ("2", "substantive", "r7"),
    ]


def test_a_reply_that_was_held_back_has_both_its_times(tmp_path: Path) -> None:
    """When its words came, and when they were shown; the first is empty where no connection was seen to bring it."""
    held = said(1, 10, frame_at=datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC))
    folder = written(tmp_path, [counted_trial("i1", "mute", 0, "aaaaa")], None, [held, said(2, 12)])
    times = [row["frame_at"] for row in plain(folder / "messages.csv")]
    assert times == ["2026-11-02T03:04:05.000000+00:00", ""]


@pytest.mark.parametrize(
    ("name", "spoil"), [("trials.csv", ("ending", "finish")), ("trials.csv", ("closed,,,", "closed,,tomorrow,"))]
)
def test_files_that_contradict_the_dictionary_are_refused(tmp_path: Path, name: str, spoil: tuple[str, str]) -> None:
    """The error names the file and says where to look."""
    path = written(tmp_path, world(THREE, nights=1)) / name
    path.write_text(path.read_text(encoding="utf-8").replace(*spoil, 1), encoding="utf-8")
    with pytest.raises(DatasetInvalid, match=r"trials\.csv") as caught:
        tables.read_trials(path)
    assert "dataset.md" in caught.value.hint


def test_a_study_file_without_its_parts_is_refused(tmp_path: Path) -> None:
    """Not a traceback."""
    folder = written(tmp_path, world(THREE, nights=1))
    (folder / "study.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DatasetInvalid, match=r"study\.json"):
        tables.read_study(folder)


Case = tuple[tuple[tuple[float, ...], ...], list[MessageRow], tuple[str, ...], tuple[float | None, ...]]
"""Looks, messages, their functions, and when our follow-ups were taken (None: in doubt)."""


@dataclass
class Observed:
    """The rows of a small dataset."""

    trials: list[Trial] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    labels: list[LabelRow] = field(default_factory=list)
    follow_ups: list[FollowUpRow] = field(default_factory=list)

    def add(self, case: Case, platform: str, night: int, topic: str, plan: Study) -> None:
        looks, messages, functions, taken = case
        name = f"{platform}{night}{topic}"
        t0 = at(0) + timedelta(days=night)
        later = [self._later(one, name, t0) for one in messages]
        labels = [_labelled(name, n, function) for n, function in enumerate(functions)]
        said_later = [
            FollowUpRow(
                inquiry_id=name, number=n, kind="follow_up", text="I only ask.", intended_at=t0 + timedelta(seconds=60),
                sent_at=None if seconds is None else t0 + timedelta(seconds=seconds),
            )
            for n, seconds in enumerate(taken, start=1)
        ]  # fmt: skip
        row = inquiry(
            id=name, platform=platform, topic=topic, t0=t0, due_at=t0, night=t0.date().isoformat(),
            looks=tuple(Look(since=t0 + timedelta(seconds=a), until=t0 + timedelta(seconds=b), checkpoint=c)
                        for a, b, c in looks),
            time_cell=("working", "other")[night % 2], follow_ups=tuple(said_later),
        )  # fmt: skip
        self.trials.append(trial(row, later, {one.ordinal: one for one in labels}, plan))
        self.messages += later
        self.labels += labels
        self.follow_ups += said_later

    @staticmethod
    def _later(message: MessageRow, name: str, t0: datetime) -> MessageRow:
        moved = t0 - at(0)
        return replace(message, inquiry_id=name, seen_after=message.seen_after + moved, seen_by=message.seen_by + moved)


def _labelled(name: str, ordinal: int, function: str) -> LabelRow:
    circular = function == "circular"
    return LabelRow(
        inquiry_id=name, ordinal=ordinal, mechanism="unknown", rules_version="1",
        function="information_request" if circular else function, detail=function if circular else "",
    )  # fmt: skip


class TestAnOutsiderRecomputes:
    """With csv and json alone, and METHOD's sentences; none of our functions."""

    PLAN = study(THREE, maximum_unknown_share=0.5)

    def observed(self) -> Observed:
        """Made from facts: never, exact, by interval, late, asked back and followed up or not, missed once."""
        ask, found = "information_request", Observed()
        cases: list[Case] = [
            (FULL, [], (), ()),
            (FULL, [said(0, 61)], ("substantive",), ()),
            (FULL, [said(0, 905, after=300)], ("substantive",), ()),
            (FULL, [said(0, 5), said(1, 50000.5, after=3605)], ("acknowledgement", "refusal"), ()),
            (FULL, [said(0, 100), said(1, 2000)], (ask, "substantive"), ()),
            (FULL, [said(0, 30), said(1, 2000)], (ask, "substantive"), (50,)),
            (FULL, [said(0, 100), said(1, 350), said(2, 950)], (ask,) * 3, (130, 400)),
            (FULL, [said(0, 905, after=295), said(1, 3605, after=930)], (ask, "holding"), (925,)),
            (FULL, [said(0, 100)], (ask,), (None,)),
            (FULL, [said(0, 100)], ("circular",), ()),
            (FULL[:3], [], (), ()),
        ]
        for platform in THREE:
            for night in range(14):
                for number, topic in enumerate(("pre_sale", "after_sale")):
                    case = cases[(night * 2 + number + len(platform)) % len(cases)]
                    found.add(case, platform, night, topic, self.PLAN)
        return found

    def written(self, folder: Path) -> Path:
        found = self.observed()
        return written(folder, found.trials, self.PLAN, found.messages, found.labels, found.follow_ups)

    def test_checkpoint_states_and_u(self, tmp_path: Path) -> None:
        """From times, messages with their labels, our follow-ups, and study.json's checkpoints and grace."""
        folder = self.written(tmp_path)
        about = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        seen = set()
        for row in plain(folder / "trials.csv"):
            turns = _turns(row, plain(folder / "messages.csv"), plain(folder / "followups.csv"))
            letters = ""
            for c, grace in zip(about["checkpoints"][row["channel"]], about["grace"][row["channel"]], strict=True):
                letters += _letter(row, c, grace, turns)
            assert row["checkpoint_states"] == letters
            assert float(row["u"]) == float(row["u_low"]) == letters.count("w") / 5
            assert float(row["u_high"]) == (letters.count("w") + letters.count("u")) / 5
            seen.add(letters)
        assert {"wwwuu", "wuuww", "wwwaa", "wuuuu"} <= seen

    def test_index_of_every_ranked_platform(self, tmp_path: Path) -> None:
        """100 * sum of weight * mean(u) over the counted trials."""
        folder = self.written(tmp_path)
        about = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        found = defaultdict(list)
        for row in plain(folder / "trials.csv"):
            if row["ending"] in ("closed", "ended_by_platform"):
                found[row["platform"], f"{row['channel']}/{row['topic']}/{row['time_cell']}"].append(float(row["u"]))
        ranked = [row for row in plain(folder / "standings.csv") if row["published"] == "true"]
        assert len(ranked) == 6
        for row in ranked:
            weights = about["weights"][row["channel"]]
            means = {s: sum(found[row["platform"], s]) / len(found[row["platform"], s]) for s in weights}
            assert float(row["index"]) == pytest.approx(100 * sum(weights[s] * means[s] for s in weights), abs=1e-6)


def _seconds(row: dict[str, str], moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.fromisoformat(row["t0"])).total_seconds()


def _turns(
    row: dict[str, str], messages: list[dict[str, str]], follow_ups: list[dict[str, str]]
) -> list[tuple[float, bool, float]]:
    """METHOD: from each non-circular request (its begin, and whether that is exact) until our next follow-up."""
    said = [_seconds(row, f["sent_at"]) for f in follow_ups if f["inquiry_id"] == row["inquiry_id"] and f["sent_at"]]
    turns = []
    for message in (m for m in messages if m["inquiry_id"] == row["inquiry_id"]):
        if message["function"] == "information_request" and message["detail"] != "circular":
            after, by = _seconds(row, message["seen_after"]), _seconds(row, message["seen_by"])
            turns.append((after, after == by, min((at for at in said if at >= by), default=float("inf"))))
    return turns


def _letter(row: dict[str, str], c: float, grace: float, turns: list[tuple[float, bool, float]]) -> str:
    """METHOD at checkpoint c, in seconds from t0; the rows here have no holding pen and no live-held chat."""

    def since(name: str) -> float | None:
        return _seconds(row, row[name]) if row[name] else None

    after, by = since("substantive_after"), since("substantive_by")
    exact = after == by
    if by is not None and not (after >= c and not exact) and by <= c + (0 if exact else grace):
        return "a"
    if any((c >= begins if sure else c > begins) and c <= ends for begins, sure, ends in turns):
        return "u"
    waiting = since("observed_until") >= c if by is None else (by > c if exact else after >= c)
    return "w" if waiting else "u"
