"""Texts in, pairs of near-identical ones out: MinHash finds candidates, counting decides.

A text is the set of its four-character pieces, blanks, punctuation and digits aside. Pieces that
many projects share are the common wording of forms and departments: they prove nothing and are
left out, so that what is compared is what a text says of its own.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pieces: TypeAlias = NDArray[np.uint64]

PIECE = 4
"""Characters of a piece."""
COMMON = 20
"""A piece that more projects share than this is common wording."""
TELLING = 24
"""A text with fewer telling pieces says too little of its own to be called copied."""
SIMILAR = 0.6
"""Share of common pieces (Jaccard) from which two texts are near-identical: some 8 edits a 100
characters; texts that two people write about one matter share under 0.2."""
PERMUTATIONS, BAND = 128, 4
"""32 bands of 4: a pair at 0.6 is seen with 98.8 %, at 0.7 with 99.98 %."""
SEED = 2023
_TABLE_BITS = 24
_HUGE_BUCKET = 60
"""A bucket of more texts than this cannot come from telling pieces; it is common wording."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to compare.

    Attributes:
        owner: the project it belongs to; texts of one owner are never compared.
        label: only texts of the same label are compared.
        text: as it stands in the workbook.
    """

    owner: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """Two near-identical texts, by their positions; `first` < `second`."""

    first: int
    second: int
    similarity: float


def near_identical(texts: Sequence[Text]) -> list[Match]:
    """Find the pairs of near-identical texts, sorted by position."""
    pieces = [_pieces(text.text) for text in texts]
    telling = _telling(texts, pieces)
    candidates: set[tuple[int, int]] = set()
    by_label: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(texts):
        if len(telling[position]) >= TELLING:
            by_label[text.label].append(position)
    for members in by_label.values():
        candidates.update(_candidates(members, telling))
    return [
        Match(first, second, similarity)
        for first, second in sorted(candidates)
        if texts[first].owner != texts[second].owner
        and _jaccard(telling[first], telling[second]) >= SIMILAR
        and (similarity := _jaccard(pieces[first], pieces[second])) >= SIMILAR
    ]


def plain(text: str) -> str:
    """The letters of `text` alone: widths folded, no blanks, punctuation or digits."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKC", text)))


def _pieces(text: str) -> Pieces:
    """The set of pieces of `text` as 64-bit numbers: each piece's code points, mixed."""
    import numpy as np

    codes = np.frombuffer(plain(text).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = len(codes) - PIECE + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for offset in range(PIECE):
        mixed = (mixed ^ codes[offset : offset + count]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


def _telling(texts: Sequence[Text], pieces: Sequence[Pieces]) -> list[Pieces]:
    """Each text's pieces without those that more than `COMMON` projects share."""
    import numpy as np

    table = np.zeros(1 << _TABLE_BITS, np.uint16)
    by_owner: dict[int, list[int]] = defaultdict(list)
    for position, text in enumerate(texts):
        by_owner[text.owner].append(position)
    shift = np.uint64(64 - _TABLE_BITS)
    for positions in by_owner.values():
        slots = np.unique(np.concatenate([pieces[each] for each in positions]) >> shift)
        table[slots] += np.uint16(1)
    return [each[table[each >> shift] <= COMMON] for each in pieces]


def _candidates(members: Sequence[int], telling: Sequence[Pieces]) -> Iterator[tuple[int, int]]:
    """Pairs that agree in at least one band of their MinHash signatures."""
    import numpy as np
    from rensa import RMinHash

    sets = [telling[position].tolist() for position in members]
    matrix = RMinHash.digest_matrix_from_token_hash_sets(sets, PERMUTATIONS, SEED)
    signatures = np.array(matrix.to_rows(), dtype=np.uint32)
    for start in range(0, PERMUTATIONS, BAND):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for position, band in zip(members, signatures[:, start : start + BAND], strict=True):
            buckets[band.tobytes()].append(position)
        for bucket in buckets.values():
            if len(bucket) <= _HUGE_BUCKET:
                yield from combinations(bucket, 2)


def _jaccard(one: Pieces, other: Pieces) -> float:
    import numpy as np

    shared = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0
