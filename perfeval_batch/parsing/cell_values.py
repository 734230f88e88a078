"""A cell's content → an Entry of the kind that the contract wants there.

Nothing is guessed silently: what was converted says so in `how`, what cannot be read says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from perfeval_batch import wording
from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, Quantity, State
from perfeval_batch.reading.grid import Broken, Content, Moment, Percent, digits, shown
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


def text(content: Content | None, place: Place, *, hidden: bool = False) -> Entry[str]:
    """A text; a number or date is the text that its cell shows."""
    if isinstance(content, str):
        raw = content
    elif content is None:
        return Entry(place)
    elif not isinstance(content, Broken):
        raw = shown(content)
    elif content.state is _UNREADABLE:
        return Entry(place, hidden=hidden)
    else:
        return _broken(content, place, hidden=hidden)
    seen, cleaned = (raw.strip(), False) if raw.isprintable() else clean_text.clean(raw)
    if seen in BLANKS:
        return Entry(place, seen, None, _BLANK, "", cleaned, hidden)
    return Entry(place, seen, seen, _READ, "", cleaned, hidden)


def line(content: Content | None, place: Place, *, hidden: bool = False) -> Entry[str]:
    """A name or another text of one line; line ends inside it are the cell's, not the name's."""
    entry = text(content, place, hidden=hidden)
    if "\n" not in entry.text:
        return entry
    seen = clean_text.one_line(entry.text)
    return replace(entry, text=seen, value=entry.value and seen)


def points(content: Content | None, place: Place, *, hidden: bool = False) -> Entry[Decimal]:
    """A weight or score: a number, or a text that is nothing but one (`10`, `１０`, `10分`)."""
    if isinstance(content, Decimal):
        return _of_number(content, place, hidden=hidden)
    return _number(content, place, _points_of_text, hidden=hidden)


def amount(
    content: Content | None,
    place: Place,
    unit: str = "万元",
    *,
    hidden: bool = False,
) -> Entry[Decimal]:
    """An amount in 万元: a number, or a text such as `215,457.6元`.

    Args:
        content: the cell.
        place: where it stands.
        unit: what a bare number counts, as the table's heading says.
        hidden: the cell is hidden.
    """
    if isinstance(content, Decimal) and unit == "万元":
        return _of_number(content, place, hidden=hidden)

    def read(seen: str) -> tuple[Decimal | None, str]:
        return _amount_of_text(seen, unit)

    entry = _number(content, place, read, hidden=hidden)
    if unit == "万元" or entry.value is None or entry.state is not _READ:
        return entry
    value = numerals.in_ten_thousands(entry.value, unit)
    how = f"表头写明单位是{unit}，折合{wording.plain(value)}万元"
    return Entry(place, entry.text, value, _CONVERTED, how, hidden=hidden)


def rate(content: Content | None, place: Place, *, hidden: bool = False) -> Entry[Decimal]:
    """A rate in percent: `100%`, `100.00%`, `1`, `0.958` and `20` are all in use.

    A bare number up to 1 is a fraction, a larger one counts percent.
    """
    if isinstance(content, Percent):
        read = Entry(place, shown(content), content.value, _READ, hidden=hidden)
        return _within(read)
    entry = _number(content, place, _rate_of_text, hidden=hidden)
    if entry.value is None:
        return entry
    fraction = abs(entry.value) <= 1 and not entry.text.endswith(_PERCENT_SIGNS)
    value = entry.value * 100 if fraction else entry.value
    return Entry(place, entry.text, value, _READ, cleaned=entry.cleaned, hidden=hidden)


def year(content: Content | None, place: Place, *, hidden: bool = False) -> Entry[int]:
    """评价年度: `2023`, `2023年`, `２０２３年度`."""
    entry = text(content, place, hidden=hidden)
    if isinstance(content, Broken):
        return _broken(content, place, hidden=hidden)
    if entry.value is None:
        return Entry(place, entry.text, None, entry.state, entry.how, entry.cleaned, hidden)
    value = dates.year(entry.text)
    how = _full_width(entry.text) if value else "不是四位年份"
    state = _UNREADABLE if value is None else _CONVERTED if how else _READ
    return Entry(place, entry.text, value, state, how, entry.cleaned, hidden)


def day(content: Content | None, place: Place, *, hidden: bool = False) -> Entry[date]:
    """A date, or words for a time (`年初`), which have no value."""
    entry = text(content, place, hidden=hidden)
    if entry.value is None:
        return Entry(place, entry.text, None, entry.state, entry.how, entry.cleaned, hidden)
    value = content.day if isinstance(content, Moment) else dates.day(entry.text)
    return Entry(place, entry.text, value, _READ, "", entry.cleaned, hidden)


def quantity(
    content: Content | None,
    place: Place,
    year: int | None = None,
    *,
    hidden: bool = False,
) -> Entry[Quantity]:
    """A target or actual value; words alone (`显著提升`) are a value too.

    Args:
        content: the cell.
        place: where it stands.
        year: 评价年度, for dates that name no year.
        hidden: the cell is hidden.
    """
    if isinstance(content, Decimal):
        return _measured(content, "", digits(content), place, hidden=hidden)
    if type(content) is Percent:
        return _measured(content.value, "%", shown(content), place, hidden=hidden)
    if type(content) is Broken:
        return _broken(content, place, hidden=hidden)
    entry = line(content, place, hidden=hidden)
    if entry.value is None:
        return Entry(place, entry.text, None, entry.state, entry.how, entry.cleaned, hidden)
    value = quantities.read(entry.text, year)
    typed = isinstance(content, str) and not value.in_words
    how = (_full_width if value.end else _typed_as_text)(entry.text) if typed else ""
    state = _CONVERTED if how else _READ
    return Entry(place, entry.text, value, state, how, entry.cleaned, hidden)


def _measured(
    number: Decimal,
    unit: str,
    seen: str,
    place: Place,
    *,
    hidden: bool,
) -> Entry[Quantity]:
    """A target or actual value that is a number already."""
    if _LEAST < number < MOST:
        return Entry(place, seen, Quantity("", number, unit), _READ, hidden=hidden)
    return Entry(place, seen, None, _UNREADABLE, _TOO_LARGE, hidden=hidden)


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
    *,
    hidden: bool,
) -> Entry[Decimal]:
    """A number cell as it is, a text if it is a number; anything else cannot be read."""
    if content is None:
        return Entry(place)
    if isinstance(content, Decimal):
        return _of_number(content, place, hidden=hidden)
    if isinstance(content, Broken):
        return _broken(content, place, hidden=hidden)
    seen, cleaned = clean_text.clean(shown(content))
    if isinstance(content, str):
        if clean_text.is_blank(seen):
            return Entry(place, seen, cleaned=cleaned, hidden=hidden)
        value, how = of_text(seen)
        state = _UNREADABLE if value is None else _CONVERTED
        return _within(Entry(place, seen, value, state, how, cleaned, hidden))
    return Entry(place, seen, None, _UNREADABLE, _NO_NUMBER[type(content)], hidden=hidden)


def _of_number(number: Decimal, place: Place, *, hidden: bool) -> Entry[Decimal]:
    seen = digits(number)
    if _LEAST < number < MOST:
        return Entry(place, seen, number, _READ, hidden=hidden)
    return Entry(place, seen, None, _UNREADABLE, _TOO_LARGE, hidden=hidden)


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


def _broken(content: Broken, place: Place, *, hidden: bool) -> Entry[T]:
    seen, cleaned = clean_text.clean(content.text)
    return Entry(place, seen, None, content.state, content.how, cleaned, hidden)
