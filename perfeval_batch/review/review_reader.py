"""Reads the filled reviewers' sheets; rows are told apart by their keys, not by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Identity, State
from perfeval_batch.parsing import View, find_table
from perfeval_batch.review import reviewers_sheet
from perfeval_batch.review.review_values import UNMATCHED, Review, Reviewed, Score
from perfeval_batch.schema import ValueKind
from perfeval_batch.values import replace

_WHO = ("source", "code", "project", "unit", "year")
_NEEDED = (*_WHO, "key", "review_score", "remark", "weight", "name")
Scores = dict[tuple[str, ...], dict[str, Score]]


def read(*views: View) -> Review:
    """Read the filled sheets of a workbook: one, or one a reviewer.

    Raises:
        SettingsError: one is not the sheet that `write` made.
    """
    projects: Scores = {}
    findings: list[Finding] = []
    for view in views:
        findings += _read(view, projects)
    reviewed = tuple(_reviewed(who, scores) for who, scores in projects.items() if _any(scores))
    refused = [each for one in reviewed for each in _refused(one)]
    return Review.of_all(reviewed, findings, refused)


def _read(view: View, projects: Scores) -> Iterator[Finding]:
    """Take in the scores of a sheet; what belongs to nothing is said."""
    how = "请使用perfeval review-sheet生成的复核表，不要删除或改动表头。"
    table = find_table(view, reviewers_sheet.COLUMNS, _NEEDED, "复核表", how)
    columns = table.columns
    for row in (row for row in view.sheet.rows if row >= table.first_row):
        score = _score(view, columns, row)
        who = tuple(_said(view, name, row, columns[name]) for name in _WHO)
        key = view.text(row, columns["key"]).text
        if key and any(who):
            scores = projects.setdefault(who, {})
            scores[key] = score if key not in scores else _one_of(scores[key], score)
        elif not score.points.blank:
            yield _belongs_to_nothing(score)


def _said(view: View, name: str, row: int, column: int) -> str:
    """Who the project is; a code that lost digits says nothing."""
    entry = view.entry(ValueKind.CODE if name == "code" else ValueKind.TEXT, row, column)
    return "" if entry.broken else entry.text


def _score(view: View, columns: Mapping[str, int], row: int) -> Score:
    def text(name: str) -> int:
        return columns.get(name, 0)

    return Score(
        points=view.points(row, columns["review_score"]),
        remark=view.text(row, columns["remark"]),
        actual=view.text(row, text("review_actual")),
        evidence=view.text(row, text("review_evidence")),
        weight=view.points(row, columns["weight"]),
        name=view.text(row, columns["name"]).text,
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


def _reviewed(who: Sequence[str], scores: Mapping[str, Score]) -> Reviewed:
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
