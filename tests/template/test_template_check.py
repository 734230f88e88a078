"""`report-template fields` and `check`: what can be named, and what is wrong."""

from __future__ import annotations

from perfeval_batch import report
from perfeval_batch.template import template_check
from tests.report import documents, reports
from tests.report.documents import docx, p


def test_every_field_is_told_with_kind_and_meaning() -> None:
    told = report.template_fields()
    assert told["项目.名称"].example == "运行维护经费"
    assert told["指标分析[].小节[].标题"].form == "文字"
    assert told["项目.目的"].form == "多段文字"
    assert all(field.meaning for field in told.values())


def test_every_field_that_is_told_can_be_used() -> None:
    for path, field in report.template_fields().items():
        if field.form == "文字" and "[]" not in path:
            assert documents.rendered(p(f"{{{{ {path} }}}}"))


def test_the_sample_that_is_rendered_holds_the_examples() -> None:
    texts = reports.paragraphs(template_check.sample(report.default_template()))
    assert texts[0] == "运行维护经费绩效评价报告综述"


def test_a_template_that_prints_no_figures_is_told_so() -> None:
    found = [each.what for each in report.review_template(docx(p("{{ 报告标题 }}")))]
    assert [what.partition("，")[0] for what in found] == [
        "模板没有打印资金情况（预算、到位、执行数及比率）",
        "模板没有打印各项指标的分值和得分",
        "模板没有打印总分",
    ]


def test_a_style_that_is_missing_is_told_once_with_its_paragraph() -> None:
    edited = documents.changed(
        report.default_template(),
        {"word/styles.xml": ('w:styleId="ReportBody"', 'w:styleId="Other"')},
    )
    (problem,) = report.review_template(edited)
    assert problem.where.startswith("正文第")
    assert "没有的样式“ReportBody”" in problem.what


def test_what_is_no_template_is_one_problem() -> None:
    (problem,) = report.review_template(b"nothing")
    assert str(problem) == (
        "整个文件：报告模板不是完整的Word文档（.docx）。请用Word或WPS打开后另存为.docx。"
    )


def test_the_exported_template_explains_its_tags() -> None:
    comments = list(reports.opened(report.default_template()).comments)
    texts = "\n".join(comment.text for comment in comments)
    assert "报告标题：报告的标题。例：运行维护经费绩效评价报告综述" in texts
    assert "条件：“项目.目的”有内容时才出现下面的部分" in texts
    assert "循环：附表.指标行（绩效指标，一行一项）有几项" in texts
    assert len({comment.text for comment in comments}) == len(comments)
    assert all(comment.timestamp is None for comment in comments)
