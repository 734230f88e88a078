"""Files that 佐证材料 names are looked for where they belong."""

from __future__ import annotations

import pytest

from perfeval_batch.batch_rules import evidence_files
from perfeval_batch.findings import Place
from perfeval_batch.model import Figures, Identity, Outcome, Passage, Status


def told(text: str, *there: str) -> list[str]:
    place = Place("甲/项目.xlsx", "绩效指标", 4, 14)
    evidence = (Passage("佐证材料", text, place),)
    outcome = Outcome("甲/项目.xlsx", "", Status.REPORTED, Identity(), Figures(), evidence=evidence)
    found = evidence_files.missing([outcome], lambda _: there)
    assert {each.code for each in found.get(outcome.source, ())} <= {"PE616"}
    return [each.message for each in found.get(outcome.source, ())]


def test_a_file_that_is_not_there_is_said_at_its_cell() -> None:
    assert told("验收报告.pdf") == ["佐证材料写明的文件“验收报告.pdf”没有找到。"]


@pytest.mark.parametrize("there", ["验收报告.pdf", "验收报告.PDF", "验收报告．pdf"])
def test_a_file_that_is_there_is_found_whatever_its_width_and_case(there: str) -> None:
    assert told("见附件：验收报告.pdf", there) == []


def test_of_several_files_those_that_are_missing_are_named() -> None:
    text = "验收报告.pdf、现场照片1.jpg；合同（扫描件）.docx"
    assert told(text, "验收报告.pdf") == [
        "佐证材料写明的文件“现场照片1.jpg”、“合同（扫描件）.docx”没有找到。"
    ]


def test_words_before_a_name_do_not_hide_the_file() -> None:
    assert told("验收情况（见验收报告.pdf）", "验收报告.pdf") == []


def test_evidence_without_a_file_name_is_none_to_look_for() -> None:
    assert told("验收报告、现场照片，存放于单位档案室") == []
