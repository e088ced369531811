"""What the rules said against what people said: the table, and precision and recall of each function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.coding.agreement import Figure, share
from reports.coding.rows import FUNCTIONS, Coded, Place, function_of
from reports.dataset import LabelRow
from reports.intervals import FloatArray

_CODES = {name: code for code, name in enumerate(FUNCTIONS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Tables (K, K) of ``FUNCTIONS``, rows the rules, columns the people; ``by_inquiry`` (C, K, K) is weighted.

    A message counts once, each of its m coders 1 / m. ``weighted``: times one over its chance of being drawn, so that
    it estimates all messages that could have been drawn.
    """

    plain: FloatArray
    weighted: FloatArray
    by_inquiry: FloatArray


def confusion(coded: Coded, labels: Mapping[Place, LabelRow]) -> Confusion:
    """Of all items with at least one code and a label by the rules."""
    clusters = sorted({item.inquiry_id for item in coded.items})
    size = len(FUNCTIONS)
    plain, by_inquiry = np.zeros((size, size)), np.zeros((len(clusters), size, size))
    codes = coded.by_item()
    for item in coded.items:
        for code in codes.get(item.id, ()) if item.place in labels else ():
            cell = _CODES[function_of(labels[item.place])], _CODES[code.function]
            part = 1 / len(codes[item.id])
            plain[cell] += part
            by_inquiry[(clusters.index(item.inquiry_id), *cell)] += part * item.weight
    return Confusion(plain=plain, weighted=by_inquiry.sum(axis=0), by_inquiry=by_inquiry)


def precision_and_recall(found: Confusion, seed: Sequence[int]) -> dict[str, tuple[Figure, Figure]]:
    """By function: of what the rules call so, the share people call so too; and the other way round. Weighted."""
    rules, people = found.by_inquiry.sum(axis=2), found.by_inquiry.sum(axis=1)
    hits = np.diagonal(found.by_inquiry, axis1=1, axis2=2)
    return {
        name: (share(hits[:, code], rules[:, code], seed), share(hits[:, code], people[:, code], seed))
        for code, name in enumerate(FUNCTIONS)
    }
