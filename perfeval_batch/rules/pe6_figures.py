"""PE6 偏差与文字: figures named in texts against those of the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Item
from perfeval_batch.rules import amounts, language, mentions
from perfeval_batch.rules.mentions import Mention
from perfeval_batch.rules.project_view import View, narrow
from perfeval_batch.rules.rule import WARNING, rule
from perfeval_batch.schemes import FULL_WEIGHT
from perfeval_batch.scoring import rounded
from perfeval_batch.scoring.units import is_money, read_unit
from perfeval_batch.wording import number, percent, quoted

_Finder = Callable[[str, Entry[object], str, View], Iterator[Fault]]
_FIX = "请核对文字和表中的数，使两者一致。"


@rule("PE608", "text-contradicts-figures", WARNING)
def texts_agree_with_the_tables(view: View) -> Iterator[Fault]:
    """文字中的金额、比率、得分、等级或年份与表中的数不一致。

    为什么：报告同时引用文字和表中的数，两者不一致时自相矛盾。
    判断方法：只核对明确说整个项目的数，如“全年预算资金…万元”“财政安排…万元”“结余…万元”“预算执行率为…%”
    “资金拨付进度…%”“自评得分…分”“等级为…”“扣…分”“没有扣分”“指标全部完成”；分项支出、上年、单价等不核对，
    与上年比较、下年审计的年份也不核对。
    反例：表中全年预算数6313.66，文字写“预算安排6331.66万元”；表中执行率86.19%，文字写“预算执行率100%”；
    评价年度2023，年度目标写“2022年完成…”；扣了3分，文字写“没有扣分”。
    正例：文字与表一致；“约6300万元”“0.63亿元”等四舍五入的写法视为一致。
    怎么改：请核对文字和表中的数，使两者一致。
    """
    yield from _amounts(view)
    for (label, entry), text in view.narrow_prose:
        if _TRIGGER.search(text):
            for sentence in language.sentences(text):
                for find in _FINDERS:
                    yield from find(label, entry, sentence, view)
    yield from _years(view)
    for item in view.assessment.items:
        yield from _points(item, view)


def _amounts(view: View) -> Iterator[Fault]:
    for mention in view.mentions:
        found = amounts.compared(view.project, view.scheme.tolerance, mention)
        if not found or any(amounts.typed_in_yuan(entry, mention) for _, entry in found):
            continue
        if _is_of_an_indicator(mention, view):
            continue
        told = "、".join(
            f"{_LABELS[column]}{number(entry.value or Decimal(0))}万元" for column, entry in found
        )
        slip = any(mentions.times(entry.value, mention) for _, entry in found)
        yield Fault(
            mention.entry.place,
            f"{mention.label}写“{mention.text}”，表中{told}"
            f"{'，疑似元与万元写错' if slip else ''}。",
            _FIX,
        )


def _is_of_an_indicator(mention: Mention, view: View) -> bool:
    """`到位资金45亿元` is what an indicator counts, not what the project received."""
    told = [each for row in view.project.indicators for each in (row.target, row.actual)]
    units = [row.unit_of_measure.text for row in view.project.indicators for _ in range(2)]
    for entry, column in zip(told, units, strict=True):
        value = entry.value
        if value is None or value.number is None or "元" not in (unit := value.unit or column):
            continue
        meant = value.number * read_unit(unit).factor / mentions.YUAN
        if is_money(unit) and abs(meant - mention.value) <= mention.step:
            return True
    return False


def _differs(label: str, entry: Entry[object], said: str, due: str) -> Fault:
    return Fault(entry.place, f"{label}写“{said}”，{due}。", _FIX)


_LABELS = dict(mentions.AMOUNTS)
_OF_ROWS = (schema.FUNDS, schema.INDICATORS)
"""Scores named there are those of the row."""

_HAN = r"[\u3400-\u9fff]"
_RATE = re.compile(
    rf"(?:(?<=预算)|(?<=资金)|(?<=经费)|(?<!{_HAN}))"
    r"(?P<what>(?:预算|资金)?执行率|支出率|支付率|到位率|拨付率|(?:拨付|支付|执行|支出)进度)"
    r"(?:达到?|为|是|约|均|都|了|[:：\s])*(?P<number>\d+(?:\.\d+)?)\s*%"
)
_A_LIMIT = re.compile(r"不低于|不少于|目标|以上|要求|应|低于|高于|超过")


def _rates(label: str, entry: Entry[object], sentence: str, view: View) -> Iterator[Fault]:
    year = view.project.facts.year.value
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
        if mentions.of_this_year(sentence, year) and all(abs(stated - each) > step for each in due):
            yield _differs(label, entry, found[0], f"按表中金额计算为{percent(due[0])}")


def _due_rates(what: str, view: View) -> list[Decimal]:
    """What people may mean: 支出率 is 执行数 ÷ 到位数, or the execution rate by another name."""
    if what in ("拨付率", "拨付进度"):
        assessed = view.assessment
        rates = [assessed.spending_rate, assessed.execution_rate, assessed.arrival_rate]
    elif what == "到位率":
        rates = [view.assessment.arrival_rate]
    elif what.endswith("执行率"):
        rates = [view.assessment.execution_rate]
    else:
        rates = [view.assessment.spending_rate, view.assessment.execution_rate]
    return [rounded(rate) for rate in rates if rate is not None]


def _step(digits: str) -> Decimal:
    """The worth of the last digit: 86.2 may stand for 86.19."""
    return Decimal(1).scaleb(-len(digits.partition(".")[2]))


_BALANCE = re.compile(
    r"结余(?:资金|金额|数额|数|额)?(?:为|是|共|共计|合计|[:：\s])*"
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|元)"
)
_OTHER_BALANCE = re.compile(r"上年|去年|以前|历年|累计|结转结余|收回|其中|净结余|往年|滚存")


def _balances(label: str, entry: Entry[object], sentence: str, view: View) -> Iterator[Fault]:
    """`年末资金结余65.91万元` against what budget or arrived leaves over executed."""
    total = view.project.funds.total
    executed = total.executed.value
    had = (total.budget.value, total.arrived.value)
    due = [each - executed for each in had if each is not None and executed is not None]
    for found in _BALANCE.finditer(sentence):
        if not due or _OTHER_BALANCE.search(sentence):
            continue
        digits = found["number"].replace(",", "")
        stated = Decimal(digits) * mentions.IN_TEN_THOUSANDS[found["unit"]]
        step = max(_step(digits) * mentions.IN_TEN_THOUSANDS[found["unit"]], view.scheme.tolerance)
        if all(abs(stated - each) > step for each in due):
            yield _differs(label, entry, found[0], f"按表中金额计算为{number(due[0])}万元")


_SCORE = re.compile(
    rf"(?:(?<!{_HAN})|(?<=项目)|(?<=本次)|(?<=单位)|(?<=绩效)|(?<=后)|(?<=年度)|(?<=[总整]体)|(?<=最终))"
    r"(?P<who>自评|复核|综合评价|绩效评价|综合|最终)总?(?:得分|评分|总分|分数|分)"
    r"(?:为|是|达到?|共|合计|[:：\s])*(?P<number>\d+(?:\.\d+)?)分"
)
_PART = re.compile(r"指标|产出|效益|满意|成本|执行率|其中|平均|上年|去年|权重|每|扣|分值")
"""Before a score it says that the score is of a part, or not this project's."""


def _scores(label: str, entry: Entry[object], sentence: str, view: View) -> Iterator[Fault]:
    if entry.place.sheet in _OF_ROWS:
        return
    if not mentions.of_this_year(sentence, view.project.facts.year.value):
        return
    for found in _SCORE.finditer(sentence):
        if _PART.search(language.clause_before(sentence, found.start())):
            continue
        whose = {
            "自评": (view.assessment.self_score,),
            "复核": (view.assessment.review_score,),
        }.get(found["who"], (view.assessment.score, view.assessment.self_score))
        due = [each for each in whose if each is not None]
        stated = Decimal(found["number"])
        if due and all(abs(stated - each) > view.scheme.tolerance for each in due):
            yield _differs(label, entry, found[0], f"按各项得分合计为{number(rounded(due[0]))}分")
    taken = _TAKEN_ALTOGETHER.search(sentence)
    scores = [view.assessment.self_score, view.assessment.review_score]
    lost = [FULL_WEIGHT - score for score in scores if score is not None]
    if not taken or not lost or _PART.search(sentence[: taken.start()]):
        return
    if not _near(Decimal(taken[1]), lost, view):
        yield _differs(label, entry, taken[0], f"按各项得分合计扣{number(rounded(lost[-1]))}分")


_TAKEN_ALTOGETHER = re.compile(r"(?:共|总共|合计|累计|总计)扣(?:除|减|掉|了)?(\d+(?:\.\d+)?)分")
_GRADE_WORDS = ("等级", "等次", "评级", "结果", "结论")
_GRADE = re.compile(
    r"(?P<who>自评|复核|评价|绩效)?(?:结果|结论|总体)?(?:等级|等次|评级|结果|结论)(?:评定|确定)?"
    r"(?:为|是|达到|[:：])+[“\"「]?(?P<grade>优秀|良好|中等|较差|优|良|中|差)(?:等|级)?"
    r"(?=[”\"」，。；、！）)\s]|$)"
)


def _grades(label: str, entry: Entry[object], sentence: str, view: View) -> Iterator[Fault]:
    """`自评等级为良` against the grades that follow from the totals."""
    if entry.place.sheet in _OF_ROWS or not any(word in sentence for word in _GRADE_WORDS):
        return
    if not mentions.of_this_year(sentence, view.project.facts.year.value):
        return
    due = {
        "自评": [view.assessment.self_grade],
        "复核": [view.assessment.review_grade],
    }
    for found in _GRADE.finditer(sentence):
        named = view.scheme.grade_named(found["grade"])
        every = [view.assessment.grade, view.assessment.self_grade]
        known = [each for each in due.get(found["who"] or "", every) if each]
        if named is None or not known or named in known:
            continue
        if not _PART.search(sentence[: found.start()].rpartition("，")[2]):
            yield _differs(label, entry, found[0], f"按总分对应的等级是“{known[0]}”")


_NONE_TAKEN = re.compile(
    r"(?:没有|未|无)(?:任何)?扣分(?!原因|项目|依据)|(?:均|全部|都)(?:得|为|获得?)满分"
)
_ALL_DONE = re.compile(
    r"(?:各项|所有|全部|全年)(?:绩效|年度)*(?:指标|目标)(?:值|任务)?(?:均|都|已|全部|圆满|全面)*(?:完成|达成|实现)"
    r"|(?:指标|目标)(?:值|任务)?(?:均|都|全部)已?(?:全部|圆满)?(?:完成|达成|实现)"
    r"|全部完成(?:了)?(?:年度|各项|绩效)*(?:指标|目标)"
)
_BUT = re.compile(
    r"除|以外|之外|其余|其他|基本|未能|尚未|略低|个别|部分|大部|多数|预算执行|\d+项|将|力争|要求"
)


def _denials(label: str, entry: Entry[object], sentence: str, view: View) -> Iterator[Fault]:
    """Nothing was taken off, all was reached: while points were lost, a target was missed."""
    if entry.place.sheet in _OF_ROWS:
        return
    if _BUT.search(sentence) or label in ("项目绩效总目标", "项目年度绩效目标"):
        return
    none, done = _NONE_TAKEN.search(sentence), _ALL_DONE.search(sentence)
    missed = [row for row, achievement, _, _ in view.measured if not achievement.met]
    if none and view.lost:
        yield _differs(label, entry, none[0], f"而有{len(view.lost)}个指标扣了分")
    elif done and missed:
        yield _differs(
            label, entry, done[0], f"而指标{quoted(missed[0].name.text)}没有达到年度指标值"
        )


_OTHER_YEAR = re.compile(
    r"上年|去年|次年|下年|明年|以前年|同期|增长|提高|下降|结转|延续|根据|依据|按照|《|审计|决算|以来|计划"
    r"|规划|先行|移交|不在|元|启动"
)
"""A sentence with one of these may well name another year."""
_OWN_YEAR = re.compile(r"(20\d\d)年度?(?:项目|部门|财政|绩效|支出|整体)*(?:自评|评价|目标|预算)")
_UP_TO = re.compile(r"截[至止]到?(20\d\d)年")
_NAMED_YEAR = re.compile(r"(?<![比较与同自从至到截划争])(20\d\d)年(?!以来|起|前|底前|同)")


def _foreign_years(label: str, entry: Entry[object], sentence: str, view: View) -> Iterator[Fault]:
    """`2022年度绩效自评` in the form of 2023."""
    year = view.project.facts.year.value
    if year is None or str(year) in sentence or _OTHER_YEAR.search(sentence):
        return
    if str(year) in entry.text or "本年" in entry.text or "今年" in entry.text:
        return
    for found in dict.fromkeys(_OWN_YEAR.findall(sentence)):
        if entry not in (view.project.facts.annual_goal, view.project.facts.completion):
            yield Fault(
                entry.place,
                f"{label}写的是{found}年，评价年度是{year}年。",
                "请核对年份；文字如抄自往年，请改写。",
            )


def _years(view: View) -> Iterator[Fault]:
    """The annual goal and its completion begin with the evaluated year, if with any."""
    facts = view.project.facts
    year = facts.year.value
    for label, entry in (
        ("项目年度绩效目标", facts.annual_goal),
        ("项目预期目标完成情况", facts.completion),
    ):
        text = narrow(entry.text)
        if year is None or entry.blank or str(year) in text:
            continue
        named = [
            year_
            for sentence in language.sentences(text)
            if not _OTHER_YEAR.search(sentence)
            for year_ in _NAMED_YEAR.findall(sentence)
        ]
        named = named or [each for each in _UP_TO.findall(text) if int(each) < year]
        if named:
            yield Fault(
                entry.place,
                f"{label}提到{named[0]}年，没有提到评价年度{year}年。",
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


_FINDERS: tuple[_Finder, ...] = (_rates, _balances, _foreign_years, _scores, _grades, _denials)
_TRIGGER = re.compile(
    r"执行率|支出率|支付率|到位率|拨付率|进度|结余|20\d\d年度?[\u3400-\u9fff]{0,4}[自评目预]|得分|评分|总分|分数|共扣|等级|等次"
    r"|评级|没有扣分|未扣分|无扣分|满分|均已?[^，。]{0,4}(?:完成|达成|实现)|都已?[^，。]{0,4}(?:完成|达成|实现)"
    r"|部已?[^，。]{0,4}(?:完成|达成|实现)|结果[为是：:]|结论[为是：:]"
)
"""Without one of these a text says nothing that the finders look for.

Each way begins with a plain character: so the search skips what cannot begin one.
"""
