"""What holds of the checks whatever people type: no exception, no order, no noise."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch import schema, schemes
from perfeval_batch.findings import Finding
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace
from tests.rules import cases, workbooks

SAMPLES = range(1, 6)
_NAME = schema.field(schema.INDICATOR_FIELDS, "name").name


def own(sample: int) -> Scheme:
    """The scheme that a sample names."""
    name = schemes.named(str(workbooks.sample(sample).facts["评价方案"]))
    assert name is not None
    return schemes.load(name)


def found(filling: Filling, by: Scheme) -> tuple[Finding, ...]:
    return cases.findings(workbooks.Made.of(filling).written(), by)


# What people type.

PIECES = (
    *(
        "",
        " ",
        "　",
        "-",
        "—",
        "——",
        "/",
        "*",
        "无",
        "……",
        "XX",
        "XXX",
        "0",
        "1",
        "10",
        "９．５",
        "1_0",
    ),
    *(
        "-1",
        "1e5",
        "nan",
        "inf",
        "∞",
        "12,34",
        "1,234.5",
        "215,457.6元",
        "800万元",
        "约6000万元",
        "0.00",
    ),
    *(
        "100%",
        "１００％",
        "≥50个",
        ">=98 %",
        "≧735人次",
        "═100%",
        "98%以上",
        "12月底前完成",
        "2023年1-12月",
    ),
    *(
        "2023-02-30",
        "2023年12月31日",
        "0次",
        "显著提升",
        "达成年度指标",
        "部分达成",
        "完成",
        "良",
        "优秀（97分）",
    ),
    *(
        "产出指标(50分)",
        "一、产出 指标",
        "指标2：",
        "(≥**人)",
        "扣0.5分",
        "自评得分97分",
        "预算执行率86.19%",
    ),
    *(
        "全年预算资金6313.66万元，",
        "用于",
        "“",
        "”",
        "（",
        "）",
        "《",
        "但是",
        "，",
        "。",
        "：",
        "\n",
        "\t",
        "=1+1",
    ),
    *(
        "#REF!",
        "@SUM(A1)",
        "+86",
        "'01",
        "😀",
        "\u202e",
        "\u0007",
        "ﬁ",
        "𠮷",
        "Ω",
        "1O0",
        "IO",
        "一百",
        "١٢",
    ),
    *(
        "9" * 20,
        "0.1" + "0" * 30 + "1",
        "9" * 400,
        "长" * 3000,
        "1/0",
        "TRUE",
        "null",
        "<b>",
        "{{ 项目 }}",
    ),
)
typed = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join) | st.text(
    max_size=20
)
numbers = st.decimals(-(10**13), 10**13, allow_nan=False, allow_infinity=False).map(
    lambda number: Decimal(str(float(number)))
)


def _paths() -> list[str]:
    filling = workbooks.sample(2)
    facts = [field.name for field in schema.FACT_FIELDS]
    funds = [
        f"资金.{row}.{field.name}"
        for row in (schema.TOTAL_SOURCE, *schema.SOURCES)
        for field in schema.FUNDS_FIELDS[1:]
    ]
    rows = [
        f"指标.{row[_NAME]}.{field.name}"
        for row in filling.indicators[:4]
        for field in schema.INDICATOR_FIELDS
    ]
    totals = [f"指标.{schema.TOTAL_ROW}.{each}" for each in ("分值", "自评得分", "复核得分")]
    texts = ["综合.经验概述", "综合.自评等级", "综合.复核等级", "综合.存在的问题及原因分析.1"]
    return [
        *facts,
        *funds,
        *rows,
        *totals,
        *texts,
        "综合.改进措施.2",
        "用途.1.金额",
        "用途.2.支出用途",
    ]


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(_paths()), typed | numbers, min_size=1, max_size=6))
def test_no_text_makes_a_check_raise(changes: dict[str, CellValue]) -> None:
    changes = {path: value for path, value in changes.items() if not _formula(value)}
    made = workbooks.Made.of(workbooks.sample(2), changes)
    for finding in cases.findings(made.written(), own(2)):
        assert finding.message
        assert finding.fix


def _formula(value: CellValue) -> bool:
    """A filling holds texts; errors and formulas have cases of their own."""
    return isinstance(value, str) and (value in workbooks.ERRORS or value.startswith("="))


# The order of rows.


def _told(findings: tuple[Finding, ...]) -> Counter[tuple[str, str]]:
    """Code and message without addresses."""
    return Counter((each.code, _ADDRESS.sub("", each.message)) for each in findings)


_ADDRESS = re.compile(r"(?:绩效指标!)?[A-Z]{1,2}\d+、?")

FAULTS: tuple[dict[str, CellValue], ...] = (
    {},
    {"自评得分": Decimal(1)},
    {"自评得分": Decimal(99)},
    {"自评得分": "满分", "扣分原因": "有待提高"},
    {"分值": None},
    {"分值": Decimal(40)},
    {"复核得分": None},
    {"一级指标": "管理指标"},
    {"年度指标值": "≥50个", "实际完成值": "完成"},
    {"实际完成值": "", "完成情况说明": ""},
    {"扣分原因": "有待提高", "自评得分": Decimal("0.5")},
)


@settings(max_examples=60)
@given(st.data())
def test_findings_do_not_depend_on_the_order_of_rows(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from([2, 4, 5]))
    filling = workbooks.sample(sample)
    rows = [{**row, **data.draw(st.sampled_from(FAULTS))} for row in filling.indicators]
    shuffled = data.draw(st.permutations(rows))
    one = found(replace(filling, indicators=tuple(rows)), own(sample))
    other = found(replace(filling, indicators=tuple(shuffled)), own(sample))
    assert _told(one) == _told(other)


# Harmless edits.

WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def _spaced(value: CellValue, *, before: str, after: str) -> CellValue:
    return f"{before}{value}{after}" if isinstance(value, str) and value else value


@settings(max_examples=40)
@given(
    st.sampled_from(SAMPLES),
    st.sampled_from(["", " ", "　", "\n"]),
    st.sampled_from(["", "  ", "\n"]),
)
def test_blanks_around_texts_change_nothing(sample: int, before: str, after: str) -> None:
    filling = workbooks.sample(sample)

    def spaced(row: dict[str, CellValue]) -> dict[str, CellValue]:
        return {key: _spaced(value, before=before, after=after) for key, value in row.items()}

    edited = replace(
        filling,
        facts=spaced(dict(filling.facts)),
        indicators=tuple(spaced(dict(row)) for row in filling.indicators),
        texts=spaced(dict(filling.texts)),
    )
    assert _told(found(edited, own(sample))) == _told(found(filling, own(sample)))


@settings(max_examples=40)
@given(st.data())
def test_full_width_digits_are_only_said(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(SAMPLES))
    filling = workbooks.sample(sample)
    numeric = ("分值", "自评得分", "复核得分", "年度指标值", "实际完成值")
    rows = tuple(
        {key: _wide(value, data) if key in numeric else value for key, value in row.items()}
        for row in filling.indicators
    )
    funds = {
        name: {key: _wide(value, data) for key, value in row.items()}
        for name, row in filling.funds.items()
    }
    plain = Counter(each.code for each in found(filling, own(sample)))
    edited = found(replace(filling, indicators=rows, funds=funds), own(sample))
    notes = Counter(each.code for each in edited)
    del notes["PE416"], notes["PE202"]
    assert notes == plain, [str(each) for each in edited]


def _wide(value: CellValue, data: st.DataObject) -> CellValue:
    if not isinstance(value, int | Decimal) or not data.draw(st.booleans()):
        return value
    return str(value).translate(WIDE)


@pytest.mark.parametrize("sample", SAMPLES[1:])
def test_a_sample_without_planted_faults_has_neither_errors_nor_warnings(sample: int) -> None:
    """But that some state a review themselves, which is the bureau's."""
    said = found(workbooks.sample(sample), own(sample))
    codes = {each.code for each in said if each.severity.value != "note"}
    assert codes <= {"PE708"}


def test_the_seeds_workbook_says_just_what_was_planted() -> None:
    said = found(workbooks.sample(), own(1))
    assert [(each.code, each.place.sheet, each.place.cell) for each in said] == [
        ("PE106", "基本情况", "B5"),
        ("PE107", "基本情况", "B17"),
        ("PE107", "基本情况", "B18"),
        ("PE510", "绩效指标", "H10"),
        ("PE606", "绩效指标", "L7"),
        ("PE606", "绩效指标", "L10"),
        ("PE607", "综合评价", "B6"),
        ("PE708", "资金情况", "I4"),
        ("PE609", "基本情况", "B26"),
        ("PE706", "绩效指标", "K14"),
    ]
