"""PE616: looks for the files that 佐证材料 names: beside the workbook, or in its folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence

from perfeval_batch import wording
from perfeval_batch.findings import Finding, Severity, kind
from perfeval_batch.model import Outcome

EVIDENCE_MISSING = kind("PE616", "evidence-missing", Severity.WARNING)("""
    佐证材料写明的文件没有随工作簿报送。

    为什么：佐证材料是核实完成情况的依据，写了文件名而没有文件，复核时无从查起。
    反例：佐证材料写“验收报告.pdf”，工作簿所在文件夹里没有这个文件。
    正例：文件放在工作簿旁边，或放在与工作簿同名的文件夹里，名称一致。
    怎么改：请补报文件，或改正文件名；不随表报送的，写明存放地点，不写文件名。
""")

KINDS = (EVIDENCE_MISSING,)

_NAME = re.compile(
    r"[^\s、，,；;。：:《》“”\"'|<>?*/\\]+?"
    r"\.(?:pdf|ofd|docx?|wps|xlsx?|et|pptx?|jpe?g|png|bmp|tiff?|mp4|zip|rar|7z|txt)(?![a-z\d])",
    re.IGNORECASE,
)
"""A file's name in a text."""


def missing(
    outcomes: Sequence[Outcome], beside: Callable[[str], Collection[str]]
) -> dict[str, tuple[Finding, ...]]:
    """Find the evidence files that were not handed in.

    Args:
        outcomes: of the run.
        beside: source → names of the files beside that workbook and in a folder of its name.

    Returns:
        source → its findings.
    """
    found = {}
    for outcome in outcomes:
        if outcome.evidence:
            there = {_plain(name) for name in beside(outcome.source)}
            found[outcome.key] = tuple(_missing(outcome, there))
    return {source: findings for source, findings in found.items() if findings}


def _missing(outcome: Outcome, there: Collection[str]) -> Iterator[Finding]:
    for passage in outcome.evidence:
        named = dict.fromkeys(match[0] for match in _NAME.finditer(passage.text))
        absent = [f"“{name}”" for name in named if not _is_there(_plain(name), there)]
        if absent:
            yield EVIDENCE_MISSING.at(
                passage.place,
                f"佐证材料写明的文件{wording.listed(absent)}没有找到。",
                "请把文件放在自评表旁边，或与自评表同名的文件夹里，或改正文件名。",
            )


def _is_there(name: str, there: Collection[str]) -> bool:
    """Whether a file is there; words of the sentence may stand before its name."""
    return name in there or any(name.endswith(each) for each in there if len(each) > SHORTEST)


SHORTEST = 5
"""Characters of a file's name that tell it from the end of another."""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
