"""Texts in, pairs of near-identical ones out: MinHash finds candidates, counting decides.

Two texts are near-identical when they are alike over all and share wording that is rare. Likeness
alone proves nothing: forms, departments and years of habit give many projects the same phrases.
So pieces that many projects share are set aside as common wording, and what is left of a text,
its telling pieces, has to agree as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pieces: TypeAlias = NDArray[np.uint64]

PIECE, PAIR = 4, 2
"""Characters of a piece, by which wording is recognised, and of a pair, by which likeness is."""
COMMON = 20
"""A piece that more projects share than this is common wording."""
ALIKE = 0.7
"""Share of pairs (Jaccard) from which two texts are alike: up to some 7 edits a 100 characters.
Pairs of demo projects, whose texts are made of a few hundred phrases, mostly stay under 0.62."""
MANY, FEW = 12, 10
TENTH, HALF = 0.1, 0.5
"""Telling pieces that have to agree: `MANY`, a tenth of all; or `FEW`, half of all."""
PERMUTATIONS, BAND = 128, 2
"""64 bands of 2: texts that share 3 telling pieces of 10 are seen with 99.7 %."""
SEEN = 0.08
"""Share of a signature that has to agree: an estimate of the tenth that is counted afterwards."""
SEED = 2023
_TABLE_BITS = 24
_HUGE_BUCKET = 60
"""Telling pieces give no bucket of more texts than this."""
_CHUNK = 100_000
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Text:
    """A text to compare.

    Attributes:
        owner: the project it belongs to; texts of one owner are never compared.
        label: only texts of the same label are compared.
        text: as it stands in the workbook; only its `plain` form is kept. Lines are compared apart.
    """

    owner: int
    label: str
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", plain(self.text))


@dataclass(frozen=True, slots=True)
class Match:
    """Two near-identical texts, by their positions; `first` < `second`."""

    first: int
    second: int
    similarity: float


def near_identical(texts: Sequence[Text]) -> list[Match]:
    """Find the pairs of near-identical texts, sorted by position."""
    plains = [text.text for text in texts]
    telling = _telling([text.owner for text in texts], plains)
    by_label: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(texts):
        if len(telling[position]) >= FEW:
            by_label[text.label].append(position)
    candidates: set[tuple[int, int]] = set()
    for members in by_label.values():
        candidates.update(_candidates(members, telling))
    agreeing = [
        (first, second)
        for first, second in sorted(candidates)
        if texts[first].owner != texts[second].owner and _agree(telling[first], telling[second])
    ]
    asked = sorted({*chain.from_iterable(agreeing)})
    pairs = dict(zip(asked, _sets([plains[each] for each in asked], PAIR), strict=True))
    return [
        Match(first, second, likeness)
        for first, second in agreeing
        if (likeness := _likeness(pairs[first], pairs[second])) >= ALIKE
    ]


def plain(text: str) -> str:
    """The letters of each line: widths folded, no blanks, punctuation or digits."""
    letters = _NO_LETTERS.sub("", text)
    if unicodedata.is_normalized("NFKC", letters):
        return letters
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", letters))


_NO_LETTERS = re.compile(r"[^\w\n]+|[\d_]+")


def _agree(one: Pieces, other: Pieces) -> bool:
    """Whether enough of what is telling is the same."""
    shared = _shared(one, other)
    share = shared / (len(one) + len(other) - shared)
    return (shared >= MANY and share >= TENTH) or (shared >= FEW and share >= HALF)


def _likeness(one: Pieces, other: Pieces) -> float:
    shared = _shared(one, other)
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0


def _shared(one: Pieces, other: Pieces) -> int:
    import numpy as np

    return len(np.intersect1d(one, other, assume_unique=True))


def _sets(texts: Sequence[str], length: int) -> list[Pieces]:
    """Each text's set of pieces."""
    import numpy as np

    return [np.unique(each) for each in _pieces(texts, length)]


def _pieces(texts: Sequence[str], length: int) -> Iterator[Pieces]:
    """Each text's pieces as 64-bit numbers, none across a line break; they may repeat."""
    import numpy as np

    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        codes = np.frombuffer("\n".join(part).encode("utf-32-le", "replace"), dtype="<u4")
        mixed, within = _mixed(codes.astype(np.uint64), length)
        begin = 0
        for text in part:
            end = begin + max(len(text) - length + 1, 0)
            yield mixed[begin:end][within[begin:end]]
            begin += len(text) + 1


def _mixed(codes: NDArray[np.uint64], length: int) -> tuple[Pieces, NDArray[np.bool_]]:
    """Every window of `length` code points as one number, and whether it lies within a line."""
    import numpy as np

    count = max(len(codes) - length + 1, 0)
    mixed = np.zeros(count, np.uint64)
    within = np.ones(count, np.bool_)
    for offset in range(length):
        window = codes[offset : offset + count]
        within &= window != _LINE_BREAK
        mixed = (mixed ^ window) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed, within


_LINE_BREAK = ord("\n")


def _telling(owners: Sequence[int], plains: Sequence[str]) -> list[Pieces]:
    """Each text's set of pieces without those that more than `COMMON` projects share.

    The pieces are made twice, to be counted and to be kept: most are common wording, and to hold
    all of them would take ten times the memory.
    """
    import numpy as np

    shift = np.uint64(64 - _TABLE_BITS)
    table = np.zeros(1 << _TABLE_BITS, np.uint16)
    slots: dict[int, list[NDArray[np.uint32]]] = defaultdict(list)
    last = {owner: position for position, owner in enumerate(owners)}
    for position, pieces in enumerate(_pieces(plains, PIECE)):
        owner = owners[position]
        slots[owner].append((pieces >> shift).astype(np.uint32))
        if last[owner] == position:
            table[np.unique(np.concatenate(slots.pop(owner)))] += np.uint16(1)
    common = table > COMMON
    return [np.unique(each[~common[each >> shift]]) for each in _pieces(plains, PIECE)]


def _candidates(members: Sequence[int], telling: Sequence[Pieces]) -> Iterator[tuple[int, int]]:
    """Pairs whose MinHash signatures agree in a band and, over all, as much as they have to."""
    import numpy as np
    from rensa import RMinHash

    sets = [telling[position].tolist() for position in members]
    matrix = RMinHash.digest_matrix_from_token_hash_sets(sets, PERMUTATIONS, SEED)
    signatures = np.array(matrix.to_rows(), dtype=np.uint32)
    found = [
        _same_band(signatures[:, start : start + BAND]) for start in range(0, PERMUTATIONS, BAND)
    ]
    pairs = np.unique(np.concatenate(found), axis=0)
    for start in range(0, len(pairs), _CHUNK):
        part = pairs[start : start + _CHUNK]
        agreement = (signatures[part[:, 0]] == signatures[part[:, 1]]).mean(axis=1)
        for first, second in part[agreement >= SEEN].tolist():
            yield members[first], members[second]


def _same_band(band: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Pairs of rows, the smaller first, that are the same in this band."""
    import numpy as np

    keys = band[:, 0].astype(np.uint64)
    for column in range(1, band.shape[1]):
        keys = (keys << np.uint64(32)) | band[:, column]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    pairs = [np.empty((0, 2), np.int64)]
    for lag in range(1, _HUGE_BUCKET):
        same = np.flatnonzero(keys[lag:] == keys[:-lag])
        if not len(same):
            break
        pairs.append(np.sort(np.stack((order[same], order[same + lag]), axis=1), axis=1))
    return np.concatenate(pairs)
