"""Measures the grouping of canned replies: pair F1, CPU time a message and peak memory, on messages made here.

Templates with slots are filled, greeted, closed, quoted under and mistyped; people's own words stand between them.
The templates are split into halves by their names: whoever tunes looks at ``--half tuning``, what is reported is
the test half. Not a test: run it alone.

    python tests/benchmarks/canned.py [--sizes 10000 100000] [--draws 4] [--million] [--half test]
                                      [--vary] [--nightly] [--show]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from reports.canned.forms import forms  # noqa: E402
from reports.canned.grouping import Grouping  # noqa: E402
from reports.canned.replies import group  # noqa: E402  (the checkout is measured, not what is installed)

DATA = ROOT / "tests/data"
SLOT = re.compile(r"\[([^\[\]]{1,40})\]")
NUMBERS = re.compile(
    r"number|amount|price|days?$|time|date|x|qty|quantity|credits|\d|号|金额|数量|价|天|时间|日期|尺码", re.I
)
NAMES = ("Anna", "Bob", "Mr Chen", "Li Wei", "Sofia", "there", "Sir/Madam", "valued customer", "Yuki")
HELLO_EN = ("Hi {0},\n", "Hello {0}, ", "Dear {0},\n\n", "Hey {0}! ", "Good morning {0}, ")
HELLO_ZH = ("亲，", "您好，", "亲，您好！", "你好~", "尊敬的客户，", "亲亲，", "您好：")
BYE_EN = (
    "\n\nBest regards,\n{0}",
    "\n\nKind regards,\n{0}\nSupport Team",
    " Have a great day!",
    "\n\nThanks for your patience!",
)
BYE_ZH = ("祝您生活愉快！", "感谢您的支持~", "\n谢谢！", "\n\n-- \n客服 {0}")
MARKS = ("~", "！", "…", " 😊", "🌹", "!!", "。。")
SYLLABLES = [a + b for a in "bcdfghklmnprstv" for b in "aeio"]
HANZI = (
    "商品订单服务系统账号密码充值游戏客户平台支付退款发货物流处理问题时间今天明天联系帮助查询确认提供信息截图可以需要"
    "已经马上如果或者因为所以但是这个那个我们他们一般情况应该可能大概前后左右上下里外早晚春夏秋冬红绿蓝白黑金银"
)
FILLERS = (
    "the",
    "and",
    "to",
    "of",
    "a",
    "for",
    "it",
    "we",
    "you",
    "is",
    "on",
    "with",
    "not",
    "but",
    "this",
    "will",
    "can",
)


def templates(half: str) -> list[tuple[str, str]]:
    """(language, text) of the half: ``tuning`` or ``test``, by the hash of a template's name."""
    found = json.loads((DATA / "canned-templates.json").read_text(encoding="utf-8"))["templates"]
    return [(one["lang"], one["text"]) for one in found if half == "all" or _half(one["name"]) == half]


def _half(name: str) -> str:
    return ("tuning", "test")[hashlib.sha256(name.encode()).digest()[0] % 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a desk is like; each is varied to see that nothing was fitted to one of them."""

    free: float = 0.25  # of the messages are one person's own words
    habit: float = 0.0  # of these begin with a set phrase
    catalogue: int = 12  # a shop has so many products, couriers, colours ...
    longest: int = 6  # Chinese characters of a slot's value; half as many English words
    mistyped: float = 0.08  # of the messages from templates
    language: str = ""  # only templates of this language


WORLDS = {
    "usual": World(),
    "large catalogue": World(catalogue=300),
    "long blanks": World(longest=12),
    "many slips": World(mistyped=0.3),
    "Chinese": World(language="zh"),
    "English": World(language="en"),
    "set phrases": World(habit=0.7),
    "mostly people": World(free=0.7, habit=0.3),
}
HABITS_EN = (
    "Thank you for contacting our support team today, I am happy to help you with this. ",
    "I understand how frustrating this must be. ",
)
HABITS_ZH = ("感谢您的耐心等待，关于您反馈的问题我们已经核实，", "这里是人工客服，让您久等了，")


class Generator:
    """Messages of one desk, one after another: (number of the template or -1, text)."""

    def __init__(self, half: str, seed: int, world: World | None = None) -> None:
        self._chance, self._world = random.Random(seed), world or World()
        self._templates = [one for one in templates(half) if self._world.language in ("", one[0])]
        self._weights = [1 / (rank + 8) for rank in range(len(self._templates))]
        self._chance.shuffle(self._templates)
        self._values: dict[tuple[str, str], list[str]] = {}

    def messages(self, count: int) -> tuple[list[int], list[str]]:
        drawn = self._chance.choices(range(len(self._templates)), self._weights, k=count)
        truth = [-1 if self._chance.random() < self._world.free else number for number in drawn]
        return truth, [self._free() if number < 0 else self._filled(*self._templates[number]) for number in truth]

    def _filled(self, language: str, text: str) -> str:
        chance = self._chance
        text = SLOT.sub(lambda slot: self._value(slot[1], language), text)
        if chance.random() < self._world.mistyped:
            text = self._mistyped(text)
        if chance.random() < 0.2:
            text += chance.choice(MARKS)
        if chance.random() < 0.1:
            text = text.replace("\n\n", "\n") if chance.random() < 0.5 else text.replace("！", "!").replace("，", ",")
        return self._around(language, text)

    def _around(self, language: str, text: str) -> str:
        chance, name = self._chance, self._chance.choice(NAMES)
        hellos, byes = (HELLO_ZH, BYE_ZH) if language == "zh" else (HELLO_EN, BYE_EN)
        if chance.random() < 0.4:
            text = chance.choice(hellos).format(name) + text
        if chance.random() < 0.3:
            text += chance.choice(byes).format(name)
        if chance.random() < 0.08:
            text += f"\n\nOn Mon, 7 Dec 2026 at 10:{chance.randrange(60):02}, Study wrote:\n> {self._words(8)}?"
        if chance.random() < 0.05:
            text += f" https://help.example.org/{chance.randrange(10**6)}"
        return text

    def _value(self, slot: str, language: str) -> str:
        chance, world = self._chance, self._world
        if "/" in slot and chance.random() < 0.7:
            return chance.choice(slot.split("/"))
        if NUMBERS.search(slot):
            return str(chance.randrange(1, 10 ** chance.choice((1, 2, 4, 8))))
        if (slot, language) not in self._values:
            self._values[slot, language] = [
                self._hanzi(chance.randint(2, world.longest))
                if language == "zh"
                else self._words(chance.randint(1, world.longest // 2))
                for _ in range(world.catalogue)
            ]
        return chance.choice(self._values[slot, language])

    def _mistyped(self, text: str) -> str:
        place = self._chance.randrange(len(text))
        return text[:place] + self._chance.choice(("", text[place] * 2)) + text[place + 1 :]

    def _free(self) -> str:
        chance = self._chance
        if chance.random() < 0.6:
            clauses = (self._hanzi(chance.randint(4, 14)) for _ in range(chance.randint(2, 6)))
            return self._around("zh", self._habit(HABITS_ZH) + "，".join(clauses) + "。")
        sentences = (self._words(chance.randint(5, 14)) for _ in range(chance.randint(1, 5)))
        return self._around("en", self._habit(HABITS_EN) + ". ".join(sentences) + ".")

    def _habit(self, phrases: Sequence[str]) -> str:
        chance = self._chance  # asked only where there are habits: the draws of the usual world stay what they were
        return chance.choice(phrases) if self._world.habit and chance.random() < self._world.habit else ""

    def _hanzi(self, length: int) -> str:
        return "".join(self._chance.choices(HANZI, k=length))

    def _words(self, count: int) -> str:
        chance = self._chance
        return " ".join(
            chance.choice(FILLERS)
            if chance.random() < 0.4
            else "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))
            for _ in range(count)
        )


def pairs(counts: Counter[object]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def score(truth: Sequence[int], found: Sequence[int]) -> tuple[float, float, float]:
    """(F1, precision, recall) over pairs of messages; a person's own words belong with nothing."""
    right = pairs(Counter((t, f) for t, f in zip(truth, found, strict=True) if t >= 0))
    said, true = pairs(Counter(found)), pairs(Counter(t for t in truth if t >= 0))
    precision, recall = right / max(said, 1), right / max(true, 1)
    return 2 * right / max(said + true, 1), precision, recall


def nightly(texts: Sequence[str]) -> list[int]:
    """As tonight's replies would come: 28 nights, each added to what is there."""
    grouping, size = Grouping(), -(-len(texts) // 28)
    numbers: list[int] = []
    for start in range(0, len(texts), size):
        numbers += grouping.add(forms(texts[start : start + size]))
    return [leader if leader >= 0 else ~place for place, leader in enumerate(grouping.leaders(numbers))]


def measure(draw: tuple[int, int], options: argparse.Namespace, world: World | None = None) -> float:
    """Print one line and return F1. ``draw``: (messages, which draw of them); in each, others are frequent."""
    size, seed = draw[0], sum(draw)
    grouped: Callable[[Sequence[str]], list[int]] = nightly if options.nightly else group
    truth, texts = Generator(options.half, seed, world).messages(size)
    before, started = memory(), time.process_time()
    found = grouped(texts)
    spent = time.process_time() - started
    f1, precision, recall = score(truth, found)
    print(
        f"{size:>9} messages  F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}"
        f"  {spent / size * 1e6:6.1f} CPU µs a message  peak {memory():4.0f} MB"
        f" so far (+{memory() - before:.0f})"
    )
    if options.show:
        worst(truth, texts, found)
    return f1


def memory() -> float:
    """Peak resident memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def worst(truth: Sequence[int], texts: Sequence[str], found: Sequence[int]) -> None:
    """The templates that lose most pairs, with one message of each of their largest groups."""
    split: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for t, f in zip(truth, found, strict=True):
        split[t][f] += 1
    first = dict(zip(reversed(found), reversed(texts), strict=True))
    lost = {t: sum(c.values()) ** 2 - sum(n * n for n in c.values()) for t, c in split.items() if t >= 0}
    for t in sorted(lost, key=lambda t: -lost[t])[:8]:
        print(f"--- template {t}: {sum(split[t].values())} messages in {len(split[t])} groups")
        for f, n in split[t].most_common(3):
            print(f"    {n:6} {first[f][:150]!r}")


def main(options: argparse.Namespace) -> None:
    load = os.getloadavg()[0]
    print(f"half: {options.half}, {len(templates(options.half))} templates; load average {load:.1f}")
    for name, world in WORLDS.items() if options.vary else [("usual", WORLDS["usual"])]:
        for size in options.sizes:
            scores = [measure((size, draw), options, world) for draw in range(options.draws)]
            span = f"{min(scores):.3f} to {max(scores):.3f}"
            print(f"{size:>9} messages, {name}: mean F1 {mean(scores):.3f} of {options.draws} draws, {span}")
    if options.million:
        measure((1_000_000, 0), options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--draws", type=int, default=4, help="of each size: other fillings, other frequent templates")
    parser.add_argument("--million", action="store_true", help="a million messages too")
    parser.add_argument("--half", choices=("tuning", "test", "all"), default="test")
    parser.add_argument("--vary", action="store_true", help="other catalogues, blanks, slips, languages and people")
    parser.add_argument("--nightly", action="store_true", help="add the messages night by night")
    parser.add_argument("--show", action="store_true", help="show the templates that lose most")
    return parser.parse_args()


if __name__ == "__main__":
    main(arguments())
