"""What no reader should see is refused, by content, before it could hurt."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import parsing
from perfeval_batch.model import Project, Rejected
from perfeval_batch.reading import guard, readers
from perfeval_batch.reading.archive import Limits
from perfeval_batch.reading.guard import Admitted, Container
from tests.reading import build

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams: str) -> bytes:
    """The start of an OLE2 file whose directory names these streams."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in ("Root Entry", *streams)
    )
    return OLE2 + bytes(504) + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("data", "name", "code", "says"),
    [
        (b"", "项目.xlsx", "PE001", "0字节"),
        (bytes(5000), "项目.xlsx", "PE001", "没有内容"),
        (b"PK\x03\x04 and no more", "项目.xlsx", "PE001", "不完整"),
        (b"%PDF-1.7 ...", "项目.xlsx", "PE001", "PDF"),
        (b"\x89PNG\r\n\x1a\n...", "项目.xlsx", "PE001", "图片"),
        (b"\xff\xd8\xff\xe0", "项目.xls", "PE001", "图片"),
        (b"Rar!\x1a\x07", "项目.xlsx", "PE001", "压缩包"),
        (b"{\\rtf1}", "项目.xls", "PE001", "RTF"),
        ("这是一段文字".encode(), "项目.xlsx", "PE001", "不是工作簿"),
        (compound("WordDocument"), "项目.xls", "PE001", "Word"),
        (compound("SomethingElse"), "项目.xls", "PE001", "不是工作簿"),
        (compound("EncryptedPackage"), "项目.xlsx", "PE002", "密码"),
        ("项目名称,金额\n甲,1\n".encode("gbk"), "项目.csv", "PE004", "文本表格"),
        ("项目名称\t金额\n甲\t1\n".encode(), "项目.xls", "PE004", "文本表格"),
        (b"\xff\xfe" + "项目\t金额".encode("utf-16-le"), "项目.xls", "PE004", "文本表格"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "项目.xls", "PE004", "网页"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
            "项目.xls",
            "PE004",
            "XML",
        ),
        (compound("SomethingElse"), "项目.et", "PE004", ".et"),
        (b"\x01\x02\x03\x04", "项目.et", "PE004", ".et"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_reason(
    data: bytes, name: str, code: str, says: str
) -> None:
    found = parsing.read(data, name)
    assert isinstance(found, Rejected)
    (finding,) = found.findings
    assert finding.code == code
    assert says in finding.message
    assert finding.fix


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"word/document.xml": "", "[Content_Types].xml": "wordprocessingml"}, "Word"),
        ({"a.txt": "x"}, "不是工作簿"),
        ({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}, "Numbers"),
        ({"[Content_Types].xml": "<Types/>"}, "不是Excel工作簿"),
    ],
)
def test_a_zip_that_is_no_workbook_is_refused(parts: Mapping[str, str], says: str) -> None:
    found = parsing.read(build.zipped(parts), "项目.xlsx")
    assert isinstance(found, Rejected)
    assert says in found.findings[0].message


def test_the_type_is_told_by_the_content_whatever_the_name() -> None:
    for name in ("项目.xls", "项目.ods", "项目", "项目.docx"):
        admitted = guard.admit(build.seed(), name)
        assert isinstance(admitted, Admitted)
        assert admitted.container is Container.XLSX
    assert isinstance(parsing.read(build.seed(), "项目.xls"), Project)


def _sheet_at(data: bytes) -> zipfile.ZipInfo:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.getinfo("xl/worksheets/sheet4.xml")


@given(st.data())
def test_one_flipped_bit_in_a_part_is_never_read(data: st.DataObject) -> None:
    whole = build.seed()
    info = _sheet_at(whole)
    start = info.header_offset + 30 + len(info.filename)
    at = data.draw(st.integers(start, start + info.compress_size - 1))
    bit = data.draw(st.integers(0, 7))
    flipped = whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]
    found = parsing.read(flipped, build.NAME)
    if isinstance(found, Project):  # a bit that fills up the last byte says nothing
        assert found == build.read(whole)
    else:
        assert [each.code for each in found.findings] == ["PE001"]


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "xl/../../evil.xml", "//etc/passwd", "C:/evil.xml", "xl\\..\\..\\evil.xml"],
)
def test_a_part_name_that_leaves_the_package_is_refused(name: str) -> None:
    assert build.refused(build.zipped({**build.unzipped(build.seed()), name: "x"})) == ["PE003"]


DOCTYPES = (
    '<!DOCTYPE sst [<!ENTITY a "b">]>',
    '<!DOCTYPE sst SYSTEM "file:///etc/passwd">',
    '<!doctype sst [<!ENTITY x SYSTEM "http://example.invalid/">]>',
)


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "docProps/core.xml"])
def test_document_types_and_entities_are_refused(doctype: str, encoding: str, part: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding[:6]}"?>{doctype}<sst><si><t>&x;</t></si></sst>'
    data = ("\ufeff" if encoding == "utf-16-be" else "") + xml
    parts = {**build.unzipped(build.seed()), part: data.encode(encoding)}
    assert build.refused(build.zipped(parts)) == ["PE003"]


@pytest.mark.parametrize("encoding", ["cp037", "utf-7", "gbk", "utf-32"])
def test_an_encoding_that_could_hide_something_is_refused(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    parts = {
        **build.unzipped(build.seed()),
        "xl/workbook.xml": head + "<workbook/>".encode("cp037"),
    }
    assert build.refused(build.zipped(parts)) == ["PE001"]


def _measured(data: bytes) -> tuple[list[str], float, int]:
    """The codes of a refusal, its seconds, the most bytes it took."""
    tracemalloc.start()
    begun = time.process_time()
    codes = build.refused(data)
    seconds = time.process_time() - begun
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return codes, seconds, most


def _with_part(name: str, content: bytes) -> bytes:
    return build.zipped({**build.unzipped(build.seed()), name: content})


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    codes, seconds, most = _measured(_with_part("xl/worksheets/sheet4.xml", b" " * 90_000_000))
    assert codes == ["PE003"]
    assert seconds < 0.1
    assert most < 50_000_000


def test_too_much_xml_is_refused_and_as_much_of_pictures_is_not() -> None:
    limits = Limits(xml_bytes=300_000, media_bytes=900_000)
    noise = zlib.compress(bytes(range(256)) * 4)
    filler = b"".join(zlib.crc32(struct.pack("<I", at)).to_bytes(4, "big") for at in range(60_000))
    assert len(noise) < len(filler)
    xml = guard.admit(_with_part("xl/worksheets/sheet99.xml", filler + filler), "x", limits)
    picture = guard.admit(_with_part("xl/media/image1.png", filler + filler), "x", limits)
    pictures = guard.admit(_with_part("xl/media/image1.png", filler * 4), "x", limits)
    assert isinstance(xml, Rejected)
    assert isinstance(picture, Admitted)
    assert isinstance(pictures, Rejected)
    assert [each.findings[0].code for each in (xml, pictures)] == ["PE003", "PE003"]


def test_more_parts_than_any_workbook_has_are_refused_without_reading_the_directory() -> None:
    parts: dict[str, bytes | str] = {f"xl/part{at}.xml": "" for at in range(1001)}
    codes, seconds, _ = _measured(build.zipped(parts))
    assert codes == ["PE003"]
    assert seconds < 0.1


def test_parts_that_share_their_bytes_are_refused() -> None:
    data = build.zipped({"a.xml": "x" * 4000, "b.xml": "y"})
    first = data.find(b"PK\x01\x02")
    entry = bytearray(data[first : data.find(b"PK\x01\x02", first + 1)])
    copies = b""
    for at in range(200):
        entry[46:51] = f"{at:03}.x".encode()
        copies += bytes(entry)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 200, 200, len(copies), first, 0)
    assert build.refused(data[:first] + copies + end)[0] in ("PE001", "PE003")


def test_a_million_merged_areas_are_refused_at_once() -> None:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (at, at) for at in range(1, 1_000_001))
    sheet = build.unzipped(build.seed())["xl/worksheets/sheet4.xml"]
    data = sheet.replace(b"</worksheet>", b"<mergeCells>" + merges + b"</mergeCells></worksheet>")
    codes, seconds, most = _measured(_with_part("xl/worksheets/sheet4.xml", data))
    assert codes == ["PE003"]
    assert seconds < 2
    assert most < 100_000_000


def test_what_could_act_is_named_and_not_followed() -> None:
    parts = build.unzipped(build.seed())
    active = {
        "xl/vbaProject.bin": b"\0",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/externalLink2.xml": b"<externalLink><ddeLink/></externalLink>",
        "xl/activeX/activeX1.xml": b"<x/>",
        "xl/connections.xml": b"<connections/>",
    }
    project = build.read(build.zipped({**parts, **active}))
    assert set(project.origin.active) == {"宏", "外部链接", "DDE链接", "ActiveX控件", "数据连接"}
    assert build.read(build.seed()).origin.active == ()


@given(st.binary(max_size=400))
def test_no_bytes_make_the_room_raise(data: bytes) -> None:
    for head in (b"", b"PK\x03\x04", OLE2, compound("Workbook")):
        assert isinstance(parsing.read(head + data, "项目.xls"), Rejected)


@pytest.mark.parametrize(
    "head",
    [b"\x62\x14\x23\x65" + b"x" * 90, b"%TSD-Header-###%", b"\0\1E-SafeNet\0LOCK" + b"x" * 90],
)
def test_what_leak_prevention_encrypted_says_so_and_what_to_do(head: bytes) -> None:
    found = parsing.read(head, "项目.xlsx")
    assert isinstance(found, Rejected)
    assert found.findings[0].code == "PE002"
    assert "防泄密" in found.findings[0].message
    assert "解密" in found.findings[0].fix


def test_the_bureaus_own_sheets_may_be_long_whatever_their_name_and_no_others() -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 50_002))
    for name in ("复核-张三", "导出清单"):
        data = build.zipped(build.parts_of(rows, name=name))
        own = parsing.sheets_where(data, "表.xlsx", lambda _: True)
        assert not isinstance(own, Rejected)
    admitted = guard.admit(build.zipped(build.parts_of(rows, name="复核")), "项目.xlsx")
    assert isinstance(admitted, Admitted)
    assert isinstance(readers.read(admitted, "项目.xlsx", lambda _: True), Rejected)


def test_two_sheets_whose_names_differ_in_blanks_are_never_one_passed_over() -> None:
    parts = build.parts_of('<row r="1"><c r="A1"><v>1</v></c></row>', name="复核")
    workbook = str(parts["xl/workbook.xml"])
    twice = workbook.replace("</sheets>", '<sheet name="复核 " sheetId="2" r:id="r1"/></sheets>')
    data = build.zipped({**parts, "xl/workbook.xml": twice})
    found = parsing.sheets(data, "表.xlsx", ("复核",))
    assert isinstance(found, Rejected)
    assert "两张名为“复核”的工作表" in found.findings[0].message
