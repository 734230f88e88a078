"""The sheet 综合评价 → Texts: a label, a table with one item per row and column, two labels."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.intake import form, layout
from perfeval_batch.intake.form import Labelled
from perfeval_batch.intake.layout import Table
from perfeval_batch.intake.view import View
from perfeval_batch.model import Entry, Texts
from perfeval_batch.schema import ValueKind

REQUIRED = ("practices", "problems", "measures")
_LABELS = (schema.OVERVIEW, *schema.GRADE_FIELDS)


def locate(view: View) -> tuple[Table, tuple[str, ...]]:
    """Find the table; name the required headers that are not there."""
    table = layout.table(view.sheet, schema.LIST_FIELDS)
    return table, layout.lacking(table, schema.LIST_FIELDS, REQUIRED)


def read(view: View, table: Table) -> Texts:
    """Read the labels and, below each header, the items until the next label."""
    labels = form.labels(view.sheet, _LABELS)
    return Texts(
        overview=_labelled(view, labels, "overview"),
        **_lists(view, table, labels),
        self_grade=_labelled(view, labels, "self_grade", needed=False),
        review_grade=_labelled(view, labels, "review_grade", needed=False),
    )


def _labelled(
    view: View,
    labels: dict[str, Labelled],
    attribute: str,
    *,
    needed: bool = True,
) -> Entry[str]:
    label = labels.get(attribute)
    row, column = (label.row, label.value_column) if label else (0, 0)
    read_one = view.entry if needed else view.stated
    return read_one(ValueKind.TEXT, row, column)


def _lists(
    view: View,
    table: Table,
    labels: dict[str, Labelled],
) -> dict[str, tuple[Entry[str], ...]]:
    taken = {label.row for label in labels.values()}
    rows = [row for row in view.sheet.rows if row >= table.first_row and row not in taken]
    lists = {}
    for field in schema.LIST_FIELDS:
        column = table.columns.get(field.attribute, 0)
        entries = (view.text(row, column) for row in rows)
        lists[field.attribute] = tuple(entry for entry in entries if not entry.blank)
    return lists
