"""The sheet 基本情况 → Facts."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.intake import layout
from perfeval_batch.intake.view import View
from perfeval_batch.model import Facts

_FEWEST = 3
"""Fewer labels than this are no form."""


def missing(view: View) -> tuple[str, ...]:
    """The required labels, when so few are there that the sheet is none of ours.

    A single missing label is a blank field (PE101), not another template.
    """
    found = layout.labels(view.sheet, schema.FACT_FIELDS)
    if len(found) >= _FEWEST:
        return ()
    return tuple(
        field.name
        for field in schema.FACT_FIELDS
        if field.required and field.attribute not in found
    )


def read(view: View) -> Facts:
    """Read every field; one whose label is missing is blank, its place is the sheet."""
    found = layout.labels(view.sheet, schema.FACT_FIELDS)
    entries = {}
    for field in schema.FACT_FIELDS:
        label = found.get(field.attribute)
        row, column = (label.row, label.value_column) if label else (0, 0)
        entries[field.attribute] = view.entry(field.kind, row, column)
    return Facts(**entries)
