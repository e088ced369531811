"""Facts whose true labels are known, and samples of them that people coded."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta

from reports.coding.assessed import Assessment, assess
from reports.coding.labelerror import Facts
from reports.coding.rows import Code, Coded, Item, function_of
from reports.dataset import InquiryRow, LabelRow, MessageRow
from reports.standings import rankings
from reports.trials import trial
from tests.unit.trial_rows import FULL, T0, at, inquiry, study

PLATFORMS = ("calm", "mute")
NIGHTS = 16
PLAN = study(PLATFORMS, maximum_unknown_share=0.5)


def world(truth=lambda platform, night: "substantive", *, error: float = 0.0, seed: int = 1):  # type: ignore[no-untyped-def]
    """Facts in which each inquiry has one reply after 30 s; ``truth`` says what it does; with the chance
    ``error`` the rules call it an answer.

    Returns the facts and the true function of each message.
    """
    draw = random.Random(seed)
    rows: list[InquiryRow] = []
    messages: list[MessageRow] = []
    labels: list[LabelRow] = []
    true: dict[tuple[str, int], str] = {}
    for platform in PLATFORMS:
        for night in range(NIGHTS):
            for topic in ("pre_sale", "after_sale"):
                row = inquiry(
                    *FULL, id=f"{platform}{night}{topic}", platform=platform, topic=topic, question=topic,
                    night=(T0 + timedelta(days=night)).date().isoformat(), time_cell=("working", "other")[night % 2],
                )  # fmt: skip
                moment = at(30)
                text = f"words {draw.random()}"
                message = MessageRow(
                    inquiry_id=row.id, ordinal=0, speaker="platform", text=chr(0x4E00 + len(rows)) + text,
                    seen_after=moment, seen_by=moment,
                )  # fmt: skip
                function = truth(platform, night)
                said = "substantive" if draw.random() < error else function
                labels.append(
                    LabelRow(inquiry_id=row.id, ordinal=0, mechanism="unknown", function=said, rules_version="1")
                )
                rows.append(row)
                messages.append(message)
                true[row.id, 0] = function
    return facts_of(rows, messages, labels), true


def facts_of(rows, messages, labels) -> Facts:  # type: ignore[no-untyped-def]
    by = {(label.inquiry_id, label.ordinal): label for label in labels}
    trials = [trial(row, [m], {0: by[row.id, 0]}, PLAN) for row, m in zip(rows, messages, strict=True)]
    return Facts(study=PLAN, inquiries=rows, messages=messages, labels=labels, trials=trials)


def coded(facts: Facts, *coders, every: int = 1) -> Coded:  # type: ignore[no-untyped-def]
    """Every so many message is an item; ``coders``: maps from place to function."""
    places = [(m.inquiry_id, m.ordinal) for m in facts.messages]
    by = facts.by_place()
    strata = defaultdict(list)
    for place in places:
        strata[function_of(by[place])].append(place)
    items = [
        Item(
            id=f"{name}{number:03d}", inquiry_id=place[0], ordinal=place[1], stratum=name, population=len(found),
            sampled=len(found[::every]),
        )
        for name, found in strata.items()
        for number, place in enumerate(found[::every])
    ]  # fmt: skip
    codes = [
        Code(item=item.id, coder=number, function=says[item.place], mechanism="unknown")
        for item in items
        for number, says in enumerate(coders, start=1)
    ]
    return Coded(round=1, seed=7, drawn_at=T0, items=items, codes=codes)


def told(facts: Facts, sample: Coded) -> Assessment:
    tables = rankings(facts.trials, PLAN, messages=facts.messages, labels=facts.labels)
    return assess(sample, facts, [s for table in tables for s in table.standings])


def half(platform: str, night: int) -> str:
    return "substantive" if night % (8 if platform == "calm" else 3) != 0 else "holding"
