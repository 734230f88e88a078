"""The workbook 版式对照.xlsx: one block a pattern, a line a column, and the block's questions."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.errors import SettingsError
from perfeval_batch.parsing import View
from perfeval_batch.parsing.official.header_patterns import Pattern
from perfeval_batch.parsing.official.layouts import Layout, Layouts, words_of
from perfeval_batch.reading.grid import shown
from perfeval_batch.sheets import Book, count_lines

SHEET = "版式对照"
HEADERS = ("版式", "类别", "编号", "表头或问题", "示例", "读作或答案（请选择）")
_WIDTHS = (16, 8, 22, 52, 30, 40)
_LINE = 15
"""Points a line of text takes."""
COLUMN, QUESTION = "栏目", "问题"
_HINT = (
    "每个版式一块：“栏目”一行是表头或指标表、资金表的一栏，看它的表头和示例，在最后一列选择它是什么；"
    "“问题”一行在最后一列选择答案。答案对同一版式的全部文件都有效，以后年度也有效。"
    "最后一列空白的，程序照旧逐个文件提问。版式一列和编号一列请不要改动。"
)


def write(patterns: Sequence[Pattern]) -> bytes:
    """Write the workbook; what is known already is chosen already."""
    book = Book(SHEET)
    sheet = book.sheet(SHEET)
    formats = {
        "head": book.format(bold=True, bg_color="#D9E1F2", border=1, align="center"),
        "block": book.format(bold=True, bg_color="#F2F2F2", border=1),
        "text": book.format(text_wrap=True, valign="top", border=1),
        "answer": book.format(text_wrap=True, valign="top", border=1, bg_color="#FFF2CC"),
        "hint": book.format(text_wrap=True, valign="top"),
    }
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, len(HEADERS) - 1, "", formats["hint"])
    sheet.write_string(0, 0, _HINT, formats["hint"])
    sheet.set_row(0, 50)
    for column, header in enumerate(HEADERS):
        sheet.write_string(1, column, header, formats["head"])
    sheet.freeze_panes(2, 0)
    row = 2
    for pattern in patterns:
        title = f"{pattern.files}个文件；例：{pattern.example}"
        _line(sheet, row, (pattern.fingerprint, "版式", "", title, "", ""), formats["block"])
        row += 1
        for line in pattern.columns:
            words = words_of(line.key)
            word = words.get(line.field, "")
            cells = (pattern.fingerprint, COLUMN, line.key, line.header, line.example, word)
            _line(sheet, row, cells, formats["text"], formats["answer"])
            _choices(sheet, row, tuple(words.values()))
            row += 1
        for question in pattern.questions:
            cells = (
                *(pattern.fingerprint, QUESTION, question.key, question.text),
                *(question.place, question.answer),
            )
            _line(sheet, row, cells, formats["text"], formats["answer"])
            _choices(sheet, row, question.answers)
            row += 1
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return book.finish()


def _line(
    sheet: object, row: int, cells: Sequence[str], style: object, last: object = None
) -> None:
    for column, text in enumerate(cells):
        chosen = last if last is not None and column == len(cells) - 1 else style
        sheet.write_string(row, column, text, chosen)  # type: ignore[attr-defined]  # XlsxWriter tells no types
    lines = max(map(count_lines, cells, _WIDTHS))
    sheet.set_row(row, max(lines, 1) * _LINE)  # type: ignore[attr-defined]  # XlsxWriter tells no types


def _choices(sheet: object, row: int, choices: Sequence[str]) -> None:
    sheet.data_validation(  # type: ignore[attr-defined]  # XlsxWriter tells no types
        row,
        len(HEADERS) - 1,
        row,
        len(HEADERS) - 1,
        {"validate": "list", "source": list(choices), "error_message": "请从下拉列表中选择。"},
    )


def read(view: View) -> Layouts:
    """Read the answers of a filled workbook.

    Raises:
        SettingsError: an answer is none of those that can be given.
    """
    columns: dict[str, dict[str, str]] = {}
    answers: dict[str, dict[str, str]] = {}
    for number, row in view.sheet.rows.items():
        cells = [shown(row[at]).strip() if at in row else "" for at in range(1, len(HEADERS) + 1)]
        fingerprint, kind, key, _, _, answer = cells
        if kind == COLUMN and answer:
            fields = {word: name for name, word in words_of(key).items()}
            if answer not in fields:
                raise SettingsError(_unknown(view, number, answer))
            columns.setdefault(fingerprint, {})[key] = fields[answer]
        elif kind == QUESTION and answer:
            answers.setdefault(fingerprint, {})[key] = answer
    every = {*columns, *answers}
    return Layouts(
        {each: Layout(columns.get(each, {}), answers.get(each, {})) for each in sorted(every)}
    )


def _unknown(view: View, row: int, answer: str) -> str:
    place = view.place(row, len(HEADERS))
    return f"版式对照{place}填的“{answer}”不是可选的栏目。请从下拉列表中选择。"
