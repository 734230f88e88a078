"""The whole year at the desk, in a real Chromium, without a console command after the start."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import blank, schemes
from perfeval_batch.demo import generator
from perfeval_batch.model import Filling
from perfeval_batch.values import replace
from tests.desk import desks, officer
from tests.desk.officer import Officer

YEAR = "2023年绩效评价"
PROJECTS, HANDED_IN, FAULTY = 30, 26, 4


def projects() -> list[Filling]:
    """What the departments have to tell, without a fault."""
    return [generator.filling(number, 7, 0, 0) for number in range(PROJECTS)]


def fill_roster(path: Path, fillings: list[Filling]) -> None:
    """What the officer types into the roster in Excel."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row, filling in enumerate(fillings, 4):
        facts, total = filling.facts, filling.funds["年度资金总额"]
        known = {**facts, "年初预算数": total["年初预算数"]}
        for column in range(1, 8):
            sheet.cell(row, column).value = known.get(str(sheet.cell(3, column).value))
    book.save(path)


def hand_in(inbox: Path, fillings: list[Filling], faulty: int) -> None:
    """What comes back from the departments; the first ones with weights that do not add up."""
    for number, filling in enumerate(fillings):
        first = filling.indicators[0]
        wrong = {**first, "分值": Decimal(str(first["分值"])) + 5} if number < faulty else first
        data = blank.write(
            replace(filling, indicators=(wrong, *filling.indicators[1:])),
            schemes.load(str(filling.facts["评价方案"])),
        )
        path = inbox / str(filling.facts["主管部门"]) / f"{filling.facts['项目名称']}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def score(path: Path, over: int) -> None:
    """What the reviewers type: the self scores; with `over`, one slip above its weight."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header, columns = columns_of(sheet)
    for row in range(header + 1, sheet.max_row + 1):
        own = sheet.cell(row, columns["自评得分"]).value
        if own is not None:
            sheet.cell(row, columns["复核得分"]).value = own
    if over:
        weight = sheet.cell(header + 1, columns["分值"]).value
        sheet.cell(header + 1, columns["复核得分"]).value = float(str(weight)) + over
    book.save(path)


def columns_of(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The header's row, and the column of each header."""
    for row in sheet.iter_rows(max_row=10):
        names = {str(cell.value): int(cell.column or 0) for cell in row if cell.value}
        if "复核得分" in names:
            return int(row[0].row or 0), names
    raise AssertionError("no header")


def run(person: Officer, says: str) -> None:
    """Make the reports, and read how it ended."""
    person.open("/run")
    before = person.visitor.desk.work.activity.number
    person.click_start()
    while person.visitor.desk.work.activity.number == before:
        time.sleep(0.01)
    person.visitor.done()
    person.sees("查看结果")
    person.sees(says)


@pytest.mark.chromium
def test_the_year_is_played_through_without_a_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = tmp_path / "桌面"
    desktop.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    fillings = projects()
    with desks.running(tmp_path / "程序") as visitor, officer.seated(visitor) as person:
        choose_a_year(person)
        year = desktop / YEAR
        send_out(person, year, fillings)
        hand_in(year / "收件", fillings[:HANDED_IN], FAULTY)
        collect(person, year)
        run(person, f"已出报告{HANDED_IN - FAULTY}个，退回修改{FAULTY}个")
        look_at_results(person, year)
        send_back(person, year)
        hand_in(year / "收件", fillings[:FAULTY], 0)
        run(person, f"已出报告{HANDED_IN}个。")
        review(person, year)
        assert person.tab.complaints() == []
        origin = visitor.access.origin
        asked = [each for each in person.tab.requested() if not each.startswith("data:")]
        assert all(each.startswith(origin) for each in asked), asked


def choose_a_year(person: Officer) -> None:
    """A new folder on the desktop."""
    person.sees("选择年度文件夹")
    person.click("桌面")
    person.picture("01-年度文件夹")
    person.type("input[name=name]", YEAR)
    person.click("新建并选用")
    person.sees("下一步")
    person.picture("02-首页")
    person.click("设置")
    person.type("[name=year]", "2023")
    person.tab.run("document.querySelector('[name=deadline]').value = '2024-03-15'")
    person.picture("03-设置")
    person.click("保存")
    person.sees("设置已保存")


def send_out(person: Officer, year: Path, fillings: list[Filling]) -> None:
    """The roster, and a workbook for each of its projects."""
    person.click("发放")
    person.click("新建空白名册")
    person.picture("04-发放-名册")
    person.click("打开名册")
    assert person.visitor.opened[-1] == year / "项目名册.xlsx"
    fill_roster(year / "项目名册.xlsx", fillings)
    person.open("/send")
    person.sees(f"{PROJECTS} 个项目")
    person.click("为每个项目生成自评表")
    person.sees(f"已生成{PROJECTS}份")
    person.picture("05-发放-生成")
    assert len(list((year / "发放").rglob("*.xlsx"))) == PROJECTS


def collect(person: Officer, year: Path) -> None:
    """What came in; one workbook is checked at once."""
    person.click("收件与检查")
    person.sees(f"里面有 {HANDED_IN} 份自评表")
    first = next(iter(sorted((year / "收件").rglob("*.xlsx"))))
    faulty = next(
        each
        for each in sorted((year / "收件").rglob("*.xlsx"))
        if each.stem == projects()[0].facts["项目名称"]
    )
    person.drop(faulty)
    person.sees("有错误，改好以后再报送")
    person.sees("PE301")
    person.picture("06-收件与检查")
    assert first.is_file()


def look_at_results(person: Officer, year: Path) -> None:
    """What must be looked at first, a search, one project."""
    person.picture("07-出报告-完成")
    person.click("查看结果")
    person.sees("请先看")
    person.picture("08-结果")
    name = str(projects()[5].facts["项目编码"])
    person.type("[name=q]", name)
    person.sees("1 个项目")
    person.tab.run("document.querySelector('#found tbody a').click()")
    person.sees("打开报告")
    person.picture("09-项目")
    person.click("打开报告")
    assert person.visitor.opened[-1].suffix == ".docx"
    assert person.visitor.opened[-1].is_relative_to(year / "结果" / "报告")


def send_back(person: Officer, year: Path) -> None:
    """Returned workbooks and letters, by department."""
    person.click("退回与催报")
    person.sees("要改")
    person.picture("10-退回与催报")
    person.click("打开“退回”文件夹")
    assert person.visitor.opened[-1].parent == year / "结果" / "退回"


def review(person: Officer, year: Path) -> None:
    """The sheet goes out, comes back with a slip, is mended; the final run."""
    sheet = year / "复核表.xlsx"
    person.click("复核")
    person.type("[name=sample]", "5")
    person.click("生成复核表")
    person.sees("列入复核表5个")
    person.picture("11-复核-发出")
    score(sheet, over=1)
    person.click("选用填好的复核表")
    person.click("复核表.xlsx")
    person.sees("已读入")
    run(person, "退回修改1个")
    person.open("/review")
    person.picture("12-复核-有问题")
    person.sees("超过分值")
    score(sheet, over=0)
    run(person, f"已出报告{HANDED_IN}个")
    person.open("/review")
    person.sees("没有发现问题")
    person.open("/")
    person.sees("全部完成")
    person.picture("13-完成")
