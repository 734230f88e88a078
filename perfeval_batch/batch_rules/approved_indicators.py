"""Compares a workbook's indicators with the approved ones of the roster (PE804)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.findings import Place
from perfeval_batch.model import ApprovedIndicator, ItemFigures, Outcome, Quantity
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.scoring.achievement import REVERSE
from perfeval_batch.scoring.units import read_unit
from perfeval_batch.typed import quantities

_NUMBERED = re.compile(r"^(?:指标)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、:)]")
_TARGET_IN_NAME = re.compile(r"(?:[≥≤><=]|不低于|不少于|不高于|不超过)\d.*$")
_NO_LETTER = re.compile(r"[\W_]+")
_WAY = re.compile(r"^(?:(?P<up>正向)|(?P<down>反向)|定性)(?:指标)?[:：]?")


def differences(
    approved: Sequence[ApprovedIndicator], outcome: Outcome
) -> Iterator[tuple[Place | None, str]]:
    """What is not as approved, each with its cell: targets, weights, rows missing and added."""
    rows = [item for item in outcome.items if item.name]
    pairs, missing, added = _paired(approved, rows)
    for one, item in pairs:
        name = f"指标{wording.quoted(item.name)}的"
        if _other_target(one, item, outcome.identity.year):
            wanted = wording.quoted(_shown(one))
            given = wording.quoted(item.target)
            yield item.target_place, f"{name}年度指标值填的是{given}，批复的是{wanted}。"
        if one.weight is not None and item.weight not in (None, one.weight):
            told = f"{name}分值填的是{wording.points(item.weight or Decimal(0))}分"
            yield item.target_place, f"{told}，批复的是{wording.points(one.weight)}分。"
    if missing:
        told = (
            f"没有填报批复的指标{wording.listed([wording.quoted(one.name) for one in missing])}。"
        )
        renamed = [item for item in added if any(_alike(one.name, item.name) for one in missing)]
        yield None, f"{told}{_renamed(renamed)}"
        added = [item for item in added if item not in renamed]
    if added and _complete(approved, outcome):
        foreign = wording.listed([wording.quoted(item.name) for item in added])
        yield added[0].target_place, f"指标{foreign}不在批复中。"


def _renamed(items: Sequence[ItemFigures]) -> str:
    names = wording.listed([wording.quoted(item.name) for item in items])
    return f"填报的{names}如是改了名称，请改回批复的名称。" if items else ""


def _alike(one: str, other: str) -> bool:
    """Half of the pairs of characters of the shorter name stand in the other."""
    few, many = sorted(
        ({name[at : at + 2] for at in range(len(name) - 1)} for name in map(_bare, (one, other))),
        key=len,
    )
    return bool(few) and len(few & many) * 2 >= len(few)


def _complete(approved: Sequence[ApprovedIndicator], outcome: Outcome) -> bool:
    """The approved weights leave no room for another indicator."""
    execution = [item.weight or Decimal(0) for item in outcome.items if item.is_execution]
    weights = [one.weight for one in approved if one.weight is not None]
    return len(weights) == len(approved) and sum(weights) + sum(execution) >= HUNDRED


def _paired(
    approved: Sequence[ApprovedIndicator], rows: Sequence[ItemFigures]
) -> tuple[list[tuple[ApprovedIndicator, ItemFigures]], list[ApprovedIndicator], list[ItemFigures]]:
    """Each approved indicator with its row, the approved ones without a row, and the other rows.

    Of rows of the same name those with the same weight belong together, else they go in order.
    """
    free: dict[str, list[ItemFigures]] = defaultdict(list)
    for item in rows:
        free[_bare(item.name)].append(item)
    pairs: list[tuple[ApprovedIndicator, ItemFigures]] = []
    missing: list[ApprovedIndicator] = []
    for exactly in (True, False):
        asked, missing = (approved if exactly else missing), []
        for one in asked:
            same = free[_bare(one.name)]
            fitting = [item for item in same if not exactly or item.weight == one.weight]
            if fitting:
                same.remove(fitting[0])
                pairs.append((one, fitting[0]))
            else:
                missing.append(one)
    left = {id(item) for items in free.values() for item in items}
    return pairs, missing, [item for item in rows if id(item) in left]


def _bare(name: str) -> str:
    """A name as it is compared: without its number, the target in it, blanks, width and signs."""
    text = unicodedata.normalize("NFKC", "".join(name.split()))
    return _NO_LETTER.sub("", _TARGET_IN_NAME.sub("", _NUMBERED.sub("", text))).casefold()


def _shown(one: ApprovedIndicator) -> str:
    """The approved target with comparison and unit, each once."""
    text = one.target_text
    sign = "" if one.target and one.target.comparison else one.comparison
    unit = "" if text.endswith(one.unit_of_measure) else one.unit_of_measure
    return f"{'' if sign == '定性' else sign}{text}{unit}"


def _other_target(one: ApprovedIndicator, item: ItemFigures, year: int | None) -> bool:
    """Whether the target is another number, time, direction or wording than the approved one."""
    wanted = _read(_shown(one), year)
    given = _read(item.target, year) if item.target else quantities.in_name(item.name)
    if given is None or not one.target_text:
        return False
    if wanted.number is not None and given.number is not None:
        return _direction(wanted) != _direction(given) or _amount(wanted) != _amount(given)
    if wanted.end is not None and given.end is not None:
        return wanted.end != given.end
    approved = {_bare_words(one.target_text), _bare_words(_shown(one))}
    return _bare_words(item.target) not in approved


def _read(shown: str, year: int | None) -> Quantity:
    way = _WAY.match(shown)
    if way is None:
        return quantities.read(shown, year)
    sign = "≥" if way["up"] else "≤" if way["down"] else ""
    return quantities.read(f"{sign}{shown[way.end() :]}", year)


def _direction(target: Quantity) -> bool:
    """At most so many; without a sign it is at least."""
    return target.comparison in REVERSE


def _amount(target: Quantity) -> tuple[Decimal, str]:
    unit = read_unit(target.unit)
    return (target.number or Decimal(0)) * unit.factor, unit.name


def _bare_words(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", _WAY.sub("", text))).casefold()
