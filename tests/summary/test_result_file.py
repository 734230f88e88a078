"""运行结果.json is what contract §3 says, to the digit."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import wording
from perfeval_batch.findings import Severity
from perfeval_batch.model import Figures, Identity
from perfeval_batch.summary import result_file
from perfeval_batch.values import replace
from tests.summary import build

PROJECT_KEYS = (
    *("source", "sheet", "form", "status", "code", "name", "department", "unit", "year", "scheme"),
    *("budget", "arrived", "executed", "execution_rate"),
    *("weight", "self_score", "review_score", "grade", "levels", "findings"),
    *("report", "returned"),
)


def test_the_file_holds_the_keys_of_the_contract_and_no_other() -> None:
    data = json.loads(result_file.write(build.three()))
    assert list(data) == ["schema", "version", "year", "scheme", "run", "projects", "findings"]
    assert data["schema"] == 2
    assert data["run"] == {"workbooks": 3, "projects": 3, "reported": 1, "returned": 1, "failed": 1}
    assert all(tuple(project) == PROJECT_KEYS for project in data["projects"])
    level = data["projects"][1]["levels"][0]
    assert list(level) == ["name", "weight", "self_score", "review_score"]
    assert list(data["projects"][0]["findings"][0]) == [
        *("code", "name", "severity", "sheet", "cell", "message", "fix"),
    ]


def test_the_seed_is_told_as_the_contract_shows_it() -> None:
    (project,) = json.loads(result_file.write(build.batch(build.reported())))["projects"]
    assert project["budget"] == 6313.66
    assert project["self_score"] == project["review_score"] == 97
    assert project["grade"] == "优"
    assert [(each["name"], each["weight"], each["self_score"]) for each in project["levels"]] == [
        ("预算执行率", 10, 10),
        ("产出指标", 30, 30),
        ("效益指标", 30, 28.2),
        ("满意度指标", 10, 9.8),
        ("成本指标", 20, 19),
    ]
    assert project["report"] == "报告/甲局/运行维护经费.docx"
    assert project["returned"] is None


def test_a_finding_names_sheet_cell_and_the_way_out() -> None:
    (project,) = json.loads(result_file.write(build.batch(build.returned())))["projects"]
    assert project["findings"][0] == {
        "code": "PE404",
        "name": "total-differs",
        "severity": "error",
        "sheet": "绩效指标",
        "cell": "J14",
        "message": "合计行写的是98分，各行相加是97分。",
        "fix": "请核对合计。",
    }


def test_what_is_not_known_is_null() -> None:
    (project,) = json.loads(result_file.write(build.batch(build.failed())))["projects"]
    unknown = set(PROJECT_KEYS) - {"source", "form", "status", "levels", "findings", "returned"}
    assert {key for key in unknown if project[key] is not None} == set()
    assert project["findings"][0]["sheet"] is None
    assert project["findings"][0]["cell"] is None


def test_a_code_left_blank_is_null() -> None:
    blank = build.reported(identity=Identity("", "名", "甲局", "", 2023, "成本单列"))
    (project,) = json.loads(result_file.write(build.batch(blank)))["projects"]
    assert project["code"] is None
    assert project["unit"] is None


def test_projects_are_sorted_by_source() -> None:
    shuffled = build.batch()
    outcomes = (build.returned("乙/2.xlsx"), build.reported("甲/1.xlsx"), build.failed("a.xlsx"))
    batch = replace(shuffled, outcomes=outcomes)
    projects = json.loads(result_file.write(batch))["projects"]
    assert [each["source"] for each in projects] == ["a.xlsx", "乙/2.xlsx", "甲/1.xlsx"]


def test_findings_about_the_batch_stand_at_the_end() -> None:
    about_all = build.finding("", "PE802", Severity.WARNING)
    data = json.loads(result_file.write(build.batch(findings=(about_all,))))
    assert [each["code"] for each in data["findings"]] == ["PE802"]


def test_a_batch_of_nothing_is_told_too() -> None:
    data = json.loads(result_file.write(build.batch(year=None, scheme=None)))
    assert set(data["run"].values()) == {0}
    assert data["projects"] == []
    assert data["year"] is None
    assert data["scheme"] is None


def test_the_file_is_indented_utf8_and_ends_its_last_line() -> None:
    raw = result_file.write(build.three())
    text = raw.decode("utf-8")
    assert "运行维护经费" in text
    assert text.startswith('{\n  "schema": 2,\n')
    assert text.endswith("\n}\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("6313.66", "6313.66"),
        ("97.0", "97"),
        ("9.50", "9.5"),
        ("1E+2", "100"),
        ("0.00", "0"),
        ("-0.0", "0"),
        ("0.1", "0.1"),
        ("100", "100"),
        ("123456789012345.123456", "123456789012345.123456"),
        ("1E-7", "0.0000001"),
    ],
)
def test_a_number_is_written_in_plain_digits_without_noise(value: str, written: str) -> None:
    assert wording.plain(Decimal(value)) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_number_read_back_is_the_number_written(value: Decimal) -> None:
    assert json.loads(wording.plain(value), parse_float=Decimal, parse_int=Decimal) == value


@given(st.text(), st.text())
def test_any_text_comes_back_as_it_was(name: str, source: str) -> None:
    outcome = build.reported(source, identity=Identity(name=name))
    (project,) = json.loads(result_file.write(build.batch(outcome)))["projects"]
    assert project["name"] == (name or None)
    assert project["source"] == source


def test_a_file_name_with_half_a_surrogate_pair_is_written_as_its_escape() -> None:
    raw = result_file.write(build.batch(build.failed("坏\udc80.xlsx")))
    assert json.loads(raw.decode("utf-8"))["projects"][0]["source"] == "坏\udc80.xlsx"


def test_the_written_text_is_what_pythons_own_writer_makes_of_it() -> None:
    raw = result_file.write(build.three()).decode("utf-8")
    again = json.dumps(json.loads(raw), ensure_ascii=False, indent=2)
    assert raw == again + "\n"


def test_equal_batches_give_equal_bytes() -> None:
    assert result_file.write(build.three()) == result_file.write(build.three())


def test_run_counts_are_the_sum_of_the_figures() -> None:
    batch = build.three()
    run = json.loads(result_file.write(batch))["run"]
    total = sum((outcome.figures for outcome in batch.outcomes), Figures())
    assert run["workbooks"] == total.workbooks == run["reported"] + run["returned"] + run["failed"]
