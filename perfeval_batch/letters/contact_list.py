"""Writes 联系人.xlsx: whom the bureau rings up in each unit, and about what."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.blank.sheet_design import Design, set_up_print, write_value
from perfeval_batch.model import CellValue
from perfeval_batch.sheets import Book, row_height
from perfeval_batch.values import Value

NAME = "联系人"
_HEADERS = (
    ("主管部门", 26),
    ("实施单位", 26),
    ("联系人", 12),
    ("联系电话", 18),
    ("应报", 7),
    ("未报", 7),
    ("退回", 7),
)
_FIRST = 4
_REMARK = "按项目名册列出；“未报”“退回”是最近一次运行的结果。只供财政部门内部使用。"


class Contact(Value, frozen=True):
    """A person of a unit, as the roster names them, with the unit's projects.

    Attributes:
        department: 主管部门.
        unit: 实施单位.
        person: 联系人; empty where the roster names none.
        phone: 联系电话; empty where the roster names none.
        due: projects of the roster.
        missing: of these, not handed in.
        returned: of these, sent back or unreadable.
    """

    department: str
    unit: str
    person: str
    phone: str
    due: int
    missing: int
    returned: int


def write(contacts: Sequence[Contact]) -> bytes:
    """Write the list, in the order given."""
    design = Design(Book(NAME))
    sheet = design.sheet(NAME, NAME, _REMARK, (width for _, width in _HEADERS))
    design.headers(sheet, _FIRST - 1, (header for header, _ in _HEADERS))
    plain, centred = design.boxed(num_format="@"), design.boxed(align="center")
    for row, contact in enumerate(contacts, _FIRST - 1):
        texts = (contact.department, contact.unit, contact.person, contact.phone)
        counts = (contact.due, contact.missing, contact.returned)
        cells: tuple[CellValue, ...] = (*texts, *counts)
        for column, value in enumerate(cells):
            style = plain if isinstance(value, str) else centred
            write_value(sheet, row, column, value or None, style)
        widths = [width for _, width in _HEADERS]
        sheet.set_row(row, row_height(zip(texts, widths, strict=False), 22))
    sheet.freeze_panes(_FIRST - 1, 2)
    sheet.autofilter(_FIRST - 2, 0, _FIRST - 2 + len(contacts), len(_HEADERS) - 1)
    set_up_print(sheet, landscape=False, repeat=_FIRST - 1)
    return design.book.finish()
