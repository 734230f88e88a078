"""What a report costs, against docxtpl used the ordinary way and python-docx building the same.

Run: python -m tests.bench.report. Chart and annex are included on our side; the others are spared
the chart. CPU time of this process, the best of several rounds.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from decimal import Decimal

from docx import Document
from docx.shared import Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate

from perfeval_batch import report, scoring
from perfeval_batch.model import Assessment, Project
from perfeval_batch.report import narrative
from perfeval_batch.template import numbering
from perfeval_batch.values import replace
from tests.report import documents, projects, reports
from tests.report.projects import indicator

ROUNDS = 7
LIMITS = {10: 1.0, 20: 1.5}
"""Indicators → milliseconds of CPU that a report may cost."""
TIMES_DOCXTPL, TIMES_PYTHON_DOCX = 10, 20


def best(work: Callable[[], object], count: int) -> float:
    """Milliseconds of CPU for one go, the best round."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(count):
            work()
        rounds.append((time.process_time() - begin) / count * 1000)
    return min(rounds)


def project(count: int) -> Project:
    """The seed's project, or one of `count` indicators with texts of the seed's length."""
    if count == len(projects.INDICATORS):
        return projects.project()
    weight = Decimal(90) / count
    rows = []
    for number in range(count):
        like = projects.INDICATORS[number % len(projects.INDICATORS)]
        level1, level2, name = like.level1.text, like.level2.text, f"{like.name.text}{number}"
        made = indicator(level1, level2, name, str(weight), str(weight * 19 / 20))
        told = {"description": like.description, "reason": like.reason, "target": like.target}
        rows.append(replace(made, **told))
    return projects.project(indicators=rows)


def docxtpl(assessment: Assessment) -> Callable[[], object]:
    """The same template, as docxtpl is used: opened, rendered and saved for each document."""
    import re

    from tests.report.documents import pack, unpack

    parts = unpack(report.default_template())
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(r"\{%vm [^%]*%\}", "", body).encode()
    template = pack(parts)

    def work() -> bytes:
        context = narrative.context(assessment, reports.SCHEME)
        made = DocxTemplate(io.BytesIO(template))
        made.render({**context, **numbering.start()}, autoescape=True)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    return work


Block = tuple[str, str] | list[list[tuple[str, str, int]]]


def python_docx(document: bytes) -> Callable[[], object]:
    """The same paragraphs and tables, built through python-docx from plain values."""
    blocks = _blocks(document)
    empty = report.default_template()

    def work() -> bytes:
        made = Document(io.BytesIO(empty))
        body = made.element.body
        for child in list(body)[:-1]:
            body.remove(child)
        for block in blocks:
            if isinstance(block, tuple):
                made.add_paragraph(block[1], style=block[0])
            else:
                _table(made.add_table(len(block), max(map(len, block))), block)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    return work


def _blocks(document: bytes) -> list[Block]:
    """What a report holds, as plain values: paragraphs with styles, tables with widths."""
    found: list[Block] = []
    opened = reports.opened(document)
    for child in opened.iter_inner_content():
        if isinstance(child, Paragraph):
            found.append((_style(child), child.text))
        else:
            rows = [
                [(each.text, _style(each.paragraphs[0]), int(each.width or 0)) for each in cells]
                for cells in _own_cells(child)
            ]
            found.append(rows)
    return found


def _own_cells(table: Table) -> list[list[_Cell]]:
    """The cells of each row, those that are merged once."""
    return [list({id(cell._tc): cell for cell in row.cells}.values()) for row in table.rows]  # noqa: SLF001  # so python-docx tells merged cells


def _style(paragraph: Paragraph) -> str:
    return str(paragraph.style.name) if paragraph.style else "Normal"


def _table(table: Table, rows: list[list[tuple[str, str, int]]]) -> None:
    for row, told in zip(table.rows, rows, strict=True):
        for cell, (text, style, width) in zip(row.cells, told, strict=False):
            cell.text = text
            cell.paragraphs[0].style = style
            cell.width = Twips(width / 635)


def measure(count: int, limit: float) -> bool:
    """Print the figures for a number of indicators; whether the limits are kept."""
    assessment = scoring.assess(project(count), reports.SCHEME)
    template = reports.template()
    document = report.render(assessment, reports.SCHEME, template)
    assert report.check(document, assessment, reports.SCHEME) == ()
    assert documents.parse(document)
    cost = best(lambda: report.render(assessment, reports.SCHEME, template), 100)
    check = best(lambda: report.check(document, assessment, reports.SCHEME), 100)
    theirs = best(docxtpl(assessment), 5)
    built = best(python_docx(document), 3)
    print(f"{count} indicators, {len(document):,} bytes")
    print(f"  this product            {cost:8.2f} ms   (limit {limit} ms)")
    print(f"    and reading it back   {check:8.2f} ms   (PE903)")
    print(f"  docxtpl                 {theirs:8.2f} ms   {theirs / cost:6.1f} times")
    print(f"  python-docx             {built:8.2f} ms   {built / cost:6.1f} times")
    fast = theirs >= TIMES_DOCXTPL * cost and built >= TIMES_PYTHON_DOCX * cost
    return fast and cost <= limit


def main() -> int:
    """Measure; 1 when a limit is not kept."""
    kept = [measure(count, limit) for count, limit in LIMITS.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
