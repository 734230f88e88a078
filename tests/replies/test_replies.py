"""Doubts go out to the departments and come back answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest

from perfeval_batch import parsing, replies
from perfeval_batch.errors import SettingsError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Figures, Identity, Outcome, Rejected, Status
from perfeval_batch.replies import Answer, Answers
from perfeval_batch.values import replace
from tests import books, judges

CONFIRMABLE = ("PE212",)
FIRST = 4
"""The first row of doubts."""


def finding(
    code: str, message: str, severity: Severity = Severity.WARNING, row: int = 4
) -> Finding:
    return Finding(
        Place("甲局/一.xlsx", "绩效指标", row, 7), code, "n", severity, message, "请核对。"
    )


LOW = finding("PE211", "预算执行率80%，没有说明。")
YUAN = finding("PE212", "全年预算数像是以元填写。", Severity.ERROR)


def outcome(*findings: Finding, source: str = "甲局/一.xlsx", **who: Any) -> Outcome:  # noqa: ANN401  # fields of Identity
    known: dict[str, object] = {
        "code": "C1", "name": "项目一", "department": "甲局", "unit": "甲所", "year": 2023, **who
    }  # fmt: skip
    identity = Identity(**known)  # type: ignore[arg-type]  # whatever a test says
    moved = [replace(each, place=replace(each.place, workbook=source)) for each in findings]
    status = Status.REPORTED
    return Outcome(source, "", status, identity, Figures(), findings=tuple(moved))


def sent(*outcomes: Outcome, department: str = "甲局") -> bytes:
    return replies.write(replies.by_department(outcomes, CONFIRMABLE)[department])


def filled(sheet: bytes, answers: Mapping[int, tuple[str | None, str | None]]) -> bytes:
    """The sheet with 单位说明 and 处理 of some doubts (0 is the first) filled in."""
    book = books.opened(sheet)
    for number, (words, handling) in answers.items():
        book[replies.SHEET].cell(FIRST + number, 5).value = words
        book[replies.SHEET].cell(FIRST + number, 6).value = handling
    return books.saved(book)


def answers(*sheets: bytes) -> Answers:
    found: list[Answer] = []
    for number, data in enumerate(sheets):
        views = parsing.sheets(data, f"回复{number}.xlsx", (replies.SHEET,))
        assert not isinstance(views, Rejected)
        found += replies.read(views[replies.SHEET])
    return replies.join(found)


def after(who: Outcome, *sheets: bytes) -> list[tuple[str, str]]:
    """Severity and message of the findings once the answers are in."""
    identity, source = who.identity, who.source
    found = replies.confirm(who.findings, identity, source, answers(*sheets), CONFIRMABLE)
    return [(each.severity, each.message) for each in found]


TRUE = "属实无需修改"


def test_the_sheet_has_the_columns_of_the_contract_and_two_of_them_are_open() -> None:
    sheet = books.opened(sent(outcome(LOW)))[replies.SHEET]
    headers = [cell.value for cell in sheet[3]][:6]
    assert headers == ["序号", "项目", "位置", "疑点", "单位说明", "处理"]
    opened = [cell.coordinate for cell in sheet[FIRST] if not cell.protection.locked]
    assert (sheet.protection.sheet, opened) == (True, ["E4", "F4"])
    assert [cell.value for cell in sheet[FIRST]][:4] == [
        1, "项目一", "绩效指标!G4", "预算执行率80%，没有说明。请核对。"
    ]  # fmt: skip


def test_a_confirmed_warning_becomes_a_note_with_the_departments_words() -> None:
    who = outcome(LOW)
    found = after(who, filled(sent(who), {0: ("资金十二月下达。", TRUE)}))
    assert found == [("note", "预算执行率80%，没有说明。单位已说明：“资金十二月下达”。")]


def test_an_error_that_can_be_confirmed_is_asked_about_and_becomes_a_note() -> None:
    who = outcome(YUAN)
    data = sent(who)
    text = books.opened(data)[replies.SHEET].cell(FIRST, 4).value
    assert str(text).startswith("【未说明或改正前不出具报告】")
    assert after(who, filled(data, {0: ("确为六亿元。", TRUE)}))[0][0] == "note"


def test_other_errors_and_what_concerns_the_bureau_alone_is_not_asked_about() -> None:
    error = finding("PE404", "合计不符。", Severity.ERROR)
    edited = finding("PE904", "报告被人改过。")
    review = finding("PE704", "复核扣分没有说明。")
    note = finding("PE412", "三位小数。", Severity.NOTE)
    assert replies.by_department([outcome(error, edited, review, note)], CONFIRMABLE) == {}


@pytest.mark.parametrize(
    ("words", "handling", "told"),
    [
        (None, TRUE, "没有写“单位说明”"),
        ("情况属实", None, "没有选“处理”"),
        ("情况属实", "同意", "应为“已修改”或“属实无需修改”"),
    ],
)
def test_an_answer_that_is_not_whole_confirms_nothing_and_is_told(
    words: str | None, handling: str | None, told: str
) -> None:
    who = outcome(LOW)
    data = filled(sent(who), {0: (words, handling)})
    assert after(who, data)[0][0] == "warning"
    assert told in answers(data).notes[0]
    assert "回复0.xlsx" in answers(data).notes[0]


def test_a_doubt_that_was_said_to_be_mended_but_is_still_there_stays() -> None:
    who = outcome(LOW)
    data = filled(sent(who), {0: (None, "已修改")})
    assert (after(who, data)[0][0], answers(data).notes) == ("warning", ())


def test_two_answers_that_contradict_each_other_confirm_nothing_and_are_told() -> None:
    who = outcome(LOW)
    one, other = (filled(sent(who), {0: (words, TRUE)}) for words in ("甲说", "乙说"))
    assert after(who, one, other)[0][0] == "warning"
    assert "不一致" in answers(one, other).notes[0]


def test_the_answer_holds_when_the_cell_has_moved_and_the_file_is_named_otherwise() -> None:
    who = outcome(LOW)
    data = filled(sent(who), {0: ("资金十二月下达", TRUE)})
    moved = replace(LOW, place=replace(LOW.place, row=9))
    assert after(outcome(moved, source="甲局/改名.xlsx"), data)[0][0] == "note"


def test_the_answer_does_not_hold_for_another_number() -> None:
    data = filled(sent(outcome(LOW)), {0: ("资金十二月下达", TRUE)})
    lower = replace(LOW, message="预算执行率20%，没有说明。")
    assert after(outcome(lower), data)[0][0] == "warning"


@pytest.mark.parametrize("who", [{"code": "C2"}, {"year": 2024}, {"department": "乙局"}])
def test_nobody_gets_the_answer_of_another(who: Mapping[str, Any]) -> None:
    data = filled(sent(outcome(LOW)), {0: ("资金十二月下达", TRUE)})
    assert after(outcome(LOW, **who), data)[0][0] == "warning"


def test_of_two_doubts_in_the_same_words_the_one_left_is_asked_about_again() -> None:
    twice = (replace(LOW, place=replace(LOW.place, row=row)) for row in (4, 5))
    who = outcome(*twice)
    data = filled(sent(who), {0: ("第一处属实", TRUE), 1: (None, "已修改")})
    assert [severity for severity, _ in after(who, data)] == ["note", "warning"]
    assert after(outcome(replace(LOW, place=replace(LOW.place, row=5))), data)[0][0] == "warning"


def test_every_department_gets_its_own_doubts_alone() -> None:
    found = replies.by_department(
        [outcome(LOW), outcome(LOW, source="乙局/二.xlsx", code="C2", department="乙局")],
        CONFIRMABLE,
    )
    assert {name: [each.source for each in doubts] for name, doubts in found.items()} == {
        "乙局": ["乙局/二.xlsx"],
        "甲局": ["甲局/一.xlsx"],
    }


def test_another_workbook_is_told_from_the_sheet() -> None:
    book = openpyxl.Workbook()
    book.active.title = replies.SHEET  # type: ignore[union-attr]  # a new workbook has a sheet
    book.active.append(["序号", "项目"])  # type: ignore[union-attr]
    views = parsing.sheets(books.saved(book), "回复.xlsx", (replies.SHEET,))
    assert not isinstance(views, Rejected)
    with pytest.raises(SettingsError, match="没有找到这些列：疑点、单位说明"):
        replies.read(views[replies.SHEET])


def test_the_same_doubts_give_the_same_bytes() -> None:
    assert sent(outcome(LOW, YUAN)) == sent(outcome(LOW, YUAN))


@pytest.mark.validator
def test_the_validator_finds_nothing() -> None:
    awkward = finding("PE607", "“=1+1<r>”没有写完\x0b，_x0041_。")
    assert judges.validate(sent(outcome(LOW, YUAN, awkward)), ".xlsx") == []


def test_an_answer_in_a_row_that_shows_another_doubt_confirms_nothing() -> None:
    """The columns were sorted apart, or a row was pasted over another."""
    who = outcome(LOW, replace(YUAN, severity=Severity.WARNING))
    book = books.opened(filled(sent(who), {0: ("属实。", TRUE), 1: (None, None)}))
    sheet = book[replies.SHEET]
    sheet.cell(FIRST, 4).value, sheet.cell(FIRST + 1, 4).value = (
        sheet.cell(FIRST + 1, 4).value,
        sheet.cell(FIRST, 4).value,
    )
    assert [severity for severity, _ in after(who, books.saved(book))] == ["warning", "warning"]


def test_a_choice_with_a_comma_in_it_is_understood() -> None:
    who = outcome(LOW)
    assert after(who, filled(sent(who), {0: ("属实。", "属实，无需修改")}))[0][0] == "note"
