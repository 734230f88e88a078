"""Single faults: what an office types wrong into the seed's workbook, and what must be said."""

from __future__ import annotations

from dataclasses import dataclass

from tests.acceptance.office import AMOUNTS, Edits, Place, Value, fact, funds, money, of, text, use

TASK, REACH, QUALITY = "任务完成率", "预算控制数", "工程完成质量"
REQUIRED = (
    *("评价年度", "项目名称", "主管部门", "实施单位", "项目目的", "项目内容", "项目绩效总目标"),
    *("项目年度绩效目标", "项目预期目标完成情况", "评价目的依据和方法", "评价工作过程"),
)
DEDUCTED = ("带动周边产业的发展", "提高居住环境质量", "社会公众满意度", "减少污染")


@dataclass(frozen=True)
class Fault:
    """What is typed, the one code that must follow, and its cell."""

    name: str
    code: str
    cell: Place
    edits: Edits
    states: bool = True
    """Whether the 合计 row may be stated beside it (not when it is the fault itself)."""


def one(name: str, code: str, cell: Place, value: Value) -> Fault:
    """A fault of one cell."""
    return Fault(name, code, cell, {cell: value})


def score(indicator: str, self_score: Value, review: Value) -> dict[Place, Value]:
    """Both scores of an indicator."""
    return {of(indicator, "自评得分"): self_score, of(indicator, "复核得分"): review}


def both(header: str, amount: float) -> dict[Place, Value]:
    """An amount in the total and in its only source."""
    return {money(header): amount, funds("其中：当年财政拨款", header): amount}


def fault(
    name: str, code: str, cell: Place, *edits: dict[Place, Value], states: bool = True
) -> Fault:
    """A fault of several cells that belong together."""
    merged: dict[Place, Value] = {}
    for each in edits:
        merged |= each
    return Fault(name, code, cell, merged, states)


def _cells() -> list[Fault]:
    whole: tuple[Value, ...] = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")
    spots = (
        *(of(TASK, "自评得分"), of(TASK, "分值"), of(TASK, "复核得分")),
        *(money("全年执行数"), fact("项目内容")),
    )
    wrong = [
        one(f"错误值{n}", "PE010", cell, value)
        for n, (cell, value) in enumerate(zip(spots, whole, strict=True))
    ]
    formulas = {
        of(TASK, "自评得分"): "=5+5",
        of(TASK, "分值"): "=SUM(5,5)",
        of(TASK, "复核得分"): "=J4",
        money("全年执行数"): "=SUM(E5:E7)",
        money("全年预算数"): "=C5",
        money("自评得分"): "=F4*E4/C4",
        fact("项目名称"): '="运行"&"维护经费"',
        fact("评价年度"): "=YEAR(TODAY())-1",
        of("带动周边产业的发展", "扣分原因"): '="有限"',
    }
    return wrong + [
        one(f"未计算{n}", "PE011", cell, value) for n, (cell, value) in enumerate(formulas.items())
    ]


def _facts() -> list[Fault]:
    blanks = (None, "—", "无", "　 ", "/", "XXX", "……", "——", "*", "-", "\n")
    missing = [
        one(f"缺{label}", "PE101", fact(label), blank)
        for label, blank in zip(REQUIRED, blanks, strict=True)
    ]
    years: tuple[Value, ...] = ("今年", "20231", "2023.5", 202, "明年", -2023)
    return missing + [
        one(f"年度{n}", "PE102", fact("评价年度"), year) for n, year in enumerate(years)
    ]


def _funds() -> list[Fault]:
    source = "其中：当年财政拨款"
    other = "其他资金"
    rate = 0.862
    executed = round(6313.66 * rate, 2)
    low: dict[Place, Value] = {**both("全年执行数", executed), use("金额"): executed}
    right: dict[Place, Value] = {
        money("自评得分"): 8.62,
        money("复核得分"): 8.62,
        money("说明"): "工程尾款未结算",
    }
    found = [
        one("金额文字", "PE201", money("全年执行数"), "六千多万"),
        one("金额两点", "PE201", money("实际到位数"), "6313.66.1"),
        one("金额待定", "PE201", money("全年预算数"), "待定"),
        one("金额年初", "PE201", money("年初预算数"), "同上年"),
        one("来源文字", "PE201", funds(source, "全年预算数"), "见附件"),
        one("用途文字", "PE201", use("金额"), "全部"),
        one("金额负", "PE203", money("实际到位数"), -6313.66),
        one("执行负", "PE203", money("全年执行数"), -1),
        one("来源负", "PE203", funds(other, "全年预算数"), -5),
        one("用途负", "PE203", use("金额"), -6313.66),
        fault("超预算", "PE205", money("全年执行数"), both("全年执行数", 6400)),
        fault("超预算两分", "PE205", money("全年执行数"), both("全年执行数", 6313.68)),
        fault("无预算", "PE206", money("全年预算数"), both("全年预算数", 0)),
        one("预算空", "PE206", money("全年预算数"), None),
        one("到位空", "PE215", money("实际到位数"), None),
        one("执行空", "PE215", money("全年执行数"), None),
        one("到位横线", "PE215", money("实际到位数"), "——"),
        fault("到位全空", "PE215", money("实际到位数"),
              {money("实际到位数"): None, funds(source, "实际到位数"): None}),
        fault("执行得分九", "PE208", money("自评得分"), low, right, {money("自评得分"): 9}),
        fault("执行得分满", "PE208", money("自评得分"), low, right, {money("自评得分"): 10}),
        fault("执行得分少", "PE208", money("自评得分"), {money("自评得分"): 9}),
    ]  # fmt: skip
    differ = [
        one(f"来源不等{header}", "PE204", money(header), 6313.7 if header == "全年预算数" else 6000)
        for header in AMOUNTS[:3]
    ]
    differ += [one("来源少", "PE204", money("实际到位数"), 6313.64)]
    typed = fault("来源为主", "PE204", money("全年预算数"), {funds(source, "全年预算数"): 6000})
    return [*found, *differ, typed]


def _weights() -> list[Fault]:
    total = of("合计", "分值")
    return [
        fault("权重110", "PE301", total, {of(TASK, "分值"): 20}),
        fault("权重110满分", "PE301", total, {of(TASK, "分值"): 20}, score(TASK, 20, 20)),
        fault("权重95", "PE301", total, {of(TASK, "分值"): 5}, score(TASK, 5, 5)),
        fault("权重百分百零五", "PE301", total, {of(TASK, "分值"): 10.5}, score(TASK, 10.5, 10.5)),
        fault("权重九九点九", "PE301", total, {of(TASK, "分值"): 9.9}, score(TASK, 9.9, 9.9)),
        one("权重空", "PE303", of(TASK, "分值"), None),
        one("权重横线", "PE303", of(TASK, "分值"), "—"),
        one("权重零", "PE303", of(TASK, "分值"), 0),
        one("权重负", "PE303", of(TASK, "分值"), -10),
        one("权重文字", "PE303", of(TASK, "分值"), "重要"),
    ]


def _scores() -> list[Fault]:
    typed: list[tuple[str, Value]] = [
        *(("自评得分", 98), ("复核得分", 96), ("分值", 99), ("自评得分", 87)),
        *(("分值", 90), ("自评得分", "98分"), ("自评得分", 97.02)),
    ]
    stated = [
        Fault(f"合计{n}", "PE404", of("合计", header), {of("合计", header): value}, states=False)
        for n, (header, value) in enumerate(typed)
    ]
    return [
        *stated,
        one("得分空", "PE401", of(TASK, "自评得分"), None),
        one("得分横线", "PE401", of(QUALITY, "自评得分"), "—"),
        one("得分文字", "PE402", of(TASK, "自评得分"), "优秀"),
        one("得分负", "PE402", of(TASK, "自评得分"), -1),
        one("得分非数", "PE402", of(TASK, "自评得分"), "NaN"),
        one("得分无穷", "PE402", of(TASK, "自评得分"), "Infinity"),
        one("得分十一", "PE403", of(TASK, "自评得分"), 11),
        one("得分十一文字", "PE403", of(TASK, "自评得分"), "１１分"),
        one("得分略超", "PE403", of("减少污染", "自评得分"), 5.1),
        one("自评等级", "PE415", text("自评等级"), "良"),
        one("复核等级", "PE415", text("复核等级"), "中"),
        one("自评等级良好", "PE415", text("自评等级"), "良好"),
        one("复核十一", "PE701", of(TASK, "复核得分"), 11),
        one("复核执行", "PE701", money("复核得分"), 10.5),
        one("复核缺一", "PE702", of(TASK, "复核得分"), None),
        one("复核缺末", "PE702", of("减少污染", "复核得分"), "—"),
        one("复核缺执行", "PE702", money("复核得分"), None),
    ]


def _reasons() -> list[Fault]:
    blanks = (None, "无", "——", "/")
    return [
        *(
            one(f"无原因{n}", "PE601", of(name, "扣分原因"), blank)
            for n, (name, blank) in enumerate(zip(DEDUCTED, blanks, strict=True))
        ),
        fault("新扣分", "PE601", of(TASK, "扣分原因"), score(TASK, 9, 9)),
        fault("复核扣分", "PE601", of(TASK, "扣分原因"), score(TASK, 10, 9)),
    ]


def every() -> list[Fault]:
    """All faults."""
    return [*_cells(), *_facts(), *_funds(), *_weights(), *_scores(), *_reasons()]
