"""`perfeval read`: what was read, from where, and what is open; for our own workbook too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfeval_batch import blank, schemes
from perfeval_batch.cli import app
from perfeval_batch.demo import samples
from tests.forms import build
from tests.forms.build import Form


def test_a_form_is_told_as_the_contract_lists_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "一张.xlsx"
    path.write_bytes(build.workbook(Form(unit="本单位")))
    assert app.call(["read", str(path), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["source"], found["sheet"], found["form"]) == ("一张.xlsx", None, "official")
    assert found["execution"] == {"weight": 10, "rate": 95, "score": 9.5}
    assert found["total"] == {"weight": 100, "self_score": 98.5}
    first = found["indicators"][0]
    assert (first["row"], first["level1"], first["target"]) == (12, "产出指标", "≥48座")
    assert any("本单位" in question for question in found["questions"])
    assert found["refused"] is None


def test_people_read_the_cells_and_the_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "一张.xlsx"
    path.write_bytes(build.workbook(Form(unit_label="项目资金")))
    app.call(["read", str(path)])
    out = capsys.readouterr().out
    assert "青禾县水利局（Sheet!C4）" in out
    assert "没有写明金额单位" in out


def test_our_own_workbook_is_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "项目.xlsx"
    path.write_bytes(blank.write(samples.load(samples.names()[0]), schemes.load()))
    assert app.call(["read", str(path), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["form"] == "standard"
    assert found["budget"] == 6313.66
    assert len(found["indicators"]) > 5
