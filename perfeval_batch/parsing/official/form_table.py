"""The indicator tables of a form: header of one to three rows, columns by their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from decimal import Decimal

from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.labels import Label, indicator_field, label, text_field

_OF_GROUPS = ("target", "actual", "weight", "self_score", "review_score")
"""A column whose own header says nothing may still be what its group is called."""
_REVIEWERS = ("复核", "审核", "抽评", "核查", "评审", "财政")
_LONGEST_HEADER = 40
MOST_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the columns of the sheet below one header.

    Attributes:
        first: its first column on the sheet.
        last: its last one.
        header: the header as a person reads it, from above to below.
        field: what it means; empty when unknown.
    """

    first: int
    last: int
    header: str
    field: str
    label: Label = Label("")  # noqa: RUF009  # a frozen value


@dataclass(frozen=True, slots=True)
class Table:
    """An indicator table.

    Attributes:
        top: first row of the header.
        bottom: last row of the header.
        columns: from left to right.
        guessed: nobody knows its headers; what they mean is asked.
    """

    top: int
    bottom: int
    columns: tuple[Column, ...]
    guessed: bool = False

    def having(self, field: str) -> tuple[Column, ...]:
        """The columns of that meaning."""
        return tuple(column for column in self.columns if column.field == field)

    @property
    def touched(self) -> frozenset[str]:
        """What the columns mean, those that hold two things (`分值/得分`) included."""
        return self.fields.union(*(parts_of(column.header) for column in self.columns))

    @property
    def fields(self) -> frozenset[str]:
        """What the columns mean."""
        return frozenset(column.field for column in self.columns if column.field)


def tables(board: Board) -> Iterator[Table]:
    """The indicator tables of a sheet, from above to below."""
    after = 0
    for row, below in zip(board.rows, (*board.rows[1:], 0), strict=True):
        if row > after and (_names_levels(board, row) or _broken(board, row, below)):
            found = _table(board, row)
            if _is_indicator_table(found):
                yield found
                after = found.bottom


def parts_of(header: str) -> frozenset[str]:
    """The fields that one header names together: `指标值/完成值`; empty when it names one."""
    parts = [part for part in re.split("[/／、与和及]", header) if part]
    found = frozenset(_field(label(part)) for part in parts)
    return found if len(parts) > 1 and len(found) == len(parts) and found <= _TOGETHER else _NONE


_TOGETHER = frozenset({"target", "actual", "weight", "self_score", "review_score"})
_NONE = frozenset[str]()


def guessed_table(board: Board, after: int) -> Iterator[Table]:
    """The first table below a row whose headers nobody knows: words above rows of figures."""
    rows = [row for row in board.rows if row > after]
    for row, *below in zip(rows, rows[1:], rows[2:], strict=False):
        cells = board.cells(row)
        if len(cells) > _FEWEST_COLUMNS and all(_is_word(board, row, column) for column in cells):
            figures = [
                [column for column in cells if isinstance(board.cells(each).get(column), Decimal)]
                for each in below
            ]
            if all(len(each) > 1 for each in figures):
                yield Table(row, row, tuple(_every_column(board, row)), guessed=True)
                return


_FEWEST_COLUMNS = 4
_WORD = re.compile(r"[\u4e00-\u9fff（）()、/]{2,14}")


def _is_word(board: Board, row: int, column: int) -> bool:
    return bool(_WORD.fullmatch(re.sub(r"\s", "", board.text(row, column))))


def _every_column(board: Board, row: int) -> Iterator[Column]:
    for column in board.cells(row):
        yield _column(column, board.right(row, column), [board.text(row, column)])


def _names_levels(board: Board, row: int) -> bool:
    return _tells({_field(board.label(row, column)) for column in board.cells(row)})


def _tells(fields: set[str]) -> bool:
    return "name" in fields or {"level1", "level2"} <= fields or len(fields & _TELLING) > _ENOUGH


def _broken(board: Board, row: int, below: int) -> bool:
    """The header goes on in the row below: 一级 above 指标."""
    cells = board.cells(row)
    if len(cells) <= _ENOUGH or not all(isinstance(each, str) for each in cells.values()):
        return False
    return _tells({_field(_joined(board, row, below, column)) for column in cells})


def _joined(board: Board, top: int, bottom: int, column: int) -> Label:
    return label("".join(_texts(board, top, bottom, column)))


_TELLING = frozenset({"level1", "level2", "target", "actual", "weight", "self_score", "reason"})
_ENOUGH = 3


def _is_indicator_table(table: Table) -> bool:
    fields = table.fields
    named = fields & {"level1", *_NAMING}
    return bool(named) and ("actual" in fields or "target" in fields or _scores(fields))


def _scores(fields: frozenset[str]) -> bool:
    return {"weight", "self_score"} <= fields


def _field(found: Label) -> str:
    return indicator_field(found.key)


def _table(board: Board, row: int) -> Table:
    top, bottom = _above(board, row), _below(board, row)
    columns = _columns(board, top, bottom)
    return Table(top, bottom, tuple(columns))


def _above(board: Board, row: int) -> int:
    """The row of group labels above, blank rows aside."""
    top = row
    for number in reversed([each for each in board.rows if row - MOST_HEADER_ROWS < each < row]):
        if not _is_header_row(board, number, fewest=2):
            break
        top = number
    return top


def _below(board: Board, row: int) -> int:
    """The last row of the header, which parts of broken or grouped headers stand in."""
    named = [
        column
        for column in board.cells(row)
        if _field(board.label(row, column)) not in ("", "name_else")
    ]
    bottom = max((board.bottom(row, column) for column in named), default=row)
    bottom = min(bottom, row + MOST_HEADER_ROWS - 1)
    for number in [each for each in board.rows if row < each < row + MOST_HEADER_ROWS]:
        if not _continues(board, row, number):
            break
        bottom = max(bottom, number)
    return bottom


def _is_header_row(board: Board, row: int, *, fewest: int) -> bool:
    cells = board.cells(row)
    if not _is_short(board, row):
        return False
    labels = [board.label(row, column) for column in cells]
    return len([each for each in labels if _field(each) and not text_field(each.key)]) >= fewest


def _continues(board: Board, top: int, row: int) -> bool:
    """Every cell of the row is a header, by itself or with what stands above it."""
    return _is_short(board, row) and all(
        _field(board.label(row, column)) or _field(_joined(board, top, row, column))
        for column in board.cells(row)
    )


def _is_short(board: Board, row: int) -> bool:
    return all(
        isinstance(each, str) and len(each) <= _LONGEST_HEADER for each in board.cells(row).values()
    )


def _columns(board: Board, top: int, bottom: int) -> list[Column]:
    """The columns below the header, those without a header between them, too."""
    found: list[Column] = []
    column = min((each for row in range(top, bottom + 1) for each in board.cells(row)), default=1)
    last = max(
        (board.right(row, each) for row in range(top, bottom + 1) for each in board.cells(row)),
        default=0,
    )
    while column <= last:
        right = _right_edge(board, top, bottom, column)
        texts = _texts(board, top, bottom, column)
        found.append(_column(column, right, texts))
        column = right + 1
    found = _settled(found)
    while found and not found[0].field:
        found.pop(0)
    return found


def _settled(columns: list[Column]) -> list[Column]:
    """Columns that may be it are, where no other is; 绩效指标 at the left edge is a heading."""
    fields = {column.field for column in columns}
    meant: dict[str, str] = {}
    for name, others in _ELSE.items():
        claims = [column for column in columns if column.field == f"{name}_else"]
        meant[f"{name}_else"] = "ignored" if len(claims) > 1 or fields & others else name
    found = [changed(each, field=meant.get(each.field, each.field)) for each in columns]
    if columns and columns[0].field == "name_else" and found[0].field == "ignored":
        found.pop(0)
    return found


_NAMING = frozenset({"name", "level2", "level12"})
_ELSE = {"name": _NAMING, "target": frozenset({"target"}), "actual": frozenset({"actual"})}


def _right_edge(board: Board, top: int, bottom: int, column: int) -> int:
    """The last column of the lowest header over a column."""
    for row in range(bottom, top - 1, -1):
        at = board.owners.get((row, column), (row, column))
        if at[1] <= column and board.cells(at[0]).get(at[1]) is not None:
            right = max(board.right(*at), column)
            below = (each for low in range(row + 1, bottom + 1) for each in board.cells(low))
            return min((each - 1 for each in below if column < each <= right), default=right)
    return column


def _texts(board: Board, top: int, bottom: int, column: int) -> list[str]:
    texts: list[str] = []
    for row in range(top, bottom + 1):
        text = board.seen(row, column)
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return texts


def _column(first: int, last: int, texts: list[str]) -> Column:
    header = "".join(texts)
    found = label(header)
    return Column(first, last, header, _meaning(texts), found)


def _meaning(texts: list[str]) -> str:
    """What a header says: joined first (年度+指标值), else its lowest part, within its group."""
    if not texts:
        return ""
    joined = _field(label("".join(texts))) or _field(label("".join(reversed(texts))))
    own = joined or _field(label(texts[-1]))
    group = _field(label(texts[0])) if len(texts) > 1 else ""
    if not own and group in _OF_GROUPS:
        return group
    if own in ("value", "unit"):
        return _part_of_group(own, group)
    if not joined and len(texts) > 1 and any(word in texts[0] for word in _REVIEWERS):
        return {"self_score": "review_score", "actual": "review_actual"}.get(own, own)
    return own


def _part_of_group(own: str, group: str) -> str:
    """值 and 单位 below 年度指标值 or 实际完成值."""
    if own == "value":
        return group if group in ("target", "actual") else ""
    return "unit_of_measure" if group in ("target", "") else "ignored"
