"""Forms of 转移支付: no weights, no scores; a report in five parts, counted apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from perfeval_batch import parsing, schemes, settings
from perfeval_batch.batch import form_patterns, review_subjects
from perfeval_batch.model import Project, Rejected, Submission
from tests import books, inboxes, judges
from tests.forms import build

Cell = build.Cell
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("产出指标", "数量指标", "建设二级公路", "≥32.1公里", "31公里", "征地滞后，次年补足"),
    (None, "质量指标", "验收合格率", "≥100%", "100%", None),
    (None, None, "……", None, None, None),
    ("效益指标", "社会效益指标", "通行服务水平", "提升", "有所提升", None),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "95%", None),
)


def transfer(
    name: str = "公路建设补助资金",
    *,
    executed: int = 4000,
    rows: tuple[tuple[Cell, ...], ...] = ROWS,
    caption: str = "中央对地方转移支付绩效目标自评表",
    label: str = "转移支付（项目）名称",
    central: bool = True,
) -> bytes:
    """A form as departments hand it in."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    lines: list[tuple[Cell, ...]] = [
        (caption,),
        ("（2023年度）",),
        (label, None, name),
        *([("中央主管部门", None, "财政部")] if central else []),
        ("地方主管部门", None, "青禾县交通运输局", None, "资金使用单位", None, "青禾县公路站"),
        (
            "项目资金\n（万元）",
            None,
            None,
            "全年预算数（A）",
            "全年执行数（B）",
            "预算执行率（B/A×100%）",
        ),
        (None, None, "年度资金总额：", 4000, executed, None),
        (None, None, "其中：中央补助", 3500, executed - 500),
        (None, None, "地方资金", 500, 500),
        ("资金管理情况", None, None, "情况说明", None, "存在问题和改进措施"),
        (None, "分配科学性", None, "按项目成熟度分配。"),
        (None, "下达及时性", None, "三十日内下达。", None, "个别乡镇偏晚，今后提前储备。"),
        ("总体目标完成情况", "总体目标", None, None, "全年实际完成情况"),
        (None, "完成省道公路建设，保证道路畅通。", None, None, "已建成公路31公里。"),
        (
            "绩效指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "全年实际完成值",
            "未完成原因和改进措施",
        ),
        *((None, *row) for row in rows),
        ("说明", "审计没有发现问题。"),
        ("注：1.资金使用单位按项目填报，主管部门汇总时按区域绩效目标填报。",),
    ]
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                sheet.cell(number, column, value)
    return build.saved(book)


def read(data: bytes, *, unscored: bool = False) -> Submission | Rejected:
    return parsing.submission(data, "表.xlsx", unscored=unscored)


def project(data: bytes) -> Project:
    found = read(data)
    assert isinstance(found, Submission)
    return found.projects[0]


def run(tmp_path: Path, **given: Any) -> dict[str, Any]:  # noqa: ANN401  # settings
    return inboxes.results(tmp_path / "收件", tmp_path / "结果", **given)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(transfer())
    (folder / "乙.xlsx").write_bytes(build.workbook(build.Form()))
    return folder


def test_it_is_read_with_its_funds_its_management_and_its_remarks() -> None:
    found = project(transfer())
    assert not found.scored
    assert found.questions == ()
    assert [each.budget.value for each in found.funds.sources] == [3500, 500]
    assert found.funds.total.budget.value == 4000
    assert [row.source.text for row in found.funds.sources] == ["中央补助", "地方资金"]
    assert found.facts.fund_management.text == (
        "分配科学性：按项目成熟度分配。\n下达及时性：三十日内下达。个别乡镇偏晚，今后提前储备。"
    )
    assert [row.actual.text for row in found.indicators] == ["31公里", "100%", "有所提升", "95%"]
    assert [each.text for each in found.texts.others] == ["审计没有发现问题。"]


@pytest.mark.parametrize(
    "given",
    [
        {"caption": "区域绩效目标自评表", "label": "项目名称", "central": False},
        {"caption": "公路建设资金绩效目标自评表", "label": "转移支付名称", "central": False},
        {"caption": "公路建设资金绩效目标自评表", "label": "专项名称"},
    ],
)
def test_caption_or_labels_tell_it(given: dict[str, Any]) -> None:
    assert not project(transfer(**given)).scored


def test_a_form_without_scores_that_is_no_transfer_is_taken_when_the_scheme_says_so() -> None:
    data = transfer(
        "转移支付配套资金", caption="专项资金绩效目标自评表", label="专项名称", central=False
    )
    refused = read(data)
    assert isinstance(refused, Submission)
    assert refused.projects == ()
    taken = read(data, unscored=True)
    assert isinstance(taken, Submission)
    assert not taken.projects[0].scored


def test_a_form_that_nobody_has_filled_in_is_asked_about() -> None:
    rows = tuple((*row[:4], None, None) for row in ROWS)
    assert "还没有填完" in project(transfer(rows=rows)).questions[0].message


def test_an_amount_without_a_unit_is_asked_for() -> None:
    book = books.opened(transfer())
    book.worksheets[0]["A6"] = "项目资金"
    assert "单位" in project(build.saved(book)).questions[0].message


def test_the_report_has_five_parts_and_no_score(inbox: Path, tmp_path: Path) -> None:
    del inbox
    found = run(tmp_path)["projects"]
    own = next(each for each in found if each["source"] == "甲.xlsx")
    path = tmp_path / "结果" / own["report"]
    paragraphs = docx.Document(str(path)).paragraphs
    headings = [each.text for each in paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings == [
        "一、绩效目标分解下达情况",
        "二、绩效目标完成情况分析",
        "三、偏离绩效目标的原因和下一步改进措施",
        "四、绩效自评结果拟应用和公开情况",
        "五、其他需要说明的问题",
    ]
    text = "\n".join(each.text for each in paragraphs)
    assert "得分" not in text
    assert "等级" not in text
    assert "待核实" not in text
    assert "全年执行数4000万元，预算执行率100%" in text
    assert "“建设二级公路”未达到年度指标值，征地滞后，次年补足。" in text
    assert judges.validate(path.read_bytes(), ".docx") == []


def test_it_is_counted_apart_in_every_account(inbox: Path, tmp_path: Path) -> None:
    del inbox
    found = run(tmp_path, public=True)
    assert found["run"]["unscored"] == 1
    own, other = sorted(found["projects"], key=lambda each: each["source"], reverse=True)
    assert own["scored"] is False
    assert (own["self_score"], own["grade"], own["weight"]) == (None, None, None)
    assert own["scheme"] == schemes.UNSCORED
    assert "scored" not in other
    summary = tmp_path / "结果" / "绩效评价汇总表.xlsx"
    book = openpyxl.load_workbook(summary, read_only=True, data_only=True)
    assert "转移支付" in book.sheetnames
    row = next(row for row in book["转移支付"].iter_rows(values_only=True) if row[0] == 1)
    assert row[3:12] == ("公路建设补助资金", "已出报告", 4000, 4000, 100, 4, 2, 1, 0)
    cells = [cell for row in book["总览"].iter_rows(values_only=True) for cell in row]
    assert cells[cells.index("其中：不评分（份）") + 1] == 1
    assert cells[cells.index("平均得分") + 1] == 98.5
    assert judges.validate(summary.read_bytes(), ".xlsx") == []
    assert "不评分" in (tmp_path / "结果" / "总览.html").read_text("utf-8")
    log = (tmp_path / "结果" / "运行日志.txt").read_text("utf-8")
    assert "其中转移支付自评、不评分的1个" in log
    letter = docx.Document(str(tmp_path / "结果" / "部门总结" / "青禾县交通运输局.docx"))
    assert any("报送的是转移支付绩效自评表，不评分" in each.text for each in letter.paragraphs)
    public = next((tmp_path / "结果" / "公开").rglob("*交通运输局*.docx"))
    cells = [cell.text for row in docx.Document(str(public)).tables[0].rows for cell in row.cells]
    assert "不评分" in cells


def test_more_spent_than_budgeted_goes_back(inbox: Path, tmp_path: Path) -> None:
    (inbox / "甲.xlsx").write_bytes(transfer(executed=4100))
    own = next(each for each in run(tmp_path)["projects"] if each["source"] == "甲.xlsx")
    assert own["status"] == "returned"
    assert "PE205" in {each["code"] for each in own["findings"]}


def test_a_missed_target_without_a_reason_and_a_blank_actual_are_told(
    inbox: Path, tmp_path: Path
) -> None:
    rows = (
        ("产出指标", "数量指标", "建设二级公路", "≥32.1公里", "31公里", None),
        ("效益指标", "社会效益指标", "通行时间", "≤30分钟", "35分钟", None),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", None, None),
        ("产出指标", "时效指标", "完工时间", "2023年10月底前", "2023年12月15日", None),
    )
    (inbox / "甲.xlsx").write_bytes(transfer(rows=rows))
    own = next(each for each in run(tmp_path)["projects"] if each["source"] == "甲.xlsx")
    told = [(each["code"], each["cell"]) for each in own["findings"]]
    assert ("PE601", "G16") in told
    assert ("PE601", "G17") in told
    assert ("PE413", "F18") in told
    assert ("PE511", "F19") in told


def test_a_scheme_that_scores_never_scores_such_a_form(inbox: Path, tmp_path: Path) -> None:
    del inbox
    found = run(tmp_path, scheme="湖北")["projects"]
    own = next(each for each in found if each["source"] == "甲.xlsx")
    assert (own["status"], own["scheme"], own["self_score"]) == ("reported", "转移支付", None)
    assert not any(
        each["code"].startswith("PE3") and each["severity"] == "error" for each in own["findings"]
    )


def test_scores_in_a_form_of_a_scheme_without_them_are_left_aside_and_said(
    inbox: Path, tmp_path: Path
) -> None:
    del inbox
    found = run(tmp_path, scheme=schemes.UNSCORED)["projects"]
    own = next(each for each in found if each["source"] == "乙.xlsx")
    assert (own["self_score"], own["grade"]) == (None, None)
    assert any(each["code"] == "PE109" for each in own["findings"])


def test_there_is_nothing_of_it_to_review(inbox: Path) -> None:
    sheet = review_subjects.gather(settings.Settings(inbox, engine="inline"))
    assert (sheet.taken, sheet.left_out, sheet.unscored) == (1, 0, 1)
    cells = books.opened(sheet.data).worksheets[0].iter_rows(values_only=True)
    assert "公路建设补助资金" not in {cell for row in cells for cell in row}


def test_what_is_open_about_its_layout_is_answered_once(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    (inbox / "甲.xlsx").write_bytes(build.with_cell(transfer(), "A6", "项目资金"))
    found = form_patterns.gather(settings.Settings(inbox, engine="inline"))
    assert (len(found.found), found.still_open) == (1, 1)
    book = books.opened(found.write())
    for row in book.worksheets[0].iter_rows(min_row=3):
        if "amount-unit" in {str(row[2].value), str(row[3].value)}:
            row[5].value = "万元"
    layouts = tmp_path / "版式对照.xlsx"
    book.save(layouts)
    own = run(tmp_path, layouts=layouts)["projects"][0]
    assert (own["status"], own["budget"], own["scored"]) == ("reported", 4000, False)
