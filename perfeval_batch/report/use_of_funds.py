"""Writes 资金使用情况: what was budgeted, arrived and spent, on what, and what else there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from perfeval_batch.model import OFFICIAL, Assessment, Entry, Use
from perfeval_batch.report import phrases
from perfeval_batch.report.phrases import Numbers

IN_A_SENTENCE = 6
"""So many uses of funds are told in the sentence; more go into a table."""


def fields(assessment: Assessment, numbers: Numbers) -> dict[str, Any]:
    """What a template can name of 资金."""
    total = assessment.project.funds.total
    uses = [_row(use, numbers) for use in _uses(assessment)]
    return {
        "使用情况": _paragraphs(assessment, numbers, _all_uses(assessment, numbers)),
        "使用概述": _paragraphs(assessment, numbers, _number_of_uses(assessment)),
        "年初预算数": numbers.known_amount(total.initial_budget.value),
        "全年预算数": numbers.known_amount(total.budget.value),
        "实际到位数": numbers.known_amount(total.arrived.value),
        "全年执行数": numbers.known_amount(total.executed.value),
        "执行率": numbers.known_rate(assessment.execution_rate),
        "到位率": numbers.known_rate(assessment.arrival_rate),
        "支出率": numbers.known_rate(assessment.spending_rate),
        "支出用途": tuple(uses),
        "支出明细": tuple(uses) if len(uses) > IN_A_SENTENCE else (),
    }


def _uses(assessment: Assessment) -> list[Use]:
    return [use for use in assessment.project.funds.uses if not use.purpose.blank]


def _row(use: Use, numbers: Numbers) -> dict[str, str]:
    return {
        "用途": phrases.inline(use.purpose.text),
        "金额": numbers.known_amount(use.amount.value),
        "备注": "" if use.note.blank else phrases.inline(use.note.text),
    }


def _paragraphs(assessment: Assessment, numbers: Numbers, uses: str) -> tuple[str, ...]:
    """The seed's sentence, then 预算调整说明 and the like, each a sentence of its own."""
    facts = assessment.project.facts
    more = (
        ("预算调整情况", facts.adjustment),
        ("各级财政资金安排情况", facts.government_levels),
        ("结转结余情况", facts.carry_over),
    )
    return (
        "".join(_sentence(assessment, numbers, uses)),
        *(
            f"{label}：{phrases.sentence(phrases.inline(entry.text))}"
            for label, entry in more
            if not entry.blank
        ),
    )


def _sentence(assessment: Assessment, numbers: Numbers, uses: str) -> Iterator[str]:
    facts, total = assessment.project.facts, assessment.project.funds.total
    name = phrases.inline(facts.name.text) if not facts.name.blank else "（未填写）"
    allocated, cutoff = phrases.day(facts.allocated), phrases.day(facts.cutoff)
    planned = f"{_followed_by(name, '预算')}安排了{numbers.amount(total.budget.value)}万元"
    if assessment.project.form == OFFICIAL and total.arrived.blank and not (allocated or cutoff):
        spent = f"{planned}，支出{numbers.amount(total.executed.value)}万元"
        yield f"{spent}，用于{uses}。" if uses else f"{spent}。"
        return
    yield f"{planned}。"
    if allocated:
        yield f"项目资金{_allocated(allocated)}，"
    if assessment.project.form != OFFICIAL or not total.arrived.blank:  # such forms never have it
        yield f"资金实际到位{numbers.amount(total.arrived.value)}万元，"
    if assessment.arrival_rate is not None:
        yield f"到位率为{numbers.rate(assessment.arrival_rate)}%，"
    if assessment.spending_rate is not None:
        yield f"支出率为{numbers.rate(assessment.spending_rate)}%，"
    if cutoff:
        yield f"截止到{_UNTIL.sub('', cutoff)}，"
    spent = f"{_followed_by(name, '支出')}{numbers.amount(total.executed.value)}万元"
    yield f"{spent}，用于{uses}。" if uses else f"{spent}。"


def _allocated(when: str) -> str:
    """`于年初下达`; of words that are no time or have a verb of their own: `分批下达`."""
    on = "" if _NO_TIME.match(when) or not _TIME.search(when) else "于"
    return f"{on}{when}" if _HANDED_DOWN.search(when) else f"{on}{when}下达"


_NO_TIME = re.compile("[于逐按每分随依]|根据|陆续|一次")
_TIME = re.compile(r"[0-9０-９年月日季旬]")
_HANDED_DOWN = re.compile(r"(?:下达|拨付|到位|拨入|安排)(?:完毕|到位)?\Z")
_UNTIL = re.compile(r"\A(?:截至|截止到|截止至|截止)")


def _followed_by(name: str, word: str) -> str:
    """`运行维护经费支出`; never `公用经费支出支出`, nor `公用经费预算支出`."""
    if word == "支出" and name.endswith("预算"):
        return "累计支出"
    return name if name.endswith(word) else name + word


def _all_uses(assessment: Assessment, numbers: Numbers) -> str:
    """Each use with its amount; one without an amount comes last, so that it is not taken in."""
    uses = sorted(_uses(assessment), key=lambda use: use.amount.value is None)
    return "、".join(_used(phrases.inline(use.purpose.text), use.amount, numbers) for use in uses)


def _number_of_uses(assessment: Assessment) -> str:
    uses = _uses(assessment)
    if not uses:
        return ""
    return f"{phrases.inline(uses[0].purpose.text)}等{len(uses)}个方面，明细见下表"


def _used(purpose: str, amount: Entry[Decimal], numbers: Numbers) -> str:
    """`老旧小区改造6313.66万元`; a purpose that ends in a digit is kept apart from the amount."""
    if amount.value is None:
        return purpose
    told = f"{numbers.amount(amount.value)}万元"
    return f"{purpose}（{told}）" if purpose[-1:].isdigit() else purpose + told
