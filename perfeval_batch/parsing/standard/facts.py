"""The sheet 基本情况 → Facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval_batch import schema
from perfeval_batch.model import Entry, Facts
from perfeval_batch.parsing import cell_values, labelled
from perfeval_batch.parsing.labelled import Labelled
from perfeval_batch.parsing.sheet_view import READERS, View

_ONE_LINE = frozenset(
    {
        *("name", "code", "department", "unit", "category", "scheme"),
        *("leader", "preparer", "phone"),
    },
)
_READERS = tuple(
    (field.attribute, cell_values.line if field.attribute in _ONE_LINE else READERS[field.kind])
    for field in schema.FACT_FIELDS
)
_WANTED = labelled.wanted(schema.FACT_FIELDS)
_FEWEST = 3
"""Fewer labels than this are no form."""


def locate(view: View) -> tuple[Mapping[str, Labelled], tuple[str, ...]]:
    """Find the labels; name the required ones when so few are there that the sheet is none of ours.

    A single missing label is a blank field (PE101), not another template.
    """
    found = labelled.labels(view.sheet, _WANTED)
    if len(found) >= _FEWEST:
        return found, ()
    lacking = (
        field.name
        for field in schema.FACT_FIELDS
        if field.required and field.attribute not in found
    )
    return found, tuple(lacking)


def read(view: View, labels: Mapping[str, Labelled]) -> Facts:
    """Read every field; one whose label is missing is blank, its place is the sheet."""
    entries: list[Entry[Any]] = []
    for attribute, reader in _READERS:
        label = labels.get(attribute)
        row, column = (label.row, label.value_column) if label else (0, 0)
        entries.append(view.read(reader, row, column))
    return Facts(*entries)
