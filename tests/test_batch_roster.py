"""The roster in a run: due = handed in + missing, in the lists, the reminders and the last line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from perfeval_batch import batch, roster, schemes
from perfeval_batch.model import Batch
from perfeval_batch.settings import Settings
from tests import books, inboxes

PROJECTS, HANDED_IN, TWICE, UNKNOWN = 30, 26, 3, 2


def facts(number: int) -> dict[str, str]:
    return {
        "项目编码": f"R{number:03}",
        "项目名称": f"项目{number}",
        "主管部门": f"局{number % 3}",
        "实施单位": f"单位{number}",
    }


def listed(path: Path) -> Path:
    book = books.opened(roster.write(schemes.load()))
    page: Any = book[roster.PROJECTS]  # openpyxl's types know nothing of writable cells
    header = next(row for row in page.iter_rows(max_row=9) if row[0].value == "项目编码")
    columns = {str(cell.value).partition("（")[0]: cell.column for cell in header}
    for number in range(PROJECTS):
        known = {"年初预算数": 6313.66, "联系人": "李四", "联系电话": "037112345678"}
        for label, value in {**facts(number), **known}.items():
            page.cell(header[0].row + 1 + number, columns[label]).value = value
    book.save(path)
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Batch, Path]:
    folder = tmp_path_factory.mktemp("roster")
    books = {
        f"项目{number}": inboxes.workbook(inboxes.changed(facts(number)))
        for number in range(HANDED_IN)
    }
    books |= {
        f"项目{number}改": inboxes.workbook(inboxes.changed({**facts(number), "填报人": "另一人"}))
        for number in range(TWICE)
    }
    books |= {
        f"未知{number}": inboxes.workbook(inboxes.changed(facts(900 + number)))
        for number in range(UNKNOWN)
    }
    inbox = inboxes.fill(folder / "in", **books)
    settings = Settings(
        inbox, folder / "out", roster=listed(folder / "项目名册.xlsx"), engine="inline"
    )
    return batch.run(settings), folder / "out"


def test_due_is_handed_in_plus_missing_and_the_run_says_so(told: tuple[Batch, Path]) -> None:
    assert f"应报{PROJECTS}个，已报{HANDED_IN}个，未报{PROJECTS - HANDED_IN}个" in batch.counts(
        told[0]
    )
    missing = [each for each in told[0].findings if each.code == "PE802"]
    assert len(missing) == PROJECTS - HANDED_IN


def test_what_is_twice_or_unknown_is_said_of_each_workbook(told: tuple[Batch, Path]) -> None:
    results = json.loads((told[1] / "运行结果.json").read_text(encoding="utf-8"))
    assert results["run"] == {
        "workbooks": HANDED_IN + TWICE + UNKNOWN,
        "projects": HANDED_IN + TWICE + UNKNOWN,
        "reported": HANDED_IN - TWICE + UNKNOWN,
        "returned": 2 * TWICE,
        "failed": 0,
    }
    codes = [each["code"] for project in results["projects"] for each in project["findings"]]
    assert codes.count("PE801") == 2 * TWICE
    assert codes.count("PE803") == UNKNOWN


def test_each_department_gets_a_reminder_of_its_missing_projects(
    told: tuple[Batch, Path],
) -> None:
    listed_names = []
    for path in sorted((told[1] / "催报").iterdir()):
        document = docx.Document(str(path))
        rows = document.tables[0].rows[1:]
        listed_names += [row.cells[2].text for row in rows]
        assert f"下列{len(rows)}个项目尚未报送" in "".join(
            each.text for each in document.paragraphs
        )
    assert sorted(listed_names) == sorted(f"项目{n}" for n in range(HANDED_IN, PROJECTS))


def test_the_contacts_of_the_roster_are_listed_with_what_is_missing(
    told: tuple[Batch, Path],
) -> None:
    sheet: Any = openpyxl.load_workbook(told[1] / "函件/联系人.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert {tuple(row[2:4]) for row in rows} == {("李四", "037112345678")}
    assert sum(row[4] or 0 for row in rows) == PROJECTS
    assert sum(row[5] or 0 for row in rows) == PROJECTS - HANDED_IN


def test_one_letter_tells_a_department_of_what_is_missing_too(told: tuple[Batch, Path]) -> None:
    letters = sorted((told[1] / "函件").glob("*/材料核对通知.docx"))
    said = ["".join(each.text for each in docx.Document(str(path)).paragraphs) for path in letters]
    assert sum("尚未报送" in each for each in said) == len(list((told[1] / "催报").iterdir()))
