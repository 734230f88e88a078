"""The chart of section 四: native, filled per report, its data editable."""

from __future__ import annotations

import pytest

from perfeval_batch import report
from perfeval_batch.template import chart, template_check
from perfeval_batch.values import replace
from tests import books
from tests.report import documents, projects, reports
from tests.report.documents import pack, unpack
from tests.report.projects import INDICATORS, points

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def _series(document: bytes) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each series' name with its categories and values."""
    root = documents.parse(document)["word/charts/chart1.xml"]
    found = []
    for series in root.iter(f"{C}ser"):
        texts = {
            part: [each.text or "" for each in series.iterfind(f"{C}{part}//{C}v")]
            for part in ("tx", "cat", "val")
        }
        found.append((texts["tx"][0], list(zip(texts["cat"], texts["val"], strict=True))))
    return found


def test_the_chart_shows_the_rates_of_self_and_review_by_level() -> None:
    own, reviewed = _series(reports.rendered(projects.project()))
    assert own == (
        "自评得分率",
        [
            ("预算执行率\n10分", "100"),
            ("产出指标\n30分", "100"),
            ("效益指标\n30分", "94"),
            ("满意度指标\n10分", "98"),
            ("成本指标\n20分", "95"),
        ],
    )
    assert reviewed == ("复核得分率", own[1])


def test_without_a_review_there_is_one_series() -> None:
    rows = [replace(row, review_score=points(None)) for row in INDICATORS]
    project = projects.project(total={"review_score": None}, indicators=rows)
    assert [name for name, _ in _series(reports.rendered(project))] == ["自评得分率"]


def test_the_embedded_workbook_holds_what_the_chart_refers_to() -> None:
    document = reports.rendered(projects.project())
    book = books.opened(unpack(document)[chart.WORKBOOK])
    sheet = book[chart.SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["一级指标", "分值", "自评得分", "复核得分", "自评得分率", "复核得分率"]
    assert rows[3] == ["效益指标\n30分", 30, 28.2, 28.2, 94, 94]
    root = documents.parse(document)["word/charts/chart1.xml"]
    formulas = [each.text for each in root.iter(f"{C}f")]
    assert formulas[:3] == ["得分率!$E$1", "得分率!$A$2:$A$6", "得分率!$E$2:$E$6"]
    for formula in formulas:
        first, _, last = (formula or "").rpartition("!")[2].replace("$", "").partition(":")
        assert all(cell.value is not None for (cell,) in sheet[f"{first}:{last or first}"])


def test_the_chart_finds_its_workbook() -> None:
    parts = documents.parse(reports.rendered(projects.project()))
    (link,) = parts["word/charts/chart1.xml"].iter(f"{C}externalData")
    (relation,) = parts["word/charts/_rels/chart1.xml.rels"]
    assert link.get(f"{{{chart.R}}}id") == relation.get("Id")
    assert relation.get("Target") == "../embeddings/perfeval_chart.xlsx"


def test_the_chart_has_an_alternative_text_of_its_figures() -> None:
    body = documents.body(reports.rendered(projects.project()))
    assert (
        'descr="各一级指标得分率：预算执行率100%、产出指标100%、效益指标94%、'
        '满意度指标98%、成本指标95%。"'
    ) in body


@pytest.mark.parametrize("title", ["得分一览", chart.TITLE])
def test_a_restyled_chart_keeps_its_looks_and_gets_the_figures(title: str) -> None:
    edited = documents.changed(
        report.default_template(),
        {"word/charts/chart1.xml": ("4472C4", "00B050")},
    )
    edited = documents.changed(edited, {"word/charts/chart1.xml": (chart.TITLE, title)})
    document = report.compile_template(edited).render(template_check.example())
    made = unpack(document)["word/charts/chart1.xml"].decode()
    assert "00B050" in made
    assert title in made
    assert _series(document)[0][1][0] == ("效益指标 30分", "94")


def test_a_chart_of_the_offices_own_is_left_alone() -> None:
    theirs = documents.changed(
        report.default_template(),
        {"word/charts/chart1.xml": (chart.TITLE, "历年支出")},
    )
    parts = unpack(theirs)
    text = parts["word/charts/chart1.xml"].decode().replace(f"{chart.SHEET}!", "Sheet1!")
    parts["word/charts/chart1.xml"] = text.encode()
    theirs = pack(parts)
    document = report.compile_template(theirs).render(template_check.example())
    assert unpack(document)["word/charts/chart1.xml"].decode() == text
