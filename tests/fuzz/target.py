"""Bytes → a workbook → all the way to the findings: whatever the bytes, no bug and no exception.

The first byte says which part of which package the others become, so that mutations reach the
readers and do not end at a checksum.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from perfeval_batch import ooxml, pipeline, schema
from perfeval_batch.findings import Severity
from perfeval_batch.model import Status
from tests.hostile_parts import compound
from tests.intake import build

PARTS = (
    "xl/worksheets/sheet2.xml",
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/sheet4.xml",
    "xl/worksheets/sheet5.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
    "[Content_Types].xml",
)
"""The parts of an .xlsx that are replaced: 基本情况 … 综合评价 and what they hang on."""

_PLAN = pipeline.Plan(render=False)


class BrokenPromiseError(Exception):
    """The program did not end in order."""


def one(data: bytes) -> None:
    """Put one input through.

    Raises:
        BrokenPromiseError: a bug (PE902), or an outcome that does not fit its findings.
    """
    if not data:
        return
    outcome, _ = pipeline.work("模糊/项目.xlsx", _MADE[data[0] % len(_MADE)](data[1:]), _PLAN)
    if outcome.trace:
        raise BrokenPromiseError(outcome.trace)
    errors = any(each.severity is Severity.ERROR for each in outcome.findings)
    if errors is (outcome.status is Status.REPORTED):
        raise BrokenPromiseError(f"{outcome.status} with {outcome.findings}")


def _raw(content: bytes) -> bytes:
    return content


@cache
def _parts() -> dict[str, ooxml.Part]:
    return {name: ooxml.Part.of(name, part) for name, part in build.unzipped(build.seed()).items()}


def _part(name: str) -> Callable[[bytes], bytes]:
    def made(content: bytes) -> bytes:
        return ooxml.pack({**_parts(), name: ooxml.Part.of(name, content, level=1)}.values())

    return made


def _ods(content: bytes) -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": mimetype, "content.xml": content}
    return ooxml.pack(ooxml.Part.of(name, part, level=1) for name, part in parts.items())


def _xlsb(content: bytes) -> bytes:
    return build.xlsb(content, name=schema.INDICATORS)


def _xls(content: bytes) -> bytes:
    return compound({"Workbook": content})


_MADE: tuple[Callable[[bytes], bytes], ...] = (
    _raw,
    *(_part(name) for name in PARTS),
    _ods,
    _xlsb,
    _xls,
)
RAW, FIRST_PART, ODS, XLSB, XLS = 0, 1, len(PARTS) + 1, len(PARTS) + 2, len(PARTS) + 3
