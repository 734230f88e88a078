"""A sample and a case's changes in, a workbook's bytes and the addresses of its cells out.

Cells are named as a person would name them::

    主管部门                      a label of 基本情况
    资金.年度资金总额.全年执行数    资金情况: row, column
    用途.1.金额                   the first use of funds
    指标.任务完成率.自评得分        绩效指标: 三级指标, column; a new name adds a row
    指标.任务完成率               the whole row; only to be removed, with false
    指标.合计.自评得分             the 合计 row
    综合.自评等级                  综合评价
    综合.改进措施.1               the first item of a list there

A value `#REF!` becomes an error cell, `=1+1` a formula without a stored value.
"""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from python_calamine import CalamineWorkbook

from perfeval_batch import blank, schema, schemes
from perfeval_batch.demo import samples
from perfeval_batch.findings import Place, column_letters
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.values import replace
from tests import books

ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!")
_SINGLE = {each.name for each in (schema.OVERVIEW, *schema.GRADE_FIELDS)}
_NAME = schema.field(schema.INDICATOR_FIELDS, "name").name
_SHEETS = {"资金": schema.FUNDS, "用途": schema.FUNDS, "指标": schema.INDICATORS}


@lru_cache(maxsize=8)
def sample(number: int = 1) -> Filling:
    """A sample; the seed's with its 合计 row and grades stated, as a careful officer leaves it."""
    filling = samples.load(samples.names()[number - 1])
    if number > 1:
        return filling
    totals = {"分值": 100, "自评得分": 97, "复核得分": 97}
    texts = {**filling.texts, "自评等级": "优", "复核等级": "优"}
    return replace(filling, totals=totals, texts=texts)


@dataclass(frozen=True)
class Made:
    """A workbook in the making.

    Attributes:
        filling: its content.
        rows: what the cases call its indicators, in the file's order.
        raw: error cells and formulas, which no filling can hold.
    """

    filling: Filling
    rows: tuple[str, ...]
    raw: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, filling: Filling, changes: Mapping[str, CellValue] | None = None) -> Made:
        """The filling with the changes of a case."""
        made = cls(filling, tuple(str(row[_NAME]) for row in filling.indicators))
        for path, value in (changes or {}).items():
            made = made.changed(path.split("."), value)
        return made

    def changed(self, path: Sequence[str], value: CellValue) -> Made:
        """One change."""
        if isinstance(value, str) and (value in ERRORS or value.startswith("=")):
            raw = {**self.raw, ".".join(path): value}
            return dataclasses.replace(self.changed(path, "待替换"), raw=raw)
        if path[0] == "指标" and path[1] != schema.TOTAL_ROW:
            return self._indicator(path[1], path[2] if value is not False else "", value)
        return dataclasses.replace(self, filling=_changed(self.filling, path, value))

    def _indicator(self, name: str, column: str, value: CellValue) -> Made:
        rows, indicators = list(self.rows), list(self.filling.indicators)
        if name not in rows:
            rows, indicators = [*rows, name], [*indicators, {_NAME: name}]
        at = rows.index(name)
        if value is False:
            del rows[at], indicators[at]
        else:
            schema_names = {each.name for each in schema.INDICATOR_FIELDS}
            assert column in schema_names, column
            indicators[at] = {**indicators[at], column: value}
        filling = replace(self.filling, indicators=tuple(indicators))
        return dataclasses.replace(self, filling=filling, rows=tuple(rows))

    def written(self, file: Mapping[str, CellValue] | None = None) -> bytes:
        """The workbook; `file` says what is done to the file itself (see `_tampered`)."""
        data = blank.write(self.filling, schemes.load())
        if not self.raw and not file:
            return data
        cells = {self.place(path, data): value for path, value in self.raw.items()}
        return _tampered(data, cells, file or {})

    def place(self, path: str, data: bytes) -> Place:
        """Where a cell stands in the written workbook; found there by its labels."""
        parts = path.split(".")
        sheet = _SHEETS.get(parts[0], schema.CONCLUSION if parts[0] == "综合" else schema.FACTS)
        rows = _rows(data, sheet)
        match parts:
            case [label]:
                row, column = _find(rows, label)[0], 2
            case ["资金", name, header]:
                top, column = _find(rows, header)
                row = top + 1 + (schema.TOTAL_SOURCE, *schema.SOURCES).index(name)
            case ["用途", number, header]:
                row, column = _find(rows, header, below=_find(rows, "支出用途")[0])
                row += int(number)
            case ["指标", name, header]:
                top, column = _find(rows, header, below=_find(rows, _NAME)[0])
                at = len(self.rows) if name == schema.TOTAL_ROW else self.rows.index(name)
                row = top + 1 + at
            case ["综合", label]:
                row, column = _find(rows, label)[0], 2
            case ["综合", label, number]:
                row, column = _find(rows, label)
                row += int(number)
            case _:
                raise KeyError(path)
        return Place("", sheet, row, column)


def _changed(filling: Filling, path: Sequence[str], value: CellValue) -> Filling:
    match path:
        case [label]:
            return replace(filling, facts={**filling.facts, label: value})
        case ["资金", row, column]:
            funds = {**filling.funds, row: {**filling.funds.get(row, {}), column: value}}
            return replace(filling, funds=funds)
        case ["用途", number, column]:
            uses = list(filling.uses) + [{}] * (int(number) - len(filling.uses))
            uses[int(number) - 1] = {**uses[int(number) - 1], column: value}
            return replace(filling, uses=tuple(uses))
        case ["指标", schema.TOTAL_ROW, column]:
            return replace(filling, totals={**filling.totals, column: value})
        case ["综合", label] if label in _SINGLE:
            return replace(filling, texts={**filling.texts, label: value})
        case ["综合", label, number]:
            items = list(filling.lists.get(label, ()))
            items[int(number) - 1 : int(number)] = [value] if value != "" else []
            return replace(filling, lists={**filling.lists, label: tuple(items)})
    raise KeyError(".".join(path))


def _rows(data: bytes, sheet: str) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[str(cell).strip() for cell in row] for row in rows]


def _find(rows: list[list[str]], text: str, below: int = 1) -> tuple[int, int]:
    """Row and column (1-based) of the first cell that holds just `text`."""
    for row, cells in enumerate(rows[below - 1 :], below):
        if text in cells:
            return row, cells.index(text) + 1
    raise KeyError(text)


def _tampered(data: bytes, cells: Mapping[Place, str], file: Mapping[str, CellValue]) -> bytes:  # noqa: C901  # a case each
    """What a person does to the file: 新工作表, 隐藏工作表, 隐藏行, 隐藏列, 外部链接 …"""
    book = books.opened(data)
    parts: dict[str, bytes] = {}
    merged: dict[str, str] = {}
    for place, value in cells.items():
        book[place.sheet][f"{column_letters(place.column)}{place.row}"] = value
    for what, where in file.items():
        sheet, _, line = str(where).partition("!")
        match what:
            case "新工作表":
                book.create_sheet(sheet)["A1"] = "补充"
            case "隐藏工作表":
                book[sheet].sheet_state = "hidden"
            case "隐藏行":
                book[sheet].row_dimensions[int(line)].hidden = True
            case "隐藏列":
                book[sheet].column_dimensions[line].hidden = True
            case "合并":
                merged[f"xl/worksheets/sheet{book.sheetnames.index(sheet) + 1}.xml"] = line
            case "外部链接":
                parts[f"xl/externalLinks/{where}"] = b"<externalLink/>"
            case "模板版本":
                book[schema.META]["B2"] = where
            case _:
                raise KeyError(what)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return _merged(out.getvalue(), merged) if merged else out.getvalue()


def _merged(data: bytes, areas: Mapping[str, str]) -> bytes:
    """The workbook with cells merged that keep what they hold, as other programs leave them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name in areas else old.read(name)
            if isinstance(content, str):
                area = f'<mergeCell ref="{areas[name]}"/>'
                inside = re.sub("(<mergeCells[^>]*>)", rf"\1{area}", content)
                whole = f"</sheetData><mergeCells>{area}</mergeCells>"
                content = inside if inside != content else content.replace("</sheetData>", whole)
            new.writestr(name, content)
    return out.getvalue()
