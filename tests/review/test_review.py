"""The reviewers' sheet: written, filled by a program, read back, applied (issue 5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import blank, parsing, review, rules, schemes, scoring
from perfeval_batch.demo import samples
from perfeval_batch.errors import SettingsError
from perfeval_batch.findings import Severity
from perfeval_batch.model import Assessment, Identity, Project, Rejected
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.reading import guard, readers
from perfeval_batch.values import replace
from tests import books, judges

SCHEME = schemes.load()
NAME = "复核表.xlsx"


@lru_cache
def project(number: int) -> Project:
    """The seed's project under another name and code."""
    filling = samples.load(samples.names()[0])
    facts = {
        **filling.facts,
        "项目名称": f"老旧小区改造项目{number}",
        "项目编码": f"2023{number:04}" if number % 2 else "",
    }
    indicators = tuple({**row, "复核得分": None} for row in filling.indicators)
    funds = {label: {**row, "复核得分": None} for label, row in filling.funds.items()}
    bare = replace(filling, facts=facts, indicators=indicators, funds=funds, totals={})
    data = blank.write(bare, SCHEME)
    read = parsing.read(data, f"甲局/项目{number}.xlsx")
    assert isinstance(read, Project)
    return read


@lru_cache
def assessed(number: int) -> Assessment:
    return scoring.assess(project(number), SCHEME)


@lru_cache
def twenty() -> bytes:
    return review.write([review.subject(assessed(number)) for number in range(1, 21)])


def identity(number: int) -> Identity:
    facts = project(number).facts
    return Identity(
        facts.code.value, facts.name.value, unit=facts.unit.value, year=facts.year.value
    )


def filled(change: Callable[[Worksheet], None], data: bytes | None = None) -> review.Review:
    book = books.opened(data or twenty())
    change(book[review.SHEET])
    return review.read(table(books.saved(book)))


def table(data: bytes) -> View:
    admitted = guard.admit(data, NAME)
    assert not isinstance(admitted, Rejected)
    cells = readers.read(admitted, NAME, lambda name: name == review.SHEET)
    assert not isinstance(cells, Rejected)
    return View(NAME, cells.sheets[0])


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[3] if cell.value}


def rows_of(sheet: Worksheet, number: int) -> list[int]:
    return [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value == number]


def score(sheet: Worksheet, row: int, value: object, remark: str = "") -> None:
    sheet.cell(row, columns(sheet)["复核得分"]).value = value  # type: ignore[assignment]
    if remark:
        sheet.cell(row, columns(sheet)["复核说明"]).value = remark


def full_marks(sheet: Worksheet) -> None:
    """Every score is the self score."""
    own = columns(sheet)["自评得分"]
    for row in range(4, sheet.max_row + 1):
        score(sheet, row, sheet.cell(row, own).value)


def all_but_one_tenth(sheet: Worksheet) -> None:
    """Full self scores; the second line of each project loses a point, said why."""
    own = columns(sheet)["自评得分"]
    for number in range(1, 21):
        for place, row in enumerate(rows_of(sheet, number)):
            points = sheet.cell(row, own).value
            assert isinstance(points, int | float)
            if place == 1:
                score(sheet, row, points - 1, "佐证材料不足")
            else:
                score(sheet, row, points)


def test_every_line_of_every_project_is_on_the_sheet() -> None:
    sheet = books.opened(twenty())[review.SHEET]
    assert len(rows_of(sheet, 1)) == len(assessed(1).items)
    assert sheet.max_row == 3 + sum(len(assessed(number).items) for number in range(1, 21))
    keys = [sheet.cell(row, columns(sheet)["行标识"]).value for row in rows_of(sheet, 1)]
    assert len(set(keys)) == len(keys)


def test_only_what_the_reviewers_find_is_open() -> None:
    sheet = books.opened(twenty())[review.SHEET]
    found = columns(sheet)
    open_columns = {
        cell.column
        for row in sheet.iter_rows(min_row=4)
        for cell in row
        if not cell.protection.locked
    }
    assert open_columns == {found[name] for name in ("复核完成值", "佐证", "复核得分", "复核说明")}
    assert sheet.protection.sheet
    assert not sheet.protection.password


def test_the_score_is_limited_to_its_weight() -> None:
    sheet = books.opened(twenty())[review.SHEET]
    (limit,) = (each for each in sheet.data_validations.dataValidation if "O4" in each.sqref)
    assert (limit.type, limit.operator or "between", limit.formula1, limit.formula2) == (
        "decimal",
        "between",
        "0",
        "$M4",
    )
    assert columns(sheet)["分值"] == 13


def test_the_same_projects_give_the_same_bytes() -> None:
    again = review.write([review.subject(assessed(number)) for number in range(1, 21)])
    assert again == twenty()


def test_a_sheet_filled_whole_is_read_whole() -> None:
    found = filled(all_but_one_tenth)
    assert len(found.projects) == 20
    assert (found.findings, found.refused) == ((), ())
    for number in range(1, 21):
        one = found.of(f"甲局/项目{number}.xlsx", identity(number))
        assert one is not None
        assert len(one.scores) == len(assessed(number).items)


def test_a_score_above_its_weight_is_refused_with_its_cell_and_the_others_are_taken() -> None:
    def change(sheet: Worksheet) -> None:
        all_but_one_tenth(sheet)
        score(sheet, rows_of(sheet, 7)[3], 11)

    found = filled(change)
    (refused,) = found.refused
    row = 4 + 6 * len(assessed(1).items) + 3
    assert (refused.code, refused.severity) == ("PE701", Severity.ERROR)
    assert str(refused.place) == f"复核!O{row}"
    assert refused.place.workbook == NAME
    assert "复核得分11分，超过分值10分" in refused.message
    assert len(found.projects) == 20
    totals = [reviewed_total(found, number) for number in range(1, 21)]
    assert totals[6] is None
    assert all(total is not None for number, total in enumerate(totals, 1) if number != 7)


def reviewed_total(found: review.Review, number: int) -> Decimal | None:
    return scoring.assess(changed(found, number), SCHEME).review_score


def changed(found: review.Review, number: int) -> Project:
    one = found.of(f"甲局/项目{number}.xlsx", identity(number))
    assert one is not None
    result, findings = review.applied(project(number), one)
    assert findings == ()
    return result


def test_the_refused_score_is_one_error_of_its_project_at_the_reviewers_cell() -> None:
    def change(sheet: Worksheet) -> None:
        all_but_one_tenth(sheet)
        score(sheet, rows_of(sheet, 7)[3], 11)

    found = filled(change)
    errors = [
        each
        for each in rules.check(scoring.assess(changed(found, 7), SCHEME), SCHEME)
        if each.severity is Severity.ERROR
    ]
    assert [(each.code, each.place) for each in errors] == [("PE701", found.refused[0].place)]


def test_scores_become_those_of_the_project() -> None:
    assessment = scoring.assess(changed(filled(all_but_one_tenth), 3), SCHEME)
    assert assessment.reviewed
    assert assessment.self_score is not None
    assert assessment.review_score == assessment.self_score - 1
    assert assessment.score == assessment.review_score
    errors = [each for each in rules.check(assessment, SCHEME) if each.severity is Severity.ERROR]
    assert errors == []


def test_the_remark_is_the_reason_of_the_deduction() -> None:
    result = changed(filled(all_but_one_tenth), 3)
    assert result.indicators[0].reason.text == "佐证材料不足"
    assert result.indicators[0].reason.place.sheet == review.SHEET


def test_the_remark_joins_the_departments_own_reason() -> None:
    before = next(place for place, row in enumerate(project(1).indicators) if not row.reason.blank)

    def change(sheet: Worksheet) -> None:
        all_but_one_tenth(sheet)
        row = rows_of(sheet, 1)[before + 1]
        score(sheet, row, 5, "效果不明显")

    own = project(1).indicators[before].reason
    reason = changed(filled(change), 1).indicators[before].reason
    assert reason.text == f"{own.text.rstrip('。')}；效果不明显"
    assert reason.place == own.place


def test_a_remark_on_a_full_score_is_no_reason() -> None:
    def change(sheet: Worksheet) -> None:
        all_but_one_tenth(sheet)
        row = rows_of(sheet, 1)[2]
        score(sheet, row, 10, "材料齐全")

    assert changed(filled(change), 1).indicators[1].reason.blank


def test_a_project_without_any_score_is_not_reviewed() -> None:
    def change(sheet: Worksheet) -> None:
        for row in rows_of(sheet, 2):
            score(sheet, row, 1)

    found = filled(change)
    assert len(found.projects) == 1
    assert found.of("甲局/项目1.xlsx", identity(1)) is None


def test_a_review_half_done_is_an_error_that_names_the_reviewers_cells() -> None:
    def change(sheet: Worksheet) -> None:
        for row in rows_of(sheet, 2)[:-1]:
            score(sheet, row, 1, "x")

    assessment = scoring.assess(changed(filled(change), 2), SCHEME)
    errors = [each for each in rules.check(assessment, SCHEME) if each.code == "PE702"]
    row = 3 + 2 * len(assessed(1).items)
    assert [str(each.place) for each in errors] == [f"复核!O{row}"]


@pytest.mark.parametrize("value", ["优", -1, "9分半", "1O"], ids=str)
def test_a_score_that_is_no_score_is_refused_with_its_cell(value: object) -> None:
    found = filled(lambda sheet: score(sheet, 5, value))
    assert [(each.code, str(each.place)) for each in found.refused] == [("PE402", "复核!O5")]


@pytest.mark.parametrize("value", ["９．５", "9.5分", 9.5], ids=str)
def test_a_score_typed_as_text_is_understood(value: object) -> None:
    found = filled(lambda sheet: score(sheet, 5, value))
    (one,) = found.projects
    assert Decimal("9.5") in [each.points.value for each in one.scores.values()]
    assert found.refused == ()


def test_columns_may_be_moved_and_rows_sorted() -> None:
    def change(sheet: Worksheet) -> None:
        all_but_one_tenth(sheet)
        sheet.insert_cols(1)
        values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        for row, line in enumerate(reversed(values), 4):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column).value = value

    found = filled(change)
    assert reviewed_total(found, 5) == reviewed_total(filled(all_but_one_tenth), 5)


def test_two_rows_of_a_line_that_contradict_each_other_are_refused() -> None:
    def change(sheet: Worksheet) -> None:
        score(sheet, 5, 9)
        last = sheet.max_row + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(last, column).value = sheet.cell(5, column).value
        score(sheet, last, 8)

    found = filled(change)
    assert [each.code for each in found.refused] == ["PE402"]
    assert "O5" in found.refused[0].message


def test_a_score_in_a_row_that_belongs_to_nothing_is_said() -> None:
    found = filled(lambda sheet: score(sheet, sheet.max_row + 3, 9))
    assert [each.code for each in found.findings] == ["PE707"]
    assert found.projects == ()


def test_a_project_is_known_by_its_code_in_another_file() -> None:
    found = filled(all_but_one_tenth)
    assert found.of("别处/改名.xlsx", identity(3)) is not None


def test_a_project_without_a_code_is_known_by_name_unit_and_year() -> None:
    found = filled(all_but_one_tenth)
    assert identity(4).code is None
    assert found.of("别处/改名.xlsx", identity(4)) is not None
    assert found.of("别处/改名.xlsx", replace(identity(4), year=2022)) is None
    assert found.of("甲局/项目4.xlsx", replace(identity(4), name="另一个项目")) is None


def test_another_project_in_the_same_file_does_not_get_the_review() -> None:
    found = filled(all_but_one_tenth)
    other = Identity("99999999", "另一个项目", unit="某单位", year=2023)
    assert found.of("甲局/项目3.xlsx", other) is None


def test_a_review_whose_project_is_not_there_is_said() -> None:
    found = filled(all_but_one_tenth)
    there = [(f"甲局/项目{number}.xlsx", identity(number)) for number in range(1, 20)]
    (missing,) = found.absent(there)
    assert missing.code == "PE707"
    assert "老旧小区改造项目20" in missing.message


def test_a_line_that_was_renamed_since_is_said_and_leaves_its_cell_open() -> None:
    found = filled(all_but_one_tenth)
    one = found.of("甲局/项目1.xlsx", identity(1))
    assert one is not None
    rows = project(1).indicators
    renamed = replace(rows[0], name=replace(rows[0].name, text="新名称", value="新名称"))
    result, findings = review.applied(replace(project(1), indicators=(renamed, *rows[1:])), one)
    assert [each.code for each in findings] == ["PE707"]
    assert result.indicators[0].review_score.blank
    assert not scoring.assess(result, SCHEME).reviewed


def test_what_the_workbook_states_as_review_total_is_set_aside() -> None:
    one = filled(all_but_one_tenth).of("甲局/项目1.xlsx", identity(1))
    assert one is not None
    result, _ = review.applied(project(1), one)
    assert result.totals.review_score.blank
    assert result.texts.review_grade.blank


def test_a_workbook_that_is_no_reviewers_sheet_is_refused_with_what_is_missing() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = review.SHEET
    book.worksheets[0].append(["项目名称", "分值"])
    with pytest.raises(SettingsError, match="没有找到这些列：实施单位、三级指标、复核得分"):
        review.read(table(books.saved(book)))


def test_an_empty_sheet_of_reviewers_has_headers_only() -> None:
    sheet = books.opened(review.write([]))[review.SHEET]
    assert sheet.max_row >= 3
    assert columns(sheet)["复核得分"] == 15


def test_texts_that_look_like_formulas_stay_texts() -> None:
    subject = replace(review.subject(assessed(1)), name="=HYPERLINK(1)", source="=1+1.xlsx")
    book = books.opened(review.write([subject]))
    cells = [cell for row in book[review.SHEET].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.validator
def test_the_open_xml_sdk_finds_no_fault_in_the_sheet() -> None:
    assert judges.validate(twenty(), ".xlsx") == []


@pytest.mark.libreoffice
def test_libreoffice_adds_up_what_was_entered() -> None:
    book = books.opened(twenty())
    all_but_one_tenth(book[review.SHEET])
    score(book[review.SHEET], rows_of(book[review.SHEET], 2)[3], 11)
    for row in rows_of(book[review.SHEET], 3)[4:]:
        score(book[review.SHEET], row, None)
    for row in rows_of(book[review.SHEET], 4):
        score(book[review.SHEET], row, None)
    computed = books.opened(judges.convert(books.saved(book), ".xlsx", "xlsx"), values=True)
    sums = [cell.value for cell in computed["项目汇总"][4]]
    lines = len(assessed(1).items)
    assert sums[4:9] == [lines, lines, 100, 97, 96]
    assert round(float(str(sums[9])), 6) == round(1 / 97, 6)
    states = [cell.value for cell in computed["项目汇总"]["K"][3:8]]
    assert states == ["已填完", "有误", "未填完", "未复核", "已填完"]


def test_what_the_reviewers_found_is_told_as_the_reason() -> None:
    def change(sheet: Worksheet) -> None:
        full_marks(sheet)
        found = columns(sheet)
        score(sheet, 5, 8)
        sheet.cell(5, found["复核完成值"]).value = "80%"
        sheet.cell(5, found["佐证"]).value = "部分"
        sheet.cell(5, found["复核说明"]).value = "抽查的台账不全"

    reviewed = review.applied(project(1), filled(change).projects[0])[0]
    told = reviewed.indicators[0].reason.text
    assert told == "复核完成值为80%，佐证材料不全，抽查的台账不全"


def test_a_cut_without_a_reason_is_the_reviewers_fault_at_their_cell() -> None:
    def change(sheet: Worksheet) -> None:
        full_marks(sheet)
        score(sheet, 5, 8)

    theirs = review.applied(project(1), filled(change).projects[0])[0]
    found = rules.check(scoring.assess(theirs, SCHEME), SCHEME)
    told = {(each.code, each.place.workbook) for each in found if each.code in {"PE601", "PE704"}}
    assert ("PE601", NAME) in told
    assert {workbook for _, workbook in told} == {NAME}


def test_every_reviewer_has_a_sheet_and_the_projects_are_dealt_out_in_turn() -> None:
    subjects = [review.subject(assessed(number)) for number in range(1, 6)]
    data = review.write(subjects, ["张三", "李四/二"])
    book = books.opened(data)
    assert book.sheetnames == ["复核-张三", "项目汇总-张三", "复核-李四二", "项目汇总-李四二"]
    names = {row[1].value for row in book["复核-张三"].iter_rows(min_row=4)}
    assert names == {f"老旧小区改造项目{number}" for number in (1, 3, 5)}


def test_the_sheets_of_all_reviewers_are_read() -> None:
    subjects = [review.subject(assessed(number)) for number in range(1, 4)]
    book = books.opened(review.write(subjects, ["张三", "李四"]))
    for sheet in filter(lambda each: review.is_review_sheet(each.title), book.worksheets):
        score(sheet, 4, 1)
    names = [each for each in book.sheetnames if review.is_review_sheet(each)]
    views = parsing.sheets(books.saved(book), NAME, names)
    assert not isinstance(views, Rejected)
    assert len(review.read(*views.values()).projects) == 2


def test_a_code_that_lost_digits_in_the_reviewers_hands_names_no_other_project() -> None:
    def change(sheet: Worksheet) -> None:
        columns = {cell.value: at for at, cell in enumerate(sheet[3])}
        for row in sheet.iter_rows(min_row=4):
            if row[columns["项目编码"]].value == "20230001":
                row[columns["项目编码"]].value = "2.02300E+17"
                row[columns["复核得分"]].value = 5

    found = filled(change)
    assert [each.identity.code for each in found.projects] == [None]
    assert found.of("甲局/项目1.xlsx", identity(1)) is found.projects[0]


def test_a_remark_that_speaks_of_the_evidence_is_not_told_twice() -> None:
    def change(sheet: Worksheet) -> None:
        full_marks(sheet)
        score(sheet, 5, 8, "佐证材料不足，按核实数计分")
        sheet.cell(5, columns(sheet)["佐证"]).value = "部分"

    reviewed = review.applied(project(1), filled(change).projects[0])[0]
    assert reviewed.indicators[0].reason.text == "佐证材料不足，按核实数计分"


def test_what_the_reviewers_took_off_asks_the_department_for_no_problems_and_measures() -> None:
    def change(sheet: Worksheet) -> None:
        full_marks(sheet)
        score(sheet, 5, 8, "台账缺页，按核实数计分")

    reviewed = review.applied(project(1), filled(change).projects[0])[0]
    found = rules.check(scoring.assess(reviewed, SCHEME), SCHEME)
    theirs = [each for each in found if each.place == reviewed.indicators[0].reason.place]
    assert not [each for each in theirs if each.code == "PE606"]
