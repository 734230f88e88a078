"""Files that are no workbooks, came to harm, or were put together to mislead."""

from __future__ import annotations

import gzip
import io
import warnings
import zipfile

from perfeval_batch import schema
from tests.hostile_parts import (
    OLE2,
    SHEET,
    STRINGS,
    Files,
    compound,
    edited,
    having,
    having_for,
    lacking,
    merged,
    noise,
    packed,
    put,
    score,
    seed,
    stored,
)
from tests.reading import build


def no_workbooks() -> Files:
    """Files that are something else, whatever their names say."""
    letter = {"[Content_Types].xml": b"wordprocessingml", "word/document.xml": b"<w/>"}
    return {
        "空文件.xlsx": ("PE001", lambda: b""),
        "全零.xlsx": ("PE001", lambda: bytes(100_000)),
        "文字.xlsx": ("PE001", "这不是工作簿".encode),
        "图片.xls": ("PE001", lambda: b"\x89PNG\r\n\x1a\n" + noise(5000)),
        "照片.xlsx": ("PE001", lambda: b"\xff\xd8\xff\xe0" + noise(5000)),
        "PDF.xlsx": ("PE001", lambda: b"%PDF-1.7\n" + noise(5000)),
        "RTF.xls": ("PE001", lambda: b"{\\rtf1 x}"),
        "压缩包.xlsx": ("PE001", lambda: b"Rar!\x1a\x07\x01\x00" + noise(5000)),
        "7z.xlsx": ("PE001", lambda: b"7z\xbc\xaf\x27\x1c" + noise(5000)),
        "gzip.xlsx": ("PE001", lambda: gzip.compress(build.seed(), mtime=0)),
        "Word文档.xlsx": ("PE001", lambda: packed(letter)),
        "文本压缩包.xlsx": ("PE001", lambda: packed({"a.txt": b"x"})),
        "乱码.xlsx": ("PE001", lambda: noise(20_000)),
        "乱码.xls": ("PE001", lambda: OLE2 + noise(20_000)),
        "乱码.xlsb": ("PE001", lambda: noise(20_000, 2)),
        "乱码.ods": ("PE001", lambda: b"PK\x03\x04" + noise(20_000, 3)),
        "网页.xls": (
            "PE004",
            "<html><table><tr><td>分值</td></tr></table></html>".encode,
        ),
        "XML表格.xls": (
            "PE004",
            lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        ),
        "文本表格.csv": ("PE004", lambda: "项目名称,金额\n甲,=1+1\n".encode("gbk")),
        "UTF16.csv": ("PE004", lambda: b"\xff\xfe" + "项目名称\t金额\n".encode("utf-16-le")),
        "制表符.xls": ("PE004", "项目名称\t金额\n甲\t1\n".encode),
        "专有格式.et": ("PE004", lambda: noise(20_000, 4)),
        "加密.xlsx": ("PE002", lambda: compound({"EncryptedPackage": noise(5000)})),
    }


def damaged() -> Files:
    """Workbooks that came to harm on their way."""
    whole = build.seed()
    cut = {
        f"截断{share}%.xlsx": ("PE001", lambda share=share: whole[: len(whole) * share // 100])
        for share in (1, 25, 50, 75, 99)
    }
    return {
        **cut,
        "表格一位翻转.xlsx": ("PE001", lambda: _flipped(SHEET)),
        "文字一位翻转.xlsx": ("PE001", lambda: _flipped(STRINGS)),
        "图片一位翻转.xlsx": ("PE001", lambda: _flipped("xl/media/image1.png")),
        "得分被改而校验未改.xlsx": ("PE001", _changed_without_checksum),
        "没有目录.xlsx": ("PE001", lambda: whole[: whole.find(b"PK\x01\x02")]),
        "目录与内容名不符.xlsx": ("PE001", lambda: whole.replace(b"sheet4.xml", b"sheet9.xml", 1)),
        "缺工作表部件.xlsx": ("PE001", lacking(SHEET)),
        "缺工作簿部件.xlsx": ("PE001", lacking("xl/workbook.xml")),
        "缺关系.xlsx": ("PE001", lacking("_rels/.rels")),
        "缺工作簿关系.xlsx": ("PE001", lacking("xl/_rels/workbook.xml.rels")),
        "缺文字部件.xlsx": ("PE001", lacking(STRINGS)),
        "工作表不成XML.xlsx": ("PE001", having_for(SHEET, "</sheetData>", "</sheetdata>")),
        "文字不成XML.xlsx": ("PE001", having_for(STRINGS, "</si>", "</s>")),
        "样式不成XML.xlsx": ("PE001", having("xl/styles.xml", "<styleSheet><a></styleSheet>")),
        "文字不是UTF8.xlsx": ("PE001", having(STRINGS, b"<sst><si><t>\xff\xfe\xfd</t></si></sst>")),
        "内容是HTML.xlsx": ("PE001", having(SHEET, "<html><body>403</body></html>")),
        "工作表指向自己.xlsx": (
            "PE001",
            having_for("xl/_rels/workbook.xml.rels", "worksheets/sheet4.xml", "workbook.xml"),
        ),
        "工作表指向图片.xlsx": (
            "PE001",
            having_for("xl/_rels/workbook.xml.rels", "worksheets/sheet4.xml", "media/image1.png"),
        ),
        "坏的xls.xls": ("PE001", lambda: compound({"Workbook": noise(9000)})),
        "循环的xls.xls": ("PE001", lambda: compound({"Workbook": noise(9000)}, loop=True)),
        "空的xls.xls": ("PE001", lambda: compound({"Workbook": b""})),
        "记录不完整.xlsb": ("PE001", lambda: build.xlsb(noise(3000, 5), name=schema.INDICATORS)),
        "别的表.xlsb": ("PE005", lambda: build.xlsb(b"")),
    }


def _flipped(part: str) -> bytes:
    """One bit of a part's bytes changed."""
    parts = {**seed(), "xl/media/image1.png": noise(4000)}
    data = bytearray(packed(parts))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    at = info.header_offset + 30 + len(part) + info.compress_size // 2
    data[at] ^= 0x10
    return bytes(data)


def _changed_without_checksum() -> bytes:
    data = stored(seed())
    assert b"<v>9.5</v>" in data
    return data.replace(b"<v>9.5</v>", b"<v>9.9</v>")


def crafted() -> Files:
    """Packages that are put together to mislead."""
    ebcdic = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE a><a/>".encode("cp037")
    return {
        "越界部件名.xlsx": ("PE003", having("../../越界.xml", "x")),
        "绝对部件名.xlsx": ("PE003", having("//etc/cron.d/evil", "x")),
        "反斜杠部件名.xlsx": ("PE003", having("..\\..\\evil.xml", "x")),
        "盘符部件名.xlsx": ("PE003", having("C:/evil.xml", "x")),
        "部件重名.xlsx": ("PE003", lambda: _twice(SHEET)),
        "部件重名大小写.xlsx": ("PE003", lambda: _twice("XL/WORKSHEETS/SHEET4.XML")),
        "LZMA压缩.xlsx": ("PE003", lambda: _compressed(zipfile.ZIP_LZMA)),
        "BZIP2压缩.xlsx": ("PE003", lambda: _compressed(zipfile.ZIP_BZIP2)),
        "部件加密.xlsx": ("PE002", _flagged),
        "EBCDIC编码.xlsx": ("PE001", having("xl/workbook.xml", ebcdic)),
        "GBK编码.xlsx": (
            "PE001",
            having(SHEET, b'<?xml version="1.0" encoding="gbk"?><worksheet/>'),
        ),
        "单元格地址不对.xlsx": ("PE001", having_for(SHEET, 'r="J7"', 'r="甲7"')),
        "单元格超出范围.xlsx": ("PE001", having_for(SHEET, 'r="J7"', 'r="ZZZ7"')),
        "单元格写了两次.xlsx": (
            "PE402",
            lambda: score('<c r="J7"><v>9.5</v></c><c r="J7"><v>9.9</v></c>'),
        ),
        "合并下藏着得分.xlsx": ("PE402", lambda: merged(["J6:J7"])),
        "表头出现两次.xlsx": (
            "PE005",
            lambda: edited(lambda book: put(book, "P3", "自评得分")),
        ),
        "文字编号不存在.xlsx": ("PE402", lambda: score('<c r="J7" t="s"><v>999999</v></c>')),
        "前缀命名空间.xlsx": (
            "PE001",
            having(SHEET, "<x:worksheet xmlns:x='y'><x:row/></x:worksheet>"),
        ),
    }


def _twice(name: str) -> bytes:
    out = io.BytesIO(build.seed())
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(zipfile.ZipInfo(name), "<worksheet/>")
    return out.getvalue()


def _compressed(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in seed().items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return out.getvalue()


def _flagged() -> bytes:
    """Every part says it is encrypted."""
    data = bytearray(build.seed())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 1)
    return bytes(data)
