"""PE4 得分, taken together: the 合计 row and the grades that the file states."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Entry
from perfeval_batch.rules import consequences
from perfeval_batch.rules.rule import ERROR, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.scoring import as_printed
from perfeval_batch.wording import number, quoted

_COLUMNS = (("weight", "分值"), *consequences.SCORES)


@rule("PE404", "total-differs", ERROR)
def stated_totals_are_the_sums(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """合计行填写的数应等于各行之和（含预算执行率）。

    为什么：合计与明细不一致，说明有一个数填错，无法判断哪个是对的。
    反例：各行自评得分之和为97分，合计填98分。
    正例：合计填97，或留空由程序计算。
    怎么改：请核对各行和合计；预算执行率填在“资金情况”表，也要计入合计。合计可以留空。
    """
    for column, label in _COLUMNS:
        due = consequences.total_due(assessment, scheme, column)
        stated: Entry[Decimal] = getattr(assessment.project.totals, column)
        if due is not None and stated.value is not None:
            yield Fault(
                stated.place,
                f"{label}合计填的是{number(stated.value)}分，"
                f"各行与预算执行率之和为{number(due)}分。",
                "请核对各行和合计（合计含预算执行率），或把合计留空。",
            )


@rule("PE415", "grade-differs", ERROR)
def stated_grades_follow_from_the_totals(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """填写的等级应与总分对应的等级一致。

    为什么：等级由总分决定，两者不一致时报告自相矛盾。
    反例：自评总分97分，自评等级填“良”。
    正例：自评总分97分，自评等级“优”；或留空由程序计算。89.99分为“良”，90分为“优”。
    怎么改：请核对得分和等级；等级可以留空。
    """
    if consequences.excess(assessment, scheme) is not None:
        return
    texts = assessment.project.texts
    for column, label, stated, due in (
        ("self_score", "自评", texts.self_grade, assessment.self_grade),
        ("review_score", "复核", texts.review_grade, assessment.review_grade),
    ):
        total: Decimal | None = getattr(assessment, column)
        if stated.blank or stated.broken or due is None or total is None:
            continue
        named = scheme.grade_named(stated.text)
        if named == due or _follows(assessment, scheme, column, named):
            continue
        known = "" if named else f"不是方案中的等级（{'、'.join(g.name for g in scheme.grades)}）；"
        yield Fault(
            stated.place,
            f"{label}等级填的是{quoted(stated.text)}，{known}"
            f"{label}总分{number(as_printed(total, scheme))}分对应“{due}”。",
            f"请改为“{due}”，或核对得分；等级可以留空。",
        )


def _follows(assessment: Assessment, scheme: Scheme, column: str, named: str | None) -> bool:
    """The grade fits the stated total, whose difference from the sum is told already."""
    stated: Decimal | None = getattr(assessment.project.totals, column).value
    computed: Decimal | None = getattr(assessment, column)
    if stated is None or computed is None or abs(stated - computed) <= scheme.tolerance:
        return False
    return named is not None and named == scheme.grade(as_printed(stated, scheme))
