"""Reads the sheet 综合评价: a label, a table with one item per row and column, two labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfeval_batch import schema
from perfeval_batch.findings import Finding
from perfeval_batch.model import Entry, Texts
from perfeval_batch.parsing import cell_values, headers, labelled
from perfeval_batch.parsing.headers import Table
from perfeval_batch.parsing.labelled import Labelled
from perfeval_batch.parsing.sheet_view import View, stated

REQUIRED = ("practices", "problems", "measures")
_FIELDS = (schema.OVERVIEW, *schema.GRADE_FIELDS)
_LABELS = labelled.wanted(_FIELDS)
_HEADERS = headers.keys(schema.LIST_FIELDS)
_STATED = stated(cell_values.text)


def locate(view: View) -> tuple[Table, tuple[str, ...]]:
    """Find the table; name the required headers that are not there."""
    table = headers.table(view.sheet, _HEADERS)
    return table, headers.lacking(table, schema.LIST_FIELDS, REQUIRED)


def read(view: View, table: Table) -> Texts:
    """Read the labels and, below each header, the items until the next label."""
    labels = labelled.labels(view.sheet, _LABELS)
    return Texts(
        overview=_labelled(view, labels, "overview"),
        **_lists(view, table, labels),
        self_grade=_labelled(view, labels, "self_grade", needed=False),
        review_grade=_labelled(view, labels, "review_grade", needed=False),
    )


def doubts(view: View) -> Iterator[Finding]:
    """Labels that stand there twice, beside different values."""
    return labelled.doubts(view, labelled.labels(view.sheet, _LABELS), _LABELS, _FIELDS)


def _labelled(
    view: View,
    labels: Mapping[str, Labelled],
    attribute: str,
    *,
    needed: bool = True,
) -> Entry[str]:
    label = labels.get(attribute)
    row, column = (label.row, label.value_column) if label else (0, 0)
    return view.read(cell_values.text if needed else _STATED, row, column)


def _lists(
    view: View,
    table: Table,
    labels: Mapping[str, Labelled],
) -> dict[str, tuple[Entry[str], ...]]:
    again = (spot for spots in labelled.repeated(view.sheet, _LABELS).values() for spot in spots)
    taken = {label.row for label in labels.values()} | {row for row, _ in again}
    rows = [row for row in view.sheet.rows if row >= table.first_row and row not in taken]
    plan = [
        (cell_values.text, table.columns.get(field.attribute, 0)) for field in schema.LIST_FIELDS
    ]
    read_rows = [view.row(row, plan) for row in rows]
    return {
        field.attribute: tuple(
            item for row in read_rows for item in cell_values.list_items(row[at])
        )
        for at, field in enumerate(schema.LIST_FIELDS)
    }
