"""PE6 偏差与文字: figures named in texts against those of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Item
from perfeval_batch.rules import consequences, language, mentions
from perfeval_batch.rules.rule import WARNING, rule
from perfeval_batch.rules.view import View, narrow
from perfeval_batch.scoring import rounded
from perfeval_batch.wording import number, percent

_FIX = "请核对文字和表中的数，使两者一致。"


@rule("PE608", "text-contradicts-figures", WARNING)
def texts_agree_with_the_tables(view: View) -> Iterator[Fault]:
    """文字中的金额、比率、得分或年份与表中的数不一致。

    为什么：报告同时引用文字和表中的数，两者不一致时自相矛盾。
    判断方法：只核对明确说整个项目的数，如“全年预算资金…万元”“预算执行率为…%”“自评得分…分”
    “扣…分”；分项支出、上年、结转、单价等不核对。
    反例：表中全年预算数6313.66，文字写“预算安排6331.66万元”；表中执行率86.19%，文字写“预算执行率100%”；
    评价年度2023，年度目标只提到2022年。
    正例：文字与表一致；“约6300万元”“0.63亿元”等四舍五入的写法视为一致。
    怎么改：请核对文字和表中的数，使两者一致。
    """
    yield from _amounts(view)
    for (label, entry), text in view.narrow_prose:
        if "率" in text:
            yield from _rates(label, entry, text, view)
        if "分" in text and entry.place.sheet not in _OF_ROWS:
            yield from _scores(label, entry, text, view)
    yield from _years(view)
    for item in view.assessment.items:
        yield from _points(item, view)


def _amounts(view: View) -> Iterator[Fault]:
    for mention in view.mentions:
        found = consequences.compared(view, mention)
        if not found or any(consequences.typed_in_yuan(entry, mention) for _, entry in found):
            continue
        told = "、".join(
            f"{label}{number(entry.value or Decimal(0))}万元" for label, entry in found
        )
        slip = any(mentions.times(entry.value, mention) for _, entry in found)
        yield Fault(
            mention.entry.place,
            f"{mention.label}写“{mention.text}”，表中{told}"
            f"{'，疑似元与万元写错' if slip else ''}。",
            _FIX,
        )


_OF_ROWS = (schema.FUNDS, schema.INDICATORS)
"""Scores named there are those of the row."""

_HAN = r"[\u3400-\u9fff]"
_RATE = re.compile(
    rf"(?:(?<=预算)|(?<=资金)|(?<=经费)|(?<!{_HAN}))(?P<what>执行率|支出率|支付率|到位率)"
    r"(?:达到?|为|是|约|均|都|了|[:：\s])*(?P<number>\d+(?:\.\d+)?)\s*%"
)
_A_LIMIT = re.compile(r"不低于|不少于|目标|以上|要求|应|低于|高于|超过")


def _rates(label: str, entry: Entry[object], text: str, view: View) -> Iterator[Fault]:
    year = view.project.facts.year.value
    for sentence in language.sentences(text):
        for found in _RATE.finditer(sentence):
            due = _due_rates(found["what"], view)
            after = sentence[found.end() : found.end() + 2]
            before = language.clause_before(sentence, found.start())
            if not due or _A_LIMIT.search(before + after):
                continue
            if mentions.speaks_of_else(sentence, found.start()):
                continue
            stated = Decimal(found["number"])
            step = max(_step(found["number"]), view.scheme.tolerance)
            if mentions.of_this_year(sentence, year) and all(
                abs(stated - each) > step for each in due
            ):
                yield Fault(
                    entry.place,
                    f"{label}写“{found[0]}”，按表中金额计算为{percent(due[0])}。",
                    _FIX,
                )


def _due_rates(what: str, view: View) -> list[Decimal]:
    """What people may mean: 支出率 is 执行数 ÷ 到位数, or the execution rate by another name."""
    if what == "到位率":
        rates = [view.assessment.arrival_rate]
    elif what == "执行率":
        rates = [view.assessment.execution_rate]
    else:
        rates = [view.assessment.spending_rate, view.assessment.execution_rate]
    return [rounded(rate) for rate in rates if rate is not None]


def _step(digits: str) -> Decimal:
    """The worth of the last digit: 86.2 may stand for 86.19."""
    return Decimal(1).scaleb(-len(digits.partition(".")[2]))


_SCORE = re.compile(
    rf"(?:(?<!{_HAN})|(?<=项目)|(?<=本次)|(?<=单位)|(?<=绩效))"
    r"(?P<who>自评|复核|综合评价|绩效评价|综合|最终)总?(?:得分|评分|总分|分数|分)"
    r"(?:为|是|达到?|共|合计|[:：\s])*(?P<number>\d+(?:\.\d+)?)分"
)


def _scores(label: str, entry: Entry[object], text: str, view: View) -> Iterator[Fault]:
    for found in _SCORE.finditer(text):
        whose = {
            "自评": (view.assessment.self_score,),
            "复核": (view.assessment.review_score,),
        }.get(found["who"], (view.assessment.score, view.assessment.self_score))
        due = [each for each in whose if each is not None]
        stated = Decimal(found["number"])
        if due and all(abs(stated - each) > view.scheme.tolerance for each in due):
            yield Fault(
                entry.place,
                f"{label}写“{found[0]}”，按各项得分合计为{number(rounded(due[0]))}分。",
                _FIX,
            )


_YEAR = re.compile(r"20\d\d(?=年)(?<![到至争划]20\d\d)")
"""`到2025年` is a plan."""


def _years(view: View) -> Iterator[Fault]:
    """The annual goal and its completion speak of the evaluated year, if of any."""
    facts = view.project.facts
    year = facts.year.value
    for label, entry in (
        ("项目年度绩效目标", facts.annual_goal),
        ("项目预期目标完成情况", facts.completion),
    ):
        named = _YEAR.findall(narrow(entry.text))
        if year is not None and named and str(year) not in named:
            yield Fault(
                entry.place,
                f"{label}提到{'、'.join(dict.fromkeys(named))}年，没有提到评价年度{year}年。",
                "请核对年份；文字如抄自往年，请改写。",
            )


_TAKEN_OFF = re.compile(r"扣(?:除|减|掉|了)?(\d+(?:\.\d+)?)分")


def _points(item: Item, view: View) -> Iterator[Fault]:
    """`扣0.5分` in a 扣分原因 against 分值 − 得分 of its row; `每…扣1分` is a rule, not a score."""
    if item.weight is None or item.reason.value is None or "每" in item.reason.text:
        return
    text = narrow(item.reason.text)
    points = [Decimal(each) for each in _TAKEN_OFF.findall(text)] if "扣" in text else []
    if not points:
        return
    scores = (item.self_score, item.review_score)
    due = [item.weight - score for score in scores if score is not None]
    stated = {sum(points, Decimal(0)), *points}
    if due and not any(_near(one, due, view) for one in stated):
        yield Fault(
            item.reason.place,
            f"扣分原因写扣{number(sum(points, Decimal(0)))}分，"
            f"按分值和得分应为{number(rounded(due[-1]))}分。",
            _FIX,
        )


def _near(stated: Decimal, due: list[Decimal], view: View) -> bool:
    return any(abs(stated - each) <= view.scheme.tolerance for each in due)
