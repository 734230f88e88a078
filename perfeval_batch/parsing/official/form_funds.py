"""The funds of a form: a table of sources and columns, or labels with their values beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from perfeval_batch.model import Entry, Funds, FundsRow, State
from perfeval_batch.parsing import cell_values, headers
from perfeval_batch.parsing.official import head
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.labels import (
    fact_field,
    fund_field,
    indicator_field,
    known,
    label,
    points_of,
    source_label,
    text_field,
    unit_of,
)
from perfeval_batch.parsing.official.layouts import NO_LAYOUT, Layout, fund_key, label_key
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.reading.grid import Content, Percent, shown
from perfeval_batch.typed import clean_text, numerals
from perfeval_batch.values import replace

AMOUNTS = ("initial", "budget", "arrived", "executed")
_MONEY = frozenset({*AMOUNTS, "total"})
_WORDS = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "arrived": "实际到位数",
    "executed": "全年执行数",
    "weight": "分值",
    "score": "得分",
    "rate": "执行率",
}
INITIAL_IS_BUDGET = "年初预算没有调整，年初预算数即全年预算数"
IS_THE_TOTAL = "这一行就是年度资金总额"
AMOUNT_UNITS = ("万元", "元", "千元", "亿元")
_FAR = Decimal(200)
"""Percent; a bare rate beyond it that the amounts do not give is none."""
_CLOSE = Decimal("0.6")
"""Points of percent: as far may a stated rate be from the computed one to be understood by it."""


@dataclass(slots=True)
class Line:
    """A source of funds: its label and the cells of its values by field.

    Attributes:
        inline: the values that stand behind their label in its cell (`全年预算数：118`).
    """

    name: str
    kind: str
    row: int
    column: int
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """What the funds of a form look like.

    Attributes:
        lines: the sources, the total among them.
        units: the unit of money that the header of a field states.
        doubled: fields that two columns or labels claim.
        points: the weight of 预算执行率 as a heading states it, with its cell.
        columns: the field of each column, of a table.
        labels: the header texts for the pattern.
        header: the row of the header of a table.
        claims: the columns that claim a doubled field.
        headers: the columns of the header's cells with what they mean, from left to right.
        named: what a person has said that headers and labels mean.
        words: the header or label of a field.
        strangers: the labels beside amounts that nobody knows, of pairs.
        unsure: the fields that a figure of unknown meaning may be meant for.
    """

    lines: list[Line] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    doubled: dict[str, tuple[int, int]] = field(default_factory=dict)
    points: tuple[str, int, int] = ("", 0, 0)
    labels: list[str] = field(default_factory=list)
    whole_unit: set[str] = field(default_factory=set)
    sources: list[tuple[int, int]] = field(default_factory=list)
    header: int = 0
    claims: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    strangers: list[tuple[int, int]] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)

    def unknown(self, board: Board) -> list[str]:
        """The headers that nobody knows."""
        names = {line.column for line in self.lines}
        return [
            board.text(self.header, column)
            for column, what in self.headers.items()
            if not what and column not in names
        ]


def locate(board: Board, top: int, bottom: int, layout: Layout = NO_LAYOUT) -> Found:
    """Find the funds between two rows of a form."""
    found = Found(named=layout.columns)
    rows = [row for row in board.rows if top <= row <= bottom]
    header = next((row for row in rows if _is_header(board, row)), 0)
    if header:
        _take_table(board, header, bottom, found)
    if not found.lines:
        _take_pairs(board, top, bottom, found)
    if not found.lines:
        header = next((row for row in rows if _heads_amounts(board, row)), 0)
        if header:
            _take_table(board, header, bottom, found)
    _take_units(board, top, bottom, found)
    return found


def _fund_field(board: Board, row: int, column: int) -> str:
    return fund_field(board.label(row, column).key)


def _is_header(board: Board, row: int) -> bool:
    """The row names at least two columns of funds, and no value stands beside a label."""
    cells = board.cells(row)
    fields = {found for column in cells if (found := _fund_field(board, row, column))}
    if not fields & _MONEY or len(fields) < 2:  # noqa: PLR2004  # two columns make a table
        return False
    return not any(is_amount(content) for content in cells.values()) and not _has_pairs_below(
        board, row
    )


def _heads_amounts(board: Board, row: int) -> bool:
    """The row has words that nobody knows, and amounts stand below them."""
    cells = board.cells(row)
    below = board.cells(row + 1)
    if len(cells) <= _FEWEST or not all(isinstance(each, str) for each in cells.values()):
        return False
    if any(is_amount(each) or fact_field(board.label(row, at).key) for at, each in cells.items()):
        return False
    amounts = [at for at, each in below.items() if at in cells and is_amount(each)]
    return len(amounts) >= _FEWEST


_FEWEST = 2


def _has_pairs_below(board: Board, row: int) -> bool:
    """The row heads pairs of labels and values, which state the amounts themselves."""
    below = next((each for each in board.rows if each > row), 0)
    return any(_fund_field(board, below, column) in AMOUNTS for column, _ in _pairs(board, below))


def is_amount(content: object) -> bool:
    """The cell holds a number or a text that is an amount."""
    if isinstance(content, Percent):
        return False
    if isinstance(content, str):
        return numerals.amount(clean_text.clean(content)[0], "万元")[0] is not None
    return isinstance(content, Decimal)


def _take_table(board: Board, header: int, bottom: int, found: Found) -> None:
    columns = _columns(board, header, found)
    spans = [*columns.values()] or [(at, board.right(header, at)) for at in board.cells(header)][1:]
    first = min(low for low, _ in spans)
    below = max(board.bottom(header, low) for low, _ in spans)
    found.header = header
    for number in [row for row in board.rows if below < row <= bottom]:
        if _ends_funds(board, number):
            break
        if board.counts_columns(number):
            continue
        line = _line(board, number, columns, first)
        if line is not None:
            found.lines.append(line)
    _take_points(board, header, below, found)


def _columns(board: Board, header: int, found: Found) -> dict[str, tuple[int, int]]:
    columns: dict[str, tuple[int, int]] = {}
    sources: list[tuple[int, int]] = []
    named = {column: _fund_field(board, header, column) for column in board.cells(header)}
    _name_the_rate(board, header, named)
    for at, column in enumerate(named):
        named[column] = found.named.get(fund_key(at), named[column])
    found.headers = named
    by_source = "budget" not in named.values() and "total" in named.values()
    for column, what in named.items():
        meant = "budget" if what == "total" and by_source else what
        span = _whole_of(board, header, (column, board.right(header, column)))
        found.labels.append(board.label(header, column).key)
        if meant == "source":
            sources.append(span)
        elif meant in columns:
            found.doubled[meant] = (header, column)
            found.claims.setdefault(meant, [columns[meant]]).append(span)
        elif meant and meant != "total":
            columns[meant] = span
            found.units[meant] = unit_of(board.label(header, column))
            found.words[meant] = board.label(header, column).key
    found.sources = sources if by_source else []
    return columns


def _whole_of(board: Board, header: int, span: tuple[int, int]) -> tuple[int, int]:
    """Of a header over several columns the one of the sum (小计), where they have headers too."""
    if span[0] == span[1]:
        return span
    below = board.cells(board.bottom(header, span[0]) + 1)
    inside = [column for column in below if span[0] <= column <= span[1]]
    texts = [content for column in inside if isinstance(content := below[column], str)]
    whole = [
        column
        for column in inside
        if isinstance(content := below[column], str) and label(content).key in _SUMS
    ]
    return (whole[0],) * 2 if len(whole) == 1 and len(texts) == len(inside) else span


_SUMS = frozenset({"小计", "合计", "总额", "总计", "金额", "资金总额"})


def _name_the_rate(board: Board, header: int, named: dict[int, str]) -> None:
    """预算执行率 left of the amounts is the heading of the row; its 实际完成值 is the rate."""
    money = [column for column, what in named.items() if what in _MONEY]
    first = min(money, default=0)
    headings = [column for column, what in named.items() if what == "rate" and column < first]
    for column in headings:
        named[column] = ""
    if headings and "rate" not in named.values():
        for column in named:
            if indicator_field(board.label(header, column).key) == "actual":
                named[column] = "rate"


def _ends_funds(board: Board, row: int) -> bool:
    for column in board.cells(row):
        key = board.label(row, column).key
        if text_field(key) in _AFTER_FUNDS or fact_field(key):
            return True
    return False


_AFTER_FUNDS = ("goal", "completion", "content", "management")


def _line(
    board: Board,
    row: int,
    columns: dict[str, tuple[int, int]],
    first: int,
) -> Line | None:
    """A source of funds; None when the row says neither its name nor an amount."""
    cells = board.cells(row)
    names = [
        column
        for column, content in cells.items()
        if column < first and isinstance(content, str) and not is_amount(content)
    ]
    at = names[-1] if names else 0
    key = source_label(board.text(row, at)).key if at else ""
    line = Line(key, known().fund_rows.get(key, ""), row, at)
    for what, (low, high) in columns.items():
        inside = [column for column in cells if low <= column <= high]
        if inside:
            line.cells[what] = (row, inside[0] if len(inside) == 1 else -1)
    valued = any(what in line.cells for what in columns)
    return line if line.kind or valued else None


def _take_points(board: Board, top: int, bottom: int, found: Found) -> None:
    """The weight of 预算执行率 in the brackets of a heading: `预算执行情况（20分）`."""
    for number in [row for row in board.rows if top - 1 <= row <= bottom]:
        for column in board.cells(number):
            points = points_of(board.label(number, column))
            if points and not found.points[0]:
                found.points = (points, number, column)


def _take_pairs(board: Board, top: int, bottom: int, found: Found) -> None:
    """Labels with their values beside them: `预算数：` | `10万元`, sources below."""
    total = Line("", "total", 0, 0)
    sources: dict[str, Line] = {}
    column_of: dict[int, str] = {}
    strangers: list[tuple[int, int]] = []
    for number in [row for row in board.rows if top <= row <= bottom]:
        for column, beside in _pairs(board, number):
            what = _fund_field(board, number, column)
            what = found.named.get(label_key(board.label(number, column).key), what)
            if what in AMOUNTS:
                whole = _whole_beside(board, number, beside, top)
                if what in total.cells or not whole:
                    found.doubled[what] = (number, column)
                total.cells.setdefault(what, (number, whole or beside))
                total.row = total.row or number
                found.units.setdefault(what, unit_of(board.label(number, column)))
                found.labels.append(board.label(number, column).key)
                column_of[column] = what if column_of.get(column, what) == what else ""
            elif column_of.get(column):
                key = source_label(board.text(number, column)).key
                kind = known().fund_rows.get(key, "")
                line = sources.setdefault(f"{number}", Line(key, kind, number, column))
                line.cells[column_of[column]] = (number, beside)
            elif not what and _is_stranger(board, number, column):
                strangers.append((number, column))
        _take_inline(board, number, total, found)
        _take_rate(board, number, total)
        if total.row:
            _take_points(board, number, number, found)
    if total.cells:
        clear = all(column_of.values())
        found.lines = [total, *(sources.values() if clear else ())]
        left_out = [(each.row, each.column) for each in sources.values() if not clear]
        strangers += [each for each in left_out if _is_stranger(board, *each)]
        found.strangers = _near(board, strangers, total)


def _is_stranger(board: Board, row: int, column: int) -> bool:
    """The label is no known word of another part of a form."""
    key = board.label(row, column).key
    source = source_label(key).key
    return not (
        fact_field(key) or known().texts.get(key) or known().fund_rows.get(source) or not key
    )


def _near(board: Board, strangers: list[tuple[int, int]], total: Line) -> list[tuple[int, int]]:
    """Those of the labels that stand between or right above and below the known ones."""
    rows = [row for row, _ in total.cells.values()]
    order = {row: at for at, row in enumerate(board.rows)}
    first, last = order[min(rows)] - 1, order[max(rows)] + 1
    return [each for each in strangers if first <= order[each[0]] <= last]


def _whole_beside(board: Board, row: int, first: int, top: int) -> int:
    """Of several amounts in a row the one below 年度资金总额; 0 when none is named so."""
    amounts = []
    for column, content in board.cells(row).items():
        if column >= first:
            if not is_amount(content):
                break
            amounts.append(column)
    if len(amounts) == 1:
        return first
    above = [each for each in board.rows if top <= each < row]
    whole = [
        column
        for column in amounts
        if any(known().fund_rows.get(board.label(each, column).key) == "total" for each in above)
    ]
    return whole[0] if len(whole) == 1 else 0


def _take_inline(board: Board, row: int, total: Line, found: Found) -> None:
    """Labels with their values behind them in the same cell; scores only beside a rate."""
    said: dict[str, tuple[int, str]] = {}
    for column, content in board.cells(row).items():
        head, colon, rest = (
            content.replace("：", ":").partition(":") if isinstance(content, str) else ("", "", "")
        )
        what = fund_field(label(head).key) if colon else ""
        if what in _INLINE and numerals.read(_bare_number(rest)) is not None:
            said[what] = (column, rest.strip())
            found.units.setdefault(what, unit_of(label(head)))
            found.labels.append(label(head).key)
    if not said.keys() & {*AMOUNTS, "rate"}:
        return
    total.row = total.row or row
    for what, (column, text) in said.items():
        if what in total.cells:
            found.doubled[what] = (row, column)
        total.cells.setdefault(what, (row, column))
        total.inline.setdefault(what, text)


_PLAIN = re.compile(r"\d{1,12}(?:\.\d+)?", re.ASCII)
_INLINE = frozenset({*AMOUNTS, "rate", "weight", "score", "review"})


def _bare_number(text: str) -> str:
    bare = clean_text.narrow(clean_text.clean(text)[0]).strip()
    return re.sub(r"(?:%|分|万元|元)$", "", bare).strip()


def _take_rate(board: Board, row: int, total: Line) -> None:
    """The rate beside its label or below it, and the scores that stand in the row of the rate."""
    for column in board.cells(row):
        if _fund_field(board, row, column) == "rate" and "rate" not in total.cells:
            beside = board.neighbour(row, column)
            if beside and _is_rate(board, row, beside):
                total.cells["rate"] = (row, beside)
                _take_scores(board, row, total)
                return
            below = board.bottom(row, column) + 1
            if column in board.cells(below) and _is_rate(board, below, column):
                total.cells["rate"] = (below, column)


def _take_scores(board: Board, row: int, total: Line) -> None:
    for column, beside in _pairs(board, row):
        what = _fund_field(board, row, column)
        if what in ("weight", "score", "review"):
            total.cells.setdefault(what, (row, beside))


def _is_rate(board: Board, row: int, column: int) -> bool:
    content = board.cells(row)[column]
    if isinstance(content, str):
        bare = clean_text.narrow(clean_text.clean(content)[0]).strip().removesuffix("%")
        return numerals.read(bare) is not None
    return isinstance(content, Decimal)


def _pairs(board: Board, row: int) -> Iterator[tuple[int, int]]:
    """The texts of a row that have an amount right beside them; -1 is never beside."""
    for column, content in board.cells(row).items():
        if isinstance(content, str) and not is_amount(content):
            beside = board.neighbour(row, column)
            if beside and is_amount(board.cells(row)[beside]):
                yield column, beside


def _take_units(board: Board, top: int, bottom: int, found: Found) -> None:
    """The units that headings beside and above the funds state for all amounts."""
    rows = [line.row for line in found.lines]
    last = max(rows, default=bottom)
    for number in [row for row in board.rows if top - 4 <= row <= last]:
        for content in board.cells(number).values():
            if isinstance(content, str):
                unit = headers.unit_line(content) or (
                    unit_of(label(content)) if number >= top else ""
                )
                if unit:
                    found.whole_unit.add(unit)


class Reader:
    """Reads the funds of a form and asks what is open about them."""

    def __init__(self, board: Board, found: Found, asked: Asked) -> None:
        self.board = board
        self.found = found
        self.asked = asked
        self.unit = self._unit()

    def _unit(self) -> str:
        stated = {each for each in self.found.units.values() if each}
        every = stated | self.found.whole_unit
        if len(every) == 1:
            return every.pop()
        bare = [
            at
            for line in self.found.lines
            for what, at in line.cells.items()
            if what in AMOUNTS and at[1] > 0 and self._is_bare(line, what)
        ]
        if not bare:
            return "万元" if self.found.lines else ""
        if every:
            text = f"金额单位写有{'、'.join(sorted(every))}几种，不知以哪一种为准。"
        else:
            text = "没有写明金额单位：金额是元还是万元？"
        return self.asked.answer("amount-unit", self.board.place(*bare[0]), text, AMOUNT_UNITS)

    def _content(self, line: Line, what: str) -> Content | None:
        row, column = line.cells[what]
        return line.inline.get(what, self.board.cells(row).get(column))

    def _entry(self, line: Line, what: str, reader: Callable[..., Entry[Any]]) -> Entry[Any]:
        """Read a value from its cell, or from behind its label."""
        at = line.cells[what]
        if what not in line.inline:
            return self.board.entry(reader, *at)
        text = line.inline[what]
        hidden = self.board.entry(cell_values.text, *at).hidden
        plain = Decimal(text) if _PLAIN.fullmatch(text) else text
        return replace(reader(plain, self.board.place(*at)), hidden=hidden)

    def _is_bare(self, line: Line, what: str) -> bool:
        content = self._content(line, what)
        if not isinstance(content, str):
            return isinstance(content, Decimal) and content != 0
        value, named = numerals.amount(clean_text.clean(content)[0], "元")
        return value is not None and value != 0 and not named

    def amount(self, line: Line, what: str) -> Entry[Decimal]:
        """The amount of a source, in 万元; open where its reading is."""
        at = line.cells.get(what)
        if at is None:
            return Entry(self.board.place(line.row, self._column_of(what)))
        if at[1] < 0:
            return Entry(self.board.place(at[0]), state=State.OPEN)
        unit = self.found.units.get(what) or self.unit
        entry = self._entry(line, what, partial(cell_values.amount, unit=unit or "万元"))
        if entry.value is not None and not unit and self._is_bare(line, what):
            return opened(entry)
        return opened(entry) if what in {*self.found.doubled, *self.found.unsure} else entry

    def _column_of(self, what: str) -> int:
        """The column of a blank amount; that of a budget is asked for, wherever it stands."""
        headers_of = self.found.headers.items() if what != "budget" else ()
        return next((column for column, each in headers_of if each == what), 0)

    def row(self, line: Line, *, scored: bool) -> FundsRow:
        """A source as a row of the model."""
        board = self.board
        place = board.place(line.row, line.column) if line.column else board.place()
        name = line.name or "年度资金总额"
        nothing: Entry[Decimal] = Entry(board.place())
        return FundsRow(
            source=Entry(place, name, name, State.READ),
            initial_budget=self.amount(line, "initial"),
            budget=self.amount(line, "budget"),
            arrived=self.amount(line, "arrived"),
            executed=self.amount(line, "executed"),
            weight=self.points(line, "weight") if scored else nothing,
            rate=self.rate(line) if scored else nothing,
            self_score=self.points(line, "score") if scored else nothing,
            review_score=self.points(line, "review") if scored else nothing,
            explanation=self.text(line, "reason") if scored else Entry(board.place()),
        )

    def points(self, line: Line, what: str) -> Entry[Decimal]:
        """Weight or score of 预算执行率."""
        at = line.cells.get(what)
        entry: Entry[Decimal] = Entry(self.board.place(line.row, line.column if at else 0))
        if at and at[1] > 0:
            entry = self._entry(line, what, cell_values.points)
        stated = self.found.points
        if what == "weight" and entry.blank and stated[0]:
            place = self.board.place(stated[1], stated[2])
            return Entry(place, stated[0], Decimal(stated[0]), State.READ)
        return opened(entry) if what in self.found.doubled else entry

    def text(self, line: Line, what: str) -> Entry[str]:
        """A remark on the funds; hints of the form are none."""
        at = line.cells.get(what)
        if not at or at[1] <= 0:
            return Entry(self.board.place())
        entry = self.board.entry(cell_values.text, *at)
        return Entry(entry.place) if "需说明原因" in entry.text else entry

    def rate(self, line: Line) -> Entry[Decimal]:
        """The stated rate; a bare number is understood by the amounts, or asked for."""
        at = line.cells.get("rate")
        if not at or at[1] <= 0:
            return Entry(self.board.place())
        entry = self._entry(line, "rate", cell_values.rate)
        content = self._content(line, "rate")
        bare = isinstance(content, Decimal) or (
            isinstance(content, str) and "%" not in clean_text.narrow(content)
        )
        if entry.value is None or not bare or not entry.value:
            return entry
        number = numerals.read(clean_text.clean(shown(content or ""))[0])
        computed = self._computed_rate(line)
        if number is None:
            return entry
        if computed is not None:
            for value in (number * 100, number):
                if abs(value - computed) <= _CLOSE:
                    return replace(entry, value=value)
        if 1 < abs(number) <= _FAR:
            return replace(entry, value=number)
        text = f"执行率填“{entry.text}”，与执行数、预算数对不上：它是百分数，还是比例？"
        self.asked.answer("bare-rate", entry.place, text)
        return opened(entry)

    def _computed_rate(self, line: Line) -> Decimal | None:
        budget, executed = (self.amount(line, what).value for what in ("budget", "executed"))
        if budget is None:
            budget = self.amount(line, "initial").value
        return executed / budget * 100 if budget and executed is not None else None


def opened(entry: Entry[Decimal]) -> Entry[Decimal]:
    """The same cell, its value withheld until a question is answered."""
    if entry.value is None:
        return entry
    return replace(entry, value=None, state=State.OPEN)


def read(board: Board, found: Found, asked: Asked) -> tuple[Funds, str]:
    """Read the funds of a form; what could make a wrong number is asked.

    Returns:
        The funds, and what a bare amount counts.
    """
    _settle_doubled(board, found, asked)
    _ask_strays(board, found, asked)
    reader = Reader(board, found, asked)
    total, sources = _split(found.lines)
    if total is not None and not total.kind and total.name:
        text = f"资金只有“{total.name}”一行：它就是年度资金总额吗？"
        asked.answer("only-row", board.place(total.row, total.column), text, (IS_THE_TOTAL,))
    if total is None:
        place = (
            board.place(found.lines[0].row, found.lines[0].column) if found.lines else board.place()
        )
        text = (
            "资金部分没有“年度资金总额”一行，总额不明。"
            if found.lines
            else "没有找到项目资金（全年预算数、全年执行数），须由单位补填。"
        )
        asked.answer("no-funds-total", place, text)
        total = Line("年度资金总额", "total", 0, 0)
        row = reader.row(total, scored=False)
    else:
        _ask_other_totals(reader, total, asked)
        row = _checked(reader, total, sources, asked)
    nested = _nested(reader, total, sources)
    rows = tuple(
        reader.row(line, scored=False) for at, line in enumerate(sources) if at not in nested
    )
    return Funds(row, rows, ()), reader.unit


def _settle_doubled(board: Board, found: Found, asked: Asked) -> None:
    """Ask which of the columns that claim a field is meant, and read that one."""
    for what, at in tuple(found.doubled.items()):
        spans = found.claims.get(what, [])
        headers_of = [board.text(found.header, low).strip() for low, _ in spans]
        choices = tuple(
            f"以第{number}个“{' '.join(header.split())}”为准"
            for number, header in enumerate(headers_of, start=1)
        )
        word = _WORDS.get(what, what)
        text = f"资金表有两栏“{word}”，不知以哪一栏为准。"
        if headers_of:
            named = "、".join(f"“{each}”" for each in headers_of)
            text = f"资金表有两栏都像是{word}：{named}，以哪一栏为准？"
        answer = asked.answer(f"doubled-{what}", board.place(*at), text, choices)
        if answer:
            low, high = spans[choices.index(answer)]
            del found.doubled[what]
            found.units[what] = unit_of(board.label(found.header, low))
            for line in found.lines:
                inside = [each for each in board.cells(line.row) if low <= each <= high]
                line.cells.pop(what, None)
                if inside:
                    line.cells[what] = (line.row, inside[0] if len(inside) == 1 else -1)


def _split(lines: list[Line]) -> tuple[Line | None, list[Line]]:
    """The total and the sources."""
    totals = [line for line in lines if line.kind == "total"]
    if not totals and len(lines) == 1 and lines[0].kind in ("", "total"):
        totals = lines
    total = totals[0] if totals else None
    return total, [line for line in lines if line is not total and line.kind != "total"]


def _ask_other_totals(reader: Reader, total: Line, asked: Asked) -> None:
    """A second row that calls itself a total and says something else."""
    for line in reader.found.lines:
        if line is total or line.kind != "total":
            continue
        for what in AMOUNTS:
            own, other = (reader.amount(each, what) for each in (total, line))
            if own.value is not None and other.value is not None and own.value != other.value:
                text = (
                    f"资金有两行总额：“{total.name}”的{_WORDS[what]}填{own.text}，"
                    f"“{line.name}”填{other.text}，以哪一行为准？"
                )
                asked.answer("two-totals", other.place, text)
                reader.found.unsure.add(what)


def _checked(
    reader: Reader,
    total: Line,
    sources: list[Line],
    asked: Asked,
) -> FundsRow:
    """The total row; its amounts are open where they contradict the sources or are missing."""
    row = reader.row(total, scored=True)
    changes: dict[str, Entry[Decimal]] = {}
    for what, attribute in _ATTRIBUTES.items():
        entry = getattr(row, attribute)
        parts = [reader.amount(line, what) for line in sources]
        if not _agrees(entry, parts, across=reader, line=total, what=what):
            place = entry.place
            shown_parts = "、".join(
                f"{line.name}{part.text}"
                for line, part in zip(sources, parts, strict=True)
                if not part.blank
            )
            stated = f"填“{entry.text}”" if not entry.blank else "空白"
            text = (
                f"年度资金总额的{_WORDS[what]}{stated}，"
                f"而各来源（{shown_parts or '分列各栏'}）之和与它不一致：以哪一个为准？"
            )
            asked.answer(f"funds-total-{what}", place, text)
            changes[attribute] = replace(entry, value=None, state=State.OPEN)
    row = _with_budget(replace(row, **changes), asked)
    unknown = reader.found.unknown(reader.board)
    hint = f"（不认识的表头：{'、'.join(unknown)}）" if unknown else ""
    for what, attribute in (("budget", "budget"), ("executed", "executed")):
        entry = getattr(row, attribute)
        if (
            entry.blank
            and not entry.place.cell
            and not reader.found.unsure
            and (what == "executed" or row.initial_budget.blank)
        ):
            text = f"资金部分没有认得的“{_WORDS[what]}”一栏{hint}：{_WORDS[what]}是多少？"
            asked.answer(f"no-{what}", row.source.place, text, ("",) if hint else ())
    return row


def _ask_strays(board: Board, found: Found, asked: Asked) -> None:
    """Ask what figures are that stand below or beside no known word.

    They may be what another figure is taken for, so only those stay whose own word leaves no doubt.
    """
    headless = [at for line in found.lines for at in _headless(board, found, line)]
    crowded = [
        (line.row, what)
        for line in found.lines
        for what, (_, column) in line.cells.items()
        if what in _WORDS and column < 0
    ]
    for row, what in crowded:
        text = f"“{_WORDS[what]}”一栏下有两个数，不知以哪一个为准。"
        asked.answer(f"two-values-{what}", board.place(row), text)
    for row, column in headless:
        text = f"资金表有一个数（{board.text(row, column)}）没有表头，或没有对齐表头：是什么金额？"
        asked.answer("headless-amount", board.place(row, column), text)
    unknown = list(_unknown_columns(board, found))
    for at, column, figure in unknown:
        text = (
            f"资金表的表头“{head.clean_line(board.text(found.header, column))}”不认识，"
            f"下面填有{figure}：这一栏是什么？"
        )
        asked.answer(f"fund-column-{at}", board.place(found.header, column), text, ("",))
    for row, column in found.strangers:
        beside = board.neighbour(row, column)
        word = head.clean_line(board.text(row, column))
        text = f"资金部分的“{word}”不认识，旁边填有{board.text(row, beside)}：它是什么？"
        asked.answer(f"fund-label-{word}", board.place(row, column), text, ("",))
    if headless or crowded:
        found.unsure = set(AMOUNTS)
    elif unknown or found.strangers:
        found.unsure = {what for what in AMOUNTS if not _CERTAIN.search(found.words.get(what, ""))}


_CERTAIN = re.compile("年初|全年|调整|变动|执行")
"""What says for itself which figure of the year it is, whatever stands beside it."""


def _headless(board: Board, found: Found, line: Line) -> Iterator[tuple[int, int]]:
    """The figures of a source below no header of the table, and amounts below 执行率."""
    spans = {
        each: what
        for at, what in found.headers.items()
        for each in range(at, board.right(found.header, at) + 1)
    }
    for column, content in board.cells(line.row).items() if spans else ():
        above = spans.get(column)
        stray = above is None and (is_amount(content) or isinstance(content, Percent))
        absurd = above == "rate" and isinstance(content, Decimal) and content > _FAR
        if column > line.column and (stray or absurd):
            yield line.row, column


def _unknown_columns(board: Board, found: Found) -> Iterator[tuple[int, int, str]]:
    """The headers above amounts that nobody knows: place among them, column, a figure."""
    names = {line.column for line in found.lines}
    for at, (column, what) in enumerate(found.headers.items()):
        if what or column in names:
            continue
        right = board.right(found.header, column)
        figures = (
            board.text(line.row, each)
            for line in found.lines
            for each, content in board.cells(line.row).items()
            if max(column, line.column + 1) <= each <= right and is_amount(content)
        )
        figure = next(figures, "")
        if figure:
            yield at, column, figure


_ATTRIBUTES = {
    "initial": "initial_budget",
    "budget": "budget",
    "arrived": "arrived",
    "executed": "executed",
}
_CENT = Decimal("0.01")


def _agrees(
    entry: Entry[Decimal],
    parts: list[Entry[Decimal]],
    *,
    across: Reader,
    line: Line,
    what: str,
) -> bool:
    """The total is the sum of its sources, details below a source aside."""
    if entry.broken:
        return True
    values = [part.value for part in parts if part.value is not None]
    if what == "budget" and across.found.sources and not values:
        values = _across(across, line)
    if not values or (entry.value is None and not any(values)):
        return True
    if entry.value is None:
        return False
    return any(abs(entry.value - total) <= _CENT for total in _sums(values))


def _across(reader: Reader, line: Line) -> list[Decimal]:
    """The sources that stand in columns of their own, in 万元."""
    found = []
    for low, high in reader.found.sources:
        for column in reader.board.cells(line.row):
            if low <= column <= high:
                unit = reader.unit or "万元"
                entry = reader.board.entry(partial(cell_values.amount, unit=unit), line.row, column)
                if entry.value is not None:
                    found.append(entry.value)
    return found


def _sums(values: list[Decimal]) -> Iterator[Decimal]:
    """The sum of all, and of all without those that make up the one above them."""
    yield sum(values, Decimal(0))
    inner = _inner(values)
    yield sum((value for at, value in enumerate(values) if at not in inner), Decimal(0))


def _inner(values: list[Decimal]) -> set[int]:
    """Where the amounts stand that make up the one above them."""
    found: set[int] = set()
    at = 0
    while at < len(values):
        running, end = Decimal(0), at + 1
        while end < len(values) and running < values[at]:
            running += values[end]
            end += 1
        if running == values[at] and values[at] and end > at + 1:
            found |= set(range(at + 1, end))
            at = end
        else:
            at += 1
    return found


def _nested(reader: Reader, total: Line, sources: list[Line]) -> set[int]:
    """The sources that make up the one above them, where only without them the total agrees."""
    for what in AMOUNTS:
        stated = reader.amount(total, what).value
        values = [reader.amount(line, what).value or Decimal(0) for line in sources]
        inner = _inner(values)
        if stated and inner and abs(sum(values) - stated) > _CENT:
            outer = sum(value for at, value in enumerate(values) if at not in inner)
            if abs(outer - stated) <= _CENT:
                return inner
    return set()


def _with_budget(row: FundsRow, asked: Asked) -> FundsRow:
    """Only 年初预算数 is stated: whether it is the budget of the year, a person says."""
    if not row.budget.blank or row.initial_budget.blank or row.budget.broken:
        return row
    if row.budget.place.cell:
        return row
    text = "只有年初预算数，没有全年（调整后）预算数：全年预算数是多少？"
    answer = asked.answer("only-initial", row.initial_budget.place, text, (INITIAL_IS_BUDGET,))
    if answer:
        return replace(row, budget=row.initial_budget)
    return row
