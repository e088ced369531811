"""Holds what the product published against what the agents wrote down; pure, on files and rows alone."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from tests.real.agents import known
from tests.real.street import STREET, Shop

LATEST = timedelta(seconds=5)  # seen this much after the agent's own moment, at most ...
TAKEN = timedelta(seconds=2)  # ... or this much after the foreign system had taken it, where that alone took longer
RESOLUTION = dict.fromkeys(("desk", "form"), timedelta(seconds=1))  # a mail server stamps whole seconds
CLOSE = timedelta(seconds=6)  # nearer to a checkpoint than this, either state is right
CHECKPOINTS = tuple(timedelta(seconds=s) for s in (10, 20, 30, 45, 75))
HELD = 4  # a chat that forgets its visitor is watched to this checkpoint
MECHANICAL = {"greeting", "acknowledgement"}
RECEIPT = "we have received your helpdesk query"
"""The helpdesk's own receipt declares nothing and promises an answer: it may be called holding, never an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of an agent, from its truth file: said at ``at``, taken by the foreign system by ``by``."""

    kind: str
    text: str
    at: datetime
    by: datetime

    @property
    def latest(self) -> datetime:
        """Whoever sees it later than this is late."""
        return max(self.at + LATEST, self.by + TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message of a platform, from messages.csv."""

    text: str
    after: datetime
    by: datetime
    mechanism: str
    function: str

    @property
    def exact(self) -> bool:
        return self.after == self.by


@dataclass(slots=True, kw_only=True)
class Findings:
    """``problems``: sentences, empty when all is right.

    ``lateness``: system → (seconds from being said to being seen, the part of it that the foreign system took).
    """

    problems: list[str] = field(default_factory=list)
    lateness: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    inquiries: int = 0
    replies: int = 0

    def table(self) -> str:
        """Median and worst lateness of each system, for people."""
        lines = [f"{self.inquiries} inquiries, {self.replies} replies. Seconds from the agent's moment to ours:"]
        for system, late in sorted(self.lateness.items()):
            seen, taken = zip(*late, strict=True)
            lines.append(
                f"  {system:8} {len(late):3} exact times   median {median(seen):6.3f}   worst {max(seen):6.3f}"
                f"   (of which the system itself took: median {median(taken):6.3f}   worst {max(taken):6.3f})"
            )
        return "\n".join(lines)


def compare(data: Path, truth: Sequence[Mapping[str, object]], logged: Sequence[Mapping[str, object]] = ()) -> Findings:
    """Compare the dataset in ``data`` with all rows of the truth files; ``logged`` tells why a visit failed."""
    findings = Findings()
    trials = table(data / "trials.csv")
    seen = _seen(table(data / "messages.csv"))
    said, heard = _said(truth)
    shops = {shop.id: shop for shop in STREET}
    findings.inquiries = len(trials)
    findings.problems += [f"an agent could not speak: {row['text']}" for row in truth if row["kind"] == "failed"]
    findings.problems += _asked_once(trials, heard)
    for trial in trials:
        key = (trial["platform"], trial["question"])
        about = f"{key[0]}/{key[1]} ({trial['inquiry_id']})"
        problems = _Inquiry(
            shop=shops[key[0]],
            trial=trial,
            said=said.get(key, []),
            seen=seen.get(trial["inquiry_id"], []),
            findings=findings,
            failures=[_failure(line) for line in logged if line.get("inquiry") == trial["inquiry_id"]],
        ).problems()
        findings.problems += [f"{about}: {problem}" for problem in problems]
    return findings


def compare_with_mail_log(data: Path, delivered: Sequence[tuple[str, datetime]]) -> list[str]:
    """Problems of what the mail server delivered, (recipient, whole second): the recipient's tag names the inquiry."""
    seen = _seen(table(data / "messages.csv"))
    t0 = {trial["inquiry_id"]: moment(trial["t0"]) for trial in table(data / "trials.csv") if trial["t0"]}
    stamps: dict[str, list[datetime]] = defaultdict(list)
    for recipient, at in sorted(delivered, key=lambda entry: entry[1]):
        stamps[recipient.partition("+")[2].partition("@")[0]].append(at)
    problems = []
    for inquiry, moments in stamps.items():
        found = [message.by for message in seen.get(inquiry, []) if message.exact]  # the rest stood on a page
        if len(found) != len(moments):
            problems.append(f"{inquiry}: {len(moments)} mails were delivered, {len(found)} are published")
        for at, by in zip(moments, found, strict=False):  # a receipt may come before the page says that it took us
            # the log's second is cut off, and so is that of the mailbox
            if by > max(at, t0.get(inquiry, at)) + 2 * RESOLUTION["desk"]:
                problems.append(f"{inquiry}: delivered at {at:%H:%M:%S}, published as {by:%H:%M:%S.%f}")
    return problems


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _failure(line: Mapping[str, object]) -> str:
    """When a visit failed, and why; empty for any other line of the log."""
    told = [str(line[key]) for key in ("timestamp", "event", "reason", "detail") if line.get(key)]
    return " ".join(told) if line.get("detail") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inquiry:
    """One inquiry: what became of it, what its agent said, what the product saw."""

    shop: Shop
    trial: Mapping[str, str]
    said: Sequence[Said]
    seen: Sequence[Seen]
    findings: Findings
    failures: Sequence[str]

    def problems(self) -> Iterator[str]:
        if self.trial["ending"] != "closed":
            why = "; ".join(filter(None, self.failures)) or "nothing was logged of it"
            yield f"ended {self.trial['ending']} ({self.trial['reason']}): {why}"
            return
        if not self.trial["t0"]:
            yield "was never taken"
            return
        yield from self._replies()
        yield from self._before_the_answer()
        yield from self._states()

    def _replies(self) -> Iterator[str]:
        """Every reply is found, in order, none is invented, each at its time."""
        found = [message for message in self.seen if not self._mechanical(message)]
        if len(found) != len(self.said):
            yield f"{len(self.said)} replies were sent, {len(found)} found: {[m.text[:40] for m in found]}"
            return
        for sent, got in zip(self.said, found, strict=True):
            self.findings.replies += 1
            if sent.text not in got.text:
                yield f"sent {sent.text!r}, found {got.text!r}"
            if sent.kind != got.function:
                yield f"{sent.text[:40]!r} is {sent.kind}, labelled {got.function or 'nothing'}"
            yield from self._moment(sent, got)

    def _mechanical(self, message: Seen) -> bool:
        return message.function in MECHANICAL or (self.shop.system == "form" and RECEIPT in message.text)

    def _moment(self, sent: Said, got: Seen) -> Iterator[str]:
        earliest = sent.at.replace(microsecond=0) if self.shop.system in RESOLUTION else sent.at
        late = (got.by - sent.at).total_seconds()
        if got.by < earliest:
            yield f"seen {-late:.3f} s before it was sent: {sent.text[:40]!r}"
        if not got.exact:
            if got.after > sent.latest:
                yield f"said to be absent {(got.after - sent.at).total_seconds():.3f} s after it was sent"
            return
        self.findings.lateness[self.shop.system].append((late, (sent.by - sent.at).total_seconds()))
        if got.by > sent.latest:
            yield f"seen {late:.3f} s after it was sent: {sent.text[:40]!r}"

    def _before_the_answer(self) -> Iterator[str]:
        """Greetings and the desk's own receipt are known for what they are, and stop no clock."""
        kinds = [message.function for message in self.seen if self._mechanical(message)]
        by_mail = self.shop.system in ("desk", "form")
        expected = ["acknowledgement"] if by_mail else ["greeting"] * self.shop.greets
        if kinds != expected and not (self.shop.system == "form" and kinds == ["holding"]):
            yield f"before the answer there should be {expected}, and there is {kinds}"
        receipts = [message for message in self.seen if message.function == "acknowledgement"]
        if self.shop.system == "desk" and any(message.mechanism != "auto_declared" for message in receipts):
            yield "the desk's receipt declares itself automatic, and is not labelled so"
        answers = [sent for sent in self.said if sent.kind == "substantive"]
        if bool(answers) != bool(self.trial["substantive_by"]):
            yield f"{len(answers)} answers were given, substantive_by is {self.trial['substantive_by'] or 'empty'}"

    def _states(self) -> Iterator[str]:
        """The published state at each checkpoint is what the agent's own times imply, or unknown where it may be."""
        states, t0 = self.trial["checkpoint_states"], moment(self.trial["t0"])
        if len(states) != len(CHECKPOINTS):
            yield f"checkpoint_states is {states!r}"
            return
        answer = min((sent.at for sent in self.said if sent.kind == "substantive"), default=None)
        forgets = self.shop.system in ("xmpp", "webchat") and not self.shop.keeps
        for index, (state, after) in enumerate(zip(states, CHECKPOINTS, strict=True)):
            expected = _states_at(t0 + after, answer, beyond=forgets and index >= HELD)
            if state not in expected:
                yield f"at {after.seconds} s the state is {state!r}, not {' or '.join(expected)} ({states})"


def _states_at(checkpoint: datetime, answer: datetime | None, *, beyond: bool) -> str:
    """The states that may be published; ``beyond``: the chat had forgotten us by then."""
    silent = "u" if beyond else "w"
    if answer is None:
        return silent
    if abs(answer - checkpoint) < CLOSE:
        return "aw" + ("u" if beyond else "")
    return "a" if answer < checkpoint else silent


def _asked_once(trials: Sequence[Mapping[str, str]], heard: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Each planned question was heard once by its platform, each platform was asked a matched pair."""
    for trial in trials:
        times = heard.get((trial["platform"], trial["question"]), 0)
        if trial["t0"] and times != 1:
            yield f"{trial['platform']}/{trial['question']} was heard {times} times"
    asked = {(trial["platform"], trial["question"]) for trial in trials}
    yield from (f"{key} was heard and is no inquiry" for key in heard if key not in asked)
    for shop in STREET:
        topics = sorted(trial["topic"] for trial in trials if trial["platform"] == shop.id)
        if topics != ["after_sale", "pre_sale"]:
            yield f"{shop.id} was asked {topics or 'nothing'}, not a matched pair"


def _seen(rows: Sequence[Mapping[str, str]]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["seen_by"], int(row["ordinal"]))):
        found[row["inquiry_id"]].append(
            Seen(
                text=row["text"],
                after=moment(row["seen_after"]),
                by=moment(row["seen_by"]),
                mechanism=row["mechanism"],
                function=row["function"],
            )
        )
    return found


def _said(
    truth: Sequence[Mapping[str, object]],
) -> tuple[dict[tuple[str, str], list[Said]], dict[tuple[str, str], int]]:
    """(platform, question) → what was said, and how often it was heard. Greetings belong to no question."""
    said: dict[tuple[str, str], list[Said]] = defaultdict(list)
    heard: dict[tuple[str, str], int] = defaultdict(int)
    for row in sorted(truth, key=lambda row: float(str(row["sent_at"]))):
        if row["kind"] == "greeting":
            continue
        question = known().get(str(row["heard"]))
        key = (str(row["platform"]), question["id"] if question else f"unknown: {row['heard']}")
        if row["kind"] == "heard":
            heard[key] += 1
        else:
            at, by = (datetime.fromtimestamp(float(str(row[name])), UTC) for name in ("sent_at", "sent_by"))
            said[key].append(Said(kind=str(row["kind"]), text=str(row["text"]), at=at, by=by))
    return said, heard


def moment(text: str) -> datetime:
    """An ISO time of the dataset; always aware."""
    return datetime.fromisoformat(text).astimezone(UTC)
