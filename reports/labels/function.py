"""What a message does: its clauses are matched by the rules, what is left over is held against the criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.labels.book import Rule, answers, findings, function_rules, ways
from reports.labels.characters import simplified
from reports.labels.criterion import Criterion, meets, touches
from reports.labels.wording import Clause, clauses, letters, reply, says_something

SUBSTANTIVE_RULE = "substantive.criterion"
UNCLEAR_RULE = "unclear.no-rule-fits"
MUCH = {"self_help_link": 80, "holding": 60, "acknowledgement": 45, "information_request": 90}
"""Letters that no rule knows beside a link, a "please wait", a receipt or a question: perhaps the answer."""
CHAT = 80
"""Letters beside a courtesy that may be one more of its kind, if nothing in them answers anything."""
_COURTESIES = tuple(
    f"acknowledgement.{kind}."
    for kind in ("courtesy", "feeling", "platitude", "praise", "pledge", "banter", "opinion", "confidence")
)

# What a message does when it does several things: the code book's order (monitor/coding/codebook.toml).
_ORDER = (
    ("information_request", ""),
    ("information_request", "circular"),
    ("deflection", "third_party_blame"),
    ("deflection", "channel_switch"),
    ("deflection", "self_help_link"),
    ("deflection", "policy_recital"),
    ("deflection", "close_without_answer"),
    ("holding", ""),
    ("acknowledgement", ""),
    ("greeting", ""),
)
_ELSEWHERE = (("deflection", "channel_switch"), *_ORDER)
_OWN_TICKET = re.compile(
    r"\b(view|see|check|follow|track|update)\b[^.!?]{0,40}\b(this|your|the) (support )?(ticket|request|case)\b"
    r"|(查看|跟进|更新)[^。！？]{0,12}(工单|请求)",
    re.IGNORECASE,
)
_CHINESE, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]")
_NOT_BOUGHT = re.compile(
    r"(没有?|未)(有)?(购买|下单|买|充值|订单)|\b(not|n't|never) (yet )?(\w+ )?(bought|ordered|purchased)\b"
    r"|\b(there is )?no order\b",
    re.IGNORECASE,
)
_ABOUT_AN_ORDER = re.compile(
    r"(订单|单号|交易号|流水号)|\b(order|transaction|purchase|reference|invoice)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one text does, and the words of it that may be (part of) an answer."""

    function: str
    detail: str
    rule_id: str
    content: str
    holding: str  # the clauses that announce an answer


@dataclass(frozen=True, slots=True)
class _Matched:
    text: str
    rules: tuple[Rule, ...]

    @property
    def used_up(self) -> bool:
        return any(not rule.keeps for rule in self.rules)

    @property
    def refuses(self) -> Rule | None:
        return next((rule for rule in self.rules if rule.function == "refusal"), None)


def judge(text: str, criterion: Criterion, ours: Sequence[str] = (), before: str = "") -> Judged:
    """What ``text`` does as a reply to ``ours`` (everything we said, and the question's wording).

    ``before`` is the content of bubbles just before it: an answer cut into several is one answer.
    """
    matched = list(_matched(list(clauses(reply(text, ours), ours))))
    content = "".join(part.text for part in matched if not part.used_up)
    holding = "".join(part.text for part in matched if any(rule.function == "holding" for rule in part.rules))
    function, detail, rule_id = _decided(matched, criterion, ours, before)
    return Judged(function=function, detail=detail, rule_id=rule_id, content=content, holding=holding)


def _decided(
    matched: Sequence[_Matched], criterion: Criterion, ours: Sequence[str], before: str
) -> tuple[str, str, str]:
    left = [part for part in matched if not part.used_up]
    plain_words = "".join(part.text for part in left if not part.refuses)
    if plain_words.strip() and meets(f"{before}\n{plain_words}", criterion):
        return "substantive", "", SUBSTANTIVE_RULE
    content = "".join(part.text for part in left)
    no = next((part.refuses for part in left if part.refuses), None)
    blames = any(rule.detail == "third_party_blame" and not rule.keeps for part in matched for rule in part.rules)
    if no and touches(f"{before}\n{content}", criterion) and not blames:
        return "refusal", "", no.id
    if not no and content.strip() and meets(f"{before}\n{content}", criterion):
        return "substantive", "", SUBSTANTIVE_RULE
    function, detail, rule_id = _by_order(matched, ours)
    if not criterion and _may_answer(matched, detail or function):
        return "unclear", "", UNCLEAR_RULE
    return function, detail, rule_id


def _may_answer(matched: Sequence[_Matched], named: str) -> bool:
    """Without a criterion nobody can tell whether what stands beside a link, a receipt or a question is the answer."""
    if named == "self_help_link" and any(part.refuses for part in matched):
        return True
    beside = [part.text for part in matched if not part.rules]
    told = ways()
    if told and any(told.search(simplified(text)) for text in beside):
        return True
    found = findings()
    if named == "self_help_link" and found and any(found.search(simplified(text)) for text in beside):
        return True  # the link only shows more of what is said of a thing
    if named == "acknowledgement" and _chats(matched):
        return False
    if named == "information_request" and _asks(matched) > 1:
        return False  # who asks several things wants to know, whatever is told between
    return named in MUCH and letters(beside) >= MUCH[named]


def _by_order(matched: Sequence[_Matched], ours: Sequence[str]) -> tuple[str, str, str]:
    rules = list(_naming(matched))
    telling = [rule for rule in rules if not rule.aside]
    if not telling and says_something(part.text for part in matched if not part.rules) and not _chats(matched):
        return "unclear", "", UNCLEAR_RULE
    if any(part.refuses for part in matched) and all(
        rule.function in ("greeting", "acknowledgement") for rule in telling
    ):
        return "unclear", "", UNCLEAR_RULE  # a no is more than a hello, though not about the question
    if all(rule.function == "greeting" for rule in telling) and any(rule.besides for rule in rules):
        telling = []
    elsewhere = _privately(telling) or _demand_at_the_door(telling)
    naming = telling or _without_closings(rules)
    for function, detail in _ELSEWHERE if elsewhere else _ORDER:
        for rule in naming:
            if rule.function == function and rule.detail == detail:
                return function, _detail(rule, matched, ours), rule.id
    return "unclear", "", UNCLEAR_RULE


def _naming(matched: Sequence[_Matched]) -> Iterator[Rule]:
    """The rules that may name the message: where a desk says how to look at our ticket, the link is the ticket's."""
    own_ticket = False
    for part in matched:
        own_ticket = own_ticket or bool(_OWN_TICKET.search(simplified(part.text)))
        for rule in part.rules:
            if rule.function != "refusal" and not (own_ticket and rule.detail == "self_help_link"):
                yield rule


def _chats(matched: Sequence[_Matched]) -> bool:
    """True when few words stand beside thanks, regret or wishes, and none that a concrete answer is made of."""
    thanked = any(rule.id.startswith(_COURTESIES) for part in matched for rule in part.rules)
    beside = [part.text for part in matched if not part.rules]
    return thanked and letters(beside) <= CHAT and not any(answers().search(simplified(text)) for text in beside)


def _asks(matched: Sequence[_Matched]) -> int:
    """In how many clauses something is asked for."""
    return sum(any(rule.function == "information_request" for rule in part.rules) for part in matched)


def _privately(telling: Sequence[Rule]) -> bool:
    """True when what we are asked for is wanted at another door: "send us your number in a private message"."""
    if any(rule.id.startswith("deflection.channel-gated.") for rule in telling):
        return True
    asks = any(rule.id.startswith("information-request.question.") for rule in telling)
    return not asks and any(rule.id.startswith("deflection.channel-private.") for rule in telling)


def _demand_at_the_door(telling: Sequence[Rule]) -> bool:
    """True when a door is named first and then what to bring there: "mail us; please attach your number"."""
    asks = [place for place, rule in enumerate(telling) if rule.function == "information_request"]
    questions = any(telling[place].id.startswith("information-request.question.") for place in asks)
    return bool(asks) and not questions and any(_is_door(rule) for rule in telling[: asks[0]])


def _is_door(rule: Rule) -> bool:
    return rule.detail == "channel_switch" and not rule.keeps


def _without_closings(rules: Sequence[Rule]) -> Sequence[Rule]:
    """Of asides alone, those that are more than another door or a bare link after thanks: a closing is a courtesy."""
    thanked = any(rule.function == "acknowledgement" for rule in rules)
    return [rule for rule in rules if not (thanked and rule.closes)] or rules


def _detail(rule: Rule, matched: Sequence[_Matched], ours: Sequence[str]) -> str:
    """``circular`` for what our own text had given: the question itself, or that there is no order."""
    if rule.function != "information_request":
        return rule.detail
    asks = [part for part in matched if any(one.function == "information_request" for one in part.rules)]
    repeats = all(any(one.detail == "circular" for one in part.rules) for part in asks)
    no_order = any(_NOT_BOUGHT.search(simplified(own)) for own in ours) and all(
        _ABOUT_AN_ORDER.search(simplified(part.text)) for part in asks
    )
    return "circular" if repeats or no_order else ""


def _matched(parts: Sequence[Clause]) -> Iterator[_Matched]:
    """Each clause with its rules; a subordinate clause gets those of the clause it leans on."""
    leaning: list[str] = []
    for index, part in enumerate(parts):
        if part.subordinate and index + 1 < len(parts):
            leaning.append(part.text)
            continue
        rules = _rules(part.text.strip(), ("".join(leaning) + part.text).strip())
        yield from (_Matched(text, rules) for text in leaning)
        leaning = []
        yield _Matched(part.text, rules)


@lru_cache(maxsize=16_384)
def _rules(text: str, sentence: str) -> tuple[Rule, ...]:
    """The rules of a clause; ``sentence`` has the clauses that lean on it, by which some are told."""
    spoken = {"zh"} if _CHINESE.search(text) else set()
    spoken |= {"en"} if _LATIN.search(text) else set()
    rules = (rule for rule in function_rules() if rule.language in spoken or not spoken)
    text, sentence = simplified(text), simplified(sentence)
    fitting = tuple(rule for rule in rules if rule.fits(sentence if rule.whole else text))
    if any(rule.alone for rule in fitting):
        return tuple(rule for rule in fitting if rule.alone)
    if any(rule.besides for rule in fitting):
        fitting = tuple(rule for rule in fitting if rule.besides or rule.function != "deflection")
    named = [rule for rule in fitting if rule.function in ("deflection", "holding", "information_request")]
    if named:  # "thank you for waiting" holds; its courtesy says nothing more
        return tuple(rule for rule in fitting if rule.function != "greeting")
    return fitting
