"""Which label belongs to which message, found for all of them at once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from reports.dataset import LabelRow, MessageRow
from reports.held import Column, Held, Places, Plain


def label_places(messages: Held[MessageRow], labels: Held[LabelRow]) -> Places:
    """Of each message the place of its label, -1 where it has none; of several the last."""
    if not len(labels):
        return np.full(len(messages), -1, dtype=np.int64)
    ours, theirs = _keys(messages, labels)
    order = np.argsort(theirs, kind="stable")
    at = np.searchsorted(theirs[order], ours, side="right") - 1
    found = order[np.maximum(at, 0)]
    return np.where((at >= 0) & (theirs[found] == ours), found, -1)


def _keys(messages: Held[MessageRow], labels: Held[LabelRow]) -> tuple[Places, Places]:
    """Inquiry and ordinal of each as one number that is the same on both sides."""
    both = (messages, labels)
    inquiry = _together(messages.column("inquiry_id"), labels.column("inquiry_id"))
    ordinals, place = np.unique(np.concatenate([one.numbers("ordinal") for one in both]), return_inverse=True)
    keys = inquiry * len(ordinals) + place
    return keys[: len(messages)], keys[len(messages) :]


def _together(one: Column, other: Column) -> Places:
    """The texts of both columns, one after the other, as numbers that are equal where the texts are."""
    if isinstance(one, Plain) and isinstance(other, Plain):
        texts = pa.concat_arrays([one.array, other.array]).dictionary_encode()
        found: Places = texts.indices.to_numpy().astype(np.int64)
        return found
    values = [*one.values(), *other.values()]
    known = {text: place for place, text in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(known.__getitem__, values), dtype=np.int64, count=len(values))
