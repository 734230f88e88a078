"""The reports of a department, bound: every page number of the contents is right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from perfeval_batch import batch
from perfeval_batch.batch import report_pdfs
from perfeval_batch.settings import Settings
from tests import inboxes

NAMES = ("甲项目经费", "乙项目经费", "丙项目经费")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    facts = [
        {"项目名称": name, "项目编码": f"C{number}", "主管部门": "甲局"}
        for number, name in enumerate(NAMES)
    ]
    books = {f"{n}": inboxes.workbook(inboxes.changed(each)) for n, each in enumerate(facts)}
    return inboxes.fill(tmp_path / "收件", **books)


def run(inbox: Path, output: Path, **how: Any) -> Path:  # noqa: ANN401  # any setting
    batch.run(Settings(inbox, output, engine="inline", pdf=True, **how))
    return output / "报告合订本/甲局.pdf"


@pytest.mark.libreoffice
def test_each_report_begins_where_the_contents_say_on_a_right_hand_page(
    inbox: Path, tmp_path: Path
) -> None:
    volume = PdfReader(run(inbox, tmp_path / "结果"))
    texts = ["".join(page.extract_text().split()) for page in volume.pages]
    front = next(number for number, label in enumerate(volume.page_labels) if label == "1")
    told = dict(re.findall(r"\d(\w项目经费).*?优(\d+?)(?=\d\w项目|$)", "".join(texts[1:front])))
    assert set(told) == set(NAMES)
    for name, page in told.items():
        text = texts[front + int(page) - 1]
        assert f"{name}绩效评价报告综述" in text
        assert text.endswith(page)
        assert (front + int(page)) % 2 == 1
    numbers = [text for text in texts[front:] if text]
    assert all(text.endswith(str(n)) for n, text in enumerate(texts[front:], 1) if text)
    assert len(numbers) > len(NAMES)
    assert [each["/Title"] for each in volume.outline] == list(NAMES)  # type: ignore[call-overload]


@pytest.mark.libreoffice
def test_the_same_reports_make_the_same_volume_and_a_second_run_makes_none(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(inbox, tmp_path / "一").read_bytes()
    assert run(inbox, tmp_path / "二").read_bytes() == first
    monkeypatch.setattr(report_pdfs, "find", lambda: None)
    assert run(inbox, tmp_path / "一", public=True).read_bytes() == first


def test_without_libreoffice_there_is_no_volume_and_the_run_says_why(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_pdfs, "find", lambda: None)
    assert not run(inbox, tmp_path / "结果").exists()
