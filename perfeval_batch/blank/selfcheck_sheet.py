"""Draws the sheet 自检: live formulas that say what is missing and what does not add up.

Excel, WPS and LibreOffice compute them alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from perfeval_batch import schema
from perfeval_batch.blank import named_areas
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.named_areas import Frame, fact_cell, funds_cell, funds_sources
from perfeval_batch.blank.sheet_design import (
    AMBER,
    GREEN,
    GREY,
    RED,
    Design,
    protect,
    set_up_print,
    write_formula,
)
from perfeval_batch.schema import FUNDS_FIELDS, ValueKind
from perfeval_batch.sheets import Worksheet

OVERALL = "A3"
FIRST = named_areas.TITLE_ROWS + 2
"""The row of the first line; the overall verdict and the header stand above."""
AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
NEEDED_AMOUNTS = ("budget", "arrived", "executed")
_HEADING = "项目支出绩效自评表——自检"
_REMARK = "本表随填报内容自动更新，不需要填写。结果为“请修改”或“待填写”的，改好后再报送。"
_WIDTHS = (30.0, 38.0, 14.0, 11.0, 46.0)


class Verdict(StrEnum):
    """What a line comes to."""

    PASSED = "通过"
    MEND = "请修改"
    LOOK = "请核对"
    OPEN = "待填写"


class Judge(StrEnum):
    """When a line is at fault, by 当前情况 and 应为."""

    NOTHING = "nothing"
    """当前情况 lists something."""
    AT_MOST = "at most"
    """The number is more than it should be."""
    EQUAL = "equal"
    """The number is not what it should be."""
    SOME = "some"
    """The count is 0."""
    NONE = "none"
    """The count is more than 0; nothing can be said before there is an indicator."""
    IF_STATED = "if stated"
    """What is stated is something else."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet.

    Attributes:
        key: names the line.
        title: 检查内容.
        now: the formula of 当前情况, without `=`.
        judge: when it is at fault.
        found: the verdict when it is.
        hint: what to do.
        due: the formula of 应为, without `=`; empty where `judge` says it.
    """

    key: str
    title: str
    now: str
    judge: Judge
    found: Verdict
    hint: str
    due: str = ""


def rows(frame: Frame, choices: Choices) -> Mapping[str, tuple[int, Line]]:
    """Each line of the sheet by its key, with the row it stands in."""
    return {line.key: (row, line) for row, line in enumerate(_lines(frame, choices), FIRST)}


def _lines(frame: Frame, choices: Choices) -> Iterator[Line]:
    yield from _facts_lines()
    yield from _funds_lines(choices)
    yield from _indicator_lines()
    yield from _score_lines()
    yield _grade_line(frame, choices)


def _facts_lines() -> Iterator[Line]:
    required = [field for field in schema.FACT_FIELDS if field.required]
    parts = [f'IF(TRIM({fact_cell(f.attribute)})="","、{f.name}","")' for f in required]
    yield Line(
        "facts",
        "基本情况尚缺的必填项",
        _listed(parts),
        Judge.NOTHING,
        Verdict.OPEN,
        "补填“基本情况”中标为必填的内容。",
    )


def _listed(parts: list[str]) -> str:
    """Names that apply, joined with 、."""
    return f"MID({'&'.join(parts)},2,500)"


def _funds_lines(choices: Choices) -> Iterator[Line]:
    names = {field.attribute: field.name for field in FUNDS_FIELDS}
    missing = [f'IF(ISNUMBER({funds_cell(a)}),"","、{names[a]}")' for a in NEEDED_AMOUNTS]
    yield Line(
        "amounts",
        "资金情况尚缺的金额",
        _listed(missing),
        Judge.NOTHING,
        Verdict.OPEN,
        "补填年度资金总额一行；没有的填0。",
    )
    differs = []
    for each in AMOUNTS:
        total, sources = funds_cell(each), funds_sources(each)
        gap = f"ABS(N({total})-SUM({sources}))>{choices.tolerance}"
        differs.append(f'IF(AND(COUNT({sources})>0,{gap}),"、{names[each]}","")')
    yield Line(
        "sources",
        "各来源之和与年度资金总额不符的栏",
        _listed(differs),
        Judge.NOTHING,
        Verdict.MEND,
        "核对年度资金总额与其下各项资金来源。",
    )
    yield Line(
        "over_budget",
        "全年执行数不超过全年预算数",
        _number(funds_cell("executed")),
        Judge.AT_MOST,
        Verdict.MEND,
        "预算有调整的，全年预算数填调整后的数。",
        due=_number(funds_cell("budget")),
    )
    yield _unit_line(choices)
    weight, budget, executed = (funds_cell(a) for a in ("weight", "budget", "executed"))
    known = f"AND(ISNUMBER({weight}),ISNUMBER({budget}),ISNUMBER({executed}),N({budget})>0)"
    yield Line(
        "execution",
        "预算执行率的自评得分",
        _number(funds_cell("self_score")),
        Judge.EQUAL,
        Verdict.MEND,
        f"{choices.execution_rule}；保留两位小数。",
        due=f'IF({known},{choices.execution_formula(weight, budget, executed)},"")',
    )
    yield Line(
        "uses",
        "支出用途的金额合计",
        f"ROUND(SUM({named_areas.USE_AMOUNTS}),6)",
        Judge.EQUAL,
        Verdict.LOOK,
        "应等于全年执行数；请核对支出用途是否填全。",
        due=_number(funds_cell("executed")),
    )


def _unit_line(choices: Choices) -> Line:
    """Amounts so large that they may be in 元: far above any project, or the uses 10,000 times."""
    names = {field.attribute: field.name for field in FUNDS_FIELDS}
    large = [f'IF(N({funds_cell(a)})>{choices.amount_most},"、{names[a]}","")' for a in AMOUNTS]
    executed, uses = f"N({funds_cell('executed')})", f"SUM({named_areas.USE_AMOUNTS})"
    times = f"AND({executed}>0,ABS({{}}-{{}}*10000)<=1)"
    apart = f"OR({times.format(uses, executed)},{times.format(executed, uses)})"
    large.append(f'IF({apart},"、支出用途","")')
    return Line(
        "unit",
        "疑似以元填写的金额",
        _listed(large),
        Judge.NOTHING,
        Verdict.LOOK,
        "金额单位是万元。以元填写的请除以10000；确为这么多万元的不用改。",
    )


def _number(cell: str) -> str:
    return f'IF(ISNUMBER({cell}),{cell},"")'


def _is_indicator() -> str:
    """For each row whether it is an indicator (contract §4)."""
    columns = (named_areas.indicators(name) for name in schema.MARKING_ATTRIBUTES)
    return "((" + "+".join(f'({column}<>"")' for column in columns) + ")>0)"


def _count_of_indicators() -> str:
    """How many rows are indicators."""
    return f"SUMPRODUCT({_is_indicator()}*1)"


def _indicator_lines() -> Iterator[Line]:
    weight, self_score, actual, description = (
        named_areas.indicators(name) for name in ("weight", "self_score", "actual", "description")
    )
    row = _is_indicator()
    count = _count_of_indicators()
    yield Line(
        "count",
        "三级指标的个数",
        count,
        Judge.SOME,
        Verdict.OPEN,
        "在“绩效指标”中填写。",
    )
    yield Line(
        "no_weight",
        "未填分值的指标数",
        f"SUMPRODUCT({row}*(1-ISNUMBER({weight})*({weight}>0)))",
        Judge.NONE,
        Verdict.OPEN,
        "每个指标都要有大于0的分值，填数字。",
    )
    yield Line(
        "no_score",
        "未填自评得分的指标数",
        f"SUMPRODUCT({row}*(1-ISNUMBER({self_score})))",
        Judge.NONE,
        Verdict.OPEN,
        "每个指标都要有自评得分，填数字。",
    )
    yield Line(
        "no_account",
        "实际完成值和说明都未填的指标数",
        f'SUMPRODUCT({row}*(TRIM({actual})="")*(TRIM({description})=""))',
        Judge.NONE,
        Verdict.LOOK,
        "填写实际完成值，或在完成情况说明中写清。",
    )


def _score_lines() -> Iterator[Line]:
    yield Line(
        "weight",
        "分值合计（含预算执行率）",
        named_areas.sum_with_execution("weight"),
        Judge.EQUAL,
        Verdict.MEND,
        "调整各指标分值，使合计为100分。",
        due="100",
    )
    yield Line(
        "self_score",
        "自评得分合计（含预算执行率）",
        named_areas.sum_with_execution("self_score"),
        Judge.AT_MOST,
        Verdict.MEND,
        "不超过分值合计。",
        due=named_areas.sum_with_execution("weight"),
    )
    weight, review = (named_areas.indicators(name) for name in ("weight", "review_score"))
    scores = [named_areas.indicators(name) for name in ("self_score", "review_score")]
    over = [f"SUMPRODUCT(ISNUMBER({weight})*ISNUMBER({s})*({s}>{weight}))" for s in scores]
    for name in ("self_score", "review_score"):
        first, top = funds_cell(name), funds_cell("weight")
        over.append(f"IF(AND(ISNUMBER({first}),ISNUMBER({top}),N({first})>N({top})),1,0)")
    yield Line(
        "over_weight",
        "得分超过分值的处数",
        "+".join(over),
        Judge.NONE,
        Verdict.MEND,
        "把得分改为不超过分值；出错的单元格已标红。",
    )
    below = "+".join(f"ISNUMBER({score})*({score}<{weight})" for score in scores)
    reason = named_areas.indicators("reason")
    yield Line(
        "no_reason",
        "低于分值而未写扣分原因的指标数",
        f'SUMPRODUCT(ISNUMBER({weight})*(({below})>0)*(TRIM({reason})=""))',
        Judge.NONE,
        Verdict.MEND,
        "补写扣分原因；待补的单元格已标红。",
    )
    first, top = funds_cell("review_score"), funds_cell("weight")
    missing = f"SUMPRODUCT({_is_indicator()}*(1-ISNUMBER({review})))"
    missing += f"+IF(AND(ISNUMBER({top}),NOT(ISNUMBER({first}))),1,0)"
    yield Line(
        "review",
        "已复核时缺复核得分的处数",
        f"IF(COUNT({review},{first})=0,0,{missing})",
        Judge.NONE,
        Verdict.MEND,
        "复核得分要么全部填写（含预算执行率），要么全部留空。",
    )


def _grade_line(frame: Frame, choices: Choices) -> Line:
    """The grade that follows from the self total; bands are half-open."""
    *upper, lowest = choices.grades
    grade = f'"{lowest.name}"'
    total = named_areas.sum_with_execution("self_score")
    for each in reversed(upper):
        grade = f'IF(ROUND({total},2)>={each.floor},"{each.name}",{grade})'
    parts = f"{named_areas.indicators('self_score')},{funds_cell('self_score')}"
    stated = named_areas.grade_cell(frame, "self_grade")
    return Line(
        "grade",
        "自评等级",
        f'IF(TRIM({stated})="","",TRIM({stated}))',
        Judge.IF_STATED,
        Verdict.MEND,
        "可以不填；填写的应与得分对应的等级一致。",
        due=f'IF(COUNT({parts})=0,"",{grade})',
    )


def draw(design: Design, frame: Frame, choices: Choices) -> None:
    """Add the sheet."""
    sheet = design.sheet(schema.SELF_CHECK, _HEADING, _REMARK, _WIDTHS)
    lines = rows(frame, choices)
    last = FIRST + len(lines) - 1
    overall = design.boxed(bold=True, font_size=14, align="center")
    sheet.merge_range(f"{OVERALL}:E3", "", overall)
    write_formula(sheet, OVERALL, _overall(last), overall)
    sheet.set_row(2, 34)
    design.headers(sheet, FIRST - 1, ("检查内容", "当前情况", "应为", "结果", "怎么办"))
    hint = design.boxed(font_color=GREY, font_size=10)
    for row, line in lines.values():
        sheet.write_string(row - 1, 0, line.title, design.label())
        computed = design.computed(ValueKind.TEXT)
        write_formula(sheet, f"B{row}", line.now, computed)
        write_formula(sheet, f"C{row}", line.due or _DUE[line.judge], computed)
        verdict = design.boxed(bold=True, align="center")
        write_formula(sheet, f"D{row}", _verdict(line, row, choices), verdict)
        sheet.write_string(row - 1, 4, line.hint, hint)
        sheet.set_row(row - 1, 66 if line.key == "facts" else 32)
    _colour(design, sheet, last)
    sheet.freeze_panes(FIRST - 1, 1)
    set_up_print(sheet, landscape=True)
    sheet.fit_to_pages(1, 1)
    protect(sheet)


def _overall(last: int) -> str:
    """The verdict of all lines; a cell that is an error comes first."""
    verdicts = f"$D${FIRST}:$D${last}"

    def count(verdict: Verdict) -> str:
        return f'COUNTIF({verdicts},"{verdict}")'

    mend, missing, look = (count(each) for each in (Verdict.MEND, Verdict.OPEN, Verdict.LOOK))
    rest = f'IF({look}>0,"可以报送，另有"&{look}&"项请核对","各项检查通过，可以报送")'
    rest = f'IF({missing}>0,"还有"&{missing}&"项待填写",{rest})'
    return f'IF({mend}>0,"有"&{mend}&"项需要修改",{rest})'


def _colour(design: Design, sheet: Worksheet, last: int) -> None:
    """Verdicts by their words; any cell that is an error is red."""
    broken = {"type": "formula", "criteria": f"=ISERROR(B{FIRST})", "format": design.style(**RED)}
    sheet.conditional_format(f"B{FIRST}:C{last}", broken)
    for words, colours in (("修改", RED), ("通过", GREEN), ("待填写", AMBER), ("核对", AMBER)):
        rule: dict[str, object] = {"type": "text", "criteria": "containing", "value": words}
        rule |= {"format": design.style(**colours), "stop_if_true": True}
        sheet.conditional_format(f"D{FIRST}:D{last}", rule)
        sheet.conditional_format(OVERALL, rule)


_DUE = {Judge.NOTHING: '"无"', Judge.SOME: '"不少于1"', Judge.NONE: "0"}
_UNKNOWN = 'OR({now}="",{due}="")'
_FAULTS = {
    Judge.NOTHING: ("FALSE", '{now}<>""'),
    Judge.AT_MOST: (_UNKNOWN, "{now}-{due}>{tolerance}"),
    Judge.EQUAL: (_UNKNOWN, "ABS({now}-{due})>{tolerance}"),
    Judge.SOME: ("FALSE", "{now}=0"),
    Judge.NONE: ("{count}=0", "{now}>0"),
    Judge.IF_STATED: ("FALSE", 'AND({now}<>"",{now}<>{due})'),
}
"""When a line cannot be judged yet, and when it is at fault."""


def _verdict(line: Line, row: int, choices: Choices) -> str:
    """Whether a line passes; where one of its cells is an error, something has to be mended."""
    words = {"now": f"$B{row}", "due": f"$C{row}", "tolerance": choices.tolerance}
    unknown, faulty = (
        part.format(count=_count_of_indicators(), **words) for part in _FAULTS[line.judge]
    )
    judged = f'IF({unknown},"{Verdict.OPEN}",IF({faulty},"{line.found}","{Verdict.PASSED}"))'
    return f'IF(OR(ISERROR($B{row}),ISERROR($C{row})),"{Verdict.MEND}",{judged})'
