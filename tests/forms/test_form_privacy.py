"""The public copy of official forms: whoever a form names beside 填报人 or 联系人 is left out."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.forms import build
from tests.forms.test_transfer_forms import run, transfer

FOOTER = (
    "填报人：李　四    联系电话：0718-5556238",
    "单位负责人（签字）：王建国",
    "联系人：赵小明 65512345",
)
SECRETS = ("李四", "5556238", "王建国", "赵小明", "65512345", "周转运", "13812345678")
TOLD = "李四、王建国、赵小明三人牵头完成，详询5556238或65512345，周转运 13812345678。"


@pytest.mark.parametrize("beside", [False, True])
def test_no_person_of_a_form_is_left_in_the_public_copy(tmp_path: Path, *, beside: bool) -> None:
    parted = [each.partition("：") for each in FOOTER]
    below = tuple(
        (f"{head}：", rest) if beside else (head + sign + rest,) for head, sign, rest in parted
    )
    inbox = tmp_path / "收件"
    inbox.mkdir()
    data = build.workbook(build.Form(below=below))
    (inbox / "乙.xlsx").write_bytes(build.with_cell(data, "F10", TOLD))
    run(tmp_path, public=True)
    text = _public(tmp_path)
    assert "三人牵头完成" in text
    assert [each for each in SECRETS if each in text] == []


def test_the_public_copy_of_a_form_without_scores_is_as_clean(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    (inbox / "甲.xlsx").write_bytes(build.with_cell(transfer(), "E14", TOLD))
    run(tmp_path, public=True)
    text = _public(tmp_path)
    assert "三人牵头完成" in text
    assert [each for each in SECRETS[-2:] if each in text] == []


def _public(folder: Path) -> str:
    """All that the public copies say."""
    paths = (folder / "结果" / "公开").rglob("*.docx")
    elements = (each for path in paths for each in docx.Document(str(path)).element.iter())
    return "".join(each.text or "" for each in elements if str(each.tag).endswith("}t"))
