"""What the notice of return tells a department."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx

from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.letters import letter_templates, return_notice
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Figures, Identity, Outcome, Status
from perfeval_batch.values import replace

DAY = date(2024, 3, 5)


def fault(code: str, severity: Severity = Severity.ERROR, row: int = 4) -> Finding:
    place = Place("甲局/一.xlsx", "绩效指标", row, 10)
    return Finding(place, code, "name", severity, f"{code}第{row}行。", "请改正。")


def outcome(source: str, *findings: Finding, status: Status = Status.RETURNED) -> Outcome:
    name = source.rpartition("/")[2].removesuffix(".xlsx") if status is not Status.FAILED else None
    identity = Identity(name=name, department="甲局", year=2023 if name else None)
    return Outcome(source, "", status, identity, Figures(), findings=findings)


ONE = outcome(
    "甲局/一.xlsx",
    fault("PE403", row=9),
    fault("PE403", row=4),
    fault("PE101"),
    fault("PE601"),
    fault("PE202", Severity.WARNING),
    fault("PE306", Severity.NOTE),
)
TWO = replace(outcome("甲局/二.xlsx", fault("PE301")), rounds=1)
DONE = outcome("甲局/三.xlsx", status=Status.REPORTED)
LOST = outcome("甲局/四.xls", fault("PE002"), status=Status.FAILED)
ALL = (TWO, DONE, ONE, LOST)


def told(*outcomes: Outcome, deadline: date | None = DAY) -> dict[str, Any]:
    return return_notice.context(Address("甲局", deadline=deadline), outcomes)


def test_workbooks_whose_report_was_issued_are_not_named() -> None:
    assert [row["项目名称"] for row in told(*ALL)["工作簿"]] == ["一", "二", "四.xls"]


def test_faults_are_counted_without_notes() -> None:
    (row,) = told(ONE)["工作簿"]
    assert (row["错误"], row["警告"]) == (4, 1)
    assert "有1份自评表需要修改后重新报送，共有错误4处、警告1处" in told(ONE)["通知"]["开头"]


def test_the_sums_are_those_of_the_rows() -> None:
    found = told(*ALL)
    assert found["通知"]["退回数"] == len(found["工作簿"])
    assert found["通知"]["错误数"] == sum(row["错误"] for row in found["工作簿"])
    assert found["通知"]["警告数"] == sum(row["警告"] for row in found["工作簿"])


def test_errors_come_first_and_each_kind_once_before_one_comes_twice() -> None:
    (row,) = told(ONE)["工作簿"]
    assert row["主要问题"] == (
        "（1）“绩效指标”表J4：PE101第4行。请改正。",
        "（2）“绩效指标”表J4：PE403第4行。请改正。",
        "（3）“绩效指标”表J4：PE601第4行。请改正。",
        "其余2处见该自评表的“问题清单”。",
    )


def test_a_warning_never_pushes_an_error_out() -> None:
    many = outcome(
        "甲局/一.xlsx",
        *(fault("PE403", row=row) for row in range(1, 5)),
        fault("PE202", Severity.WARNING),
    )
    (row,) = told(many)["工作簿"]
    assert all("PE403" in text for text in row["主要问题"][:3])


def test_the_round_is_told() -> None:
    assert [row["轮次"] for row in told(*ALL)["工作簿"]] == ["第1轮", "第2轮", ""]


def test_the_deadline_is_a_date_as_offices_write_it() -> None:
    assert told(ONE)["通知"]["期限"] == "2024年3月5日"
    assert told(ONE)["通知"]["要求"][-1] == "4．请于2024年3月5日前将修改后的自评表重新报送。"


def test_without_a_deadline_none_is_made_up() -> None:
    found = told(ONE, deadline=None)["通知"]
    assert found["期限"] == ""
    assert found["要求"][-1].endswith("请尽快将修改后的自评表重新报送。")


def test_the_year_is_told_when_all_workbooks_agree() -> None:
    other = replace(TWO, identity=replace(TWO.identity, year=2022))
    assert told(*ALL)["通知"]["标题"] == "关于退回修改2023年度绩效自评材料的通知"
    assert told(ONE, other)["通知"]["标题"] == "关于退回修改绩效自评材料的通知"


def test_files_that_could_not_be_read_get_their_own_demand() -> None:
    assert any("未能读取" in text for text in told(*ALL)["通知"]["要求"])
    assert not any("未能读取" in text for text in told(ONE)["通知"]["要求"])


def test_a_notice_without_a_department_speaks_to_whom_it_concerns() -> None:
    assert return_notice.context(Address(""), (ONE,))["通知"]["部门"] == "有关单位"


def test_the_order_of_outcomes_does_not_matter() -> None:
    assert told(*ALL) == told(*reversed(ALL))


def test_all_that_is_printed_is_text_or_a_whole_number() -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for each in value.values() for leaf in leaves(each)]
        if isinstance(value, list | tuple):
            return [leaf for each in value for leaf in leaves(each)]
        return [value]

    assert {type(leaf) for leaf in leaves(told(*ALL))} == {str, int}


def test_every_field_is_explained() -> None:
    found = told(*ALL)
    names = {f"通知.{name}{many(value)}" for name, value in found["通知"].items()}
    names |= {f"工作簿[].{name}{many(value)}" for name, value in found["工作簿"][0].items()}
    assert names == set(return_notice.FIELDS)


def many(value: object) -> str:
    """How a path of a field marks that there are several."""
    return "[]" if isinstance(value, tuple) else ""


def test_the_notice_says_the_context() -> None:
    document = docx.Document(io.BytesIO(letter_templates.write("return_notice", told(*ALL))))
    text = "\n".join(each.text for each in document.paragraphs)
    assert text.startswith("关于退回修改2023年度绩效自评材料的通知\n甲局：\n经核对，")
    assert "1．一\n（1）“绩效指标”表J4：PE101第4行。请改正。\n" in text
    assert "\n5．请于2024年3月5日前将修改后的自评表重新报送。\n\n（发文单位盖章）\n" in text
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1] == ["1", "一", "一.xlsx", "第1轮", "4", "1"]
    assert len(rows) == 4
