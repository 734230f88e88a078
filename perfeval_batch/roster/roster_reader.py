"""Reads a filled roster: columns are found by their headers, every fault is told with its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch import schema, schemes
from perfeval_batch.errors import SettingsError
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Entry, State
from perfeval_batch.parsing import View, find_table
from perfeval_batch.roster.roster_entries import (
    INDICATOR_FIELDS,
    PROJECT_FIELDS,
    PROJECTS,
    Approved,
    Listed,
    Roster,
)
from perfeval_batch.schema import Field
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring.achievement import SIGNS
from perfeval_batch.values import Value, replace

SchemeOf = Callable[[str], Scheme | None]
"""What a name of a scheme means; the empty name means the default. None: no such scheme."""


def read(projects: View, indicators: View | None, scheme_of: SchemeOf) -> Roster:
    """Read the roster's sheets.

    Raises:
        SettingsError: the sheet of projects has not its columns, or lists no project.
    """
    listed = [
        replace(row, scheme=_trimmed_scheme(row.scheme))
        for row in _rows(projects, PROJECT_FIELDS, _listed)
    ]
    if not listed:
        raise SettingsError(
            f"项目名册“{projects.workbook}”的“{PROJECTS}”表中没有项目。请逐行填写后再试。",
        )
    approved = [] if indicators is None else _approved(indicators)
    by_code: dict[str, list[Approved]] = defaultdict(list)
    for row in approved:
        by_code[row.code.text].append(row.indicator)
    found = tuple(
        replace(each, indicators=tuple(by_code.get(each.code.value, ()) if each.code.value else ()))
        for each in listed
    )
    faults = (*_project_faults(found, scheme_of), *_indicator_faults(found, approved, scheme_of))
    return Roster(found, faults, tuple(_remarks(found)))


def sound(roster: Roster) -> Roster:
    """The roster, when nothing in it has to be mended.

    Raises:
        SettingsError: naming every fault with its cell.
    """
    if not roster.faults:
        return roster
    lines = [f"{fault.place}：{fault.message}{fault.fix}" for fault in roster.faults]
    raise SettingsError(f"项目名册中有{len(lines)}处需要修改：\n" + "\n".join(lines))


class _Row(Value, frozen=True):
    """A row of approved indicators with the code of its project."""

    code: Entry[str]
    indicator: Approved


def _rows(
    view: View,
    wanted: Sequence[Field],
    of: Callable[[Mapping[str, Entry[Any]]], Any],
) -> list[Any]:
    """Every row of a table that holds something of ours, as `of` makes it."""
    needed = [each.attribute for each in wanted if each.required]
    how = "请使用perfeval roster生成的名册，不要改动表头。"
    table = find_table(view, wanted, needed, "项目名册", how)
    found = []
    for row in sorted(number for number in view.sheet.rows if number >= table.first_row):
        entries = {
            field.attribute: view.entry(field.kind, row, table.columns.get(field.attribute, 0))
            for field in wanted
        }
        if all(entry.blank for entry in entries.values()):
            continue
        if any(entry.text == schema.TOTAL_ROW for entry in list(entries.values())[:2]):
            continue
        found.append(of(entries))
    return found


def _listed(entries: Mapping[str, Entry[Any]]) -> Listed:
    return Listed(place=entries["name"].place, indicators=(), **entries)


def _trimmed_scheme(entry: Entry[str]) -> Entry[str]:
    """The scheme's own name where the built-in ones know it under another spelling."""
    known = schemes.named(entry.text) if entry.value else None
    return replace(entry, text=known, value=known) if known else entry


def _approved(table: View) -> list[_Row]:
    """The approved indicators; a blank code or level under another is that one (merged cells)."""
    names = Approved.__struct_fields__
    rows: list[_Row] = _rows(
        table,
        INDICATOR_FIELDS,
        lambda entries: _Row(entries["code"], Approved(**{name: entries[name] for name in names})),
    )
    found: list[_Row] = []
    for row in rows:
        above = found[-1] if found else row
        code = above.code if row.code.blank else row.code
        one = replace(row.indicator, comparison=_sign(row.indicator.comparison))
        if code.text == above.code.text and one.level1.blank:
            level2 = above.indicator.level2 if one.level2.blank else one.level2
            one = replace(one, level1=above.indicator.level1, level2=level2)
        found.append(_Row(code, one))
    return found


def _sign(entry: Entry[str]) -> Entry[str]:
    """`>=` means ≥."""
    sign = SIGNS.get(entry.text)
    return replace(entry, text=sign, value=sign) if sign else entry


def _project_faults(projects: Iterable[Listed], scheme_of: SchemeOf) -> Iterator[Fault]:
    codes: dict[str, Place] = {}
    owners: dict[tuple[str, str], Place] = {}
    for listed in projects:
        for field in PROJECT_FIELDS:
            entry: Entry[Any] = getattr(listed, field.attribute)
            if entry.broken:
                yield _unreadable(field.name, entry)
            elif field.required and entry.blank:
                yield Fault(entry.place, f"{field.name}没有填写。", "请填写。")
        budget = listed.initial_budget
        if budget.value is not None and budget.value < 0:
            yield Fault(budget.place, f"年初预算数填的是“{budget.text}”，是负数。", "请核对金额。")
        if listed.scheme.value and scheme_of(listed.scheme.value) is None:
            yield Fault(
                listed.scheme.place,
                f"没有名为“{listed.scheme.text}”的评价方案。",
                f"请从{'、'.join(schemes.names())}中选择，或留空。",
            )
        yield from _twice(
            codes, listed.code.value or "", listed.code, f"项目编码“{listed.code.text}”"
        )
        if listed.name.text and listed.unit.text:
            key = (listed.name.text, listed.unit.text)
            what = f"实施单位“{listed.unit.text}”的项目“{listed.name.text}”"
            yield from _twice(owners, key, listed.name, what)


def _twice(seen: dict[Any, Place], key: Any, entry: Entry[str], what: str) -> Iterator[Fault]:  # noqa: ANN401  # any key
    if not key:
        return
    first = seen.setdefault(key, entry.place)
    if first != entry.place:
        yield Fault(entry.place, f"{what}与{first.cell}重复。", "请删除重复的一行或改正。")


def _unreadable(name: str, entry: Entry[Any]) -> Fault:
    why = f"，{entry.how}" if entry.how else ""
    return Fault(entry.place, f"{name}填的是“{entry.text}”{why}，不能读取。", "请重新填写。")


def _indicator_faults(
    projects: Sequence[Listed], rows: Sequence[_Row], scheme_of: SchemeOf
) -> Iterator[Fault]:
    known = {listed.code.text for listed in projects if listed.code.text}
    for row in rows:
        if row.code.broken:
            yield _unreadable("项目编码", row.code)
        elif not row.code.text:
            yield Fault(row.code.place, "项目编码没有填写。", f"请填“{PROJECTS}”表中的项目编码。")
        elif row.code.text not in known:
            yield Fault(
                row.code.place,
                f"“{PROJECTS}”表中没有项目编码“{row.code.text}”。",
                "请改正编码，或在该表中补上这个项目。",
            )
        yield from _row_faults(row.indicator)
    for listed in projects:
        yield from _weight_faults(listed, scheme_of)


def _row_faults(row: Approved) -> Iterator[Fault]:
    for field in INDICATOR_FIELDS[1:]:
        entry: Entry[Any] = getattr(row, field.attribute)
        if entry.broken:
            yield _unreadable(field.name, entry)
    if row.name.blank:
        yield Fault(row.name.place, "三级指标没有填写。", "请填写指标名称，或删除这一行。")
    if row.comparison.value and row.comparison.value not in schema.COMPARISONS:
        yield Fault(
            row.comparison.place,
            f"指标性质填的是“{row.comparison.text}”。",
            f"请从{' '.join(schema.COMPARISONS)}中选择。",
        )
    if row.weight.value is not None and row.weight.value <= 0:
        yield Fault(row.weight.place, f"分值填的是“{row.weight.text}”。", "请填大于0的数字。")


def _weight_faults(listed: Listed, scheme_of: SchemeOf) -> Iterator[Fault]:
    """The weights of a project's indicators, when all are given, add up to what is left of 100."""
    weights = [row.weight.value for row in listed.indicators]
    scheme = scheme_of(listed.scheme.text)
    if scheme is None or not weights or any(weight is None for weight in weights):
        return
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    due = schemes.FULL_WEIGHT - scheme.execution_weight
    if total != due:
        yield Fault(
            listed.indicators[0].weight.place,
            f"项目“{listed.name.text}”的指标分值合计{total}分，按评价方案“{scheme.name}”应为{due}分。",
            "请调整该项目各指标的分值。",
        )


def _remarks(projects: Iterable[Listed]) -> Iterator[Fault]:
    """What was understood from a text."""
    for listed in projects:
        for field in PROJECT_FIELDS:
            yield from _converted(field, getattr(listed, field.attribute))
        for row in listed.indicators:
            yield from _converted(INDICATOR_FIELDS[-1], row.weight)


def _converted(field: Field, entry: Entry[Any]) -> Iterator[Fault]:
    if entry.state is State.CONVERTED:
        yield Fault(
            entry.place,
            f"{field.name}填的是“{entry.text}”，已按{entry.value}读取（{entry.how}）。",
            "请核对，并改为数字。",
        )
