"""The samples → inputs to start from: `python -m tests.fuzz.corpus FOLDER`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from perfeval_batch import blank, schema, schemes
from perfeval_batch.demo import samples
from tests.forms import build as forms
from tests.fuzz.target import (
    DOCUMENT,
    EDITED,
    FIRST_PART,
    FORM,
    FORM_SHEET,
    ODS,
    PARTS,
    RAW,
    XLSB,
)
from tests.reading import build
from tests.reading.build import binary_cell, row, wide


def inputs() -> Iterator[bytes]:
    """Each part of each sample, whole samples, and a small sheet of the other formats."""
    for name in samples.names():
        data = blank.write(samples.load(name), schemes.load())
        yield bytes([RAW]) + data
        parts = build.unzipped(data)
        yield from (bytes([FIRST_PART + at]) + parts[part] for at, part in enumerate(PARTS))
    yield bytes([ODS]) + _ods().encode()
    yield from (
        bytes([EDITED, 2, row, column, kind]) + _told(text) for row, column, kind, text in _EDITS
    )
    yield bytes([XLSB]) + _xlsb()
    yield bytes([FORM]) + build.unzipped(forms.workbook(forms.Form()))[FORM_SHEET]
    document = forms.document(forms.Form())
    yield bytes([DOCUMENT]) + build.unzipped(document)["word/document.xml"]
    yield bytes([RAW]) + document
    for down, column, kind, text in _EDITS:
        yield bytes([FORM + 1, 0, down + 7, column % 9, kind]) + _told(text)
        yield bytes([DOCUMENT + 1, 2, down + 7, column, kind]) + _told(text)


_EDITS = (
    *((6, 9, 0, text) for text in ("９．５", "9.5分", "1_0", "95%", "IO", "——", "215,457.6元")),
    *((6, 4, 0, text) for text in ("≥50个", "12月底前完成", "2023年1-12月", "98%以上", "显著提升")),
    *((6, 9, kind, text) for kind, text in ((1, "NaN"), (3, "1"), (4, "#REF!"), (5, "2023-12-31"))),
    *((2, column, 0, "自评得分") for column in (15, 3)),
    *((row, 0, 0, "合计") for row in (5, 20)),
)
"""Row, column and kind of a changed cell of 绩效指标, counted from 0, and its text."""


def _told(text: str) -> bytes:
    data = text.encode()
    return bytes([len(data)]) + data


def _ods() -> str:
    space = partial("xmlns:{0}='urn:oasis:names:tc:opendocument:xmlns:{0}:1.0'".format)
    spaces = " ".join(space(name) for name in ("office", "table", "text", "style"))
    cells = "".join(
        f"<table:table-cell office:value-type='string'><text:p>{each.name}</text:p>"
        "</table:table-cell>"
        for each in schema.INDICATOR_FIELDS
    )
    return (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f"<table:table table:name='{schema.INDICATORS}'><table:table-row>{cells}"
        "</table:table-row><table:table-row table:number-rows-repeated='2'><table:table-cell "
        "table:number-columns-repeated='9' office:value-type='float' office:value='9.5'/>"
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def _xlsb() -> bytes:
    texts = enumerate(schema.INDICATOR_FIELDS, 1)
    return row(1) + b"".join(binary_cell(6, at, wide(each.name)) for at, each in texts)


def write(folder: Path) -> None:
    """Write them all, each under the digest of its bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in inputs():
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
