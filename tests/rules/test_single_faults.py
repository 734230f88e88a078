"""One fault is one error: whatever a single wrong cell sets off elsewhere stays silent.

Every cell of a workbook whose totals and grades are stated, with every value that is wrong in a
natural way: hypothesis draws from what a sweep of all of them (some 3,000) was looked through for.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch import schema, schemes, scoring
from perfeval_batch.findings import Severity
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import ValueKind
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace
from tests.rules import cases, workbooks

D = Decimal
TEXTS: tuple[CellValue, ...] = ("", "无", "#REF!", "=A1", "XX", "改成别的文字")
AMOUNTS: tuple[CellValue, ...] = ("", 0, -1, D("0.01"), "若干", "1,234元", "#REF!", "=1+1")
POINTS: tuple[CellValue, ...] = ("", 0, -1, "满分", "９分", "#REF!", "=1+1", D("3.14159"))
FACTORS = (D("1.1"), D("0.5"), D(10), D(10000))
STEPS = (D(1), D(-1), D(10), D("-0.5"))
WRONG = {ValueKind.AMOUNT: AMOUNTS, ValueKind.POINTS: POINTS, ValueKind.RATE: POINTS}


def own(sample: int) -> Scheme:
    name = schemes.named(str(workbooks.sample(sample).facts["评价方案"]))
    assert name is not None
    return schemes.load(name)


@lru_cache(maxsize=8)
def stated(sample: int) -> Filling:
    """The sample with the totals and grades that its own scores give."""
    filling = workbooks.sample(sample)
    found = scoring.assess(cases.read(workbooks.Made.of(filling).written()), own(sample))
    totals = {"分值": found.weight, "自评得分": found.self_score, "复核得分": found.review_score}
    grades = {"自评等级": found.self_grade, "复核等级": found.review_grade}
    return replace(filling, totals=totals, texts={**filling.texts, **grades})


@lru_cache(maxsize=8)
def paths(sample: int) -> tuple[tuple[str, ValueKind, CellValue], ...]:
    """Every cell of the workbook: its name, its kind and what stands there."""
    filling = stated(sample)
    found = [(each.name, each.kind, filling.facts.get(each.name)) for each in schema.FACT_FIELDS]
    scored = {"weight", "rate", "self_score", "review_score", "explanation"}
    for row in (schema.TOTAL_SOURCE, *schema.SOURCES):
        for each in schema.FUNDS_FIELDS[1:]:
            if row == schema.TOTAL_SOURCE or each.attribute not in scored:
                value = filling.funds.get(row, {}).get(each.name)
                found.append((f"资金.{row}.{each.name}", each.kind, value))
    for indicator in filling.indicators:
        for each in schema.INDICATOR_FIELDS:
            path = f"指标.{indicator['三级指标']}.{each.name}"
            found.append((path, each.kind, indicator.get(each.name)))
    for column, value in filling.totals.items():
        found.append((f"指标.{schema.TOTAL_ROW}.{column}", ValueKind.POINTS, value))
    found += [(f"综合.{each}", ValueKind.TEXT, "优") for each in ("自评等级", "复核等级")]
    return (*found, ("用途.1.金额", ValueKind.AMOUNT, filling.uses[0]["金额"]))


def wrong(kind: ValueKind, value: CellValue) -> list[CellValue]:
    """What may stand there instead."""
    values = list(WRONG.get(kind, TEXTS))
    if isinstance(value, int | Decimal) and kind is not ValueKind.YEAR:
        values += [value * factor for factor in FACTORS] + [value + step for step in STEPS]
    return [each for each in values if each != value]


@settings(max_examples=150)
@given(st.data())
def test_a_single_wrong_cell_is_at_most_one_error(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from([1, 2, 5]))
    path, kind, value = data.draw(st.sampled_from(paths(sample)))
    made = workbooks.Made.of(stated(sample), {path: data.draw(st.sampled_from(wrong(kind, value)))})
    found = cases.findings(made.written(), own(sample))
    errors = [str(each) for each in found if each.severity is Severity.ERROR]
    assert len(errors) <= 1, errors
