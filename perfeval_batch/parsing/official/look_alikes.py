"""Tables that look like the form and are none, named so that a department knows what is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfeval_batch.model import Identity, Rejected
from perfeval_batch.parsing.official import head, rows
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.form_table import Table
from perfeval_batch.parsing.official.sections import Section
from perfeval_batch.reading.refusals import TEMPLATE

_MONITORING = re.compile("执行监控|运行监控|绩效监控|监控表|监控情况")
_GOALS = re.compile(
    "绩效目标(?:申报|设定|批复|调整|变更|审核|分解|公开|申请)*表|目标申报|绩效目标批复"
)
_BEFOREHAND = re.compile("事前(?:绩效)?评估")
_LIST = re.compile("(?:汇总|统计|一览)表|清单|台账")
_WHOLE = re.compile("整体(?:支出|绩效)")
_CRITERIA = re.compile("评分细则|评分标准|评分表|打分表|评价指标表|评价指标体系|指标体系")
_LEVELS = ("name", "level12")
_SCORES = frozenset({"weight", "self_score", "review_score"})

WANTED = "要报送的是项目支出绩效自评表（有年度指标值、实际完成值、分值和得分）"


def is_form(section: Section) -> bool:
    """The section is a self-evaluation of one project."""
    fields = frozenset[str]().union(*(table.touched for table in section.tables))
    title = _title(section)
    if _MONITORING.search(title) or _forecasts(section):
        return False
    guessed = any(table.guessed for table in section.tables)
    if guessed or not fields & {"actual", "review_actual", "target"}:
        other = any(words.search(title) for words, _ in _NAMES)
        return not other and (guessed or _is_scored(section, fields, title))
    scored = bool(fields & _SCORES)
    if _WHOLE.search(title) and not section.name_row and scored:
        return False
    if not fields & {"actual", "review_actual"}:
        if {"weight", "self_score"} <= fields and "target" in fields:
            return not _CRITERIA.search(title)
        return bool(section.name_row) and not _is_goal_table(section, fields, title)
    return bool(fields & {"name", "level1", "level2", "level12"})


def _is_scored(section: Section, fields: frozenset[str], title: str) -> bool:
    """A project's 自评表 with weights and scores; what else it has is asked about."""
    named = bool(section.name_row) and "name" in fields and "自评" in title
    return named and {"weight", "self_score"} <= fields


def _is_goal_table(section: Section, fields: frozenset[str], title: str) -> bool:
    """Targets alone; a form whose 实际完成值 lost its header has scores or figures besides."""
    if _GOALS.search(title) and "自评" not in title:
        return True
    return not fields & _SCORES and not any(
        _nameless_numbers(section, table) for table in section.tables
    )


def _forecasts(section: Section) -> bool:
    words = ("全年预计执行数", "完成目标可能性", "1-7月执行数", "1-6月执行数", "全年预计完成")
    return any(
        word in re.sub(r"\s", "", section.board.text(row, column))
        for row in section.rows[:_FIRST]
        for column in section.board.cells(row)
        for word in words
    )


_FIRST = 25


def _title(section: Section) -> str:
    """What the first rows and the sheet's name call it."""
    texts = [
        re.sub(r"\s", "", section.board.text(row, column))
        for row in section.caption_rows[:6]
        for column in section.board.cells(row)
    ]
    captions = [text for text in texts if head.is_caption(text)]
    return "；".join(captions)


def not_scorable(section: Section) -> str:
    """What is said of a form without weights and scores; empty when it has some."""
    if any(table.touched & _SCORES for table in section.tables):
        return ""
    if any(_nameless_numbers(section, table) for table in section.tables):
        return ""
    return "这张自评表没有分值和得分两栏"


def _nameless_numbers(section: Section, table: Table) -> bool:
    """A column of figures stands under no known header: it may be the scores."""
    board = section.board
    named = {
        each
        for column in table.columns
        if column.field
        for each in range(column.first, column.last + 1)
    }
    first = min((column.first for column in table.columns), default=1)
    count = 0
    for row in board.rows:
        if table.bottom < row <= section.end and not rows.total_word(board, table, row):
            count += any(
                column > first and column not in named and rows.is_number(board, row, column)
                for column in board.cells(row)
            )
    return count > 1


def refusal(
    boards: Sequence[Board],
    found: Sequence[Section],
) -> Rejected | None:
    """Name what the file is; None when it is nothing of this family."""
    for section in found:
        what = _name_of(_title(section) or section.board.sheet.name, section)
        if what:
            return _rejected(section.board, what, section)
    for board in boards:
        title = _board_title(board)
        what = _name_of(title, None) if title else ""
        if what:
            return _rejected(board, what, None)
    return None


def _board_title(board: Board) -> str:
    for row in board.rows[:4]:
        for column in board.cells(row):
            text = re.sub(r"\s", "", board.text(row, column))
            if head.is_caption(text) or any(words.search(text) for words in _BY_WORDS):
                return text
    return ""


def _name_of(title: str, section: Section | None) -> str:
    if section is not None and _forecasts(section):
        return "绩效运行监控表"
    for words, what in _NAMES:
        if words.search(title) and (words is not _GOALS or "自评" not in title):
            return what
    if section is not None and section.tables:
        scored = any("self_score" in table.fields for table in section.tables)
        return "评分细则（评价指标表）" if scored else "绩效目标申报表"
    return "没有指标表的自评表" if "自评" in title else ""


_NAMES = (
    (_MONITORING, "绩效运行监控表"),
    (_WHOLE, "部门整体支出绩效自评表"),
    (_GOALS, "绩效目标申报表"),
    (_BEFOREHAND, "事前绩效评估表"),
    (_CRITERIA, "评分细则（评价指标表）"),
    (_LIST, "项目绩效自评汇总表（清单）"),
)
_BY_WORDS = (_CRITERIA, _BEFOREHAND)
"""A title that says so tells, whether it ends in 表 or not."""


def _rejected(board: Board, what: str, section: Section | None) -> Rejected:
    message = f"这是{what}，不是项目支出绩效自评表；文件里没有一张可读的项目自评表。"
    fix = f"{WANTED}，或用空白自评表填报。"
    finding = TEMPLATE.at(board.place(), message, fix)
    labels = head.read_facts(board, section.head if section else board.rows[:10])

    def first(*names: str) -> str | None:
        for name in names:
            value = labels.first(name)
            if value is not None and value.text:
                return head.without_code(value.text)
        return None

    identity = Identity(
        name=first("name"),
        department=first("department", "reporting_unit"),
        unit=first("unit"),
    )
    return Rejected((finding,), None, "official", identity, what)
