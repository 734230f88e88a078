"""Templates as offices have them: other writers, content controls, loops with nothing in them."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from perfeval_batch import report
from perfeval_batch.errors import TemplateError
from perfeval_batch.template import template_check
from tests.report import documents, projects, reports
from tests.report.documents import W, docx, p, rendered, table, unpack

EMPTY = {**template_check.example(), "应用建议": ()}
BINDING = '<w:dataBinding w:xpath="/a" w:storeItemID="{55AF091B}"/>'


def _control(*content: str, properties: str = BINDING) -> str:
    inner = "".join(content)
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def test_a_content_control_bound_to_stored_values_is_filled_and_cut_from_them() -> None:
    body = documents.body(rendered(_control(p("{{ 项目.名称 }}"))))
    assert "运行维护经费" in body
    assert "dataBinding" not in body


def test_a_bound_content_control_without_tags_stays_bound() -> None:
    assert "dataBinding" in documents.body(rendered(_control(p("甲"))))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "{｛ 项目.名称 ｝}",
            "｛{ 项目.名称 }｝",
            "{ 项目.名称 }",
            "｛项目．名称｝",
            "{一级序号()}",
        ),
        *(
            "{ { 项目.名称 } }",
            "{报告标题}",
            "{{ 项目.名称 }",
            "{ 项目.名称 }}",
            "{％ if 已复核 ％}",
        ),
    ],
)
def test_braces_that_are_no_tag_are_named(text: str) -> None:
    (problem, *_) = template_check.check(docx(p(text)))
    assert "括号" in f"{problem.what}{problem.fix}"
    assert problem.where.startswith("正文第1段")


@pytest.mark.parametrize("text", ["{注}", "集合{1，2}", "甲（{乙}）"])
def test_ordinary_braces_may_stay(text: str) -> None:
    assert text in reports.paragraphs(rendered(p(text)))


ROWS = (("{%tr for 段 in 应用建议 %}",), ("{{ 段 }}",), ("{%tr endfor %}",))


def test_a_table_whose_loop_is_empty_is_left_out() -> None:
    document = reports.opened(rendered(p("甲"), table(*ROWS), p("乙"), context=EMPTY))
    assert document.tables == []
    assert [each.text for each in document.paragraphs] == ["甲", "乙"]


def test_a_table_whose_loop_is_filled_stays() -> None:
    document = reports.opened(rendered(table(*ROWS)))
    assert [len(each.rows) for each in document.tables] == [2]


def test_a_table_in_a_cell_leaves_a_paragraph_when_its_loop_is_empty() -> None:
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{table(*ROWS)}</w:tc></w:tr></w:tbl>"
    body = documents.body(rendered(inner, context=EMPTY))
    assert body.count("<w:tbl>") == 1
    assert "<w:tc><w:p/></w:tc>" in body


def test_a_row_whose_cells_are_all_left_out_goes_with_its_table() -> None:
    cells = "".join(
        f"<w:tc>{p(text)}</w:tc>"
        for text in ("{%tc for 段 in 应用建议 %}", "{{ 段 }}", "{%tc endfor %}")
    )
    made = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>"
    assert "<w:tbl>" not in documents.body(rendered(p("甲"), made, context=EMPTY))
    assert documents.body(rendered(made)).count("<w:tc>") == 2


def test_a_content_control_whose_loop_is_empty_is_left_out() -> None:
    control = _control(p("{%p for 段 in 应用建议 %}"), p("{{ 段 }}"), p("{%p endfor %}"))
    assert "<w:sdt>" not in documents.body(rendered(control, p("甲"), context=EMPTY))
    assert "<w:sdt>" in documents.body(rendered(control))


@pytest.mark.parametrize("prefixes", [("x",), (None, "w"), (None, "y")])
def test_wordprocessingml_under_another_prefix_is_understood(
    prefixes: tuple[str | None, ...],
) -> None:
    data = report.default_template()
    root = etree.fromstring(unpack(data)["word/document.xml"])
    names = {
        **dict.fromkeys(prefixes, W),
        **{name: uri for name, uri in root.nsmap.items() if uri != W},
    }
    other = etree.Element(root.tag, nsmap=names)  # type: ignore[arg-type]  # None is the default
    other.attrib.update(root.attrib)
    other.extend(list(root))
    parts = {**unpack(data), "word/document.xml": etree.tostring(other)}
    assert b"<w:p>" not in parts["word/document.xml"]
    assert template_check.check(documents.pack(parts)) == ()
    made = report.compile_template(documents.pack(parts)).render(template_check.example())
    ours = report.compile_template(data).render(template_check.example())
    assert reports.paragraphs(made) == reports.paragraphs(ours)


def test_a_strict_document_is_told_in_one_sentence() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = documents.changed(docx(p("甲")), {"word/document.xml": (W, strict)})
    (problem,) = template_check.check(data)
    assert "Strict Open XML" in problem.what
    assert "Word 文档（*.docx）" in problem.fix


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<w:p><w:pPr><w:pPrChange w:id="1"><w:pPr/></w:pPrChange></w:pPr></w:p>', "格式修订"),
        ('<w:p><w:r><w:rPr><w:rPrChange w:id="1"/></w:rPr></w:r></w:p>', "格式修订"),
        ("<w:p><w:del><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>", "未接受的修订"),
    ],
)
def test_revisions_of_text_and_format_are_named(content: str, said: str) -> None:
    assert any(said in each.what for each in template_check.check(docx(content)))


@pytest.mark.parametrize("missing", ["word/charts/chart1.xml", "word/styles.xml"])
def test_a_part_that_is_named_and_missing_is_a_sentence(missing: str) -> None:
    parts = unpack(report.default_template())
    del parts[missing]
    with pytest.raises(TemplateError, match=f"缺少部件“{missing}”"):
        report.compile_template(documents.pack(parts))


def _damages() -> list[bytes]:
    """The default template with bytes changed, cut off or parts taken out: seeded chance."""
    chance = random.Random(13)
    whole = report.default_template()
    made = []
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        made.append(bytes(damaged))
    for name, content in unpack(whole).items():
        changes = (b"", b"<a/>", content[: len(content) // 2], content.replace(b"w:", b"v:"))
        made += (documents.pack({**unpack(whole), name: changed}) for changed in changes)
    return made


def test_a_damaged_template_is_told_and_never_ends_in_a_traceback() -> None:
    for data in _damages():
        for problem in template_check.check(data):
            assert str(problem)


def test_reports_and_drafts_refer_to_their_parts_as_word_does() -> None:
    """docxcompose, which offices merge reports with, knows `rId1`, `rId2` … alone."""
    templates = [
        report.compile_template(report.default_template(), draft=draft) for draft in (True, False)
    ]
    for made in (each.render(template_check.example()) for each in templates):
        for name, content in unpack(made).items():
            if name.endswith(".rels"):
                for relation in etree.fromstring(content):
                    assert relation.get("Id", "").removeprefix("rId").isdigit()


MERGE = """
import sys
from docx import Document
from docxcompose.composer import Composer
one, other, merged = sys.argv[1:]
composer = Composer(Document(one))
composer.append(Document(other))
composer.save(merged)
"""


def test_reports_can_be_merged_by_docxcompose(tmp_path: Path) -> None:
    if importlib.util.find_spec("docxcompose") is None:
        pytest.skip("needs docxcompose")
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.docx").write_bytes(reports.rendered(projects.project({"name": name})))
    merged = tmp_path / "合.docx"
    paths = [str(tmp_path / "甲.docx"), str(tmp_path / "乙.docx"), str(merged)]
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MERGE, *paths], check=True
    )  # it changes python-docx
    texts = reports.paragraphs(merged.read_bytes())
    assert {"甲绩效评价报告综述", "乙绩效评价报告综述"} <= set(texts)
    assert sum("charts/chart" in name for name in unpack(merged.read_bytes())) >= 2
