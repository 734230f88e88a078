"""What the formulas of a filled workbook show: a filling in, their values out, in Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.blank import selfcheck_lines, selfcheck_sheet
from perfeval_batch.blank import sheet_frame as frames
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.paper import token
from perfeval_batch.blank.selfcheck_lines import Judge, Line, Verdict
from perfeval_batch.blank.sheet_frame import Frame
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import FACT_FIELDS, FUNDS_FIELDS, INDICATOR_FIELDS
from perfeval_batch.scoring import rate, rounded

_RATE_PLACES = Decimal("0.0001")
_HUNDRED = Decimal(100)
_FULL = Decimal(100)

Row = Mapping[str, CellValue]


def compute(filling: Filling, frame: Frame, choices: Choices) -> dict[str, CellValue]:
    """The stored value of every formula, by its token."""
    return {**_rates(filling), **_totals(filling, frame), **_lines(filling, frame, choices)}


def _rates(filling: Filling) -> dict[str, CellValue]:
    letters = frames.funds_cell("rate").split("$")[1]
    found: dict[str, CellValue] = {}
    for row, source in enumerate((schema.TOTAL_SOURCE, *schema.SOURCES), frames.FUNDS_FIRST):
        amounts = _Amounts(filling, source)
        budget, executed = amounts["budget"], amounts["executed"]
        percent = rate(executed, budget) if executed is not None and executed >= 0 else None
        if percent is not None:
            share = rounded(percent / _HUNDRED, _RATE_PLACES)
            found[token(f"={schema.FUNDS}!{letters}{row}")] = share
    return found


def _totals(filling: Filling, frame: Frame) -> dict[str, CellValue]:
    found: dict[str, CellValue] = {}
    for attribute in ("weight", "self_score", "review_score"):
        sheet, _, cell = frames.total_cell(frame, attribute).partition("!")
        address = cell.replace("$", "")
        found[token(f"={sheet}!{address}")] = _shown(_sum(filling, attribute))
    return found


def _shown(value: Decimal | None) -> CellValue:
    return "" if value is None else value


def _sum(filling: Filling, attribute: str) -> Decimal | None:
    """Of the indicators and 预算执行率; None when no number stands there."""
    first = _Amounts(filling)[attribute]
    known = [each for each in (first, *_column(filling, attribute)) if each is not None]
    return sum(known, Decimal(0)) if known else None


class _Amounts:
    """The numbers of a row of the funds table, by attribute."""

    def __init__(self, filling: Filling, source: str = schema.TOTAL_SOURCE) -> None:
        self._row = filling.funds.get(source, {})

    def __getitem__(self, attribute: str) -> Decimal | None:
        return number(self._row.get(schema.field(FUNDS_FIELDS, attribute).name))


def number(value: CellValue) -> Decimal | None:
    """A cell's number as the spreadsheet has it: a text that looks like one is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def _column(filling: Filling, attribute: str) -> Iterator[Decimal | None]:
    name = schema.field(INDICATOR_FIELDS, attribute).name
    return (number(row.get(name)) for row in filling.indicators)


def _empty(value: CellValue) -> bool:
    return value is None or not str(value).strip(" ")


def _lines(filling: Filling, frame: Frame, choices: Choices) -> dict[str, CellValue]:
    """The lines of 自检: 当前情况, 应为 and 结果, then the overall verdict."""
    shown = dict(_facts(filling)) | dict(_funds(filling, choices)) | dict(_indicators(filling))
    shown |= dict(_scores(filling)) | {"grade": _grade(filling, choices)}
    sheet = schema.SELF_CHECK
    found: dict[str, CellValue] = {}
    verdicts = []
    for key, (row, line) in selfcheck_lines.rows(frame, choices).items():
        now, due = shown[key]
        apart = _apart(line.judge, number(now), number(due), choices.tolerance)
        verdict = _verdict(line, (now, due), apart=apart, empty=shown["count"][0] == 0)
        verdicts.append(verdict)
        cells: dict[str, CellValue] = {"B": now, "C": due, "D": str(verdict)}
        found |= {token(f"={sheet}!{column}{row}"): value for column, value in cells.items()}
    found[token(f"={sheet}!{selfcheck_sheet.OVERALL}")] = _overall(verdicts)
    return found


Shown = tuple[CellValue, CellValue]
"""当前情况 and 应为."""


def _facts(filling: Filling) -> Iterator[tuple[str, Shown]]:
    missing = [f.name for f in FACT_FIELDS if f.required and _empty(filling.facts.get(f.name))]
    yield "facts", ("、".join(missing), "无")


def _funds(filling: Filling, choices: Choices) -> Iterator[tuple[str, Shown]]:
    total = _Amounts(filling)
    names = {field.attribute: field.name for field in FUNDS_FIELDS}
    missing = [names[each] for each in selfcheck_lines.NEEDED_AMOUNTS if total[each] is None]
    yield "amounts", ("、".join(missing), "无")
    differs = [
        names[each] for each in selfcheck_lines.AMOUNTS if _sources_differ(filling, each, choices)
    ]
    yield "sources", ("、".join(differs), "无")
    weight, budget, executed = total["weight"], total["budget"], total["executed"]
    yield "over_budget", (_shown(executed), _shown(budget))
    percent = rate(executed, budget)
    due = None
    if weight is not None and percent is not None:
        due = rounded(choices.execution.score(weight, percent))
    yield "execution", (_shown(total["self_score"]), _shown(due))
    amount = schema.field(schema.USE_FIELDS, "amount").name
    spent = sum((number(row.get(amount)) or Decimal(0) for row in filling.uses), Decimal(0))
    yield "uses", (spent, _shown(executed))


def _sources_differ(filling: Filling, attribute: str, choices: Choices) -> bool:
    parts = [_Amounts(filling, source)[attribute] for source in schema.SOURCES]
    known = [each for each in parts if each is not None]
    total = _Amounts(filling)[attribute] or Decimal(0)
    return bool(known) and abs(total - sum(known)) > choices.tolerance


def _rows(filling: Filling) -> list[Row]:
    """The rows that are indicators, by attribute."""
    rows = [
        {field.attribute: row.get(field.name) for field in INDICATOR_FIELDS}
        for row in filling.indicators
    ]
    return [
        row
        for row in rows
        if any(row[name] not in (None, "") for name in schema.MARKING_ATTRIBUTES)
    ]


def _indicators(filling: Filling) -> Iterator[tuple[str, Shown]]:
    rows = _rows(filling)
    weights = [number(row["weight"]) for row in rows]
    yield "count", (len(rows), "不少于1")
    yield "no_weight", (sum(weight is None or weight <= 0 for weight in weights), 0)
    yield "no_score", (sum(number(row["self_score"]) is None for row in rows), 0)
    silent = (_empty(row["actual"]) and _empty(row["description"]) for row in rows)
    yield "no_account", (sum(silent), 0)


def _scores(filling: Filling) -> Iterator[tuple[str, Shown]]:
    rows, total = _rows(filling), _Amounts(filling)
    weight = _sum(filling, "weight")
    yield "weight", (_shown(weight), _FULL)
    yield "self_score", (_shown(_sum(filling, "self_score")), _shown(weight))
    pairs = [(number(row["weight"]), _both(row)) for row in rows]
    pairs.append((total["weight"], (total["self_score"], total["review_score"])))
    over = sum(_above(score, top) for top, scores in pairs for score in scores)
    yield "over_weight", (over, 0)
    unexplained = sum(
        any(_above(number(row["weight"]), score) for score in _both(row)) and _empty(row["reason"])
        for row in rows
    )
    yield "no_reason", (unexplained, 0)
    yield "review", (_missing_reviews(rows, total), 0)


def _both(row: Row) -> tuple[Decimal | None, Decimal | None]:
    return number(row["self_score"]), number(row["review_score"])


def _above(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def _missing_reviews(rows: Iterable[Row], total: _Amounts) -> int:
    reviews = [number(row["review_score"]) for row in rows]
    first = total["review_score"]
    if first is None and all(each is None for each in reviews):
        return 0
    return reviews.count(None) + (total["weight"] is not None and first is None)


def _grade(filling: Filling, choices: Choices) -> Shown:
    stated = filling.texts.get(schema.field(schema.GRADE_FIELDS, "self_grade").name)
    total = _sum(filling, "self_score")
    now = "" if stated is None else str(stated).strip(" ")
    if total is None:
        return now, ""
    reached = (grade.name for grade in choices.grades if rounded(total) >= grade.floor)
    return now, next(reached, choices.grades[-1].name)


def _verdict(line: Line, cells: Shown, *, apart: bool | None, empty: bool) -> Verdict:
    """The verdict of a line.

    Args:
        line: the line.
        cells: 当前情况 and 应为.
        apart: the two numbers differ the wrong way; None when one is not known.
        empty: there is no indicator yet.
    """
    now, due = cells
    faulty: bool | None
    match line.judge:
        case Judge.NOTHING:
            faulty = now != ""
        case Judge.SOME:
            faulty = now == 0
        case Judge.NONE:
            faulty = None if empty else now != 0
        case Judge.IF_STATED:
            faulty = now not in ("", due)
        case Judge.AT_MOST | Judge.EQUAL:
            faulty = apart
    if faulty is None:
        return Verdict.OPEN
    return line.found if faulty else Verdict.PASSED


def _apart(
    judge: Judge, now: Decimal | None, due: Decimal | None, tolerance: Decimal
) -> bool | None:
    """The numbers differ the wrong way; None when one is not known."""
    if now is None or due is None:
        return None
    gap = now - due if judge is Judge.AT_MOST else abs(now - due)
    return gap > tolerance


def _overall(verdicts: list[Verdict]) -> str:
    mend, missing, look = (
        verdicts.count(each) for each in (Verdict.MEND, Verdict.OPEN, Verdict.LOOK)
    )
    if mend:
        return f"有{mend}项需要修改"
    if missing:
        return f"还有{missing}项待填写"
    return f"可以报送，另有{look}项请核对" if look else "各项检查通过，可以报送"
