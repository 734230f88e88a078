"""官方表的版式 at the desk: questions are answered on the page, once, and nothing is lost."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import docx
import openpyxl

from perfeval_batch.desk.year_folder import YearFolder
from tests.desk.desks import Visitor
from tests.forms import build
from tests.forms.build import Form

ADDRESS = "/layouts"


def asked(visitor: Visitor) -> str:
    """The fingerprint of the only pattern, once the inbox was looked through."""
    visitor.send("/layouts/gather")
    assert "种版式" in visitor.done()
    (found,) = re.findall(r'name="pattern" value="([^"]+)"', visitor.page(ADDRESS))
    return str(found)


def lay(inbox: Path) -> None:
    for number in range(2):
        form = Form(name=f"{number}号水库维修养护", unit_label="项目资金")
        (inbox / f"{number}.xlsx").write_bytes(build.workbook(form))


def test_a_question_answered_on_the_page_lets_every_file_of_the_pattern_through(
    visitor: Visitor, year: YearFolder
) -> None:
    lay(year.inbox)
    visitor.send("/run/start")
    told = visitor.done()
    assert "退回修改2个" in told
    assert "已出报告" not in told
    for address in ("/results", "/return", "/inbox"):
        assert "官方表的版式有疑问" in visitor.page(address)
    pattern = asked(visitor)
    assert "1</strong> 个问题待回答" in visitor.page(ADDRESS)
    visitor.send("/layouts/answer", pattern=pattern, question0="万元")
    assert "问题都已回答" in visitor.page(ADDRESS)
    visitor.send("/run/start")
    assert "已出报告2个" in visitor.done()
    assert "版式有疑问" not in visitor.page("/results")


def test_an_answer_that_is_none_of_the_choices_counts_as_none(
    visitor: Visitor, year: YearFolder
) -> None:
    lay(year.inbox)
    pattern = asked(visitor)
    visitor.send("/layouts/answer", pattern=pattern, question0="=1+1", column0="<b>")
    assert "1</strong> 个问题待回答" in visitor.page(ADDRESS)
    assert visitor.send("/layouts/answer", pattern="另一个", question0="万元").status == 400


def test_answers_given_in_the_workbook_meanwhile_and_for_other_patterns_are_kept(
    visitor: Visitor, year: YearFolder
) -> None:
    lay(year.inbox)
    pattern = asked(visitor)
    visitor.send("/layouts/answer", pattern=pattern, question0="元")
    path = year.folder / "版式对照.xlsx"
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    sheet.append(["以前的", "问题", "amount-unit", "金额是什么单位？", "", "万元"])
    for row in sheet.iter_rows():
        if row[0].value == pattern and row[1].value == "问题":
            row[5].value = "万元"
    book.save(path)
    assert "问题都已回答" in visitor.page(ADDRESS)
    assert ">万元</option>" in visitor.page(ADDRESS)
    visitor.send("/layouts/answer", pattern=pattern, question0="")
    after: Any = openpyxl.load_workbook(path).active
    kept = [[cell.value for cell in row] for row in after.iter_rows()]
    assert ["以前的", "问题", "amount-unit"] in [row[:3] for row in kept]


def test_a_workbook_of_answers_that_was_not_chosen_is_never_written_over(
    visitor: Visitor, year: YearFolder
) -> None:
    lay(year.inbox)
    pattern = asked(visitor)
    path = year.folder / "版式对照.xlsx"
    path.write_bytes(b"filled")
    answer = visitor.send("/layouts/answer", pattern=pattern, question0="万元")
    assert (answer.status, "没有覆盖" in answer.text) == (400, True)
    assert path.read_bytes() == b"filled"


def test_an_inbox_without_official_forms_is_said_to_need_none(
    visitor: Visitor, year: YearFolder
) -> None:
    (year.inbox / "坏.xlsx").write_bytes(b"x")
    visitor.send("/layouts/gather")
    assert "没有官方自评表" in visitor.done()


def test_word_documents_of_the_inbox_count_as_received_and_are_no_change(
    visitor: Visitor, year: YearFolder
) -> None:
    (year.inbox / "表.docx").write_bytes(build.document(Form()))
    (year.inbox / "说明.docx").write_bytes(build.saved(docx.Document()))
    assert "2 个Word文件" in visitor.page("/inbox")
    visitor.send("/run/start")
    assert "共1个工作簿" in visitor.done()
    assert "再出一次报告" not in visitor.page("/")
    later = (year.output / "运行结果.json").stat().st_mtime + 10
    os.utime(year.inbox / "表.docx", (later, later))
    assert "再出一次报告" in visitor.page("/")
