"""Workbook, page, Word and JSON tell the same totals, and LibreOffice computes them too."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import office_package
from perfeval_batch.letters import department_summary, public_copy
from perfeval_batch.model import Batch, LastYear, Status
from perfeval_batch.summary import figures, page, result_file, workbook
from perfeval_batch.summary.workbook import ranking_sheets
from perfeval_batch.values import replace
from tests import books, judges
from tests.summary import generated

pytestmark = pytest.mark.filterwarnings(
    "ignore:(Unknown|Conditional Formatting) extension:UserWarning"  # openpyxl: solid data bars
)
D = Decimal
CENT = D("0.01")


@pytest.fixture(scope="module", params=[1, 2, 3])
def batch(request: pytest.FixtureRequest) -> Batch:
    return generated.batch(150, request.param)


@pytest.fixture(scope="module")
def expected(batch: Batch) -> dict[str, Decimal]:
    """The totals, from 运行结果.json alone: what a program of somebody else would find."""
    told = json.loads(result_file.write(batch), parse_float=D, parse_int=D)
    issued = [each for each in told["projects"] if each["status"] == "reported"]
    budget = sum(each["budget"] for each in issued)
    executed = sum(each["executed"] for each in issued)
    finals = [
        each["self_score"] if each["review_score"] is None else each["review_score"]
        for each in issued
    ]
    weighted = sum(score * each["budget"] for score, each in zip(finals, issued, strict=True))
    return {
        **told["run"],
        "budget": budget,
        "executed": executed,
        "rate": rounded(executed / budget * 100),
        "mean": rounded(sum(finals) / len(finals)),
        "weighted": rounded(weighted / budget),
        "good": rounded(D(sum(each["grade"] in "优良" for each in issued)) / len(issued) * 100),
    }


def rounded(value: Any) -> Decimal:  # noqa: ANN401  # sum() of Decimals is typed as int or Decimal
    return D(value).quantize(CENT, ROUND_HALF_UP)


@pytest.fixture(scope="module")
def book(batch: Batch) -> openpyxl.Workbook:
    return books.opened(workbook.write(figures.gather(batch)), values=True)


def total(sheet: Worksheet, label: str, header_row: int = 3) -> dict[str, Any]:
    headers = [cell.value for cell in sheet[header_row]]
    for row in sheet.iter_rows(min_row=header_row + 1, values_only=True):
        if row[0] == label:
            return dict(zip(map(str, headers), row, strict=True))
    raise AssertionError(label)


def close(value: Any, expected: Decimal) -> bool:  # noqa: ANN401  # a cell
    return abs(D(repr(value)) - expected) < D("0.000001")


def test_the_issued_row_of_the_projects(
    book: openpyxl.Workbook, expected: dict[str, Decimal]
) -> None:
    row = total(book["项目明细"], "其中：已出报告")
    assert close(row["全年预算数"], expected["budget"])
    assert close(row["全年执行数"], expected["executed"])
    assert close(row["最终得分"], expected["mean"])


def test_the_total_row_of_the_departments(
    book: openpyxl.Workbook, expected: dict[str, Decimal]
) -> None:
    row = total(book["按部门"], "合计")
    assert close(row["自评表"], expected["workbooks"])
    assert close(row["已出报告"], expected["reported"])
    assert close(row["退回修改"], expected["returned"])
    assert close(row["未能读取"], expected["failed"])
    assert row["应报"] == row["自评表"] - row["未能读取"] + row["未报"]
    assert close(row["全年预算数"], expected["budget"])
    assert close(row["执行率"], expected["rate"])
    assert close(row["平均得分"], expected["mean"])
    assert close(row["加权平均得分"], expected["weighted"])
    assert close(row["优良率"], expected["good"])


def test_the_rows_of_the_departments_add_up_to_their_total(book: openpyxl.Workbook) -> None:
    sheet = book["按部门"]
    row = total(sheet, "合计")
    headers = [cell.value for cell in sheet[3]]
    counted = (
        "自评表",
        "已出报告",
        "退回修改",
        "未能读取",
        "应报",
        "未报",
        "优",
        "良",
        "错误",
        "警告",
    )
    for header in (*counted, "全年预算数", "全年执行数"):
        column = headers.index(header)
        cells = [
            each[column].value for each in sheet.iter_rows(min_row=4, max_row=sheet.max_row - 1)
        ]
        assert close(row[header], sum((D(repr(cell or 0)) for cell in cells), D(0))), header


def test_the_totals_of_grades_bands_and_execution(
    book: openpyxl.Workbook, expected: dict[str, Decimal]
) -> None:
    rows = [row for row in book["等级分布"].iter_rows(values_only=True) if row[0] == "合计"]
    assert len(rows) == 3
    for row in rows:
        assert close(row[1], expected["reported"])
        assert close(row[3], expected["budget"])
        assert close(row[4], expected["mean"])


def test_the_overview_sheet_and_the_page_show_the_same_figures(
    batch: Batch, book: openpyxl.Workbook, expected: dict[str, Decimal]
) -> None:
    sheet: dict[Any, Any] = {}
    for row in book["总览"].iter_rows(min_row=4, max_row=7, values_only=True):
        sheet |= {row[column]: row[column + 1] for column in (0, 3, 6, 9) if row[column]}
    html = page.write(figures.gather(batch)).decode("utf-8")
    shown = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html))
    assert set(shown) == set(sheet)
    for label, key in {
        "自评表（份）": "workbooks",
        "已出报告（份）": "reported",
        "退回修改（份）": "returned",
        "未能读取（份）": "failed",
        "全年预算(万元)": "budget",
        "全年执行(万元)": "executed",
        "预算执行率": "rate",
        "平均得分": "mean",
        "加权平均得分": "weighted",
        "优良率": "good",
    }.items():
        assert close(sheet[label], expected[key]), label
        assert D(shown[label].replace(",", "").rstrip("%")) == rounded(expected[key]), label


def test_the_first_sheet_and_the_page_answer_the_same(
    batch: Batch, book: openpyxl.Workbook
) -> None:
    account = figures.gather(batch)
    html = page.write(account).decode("utf-8")
    rows = [
        [cell for cell in row if cell is not None]
        for row in book["总览"].iter_rows(values_only=True)
    ]
    pages = list(ranking_sheets.pages(account))
    assert {"未执行资金（按部门）", "自评虚高", "常见问题", "退回项目涉及资金", "报送轮次"} <= {
        each.name for each in pages
    }
    for each in pages:
        assert f"<b>{each.name}</b>" in html
        top = next(
            at for at, row in enumerate(rows) if row and row[0] == f"{each.name}：{each.note}"
        )
        columns = [column for column in each.table.columns if column.key]
        assert rows[top + 1] == [column.header for column in columns]
        values = zip(*(column.values(each.table.rows) for column in columns), strict=True)
        for shown, told in zip(rows[top + 2 :], values, strict=False):
            known = [
                float(value) if isinstance(value, Decimal) else value
                for value in told
                if value is not None
            ]
            assert shown == pytest.approx(known) if _numeric(known) else shown == known


def _numeric(values: list[Any]) -> bool:
    return all(isinstance(each, int | float) for each in values)


def test_the_sums_of_the_other_sheets_are_the_summarys(
    batch: Batch, book: openpyxl.Workbook, expected: dict[str, Decimal]
) -> None:
    """结果应用, 年度对比 and 公开 add up to what 项目明细 says of the reports that were issued."""
    last = {each.key: LastYear(each.identity, budget=Decimal(1)) for each in batch.outcomes[::2]}
    account = figures.gather(replace(batch, last=last))
    two_years = books.opened(workbook.write(account), values=True)
    for sheet, header in (
        (book["结果应用建议"], "全年预算数"),
        (book["结果应用汇总"], "全年预算数"),
        (two_years["年度对比"], "本年预算数"),
    ):
        assert _total_of(sheet, header) == expected["budget"]
    assert _total_of(two_years["年度对比"], "本年执行数") == expected["executed"]
    assert _total_of(two_years["年度对比"], "上年预算数") == sum(
        each.key in last for each in account.whole.issued["outcome"]
    )
    public = [
        public_copy.context(account, group, {})["项目表"][-1]
        for group in account.departments
        if len(group.issued)
    ]
    for key, what in (("全年预算数", "budget"), ("全年执行数", "executed")):
        assert sum((Decimal(each[key]) for each in public), Decimal(0)) == expected[what]


def _total_of(sheet: Any, header: str) -> Decimal:  # noqa: ANN401  # a worksheet
    """The last row's figure below a header."""
    rows = [
        row for row in sheet.iter_rows(values_only=True) if any(each is not None for each in row)
    ]
    head = next(row for row in rows if header in row)
    return Decimal(str(rows[-1][head.index(header)]))


def test_the_word_summaries_add_up_to_the_batch(batch: Batch, expected: dict[str, Decimal]) -> None:
    account = figures.gather(batch)
    contexts = [department_summary.context(account, each) for each in account.departments]
    for field, key in (
        ("全年预算数", "budget"),
        ("全年执行数", "executed"),
        ("项目数", "reported"),
    ):
        values = [told["总结"][field] for told in contexts]
        assert sum((D(value) for value in values if value != "—"), D(0)) == expected[key], field
    for told in contexts:
        rows = told["项目表"]
        budgets = [D(row["全年预算数"]) for row in rows]
        assert not rows or sum(budgets[:-1], D(0)) == budgets[-1]


def test_the_departments_figures_add_up_to_those_of_the_batch(batch: Batch) -> None:
    account = figures.gather(batch)
    whole = account.whole.figures
    for key in ("workbooks", "reported", "budget", "executed", "unspent", "due", "missing"):
        assert figures.total(account.by_department[key]) == whole[key], key
    assert whole["workbooks"] == batch.figures.workbooks
    assert figures.total(account.whole.projects["budget"]) == batch.figures.budget


def test_what_is_due_is_handed_in_or_missing(batch: Batch) -> None:
    whole = figures.gather(batch).whole
    assert whole.due is not None
    assert len(whole.due) == whole.figures["missing"] + whole.due["source"].notna().sum()


def without_values(data: bytes) -> bytes:
    """The workbook as if nobody had computed it: LibreOffice has to."""
    parts = office_package.unpack(data)
    return office_package.pack(
        {
            name: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            if name.startswith("xl/worksheets/")
            else content
            for name, content in parts.items()
        }
    )


def with_every_sheet(batch: Batch) -> Batch:
    """The batch with last year's results and, where it is large, a project without scores."""
    last = {
        each.key: LastYear(each.identity, D("99.5"), None, D(80)) for each in batch.outcomes[::2]
    }
    found = list(batch.outcomes)
    at = next((n for n, each in enumerate(found[1:], 1) if each.status is Status.REPORTED), None)
    if at is not None:
        money = replace(
            found[at].figures, weight=None, self_score=None, review_score=None, score=None
        )
        found[at] = replace(
            found[at], scored=False, figures=money, grade=None, levels=(), deductions=(), items=()
        )
    return replace(batch, last=last, outcomes=tuple(found))


@pytest.mark.libreoffice
@pytest.mark.parametrize("count", [0, 1, 120])
def test_libreoffice_computes_every_stored_total(count: int) -> None:
    written = workbook.write(figures.gather(with_every_sheet(generated.batch(count, 5))))
    formulas = books.opened(written)
    stored = books.opened(written, values=True)
    again = judges.convert(without_values(written), ".xlsx", "xlsx")
    computed = books.opened(again, values=True)
    compared = 0
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            ours = stored[sheet.title][cell.coordinate].value
            theirs = computed[sheet.title][cell.coordinate].value
            assert theirs == pytest.approx(ours, abs=1e-6), f"{sheet.title}!{cell.coordinate}"
            compared += 1
    assert compared >= (60 if count > 1 else 1)
