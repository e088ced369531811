"""Measures the labels on coded replies and on mails: precision, recall, F1 with its interval beside keywords, CPU time.

A coded file has one JSON object a line: ``text``, ``language`` (zh | en), ``function`` (METHOD's, by a person who had
not seen the rules' opinion), and, if known, ``question`` (an id of the built-in bank) and ``half`` (tuning | test).
Whoever changes rules looks at the tuning half. Without a file the repository's own replies are measured: rules were
written with them in sight, so they show that nothing broke, not how good the rules are. Not a test: run it alone.
``--unmet`` judges replies coded without questions as a study does that has one: the answers are left out, for a
criterion tells them, and the others are judged with a criterion that is not met. That criterion is perfect; real ones
are not.

    python tests/benchmarks/labels.py [CODED.jsonl ...] [--half test] [--unmet] [--mails DIR ...] [--show deflection]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from monitor import bank  # noqa: E402  (the checkout is measured, not what is installed)
from probes import mailfacts  # noqa: E402
from reports.labels import function  # noqa: E402
from reports.labels.mechanism import declared  # noqa: E402

DATA = ROOT / "tests/data"
FUNCTIONS = ("deflection", "information_request", "holding", "acknowledgement", "greeting", "substantive")
DRAWS = 999  # of the replies, for the interval of F1
UNMET = ((r"(?!)",),)  # a criterion that no text meets
ROUNDS = 5  # of the timing: the quickest is what the rules cost, the others what the machine was doing
KEYWORDS = (  # as somebody would write them in ten minutes; the first that is found decides
    (
        "deflection",
        r"https?://|私信|拨打|致电|热线|联系(客服|卖家|商家|厂家|官方)|帮助中心|以.{0,12}为准"
        r"|\bdms?\b|\bcontact\b|\bcall\b|\bvisit\b|\barticle\b",
    ),
    ("information_request", r"请提供|麻烦.{0,4}提供|订单号|[?？]|\bcould you\b|\bplease (provide|send|share)\b"),
    ("holding", r"稍等|稍候|尽快|耐心等待|正在|\bwait\b|\bshortly\b|\bget back to you\b|\blook(ing)? into\b"),
    ("acknowledgement", r"收到|感谢|抱歉|\breceived\b|\bthank(s| you)\b|\bsorry\b"),
    ("greeting", r"^\W*(您好|你好|亲|hi|hello)\W*$|什么可以帮|\bhow can i help\b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One reply and what a person says it does."""

    text: str
    language: str
    function: str
    question: str = ""
    half: str = ""


def coded(path: Path) -> Iterator[Coded]:
    """The replies of a JSON lines file; half by the text's hash where it names none. ValueError names the line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, half = str(row["text"]), row.get("half", "")
            yield Coded(
                text=text, language=row["language"], function=_merged(row["function"]),
                question=row.get("question", ""), half=half or half_of(text),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as wrong:
            raise ValueError(f"{path}, line {number}: needs text, language and function ({wrong!r})") from wrong


def half_of(text: str) -> str:
    """Which half a reply belongs to, whoever asks: by the first digit of its SHA-256."""
    return "tuning" if int(hashlib.sha256(text.encode()).hexdigest()[0], 16) % 2 == 0 else "test"


def own() -> Iterator[Coded]:
    """The repository's replies to questions of the bank."""
    for reply in tomllib.loads((DATA / "replies.toml").read_text(encoding="utf-8"))["reply"]:
        language = reply["question"].rpartition("-")[2]
        yield Coded(
            text=reply["text"], language=language, function=_merged(reply["function"]), question=reply["question"]
        )
    scripts = json.loads((DATA / "merchant-scripts.json").read_text(encoding="utf-8"))["scripts"]
    for script in scripts:
        yield Coded(
            text=script["text"], language=script["lang"], function=_merged(script["function"]),
            question=f"refund-{script['lang']}",
        )  # fmt: skip


def _merged(function: str) -> str:
    """A refusal counts as substantive (METHOD)."""
    return "substantive" if function == "refusal" else function


def unanswered(replies: Sequence[Coded]) -> list[Coded]:
    """The replies that answer nothing, as the coder says."""
    return [reply for reply in replies if _merged(reply.function) != "substantive"]


def by_rules(reply: Coded, questions: Mapping[str, bank.Question], unmet: bool = False) -> str:
    """What the rules say, with the question's criterion where the question is known, or with one that is not met."""
    question = questions.get(reply.question)
    if question is None or unmet:
        return _merged(function.judge(reply.text, UNMET if unmet else ()).function)
    return _merged(function.judge(reply.text, question.criterion, (question.subject, *question.paraphrases)).function)


def by_keywords(text: str) -> str:
    """What the first keyword found says; words that none knows pass for an answer."""
    return next((name for name, words in KEYWORDS if re.search(words, text, re.IGNORECASE)), "substantive")


def scores(truth: Sequence[str], found: Sequence[str], name: str) -> tuple[float, float, float]:
    """(precision, recall, F1) of one function; 0 where nothing was found or nothing was there."""
    hits = sum(one == other == name for one, other in zip(truth, found, strict=True))
    precision, recall = hits / max(1, found.count(name)), hits / max(1, truth.count(name))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def interval(truth: Sequence[str], found: Sequence[str], name: str) -> tuple[float, float]:
    """What F1 might be on other replies of this kind: the middle 95 % of bootstrap draws of the replies."""
    chance, places = random.Random(1), range(len(truth))
    drawn = []
    for _ in range(DRAWS):
        chosen = chance.choices(places, k=len(truth))
        drawn.append(scores([truth[place] for place in chosen], [found[place] for place in chosen], name)[2])
    drawn.sort()
    return drawn[round(0.025 * DRAWS)], drawn[round(0.975 * DRAWS) - 1]


def table(replies: Sequence[Coded], found: Sequence[str]) -> None:
    """One line a language and function: how many, the rules' figures, the keywords'."""
    print(
        f"{'':4} {'function':20} {'n':>4}   {'rules: prec':>11} {'recall':>6} {'F1':>5}"
        f" {'95 %':>12}   {'keywords: F1':>12}"
    )
    for language in (*sorted({reply.language for reply in replies}), "all"):
        places = [place for place, reply in enumerate(replies) if language in ("all", reply.language)]
        truth, ours = [replies[place].function for place in places], [found[place] for place in places]
        words = [by_keywords(replies[place].text) for place in places]
        for name in FUNCTIONS:
            if name not in truth and name not in ours:
                continue
            precision, recall, f1 = scores(truth, ours, name)
            keywords, (low, high) = scores(truth, words, name)[2], interval(truth, ours, name)
            print(
                f"{language:4} {name:20} {truth.count(name):4}   {precision:11.3f} {recall:6.3f} {f1:5.3f}"
                f" {low:5.2f} to {high:.2f}   {keywords:12.3f}"
            )


def cost(replies: Sequence[Coded], questions: Mapping[str, bank.Question]) -> float:
    """CPU microseconds a message, the quickest of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        function._rules.cache_clear()  # every clause is new: the dearest case
        before = time.process_time()
        for reply in replies:
            by_rules(reply, questions)
        taken.append(time.process_time() - before)
    return 1e6 * min(taken) / len(replies)


def mails(folder: Path) -> None:
    """Automatic mail in ``folder``: every .eml under it is automatic, but those whose name begins with ``not-``."""
    paths = sorted(folder.rglob("*.eml"))
    truth = ["human" if path.name.startswith("not-") else "automatic" for path in paths]
    marks = (mailfacts.read(path.read_bytes()).marks for path in paths)
    found = ["automatic" if declared(mark, "mail")[0] == "auto_declared" else "human" for mark in marks]
    precision, recall, _ = scores(truth, found, "automatic")
    kinds = f"{truth.count('automatic')} automatic and {truth.count('human')} other mails"
    print(f"automatic mail, {folder.name}: {kinds}, precision {precision:.3f}, recall {recall:.3f}")
    for path, one, other in zip(paths, truth, found, strict=True):
        if one != other:
            print(f"  {path.name}: {one}, found {other}")


def shown(replies: Sequence[Coded], found: Sequence[str], name: str) -> None:
    """The replies on which the rules and the person differ about one function."""
    for reply, ours in zip(replies, found, strict=True):
        if (reply.function == name) != (ours == name):
            print(f"  {reply.function} / found {ours}: {reply.text[:300]!r}")


def main() -> None:
    """Reads what to measure, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="coded replies; none: the repository's")
    parser.add_argument("--half", choices=("tuning", "test"), help="of the coded files; default: all")
    parser.add_argument("--unmet", action="store_true", help="the replies that are no answers, criterion not met")
    parser.add_argument("--mails", nargs="*", type=Path, default=[DATA / "mails"], help="folders of .eml files")
    parser.add_argument("--show", metavar="FUNCTION", help="print the replies that are labelled otherwise")
    options = parser.parse_args()
    told = [reply for path in options.files for reply in coded(path)] or list(own())
    replies = [reply for reply in told if not (options.half and options.files) or reply.half == options.half]
    replies = unanswered(replies) if options.unmet else replies
    questions = {question.id: question for question in bank.questions()}
    found = [by_rules(reply, questions, options.unmet) for reply in replies]
    print(f"{len(replies)} replies")
    table(replies, found)
    if options.show:
        shown(replies, found, options.show)
    print(f"{cost(replies, questions):.0f} CPU microseconds a message")
    for folder in options.mails:
        mails(folder)


if __name__ == "__main__":
    main()
