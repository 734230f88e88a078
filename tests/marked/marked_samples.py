"""A workbook as departments make them: with all that an office program can put into one."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from functools import lru_cache

import openpyxl
import xlsxwriter

from perfeval_batch.findings import Finding, Place, Severity
from tests import books

NAME = "甲局/项目一.xlsx"
INDICATORS, EVIDENCE = "绩效指标", "佐证图片"


def picture() -> bytes:
    """A small PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    lines = b"".join(b"\0" + b"\x30\x80\xc0" * 40 for _ in range(30))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(lines)),
            chunk(b"IEND", b""),
        ),
    )


@lru_cache
def department(*, macros: bool = False) -> bytes:
    """Picture, text box, chart, button, comments, formats, validation, names, extensions."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    facts = book.add_worksheet("基本情况")
    sheet = book.add_worksheet(INDICATORS)
    evidence = book.add_worksheet(EVIDENCE)
    blue = book.add_format({"bg_color": "#DDEBF7", "border": 1, "num_format": "0.00"})
    plain = book.add_format({"border": 1, "text_wrap": True})
    facts.set_column("A:B", 24, book.add_format({"bg_color": "#FFF2CC"}))
    for row, text in enumerate(("评价年度", "项目名称", "主管部门")):
        facts.write_string(row, 0, text, plain)
    facts.write_number(0, 1, 2023, plain)
    facts.write_comment(1, 0, "按批复文件填写", {"author": "张三"})
    facts.write_comment(1, 1, "单位自己的批注", {"author": "张三"})
    sheet.set_column("A:A", 30)
    sheet.merge_range("A2:A4", "产出指标", plain)
    for row in range(1, 9):
        sheet.write_string(row, 1, f"指标{row}", plain)
        sheet.write_number(row, 2, 10, blue)
        sheet.write_formula(row, 3, f"=C{row + 1}*0.9", blue, 9)
    sheet.write_comment(1, 2, "单位自己的批注", {"author": "张三"})
    sheet.conditional_format("C2:C9", {"type": "cell", "criteria": "<", "value": 5, "format": blue})
    sheet.conditional_format("D2:D9", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation(
        "C2:C9", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10}
    )
    sheet.add_sparkline("E2", {"range": "绩效指标!C2:D2"})
    sheet.autofilter("A1:D9")
    sheet.insert_button("F2", {"caption": "核对", "macro": "核对"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=绩效指标!$C$2:$C$9"})
    evidence.insert_chart("A1", chart)
    evidence.insert_image("A20", "现场.png", {"image_data": io.BytesIO(picture())})
    evidence.insert_textbox("J2", "现场照片摄于2023年12月")
    evidence.write_url("A40", "https://example.invalid/附件")
    book.add_chartsheet("图表").set_chart(_chart(book))
    book.define_name("分值合计", "=绩效指标!$C$2:$C$9")
    book.define_name("绩效指标!本表", "=绩效指标!$D$2")
    sheet.repeat_rows(0)
    sheet.activate()
    if macros:
        book.add_vba_project(
            io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)), is_stream=True
        )
    book.close()
    return out.getvalue()


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=绩效指标!$C$2:$C$9"})
    return chart


def finding(  # a finding has many parts
    sheet: str,
    row: int,
    column: int,
    severity: Severity = Severity.ERROR,
    *,
    code: str = "PE403",
    message: str = "自评得分11分，超过分值10分。",
    workbook: str = NAME,
) -> Finding:
    """A finding at a cell."""
    place = Place(workbook, sheet, row, column)
    return Finding(place, code, "name", severity, message, "请把得分改为不超过10分。")


FINDINGS = (
    finding(INDICATORS, 2, 4),
    finding(INDICATORS, 2, 3, Severity.WARNING, code="PE305"),
    finding(INDICATORS, 3, 1, code="PE101", message="“一级指标”没有填写。"),
    finding(INDICATORS, 60, 7, code="PE401"),
    finding(INDICATORS, 6, 3, Severity.NOTE, code="PE306"),
    finding("基本情况", 2, 2, code="PE101", message="“项目名称”没有填写。"),
    finding("基本情况", 3, 2, code="PE101", message="“主管部门”没有填写。"),
    finding("基本情况", 0, 0, Severity.WARNING, code="PE012"),
    finding("", 0, 0, Severity.WARNING, code="PE106"),
    finding("没有的表", 2, 2, Severity.WARNING, code="PE009"),
)


def parts(package: bytes) -> dict[str, bytes]:
    """Every part by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def opened(package: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl reads it, which says aloud what it cannot carry."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(package))


@lru_cache
def plain() -> bytes:
    """A workbook of one bare sheet, as openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = INDICATORS
    for row in range(1, 5):
        sheet.append([row, f"指标{row}", 10, 9])
    return books.saved(book)
