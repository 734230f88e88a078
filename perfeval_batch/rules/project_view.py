"""What the checks look at: one assessed project, its scheme, and what several checks ask of it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from perfeval_batch.model import (
    Achievement,
    Assessment,
    Entry,
    FundsRow,
    Indicator,
    Item,
    Quantity,
    State,
)
from perfeval_batch.rules import amounts, cells, language, mentions
from perfeval_batch.rules.cells import Cell, Cells
from perfeval_batch.rules.mentions import Mention
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring.standards import Due, read_due
from perfeval_batch.wording import rounded


class View:
    """One project as the checks see it; made for a single `check`, its answers worked out once.

    Attributes:
        assessment: the cells and what follows from them by arithmetic.
        project: the cells.
        scheme: what the project is judged by.
    """

    def __init__(self, assessment: Assessment, scheme: Scheme) -> None:
        self.assessment = assessment
        self.project = assessment.project
        self.scheme = scheme

    @cached_property
    def needed(self) -> Cells:
        """Every cell whose content the result depends on, with its label."""
        return cells.needed(self.project)

    def needed_in(self, state: State) -> list[Cell]:
        """The needed cells of that state."""
        return [cell for cell in self.needed if cell[1].state is state]

    @cached_property
    def prose(self) -> Cells:
        """The cells that hold sentences."""
        return cells.prose(self.project)

    @cached_property
    def narrow_prose(self) -> tuple[tuple[Cell, str], ...]:
        """The cells of `prose` that are filled, and their texts in half-width digits and signs."""
        return tuple(
            (cell, language.digits_for_numerals(narrow(cell[1].text)))
            for cell in self.prose
            if not cell[1].blank
        )

    @cached_property
    def said(self) -> str:
        """The texts of `prose` in one, to look for something that is rarely there."""
        return "\n".join([entry.text for _, entry in self.prose])

    @cached_property
    def words(self) -> Cells:
        """The cells that hold words of the department's own, sentences last."""
        return cells.names(self.project) + self.prose

    @cached_property
    def all_words(self) -> str:
        """The texts of `words` in one, to look for something that is rarely there."""
        return "\n".join([entry.text for _, entry in self.words])

    @cached_property
    def scored(self) -> tuple[FundsRow | Indicator, ...]:
        """The rows that carry points."""
        return cells.scored(self.project)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every amount of the whole project that a text names."""
        facts = self.project.facts
        return tuple(
            mention
            for (label, entry), text in self.narrow_prose
            if "元" in text and entry is not facts.adjustment
            for mention in mentions.find_amounts(label, entry, text, facts)
        )

    @cached_property
    def doubtful(self) -> dict[str, str]:
        """The amounts of 年度资金总额 that seem to count 元, and why (PE212)."""
        return amounts.find_doubts(self.project, self.scheme, self.mentions)

    @cached_property
    def vocabulary(self) -> str:
        """What the project is about: its facts, uses and indicators, without 综合评价."""
        facts = self.project.facts
        entries: list[Entry[object]] = [facts.name, facts.department, facts.unit, facts.standard]
        entries += [facts.purpose, facts.content, facts.overall_goal, facts.annual_goal]
        entries += [facts.completion, *[use.purpose for use in self.project.funds.uses]]
        for row in self.project.indicators:
            entries += _words_of_row(row)
        return "\n".join(entry.text for entry in entries if not entry.blank)

    @cached_property
    def subject_pieces(self) -> frozenset[str]:
        """Two-character pieces of the project's name, uses and indicators, general ones aside."""
        names = [entry.text for _, entry in cells.names(self.project)]
        words = self.scheme.words
        general = (words.generic, words.commonplace, words.common, words.set_phrases)
        return language.pieces("\n".join(names)).difference(*general)

    def vocabulary_without(self, row: Indicator) -> str:
        """The same, and 综合评价, without the words of one indicator's row."""
        text = self.vocabulary
        for entry in _words_of_row(row):
            if not entry.blank:
                text = text.replace(f"\n{entry.text}", "", 1)
        texts = self.project.texts
        entries = (texts.overview, *texts.practices, *texts.problems, *texts.measures)
        return "\n".join([text, *[entry.text for entry in entries]])

    @cached_property
    def measured(self) -> list[tuple[Indicator, Achievement, Decimal, Decimal]]:
        """Row, achievement, 分值 and final score of the items that a formula can judge."""
        return [
            (item.indicator, item.achievement, item.weight, item.score)
            for item in self.assessment.items
            if item.achievement is not None
            and item.indicator is not None
            and item.weight is not None
            and item.score is not None
        ]

    @cached_property
    def standards(self) -> list[tuple[Indicator, Due, Decimal]]:
        """Row, the scores that its own scoring standard allows, and its final score."""
        return [
            (row, due, score)
            for row, achievement, weight, score in self.measured
            if not row.scoring_standard.blank
            and (due := read_due(row.scoring_standard.text, achievement, weight)) is not None
        ]

    @cached_property
    def lost(self) -> tuple[tuple[Item, Indicator], ...]:
        """The indicators whose final score is below 分值."""
        return tuple(
            (item, item.indicator)
            for item in self.assessment.items
            if item.indicator is not None and item.deduction and rounded(item.deduction) > 0
        )

    @cached_property
    def own_lost(self) -> tuple[Item, ...]:
        """The indicators for which the department itself takes points off."""
        return tuple(
            item
            for item in self.assessment.items
            if item.indicator is not None
            and item.weight is not None
            and item.self_score is not None
            and rounded(item.weight - item.self_score) > 0
        )

    @cached_property
    def numbers(self) -> list[tuple[Indicator, Quantity, Quantity]]:
        """Row, target and actual value where both hold a number."""
        return [
            (row, target, actual)
            for row in self.project.indicators
            if (target := row.target.value) is not None
            and target.number is not None
            and (actual := row.actual.value) is not None
            and actual.number is not None
        ]


def _words_of_row(row: Indicator) -> tuple[Entry[object], ...]:
    return (row.name, row.target, row.description, row.reason, row.measure)


def narrow(text: str) -> str:
    """Full-width digits, points and percent signs as half-width ones."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


_WIDE = re.compile("[０-９．％]")
_NARROW = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
