"""Finds near-identical texts: shared rare wording finds them, counting decides.

Two texts are near-identical when they are alike over all and share wording that is rare. Likeness
alone proves nothing: forms, departments and years of habit give many projects the same phrases.
So pieces that many projects share are set aside as common wording, and what is left of a text,
its telling pieces, has to agree as well. A telling piece stands in a few texts only, so that all
pairs of texts that share one can be counted out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from perfeval_batch.values import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pieces: TypeAlias = NDArray[np.uint64]
    Positions: TypeAlias = NDArray[np.int64]

WHOLE = "全文"
"""Label of all texts of a project together."""
PIECE, PAIR = 4, 2
"""Characters of a piece, by which wording is recognised, and of a pair, by which likeness is."""
COMMON = 20
"""A piece that more projects share than this is common wording, whole copies aside."""
LONG = 40
"""A text of so many letters is no set phrase, however many projects have it."""
MOST = 60
"""Of a text that very many projects have, each is told of so many others."""
TRIALS = 5
"""So many texts are tried as the one that many others have copied."""
ALIKE = 0.7
"""Share of pairs (Jaccard) from which two texts are alike: up to some 7 edits a 100 characters.
Pairs of demo projects, whose texts are made of a few hundred phrases, mostly stay under 0.62."""
MANY, FEW = 12, 10
TENTH, HALF = 0.1, 0.5
"""Telling pieces that have to agree: `MANY`, a tenth of all; or `FEW`, half of all."""
_MIXER = 0xD6E8FEB86659FD93
_TABLE_BITS, _MARK_BITS = 24, 16
_OWNER_BITS = 24
"""Up to 16 million projects; the other 40 bits of a number tell a piece well enough from others."""
_OWNER_MASK = (1 << _OWNER_BITS) - 1
_PIECE_MASK = (1 << 64) - 1 - _OWNER_MASK
_AT_ONCE = 100_000
"""Characters, or pairs of projects, that are held as numbers at once."""


class Text(Value, frozen=True):
    """A text to compare, as `plain` leaves it; its lines are compared apart.

    Attributes:
        owner: number of the project it belongs to.
        label: only texts of the same label are compared.
        plain: what is compared.
    """

    owner: int
    label: str
    plain: str

    @classmethod
    def of(cls, owner: int, label: str, text: str) -> Text:
        """The text as it stands in the workbook."""
        return cls(owner, label, plain(text))


class Match(Value, frozen=True):
    """Two projects with near-identical texts, the smaller number first.

    Attributes:
        one: number of a project.
        other: number of the other.
        label: of the texts; `WHOLE` where all texts of the projects together are alike.
        similarity: share of the pairs of letters that both have.
    """

    one: int
    other: int
    label: str
    similarity: float


def plain(text: str) -> str:
    """The letters of each line: widths folded, no blanks, punctuation or digits."""
    letters = "".join(_LETTERS.findall(text))
    if unicodedata.is_normalized("NFKC", letters):
        return letters
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", letters)))


_LETTERS = re.compile(r"[^\W\d_]+|\n")


def near_identical(texts: Sequence[Text]) -> list[Match]:
    """Find the near-identical texts, sorted by project.

    Args:
        texts: those of one project side by side, a label once.
    """
    import numpy as np

    by_label: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        by_label[text.label].append(text)
    common = _common(texts)
    found: list[Match] = []
    every = [np.empty(0, np.uint64)]
    for label, members in by_label.items():
        every.append(_telling(members, common))
        found += _alike(label, members, every[-1])
    labels = Counter(text.owner for text in texts)
    found += [
        match
        for match in _alike(WHOLE, texts, _distinct(np.concatenate(every)))
        if labels[match.one] > 1 and labels[match.other] > 1
    ]
    told = {(match.one, match.other, match.label): match for match in (*_rings(texts), *found)}
    return [told[key] for key in sorted(told)]


def _rings(texts: Sequence[Text]) -> Iterator[Match]:
    """Long texts that so many projects have copied that all their wording is common.

    Near-identical texts nearly always share the least or the greatest of their pieces' numbers, or
    of these numbers mixed anew.
    """
    groups: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for key, text in _extremes([text for text in texts if len(text.plain) >= LONG]):
        groups[text.label][key].append(text.owner)
    by_label = {label: _large(members.values()) for label, members in groups.items()}
    found: list[tuple[str, dict[int, float]]] = []
    for label, large in by_label.items():
        pairs = _pairs_of(texts, label, {*chain.from_iterable(large)})
        rings: dict[int, dict[int, float]] = {}
        for alike in chain.from_iterable(_alike_in(members, pairs) for members in large):
            known = [rings[owner] for owner in alike if owner in rings]
            ring = known[0] if known else {}
            for other in (alike, *known):
                ring.update(other)
            rings.update(dict.fromkeys(ring, ring))
        found += [(label, ring) for owner, ring in rings.items() if owner == min(ring)]
    found += [*_short_ones(texts, found)]
    for label, ring in found:
        yield from _each_with_each(label, sorted(ring), ring)


def _short_ones(
    texts: Sequence[Text], rings: Sequence[tuple[str, Mapping[int, float]]]
) -> Iterator[tuple[str, dict[int, float]]]:
    """The short texts that projects with a copied long one have copied along with it."""
    labels = dict.fromkeys(text.label for text in texts)
    members = dict.fromkeys(tuple(sorted(ring)) for _, ring in rings)
    for label in labels if members else ():
        told = {owner for known, ring in rings if known == label for owner in ring}
        for owners in members:
            pairs = _pairs_of(texts, label, {*owners} - told)
            alike = _alike_to_first(sorted(pairs), pairs) if pairs else {}
            if len(alike) > COMMON:
                told |= alike.keys()
                yield label, alike


def _pairs_of(texts: Sequence[Text], label: str, owners: Collection[int]) -> dict[int, Pieces]:
    """The set of pairs of each of these projects' texts of a label."""
    return dict(_sets([each for each in texts if each.label == label and each.owner in owners]))


def _large(groups: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """The groups of more than `COMMON` projects, each once."""
    return [*dict.fromkeys(tuple(each) for each in groups if len(each) > COMMON)]


def _alike_in(owners: Sequence[int], pairs: Mapping[int, Pieces]) -> Iterator[dict[int, float]]:
    """More than `COMMON` projects whose texts are alike, each with how much it is."""
    rest = owners
    for _ in range(TRIALS):
        if len(rest) <= COMMON:
            return
        ring = _alike_to_first(rest, pairs)
        rest = [owner for owner in rest if owner not in ring]
        if len(ring) > COMMON:
            yield ring


def _alike_to_first(owners: Sequence[int], pairs: Mapping[int, Pieces]) -> dict[int, float]:
    """Those whose texts are alike to the first one's, itself included, each with how much."""
    first = pairs[owners[0]]
    likeness = {owner: _likeness(first, pairs[owner]) for owner in _close(owners, pairs)}
    return {owner: share for owner, share in likeness.items() if share >= ALIKE}


def _close(owners: Sequence[int], pairs: Mapping[int, Pieces]) -> list[int]:
    """Those whose texts may be alike to the first one's, itself included."""
    import numpy as np

    marks = np.zeros(1 << _MARK_BITS, np.bool_)
    marks[_marked(pairs[owners[0]])] = True
    sizes = np.array([len(pairs[owner]) for owner in owners])
    ends = np.cumsum(sizes)
    counted = np.append(0, np.cumsum(marks[_marked(np.concatenate([*map(pairs.get, owners)]))]))
    most = counted[ends] - counted[ends - sizes]
    return [owners[int(at)] for at in np.flatnonzero(most >= ALIKE * (sizes[0] + sizes - most))]


def _extremes(texts: Sequence[Text]) -> Iterator[tuple[tuple[int, int], Text]]:
    """Each text with its least and its greatest piece, in two ways of mixing."""
    import numpy as np

    for pieces, at, part in _pieces(texts, PIECE):
        begins = _starts(at)
        members = [part[number] for number in at[begins].tolist()]
        for way, values in enumerate((pieces, pieces * np.uint64(_MIXER))):
            for extreme, how in enumerate((np.minimum, np.maximum)):
                found = how.reduceat(values, begins).tolist() if len(at) else []
                for number, text in zip(found, members, strict=True):
                    yield (2 * way + extreme, number), text


def _each_with_each(label: str, ring: Sequence[int], alike: Mapping[int, float]) -> Iterator[Match]:
    """Every two projects of a ring; of a very large one each with the first `MOST`."""
    for number, other in enumerate(ring):
        for one in ring[: min(number, MOST)]:
            yield Match(one, other, label, min(alike[one], alike[other]))


def _alike(label: str, texts: Sequence[Text], telling: Pieces) -> Iterator[Match]:
    """The near-identical ones among texts of a label, or among projects as a whole."""
    agreeing = list(_agreeing(telling))
    asked = {*chain.from_iterable(agreeing)}
    pairs = dict(_sets([text for text in texts if text.owner in asked]))
    for one, group in groupby(agreeing, itemgetter(0)):
        alike = _alike_to_first([one, *(other for _, other in group)], pairs)
        for other, likeness in alike.items():
            if other != one:
                yield Match(one, other, label, likeness)


def _marked(pairs: Pieces) -> Positions:
    """A mark for each pair; two pairs may have the same, so that marks count too many at most."""
    import numpy as np

    return (pairs >> np.uint64(64 - _MARK_BITS)).astype(np.int64)


def _common(texts: Sequence[Text]) -> NDArray[np.bool_]:
    """Which hashes of pieces more than `COMMON` projects share.

    The pieces are made once to be counted and once to be kept: most are common wording, and to
    hold all of them would take ten times the memory.
    """
    import numpy as np

    counts = np.zeros(1 << _TABLE_BITS, np.uint8)
    for pieces, at, part in _pieces(texts, PIECE):
        owners = np.array([text.owner for text in part])[at]
        for hashes in _split(_hash(pieces), owners).values():
            seen = _distinct(hashes)
            counts[seen] += counts[seen] <= COMMON
    return counts > COMMON


def _split(values: Pieces, of: Positions) -> dict[int, Pieces]:
    """The values of each project."""
    import numpy as np

    begins = np.flatnonzero(np.diff(of, prepend=-1))
    return dict(zip(of[begins].tolist(), np.split(values, begins[1:]), strict=False))


def _hash(pieces: Pieces) -> Pieces:
    import numpy as np

    return pieces >> np.uint64(64 - _TABLE_BITS)


def _telling(texts: Sequence[Text], common: NDArray[np.bool_]) -> Pieces:
    """The telling pieces of texts, each with its owner in the lower bits; sorted, each once."""
    import numpy as np

    found = [np.empty(0, np.uint64)]
    for pieces, at, part in _pieces(texts, PIECE):
        telling = ~common[_hash(pieces)]
        owners = np.array([text.owner for text in part], np.uint64)[at[telling]]
        found.append(pieces[telling] & np.uint64(_PIECE_MASK) | owners)
    return _distinct(np.concatenate(found))


def _agreeing(telling: Pieces) -> Iterator[tuple[int, int]]:
    """Projects of which enough of what is telling is the same, sorted, the smaller first."""
    import numpy as np

    owners = telling & np.uint64(_OWNER_MASK)
    sizes = np.bincount(owners.astype(np.int64))
    for first, second, shared in sharing(telling >> np.uint64(_OWNER_BITS), owners):
        share = shared / (sizes[first] + sizes[second] - shared)
        enough = ((shared >= MANY) & (share >= TENTH)) | ((shared >= FEW) & (share >= HALF))
        yield from zip(first[enough].tolist(), second[enough].tolist(), strict=True)


def sharing(
    pieces: Pieces,
    owners: Pieces,
) -> Iterator[tuple[Positions, Positions, Positions]]:
    """Every two projects that share `FEW` pieces, the smaller first, and how many they share.

    Args:
        pieces: sorted.
        owners: whose they are, ascending for each piece.
    """
    import numpy as np

    starts = _starts(pieces)
    ends = np.append(starts, len(pieces))[1:]
    behind = np.repeat(ends, ends - starts) - np.arange(1, len(pieces) + 1)
    order = np.argsort(owners, kind="stable")
    for part in _whole_projects(order[behind[order] > 0], owners, behind):
        partners = behind[part]
        begins = np.cumsum(partners) - partners
        second = np.arange(partners.sum()) + np.repeat(part + 1 - begins, partners)
        found = np.repeat(owners[part], partners) << np.uint64(_OWNER_BITS) | owners[second]
        pairs, shared = _counted(np.sort(found))
        pairs, shared = pairs[shared >= FEW], shared[shared >= FEW]
        of_first, of_second = pairs >> np.uint64(_OWNER_BITS), pairs & np.uint64(_OWNER_MASK)
        yield of_first.astype(np.int64), of_second.astype(np.int64), shared


def _whole_projects(order: Positions, owners: Pieces, behind: Positions) -> Iterator[Positions]:
    """Positions of whole projects with some `_AT_ONCE` pairs at a time."""
    import numpy as np

    begins = _starts(owners[order])
    pairs = np.cumsum(behind[order])[begins] // _AT_ONCE
    yield from np.split(order, begins[_starts(pairs)[1:]])


def _starts(values: NDArray[Any]) -> Positions:
    """Where another value begins."""
    import numpy as np

    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))[: len(values)])


def _distinct(values: Pieces) -> Pieces:
    """Each value once, sorted (`numpy.unique` takes far longer)."""
    import numpy as np

    values = np.sort(values)
    return values[_starts(values)]


def _counted(values: Pieces) -> tuple[Pieces, Positions]:
    """Each of some sorted values once, and how often it is there."""
    import numpy as np

    starts = _starts(values)
    return values[starts], np.diff(starts, append=len(values))


def _likeness(one: Pieces, other: Pieces) -> float:
    """Share of all pairs that both have."""
    import numpy as np

    both = np.concatenate((one, other))
    both.sort()
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(both) - shared)


def _sets(texts: Sequence[Text]) -> Iterator[tuple[int, Pieces]]:
    """Each project's set of pairs."""
    import numpy as np

    for pieces, at, part in _pieces(texts, PAIR):
        owners = np.array([text.owner for text in part])[at]
        for owner, pairs in _split(pieces, owners).items():
            yield owner, _distinct(pairs)


def _pieces(
    texts: Sequence[Text], length: int
) -> Iterator[tuple[Pieces, Positions, Sequence[Text]]]:
    """The pieces of some projects' texts at a time as 64-bit numbers, and which text each is of.

    No piece reaches across a line break; they may repeat.
    """
    import numpy as np

    for part in _parts(texts):
        codes = np.frombuffer(
            "\n".join([text.plain for text in part]).encode("utf-32-le", "replace"),
            dtype="<u4",
        )
        mixed, within = _mixed(codes.astype(np.uint64), length)
        lengths = np.array([len(text.plain) + 1 for text in part])
        at = np.repeat(np.arange(len(part)), lengths)[: len(mixed)]
        yield mixed[within], at[within], part


def _parts(texts: Sequence[Text]) -> Iterator[Sequence[Text]]:
    """The texts in parts of about `_AT_ONCE` characters, those of one project side by side."""
    begin, held = 0, 0
    for end, text in enumerate(texts):
        if held >= _AT_ONCE and text.owner != texts[end - 1].owner:
            yield texts[begin:end]
            begin, held = end, 0
        held += len(text.plain)
    if begin < len(texts):
        yield texts[begin:]


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
