"""`perfeval read`: what the program reads out of files, before any check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch import settings, wording
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode
from perfeval_batch.model import (
    OFFICIAL,
    STANDARD,
    Entry,
    Identity,
    Indicator,
    Project,
    Rejected,
    State,
    Submission,
)

Found = tuple[str, Submission | Rejected]
"""A file's path as it was given, and what it holds."""


@options.takes(
    *("year", "layouts", "password", "jobs", "engine", "timeout", "max_size", "format"),
)
def read(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="文件或文件夹…", help="要读的文件，或放着文件的文件夹"),
    ],
    config: options.Config = None,
    *,
    given: Mapping[str, object],
) -> int:
    """只读取：列出从文件里读到了什么、各在哪一格、还有什么要问。"""
    from perfeval_batch import batch

    inbox = paths[0] if paths[0].is_dir() else paths[0].parent
    chosen = settings.choose(inbox, given, config)
    found = batch.read(paths, chosen)
    if chosen.format == "json":
        show.json_bytes(to_json(found))
    else:
        out = show.console()
        for source, submission in found:
            out.print("\n".join(describe(source, submission)), markup=False, highlight=False)
    if batch.bugs(each for _, each in found if isinstance(each, Rejected)):
        return ExitCode.BUG
    whole = all(_is_clear(submission) for _, submission in found)
    return ExitCode.OK if whole else ExitCode.RETURNED


def _is_clear(submission: Submission | Rejected) -> bool:
    if isinstance(submission, Rejected):
        return False
    return not submission.refused and not any(each.questions for each in submission.projects)


def to_json(found: Iterable[Found]) -> bytes:
    """The files as contract §6 lists them."""
    entries = [entry for source, submission in found for entry in _entries(source, submission)]
    return json.dumps(entries, ensure_ascii=False, indent=1, default=_number).encode()


def _number(value: object) -> float | int:
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def _entries(source: str, submission: Submission | Rejected) -> list[dict[str, object]]:
    if isinstance(submission, Rejected):
        return [_refused(source, submission)]
    projects = [(each.sheet, _project(source, each)) for each in submission.projects]
    refused = [(each.sheet, _refused(source, each)) for each in submission.refused]
    return [entry for _, entry in (*projects, *refused)]


_NOTHING: dict[str, object] = dict.fromkeys(
    (
        *("amount_unit", "budget_initial", "budget", "arrived", "executed"),
        *("goal", "completion"),
    ),
)


def _refused(source: str, refused: Rejected) -> dict[str, object]:
    identity = refused.identity or Identity()
    return {
        "source": source,
        "sheet": refused.sheet,
        "form": refused.form,
        "name": identity.name,
        "code": identity.code,
        "department": identity.department,
        "unit": identity.unit,
        "year": identity.year,
        **_NOTHING,
        "execution": {"weight": None, "rate": None, "score": None},
        "indicators": [],
        "total": {"weight": None, "self_score": None},
        "questions": [],
        "refused": refused.recognised or "".join(each.message for each in refused.findings),
    }


def _project(source: str, project: Project) -> dict[str, object]:
    facts, funds, totals = project.facts, project.funds.total, project.totals
    rows = sorted(
        (*project.indicators, *project.details),
        key=lambda row: (row.name.place.sheet, row.name.place.row),
    )
    return {
        "source": source,
        "sheet": project.sheet,
        "form": project.form,
        "name": facts.name.value,
        "code": facts.code.value,
        "department": facts.department.value,
        "unit": facts.unit.value,
        "year": facts.year.value,
        "amount_unit": project.amount_unit or None,
        "budget_initial": funds.initial_budget.value,
        "budget": funds.budget.value,
        "arrived": funds.arrived.value,
        "executed": funds.executed.value,
        "execution": {
            "weight": funds.weight.value,
            "rate": funds.rate.value,
            "score": funds.self_score.value,
        },
        "goal": facts.annual_goal.value,
        "completion": facts.completion.value,
        "indicators": [_indicator(row) for row in rows],
        "total": {"weight": totals.weight.value, "self_score": totals.self_score.value},
        "questions": [each.message for each in project.questions],
        "refused": None,
    }


def _indicator(row: Indicator) -> dict[str, object]:
    return {
        "row": row.name.place.row or row.weight.place.row,
        "level1": _level(row.level1),
        "level2": _level(row.level2),
        "name": row.name.value,
        "target": _target(row),
        "actual": (row.actual.text or None) if row.actual.state is not State.OPEN else None,
        "weight": row.weight.value,
        "self_score": row.self_score.value,
        "review_score": row.review_score.value,
        "reason": row.reason.value,
    }


def _level(entry: Entry[str]) -> str | None:
    from perfeval_batch.parsing.official.labels import label

    return label(entry.text).key or None if entry.value else None


def _target(row: Indicator) -> str | None:
    """The target as it reads across its columns: `≥95%`."""
    if row.target.blank or row.target.state is State.OPEN:
        return None
    sign = row.comparison.text if row.comparison.value else ""
    sign = "" if sign in ("定性", row.target.text[:1]) else sign
    unit = row.unit_of_measure.text if row.unit_of_measure.value else ""
    text = row.target.text
    return f"{sign}{text}{'' if text.endswith(unit) else unit}"


def describe(source: str, submission: Submission | Rejected) -> list[str]:
    """What was read of a file, for people."""
    if isinstance(submission, Rejected):
        return [f"{source}", *(f"  {each}" for each in submission.findings)]
    lines = [f"{source}：{len(submission.projects) + len(submission.refused)}个项目"]
    lines += [f"  工作表“{each}”是项目清单，不作为项目" for each in submission.list_sheets]
    for project in submission.projects:
        lines += [f"  {line}" for line in _described(project)]
    for refused in submission.refused:
        name = (refused.identity.name if refused.identity else None) or "未读到名称"
        lines += [f"  〔{refused.sheet or '全文件'}〕{name}：{refused.recognised}"]
    return lines


def _described(project: Project) -> list[str]:
    facts, funds = project.facts, project.funds.total
    kind = {STANDARD: "本程序的工作簿", OFFICIAL: "官方自评表"}[project.form]
    lines = [f"〔{project.sheet or kind}〕{facts.name.text or '没有项目名称'}"]
    for word, entry in (
        ("项目编码", facts.code),
        ("主管部门", facts.department),
        ("实施单位", facts.unit),
        ("评价年度", facts.year),
        ("年初预算数", funds.initial_budget),
        ("全年预算数", funds.budget),
        ("实际到位数", funds.arrived),
        ("全年执行数", funds.executed),
        ("预算执行率分值", funds.weight),
        ("预算执行率得分", funds.self_score),
    ):
        lines.append(f"  {word}：{_said(entry)}")
    lines += [f"  {_row(row)}" for row in project.indicators]
    lines += [f"  明细：{_row(row)}" for row in project.details]
    lines += [f"  问：{each.place}：{each.message}" for each in project.questions]
    return lines


def _said(entry: Entry[object]) -> str:
    """A value with its cell and how it was understood."""
    if entry.blank:
        return "（没有）"
    value = entry.value
    shown = wording.plain(value) if isinstance(value, Decimal) else str(value)
    text = shown if value is not None else f"未定（填的是{wording.quoted(entry.text)}）"
    how = f"，{entry.how}" if entry.how else ""
    return f"{text}（{entry.place}{how}）"


def _row(row: Indicator) -> str:
    levels = "／".join(each for each in (_level(row.level1), _level(row.level2)) if each)
    parts = [
        f"{row.name.place}　{levels}　{row.name.text}：指标值{_target(row) or '—'}",
        f"完成{row.actual.text or '—'}",
        f"分值{_points(row.weight)}",
        f"得分{_points(row.self_score)}",
    ]
    if row.review_score.value is not None:
        parts.append(f"复核{_points(row.review_score)}")
    return "，".join(parts)


def _points(entry: Entry[Decimal]) -> str:
    return wording.plain(entry.value) if entry.value is not None else "—"
