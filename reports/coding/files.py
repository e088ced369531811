"""``coding.csv`` and ``agreement.json``: a coded sample and all that was computed of it, written for outsiders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reports import csvtext
from reports.coding import agreement, labelerror, propagated
from reports.coding.agreement import Figure
from reports.coding.assessed import Accord, Assessment
from reports.coding.rows import FUNCTIONS, MECHANISMS, Item, Place, function_of, mechanism_of
from reports.dataset import MessageRow
from reports.intervals import LEVEL, FloatArray

CODING, AGREEMENT = "coding.csv", "agreement.json"
COLUMNS = (
    *("round", "item", "inquiry_id", "ordinal", "stratum", "population", "sampled", "weight", "text"),
    *("rules_function", "rules_mechanism", "coder", "function", "mechanism"),
)
DIGITS = 6


def write(folder: Path, found: Assessment | None, messages: Sequence[MessageRow] = ()) -> list[Path]:
    """Write both files; without a coded sample the table is empty and the JSON says ``"coded": false``.

    ``messages`` must be masked already.
    """
    csvtext.write(folder / CODING, COLUMNS, _rows(found, messages) if found else ())
    body = json.dumps(told(found) if found else {"coded": False}, ensure_ascii=False, indent=2)
    (folder / AGREEMENT).write_text(body + "\n", encoding="utf-8", newline="\n")
    return [folder / CODING, folder / AGREEMENT]


def _rows(found: Assessment, messages: Sequence[MessageRow]) -> Iterator[Sequence[object]]:
    """One row an item and coder, by item; an item that nobody coded has one without a coder."""
    texts = {(m.inquiry_id, m.ordinal): m.text for m in messages}
    codes = found.coded.by_item()
    for item in sorted(found.coded.items, key=lambda item: item.id):
        head = (found.coded.round, *_item(item, found, texts))
        for code in codes.get(item.id, ()):
            yield (*head, code.coder, code.function, code.mechanism)
        if item.id not in codes:
            yield (*head, None, "", "")


def _item(item: Item, found: Assessment, texts: Mapping[Place, str]) -> tuple[object, ...]:
    label = found.labels.get(item.place)
    rules = (function_of(label), mechanism_of(label)) if label else ("", "")
    return (
        *(item.id, item.inquiry_id, item.ordinal, item.stratum, item.population, item.sampled),
        *(round(item.weight, DIGITS), texts.get(item.place, ""), *rules),
    )


def told(found: Assessment) -> dict[str, Any]:
    """An assessment as JSON values; tables have the rules in rows and the people in columns."""
    coded = found.coded
    strata = {item.stratum: (item.population, item.sampled) for item in coded.items}
    return {
        "coded": bool(coded.codes),
        "round": coded.round,
        "drawn_at": coded.drawn_at.isoformat(),
        "items": len(coded.items),
        "coders": {str(coder): sum(code.coder == coder for code in coded.codes) for coder in coded.coders()},
        "corrections": coded.corrections,
        "missing": found.missing,
        "functions": list(FUNCTIONS),
        "mechanisms": list(MECHANISMS),
        "strata": {name: {"population": n, "sampled": k} for name, (n, k) in sorted(strata.items())},
        "agreement": _accord(found.together),
        "pairs": [{"coders": list(pair.coders), **_accord(pair)} for pair in found.pairs],
        "confusion": {"plain": _table(found.confusion.plain), "weighted": _table(found.confusion.weighted)},
        "rules": {
            name: {"precision": _figure(precision), "recall": _figure(recall)}
            for name, (precision, recall) in found.by_function.items()
        },
        "too_few": list(found.too_few),
        "index": [asdict(line) for line in found.lines],
        "computed_with": {
            "seed": coded.seed,
            "level": LEVEL,
            "draws": agreement.DRAWS,
            "imputations": propagated.IMPUTATIONS,
            "prior": labelerror.PRIOR,
            "alike": labelerror.ALIKE,
            "least_coded": labelerror.LEAST_CODED,
        },
    }


def _accord(found: Accord | None) -> dict[str, Any]:
    if found is None:
        return {}
    kinds = {"plain": found.plain, "weighted": found.weighted}
    return {
        what: {kind: {name: _figure(f) for name, f in table[what].items()} for kind, table in kinds.items()}
        for what in found.plain
    }


def _figure(found: Figure) -> dict[str, float | int | None]:
    values = {name: getattr(found, name) for name in ("value", "low", "high")}
    return {n: None if v is None else round(v, DIGITS) + 0.0 for n, v in values.items()} | {"units": found.units}


def _table(found: FloatArray) -> list[list[float]]:
    return [[round(float(cell), DIGITS) for cell in row] for row in found]
