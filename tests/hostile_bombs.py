"""Small files that grow, and parts without end."""

from __future__ import annotations

import io
import struct
import zipfile

from perfeval_batch import schema
from tests.hostile_parts import (
    SHEET,
    STRINGS,
    Files,
    behind,
    having,
    having_for,
    merged,
    noise,
    packed,
    seed,
    stored,
)
from tests.reading import build


def bombs() -> Files:
    """Small files that grow, and parts without end."""
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    quadratic = (
        f'<!DOCTYPE sst [<!ENTITY a "{"A" * 50_000}">]><sst><si><t>{"&a;" * 5000}</t></si></sst>'
    )
    return {
        "膨胀500MB.xlsx": ("PE003", lambda: _bomb(SHEET, b"\0", 500)),
        "缓慢膨胀.xlsx": ("PE003", lambda: _bomb(SHEET, noise(900), 120)),
        "膨胀的图片.xlsx": ("PE003", lambda: _bomb("xl/media/image1.bmp", b"\0", 60)),
        "膨胀的说明.xlsx": ("PE003", lambda: _bomb("docProps/app.xml", b" ", 150)),
        "十亿个笑.xlsx": (
            "PE003",
            having(
                STRINGS,
                f'<!DOCTYPE sst [<!ENTITY l0 "ha">{laughs}]><sst><si><t>&l11;</t></si></sst>',
            ),
        ),
        "平方膨胀.xlsx": ("PE003", having(STRINGS, quadratic)),
        "外部实体文件.xlsx": (
            "PE003",
            having(
                "xl/workbook.xml",
                '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>',
            ),
        ),
        "外部实体网络.xlsx": (
            "PE003",
            having(SHEET, '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/evil.dtd"><w/>'),
        ),
        "参数实体.xlsx": (
            "PE003",
            having(SHEET, '<!DOCTYPE w [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><w/>'),
        ),
        "UTF16实体.xlsx": (
            "PE003",
            having(
                STRINGS, '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
            ),
        ),
        "未读部件里的实体.xlsx": ("PE003", having("docProps/core.xml", "<!DOCTYPE a><a/>")),
        "部件一万个.xlsx": (
            "PE003",
            lambda: packed({**seed(), **{f"xl/x{at}.xml": b"" for at in range(10_000)}}),
        ),
        "部件重叠.xlsx": ("PE003", _overlapping),
        "一百万处合并.xlsx": (
            "PE003",
            lambda: merged(f"A{at}:B{at}" for at in range(1, 1_000_001)),
        ),
        "重叠的合并.xlsx": ("PE003", _tall_merges),
        "三十万个单元格.xlsx": ("PE003", lambda: _rows(20_000, 15)),
        "一格四千万字.xlsx": (
            "PE003",
            having_for(STRINGS, "<si><t>", f"<si><t>{'长' * 13_000_000}"),
        ),
        "一格二十万字.xlsx": (
            "PE003",
            having_for(STRINGS, "<t>任务完成率<", f"<t>{'长' * 200_000}<"),
        ),
        "工作表一千五百张.xlsx": (
            "PE003",
            having_for(
                "xl/workbook.xml",
                "<sheets>",
                "<sheets>"
                + "".join(f'<sheet name="s{at}" sheetId="{at + 90}"/>' for at in range(1500)),
            ),
        ),
        "绩效指标三十份.xlsx": ("", _thirty_copies),
        "嵌套十万层.xlsx": ("PE001", having(SHEET, _deep("a", 100_000))),
        "八百万个标签.xlsx": (
            "PE003",
            having(SHEET, b"<a>" + b"<b/>" * 8_000_000 + b"</a>"),
        ),
        "样式十万种.xlsx": ("", _many_styles),
        "空行一百万.xlsx": ("", _empty_rows),
        "格式到底.xlsx": ("", _formatted_to_the_end),
        "最远的单元格.xlsx": (
            "",
            having_for(
                SHEET,
                "</sheetData>",
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            ),
        ),
        "整列合并.xlsx": ("", lambda: merged(["Z1:Z1048576", "AA1:XFD1"])),
        "大照片.xlsx": (
            "",
            lambda: stored({**seed(), "xl/media/image1.jpg": noise(20_000_000)}),
        ),
        "嵌套压缩包.xlsx": ("", having("xl/embeddings/oleObject1.bin", build.seed())),
        "重复无穷.ods": ("PE003", _endless),
        "嵌套的表.ods": ("PE005", _nested),
    }


def _bomb(part: str, filler: bytes, megabytes: int) -> bytes:
    """A part that inflates to so many megabytes: 10,000 bytes at a time start with `filler`."""
    chunk = filler.ljust(100_000, b"\0")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in seed().items():
            if name != part:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        entry = zipfile.ZipInfo(part)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w") as stream:
            for _ in range(megabytes * 10):
                stream.write(chunk)
    return out.getvalue()


def _overlapping() -> bytes:
    """Parts that all claim the same bytes of the file."""
    data = stored({"a.xml": noise(40_000)})
    first = data.find(b"PK\x01\x02")
    entry = data[first : data.find(b"PK\x05\x06")]
    names = (f"{at:03}.x".encode() for at in range(400))
    copies = b"".join(entry.replace(b"a.xml", name) for name in names)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 400, 400, len(copies), first, 0)
    return data[:first] + copies + end


def _deep(name: str, levels: int) -> str:
    """Elements inside elements, each a little different so that they do not shrink too well."""
    opened = "".join(f'<{name} x="{noise(6, level).hex()}">' for level in range(levels))
    return opened + f"</{name}>" * levels


def _tall_merges() -> bytes:
    rows = "".join(f'<row r="{at}"><c r="ZZ{at}"><v>1</v></c></row>' for at in range(200, 20_200))
    sheet = seed()[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    merges = "".join(f'<mergeCell ref="ZZ{at}:ZZ1048576"/>' for at in range(200, 15_200))
    return packed({**seed(), SHEET: behind(sheet, f"<mergeCells>{merges}</mergeCells>")})


def _rows(rows: int, columns: int) -> bytes:
    cells = []
    for row in range(100, rows + 100):
        cells.append(f'<row r="{row}">')
        cells += [f'<c r="{chr(65 + at)}{row}"><v>1</v></c>' for at in range(columns)]
        cells.append("</row>")
    sheet = seed()[SHEET].replace(b"</sheetData>", "".join(cells).encode() + b"</sheetData>")
    return packed({**seed(), SHEET: sheet})


def _thirty_copies() -> bytes:
    book = seed()["xl/workbook.xml"].decode()
    start = book.index(f'<sheet name="{schema.INDICATORS}"')
    sheet = book[start : book.index("/>", start) + 2]
    copies = "".join(
        sheet.replace(schema.INDICATORS, f"{schema.INDICATORS}({at})") for at in range(30)
    )
    changed = book.replace("</sheets>", f"{copies}</sheets>")
    return packed({**seed(), "xl/workbook.xml": changed.encode()})


def _many_styles() -> bytes:
    styles = seed()["xl/styles.xml"].decode()
    codes = "".join(
        f'<numFmt numFmtId="{1000 + at}" formatCode="{"[" * 100}{"_" * 100}{at}"/>'
        for at in range(2000)
    )
    changed = styles.replace("</cellXfs>", '<xf numFmtId="1000"/>' * 100_000 + "</cellXfs>")
    if "</numFmts>" in changed:
        changed = changed.replace("</numFmts>", f"{codes}</numFmts>")
    else:
        changed = changed.replace("<fonts", f"<numFmts>{codes}</numFmts><fonts", 1)
    return packed({**seed(), "xl/styles.xml": changed.encode()})


def _empty_rows() -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (at, at, at)
        for at in range(1000, 401_000)
    )
    sheet = seed()[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    return packed({**seed(), SHEET: sheet})


def _formatted_to_the_end() -> bytes:
    """Every row of a sheet formatted, a whole column merged, something in its very last cell."""
    rows = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (at, at)
        for at in range(1000, 1_048_576)
    )
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = seed()[SHEET].replace(b"</sheetData>", rows + last)
    merge = '<mergeCells><mergeCell ref="Z1:Z1048576"/></mergeCells>'
    return packed({**seed(), SHEET: behind(sheet, merge)})


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="绩效指标">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def _ods(inside: str) -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": mimetype, "content.xml": _ODS.format(inside).encode()})


def _endless() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16000"><text:p>1</text:p>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell>'
    return _ods(f"{row}</table:table-row>")


def _nested() -> bytes:
    spans = _deep("text:span", 20_000)
    return _ods(
        f"<table:table-row><table:table-cell><text:p>{spans}</text:p></table:table-cell></table:table-row>"
    )
