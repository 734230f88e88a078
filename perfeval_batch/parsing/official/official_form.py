"""Reads the projects of a file of official forms, or names what the file is instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from perfeval_batch import schema
from perfeval_batch.findings import Finding
from perfeval_batch.model import (
    OFFICIAL,
    Entry,
    Facts,
    FundsRow,
    Identity,
    Origin,
    Project,
    Rejected,
    State,
    Submission,
    Texts,
)
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official import (
    form_funds,
    form_indicators,
    head,
    header_fingerprint,
    look_alikes,
    projects_list,
    transfer,
)
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.head import Head, Value
from perfeval_batch.parsing.official.labels import known
from perfeval_batch.parsing.official.layouts import NO_LAYOUTS, Layout, Layouts
from perfeval_batch.parsing.official.projects_list import ListSheet
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.parsing.official.sections import Section, sections
from perfeval_batch.reading.grid import Grid
from perfeval_batch.reading.refusals import TEMPLATE
from perfeval_batch.typed import clean_text
from perfeval_batch.values import replace


def parse(
    grid: Grid,
    workbook: str,
    layouts: Layouts = NO_LAYOUTS,
    year: int | None = None,
    *,
    unscored: bool = False,
) -> Submission | Rejected | None:
    """Read the forms of a file; None when it holds none and looks like none.

    Args:
        grid: all sheets of the file.
        workbook: path relative to INBOX, with `/`.
        layouts: what a person has answered for the patterns of forms.
        year: of the run, when it was named.
        unscored: forms without weights and scores are taken, whatever they are about.
    """
    boards = [Board(workbook, sheet) for sheet in grid.sheets]
    found = [section for board in boards if board.rows for section in sections(board)]
    forms = [section for section in found if look_alikes.is_form(section)]
    if forms:
        forms = [each for each in found if each in forms or not each.tables]
    names = _sheet_names(forms)
    used = {id(section.board) for section in forms}
    listed = list(projects_list.find(board for board in boards if id(board) not in used))
    results = [
        _read(section, grid, names[at], layouts, year, listed, unscored=unscored)
        for at, section in enumerate(forms)
    ]
    projects = _remarked(
        [each for each in results if isinstance(each, Project)], listed, whole=len(results)
    )
    refused = tuple(_counted(each, len(results)) for each in results if isinstance(each, Rejected))
    if results:
        return Submission(projects, refused, tuple(each.name for each in listed))
    return look_alikes.refusal(boards, found)


def _sheet_names(forms: list[Section]) -> list[str | None]:
    """How the forms of a file are told apart: by sheet, the second on a sheet as `sheet#2`."""
    if len(forms) == 1:
        return [None]
    seen: Counter[str] = Counter()
    names: list[str | None] = []
    for section in forms:
        name = section.board.sheet.name
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def _read(
    section: Section,
    grid: Grid,
    sheet: str | None,
    layouts: Layouts,
    year: int | None,
    listed: list[ListSheet],
    *,
    unscored: bool,
) -> Project | Rejected:
    board = section.board
    fund_top = section.name_row + 1 if section.name_row else section.start
    if not section.tables:
        return _without_table(section, sheet, year)
    table_top = section.tables[0].top
    found = form_funds.locate(board, fund_top, table_top - 1)
    print_ = header_fingerprint.fingerprint(section, found)
    layout = layouts.of(print_)
    if layout.columns:
        found = form_funds.locate(board, fund_top, table_top - 1, layout)
    asked = Asked(layout.answers)
    labels = head.read_facts(board, section.head, layout)
    facts = _facts(section, labels, asked, year, listed)
    if _is_beside_another(labels):
        return _refused(board, sheet, facts, "两张表并排放在一起（要上下排列，或分成两个工作表）")
    refusal = look_alikes.not_scorable(section)
    if refusal and not unscored and not transfer.is_transfer(section):
        return _refused(board, sheet, facts, refusal)
    funds, unit = form_funds.read(board, found, asked)
    rows = form_indicators.read(section, asked, layout, facts["year"].value, funds.total)
    texts, goals = _texts(section)
    if refusal:
        texts, goals = transfer.with_texts(section, texts, goals)
    reviewed = any(not row.review_score.blank for row in rows.indicators)
    total = _with_execution(funds.total, rows.execution, reviewed=reviewed)
    origin = Origin(
        workbook=board.view.workbook,
        active=grid.active,
        ignored_sheets=(),
        persons=tuple(dict.fromkeys(filter(None, head.persons(board, section.rows)))),
    )
    return Project(
        origin=origin,
        facts=Facts(**{**_blank_facts(board), **facts, **goals}),
        funds=replace(funds, total=total),
        indicators=rows.indicators,
        totals=rows.totals,
        texts=texts,
        sheet=sheet,
        form=OFFICIAL,
        questions=asked.findings(),
        details=rows.details,
        amount_unit=unit,
        scored=not refusal,
    )


def _remarked(
    projects: list[Project], listed: list[ListSheet], *, whole: int
) -> tuple[Project, ...]:
    """The projects with what the lists of the file say otherwise; of a whole file alone."""
    said: dict[str, list[Finding]] = {}
    for each in listed if whole == len(projects) else ():
        for key, finding in projects_list.compare(each, projects):
            said.setdefault(key, []).append(finding)
    return tuple(replace(each, remarks=tuple(said.get(each.key, ()))) for each in projects)


def _is_beside_another(labels: Head) -> bool:
    """Two projects are named in one row: their columns cannot be told apart."""
    rows = [each.row for each in labels.values.get("name", [])]
    return len(rows) > len(set(rows))


def _counted(refused: Rejected, forms: int) -> Rejected:
    """A refusal that says how many forms the file holds."""
    if forms == 1:
        return refused
    finding = refused.findings[0]
    text = f"{finding.message}这个文件共有{forms}张自评表，逐张处理。"
    return replace(refused, findings=(replace(finding, message=text),))


def _without_table(section: Section, sheet: str | None, year: int | None) -> Rejected:
    """A form whose indicator table nobody can tell."""
    asked = Asked()
    facts = _facts(section, head.read_facts(section.board, section.rows), asked, year, [])
    what = f"第{section.name_row}行起的这张表没有认得的指标表（三级指标、年度指标值等表头）"
    return _refused(section.board, sheet, facts, what)


def read_head(section: Section, asked: Asked, layout: Layout) -> str:
    """The name of a form's project; what is open about its head is asked."""
    labels = head.read_facts(section.board, section.head, layout)
    return _facts(section, labels, asked, None, [])["name"].text


def _with_execution(total: FundsRow, execution: FundsRow | None, *, reviewed: bool) -> FundsRow:
    """The funds' total with the scores that stand in a row of the indicator table.

    预算执行率 is arithmetic: where the indicators were reviewed and it has no cell for that, its
    score stands.
    """
    if execution is None:
        stands = reviewed and total.review_score.blank and not total.review_score.place.cell
        return replace(total, review_score=total.self_score) if stands else total
    return replace(
        total,
        weight=execution.weight,
        self_score=execution.self_score,
        review_score=execution.review_score,
        rate=execution.rate,
    )


def _blank_facts(board: Board) -> dict[str, Entry[Any]]:
    place = board.place()
    return {each.attribute: Entry(place) for each in schema.FACT_FIELDS}


def _refused(
    board: Board,
    sheet: str | None,
    facts: Mapping[str, Entry[Any]],
    what: str,
) -> Rejected:
    """A form that is recognised and cannot be scored, with who it is."""
    message = f"{what}，不能评分，也不能当作满分。"
    fix = "请改用有分值、得分的项目支出绩效自评表填报后重新报送。"
    finding = TEMPLATE.at(board.place(), message, fix)
    identity = Identity(
        code=facts["code"].value,
        name=facts["name"].value,
        department=facts["department"].value,
        unit=facts["unit"].value,
        year=facts["year"].value,
    )
    return Rejected((finding,), sheet, OFFICIAL, identity, what)


def _facts(
    section: Section,
    labels: Head,
    asked: Asked,
    year: int | None,
    listed: list[ListSheet],
) -> dict[str, Entry[Any]]:
    """Who the project is; what is missing or unclear is asked."""
    board = section.board
    name = _name(section, labels, asked)
    code, bare = head.split_code(name.text)
    own_code = _code(board, labels.first("code"))
    if own_code.blank:
        codes = [given for each in listed if (given := each.code(name.text)) is not None]
        own_code = codes[0] if len(codes) == 1 else own_code
    if code:
        own_code = replace(name, text=code, value=code)
        name = replace(name, text=bare, value=bare)
    department = _one_spelling(_office(board, labels, ("department", "higher_department")))
    unit = _unit(board, labels, asked)
    _ask_offices(section, labels, asked, department, unit, listed)
    if (
        department.blank
        and not unit.blank
        and asked.answers.get("no-department") == _UNIT_IS_DEPARTMENT
    ):
        department = unit
    if unit.blank and not department.blank and asked.answers.get("no-unit") == _DEPARTMENT_IS_UNIT:
        unit = department
    return {
        "name": name,
        "code": own_code,
        "department": department,
        "unit": unit,
        "year": _year(section, labels, asked, year),
        "leader": head.entry(board, labels.first("leader")),
    }


def _code(board: Board, value: Value | None) -> Entry[str]:
    """The code as its cell shows it; one that lost digits cannot be read."""
    entry = head.entry(board, value)
    own = board.entry(cell_values.code, value.row, value.column) if value else entry
    return own if own.broken else entry


def _one_spelling(entry: Entry[str]) -> Entry[str]:
    """A department however its brackets and blanks are written."""
    name = clean_text.department(entry.text)
    return replace(entry, text=name, value=name) if entry.value else entry


def _name(section: Section, labels: Head, asked: Asked) -> Entry[str]:
    board = section.board
    value = labels.first("name")
    if value is not None and value.text:
        return head.entry(board, value)
    caption, row, column = head.caption(board, section.caption_rows or section.head)
    found = head.name_in_caption(caption)
    if found:
        return Entry(board.place(row, column), found, found, State.READ)
    place = (
        board.place(value.row, value.column)
        if value
        else board.place(row or section.start, column or 1)
    )
    text = "没有项目名称：这张表是哪个项目的？"
    if "续" in caption + board.sheet.name:
        text += "若是上一张表的续表，请把指标接到那张表的下面，成为一张表。"
    asked.answer("no-name", place, text)
    return Entry(place)


def _office(board: Board, labels: Head, fields: tuple[str, ...]) -> Entry[str]:
    for each in fields:
        value = labels.first(each)
        if value is not None:
            return head.entry(board, value, head.without_code(value.text))
    return Entry(board.place())


def _unit(board: Board, labels: Head, asked: Asked) -> Entry[str]:
    """The implementing unit; 本单位 is nobody's name."""
    found = _office(board, labels, ("unit",))
    both = labels.first("unit_and_leader")
    if found.blank and both is not None and both.text:
        return _unit_and_leader(board, both, asked)
    reporting = _office(board, labels, ("reporting_unit",))
    if not found.blank and found.text in known().this_unit:
        text = f"实施单位填“{found.text}”：是哪个单位？"
        choices = (f"按“单位名称”一栏（{reporting.text}）",) if not reporting.blank else ()
        answer = asked.answer(
            "this-unit", found.place, text, (_BY_REPORTING_UNIT,) if choices else ()
        )
        return reporting if answer else replace(found, value=None, state=State.OPEN)
    if found.blank and not found.place.cell and not reporting.blank:
        return reporting
    return found


_BY_REPORTING_UNIT = "以表头“单位名称”一栏的单位为实施单位"
_UNIT_IS_DEPARTMENT = "本表没有主管部门，以实施单位为主管部门"
_DEPARTMENT_IS_UNIT = "本表没有实施单位，以主管部门为实施单位"


def _unit_and_leader(board: Board, both: Value, asked: Asked) -> Entry[str]:
    """项目实施单位/项目负责人 in one cell."""
    for sign in ("/", "／", "、", " "):
        parts = [part.strip() for part in both.text.split(sign) if part.strip()]
        if len(parts) == 2:  # noqa: PLR2004  # unit and person
            return head.entry(board, both, parts[0])
    place = board.place(both.row, both.column)
    asked.answer("unit-and-leader", place, f"“{both.text}”里哪一部分是实施单位？")
    return Entry(place, both.text, None, State.OPEN)


def _ask_offices(
    section: Section,
    labels: Head,
    asked: Asked,
    department: Entry[str],
    unit: Entry[str],
    listed: list[ListSheet],
) -> None:
    """Department or unit missing: asked, never taken from one another."""
    board = section.board
    hint = (
        f"（表头有不认识的标签：{'、'.join(text for text, _, _ in labels.unknown[:4])}）"
        if labels.unknown
        else ""
    )
    answerable = ("",) if labels.unknown else ()
    where = f"（汇总表“{listed[0].name}”里或许有，但须由单位确认）" if listed else ""
    first = board.place(section.name_row or section.start, 1)
    if department.blank and unit.blank:
        text = f"表内没有主管部门，也没有实施单位{where}{hint}：是哪个部门的项目？"
        asked.answer("no-office", first, text, answerable)
    elif department.blank:
        empty = bool(department.place.cell)
        what = "主管部门没有填写" if empty else f"没有主管部门一栏{hint}"
        text = f"{what}：主管部门是哪个？不用实施单位代替。"
        choices = () if empty else (_UNIT_IS_DEPARTMENT,)
        asked.answer("no-department", department.place if empty else first, text, choices)
    elif unit.blank and not unit.broken:
        empty = bool(unit.place.cell)
        what = "实施单位没有填写" if empty else f"没有实施单位一栏{hint}"
        text = f"{what}：项目单位是哪个？"
        choices = () if empty else (_DEPARTMENT_IS_UNIT,)
        asked.answer("no-unit", unit.place if empty else first, text, choices)


def _year(section: Section, labels: Head, asked: Asked, year: int | None) -> Entry[int]:
    board = section.board
    stated = head.years(board, section.caption_rows)
    value = labels.first("year")
    if value is not None and value.text:
        entry = cell_values.year(value.text, board.place(value.row, value.column))
        if entry.value:
            return entry
    every = {each for each, _, _ in stated}
    if len(every) == 1:
        number, row, column = stated[0]
        return Entry(board.place(row, column), str(number), number, State.READ)
    at = stated[0][1:] if stated else (*(section.caption_rows or section.rows)[:1], 1)
    place = board.place(at[0], at[1])
    if year is not None and not every:
        return Entry(place, str(year), year, State.READ)
    text = (
        f"表头写有{'、'.join(str(each) for each in sorted(every))}几个年度：评价的是哪一年？"
        if every
        else "表内没有评价年度（填报日期的年份不是评价年度）：评价的是哪一年？"
        "可在表头写明；同一批都是一个年度的，也可由财政部门统一设定。"
    )
    asked.answer("no-year", place, text)
    return Entry(place)


def _texts(section: Section) -> tuple[Texts, dict[str, Entry[Any]]]:
    """Goals, completion and the concluding texts."""
    board = section.board
    last = section.tables[-1].bottom
    found: dict[str, list[Entry[str]]] = {}
    first_table = section.tables[0].bottom
    above = head.texts(board, section.head)
    more = head.further_goals(board, [row for row in section.rows if first_table < row < last])
    below = head.texts(board, [row for row in section.rows if row > last])
    for at, source in enumerate((above, more, below)):
        for meant, value in source:
            if at < 2 or meant not in ("goal", "completion"):  # noqa: PLR2004  # below the tables
                entry = _passage(board, value)
                if not entry.blank:
                    found.setdefault(meant, []).append(entry)
    nothing: Entry[str] = Entry(board.place())

    def first(meant: str) -> Entry[str]:
        return found.get(meant, [nothing])[0]

    def items(*parts: str) -> tuple[Entry[str], ...]:
        cells = (entry for part in parts for entry in found.get(part, ()))
        return tuple(item for entry in cells for item in cell_values.list_items(entry))

    texts = Texts(
        overview=first("conclusion"),
        practices=(),
        problems=items("deviation", "problem"),
        measures=items("measure"),
        suggestions=(),
        others=(),
        self_grade=nothing,
        review_grade=nothing,
    )
    goals = {
        "annual_goal": _together(found.get("goal", [nothing])),
        "completion": _together(found.get("completion", [nothing])),
        "content": first("content"),
    }
    return texts, goals


def _together(parts: list[Entry[str]]) -> Entry[str]:
    """Several goals as one text, a line each."""
    text = "\n".join(dict.fromkeys(each.text for each in parts))
    return parts[0] if len(parts) == 1 else replace(parts[0], text=text, value=text)


def _passage(board: Board, value: Value) -> Entry[str]:
    entry = board.entry(cell_values.text, value.row, value.column)
    if entry.blank or entry.broken or not value.text:
        return Entry(entry.place)
    return replace(entry, text=value.text, value=value.text)
