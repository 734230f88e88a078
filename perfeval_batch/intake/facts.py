"""The sheet 基本情况 → Facts."""

from __future__ import annotations

from typing import Any

from perfeval_batch import schema
from perfeval_batch.intake import form
from perfeval_batch.intake.form import Labelled
from perfeval_batch.intake.view import View
from perfeval_batch.model import Entry, Facts

_ONE_LINE = frozenset(
    {
        *("name", "code", "department", "unit", "category", "scheme"),
        *("leader", "preparer", "phone"),
    },
)
_FEWEST = 3
"""Fewer labels than this are no form."""


def locate(view: View) -> tuple[dict[str, Labelled], tuple[str, ...]]:
    """Find the labels; name the required ones when so few are there that the sheet is none of ours.

    A single missing label is a blank field (PE101), not another template.
    """
    found = form.labels(view.sheet, schema.FACT_FIELDS)
    if len(found) >= _FEWEST:
        return found, ()
    lacking = (
        field.name
        for field in schema.FACT_FIELDS
        if field.required and field.attribute not in found
    )
    return found, tuple(lacking)


def read(view: View, labels: dict[str, Labelled]) -> Facts:
    """Read every field; one whose label is missing is blank, its place is the sheet."""
    entries: dict[str, Entry[Any]] = {}
    for field in schema.FACT_FIELDS:
        label = labels.get(field.attribute)
        row, column = (label.row, label.value_column) if label else (0, 0)
        if field.attribute in _ONE_LINE:
            entries[field.attribute] = view.line(row, column)
        else:
            entries[field.attribute] = view.entry(field.kind, row, column)
    return Facts(**entries)
