"""The sheet 自检: live formulas that say what is missing and what does not add up.

What they look at stands in `blank_lines`; what they show for a filling is computed by
`blank_results`, which follows the same lines.
"""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.blank import selfcheck_lines
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.paper import AMBER, GREEN, GREY, RED, Paper, protect
from perfeval_batch.blank.selfcheck_lines import FIRST, Judge, Line, Verdict, count_of_indicators
from perfeval_batch.blank.sheet_frame import Frame
from perfeval_batch.schema import ValueKind
from perfeval_batch.sheets import Worksheet

OVERALL = "A3"

_HEADING = "项目支出绩效自评表——自检"
_REMARK = "本表随填报内容自动更新，不需要填写。结果为“请修改”或“待填写”的，改好后再报送。"
_WIDTHS = (30.0, 38.0, 14.0, 11.0, 46.0)


def draw(paper: Paper, frame: Frame, choices: Choices) -> None:
    """Add the sheet."""
    sheet = paper.sheet(schema.SELF_CHECK, _HEADING, _REMARK, _WIDTHS)
    lines = selfcheck_lines.rows(frame, choices)
    last = FIRST + len(lines) - 1
    overall = paper.boxed(bold=True, font_size=14, align="center")
    sheet.merge_range(f"{OVERALL}:E3", "", overall)
    paper.formula(sheet, OVERALL, _overall(f"$D${FIRST}:$D${last}"), overall)
    sheet.set_row(2, 34)
    paper.headers(sheet, FIRST - 1, ("检查内容", "当前情况", "应为", "结果", "怎么办"))
    hint = paper.boxed(font_color=GREY, font_size=10)
    for row, line in lines.values():
        sheet.write_string(row - 1, 0, line.title, paper.label())
        computed = paper.computed(ValueKind.TEXT)
        paper.formula(sheet, f"B{row}", "=" + line.now, computed)
        paper.formula(sheet, f"C{row}", "=" + line.due, computed)
        verdict = paper.boxed(bold=True, align="center")
        paper.formula(sheet, f"D{row}", "=" + _verdict(line, row, frame, choices), verdict)
        sheet.write_string(row - 1, 4, line.hint, hint)
        sheet.set_row(row - 1, 66 if line.key == "facts" else 32)
    _colour(paper, sheet, last)
    sheet.freeze_panes(FIRST - 1, 1)
    paper.finished(sheet, landscape=True)
    protect(sheet)


def _overall(verdicts: str) -> str:
    def count(verdict: Verdict) -> str:
        return f'COUNTIF({verdicts},"{verdict}")'

    mend, missing, look = (count(each) for each in (Verdict.MEND, Verdict.OPEN, Verdict.LOOK))
    rest = f'IF({look}>0,"可以报送，另有"&{look}&"项请核对","各项检查通过，可以报送")'
    rest = f'IF({missing}>0,"还有"&{missing}&"项待填写",{rest})'
    return f'=IF({mend}>0,"有"&{mend}&"项需要修改",{rest})'


def _colour(paper: Paper, sheet: Worksheet, last: int) -> None:
    for words, colours in (("修改", RED), ("通过", GREEN), ("待填写", AMBER), ("核对", AMBER)):
        rule: dict[str, object] = {"type": "text", "criteria": "containing", "value": words}
        rule |= {"format": paper.style(**colours), "stop_if_true": True}
        sheet.conditional_format(f"D{FIRST}:D{last}", rule)
        sheet.conditional_format(OVERALL, rule)


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


def _verdict(line: Line, row: int, frame: Frame, choices: Choices) -> str:
    words = {"now": f"$B{row}", "due": f"$C{row}", "tolerance": choices.tolerance}
    unknown, faulty = (
        part.format(count=count_of_indicators(frame), **words) for part in _FAULTS[line.judge]
    )
    return f'IF({unknown},"{Verdict.OPEN}",IF({faulty},"{line.found}","{Verdict.PASSED}"))'
