"""Reads a cell as the contract wants it: text, number, amount, rate, year, day, target or actual.

Nothing is guessed silently: what was converted says so in `how`, what cannot be read says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeGuard, TypeVar

from perfeval_batch import wording
from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, Quantity, State
from perfeval_batch.reading import number_formats
from perfeval_batch.reading.grid import (
    PICTURE,
    Broken,
    Content,
    Formatted,
    Moment,
    Percent,
    digits,
    shown,
)
from perfeval_batch.schema import BLANKS
from perfeval_batch.typed import clean_text, dates, numerals, quantities
from perfeval_batch.values import replace

T = TypeVar("T")

_PERCENT_SIGNS = ("%", "％", "﹪")
_READ, _BLANK, _CONVERTED, _UNREADABLE = (
    State.READ,
    State.BLANK,
    State.CONVERTED,
    State.UNREADABLE,
)
"""By these names they are found ten times faster than as attributes of the class."""
MOST = Decimal("1e12")
"""From here on no amount in 万元 is real, and binary numbers lose their cents."""
_LEAST = -MOST


_PICTURE = re.compile(r"[=＝]?\s*(?:_xlfn\.)?DISPIMG\(.*\)", re.IGNORECASE | re.DOTALL)
"""How WPS writes a picture that it keeps in a cell."""
_ERROR_WORD = re.compile(
    r"#(?:(?:REF|DIV/0|VALUE|NUM|NULL|SPILL|CALC|FIELD|BUSY|BLOCKED|CONNECT|UNKNOWN)[!！]?"
    r"|(?:NAME|名称)[?？]?|N/A|GETTING_DATA|#+)|Err:\d{3}",
    re.IGNORECASE,
)
"""What spreadsheets show in place of a value, too narrow a column included."""


def text(content: Content | None, place: Place) -> Entry[str]:
    """A text; a number or date is the text that its cell shows."""
    if content is None:
        return Entry(place)
    if isinstance(content, Broken) and not content.hidden:
        return _broken_text(content, place)
    raw = content if isinstance(content, str) else shown(content)
    hidden = isinstance(content, Broken) or (not raw and isinstance(content, Formatted))
    if hidden:  # by its number format
        raw = raw or digits(content.number) if isinstance(content, Formatted) else raw
    seen, cleaned = (raw.strip(), False) if raw.isprintable() else clean_text.clean(raw)
    seen = clean_text.without_spare_blanks(clean_text.joined_lines(seen))
    if seen in BLANKS:
        return Entry(place, seen, None, _BLANK, "", cleaned, hidden)
    if seen[0] in "#=＝_DdEe":
        odd = _no_text(seen)
        if odd is not None:
            return replace(odd, place=place, hidden=hidden)
    return Entry(place, seen, seen, _READ, "", cleaned, hidden)


def list_items(entry: Entry[str]) -> tuple[Entry[str], ...]:
    """The items of a cell: a list that was typed into it is split, its numbers are taken off."""
    if entry.value is None:
        return () if entry.blank else (entry,)
    items = clean_text.list_items(entry.text)
    return tuple(replace(entry, text=item, value=item) for item in items)


def _broken_text(content: Broken, place: Place) -> Entry[str]:
    """A text cell without a text: a picture is none, all else is told as an error."""
    if content == PICTURE:
        return Entry(place, "", None, _BLANK, PICTURE.how, cleaned=True)
    if content.state is _UNREADABLE:
        return Entry(place, content.text, None, State.ERROR, content.how)
    return _broken(content, place)


def _no_text(seen: str) -> Entry[str] | None:
    """A text that stands for a picture or an error; None when it is one."""
    if _PICTURE.fullmatch(seen):
        return Entry(_NOWHERE, "", None, _BLANK, PICTURE.how, cleaned=True)
    if _ERROR_WORD.fullmatch(seen):
        return Entry(_NOWHERE, seen, None, State.ERROR)
    return None


_NOWHERE = Place("")


def line(content: Content | None, place: Place) -> Entry[str]:
    """A name or another text of one line; line ends inside it are the cell's, not the name's."""
    entry = text(content, place)
    if "\n" not in entry.text:
        return entry
    seen = clean_text.one_line(entry.text)
    return replace(entry, text=seen, value=entry.value and seen)


def code(content: Content | None, place: Place) -> Entry[str]:
    """A code as its cell shows it, zeros in front and all; one that lost digits cannot be read."""
    number = content.number if isinstance(content, Formatted) else content
    lost = isinstance(number, Decimal) and abs(number) >= _SIXTEEN_DIGITS
    entry = line(content, place)
    if lost or _EXPONENT.fullmatch(entry.text):
        how = _LOST_DIGITS
        if isinstance(content, Decimal):
            how = f"在常规格式的单元格里显示为{content:.5E}，{how}"
        return Entry(place, entry.text, None, _UNREADABLE, how, entry.cleaned)
    return entry


def department(content: Content | None, place: Place) -> Entry[str]:
    """A department in one spelling of brackets and blanks, so that it is one department."""
    entry = line(content, place)
    name = clean_text.department(entry.text) if entry.value else entry.text
    return entry if name == entry.text else replace(entry, text=name, value=name)


_SIXTEEN_DIGITS = Decimal(10) ** 15
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}", re.ASCII)
_LOST_DIGITS = "被存成了数，超过15位，后面的数字已经丢失"


def points(content: Content | None, place: Place) -> Entry[Decimal]:
    """A weight or score: a number, or a text that is nothing but one (`10`, `１０`, `10分`)."""
    if isinstance(content, Decimal):
        return _of_number(content, place)
    return _number(content, place, _points_of_text)


def amount(content: Content | None, place: Place, unit: str = "万元") -> Entry[Decimal]:
    """An amount in 万元: a number, or a text such as `215,457.6元`.

    Args:
        content: the cell.
        place: where it stands.
        unit: what a bare number counts, as the table's heading says.
    """
    if isinstance(content, Decimal) and unit == "万元":
        return _of_number(content, place)

    def read(seen: str) -> tuple[Decimal | None, str]:
        return _amount_of_text(seen, unit)

    entry = _number(content, place, read)
    named = isinstance(content, Formatted) and _names_unit(content)
    if unit == "万元" or named or entry.value is None or entry.state is not _READ:
        return entry
    value = numerals.in_ten_thousands(entry.value, unit)
    how = f"表头写明单位是{unit}，折合{wording.plain(value)}万元"
    return Entry(place, entry.text, value, _CONVERTED, how)


def _names_unit(content: Formatted) -> bool:
    return bool((content.before + content.after).strip())


def rate(content: Content | None, place: Place) -> Entry[Decimal]:
    """A rate in percent: `100%`, `100.00%`, `1`, `0.958` and `20` are all in use.

    A bare number up to 1 is a fraction, a larger one counts percent.
    """
    if isinstance(content, Percent):
        read = Entry(place, shown(content), content.value, _READ)
        return _within(read)
    if isinstance(content, Formatted) and content.after in _PER and not content.before:
        value = content.number / _PER[content.after]
        return _within(Entry(place, content.shown, value, _READ))
    entry = _number(content, place, _rate_of_text)
    if entry.value is None:
        return entry
    fraction = abs(entry.value) <= 1 and not entry.text.endswith(_PERCENT_SIGNS)
    value = entry.value * 100 if fraction else entry.value
    return Entry(place, entry.text, value, _READ, cleaned=entry.cleaned)


_PER = {"%": 1, "‰": 10}
"""Signs of a rate, and how many of them make a percent."""


def year(content: Content | None, place: Place) -> Entry[int]:
    """评价年度: `2023`, `2023年`, `２０２３年度`."""
    entry = text(content, place)
    if isinstance(content, Broken):
        return _broken(content, place)
    if entry.value is None:
        return Entry(place, entry.text, None, entry.state, entry.how, entry.cleaned)
    serial = number_formats.serial_day(content) if isinstance(content, Decimal) else None
    if serial is not None:
        seen = number_formats.shown_day(serial, "ymd")
        return Entry(place, seen, None, _UNREADABLE, "是一个日期，不是年份")
    value = dates.year(entry.text)
    how = _full_width(entry.text) if value else "不是四位年份"
    state = _UNREADABLE if value is None else _CONVERTED if how else _READ
    return Entry(place, entry.text, value, state, how, entry.cleaned)


def day(content: Content | None, place: Place, *, since_1904: bool = False) -> Entry[date]:
    """A date, or words for a time (`年初`), which have no value; a bare number may be one."""
    number = Decimal(content.replace(",", "")) if _is_serial(content) else content
    if isinstance(number, Decimal):
        serial = number_formats.serial_day(number, since_1904=since_1904)
        if serial is not None:
            seen = number_formats.shown_day(serial, "ymd")
            how = f"单元格里是数字{digits(number)}，按日期{seen}理解"
            return Entry(place, seen, serial, _CONVERTED, how)
    entry = text(content, place)
    if entry.value is None:
        return Entry(place, entry.text, None, entry.state, entry.how, entry.cleaned)
    value = content.day if isinstance(content, Moment) else dates.day(entry.text)
    return Entry(place, entry.text, value, _READ, "", entry.cleaned)


def _is_serial(content: Content | None) -> TypeGuard[str]:
    """A text of five digits, as a date becomes when its cell is turned into text."""
    return isinstance(content, str) and _FIVE_DIGITS.fullmatch(content.strip()) is not None


_FIVE_DIGITS = re.compile(r"\d{2},?\d{3}(?:\.\d+)?", re.ASCII)


def quantity(content: Content | None, place: Place, year: int | None = None) -> Entry[Quantity]:
    """A target or actual value; words alone (`显著提升`) are a value too.

    Args:
        content: the cell.
        place: where it stands.
        year: 评价年度, for dates that name no year.
    """
    if isinstance(content, Decimal):
        return _measured(content, "", digits(content), place)
    if type(content) is Percent:
        return _measured(content.value, "%", shown(content), place)
    if type(content) is Broken and not content.hidden:
        return _broken(content, place)
    if type(content) is Formatted:
        return _formatted_quantity(content, place, year)
    entry = line(content, place)
    if entry.value is None:
        return Entry(place, entry.text, None, entry.state, entry.how, entry.cleaned)
    value = quantities.read(entry.text, year)
    typed = isinstance(content, str) and not value.in_words
    how = (_full_width if value.end else _typed_as_text)(entry.text) if typed else ""
    state = _CONVERTED if how else _READ
    return Entry(place, entry.text, value, state, how, entry.cleaned)


def _formatted_quantity(content: Formatted, place: Place, year: int | None) -> Entry[Quantity]:
    """A target or actual value whose number format adds a sign or a unit."""
    if content.doubt or abs(content.number) >= MOST:
        how = _doubt(content) if content.doubt else _TOO_LARGE
        return Entry(place, content.shown, None, _UNREADABLE, how)
    exact = f"{content.before}{digits(content.number)}{content.after}"
    how = _rounded(content) if content.rounded else ""
    state = _CONVERTED if how else _READ
    return Entry(place, content.shown, quantities.read(exact, year), state, how)


def _measured(number: Decimal, unit: str, seen: str, place: Place) -> Entry[Quantity]:
    """A target or actual value that is a number already."""
    if _LEAST < number < MOST:
        return Entry(place, seen, Quantity("", number, unit), _READ)
    return Entry(place, seen, None, _UNREADABLE, _TOO_LARGE)


def _typed_as_text(seen: str) -> str:
    bare = "文本形式的数字，按数字理解" if numerals.read(seen) is not None else ""
    return _full_width(seen) or bare


def _full_width(seen: str) -> str:
    return "全角数字，按半角理解" if _FULL_WIDTH.search(seen) else ""


_FULL_WIDTH = re.compile("[０-９]")


def _points_of_text(seen: str) -> tuple[Decimal | None, str]:
    bare = clean_text.narrow(seen).removesuffix("分")
    value = numerals.read(bare)
    if value is None:
        return None, numerals.why_not(seen)
    return value, f"文本“{seen}”按数字{wording.plain(value)}理解"


def _doubt(content: Formatted) -> str:
    return f"{content.doubt}（存的是{digits(content.number)}）"


def _rounded(content: Formatted) -> str:
    number = digits(content.number)
    return f"单元格的数字格式把小数隐藏了，显示{content.shown}，存的是{number}，按{number}理解"


def _amount_of_text(seen: str, unit: str) -> tuple[Decimal | None, str]:
    value, named = numerals.amount(seen, unit)
    if value is None:
        return None, numerals.why_not(seen)
    if named:
        return value, f"文本“{seen}”折合{wording.plain(value)}万元"
    return value, f"文本“{seen}”按{wording.plain(value)}万元理解"


def _rate_of_text(seen: str) -> tuple[Decimal | None, str]:
    value = numerals.read(clean_text.narrow(seen).removesuffix("%"))
    return value, "" if value is not None else numerals.why_not(seen)


def _number(
    content: Content | None,
    place: Place,
    of_text: Callable[[str], tuple[Decimal | None, str]],
) -> Entry[Decimal]:
    """A number cell as it is, a text if it is a number; anything else cannot be read."""
    if content is None:
        return Entry(place)
    if isinstance(content, Decimal):
        return _of_number(content, place)
    if isinstance(content, Broken):
        return _broken(content, place)
    if isinstance(content, Formatted):
        return _of_formatted(content, place, of_text)
    if isinstance(content, str):
        return _of_text(content, place, of_text)
    how = _NO_NUMBER[type(content)]
    return Entry(place, shown(content), None, _UNREADABLE, how)


def _of_text(
    content: str,
    place: Place,
    of_text: Callable[[str], tuple[Decimal | None, str]],
) -> Entry[Decimal]:
    """A text if it is a number."""
    seen, cleaned = clean_text.clean(content)
    if clean_text.is_blank(seen):
        return Entry(place, seen, cleaned=cleaned)
    odd: Entry[Any] | None = _no_text(seen)
    if odd is not None:
        return replace(odd, place=place)
    value, how = of_text(seen)
    state = _UNREADABLE if value is None else _CONVERTED
    return _within(Entry(place, seen, value, state, how, cleaned))


def _of_formatted(
    content: Formatted,
    place: Place,
    of_text: Callable[[str], tuple[Decimal | None, str]],
) -> Entry[Decimal]:
    """A number whose format shows more than its digits: its unit counts, its doubts are told."""
    seen, exact = content.shown, digits(content.number)
    if content.doubt:
        return Entry(place, seen, None, _UNREADABLE, _doubt(content))
    around = (content.before + content.after).strip()
    value, _ = of_text(f"{content.before}{exact}{content.after}") if around else (None, "")
    if not around:
        value = content.number
    if value is None:
        how = f"单元格的数字格式带“{around}”，不是所要的数字"
        return Entry(place, seen, None, _UNREADABLE, how)
    how = _rounded(content) if content.rounded else ""
    if value != content.number:
        how = f"单元格的数字格式带“{around}”，显示{seen}，折合{wording.plain(value)}万元"
    state = _CONVERTED if how else _READ
    return _within(Entry(place, seen, value, state, how))


def _of_number(number: Decimal, place: Place) -> Entry[Decimal]:
    seen = digits(number)
    if _LEAST < number < MOST:
        return Entry(place, seen, number, _READ)
    return Entry(place, seen, None, _UNREADABLE, _TOO_LARGE)


_NO_NUMBER = {
    bool: "是逻辑值（TRUE/FALSE），不是数字",
    Moment: "单元格是日期或时间格式，不是数字",
    Percent: "单元格是百分比格式，不是所要的数字",
}


def _within(entry: Entry[Decimal]) -> Entry[Decimal]:
    if entry.value is None or abs(entry.value) < MOST:
        return entry
    return Entry(
        entry.place, entry.text, None, _UNREADABLE, _TOO_LARGE, entry.cleaned, entry.hidden
    )


_TOO_LARGE = "数值过大，超出合理范围"


def _broken(content: Broken, place: Place) -> Entry[T]:
    seen, cleaned = clean_text.clean(content.text)
    return Entry(place, seen, None, content.state, content.how, cleaned)
