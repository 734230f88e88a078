"""The sheets of what needs a second look: 低分项目, 执行率偏低, 未报送, 抽查建议."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.scoring import rounded
from perfeval_batch.summary import figures, sampling
from perfeval_batch.summary.figures import Account, Group
from perfeval_batch.summary.workbook import project_sheet
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table, summed

LOW_SCORES, LOW_EXECUTION, MISSING, SAMPLE = "低分项目", "执行率偏低", "未报送", "抽查建议"
LOW_SCORE = Decimal(80)
"""Points; a project below it is neither 优 nor 良 (domain.md, Grades)."""
PROJECT = (
    NUMBER,
    Column("主管部门", 18, "department"),
    Column("实施单位", 20, "unit"),
    Column("项目名称", 28, "name"),
)
LINK = Column("结果文件", 9, "link", "link")


def low_scores(account: Account) -> Page:
    """Projects under 80 points, the lowest first."""
    found = figures.lowest(account.whole.issued, "score", LOW_SCORE)
    columns = [
        *PROJECT,
        Column("最终得分", 9, "score", "points", bar=100),
        Column("等级", 7, "grade", "centre"),
        Column("扣分", 8, "deducted", "points"),
        Column("执行率", 9, "execution_rate", "rate"),
        Column("扣分较多的指标及原因", 60, "reasons"),
        LINK,
    ]
    rows = figures.with_columns(
        project_sheet.with_results(found), reasons=map(figures.main_reasons, found["outcome"])
    )
    note = f"已出报告的项目中最终得分低于{LOW_SCORE}分的，{_counted(len(found))}。"
    return Page(LOW_SCORES, note, Table(columns, rows), frozen=4)


def _counted(count: int) -> str:
    return f"从低到高，共{count}个" if count else "本批次没有"


def low_execution(account: Account) -> Page:
    """Projects whose execution rate is under 90 %, the lowest first."""
    found = figures.lowest(account.whole.issued, "execution_rate", figures.LOW_EXECUTION)
    columns = [
        *PROJECT,
        summed(found, project_sheet.BUDGET, 13, "budget"),
        summed(found, project_sheet.EXECUTED, 13, "executed"),
        summed(found, "未执行数", 13, "unspent"),
        Column("执行率", 9, "execution_rate", "rate", bar=100),
        Column("指标得分率", 10, "indicator_rate", "rate"),
        Column("最终得分", 9, "score", "points"),
        Column("说明", 40, "explanation"),
        LINK,
    ]
    note = (
        f"已出报告的项目中执行率低于{figures.LOW_EXECUTION}%的，{_counted(len(found))}。"
        "金额单位：万元；指标得分率不含预算执行率，按自评得分。"
    )
    rates = [None if value is None else rounded(value) for value in found["indicator_rate"]]
    rows = figures.with_columns(
        project_sheet.with_results(found),
        indicator_rate=rates,
        explanation=map(figures.execution_reason, found["outcome"]),
    )
    return Page(LOW_EXECUTION, note, Table(columns, rows, (figures.WHOLE,)), frozen=4)


def missing(account: Account) -> Page:
    """What the roster expects and nobody handed in, department by department."""
    found = account.whole.missing
    if found is None:
        found = figures.frame((), figures.DUE)
    rows = found.sort_values("group", kind="stable")
    columns = [
        NUMBER,
        Column("主管部门", 24, "department"),
        Column("实施单位", 26, "unit"),
        Column("项目编码", 18, "code"),
        Column("项目名称", 40, "name"),
        summed(rows, "年初预算数", 14, "budget"),
    ]
    note = _missing_note(account.whole)
    return Page(MISSING, note, Table(columns, rows, (figures.WHOLE,)))


def _missing_note(group: Group) -> str:
    due, missing = group.figures["due"], group.figures["missing"]
    if due is None:
        return "本次运行没有提供项目名册，无法判断哪些项目未报送。"
    counts = (("已报", due - missing), ("未报", missing))
    counted = "，".join(f"{what}{count}个" for what, count in counts if count)
    return f"项目名册应报{due}个，{counted}。金额单位：万元，按项目名册。"


def sample(account: Account) -> Page:
    """The projects for 复核, must-check first, with the reasons."""
    picks = account.sample.listed
    columns = [
        *PROJECT,
        Column(project_sheet.BUDGET, 13, "budget", "amount"),
        Column("执行率", 9, "execution_rate", "rate"),
        Column("自评总分", 9, "self_score", "points"),
        Column("风险分", 8, "risk", "points"),
        Column("列入方式", 9, "how", "centre"),
        Column("列入理由", 60, "why"),
        LINK,
    ]
    certain, drawn = ((picks["how"] == how).sum() for how in (sampling.CERTAIN, sampling.DRAWN))
    more = account.sample.certain - certain
    must = f"必查{certain}个（风险分{wording.plain(sampling.MUST)}分及以上，风险高的在前），"
    note = (
        (must if certain else "") + f"按风险加权随机抽取{drawn}个，种子{account.batch.seed}；"
        "同样的文件、同样的种子，结果相同。没有风险的为1分。"
        + (f"另有{more}个必查项目超出抽查数，没有列入。" if more else "")
    )
    return Page(SAMPLE, note, Table(columns, project_sheet.with_results(picks)), frozen=4)
