"""The filled reviewers' sheet in, a Review out; rows are told apart by their keys, not by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Protocol

from perfeval_batch.errors import SettingsError
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Entry, Identity, State
from perfeval_batch.review import reviewers_sheet as sheets
from perfeval_batch.review.review_scores import UNMATCHED, Review, Reviewed, Score
from perfeval_batch.values import replace


class _Rows(Protocol):
    @property
    def rows(self) -> Mapping[int, object]: ...


class Table(Protocol):
    """A sheet as parsing shows it: `parsing.sheet_view.View` of the sheet `SHEET`."""

    @property
    def workbook(self) -> str:
        """The name of the file."""

    @property
    def sheet(self) -> _Rows:
        """What holds something, by row."""

    def text(self, row: int, column: int) -> Entry[str]:
        """A cell as text."""

    def points(self, row: int, column: int) -> Entry[Decimal]:
        """A cell as a score."""


def read(table: Table) -> Review:
    """Read the filled sheet.

    Raises:
        SettingsError: it is not the sheet that `write` made.
    """
    columns, header = _columns(table)
    projects: dict[tuple[str, ...], dict[str, Score]] = {}
    findings: list[Finding] = []
    for row in (row for row in table.sheet.rows if row > header):
        score = _score(table, columns, row)
        who = tuple(table.text(row, columns[each.header]).text for each in _WHO)
        key = table.text(row, columns[sheets.KEY.header]).text
        if not key or not any(who):
            if not score.points.blank:
                findings.append(_belongs_to_nothing(score))
            continue
        scores = projects.setdefault(who, {})
        scores[key] = score if key not in scores else _one_of(scores[key], score)
    reviewed = tuple(_reviewed(who, scores) for who, scores in projects.items() if _any(scores))
    refused = [each for one in reviewed for each in _refused(one)]
    return Review.of_all(reviewed, findings, refused)


_WHO = (sheets.SOURCE, sheets.CODE, sheets.NAME, sheets.UNIT, sheets.YEAR)
_NEEDED = (*_WHO, sheets.KEY, sheets.REVIEW_SCORE, sheets.REMARK, sheets.WEIGHT, sheets.TEXTS[2])
_FIRST_ROWS = 10
_WIDE = 40


def _columns(table: Table) -> tuple[dict[str, int], int]:
    """Where each column stands, by its header, and the header's row."""
    best: dict[str, int] = {}
    header = 0
    for row in (row for row in table.sheet.rows if row <= _FIRST_ROWS):
        texts = {table.text(row, column).text: column for column in range(1, _WIDE)}
        found = {each.header: texts[each.header] for each in _NEEDED if each.header in texts}
        if len(found) > len(best):
            best, header = found, row
    missing = [each.header for each in _NEEDED if each.header not in best]
    if missing:
        raise SettingsError(
            f"复核表“{table.workbook}”的“{sheets.SHEET}”表中没有找到这些列：{'、'.join(missing)}。"
            "请使用perfeval review-sheet生成的复核表，不要删除或改动表头。",
        )
    return best, header


def _score(table: Table, columns: Mapping[str, int], row: int) -> Score:
    return Score(
        points=table.points(row, columns[sheets.REVIEW_SCORE.header]),
        remark=table.text(row, columns[sheets.REMARK.header]),
        weight=table.points(row, columns[sheets.WEIGHT.header]),
        name=table.text(row, columns[sheets.TEXTS[2].header]).text,
    )


def _belongs_to_nothing(score: Score) -> Finding:
    return UNMATCHED.at(
        score.points.place,
        f"这一行填了复核得分“{score.points.text}”，但“来源文件”等项目信息或“行标识”是空的，"
        "不知道属于哪个项目，没有采用。",
        "请把得分填到原有的行中；新增的行请删除。",
    )


def _one_of(first: Score, second: Score) -> Score:
    """Two rows of the same line: what both say, else nothing that could be taken."""
    if second.points.blank or first.points.value == second.points.value is not None:
        return first
    if first.points.blank:
        return second
    cell = first.points.place.cell
    broken = replace(
        second.points,
        value=None,
        state=State.UNREADABLE,
        how=f"同一指标在{cell}已填“{first.points.text}”，两处不一致",
    )
    return replace(second, points=broken)


def _any(scores: Mapping[str, Score]) -> bool:
    return any(not score.points.blank for score in scores.values())


def _reviewed(who: tuple[str, ...], scores: Mapping[str, Score]) -> Reviewed:
    source, code, name, unit, year = who
    identity = Identity(
        code=code or None,
        name=name or None,
        unit=unit or None,
        year=int(year) if year.isascii() and year.isdigit() else None,
    )
    return Reviewed(source, identity, scores)


def _refused(reviewed: Reviewed) -> Iterator[Finding]:
    """The scores of a project that are none, or exceed their weight."""
    for score in reviewed.scores.values():
        points, weight = score.points, score.weight.value
        if points.broken or (points.value is not None and points.value < 0):
            why = points.how or "应为不小于0的数字"
            yield Finding(
                points.place,
                "PE402",
                "score-invalid",
                Severity.ERROR,
                f"“{score.name}”的复核得分填的是“{points.text}”，{why}，没有采用。",
                "请填写0至分值之间的数字。",
            )
        elif points.value is not None and weight is not None and points.value > weight:
            yield Finding(
                points.place,
                "PE701",
                "review-over-weight",
                Severity.ERROR,
                f"“{score.name}”的复核得分{points.text}分，超过分值{score.weight.text}分，没有采用。",
                f"请把复核得分改为不超过{score.weight.text}分。",
            )
