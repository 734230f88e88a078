"""What the report's tests have in common: samples through the rooms, reports read back."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType

from perfeval_batch import blank, parsing, report, schemes, scoring
from perfeval_batch.demo import samples
from perfeval_batch.model import Assessment, Project
from perfeval_batch.report.narrative import Context, context
from perfeval_batch.schemes import Scheme

SEED = Path(__file__).parents[1] / "golden" / "seed.txt"
SCHEME = schemes.load()


@lru_cache
def sample(name: str) -> tuple[Assessment, Scheme]:
    """A sample workbook, written and read again, assessed."""
    filling = samples.load(name)
    scheme = schemes.load(str(filling.facts.get("评价方案") or schemes.DEFAULT))
    project = parsing.read(blank.write(filling, scheme), f"{name}.xlsx")
    assert isinstance(project, Project)
    return scoring.assess(project, scheme), scheme


@lru_cache
def template() -> report.Template:
    """The default template, compiled."""
    return report.compile_template(report.default_template())


def rendered(project: Project) -> bytes:
    """The report of a project under the default scheme and template."""
    return report.render(scoring.assess(project, SCHEME), SCHEME, template())


def told(project: Project, scheme: Scheme = SCHEME) -> Context:
    """What the narrative makes of a project."""
    return context(scoring.assess(project, scheme), scheme)


def opened(document: bytes) -> DocumentType:
    """A report as python-docx reads it."""
    return Document(io.BytesIO(document))


def paragraphs(document: bytes) -> list[str]:
    """The paragraphs of the body, tables left out, empty ones too."""
    return [each.text for each in opened(document).paragraphs if each.text.strip()]


def headings(document: bytes) -> list[tuple[int, str]]:
    """The headings with their levels, 0 for the first."""
    found = []
    for each in opened(document).paragraphs:
        name = each.style.name if each.style else None
        if name and name.startswith("Heading"):
            found.append((int(name[-1]) - 1, each.text))
    return found


_NUMERAL = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")


def without_numeral(text: str) -> str:
    """A heading without its numeral."""
    return _NUMERAL.sub("", text).strip()


def seed_paragraphs() -> list[str]:
    """The seed's paragraphs with the exceptions that contract §5 names."""
    lines = SEED.read_text(encoding="utf-8").splitlines()
    known = {"得9.0分": "得9分", "任务完成率： ": "任务完成率："}
    for written, printed in known.items():
        lines = [line.replace(written, printed) for line in lines]
    return [without_numeral(line) for line in lines if line.strip()]
