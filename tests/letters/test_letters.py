"""The letters' templates: Word documents in the report's form, each with its own fields."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from perfeval_batch.errors import SettingsError, TemplateError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.letters import (
    department_letter,
    doubts_letter,
    letter_templates,
    rectification_notice,
    reminder,
    result_feedback,
    return_notice,
    review_opinion,
)
from perfeval_batch.letters.department_letter import Matters
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.letters.letter_templates import write as written
from perfeval_batch.model import (
    Deduction,
    Due,
    Figures,
    Identity,
    Outcome,
    Sender,
    Status,
)
from perfeval_batch.template import compiled_template, fields
from perfeval_batch.template.fields import Form
from perfeval_batch.values import replace
from tests.report.documents import docx as document_of
from tests.report.documents import p, unpack

LETTERS = tuple(letter_templates.NAMES)
TEXT_WIDTH = 11906 - 1587 - 1474
"""Between the margins, in twips."""
AT = Address("甲局", 2023)
UNTIL = Address("甲局", 2023, date(2024, 3, 15))
REMINDED = reminder.context(AT, ())
STYLES = {"ReportTitle", "ReportAddressee", "1", "3", "ReportBody", "ReportNote", "ReportSignature"}


def notice(name: str = "甲项目") -> bytes:
    fault = Finding(
        Place("一.xlsx", "绩效指标", 4, 10), "PE403", "n", Severity.ERROR, "多。", "改。"
    )
    identity = Identity(name=name, department="甲局", year=2023)
    outcome = Outcome("一.xlsx", "", Status.RETURNED, identity, Figures(), findings=(fault,))
    return written("return_notice", return_notice.context(AT, (outcome,)))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def test_every_letter_has_a_template_that_names_its_own_fields() -> None:
    folder = Path(letter_templates.__file__).parent
    assert {each.stem for each in folder.glob("*.docx")} == set(LETTERS)
    for letter in LETTERS:
        own = letter_templates.scope(letter)
        assert compiled_template.problems(letter_templates.default(letter), own) == ()


def test_every_letter_explains_its_tags_in_comments() -> None:
    for letter in LETTERS:
        comments = list(opened(letter_templates.default(letter)).comments)
        assert "批注不会出现在发出的文件里" in comments[0].text
        assert all(each.timestamp is None for each in comments)


def test_comments_never_reach_a_letter() -> None:
    assert not any("comment" in name for name in unpack(notice()))


def test_every_paragraph_has_a_style_of_the_report() -> None:
    styles = {each.style.style_id for each in opened(notice()).paragraphs if each.style}
    assert styles == STYLES


@pytest.mark.parametrize("letter", LETTERS)
def test_the_page_and_the_styles_are_the_reports(letter: str) -> None:
    ours, report = (
        unpack(data)["word/styles.xml"]
        for data in (
            letter_templates.default(letter),
            Path("perfeval_batch/template/report.docx").read_bytes(),
        )
    )
    assert ours == report
    section = opened(letter_templates.default(letter)).sections[0]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins if each is not None] == [37, 35, 28, 26]


def test_a_table_repeats_its_header_and_splits_no_row() -> None:
    rows = list(opened(notice()).element.iter(qn("w:tr")))
    marks = [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows]
    assert marks == [True, False]
    assert all(row.findall(f".//{qn('w:cantSplit')}") for row in rows)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_tables_widths_stand_where_word_and_wps_look_for_them(letter: str) -> None:
    for table in opened(letter_templates.default(letter)).element.iter(qn("w:tbl")):
        grid = [int(each.get(qn("w:w"), 0)) for each in table.iter(qn("w:gridCol"))]
        (whole,) = [int(each.get(qn("w:w"), 0)) for each in table.iter(qn("w:tblW"))]
        assert whole == sum(grid) == TEXT_WIDTH
        for row in table.iter(qn("w:tr")):
            assert sum(int(each.get(qn("w:w"), 0)) for each in row.iter(qn("w:tcW"))) == whole


def test_a_tag_that_names_no_field_is_refused() -> None:
    own = fields.of({"函.标题": "标题"})
    with pytest.raises(TemplateError, match=r"函.*没有字段“标提”"):
        compiled_template.compile_template(document_of(p("{{ 函.标提 }}")), own)


def test_a_letter_cannot_name_the_fields_of_a_report() -> None:
    own = fields.of({"函.标题": "标题"})
    with pytest.raises(TemplateError, match="没有字段“项目”"):
        compiled_template.compile_template(document_of(p("{{ 项目.名称 }}")), own)


def test_texts_are_data_and_no_markup_and_no_tags() -> None:
    hostile = "<w:p/>&amp;{{ 通知.标题 }}"
    assert f"1．{hostile}" in [each.text for each in opened(notice(hostile)).paragraphs]


def test_the_title_stands_in_the_documents_properties() -> None:
    core = unpack(notice())["docProps/core.xml"].decode()
    assert "<dc:title>关于退回修改2023年度绩效自评材料的通知</dc:title>" in core


def test_the_reminder_lists_what_nobody_handed_in() -> None:
    due = (Due(Identity(name="甲", code="01")), Due(Identity(name="乙"), source="乙.xlsx"))
    document = opened(written("reminder", reminder.context(AT, due)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1:] == [["1", "01", "甲", "", ""]]
    assert (
        "应报送项目支出绩效自评表2份，已报送1份，下列1个项目尚未报送："
        in document.paragraphs[2].text
    )


def test_paths_tell_what_there_are_several_of() -> None:
    found = fields.of(
        {"函.标题": "标题", "函.段落[]": "各段", "表[].号": "序号", "表[].名": "名称"}
    )
    letter, table = found["函"], found["表"]
    assert (letter.form, table.form) == (Form.RECORD, Form.ROWS)
    assert [part.form for part in letter.parts] == [Form.TEXT, Form.TEXTS]
    assert [part.name for part in table.parts] == ["号", "名"]
    assert found["一级序号"].form is Form.NUMERAL


SENDER = Sender("某县财政局", "", "某财绩函〔2024〕8号", date(2024, 3, 5), "李四 0371-0000000")


def _project(name: str, own: str, review: str, *lost: Deduction) -> Outcome:
    figures = Figures(self_score=Decimal(own), review_score=Decimal(review), score=Decimal(review))
    identity = Identity(name=name, department="甲局", year=2023)
    rate = Decimal("86.2")
    return Outcome(
        f"{name}.xlsx",
        "",
        Status.REPORTED,
        identity,
        figures,
        execution_rate=rate,
        grade="良",
        deductions=lost,
    )


LOST = Deduction("产出指标", "数量指标", "修路里程", Decimal("1.50"), "受天气影响，\n部分未完成。")
PROJECTS = (_project("甲", "98", "85", LOST), _project("乙", "90", "90"))


def _text(data: bytes) -> str:
    return "\n".join(each.text for each in opened(data).paragraphs)


def _rows(data: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in opened(data).tables[0].rows[1:]]


def test_the_opinion_on_the_review_tells_scores_deviations_and_problems() -> None:
    data = written("review_opinion", review_opinion.context(UNTIL, PROJECTS))
    assert _rows(data) == [
        ["1", "甲", "98", "85", "13.27%", "良"],
        ["2", "乙", "90", "90", "0%", "良"],
    ]
    text = _text(data)
    assert "复核项目自评平均94分，复核平均87.5分。" in text
    assert "偏离度超过10%的项目有1个：甲。" in text
    assert "产出指标扣分1项：甲“修路里程”扣1.5分，受天气影响，部分未完成。" in text
    assert "2．请于2024年3月15日前书面反馈整改情况" in text


def test_the_notice_of_rectification_lists_every_point_that_was_lost() -> None:
    data = written("rectification_notice", rectification_notice.context(AT, PROJECTS[:1]))
    assert _rows(data) == [
        ["1", "甲", "修路里程", "1.5", "受天气影响，部分未完成。", "", ""],
    ]
    assert "你单位有1个项目共1项指标扣分" in _text(data)


def test_the_feedback_tells_final_scores_and_grades() -> None:
    data = written("result_feedback", result_feedback.context(AT, PROJECTS))
    assert _rows(data)[0] == ["1", "甲", "86.2%", "98", "85", "85", "良"]
    text = _text(data)
    assert "参加评价的项目2个，平均得分87.5分。" in text
    assert "评价等级：良2个。" in text
    assert "10个工作日内" in text


def test_one_letter_tells_a_department_what_goes_back_is_doubtful_and_is_missing() -> None:
    doubt = Finding(
        Place("丙.xlsx", "绩效指标", 4, 10), "PE601", "name", Severity.WARNING, "疑", "核"
    )
    doubtful = Outcome(
        "丙.xlsx", "", Status.REPORTED, Identity(name="丙"), Figures(), findings=(doubt,)
    )
    broken = Finding(Place("丁.xls"), "PE001", "name", Severity.ERROR, "已损坏。", "请重新保存。")
    failed = Outcome("丁.xls", "", Status.FAILED, Identity(), Figures(), findings=(broken,))
    due = Due(Identity(name="戊", code="05", unit="某站"))
    matters = Matters([failed], [doubtful], [due])
    data = written("department_letter", department_letter.context(AT, matters))
    text = _text(data)
    assert "有1份自评表需要修改后重新报送，1个项目有疑点需要核实，1个项目尚未报送。" in text
    assert text.startswith("关于修改、核实和补报2023年度\n绩效自评材料的通知")
    assert "请尽快一并报送。" in text
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows[1:]]
        for table in opened(data).tables
    ]
    assert tables == [
        [["1", "丁.xls", "未能读取：已损坏。请重新保存。", "1", "0"]],
        [["1", "丙", "1条"]],
        [["1", "05", "戊", "某站"]],
    ]


def test_a_letter_without_missing_projects_has_no_table_of_them() -> None:
    matters = Matters([Outcome("丁.xls", "", Status.FAILED, Identity(), Figures())])
    data = written("department_letter", department_letter.context(AT, matters))
    assert len(opened(data).tables) == 1
    assert "未报送" not in _text(data)


def test_the_letterhead_number_date_and_contact_come_from_the_settings() -> None:
    texts = [each.text for each in opened(written("reminder", REMINDED, SENDER)).paragraphs]
    assert texts[:2] == ["某县财政局", "某财绩函〔2024〕8号"]
    assert texts[-4:] == [
        "（联系人及电话：李四 0371-0000000）",
        "",
        "某县财政局",
        "2024年3月5日",
    ]


def test_without_settings_a_letter_leaves_room_for_seal_and_date() -> None:
    texts = [each.text for each in opened(written("reminder", REMINDED)).paragraphs]
    assert texts[0] == "关于催报2023年度绩效自评材料的通知"
    assert texts[-2:] == ["（发文单位盖章）", "　　　年　　月　　日"]


def test_an_office_can_keep_its_own_template_of_a_letter(tmp_path: Path) -> None:
    own = Sender(folder=str(tmp_path))
    (tmp_path / "催报通知.docx").write_bytes(document_of(p("催：{{ 催报.部门 }}，{{ 发文.署名 }}")))
    assert _text(written("reminder", REMINDED, own)) == "催：甲局，（发文单位盖章）"
    (tmp_path / "催报通知.docx").write_bytes(document_of(p("{{ 催报.部 }}")))
    broken = Sender(folder=str(tmp_path), digest="2")
    with pytest.raises(TemplateError, match=r"(?s)函件模板.*催报通知.*没有字段“部”"):
        written("reminder", REMINDED, broken)


def test_a_folder_without_letter_templates_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="不存在"):
        letter_templates.own(tmp_path / "没有")
    (tmp_path / "退回通知书.docx").write_bytes(b"x")
    with pytest.raises(SettingsError, match=r"退回通知\.docx、"):
        letter_templates.own(tmp_path)


def test_nothing_handed_in_is_no_count_of_zero() -> None:
    one, two = Due(Identity(name="甲")), Due(Identity(name="乙"))
    both = reminder.context(AT, (one, two))["催报"]["开头"]
    assert "应报送项目支出绩效自评表2份，均未报送：" in both
    alone = reminder.context(AT, (one,))["催报"]["开头"]
    assert "应报送项目支出绩效自评表1份，尚未报送：" in alone


def test_the_letter_for_all_is_named_after_what_it_asks_for() -> None:
    letter = department_letter.context(AT, Matters(missing=[Due(Identity(name="戊"))]))["通知"]
    assert letter["标题"] == "关于补报2023年度绩效自评材料的通知"
    assert "工作中，有1个项目尚未报送。" in letter["开头"]
    assert letter["要求"][-1] == "2．请尽快报送。"


def test_the_letter_about_doubts_asks_for_an_answer_by_letter() -> None:
    doubt = Finding(Place("甲.xlsx", "绩效指标", 4, 10), "PE411", "n", Severity.WARNING, "疑", "核")
    letter = doubts_letter.context(AT, (replace(PROJECTS[0], findings=(doubt,)),))["核实"]
    assert "有1个项目的1处内容需要核实" in letter["开头"]
    assert letter["要求"].endswith("请尽快函复，并附填好的核实单。")


def test_a_single_project_has_no_mean() -> None:
    assert review_opinion.context(AT, PROJECTS[:1])["复核"]["结果"] == (
        "偏离度超过10%的项目有1个：甲。",
    )
    told = result_feedback.context(AT, PROJECTS[:1])["反馈"]["结果"]
    assert told[0] == "参加评价的项目1个，得分85分。"


def test_letters_about_workbooks_without_a_department_speak_to_whom_it_concerns() -> None:
    assert Address("未填部门").whom == Address("").whom == "有关单位"
    assert reminder.context(Address("未填部门"), ())["催报"]["部门"] == "有关单位"


def test_grades_are_told_best_first() -> None:
    best = replace(PROJECTS[1], grade="优", figures=replace(PROJECTS[1].figures, score=Decimal(95)))
    told = result_feedback.context(AT, (PROJECTS[0], best))["反馈"]["结果"]
    assert told[-1] == "评价等级：优1个、良1个。"
