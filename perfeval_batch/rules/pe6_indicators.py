"""PE6 偏差与文字: what texts say of single indicators, against target, actual value and score."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property, lru_cache

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Indicator, Quantity
from perfeval_batch.rules import language
from perfeval_batch.rules.cells import indicator_named
from perfeval_batch.rules.pe5_values import is_a_share
from perfeval_batch.rules.project_view import View, narrow
from perfeval_batch.rules.rule import WARNING, rule
from perfeval_batch.scoring.achievement import common_unit, units
from perfeval_batch.scoring.units import Unit, is_money, read_unit
from perfeval_batch.wording import number, quoted

_CLAUSE = re.compile(r"[^，,。；;、！!？?\n\d]*\d[^，,。；;、！!？?\n]*")
"""A clause with a number."""
_FIGURE = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)\s*([^\d\s，。；、（）()：:]{0,6})")
_ELSE = re.compile(
    r"上年|去年|往年|同比|环比|较|比|其中|平均|预计|计划|下年|明年|次年|左右|约|近|提高|下降|增长|减少|增加"
    r"|降低|每|第|累计|历年|最高|最低|超额|截至\d{1,2}月|季度|上半年|下半年|日均|月均|年初|单月|当月"
)
_MONTH = re.compile(r"(?<!\d)(?:[1-9]|1[01])月|12月(?!底|末|31)")
_GOAL = re.compile(r"目标|指标值|标准|要求|任务数|不低于|不少于|不超过|不高于|以上|以内|应")
_OWN_SHARE, _GOAL_SHARE = 0.6, 0.75
_LEAST_PIECES = 2
_MOST_UNIT = 6
_EXACT = Decimal("0.005")


@rule("PE611", "text-contradicts-indicator", WARNING)
def texts_agree_with_the_indicators(view: View) -> Iterator[Fault]:
    """文字中说到某个指标的数，与年度指标值或实际完成值不一致。

    为什么：报告同时引用文字和指标，两者不一致时自相矛盾，往往是改了一处忘了另一处。
    判断方法：一个分句里只有一个与指标同单位的数，并且含有指标名称六成以上的字词（年度目标须七成五以上，
    且只对得上一个指标；名称末尾的“人数”“里程”等不计），或者数前面只有名称的后几个字（“合格率98%”）；
    完成情况说明里数前面只有“合计”“审定”“实际”等词的，也算说的是本指标；数字只是顺序不同的（42.63、42.36）也算；
    有“上年”“同比”“较”“其中”“平均”“预计”“计划”等字样的不核对。
    反例：实际完成值70.5公里，完成情况说明写“完成改造供水管网长度62.5公里”；
    年度指标值68公里，年度目标写“改造供水管网长度86公里”。
    正例：完成情况说明写“改造供水管网长度70.5公里，其中主管网21.3公里”。
    怎么改：请核对文字和指标，使两者一致。
    """
    rows = [_Named(row) for row, _, _ in view.numbers if row.name.value]
    for named in rows:
        row = named.row
        clauses = list(_clauses(row.description.text))
        for clause, stated in clauses:
            if named.repeats_actual(stated) or _GOAL.search(clause):
                continue
            if _says_else(clause, row.name.text):
                continue
            meant = named.share(language.pieces(clause)) >= _OWN_SHARE or named.is_meant(clause)
            if meant or _is_mistyped(stated, row.actual):
                value = named.value_in(stated)
                if value is None or named.tells_actual(clauses):
                    continue
                if named.differs(row.actual.value, value, _step(stated)):
                    yield _fault("完成情况说明", row.description, clause, row, "实际完成值")
    facts = view.project.facts
    yield from _of_whole(rows, "项目年度绩效目标", facts.annual_goal, "年度指标值", _GOAL_SHARE)
    yield from _of_whole(rows, "项目预期目标完成情况", facts.completion, "实际完成值", _OWN_SHARE)


Stated = list[tuple[str, str]]
"""The numbers of a clause, each with what follows it."""


class _Named:
    """An indicator with the pieces of its name and its unit."""

    def __init__(self, row: Indicator) -> None:
        self.row = row
        self.name = _in_common_words(row.name.text)
        self.pieces = _telling_pieces(self.name)
        self.kinds = self.pieces & _KINDS

    @cached_property
    def unit(self) -> Unit:
        """What target and actual value count."""
        return common_unit(self.row)

    @cached_property
    def above(self) -> Unit | None:
        """Of `元/人` the 元: a text says `人均1603元`."""
        target, actual = self.row.target.value, self.row.actual.value
        written = units(self.row, target or Quantity(), actual or Quantity())[0]
        over, _, below = written.replace("每", "/", 1).partition("/")
        if not over or not below:
            return None
        part = read_unit(over)
        return Unit(part.name, part.factor / self.unit.factor)

    def cell(self, column: str) -> Entry[Quantity]:
        """年度指标值 or 实际完成值."""
        return self.row.target if column == "年度指标值" else self.row.actual

    def is_meant(self, clause: str) -> bool:
        """A clause of the row's own note says nothing else before its number than the name does.

        `合格率98%`, `合计150顶`, `实际人均1603元`.
        """
        before = _before_number(clause)
        rest = _ALTOGETHER.sub("", before)
        if not rest:
            return bool(before)
        if rest != before and not set(rest) - set(self.name):
            return True
        return self.ends_in(rest) or (len(rest) > 1 and self.name.endswith(f"{rest}率"))

    def ends_in(self, words: str) -> bool:
        """The name ends in these words."""
        return len(words) >= _LEAST_END and self.name.endswith(words)

    def share(self, said: frozenset[str]) -> float:
        """The share of the name's pieces that a clause has."""
        if len(self.pieces) < _LEAST_PIECES or not self.kinds <= said:
            return 0
        return len(self.pieces & said) / len(self.pieces)

    def repeats_actual(self, stated: Stated) -> bool:
        """The one number of a clause is written as 实际完成值 is, unit and all."""
        own = f"{self.row.actual.text}{self.row.unit_of_measure.text}"
        return len(stated) == 1 and own.startswith("".join(stated[0]))

    def value_in(self, stated: Stated) -> Decimal | None:
        """The one number in the indicator's unit, counted in the unit's smallest part."""
        meant = [self._meant(digits, after) for digits, after in stated]
        values = [value for value in meant if value is not None]
        return values[0] if len(values) == 1 else None

    def tells_actual(self, clauses: list[tuple[str, Stated]]) -> bool:
        """The note says 实际完成值 elsewhere, or its parts: they add up to it."""
        every = [self._meant(digits, after) for _, stated in clauses for digits, after in stated]
        values = [value for value in every if value is not None]
        told = {sum(values, Decimal(0)), *values} if len(values) > 1 else set()
        return any(not self.differs(self.row.actual.value, value, _EXACT) for value in told)

    def _meant(self, digits: str, after: str) -> Decimal | None:
        unit = _unit_after(after, self.unit)
        if unit is None and self.above is not None:
            part = _unit_after(after, self.above)
            unit = part and Unit(self.unit.name, part.factor / self.above.factor)
        return None if unit is None else Decimal(digits.replace(",", "")) * unit.factor

    def differs(self, quantity: Quantity | None, value: Decimal, step: Decimal) -> bool:
        """The number of the table is another one; both count the smallest part of the unit.

        One that cannot be is told by PE505.
        """
        if quantity is None or quantity.number is None:
            return False
        if quantity.number > _HUNDRED and is_a_share(self.row.name.text):
            return False
        own = (
            read_unit(quantity.unit or self.row.unit_of_measure.text)
            if (quantity.unit or self.row.unit_of_measure.text)
            else self.unit
        )
        if own.name != self.unit.name:
            return False
        return abs(quantity.number * own.factor - value) >= step * own.factor


def _unit_after(after: str, wanted: Unit) -> Unit | None:
    """The unit that a number is followed by, when it is of the wanted kind."""
    if not wanted.name:
        return None
    for length in range(min(len(after), _MOST_UNIT), 0, -1):
        unit = read_unit(after[:length])
        if unit.name == wanted.name:
            return unit
    return None


def _clauses(text: str) -> Iterator[tuple[str, Stated]]:
    """Each clause with a number, and its numbers."""
    for clause in _CLAUSE.findall(narrow(text)):
        stated: Stated = _FIGURE.findall(clause)
        if stated:
            yield clause, stated


def _says_else(clause: str, name: str = "") -> bool:
    """It speaks of another year, a part of this one, a part of the whole, or a difference.

    Not with a word of the indicator's own name: `企业研发投入增长率`.
    """
    if any(word not in name for word in _ELSE.findall(clause)):
        return True
    return "月" in clause and bool(_MONTH.search(clause))


def _in_common_words(text: str) -> str:
    return text.replace("满意率", "满意度")


_TAIL = re.compile(
    r"[（(][^（()）]*[)）]$|.(?:次数|数量|数)$|(?:人次|场次|批次|辆次|里程)$",
)
"""What a name ends in and a text leaves out: `培训人数` is said as `培训120人`."""


@lru_cache(maxsize=4096)
def _telling_pieces(name: str) -> frozenset[str]:
    """The pieces of a name without what counts them, unless too few are left."""
    told = language.pieces(_TAIL.sub("", name))
    return told if len(told) >= _LEAST_TELLING else language.pieces(name)


_KINDS = frozenset({"重大", "较大", "特大", "一般", "城市", "农村", "城镇"})
"""What tells one of two indicators from the other: `重大火灾` is not said of `一般火灾1起`."""
_LEAST_TELLING = 3
_LEAST_END = 3
_LINKS = re.compile(r"(?:达到|达|为|是|有|到|了|均|已|[“”:：\s])+$")
_ALTOGETHER = re.compile(
    r"合计|共计|总计|全年|全县|年内|共|审计|审定|审核|核定|核实|结算|决算|最终|实际|完成|实施|建成"
)
_BEFORE_NUMBER = re.compile(r"^[^\d]*")


def _before_number(clause: str) -> str:
    """The words of a clause before its first number, linking ones aside."""
    found = _BEFORE_NUMBER.match(clause)
    return _LINKS.sub("", _in_common_words(found[0])) if found else ""


def _step(stated: Stated) -> Decimal:
    """The worth of the last digit, of the number that is told least exactly."""
    return Decimal(1).scaleb(-min(len(digits.partition(".")[2]) for digits, _ in stated))


def _of_whole(
    rows: list[_Named], label: str, entry: Entry[str], column: str, share: float
) -> Iterator[Fault]:
    """The clauses of a goal or a completion, each against the one indicator that fits it best."""
    for clause, stated in _clauses(entry.text):
        if _says_else(clause):
            continue
        said = language.pieces(_in_common_words(clause))
        shares = [named.share(said) for named in rows]
        best = max(shares, default=0)
        fit = [named for named, each in zip(rows, shares, strict=True) if each == best >= share]
        if not fit:
            words = _before_number(clause)
            fit = [named for named in rows if named.ends_in(words)]
        fit = fit or [named for named in rows if _is_mistyped(stated, named.cell(column))]
        if len(fit) != 1:
            continue
        named = fit[0]
        value = named.value_in(stated)
        quantity = named.cell(column).value
        if column != "年度指标值" and _GOAL.search(clause):
            continue
        if value is not None and named.differs(quantity, value, _step(stated)):
            yield _fault(label, entry, clause, named.row, column)


def _is_mistyped(stated: Stated, cell: Entry[Quantity]) -> bool:
    """The number has the digits of the cell's, in another order: 42.63 for 42.36."""
    quantity = cell.value
    if quantity is None or quantity.number is None:
        return False
    own = f"{quantity.number:f}"
    return len(own) > _FEW_DIGITS and any(
        len(digits) == len(own) and digits != own and sorted(digits) == sorted(own)
        for digits, _ in stated
    )


_FEW_DIGITS = 2


def _fault(label: str, entry: Entry[str], clause: str, row: Indicator, column: str) -> Fault:
    cell: Entry[Quantity] = row.target if column == "年度指标值" else row.actual
    unit = "" if cell.value and cell.value.unit else row.unit_of_measure.text
    return Fault(
        entry.place,
        f"{label}写{quoted(clause)}，而{indicator_named(row, '指标')}的{column}是"
        f"{quoted(cell.text + unit)}。",
        "请核对文字和指标，使两者一致。",
    )


_NONE_OF_IT = r"(?!发现|出现|发生|收到|接到|有|见)"
_TO_BE_DONE = (
    r"(?:办[结理好]|[建完]成|交[付工]|到[货位]|投[用入]|启[动用]|动工|开工|完[工结毕]|竣工|收尾|通[车水电气过]|安装|供货|送货|调试|取证|取得"
    r"|获批|批复|验收|复验|签订|签署|移交|入库|落实|开展|上线|运行|落地|接通|整改|消除|销号|播完|做完|送达)"
)
_UNFINISHED = re.compile(
    rf"尚未{_NONE_OF_IT}|停工|延[期后]|逾期|滞后|暂(?:停|缓|未{_NONE_OF_IT}|不能)|推迟|停滞|停摆|搁置|中止|烂尾|顺延|拖延|拖到"
    rf"|[延推]至|未(?:能|全部|及时|按期|按时|如期|组织|进行|得到|获|正式)*{_TO_BE_DONE}"
    rf"|没有?[^，。；]{{0,4}}{_TO_BE_DONE}|[还尚仍](?:没|未|差|缺|欠|余){_NONE_OF_IT}|尚有|仅完成|只完成"
    r"|未能(?!发现|查实)|尚在(?!可控|范围|有效期|保质期|质保|\d|合理)"
    r"|[还尚仍]在(?:建|[^，。；\d]{0,8}(?:施工|实施|阶段|办理|审批|采购|招标|整改|调试|协商|推进|进行|编制|修订|审核|建设))"
    r"|正在(?:建设|施工|办理|安装|整改|招标|采购|编制|修订|协商|审批|报批)|送审稿"
    r"|待(?:完工|竣工|验收|补齐|[^，。；]{0,8}(?:审定|审批|批复))|做不完|来年|补做|(?:明年|次年|下年|下学期)再"
)
"""Words of what is not done; each way begins plainly, so that the search is quick."""
_CAUGHT_UP = re.compile(
    r"(?:赶|抢|追|补)(?:回|上|齐|工)|复工|恢复|如期|按期|仍按|现已|已于|提前|最终|已(?:全部)?(?:完成|完工|竣工|办结)"
)
"""After it a delay was made good."""
_DELAY = ("停", "延", "滞后", "推迟", "暂停", "顺延", "拖", "中止", "暂缓")
_DENIED = re.compile(
    r"(?:没有|未|未出现|未发生|不存在|无|避免|防止|杜绝|不得|不再|减少|零|从未|如|若)[^，。；]{0,6}$"
)


@rule("PE613", "unfinished-but-full", WARNING)
def unfinished_work_loses_points(view: View) -> Iterator[Fault]:
    """文字说没有完成、停工或延期，却得了满分。

    为什么：没有完成的工作不应得满分，往往是得分忘了改，或文字没有更新。
    判断方法：完成情况说明或实际完成值中有“尚未”“未完工”“停工”“延期”“未验收”等字样；“没有停工”“未出现延期”不算，
    完成率等达到目标而不足100%的，容许个别延期（如“5起延期”）。
    反例：完成情况说明“主体工程已完成，尚未组织竣工验收”，得满分。
    正例：完成情况说明“工程已通过竣工验收”，得满分。
    怎么改：请核对得分；确实没有完成的，请扣分并写明原因。
    """
    for item in view.assessment.items:
        row = item.indicator
        if row is None or item.score is None or item.score != item.weight:
            continue
        for entry in (row.description, row.actual):
            found = _unfinished(entry.text)
            if found and not entry.blank and not (_SOME.search(entry.text) and _leaves_some(row)):
                yield Fault(
                    entry.place,
                    f"{quoted(entry.text)}中写了“{found}”，"
                    f"{indicator_named(row, '指标')}却得满分。",
                    "请核对得分；确实没有完成的，请扣分并写明原因。",
                )
                break


_SOME = re.compile(
    r"个别|少数|少量|零星|部分|其余|除|\d+(?:个|起|处|件|户|人|条|辆|所|栋|家|名|项|台|宗|例|批|盏|笔)"
)


def _leaves_some(row: Indicator) -> bool:
    """A rate under 100 % that is enough: some cases may well have been late."""
    target, actual = row.target.value, row.actual.value
    if target is None or actual is None or target.number is None or actual.number is None:
        return False
    rate = common_unit(row).name == "%" and actual.number < _HUNDRED
    return rate and target.comparison in ("", "≥", ">") and actual.number >= target.number


_HUNDRED = Decimal(100)


def _unfinished(text: str) -> str:
    """The word that says that something is not done, unless it is denied."""
    for found in _UNFINISHED.finditer(text):
        made_good = found[0].startswith(_DELAY) and _CAUGHT_UP.search(text, found.end())
        if not made_good and not _DENIED.search(text[: found.start()]):
            return found[0]
    return ""


_TOTAL_COST = re.compile(
    r"总成本|成本总额|项目成本|总费用|总支出|成本控制|预算控制|控制数|资金支出|经费支出|总造价"
)
_UNIT_COST = re.compile(r"单位|单价|人均|户均|平均|每|单[次个台座件]|标准|比例|率")
_YUAN = Decimal(10_000)


@rule("PE614", "cost-over-executed", WARNING)
def total_costs_stay_within_what_was_spent(view: View) -> Iterator[Fault]:
    """项目总成本大于全年执行数。

    为什么：花出去的钱就是全年执行数，总成本大于它，说明有一个数填错，或还有没有支付的款项。
    判断方法：名称是总成本、项目成本、预算控制数等、单位是元或万元的指标；单位成本、人均成本不核对。
    反例：全年执行数860万元，项目总成本的实际完成值895万元。
    正例：项目总成本的实际完成值860万元。
    怎么改：请核对两个数；有尚未支付的，请在完成情况说明中写明并按实际支出填写。
    """
    executed = view.project.funds.total.executed.value
    if executed is None or executed < 0 or view.doubtful:
        return
    for row in view.project.indicators:
        name, actual = row.name.text, row.actual.value
        if actual is None or actual.number is None or _UNIT_COST.search(name):
            continue
        unit = actual.unit or row.unit_of_measure.text
        if not (_TOTAL_COST.search(name) and unit and is_money(unit)):
            continue
        cost = actual.number * read_unit(unit).factor / _YUAN
        if cost - executed > view.scheme.tolerance:
            yield Fault(
                row.actual.place,
                f"{indicator_named(row, '指标')}的实际完成值是{number(cost)}万元，"
                f"大于全年执行数{number(executed)}万元。",
                "请核对两个数，按实际支出填写。",
            )
