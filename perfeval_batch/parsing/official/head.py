"""The head of a form: caption, year, names, goals; and the texts below its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from perfeval_batch.model import Entry, State
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.labels import (
    Label,
    fact_field,
    fund_field,
    known,
    label,
    source_label,
    text_field,
    unit_of,
)
from perfeval_batch.parsing.official.layouts import NO_LAYOUT, Layout, label_key
from perfeval_batch.typed import clean_text

_SPLIT = re.compile(r"[:：]")
_YEAR = re.compile(r"(20\d\d)\s*年度", re.ASCII)
_BARE_YEAR = re.compile(r"[(（]?(?=20\d\d\s*[年)）])(20\d\d)\s*年?\s*[)）]?", re.ASCII)
_TITLE_YEAR = re.compile(r"(20\d\d)\s*年", re.ASCII)
_CODE = re.compile(r"([0-9]{4,}[0-9A-Za-z]{6,})\s*[-—–－_]\s*(\S.*)", re.ASCII | re.DOTALL)
_OFFICE_CODE = re.compile(
    r"(?:[0-9]{3,12}\s*[-—–－_]\s*|[\[【]\s*[0-9]{2,12}\s*[\]】]\s*)(\S.*)", re.DOTALL
)
_CAPTION_NAME = re.compile(
    r"^(?:20\d\d年(?:度)?)?(?:关于)?(.+?)(?:项目)?(?:支出)?绩效(?:目标)?(?:自评|评价|自我评价)?(?:复核|审核)?(?:情况)?表$"
)
_GENERIC = re.compile(
    r".*?(?:省|市|县|区|部门|预算|财政|单位|预算项目|项目|专项资金|转移支付|县级专项资金)"
)


@dataclass(slots=True)
class Value:
    """A label's value: its cell and its text; the cell alone when blank."""

    row: int
    column: int
    text: str = ""


@dataclass(slots=True)
class Head:
    """The labels of a form with their values.

    Attributes:
        values: field → values, in order.
        unknown: labels that are not known, with their values, for questions.
        named: what a person has said that labels mean.
    """

    values: dict[str, list[Value]] = field(default_factory=dict)
    unknown: list[tuple[str, int, int]] = field(default_factory=list)
    named: Mapping[str, str] = field(default_factory=dict)

    def first(self, name: str) -> Value | None:
        """The first value of a field that says something, else its blank cell."""
        found = self.values.get(name, [])
        return next((each for each in found if each.text), found[0] if found else None)


def read_facts(board: Board, rows: Iterable[int], layout: Layout = NO_LAYOUT) -> Head:
    """The labels of the head with their values."""
    head = Head(named=layout.columns)
    for row in rows:
        taken = 0
        for column in board.cells(row):
            if column > taken:
                taken = _take_label(board, row, column, head)
    return head


def _take_label(board: Board, row: int, column: int, head: Head) -> int:
    """Take the label at a cell, if it is one.

    Returns:
        The column up to which the row is told by it.
    """
    within = False
    for text in _pairs(board.text(row, column)):
        told, _, said = text.replace("：", ":").partition(":")
        inside = fact_field(label(told).key)
        if inside and (plain := clean_text.clean(said)[0]):
            head.values.setdefault(inside, []).append(Value(row, column, plain))
            within = True
    if within:
        return column
    text = board.text(row, column)
    key = board.label(row, column).key
    meant = fact_field(key) or head.named.get(label_key(key), "")
    beside = board.neighbour(row, column)
    if not meant:
        if beside and is_askable(board.label(row, column)) and not _is_label(board, row, beside):
            head.unknown.append((clean_text.one_line(text), row, column))
            return beside
        return column
    if beside and not _is_label(board, row, beside):
        value = Value(row, beside, clean_text.clean(board.text(row, beside))[0])
    else:
        value = Value(row, board.right(row, column) + 1)
    head.values.setdefault(meant, []).append(value)
    return value.column if value.text else column


def _pairs(text: str) -> list[str]:
    """A cell of several labels with their values, a text each: `项目名称：甲  填报人：乙`."""
    starts = [
        found.start(1)
        for found in _PAIR.finditer(text)
        if not found.start()
        or len(found[0]) - len(found[0].lstrip()) > 1
        or fact_field(label(found[1]).key)
    ]
    if not starts or starts[0] or not fact_field(label(_SPLIT.split(text, maxsplit=1)[0]).key):
        return [text]
    return [text[at:end].strip() for at, end in zip(starts, (*starts[1:], None), strict=True)]


_PAIR = re.compile(r"(?:^|[\s　；;]+)([^\s　:：；;]{2,14})[:：]")


def is_askable(found: Label) -> bool:
    """What the label means can be asked for all forms of the pattern; its unit may stand behind."""
    return (not found.remarks or bool(unit_of(found))) and _is_unknown(found.key)


def _is_unknown(key: str) -> bool:
    """A short text in plain words that no part of a form has."""
    words = known()
    return bool(_PLAIN_WORDS.fullmatch(key)) and not any(
        text_field(source) or source in words.fund_rows or fund_field(source)
        for source in (key, source_label(key).key)
    )


_PLAIN_WORDS = re.compile(r"[\u4e00-\u9fff、/]{2,12}")


def _is_label(board: Board, row: int, column: int) -> bool:
    """The cell is a label of its own, no value."""
    key = board.label(row, column).key
    head = label(_SPLIT.split(board.text(row, column), maxsplit=1)[0]).key
    return bool(fact_field(key) or (head != key and fact_field(head)) or fund_field(key) in _MONEY)


_MONEY = frozenset({"initial", "budget", "arrived", "executed"})
"""What heads a list beside the names; no project and no office is called so."""


def entry(board: Board, value: Value | None, text: str | None = None) -> Entry[str]:
    """A value as an entry; `text` where only a part of the cell is meant."""
    if value is None:
        return Entry(board.place())
    found = board.entry(cell_values.line, value.row, value.column)
    said = value.text if text is None else text
    said = clean_text.one_line(said)
    if not said or clean_text.is_blank(said):
        return Entry(board.place(value.row, value.column), hidden=found.hidden)
    return Entry(board.place(value.row, value.column), said, said, State.READ, hidden=found.hidden)


def clean_line(text: str) -> str:
    """A text of several lines as one."""
    return clean_text.one_line(clean_text.clean(text)[0])


def split_code(text: str) -> tuple[str, str]:
    """`5101…-名称` as code and name; no code: empty."""
    found = _CODE.fullmatch(text.strip())
    return (found[1], found[2].strip()) if found else ("", text)


def without_code(text: str) -> str:
    """The name of an office without the code before it."""
    found = _OFFICE_CODE.fullmatch(text.strip())
    return found[1].strip() if found else text


def persons(board: Board, rows: Iterable[int]) -> Iterator[str]:
    """The names and telephones behind 填报人, 联系人, 负责人 …, in or beside the cell."""
    for row in rows:
        for column in board.cells(row):
            text = board.text(row, column)
            for found in _SIGNED.finditer(text):
                beside = board.neighbour(row, column)
                alone = not text[found.end() :].strip(" 　") and beside
                yield board.text(row, beside) if alone else found[1] or ""
            if _CALLED.search(text):
                yield from _NUMBERS.findall(text)


_SIGNED = re.compile(
    r"(?:填报人|填表人|制表人|联系人|经办人|审核人|复核人|负责人)(?:及(?:联系)?电话)?"
    r"(?:[(（][^()（）]*[)）])?[\s:：]*([\u4e00-\u9fa5]\s?[\u4e00-\u9fa5·]{1,5})?(?![\u4e00-\u9fa5])"
)
_CALLED = re.compile("电话|手机|联系方式|负责人|填报人|联系人")
_NUMBERS = re.compile(r"\d[\d\- ]{5,}\d")


def years(board: Board, rows: Iterable[int]) -> list[tuple[int, int, int]]:
    """The years that captions state, with their cells; those of filing dates are none."""
    found, titles = [], []
    for row in rows:
        for column in board.cells(row):
            text = _in_digits(re.sub(r"\s", "", board.text(row, column)))
            text = _FILING.split(text, maxsplit=1)[0]
            year = _YEAR.search(text) or _BARE_YEAR.fullmatch(text)
            title = _TITLE_YEAR.search(text) if "表" in text else None
            if year:
                found.append((int(year[1]), row, column))
            elif title:
                titles.append((int(title[1]), row, column))
    return found or titles


def _in_digits(text: str) -> str:
    """二〇二三年 as 2023年."""
    return _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), text)


_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_FILING = re.compile("填报日期|填表日期|填报时间|填表时间|报送日期")
"""What stands behind is no year of the form."""


def caption(board: Board, rows: Iterable[int]) -> tuple[str, int, int]:
    """The title of a form with its cell; empty when there is none."""
    for row in rows:
        for column in board.cells(row):
            text = re.sub(r"\s+", "", board.text(row, column))
            if is_caption(text):
                return text, row, column
    return "", 0, 0


def is_caption(text: str) -> bool:
    """The text is the title of a form of this family."""
    bare = re.sub(r"\s+|[(（][^()（）]*[)）]", "", text)
    return (
        len(bare) <= _LONGEST_CAPTION
        and bare.endswith("表")
        and ("绩效" in bare or "自评" in bare or "评分" in bare)
    )


_LONGEST_CAPTION = 60


def name_in_caption(text: str) -> str:
    """The project's name that a caption begins with; empty when it names none."""
    bare = re.sub(r"[(（]\s*20\d\d\s*年度?\s*[)）]", "", text)
    found = _CAPTION_NAME.match(bare)
    name = found[1] if found else ""
    return "" if not name or _GENERIC.fullmatch(name) else name


def texts(board: Board, rows: Iterable[int]) -> Iterator[tuple[str, Value]]:
    """The goals, reasons and concluding texts with what they are."""
    numbers = list(rows)
    for row in numbers:
        heads = _goals_below(board, row, numbers)
        for column in board.cells(row):
            meant, inline = _text_label(board, row, column)
            if meant and inline:
                yield meant, Value(row, column, inline)
            elif column in heads:
                for each in heads[column]:
                    yield meant, each
            elif meant and not (heads and meant in _GOALS):
                value = _text_value(board, row, column, numbers)
                if value is not None:
                    yield meant, value


def further_goals(board: Board, rows: Iterable[int]) -> Iterator[tuple[str, Value]]:
    """The goals that head a table each: 年度绩效目标2."""
    numbers = list(rows)
    for row in numbers:
        for column in board.cells(row):
            if _COUNT.search(board.label(row, column).key) and _text_label(board, row, column)[0]:
                value = _text_value(board, row, column, numbers)
                if value is not None:
                    yield "goal", value


def _goals_below(board: Board, row: int, rows: list[int]) -> dict[int, list[Value]]:
    """What stands below the headers of goal and completion; of several goals the last, adjusted."""
    headers = _goal_headers(board, row)
    found = {column: list(_below(board, row, column, rows)) for column in headers}
    stated = [column for column in headers[:-1] if any(each.text for each in found[column])]
    return {column: found[column] for column in (*(stated or headers[:-1])[-1:], *headers[-1:])}


def _goal_headers(board: Board, row: int) -> tuple[int, ...]:
    """The columns of goal and completion where they head what stands below them side by side."""
    labels = {column: _text_label(board, row, column) for column in board.cells(row)}
    last = max((column for column, each in labels.items() if each == ("completion", "")), default=0)
    found = [last]
    for column in sorted(labels, reverse=True):
        beside = board.neighbour(row, column) == found[0]
        level = board.bottom(row, column) == board.bottom(row, last) or len(found) == 1
        if column < last and beside and level and labels[column] == ("goal", ""):
            found.insert(0, column)
    return tuple(found) if len(found) > 1 else ()


def _below(board: Board, row: int, column: int, rows: list[int]) -> Iterator[Value]:
    """The texts below a header, up to the next label."""
    right = board.right(row, column)
    for count, below in enumerate(each for each in rows if each > board.bottom(row, column)):
        cells = board.cells(below)
        at = next((each for each in cells if column <= each <= right), 0)
        if not at or board.right(below, at) > right or (count and len(cells) == 1):
            return
        if any(
            _text_label(board, below, each)[0] or _is_label(board, below, each) for each in cells
        ):
            return
        yield Value(below, at, clean_text.clean(board.text(below, at))[0])


def _text_label(board: Board, row: int, column: int) -> tuple[str, str]:
    """What a label announces, and the text when it stands in the same cell."""
    text = clean_text.clean(board.text(row, column))[0]
    meant = _text_field(board.label(row, column).key)
    if meant:
        return meant, ""
    head, found, rest = _head_and_rest(text)
    meant = _text_field(label(head).key)
    return (meant, rest.strip()) if meant and found and rest.strip() else ("", "")


def _text_field(key: str) -> str:
    """What a label announces; `年度绩效目标2` is a goal too."""
    found = text_field(key)
    counted = "" if found else text_field(_COUNT.sub("", key))
    return found or (counted if counted in _GOALS else "")


_COUNT = re.compile(r"[0-9一二三四五六七八九十]+$")


def _head_and_rest(text: str) -> tuple[str, str, str]:
    found = re.search(r"[:：\n]", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _text_value(board: Board, row: int, column: int, rows: list[int]) -> Value | None:
    """The text right of its label, or below it where goal and completion stand side by side."""
    meant = _text_field(board.label(row, column).key)
    beside = board.neighbour(row, column)
    announced = _text_label(board, row, beside)[0] if beside else ""
    if beside and not announced and not _is_label(board, row, beside):
        return Value(row, beside, clean_text.clean(board.text(row, beside))[0])
    if (
        meant not in _GOALS
        or announced == "goal"
        or (not beside and column == min(board.cells(row)))
    ):
        return None
    below = next((each for each in rows if each > board.bottom(row, column)), 0)
    right = board.right(row, column)
    at = next((each for each in board.cells(below) if column <= each <= right), 0)
    if not at or _text_label(board, below, at)[0]:
        return None
    return Value(below, at, clean_text.clean(board.text(below, at))[0])


_GOALS = ("goal", "completion")
