"""Band keys of texts: two alike texts very probably share one; many texts at once, in arrays.

One-permutation minhash (Li, Owen and Zhang 2012): every shingle is hashed once, the hash space is cut into bins, and
the least hash of each bin is kept. A band is two bins together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]

SHINGLE = 3
BANDS = 16
BINS = 2 * BANDS

_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_PRIMES = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_STIR = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_TURN, _SHIFT = np.uint64(33), np.uint64(64 - BINS.bit_length() + 1)


def band_keys(texts: Sequence[str]) -> Keys:
    """(n, BANDS) keys of ``texts``; equal in a column for texts whose least shingles agree in both its bins.

    32 bits: two unlike texts share one by chance now and then, which costs a comparison and decides nothing.
    """
    least = minima(texts)
    one, other = least[:, 0::2], least[:, 1::2]
    bands: Hashes = np.arange(1, BANDS + 1).astype(np.uint64)
    keys = stirred(one ^ (other * _PRIMES[0] + bands))
    return (keys >> np.uint64(32)).astype(np.uint32)


def minima(texts: Sequence[str]) -> Hashes:
    """(n, BINS) the least shingle hash of each bin; an empty bin borrows that of the next (Shrivastava and Li 2014)."""
    least = np.full(len(texts) * BINS, _EMPTY, dtype=np.uint64)
    padded = "".join(text.ljust(SHINGLE, "\0") for text in texts)
    letters = np.frombuffer(padded.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([max(len(text), SHINGLE) for text in texts])
    hashes = _hashed(letters)
    owner = np.repeat(np.arange(len(texts)), lengths)[: len(hashes)]
    inside = owner == np.repeat(np.arange(len(texts)), lengths)[SHINGLE - 1 :]  # no shingle across two texts
    places = owner[inside] * BINS + (hashes[inside] >> _SHIFT).astype(np.intp)
    np.minimum.at(least, places, hashes[inside])
    return _lent(least.reshape(len(texts), BINS))


def _lent(least: Hashes) -> Hashes:
    for place in [*range(BINS - 1, -1, -1)] * 2:  # twice round: the last bin may borrow from the first
        after = least[:, (place + 1) % BINS]
        lent = np.where(after == _EMPTY, _EMPTY, after + _PRIMES[1])
        least[:, place] = np.where(least[:, place] == _EMPTY, lent, least[:, place])
    return least


def _hashed(letters: Hashes) -> Hashes:
    count = len(letters) - SHINGLE + 1
    total = np.zeros(max(count, 0), dtype=np.uint64)
    for place in range(SHINGLE if count > 0 else 0):
        total += letters[place : place + count] * _PRIMES[place]
    return stirred(total)


def stirred(numbers: Hashes) -> Hashes:
    """The finaliser of MurmurHash3: every bit of the input moves every bit of the output."""
    for odd in _STIR:
        numbers = (numbers ^ (numbers >> _TURN)) * odd
    return numbers ^ (numbers >> _TURN)
