"""Outcomes in, equal ones out: what many of them have in common is kept in memory once.

Outcomes come from other processes and from the journal, each with texts and numbers of its own;
most names of levels, scores and sheets are the same in all of them, and take two thirds of their
memory.
"""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.findings import Place
from perfeval_batch.model import Identity, ItemFigures, LevelFigures, Outcome
from perfeval_batch.values import replace


class Shared:
    """What the outcomes of a run have in common."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._numbers: dict[str, Decimal] = {}

    def outcome(self, outcome: Outcome) -> Outcome:
        """The same outcome, of shared texts and numbers."""
        return replace(
            outcome,
            identity=self._identity(outcome.identity, outcome.source),
            levels=tuple([self._level(each) for each in outcome.levels]),
            items=tuple([self._item(each) for each in outcome.items]),
        )

    def _text(self, text: str) -> str:
        return self._texts.setdefault(text, text)

    def _number(self, number: Decimal | None) -> Decimal | None:
        """The same number as it is written: 5 and 5.00 are two."""
        return None if number is None else self._numbers.setdefault(str(number), number)

    def _identity(self, identity: Identity, source: str) -> Identity:
        places = {
            self._text(name): Place(source, self._text(place.sheet), place.row, place.column)
            for name, place in identity.places.items()
        }
        department, scheme = identity.department, identity.scheme
        return replace(
            identity,
            department=department and self._text(department),
            scheme=scheme and self._text(scheme),
            places=places,
        )

    def _level(self, level: LevelFigures) -> LevelFigures:
        return LevelFigures(
            self._text(level.name),
            self._number(level.weight),
            self._number(level.self_score),
            self._number(level.review_score),
            self._number(level.score),
        )

    def _item(self, item: ItemFigures) -> ItemFigures:
        return replace(
            item,
            level1=self._text(item.level1),
            level2=self._text(item.level2),
            name=self._text(item.name),
            weight=self._number(item.weight),
            self_score=self._number(item.self_score),
            score=self._number(item.score),
        )
