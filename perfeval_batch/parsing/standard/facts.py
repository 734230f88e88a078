"""Reads the sheet 基本情况."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from perfeval_batch import schema
from perfeval_batch.findings import Finding
from perfeval_batch.model import Entry, Facts
from perfeval_batch.parsing import cell_values, labelled
from perfeval_batch.parsing.labelled import Labelled
from perfeval_batch.parsing.sheet_view import READERS, Reader, View
from perfeval_batch.schema import Field, ValueKind

_ONE_LINE = frozenset(
    {
        *("name", "unit", "category", "scheme"),
        *("leader", "preparer"),
    },
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
    for field in schema.FACT_FIELDS:
        label = labels.get(field.attribute)
        row, column = (label.row, label.value_column) if label else (0, 0)
        entries.append(view.read(_reader(field, view), row, column))
    return Facts(*entries)


def _reader(field: Field, view: View) -> Reader:
    if field.attribute in _ONE_LINE:
        return cell_values.line
    if field.kind is ValueKind.DAY and view.sheet.since_1904:
        return partial(cell_values.day, since_1904=True)
    return READERS[field.kind]


def doubts(view: View, labels: Mapping[str, Labelled]) -> Iterator[Finding]:
    """Labels that stand there twice, beside different values: neither is taken silently."""
    return labelled.doubts(view, labels, _WANTED, schema.FACT_FIELDS)
