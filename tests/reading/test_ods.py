"""Cells of .ods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from perfeval_batch.model import State
from perfeval_batch.reading.grid import UNCALCULATED, Broken, Content, Moment, Percent
from tests.reading import build

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
_BREAK = "<text:line-break/>"
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(rows: str, *, table: str = "", styles: str = "", name: str = "表") -> bytes:
    """A spreadsheet of one table."""
    return build.zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {_SPACES} {_CALC}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f'<office:spreadsheet><table:table table:name="{name}" {table}>{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        },
    )


def cells(rows: str) -> dict[int, dict[int, Content]]:
    """The cells of a table."""
    return build.grid_of(ods(rows)).sheets[0].rows


def one(cell: str) -> Content | None:
    """What A1 holds."""
    return cells(f"<table:table-row>{cell}</table:table-row>").get(1, {}).get(1)


@pytest.mark.parametrize(
    ("attributes", "inside", "content"),
    [
        ('office:value-type="float" office:value="18.5"', "<text:p>18.5</text:p>", Decimal("18.5")),
        ('office:value-type="currency" office:value="8"', "<text:p>¥8</text:p>", Decimal(8)),
        ('office:value-type="percentage" office:value="0.95"', "", Percent(Decimal(95))),
        ('office:value-type="boolean" office:boolean-value="true"', "<text:p>TRUE</text:p>", True),
        (
            'office:value-type="date" office:date-value="2023-12-31"',
            "<text:p>12/31/23</text:p>",
            Moment(date(2023, 12, 31), "2023年12月31日"),
        ),
        (
            'office:value-type="time" office:time-value="PT08H30M00S"',
            "<text:p>08:30</text:p>",
            Moment(None, "08:30"),
        ),
        ('office:value-type="string"', "<text:p>文字</text:p>", "文字"),
        ('office:value-type="string" office:string-value="文字"', "", "文字"),
        ("", "<text:p>文字</text:p>", "文字"),
        ('office:value-type="string"', "<text:p>甲</text:p><text:p>乙</text:p>", "甲\n乙"),
        (
            'office:value-type="string"',
            f'<text:p>甲<text:s text:c="2"/>乙{_BREAK}<text:span>丙</text:span>丁</text:p>',
            "甲  乙\n丙丁",
        ),
        (
            'office:value-type="string"',
            "<office:annotation><text:p>批注</text:p></office:annotation><text:p>正文</text:p>",
            "正文",
        ),
        (
            'office:value-type="string" calcext:value-type="error" table:formula="of:=A9"',
            "<text:p>#REF!</text:p>",
            Broken(State.ERROR, "#REF!"),
        ),
        (
            'office:value-type="string" table:formula="of:=A9"',
            "<text:p>#DIV/0!</text:p>",
            Broken(State.ERROR, "#DIV/0!"),
        ),
        ('table:formula="of:=1+1"', "", UNCALCULATED),
        ('table:formula="of:=&quot;&quot;"', "<text:p/>", None),
        ('office:value-type="string" table:formula="of:=B1"', "<text:p/>", None),
        ("", "", None),
        (
            'office:value-type="float" office:value="NaN"',
            "",
            Broken(State.UNREADABLE, "NaN", "不是有限的数值"),
        ),
    ],
)
def test_each_type_of_cell_is_read_as_what_it_is(
    attributes: str, inside: str, content: Content | None
) -> None:
    assert one(f"<table:table-cell {attributes}>{inside}</table:table-cell>") == content


def test_repeated_cells_and_rows_stand_where_they_belong() -> None:
    number = 'office:value-type="float" office:value="1"'
    rows = (
        '<table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="3"/>'
        f'<table:table-cell table:number-columns-repeated="2" {number}/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
        "</table:table-row>"
        f"<table:table-row><table:table-cell {number}/></table:table-row>"
    )
    assert cells(rows) == {
        1: {4: Decimal(1), 5: Decimal(1)},
        2: {4: Decimal(1), 5: Decimal(1)},
        1_000_003: {1: Decimal(1)},
    }


def test_a_value_repeated_without_end_refuses_the_workbook() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'office:value-type="float" office:value="1"/></table:table-row>'
    )
    assert build.refused(ods(rows, name="绩效指标"), "项目.ods") == ["PE003"]


def test_merged_hidden_and_covered_cells_are_known() -> None:
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-header-rows><table:table-row table:visibility="filter">'
        '<table:table-cell table:number-rows-spanned="2"><text:p>甲</text:p></table:table-cell>'
        "</table:table-row></table:table-header-rows>"
        "<table:table-row><table:covered-table-cell><text:p>乙</text:p>"
        "</table:covered-table-cell></table:table-row>"
    )
    style = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    data = ods(rows, table='table:style-name="ta2"', styles=style)
    sheet = build.grid_of(data).sheets[0]
    assert sheet.rows[1] == {1: "甲"}
    assert sheet.covered == {(2, 1): "乙"}
    assert (sheet.hidden, sheet.hidden_rows) == (True, frozenset({1}))
    assert [sheet.column_hidden(column) for column in (1, 2, 3)] == [False, True, False]


def test_an_encrypted_spreadsheet_says_so() -> None:
    parts = build.unzipped(ods(""))
    manifest = "<manifest:encryption-data/>"
    assert build.refused(build.zipped({**parts, "META-INF/manifest.xml": manifest})) == ["PE002"]
