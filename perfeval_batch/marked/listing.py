"""Findings in, the rows of 问题清单 out: what it says, whatever file it is written into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from perfeval_batch import office_package, schema, wording
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.sheets import row_height

HEADERS = ("序号", "级别", "检查编号", "位置", "问题", "怎么改")
WIDTHS = (6, 7, 9, 20, 60, 52)
"""In characters of a digit; a Chinese one takes two."""
MOST = 2_000
"""Findings listed and marked; how many more there are is said in a last row."""
_LINE, _AIR = 14, 7
"""Points of a line of 10 pt, of the room around it."""
WHOLE = "（整个文件）"

_IN_PLACE = (
    "点“位置”可到达该单元格，批注里写有问题和改法。标红的是错误，须改正；"
    "标黄的是警告，请核实，情况属实的可以不改；提示仅供参考，不标底色。"
)
_BESIDE = "错误须改正；警告请核实，情况属实的可以不改；提示仅供参考。"
_AGAIN = "改好后请保留原文件名重新报送{deadline}。"
_LEAVE = "本表、底色和批注不必删除，它们不作为填报内容。"


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the list.

    Attributes:
        number: from 1 on.
        finding: what it is about.
        place: where, in words.
        target: the cell to jump to, seen from within the workbook; None when there is none.
    """

    number: int
    finding: Finding
    place: str
    target: Place | None


@dataclass(frozen=True, slots=True)
class Listing:
    """All that 问题清单 says.

    Attributes:
        summary: which round, how many of which severity; parsing reads the round from it.
        notes: what to do, a paragraph each.
        rows: the findings, gravest first.
        rest: how many findings are not listed; 0 but for absurd workbooks.
    """

    summary: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    rest: int

    @property
    def heights(self) -> tuple[float, ...]:
        """Heights of the rows in points, so that no text is cut in any program."""
        return tuple(_height(row.place, row.finding.message, row.finding.fix) for row in self.rows)


def _height(*texts: str) -> float:
    shown = zip(map(office_package.cell_text, texts), WIDTHS[-len(texts) :], strict=True)
    return row_height(shown, _LINE + _AIR, _LINE, _AIR)


def of(
    findings: Sequence[Finding],
    number: int,
    deadline: date | None,
    workbook: str = "",
    target_of: Callable[[Place], Place | None] | None = None,
) -> Listing:
    """Put the list together.

    Args:
        findings: of one workbook.
        number: how often the workbook goes back with this time.
        deadline: by when it is wanted again.
        workbook: its name as findings state it; places in another workbook name it.
        target_of: the cell that a person sees for a place; without it nothing is linked, as the
            list stands beside the workbook.
    """
    ordered = sorted(findings, key=lambda each: each.order)
    rows = [
        Row(
            position,
            each,
            _place(each.place, workbook),
            target_of(each.place) if target_of is not None else None,
        )
        for position, each in enumerate(ordered[:MOST], 1)
    ]
    return Listing(
        summary=f"{schema.MARKS_ROUND.format(number)}：{counted(findings)}。",
        notes=tuple(_notes(deadline, in_place=target_of is not None)),
        rows=tuple(rows),
        rest=len(ordered) - len(rows),
    )


def counted(findings: Sequence[Finding]) -> str:
    """`错误3处，警告2处`; severities without a finding are left out."""
    counts = {each: sum(one.severity is each for one in findings) for each in Severity}
    said = [f"{each.label}{count}处" for each, count in counts.items() if count]
    return "，".join(said) or "没有问题"


def _notes(deadline: date | None, *, in_place: bool) -> Iterator[str]:
    yield _IN_PLACE if in_place else _BESIDE
    again = _AGAIN.format(deadline=f"，请于{wording.day(deadline)}前送达" if deadline else "")
    yield again + (_LEAVE if in_place else "")


def _place(place: Place, workbook: str) -> str:
    if not place.sheet:
        return WHOLE
    elsewhere = workbook and place.workbook != workbook
    return f"{place.workbook}：{place}" if elsewhere else str(place)


def more(rest: int) -> str:
    """What the last row says of findings that are not listed."""
    return f"另有{rest}条没有列出，改好以上各条后再次检查即可看到。"
