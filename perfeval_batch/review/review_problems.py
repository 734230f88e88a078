"""Writes 复核问题清单.xlsx: what the reviewers have to mend, for the bureau alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfeval_batch.blank.sheet_design import AMBER, RED, Design, set_up_print, write_value
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import CellValue, Outcome
from perfeval_batch.sheets import Book, row_height
from perfeval_batch.values import Value

NAME = "复核问题清单"
_COLUMNS = (
    *(("序号", 6.0), ("项目", 26.0), ("主管部门", 18.0), ("级别", 8.0), ("位置", 22.0)),
    *(("问题", 52.0), ("怎么改", 40.0)),
)
_HOW = "以下问题出在复核表，由复核人改正后重新运行；有“错误”的项目暂不出具报告，不退回单位。"
_HEADER = 3


class Problem(Value, frozen=True):
    """A fault of a reviewers' sheet; project and department are empty where none is known."""

    finding: Finding
    project: str = ""
    department: str = ""


def of_bureau(outcomes: Iterable[Outcome]) -> tuple[Problem, ...]:
    """The findings that stand in another file than the project's own: the reviewers'."""
    return tuple(
        Problem(finding, outcome.identity.name or "", outcome.identity.department or "")
        for outcome in outcomes
        for finding in outcome.findings
        if finding.place.workbook != outcome.source and finding.severity is not Severity.NOTE
    )


def write_problems(problems: Sequence[Problem]) -> bytes:
    """Write the list, errors first, in the order of the reviewers' sheet."""
    design = Design(Book(NAME))
    sheet = design.sheet(NAME, NAME, _HOW, (width for _, width in _COLUMNS))
    design.headers(sheet, _HEADER, (name for name, _ in _COLUMNS))
    text, centre = design.boxed(font_size=10), design.boxed(font_size=10, align="center")
    looks = {Severity.ERROR: RED, Severity.WARNING: AMBER}
    for number, problem in enumerate(sorted(problems, key=_order), 1):
        finding = problem.finding
        place = f"{finding.place.workbook} {finding.place}".strip()
        cells: tuple[CellValue, ...] = (
            *(number, problem.project, problem.department, finding.severity.label, place),
            *(finding.message, finding.fix),
        )
        styles = [centre, text, text, centre, text, text, text]
        if finding.severity in looks:
            styles[3] = design.boxed(font_size=10, align="center", **looks[finding.severity])
        row = _HEADER + number - 1
        for column, (value, style) in enumerate(zip(cells, styles, strict=True)):
            write_value(sheet, row, column, value, style)
        widths = (width for _, width in _COLUMNS)
        shown = zip(map(str, cells), widths, strict=True)
        sheet.set_row(row, row_height(shown, 22, line=14, air=7))
    sheet.freeze_panes(_HEADER, 0)
    set_up_print(sheet, landscape=True, repeat=_HEADER)
    return design.book.finish()


def _order(problem: Problem) -> tuple[object, ...]:
    place = problem.finding.place
    rank = problem.finding.severity.rank
    return (rank, place.workbook, place.sheet, place.row, place.column, problem.finding.code)
