"""Reads last year's results (`--last`): 运行结果.json, or our own summary workbook."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval_batch import files, output_folder
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Identity, LastItem, LastYear
from perfeval_batch.summary import details_file
from perfeval_batch.summary.workbook import lost_points_sheets, project_sheet

LARGEST = 500 * 1024**2
"""Bytes of a result file; more is none of ours."""
SCHEMAS = (1, 2)
_MOST_DIGITS = 20
"""No amount, rate or score has more."""


def read(path: Path) -> tuple[LastYear, ...]:
    """Last year's projects that were read, in the file's order.

    Indicators and texts are taken from the details beside the file, where they are there; of a
    summary workbook the deductions too.

    Raises:
        SettingsError: it cannot be opened, or is neither.
    """
    data = files.read_named(path, LARGEST, "上年结果")
    details = _details(path)
    _admit(data, path)
    try:
        if data[:2] == b"PK":
            return tuple(_from_workbook(data, details))
        return tuple(_from_json(data, details))
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as problem:
        raise SettingsError(
            f"“{path}”不是上年的运行结果。请用--last指定上年输出文件夹里的"
            "“运行结果.json”或“绩效评价汇总表.xlsx”。"
        ) from problem


def _admit(data: bytes, path: Path) -> None:
    """Name a result file that another version of the program wrote."""
    found = re.search(rb'^\s*\{\s*"schema"\s*:\s*(\d{1,9})\b', data[:200])
    if found and int(found[1]) not in SCHEMAS:
        raise SettingsError(
            f"“{path}”是另一版本的程序写的运行结果（格式{int(found[1])}），不能读取；"
            f"本程序能读的是格式{'、'.join(map(str, SCHEMAS))}。"
            "请用写它的那个版本或更新的版本，或改用当年的“绩效评价汇总表.xlsx”。"
        )


Details = Mapping[tuple[str, str | None], Mapping[str, Any]]


def _details(path: Path) -> Details:
    """What stands beside the result file; nothing where it is not there or not ours."""
    try:
        beside = path.parent / output_folder.PRIVATE / details_file.NAME
        return details_file.read(files.read(beside, LARGEST))
    except (OSError, ValueError):
        return {}


def _from_json(data: bytes, details: Details) -> Iterator[LastYear]:
    told = json.loads(data.decode("utf-8"), parse_float=Decimal, parse_int=Decimal)
    for each in told["projects"]:
        if each["status"] != "failed":
            found = details.get((each["source"], each.get("sheet")), {})
            final = each["self_score"] if each["review_score"] is None else each["review_score"]
            yield _project({**each, "score": final}, *_from_details(found))


def _project(
    told: Mapping[str, Any], items: tuple[LastItem, ...], texts: tuple[tuple[str, str], ...]
) -> LastYear:
    """A project by the keys of the result file."""
    return LastYear(
        Identity(
            code=_text(told["code"]),
            name=_text(told["name"]),
            department=_text(told["department"]),
            unit=_text(told["unit"]),
            year=_year(told.get("year")),
        ),
        budget=_number(told["budget"]),
        arrived=_number(told["arrived"]),
        executed=_number(told["executed"]),
        execution_rate=_number(told["execution_rate"]),
        self_score=_number(told["self_score"]),
        score=_number(told["score"]),
        grade=_text(told["grade"]),
        items=items,
        texts=texts,
    )


def _from_details(found: Mapping[str, Any]) -> tuple[tuple[LastItem, ...], Any]:
    items = tuple(
        LastItem(
            each["name"],
            each["comparison"] or "",
            _number(each["actual"]),
            each["unit"] or "",
            _number(each["weight"]),
            _number(each["score"]),
            each["reason"] or "",
        )
        for each in found.get("indicators", ())
    )
    return items, tuple((str(label), str(text)) for label, text in found.get("texts", ()))


def _number(value: Any) -> Decimal | None:  # noqa: ANN401  # whatever a file holds
    if value is None or value == "":
        return None
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise ValueError(value)
    return number


def _year(value: Any) -> int | None:  # noqa: ANN401  # whatever a file holds
    number = _number(value)
    return None if number is None else int(number)


def _text(value: Any) -> str | None:  # noqa: ANN401  # whatever a file holds
    return None if value in (None, "") else str(value)


def _from_workbook(data: bytes, details: Details) -> Iterator[LastYear]:
    """Our own summary workbook: 项目明细, and the deductions of 扣分原因."""
    projects, deductions = _sheets(data)
    lost: dict[tuple[Any, Any], list[LastItem]] = {}
    for row in deductions:
        if row["三级指标"]:
            points = _number(row["扣分"])
            item = LastItem(
                str(row["三级指标"]), weight=points, score=Decimal(0), reason=row["扣分原因"] or ""
            )
            lost.setdefault((row["主管部门"], row["项目名称"]), []).append(item)
    by_key = {
        f"{source}#{sheet}" if sheet else source: each for (source, sheet), each in details.items()
    }
    for row in projects:
        if isinstance(row["序号"], int | float) and row["处理结果"] != "未能读取":
            found = by_key.get(str(row["工作簿"]), {})
            items, texts = _from_details(found)
            known = {key: row[header] for key, header in _HEADERS.items()}
            items = items or tuple(lost.get((row["主管部门"], row["项目名称"]), ()))
            yield _project(known, items, texts)


_HEADERS = {
    "code": "项目编码",
    "name": "项目名称",
    "department": "主管部门",
    "unit": "实施单位",
    "budget": "全年预算数",
    "arrived": "实际到位数",
    "executed": "全年执行数",
    "execution_rate": "执行率",
    "self_score": "自评总分",
    "score": "最终得分",
    "grade": "等级",
}
"""Keys of the result file → headers of 项目明细."""


def _sheets(data: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of 项目明细 and 扣分原因 by their headers."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as problem:  # openpyxl raises whatever a damaged package makes it raise
        raise ValueError(str(problem)) from problem
    found: list[list[dict[str, Any]]] = []
    for name in (project_sheet.NAME, lost_points_sheets.DEDUCTIONS):
        rows = [row for row in book[name].iter_rows(values_only=True) if any(row)]
        head = next(number for number, row in enumerate(rows) if row[0] == "序号")
        headers = [str(header) for header in rows[head]]
        found.append([dict(zip(headers, row, strict=True)) for row in rows[head + 1 :]])
    return found[0], found[1]
