"""Writes a department's 部门总结 (部门绩效自评工作总结) from its figures.

Its form and its fixed words stand in `department_summary.docx`. Every figure is one of `figures`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from pandas import DataFrame

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import result_row
from perfeval_batch.model import Outcome, Status
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account, Group

LISTED = 10
"""So many problems or measures are told; of more the number."""
MAIN = 3
"""So many deductions of a level 2 are told."""
NAMED = 5
"""So many projects are named in a sentence."""
_SUMMED = 2
"""So many projects are added up in the table; a single one is its own sum."""
LONGEST = 200
"""Characters of a problem or measure that are quoted."""


FIELDS: Mapping[str, str] = {
    "总结.标题": "总结的标题，带评价年度和主管部门",
    "总结.部门": "主管部门",
    "总结.年度": "评价年度，如2023；没有时为空",
    "总结.开头": "第一段",
    "总结.基本情况[]": "报送份数、金额、执行率，每条一段",
    "总结.自评结果[]": "平均得分、等级、复核、各类指标得分率，每条一段",
    "总结.未完成指标[]": "按二级指标归并的扣分及原因，每条一段，已编号",
    "总结.存在问题[]": "各项目存在的问题，每条一段，已编号",
    "总结.改进措施[]": "各项目的改进措施，每条一段，已编号",
    "总结.待办[]": "退回修改、未能读取、未报送的项目，每条一段",
    "总结.附表标题": "附表的标题",
    "总结.项目数": "已出报告的项目数",
    "总结.全年预算数": "合计，万元",
    "总结.全年执行数": "合计，万元",
    "总结.执行率": "合计，不带%",
    "总结.平均得分": "最终得分的算术平均",
    "总结.加权平均得分": "按全年预算数加权",
    "总结.优良率": "不带%",
    "项目表[].序号": "从1数起；最后一行为合计，序号为空",
    "项目表[].名称": "项目名称",
    "项目表[].全年预算数": "万元",
    "项目表[].全年执行数": "万元",
    "项目表[].执行率": "带%",
    "项目表[].得分": "最终得分",
    "项目表[].等级": "最终等级",
}
"""What each field of the context means; `[]` marks what there are several of."""


def context(account: Account, group: Group) -> dict[str, Any]:
    """What the summary of one department says; texts and rows alone."""
    year = account.batch.year
    of_year = f"{year}年度" if year else ""
    found = group.figures
    told = _told(group, ("存在的问题及原因分析", "改进措施"))
    return {
        "总结": {
            "标题": letter_parts.title(f"{of_year}{group.name}", "项目支出绩效自评工作总结"),
            "部门": group.name,
            "年度": str(year or ""),
            "开头": f"根据各单位报送的项目支出绩效自评表，现将{group.name}{of_year}"
            "项目支出绩效自评工作情况总结如下。",
            "基本情况": tuple(_basics(group)),
            "自评结果": tuple(_results(account, group)),
            "未完成指标": letter_parts.numbered(_unfinished(group)),
            "存在问题": told["存在的问题及原因分析"],
            "改进措施": told["改进措施"],
            "待办": tuple(_pending(group)),
            "附表标题": letter_parts.title(f"{of_year}{group.name}", "项目绩效自评结果汇总表"),
            "项目数": str(len(group.issued)),
            "全年预算数": wording.known(found["budget"], 6),
            "全年执行数": wording.known(found["executed"], 6),
            "执行率": wording.known(found["execution_rate"]),
            "平均得分": wording.known(found["mean"]),
            "加权平均得分": wording.known(found["weighted_mean"]),
            "优良率": wording.known(found["good_rate"]),
        },
        "项目表": _rows(group),
    }


def _basics(group: Group) -> Iterator[str]:
    found = group.figures
    if group.due is not None:
        yield f"列入项目名册的应报项目{found['due']}个，{_handed_in(found)}。"
    in_review = sum(outcome.held_back for outcome in group.projects["outcome"])
    counts = (
        ("已出具评价报告", found["reported"]),
        ("尚在复核", in_review),
        ("退回修改", found["returned"] - in_review),
        ("未能读取", found["failed"]),
    )
    counted = "，".join(f"{what}{count}份" for what, count in counts if count)
    handed_in = f"共报送项目支出绩效自评表{found['projects']}份，"
    if found["reported"] == found["projects"]:
        yield f"{handed_in}{'均' if found['projects'] > 1 else ''}已出具评价报告。"
    else:
        yield f"{handed_in}其中{counted}。以下金额、得分和等级按已出具评价报告的项目统计。"
    if found["unscored"] == found["projects"]:
        yield "报送的是转移支付绩效自评表，不评分、不评等级。"
    elif found["unscored"]:
        yield (
            f"其中转移支付绩效自评表{found['unscored']}份，不评分、不评等级，"
            "不计入平均得分和等级，金额计入合计。"
        )
    if found["budget"] is not None:
        summed = "" if found["reported"] == 1 else "合计"
        spent, rate = found["executed"], found["execution_rate"]
        yield (
            f"{found['reported']}个项目全年预算数{summed}{wording.known(found['budget'], 6)}万元"
            + ("" if spent is None else f"，全年执行数{summed}{wording.known(spent, 6)}万元")
            + ("。" if rate is None else f"，预算执行率{wording.percent(rate)}。")
        )
    low = figures.lowest(group.issued, "execution_rate", figures.LOW_EXECUTION)
    if len(low):
        rates = figures.rows_of(low, "name", "execution_rate")
        names = _names(f"{name}（{wording.percent(rate)}）" for name, rate in rates)
        yield f"执行率低于{figures.LOW_EXECUTION}%的项目有{len(low)}个：{names}。"


def _results(account: Account, group: Group) -> Iterator[str]:
    found = group.figures
    if found["mean"] is None:
        return
    mean = "项目得分" if found["reported"] == 1 else "项目平均得分"
    weighted = found["reported"] > 1 and found["weighted_mean"] is not None
    yield (
        f"{mean}{wording.points(found['mean'])}分"
        + (f"，按全年预算数加权平均{wording.points(found['weighted_mean'])}分" if weighted else "")
        + "。"
    )
    grades = group.grades
    counted = "、".join(f"{name}{grades[name]}个" for name in account.grades if grades[name])
    good = f"优良率{wording.known(found['good_rate'])}%"
    if not found["good_rate"]:
        good = f"没有评为{'、'.join(account.grades[: figures.GOOD])}的项目"
    yield f"评价等级：{counted}，{good}。"
    reviewed = group.issued[group.issued["review_score"].notna()]
    if len(reviewed):
        stated = figures.mean(reviewed["self_score"])
        yield (
            f"已复核项目{len(reviewed)}个，这些项目自评平均{wording.known(stated)}分，"
            f"复核平均{wording.known(found['review_mean'])}分。"
        )
    levels = figures.level_rates(group.issued)
    levels = levels[levels["level2"] == ""]
    if len(levels):
        rates = figures.rows_of(levels, "level1", "rate")
        told = "，".join(f"{_as_indicator(name)}{wording.known(rate)}%" for name, rate in rates)
        yield f"各类指标得分率：{told}。"


def _handed_in(found: Mapping[str, Any]) -> str:
    """How many of the projects due were handed in, without counts of nothing."""
    if not found["missing"]:
        return "均已报送" if found["due"] > 1 else "已报送"
    if found["missing"] == found["due"]:
        return "均未报送" if found["due"] > 1 else "尚未报送"
    return f"已报送{found['due'] - found['missing']}个，未报送{found['missing']}个"


def _as_indicator(name: str) -> str:
    """Told apart from the execution rate of all the money, which is another figure."""
    return name if name.endswith("指标") else f"{name}指标"


def _unfinished(group: Group) -> list[str]:
    """Deductions by level 2, the heaviest group first, each with its largest deductions."""
    found = figures.deductions(group.issued)
    named = found.assign(level=found["level2"].where(found["level2"] != "", found["level1"]))
    groups = [
        (sum(part["points"], Decimal(0)), name, part)
        for name, part in figures.parts(named, "level").items()
    ]
    groups.sort(key=lambda each: (-each[0], each[1]))
    return [_group(name, part, points) for points, name, part in groups]


def _group(name: str, found: DataFrame, points: Decimal) -> str:
    keys = ("name", "indicator", "points", "reason")
    rows = zip(*(found[key][:MAIN] for key in keys), strict=True)
    told, before = [], ""
    for project, *deduction in rows:
        told.append(("" if project == before else project) + _deduction(*deduction))
        before = project
    rest = f"；其余{len(found) - MAIN}项见各项目的评价报告" if len(found) > MAIN else ""
    summed = f"，共扣{wording.points(points)}分" if len(found) > 1 else ""
    return f"{name}扣分{len(found)}项{summed}：{'；'.join(told)}{rest}。"


def _deduction(indicator: str, points: Decimal, reason: str) -> str:
    """What follows the project's name, which is not said again for its next deduction."""
    name = f"“{indicator}”" if indicator else ""
    reason = _sentence(reason)
    told = f"{name}扣{wording.points(points)}分"
    return f"{told}，{reason}" if reason else told


def _told(group: Group, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What the projects write under each label, largest budgets first, each text once."""
    found: dict[str, dict[str, str]] = {label: {} for label in labels}
    every: list[Outcome] = group.issued["outcome"].tolist()
    for outcome in sorted(
        every, key=lambda each: (-(each.figures.budget or Decimal(0)), each.source)
    ):
        for passage in outcome.passages:
            if passage.label in found and (text := _sentence(passage.text)):
                found[passage.label].setdefault(text, figures.project_name(outcome))
    return {label: _listed(texts) for label, texts in found.items()}


def _listed(found: Mapping[str, str]) -> tuple[str, ...]:
    """The first of some texts by project, each project named once, and how many more there are."""
    by_project: dict[str, list[str]] = {}
    for text, name in islice(found.items(), LISTED):
        by_project.setdefault(name, []).append(text)
    told = letter_parts.numbered(
        [f"{name}：{'；'.join(texts)}。" for name, texts in by_project.items()]
    )
    if len(found) > LISTED:
        return (*told, f"其余{len(found) - LISTED}条见各项目的评价报告。")
    return told


def _sentence(text: str) -> str:
    """One line without its final stop, cut where it is very long."""
    plain = "".join(text.split()).rstrip("。；;，,、")
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}……"


def _pending(group: Group) -> Iterator[str]:
    """What the department has to do; what the reviewers have to mend is none of it."""
    own = group.projects[[not outcome.held_back for outcome in group.projects["outcome"]]]
    for status in (Status.RETURNED, Status.FAILED):
        found = own[own["status"] == status.value]
        if len(found):
            yield f"{status.label}的{len(found)}份：{_names(found['name'])}。"
    if group.missing is not None and len(group.missing):
        rows = figures.rows_of(group.missing, "name", "code")
        names = _names(name or code or "" for name, code in rows)
        yield f"未报送的{len(group.missing)}个：{names}。"


def _names(names: Iterable[str]) -> str:
    every = list(names)
    more = f"等{len(every)}个" if len(every) > NAMED else ""
    return "、".join(every[:NAMED]) + more


def _rows(group: Group) -> list[dict[str, str]]:
    keys = ("name", "budget", "executed", "execution_rate", "score")
    known = group.issued
    projects = zip(
        *(known[key] for key in keys), map(letter_parts.graded, known["outcome"]), strict=True
    )
    rows = [result_row(str(number), *project) for number, project in enumerate(projects, 1)]
    if len(rows) < _SUMMED:
        return rows
    found = group.figures
    sums = [found[key] for key in ("budget", "executed", "execution_rate", "mean")]
    return [*rows, result_row("", f"{figures.WHOLE}（得分为平均分）", *sums, "")]
