"""A word that nobody knows over or beside figures is a question; over texts it is none."""

from __future__ import annotations

import pytest

from perfeval_batch import parsing
from perfeval_batch.model import Project, Submission
from perfeval_batch.parsing.official.layouts import Layout, Layouts, fund_key
from tests import books
from tests.forms import build
from tests.forms.build import INDICATORS, Cell, Form


def _project(data: bytes, layouts: Layouts | None = None) -> Project:
    found = parsing.submission(data, "表.xlsx", layouts=layouts or Layouts())
    assert isinstance(found, Submission)
    return found.projects[0]


def _asked(project: Project) -> str:
    return "\n".join(each.message for each in project.questions)


def _funds(*headers: str, total: tuple[Cell, ...]) -> bytes:
    return build.workbook(Form(fund_headers=headers, total=total, fiscal=total))


@pytest.mark.parametrize(
    ("headers", "total"),
    [
        (("核算情况", "预算数", "执行数"), (350, 340, 320)),
        (("预算数", "核算情况", "执行数"), (350, 340, 320)),
        (("当年预算数", "执行数", "核算情况"), (350, 320, 340)),
        (("预算数", "核算情况", "执行数"), ("350", "340万元", "320")),
    ],
)
def test_an_unknown_header_over_amounts_is_asked_for_and_the_budget_is_open(
    headers: tuple[str, ...], total: tuple[Cell, ...]
) -> None:
    project = _project(_funds(*headers, total=total))
    assert "表头“核算情况”不认识" in _asked(project)
    assert project.funds.total.budget.value is None


def test_the_words_of_annex_1_stay_read_beside_an_unknown_header() -> None:
    project = _project(_funds("核算情况", "全年预算数", "全年执行数", total=(350, 340, 320)))
    assert "核算情况" in _asked(project)
    assert project.funds.total.budget.value == 340
    assert project.funds.total.executed.value == 320


@pytest.mark.parametrize("text", ["无", "按月支付", "市级安排", None])
def test_an_unknown_header_over_texts_is_no_question(text: str | None) -> None:
    data = _funds("预算数", "资金性质说明", "执行数", total=(340, text, 320))
    project = _project(data)
    assert _asked(project) == ""
    assert project.funds.total.budget.value == 340


def test_a_text_beside_the_name_of_a_source_is_not_its_name() -> None:
    data = _funds("功能科目", "全年预算数", "全年执行数", total=("城乡社区", 340, 320))
    project = _project(data)
    assert _asked(project) == ""
    assert project.funds.total.budget.value == 340


def test_an_answer_settles_an_unknown_header_for_all_forms_of_that_pattern() -> None:
    data = _funds("预算数", "核算情况", "执行数", total=(350, 340, 320))
    (pattern,) = parsing.form_patterns(data, "表.xlsx", "", Layouts())
    columns = {line.header: line.key for line in pattern.columns}
    assert columns["核算情况"].startswith(fund_key(0)[0])
    for meant, budget in (("ignored", 350), ("initial", 350)):
        layout = Layout(columns={columns["核算情况"]: meant})
        project = _project(data, Layouts(patterns={pattern.fingerprint: layout}))
        assert _asked(project) == ""
        assert project.funds.total.budget.value == budget


def test_an_unknown_label_among_labels_with_amounts_is_asked_for() -> None:
    data = _paired("年初预算：", 350, "核算情况：", 340, "执行数：", 320)
    assert "“核算情况：”不认识，旁边填有340" in _asked(_project(data))
    data = _paired("预算数：", 340, "备注：", "无", "执行数：", 320)
    assert "不认识" not in _asked(_project(data))


def test_an_unknown_label_below_others_with_amounts_is_asked_for() -> None:
    data = _paired("预算数：", 350)
    for row, (word, value) in enumerate((("核算情况：", 340), ("执行数：", 320)), start=6):
        data = build.with_cell(build.with_cell(data, f"A{row}", word), f"B{row}", value)
    project = _project(data)
    assert "“核算情况：”不认识" in _asked(project)
    assert project.funds.total.budget.value is None


def test_an_unknown_label_in_one_cell_with_its_amount_is_asked_for() -> None:
    data = _paired("预算数：350", None, "核算情况：340", None, "执行数：320")
    project = _project(data)
    assert "“核算情况”不认识，旁边填有340" in _asked(project)
    assert project.funds.total.budget.value is None


def test_a_label_beside_an_amount_is_answered_once_for_its_pattern() -> None:
    data = _paired("预算数：", 350, "核算情况（万元）：", 340, "执行数：", 320)
    (pattern,) = parsing.form_patterns(data, "表.xlsx", "", Layouts())
    columns = {line.header: line.key for line in pattern.columns}
    layout = Layout(columns={columns["核算情况（万元）："]: "ignored"})
    project = _project(data, Layouts(patterns={pattern.fingerprint: layout}))
    assert _asked(project) == ""
    assert project.funds.total.budget.value == 350


def test_points_below_a_rate_are_those_of_the_execution_and_no_sources() -> None:
    data = _paired("全年预算数：", 340, "全年执行数：", 323, "执行率：", "95%")
    points: dict[str, Cell] = {"A6": "分值：", "B6": 10, "C6": "得分：", "D6": 9.5}
    for address, value in points.items():
        data = build.with_cell(data, address, value)
    project = _project(data)
    assert _asked(project) == ""
    total = project.funds.total
    assert total.executed.value == 323
    assert total.weight.value == 10
    assert str(total.self_score.value) == "9.5"


def test_an_unknown_label_with_the_same_amount_is_no_silent_source() -> None:
    data = _paired("预算数：", 340, "执行数：", 320)
    data = build.with_cell(build.with_cell(data, "A6", "核算情况："), "B6", 340)
    assert "“核算情况：”不认识" in _asked(_project(data))


def _paired(*cells: Cell) -> bytes:
    book = books.opened(build.workbook(Form()))
    sheet = book.worksheets[0]
    sheet.unmerge_cells("A5:B8")
    for row in range(5, 9):
        for column in range(1, 10):
            sheet.cell(row, column).value = None
    sheet.cell(4, 9).value = "金额单位：万元"
    for column, value in enumerate(cells, start=1):
        sheet.cell(5, column).value = value
    return build.saved(book)


def _table(header: str, values: tuple[Cell, ...], at: int) -> bytes:
    """The indicator table with one more column."""
    headers = (*Form.headers[:at], header, *Form.headers[at:])
    given = iter(values)
    rows = tuple((*row[:at], next(given) if row[5] else None, *row[at:]) for row in INDICATORS)
    stated = (100, 98.5) if at < 6 else (100, None, 98.5)  # left of the weight
    return build.workbook(Form(headers=headers, indicators=rows, stated=stated))


@pytest.mark.parametrize("at", [4, 5, 6, 7])
@pytest.mark.parametrize(
    "values",
    [(20, 20, 10, 30, 9), ("≥48座", "100%", "95%", "安全", "≥90%"), ("20分",) * 5],
)
def test_an_unknown_column_of_figures_is_asked_for(at: int, values: tuple[Cell, ...]) -> None:
    assert "表头“核算情况”不认识" in _asked(_project(_table("核算情况", values, at)))


@pytest.mark.parametrize(
    "values",
    [
        ("验收单", "验收报告", "台账", "无", "问卷"),
        ("完成48座水库维修", "一座水库延后验收到2024年", "按时", "安全", "94分以上满意"),
        (1, 2, 3, 4, 5),
        (None, None, None, None, None),
    ],
)
def test_an_unknown_column_of_texts_or_row_numbers_is_no_question(values: tuple[Cell, ...]) -> None:
    project = _project(_table("佐证情况", values, 4))
    assert "不认识" not in _asked(project)
    assert [row.weight.value for row in project.indicators] == [20, 20, 10, 30, 10]


def test_an_unknown_column_of_signs_leaves_the_targets_open() -> None:
    project = _project(_table("核算情况", ("≥", "≤", "＝", "定性", "≥"), 3))
    assert "表头“核算情况”不认识" in _asked(project)
    assert all(row.target.value is None for row in project.indicators)


@pytest.mark.parametrize("header", ["执 行 率 ④ = ③ / ②", "执行率④=\n③/②", "执行率（④＝③／②）"])
def test_a_formula_in_a_header_is_no_part_of_its_word(header: str) -> None:
    form = Form(fund_headers=(*Form.fund_headers[:4], header, "得分"))
    project = _project(build.workbook(form))
    assert _asked(project) == ""
    assert project.funds.total.rate.value == 95


def test_a_single_row_of_funds_by_an_unknown_name_is_asked_for() -> None:
    data = build.changed(build.workbook(Form(unit_label="项目资金（万元）")), unmerge=True)
    for address in (f"{letter}{row}" for letter in "CDEFGHI" for row in (7, 8)):
        data = build.with_cell(data, address, None)
    assert _asked(_project(data)) == ""
    renamed = _project(build.with_cell(data, "C6", "核算情况"))
    assert "“核算情况”一行：它就是年度资金总额吗" in _asked(renamed)


def test_a_second_total_of_the_funds_that_differs_is_asked_for() -> None:
    data = build.with_cell(build.workbook(Form()), "C8", "合计")
    for address, value in (("D8", 300), ("E8", 330), ("F8", 304)):
        data = build.with_cell(data, address, value)
    project = _project(data)
    assert "有两行总额" in _asked(project)
    assert project.funds.total.budget.value is None


def test_a_last_row_with_the_points_of_all_others_is_asked_for() -> None:
    data = build.workbook(Form())
    data = build.with_cell(build.with_cell(data, "A18", None), "D18", "核算情况")
    assert "等于以上各行之和" in _asked(_project(build.with_cell(data, "G18", 90)))
