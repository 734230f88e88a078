"""Tags in a Word document: where they stand, how Word breaks them up, what they make."""

from __future__ import annotations

import pytest

from perfeval_batch import report
from perfeval_batch.errors import TemplateError
from perfeval_batch.template import template_check
from tests.report import documents, reports
from tests.report.documents import docx, p, pack, r, rendered, table, unpack


def _texts(*blocks: str) -> list[str]:
    return [each.text for each in reports.opened(rendered(*blocks)).paragraphs]


def _cells(*blocks: str) -> list[list[str]]:
    (only,) = reports.opened(rendered(*blocks)).tables
    return [[cell.text for cell in row.cells] for row in only.rows]


def _problem(*blocks: str) -> str:
    (only,) = [each for each in template_check.check(docx(*blocks)) if "没有打印" not in each.what]
    return str(only)


# What tags print


def test_a_field_is_printed_between_the_words_around_it() -> None:
    assert _texts(p("项目“{{ 项目.名称 }}”的报告")) == ["项目“运行维护经费”的报告"]


@pytest.mark.parametrize(
    "runs",
    [
        ("{", "{ 项目.名称 }}"),
        ("{{ 项", "目.名", "称 }", "}"),
        ("甲{", "{项目", ".名称}", "}乙"),
    ],
)
def test_a_tag_that_word_split_into_runs_is_put_together(runs: tuple[str, ...]) -> None:
    (text,) = _texts(p(*runs))
    assert text.strip("甲乙") == "运行维护经费"


def test_a_split_tag_takes_the_format_of_the_run_in_which_it_begins() -> None:
    bold = "<w:rPr><w:b/></w:rPr>"
    paragraph = f"<w:p>{r('{{ 项目.', bold)}<w:proofErr/>{r('名称 }}年度')}</w:p>"
    (made,) = reports.opened(rendered(paragraph)).paragraphs
    assert [(run.text, bool(run.bold)) for run in made.runs] == [
        ("运行维护经费", True),
        ("年度", False),
    ]


@pytest.mark.parametrize(
    "tag",
    [
        "{{项目.名称}}",
        "{{　项目.名称　}}",
        "{{ 项目．名称 }}",
        "{{ 项目['名称'] }}",
        "{{ 项目[‘名称’] }}",
    ],
)
def test_what_an_input_method_makes_of_a_tag_is_understood(tag: str) -> None:
    assert _texts(p(tag)) == ["运行维护经费"]


def test_remarks_are_left_out() -> None:
    assert _texts(p("甲{# 这里写项目名称 #}乙")) == ["甲乙"]


def test_a_text_can_be_replaced_when_it_is_empty() -> None:
    context = {**template_check.example(), "报告标题": ""}
    document = rendered(p("{{ 报告标题 or '未命名' }}"), context=context)
    assert reports.paragraphs(document) == ["未命名"]


def test_numerals_count_in_the_order_of_the_document_even_in_loops() -> None:
    texts = _texts(
        p("{{ 一级序号() }}甲"),
        p("{%p for 段 in 项目.目的 %}"),
        p("{{ 二级序号() }}乙"),
        p("{%p endfor %}"),
        p("{{ 一级序号() }}丙"),
    )
    assert texts == ["一、甲", "（一）乙", "（二）乙", "二、丙"]


# What tags steer


def test_a_paragraph_loop_repeats_the_paragraphs_between() -> None:
    texts = _texts(p("{%p for 段 in 项目.目的 %}"), p("：{{ 段 }}"), p("{%p endfor %}"), p("尾"))
    assert len(texts) == 3
    assert texts[0] == texts[1] != texts[2] == "尾"


def test_a_steering_paragraph_counts_as_such_without_the_p() -> None:
    texts = _texts(p("{% if 已复核 %}"), p("甲"), p("{% else %}"), p("乙"), p("{% endif %}"))
    assert texts == ["甲"]


def test_a_condition_inside_a_line_leaves_the_formats_alone() -> None:
    bold = "<w:rPr><w:b/></w:rPr>"
    paragraph = f"<w:p>{r('甲{% if not 已复核 %}')}{r('乙', bold)}{r('{% endif %}丙')}</w:p>"
    (made,) = reports.opened(rendered(paragraph)).paragraphs
    assert [(run.text, bool(run.bold)) for run in made.runs] == [("甲", False), ("丙", False)]


def test_a_row_loop_repeats_the_rows_between() -> None:
    rows = (
        ("{%tr for 行 in 得分表 %}", ""),
        ("{{ loop.index }}", "{{ 行.名称 }}"),
        ("{%tr endfor %}", ""),
    )
    assert _cells(table(("序号", "名称"), *rows)) == [
        ["序号", "名称"],
        ["1", "效益指标"],
        ["2", "效益指标"],
    ]


def test_cells_are_merged_with_the_one_above_while_the_condition_holds() -> None:
    rows = (
        ("{%tr for 行 in 得分表 %}", ""),
        ("{%vm not loop.first %}{{ 行.名称 }}", "{{ loop.index }}"),
        ("{%tr endfor %}", ""),
    )
    document = rendered(table(*rows))
    assert documents.body(document).count("<w:vMerge") == 2
    (made,) = reports.opened(document).tables
    assert made.cell(0, 0)._tc is made.cell(1, 0)._tc  # noqa: SLF001  # python-docx tells merged cells so
    assert documents.body(document).count("效益指标") == 1


@pytest.mark.parametrize(
    "cell",
    [
        ("{%p if not 已复核 %}", "甲", "{%p endif %}"),
        (
            "{%p for 段 in 项目.目的 %}",
            "{%p if not 已复核 %}",
            "乙",
            "{%p endif %}",
            "{%p endfor %}",
        ),
        ("首", "{%p if 已复核 %}", "{%p else %}", "丙", "{%p endif %}"),
    ],
)
def test_a_cell_ends_with_a_paragraph_whatever_is_left_out(cell: tuple[str, ...]) -> None:
    inner = "".join(p(text) for text in cell)
    document = rendered(f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>")
    assert "<w:tc></w:tc>" not in documents.body(document)
    assert "<w:p/></w:tc>" in documents.body(document)


def test_an_office_may_move_and_remove_sections_without_a_gap_in_the_numbering() -> None:
    whole = documents.body(report.default_template())
    first = whole.index("绩效评价工作情况")
    moved = documents.changed(
        report.default_template(),
        {"word/document.xml": ("绩效评价工作情况", "评价工作")},
    )
    assert first > 0
    headings = reports.headings(report.compile_template(moved).render(template_check.example()))
    assert [text for level, text in headings if level == 0][:3] == [
        "一、项目基本情况",
        "二、评价工作",
        "三、绩效评价指标分析情况",
    ]


# Headers, text boxes, properties, pictures

_HEADER_TYPE = (
    '<Override PartName="/word/header1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>'
)


def test_headers_can_hold_fields() -> None:
    parts = unpack(docx(p("甲"), more={"word/header1.xml": ""}))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        _HEADER_TYPE.encode(),
    )
    parts["word/header1.xml"] = f"<w:hdr {documents.NS}>{p('{{ 项目.主管部门 }}')}</w:hdr>".encode()
    made = report.compile_template(pack(parts))
    header = unpack(made.render(template_check.example()))["word/header1.xml"].decode()
    assert "某县住房和城乡建设局" in header


def test_a_text_box_prints_its_fields_once_and_loses_its_old_copy() -> None:
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = f"<w:txbxContent>{p('{{ 一级序号() }}{{ 项目.名称 }}')}</w:txbxContent>"
    box = (
        f"<w:p><w:r><w:t>外</w:t></w:r><w:r><mc:AlternateContent {names}>"
        f"<mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    made = documents.body(rendered(box, p("{{ 一级序号() }}")))
    assert made.count("运行维护经费") == 1
    assert "一、运行维护经费" in made
    assert "二、" in made


def test_properties_tell_the_project() -> None:
    assessment, scheme = reports.sample("01-运行维护经费")
    document = report.render(assessment, scheme, reports.template())
    properties = reports.opened(document).core_properties
    assert properties.title == "运行维护经费绩效评价报告综述"
    assert properties.subject == "项目支出绩效评价"
    assert properties.keywords.startswith("2023年度")
    assert properties.language == "zh-CN"


def test_other_parts_of_a_template_survive_untouched() -> None:
    picture = "假装是一张图"
    made = report.compile_template(docx(p("甲"), more={"word/media/logo.png": picture}))
    assert unpack(made.render(template_check.example()))["word/media/logo.png"].decode() == picture


def test_comments_never_reach_a_report() -> None:
    assert "word/comments.xml" in unpack(report.default_template())
    made = report.compile_template(report.default_template()).render(template_check.example())
    assert not any("comment" in name for name in unpack(made))
    assert "comment" not in documents.body(made)


# What is wrong with a template


def test_an_unknown_field_is_told_with_its_paragraph_and_a_suggestion() -> None:
    assert _problem(p("甲"), p("乙{{ 项目.名子 }}")) == (
        "正文第2段“乙{{ 项目.名子 }}”：“项目”没有字段“名子”。是否想写“项目.名称”？"
    )


def test_a_field_without_its_record_is_found() -> None:
    assert "是否想写“项目.主管部门”？" in _problem(p("{{ 主管部门 }}"))


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((p("{%p for 段 in 项目.目的 %}"), p("{{ 段 }}")), "没有在同一层找到对应的endfor"),
        ((p("甲"), p("{%p endif %}")), "前面没有在同一层找到对应的开始标记"),
        ((p("{%p if 已复核 %}"), p("甲"), p("{%p endfor %}"), p("{%p endif %}")), "endfor"),
        ((p("{{ 项目.名称"),), "“{{”不成对"),
        ((p("｛｛ 项目.名称 ｝｝"),), "全角"),
        ((p("{{ 项目.目的 }}"),), "有多段，不能直接打印"),
        ((p("{{ 项目 }}"),), "不是文字"),
        ((p("{{ 一级序号 }}"),), "缺少括号"),
        ((p("{%p for 段 in 项目.名称 %}"), p("{%p endfor %}")), "不是列表"),
        ((p("{%p while 已复核 %}"),), "不是模板里能用的语句"),
        ((p("甲{%p if 已复核 %}"), p("{%p endif %}")), "旁边还有其他文字"),
        ((p("{%tr if 已复核 %}"),), "不在表格里"),
        ((p("{{ 项目.名称 + }}"),), "写法有误"),
        ((p("{{ }}"),), "写法有误"),
    ],
)
def test_every_fault_of_a_tag_is_one_problem(blocks: tuple[str, ...], said: str) -> None:
    assert said in _problem(*blocks)


def test_a_tag_where_none_is_seen_is_told() -> None:
    field = "<w:p><w:r><w:instrText>HYPERLINK {{ 项目.名称 }}</w:instrText></w:r></w:p>"
    assert "域代码里，不能识别" in _problem(field)


def test_open_revisions_are_told() -> None:
    inserted = f"<w:p><w:ins>{r('甲')}</w:ins></w:p>"
    assert "未接受的修订" in _problem(inserted)


def test_a_tag_in_a_part_that_is_not_read_is_told() -> None:
    data = docx(p("甲"), more={"word/diagrams/data1.xml": "<a>{{ 项目.名称 }}</a>"})
    with pytest.raises(TemplateError, match="不能识别的地方"):
        report.compile_template(data)


def test_a_block_that_begins_in_one_cell_and_ends_in_another_is_refused() -> None:
    cells = table(("{%p if 已复核 %}", "{%p endif %}"))
    with pytest.raises(TemplateError, match="同一层"):
        report.compile_template(docx(cells))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(TemplateError, match="2处问题"):
        report.compile_template(docx(p("{{ 甲 }}"), p("{{ 乙 }}")))


def test_the_default_template_has_no_problems() -> None:
    assert template_check.check(report.default_template()) == ()
