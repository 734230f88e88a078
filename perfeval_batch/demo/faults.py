"""A clean filling in, one with a fault that offices typically make out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random

from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import TOTAL_SOURCE
from perfeval_batch.values import replace

_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")

Fault = Callable[[Filling, Random], Filling]


def spoil(filling: Filling, rng: Random) -> Filling:
    """Make one to three different faults."""
    for fault in rng.sample(FAULTS, rng.choice((1, 1, 2, 3))):
        filling = fault(filling, rng)
    return filling


def _indicator(filling: Filling, at: int, **values: CellValue) -> Filling:
    rows = list(filling.indicators)
    rows[at] = {**rows[at], **values}
    return replace(filling, indicators=tuple(rows))


def _fact(filling: Filling, name: str, value: CellValue) -> Filling:
    return replace(filling, facts={**filling.facts, name: value})


def _total(filling: Filling, **values: CellValue) -> Filling:
    total = {**filling.funds[TOTAL_SOURCE], **values}
    return replace(filling, funds={**filling.funds, TOTAL_SOURCE: total})


def _number(row: Mapping[str, CellValue], name: str) -> Decimal:
    value = row.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)


def _any(filling: Filling, rng: Random) -> int:
    return rng.randrange(len(filling.indicators))


def _heavy(filling: Filling, rng: Random) -> Filling:
    """Weights that add up to more than 100."""
    at = _any(filling, rng)
    row = filling.indicators[at]
    more = {
        name: _number(row, name) + 5 for name in ("分值", "自评得分", "复核得分") if row.get(name)
    }
    return _indicator(filling, at, **more)


def _over_weight(filling: Filling, rng: Random) -> Filling:
    """A score over its weight."""
    at = _any(filling, rng)
    return _indicator(filling, at, 自评得分=_number(filling.indicators[at], "分值") + 1)


def _no_score(filling: Filling, rng: Random) -> Filling:
    """A score that was forgotten."""
    return _indicator(filling, _any(filling, rng), 自评得分=None)


def _no_reason(filling: Filling, _: Random) -> Filling:
    """A deduction without its reason."""
    at = next(at for at, row in enumerate(filling.indicators) if row.get("扣分原因"))
    return _indicator(filling, at, 扣分原因=None)


def _no_fact(filling: Filling, rng: Random) -> Filling:
    """A required field left blank, or with a placeholder."""
    name = rng.choice(("项目目的", "项目年度绩效目标", "评价工作过程", "项目预期目标完成情况"))
    return _fact(filling, name, rng.choice((None, "无", "XX", "——")))


def _execution_score(filling: Filling, _: Random) -> Filling:
    """An execution score that is not 分值 × 执行率."""
    score = _number(filling.funds[TOTAL_SOURCE], "自评得分")
    return _total(filling, 自评得分=score - Decimal("0.5"))


def _overspent(filling: Filling, _: Random) -> Filling:
    """More spent than budgeted."""
    budget = _number(filling.funds[TOTAL_SOURCE], "全年预算数")
    return _total(filling, 全年执行数=budget + 12)


def _sources(filling: Filling, _: Random) -> Filling:
    """A total that is not the sum of its sources."""
    initial = _number(filling.funds[TOTAL_SOURCE], "年初预算数")
    return _total(filling, 年初预算数=initial + 30)


def _amount_in_words(filling: Filling, _: Random) -> Filling:
    """An amount typed as text with its unit."""
    arrived = _number(filling.funds[TOTAL_SOURCE], "实际到位数")
    return _total(filling, 实际到位数=f"{arrived:,}万元")


def _wide_digits(filling: Filling, rng: Random) -> Filling:
    """A score typed in full-width digits."""
    at = _any(filling, rng)
    score = _number(filling.indicators[at], "自评得分")
    return _indicator(filling, at, 自评得分=f"{score:f}".translate(_WIDE))


def _stated_total(filling: Filling, _: Random) -> Filling:
    """A 合计 that was typed by hand and is off by one."""
    execution = _number(filling.funds[TOTAL_SOURCE], "自评得分")
    total = sum((_number(row, "自评得分") for row in filling.indicators), execution)
    return replace(filling, totals={"自评得分": total + 1})


def _stated_grade(filling: Filling, _: Random) -> Filling:
    """A grade that does not follow from the score."""
    return replace(filling, texts={**filling.texts, "自评等级": "良"})


def _half_reviewed(filling: Filling, rng: Random) -> Filling:
    """A review that covers some rows only."""
    at = _any(filling, rng)
    return _indicator(filling, at, 复核得分=_number(filling.indicators[at], "自评得分"))


def _no_target(filling: Filling, rng: Random) -> Filling:
    """A target left blank."""
    return _indicator(filling, _any(filling, rng), 年度指标值=None)


def _actual_in_words(filling: Filling, _: Random) -> Filling:
    """Words where a number is due."""
    rows = enumerate(filling.indicators)
    at = next(at for at, row in rows if isinstance(row["年度指标值"], Decimal))
    return _indicator(filling, at, 实际完成值="已完成")


def _unfinished(filling: Filling, _: Random) -> Filling:
    """A sentence that ends in a comma."""
    name = "存在的问题及原因分析"
    first, *others = filling.lists[name]
    items = (str(first).rstrip("。") + "，", *others)
    return replace(filling, lists={**filling.lists, name: items})


def _denied(filling: Filling, _: Random) -> Filling:
    """Points lost, and no problem admitted."""
    return replace(filling, lists={**filling.lists, "存在的问题及原因分析": ("无",)})


def _copied_goal(filling: Filling, _: Random) -> Filling:
    """A completion that repeats the goal."""
    return _fact(filling, "项目预期目标完成情况", filling.facts["项目年度绩效目标"])


def _no_period(filling: Filling, _: Random) -> Filling:
    """No standard and no period."""
    gone = {"执行标准": None, "实施开始日期": None, "实施结束日期": None}
    return replace(filling, facts={**filling.facts, **gone})


def _placeholder(filling: Filling, rng: Random) -> Filling:
    """A placeholder left in a text, and a filler row of the form left standing."""
    row: dict[str, CellValue] = {
        "一级指标": "产出指标",
        "二级指标": "数量指标",
        "三级指标": "指标2：",
    }
    filling = _indicator(filling, _any(filling, rng), 完成情况说明="全年完成XX项任务")
    return replace(filling, indicators=(*filling.indicators, row))


FAULTS: tuple[Fault, ...] = (
    *(_heavy, _over_weight, _no_score, _no_reason, _no_fact, _execution_score, _overspent),
    *(_sources, _amount_in_words, _wide_digits, _stated_total, _stated_grade, _half_reviewed),
    *(_no_target, _actual_in_words, _unfinished, _denied, _copied_goal, _no_period, _placeholder),
)


def copy(filling: Filling, model: Filling) -> Filling:
    """Take over the texts of another project, the name of this one left in place."""
    texts = ("项目目的", "项目内容", "项目绩效总目标", "项目年度绩效目标", "项目预期目标完成情况")
    facts = {**filling.facts, **{name: model.facts[name] for name in texts}}
    return replace(filling, facts=facts, texts=model.texts, lists=model.lists)
