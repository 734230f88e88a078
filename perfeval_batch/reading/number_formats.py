"""Reads number formats (ECMA-376 part 1, 18.8.31): what a cell shows of the number that it stores.

Spreadsheets store 95% as 0.95, 2023-12-31 as 45291 and 63.1366万元 perhaps as 631366 with a format
that ends in 元; only the number format tells what a person sees.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from itertools import takewhile

from perfeval_batch.model import State
from perfeval_batch.reading.grid import Broken, Content, Formatted, Moment, Percent, digits

_SCALED = "单元格的数字格式把数缩小了显示，显示的和存储的不是同一个数，不能确认以哪个为准"
_LITERAL = "单元格的数字格式用固定的文字代替或夹杂在数字里，显示的和存储的不是同一个数"
_HIDDEN = "单元格的数字格式把内容隐藏了，看不见"
_SIGNLESS = "单元格的数字格式把负数显示成正数"
_REPLACED = "单元格的数字格式用固定的文字代替了内容"

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?|[\\!].?)|(?P<space>[_*].?)|\[(?P<bracket>[^\]]*)\]
    |(?P<general>general|g/通用格式)|(?P<clock>am/pm|a/p|上午/下午)|(?P<power>e[+-])
    |(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)
    |(?P<time>y+|m+|d+|h+|s+|aaa+|e+)|(?P<end>;)|(?P<literal>[\s\S])""",
    re.VERBOSE | re.IGNORECASE,
)
_Token = tuple[str, str]
"""Its kind, as the pattern names it, and what it shows or says."""
_LONGEST = 255
"""Characters that a number format may have."""
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,15})?)", re.ASCII)
_TESTS = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}
_MINUTES = re.compile(r"h[^ymds]*m+|m+[^ymdh]*s")
_DASHES = frozenset({"", "-", "—", "–", "－"})
_CURRENCIES = frozenset({"¥", "￥", "人民币", "RMB", "CNY", "CN¥"})
"""Signs of our own money, which say nothing of the unit."""
_SIGNS = frozenset("-−－(（△▲")
"""What stands before a number below zero."""
_MARKS = "-−－(（△▲)） +"
_EXACT = Context(prec=400)
_HUNDREDTH = Decimal("0.01")
_MOST_PLACES = 30


@dataclass(frozen=True, slots=True)
class Section:
    """What a number format does to the numbers that it is for.

    Attributes:
        condition: which these are, as `[<10]` says it: the sign and the number.
        before: its text before the digits.
        after: its text behind the digits, the percent sign included.
        whole: the places before the point, with the texts among them.
        least: places behind the point that are always shown.
        most: places behind the point at most; None for as many as there are.
        grouped: thousands are set off.
        percent: it shows the number multiplied by 100.
        thousands: how many times it shows the number divided by 1,000.
        date_parts: of `ymdh`, those that it shows; H, M or S for hours, minutes or seconds that
            go on counting; empty for no date.
        shows_number: it shows the number at all.
        doubt: why it does not show the number that is stored.
    """

    condition: tuple[str, Decimal] | None = None
    before: str = ""
    after: str = ""
    whole: tuple[_Token, ...] = ()
    least: int = 0
    most: int | None = None
    grouped: bool = False
    percent: bool = False
    thousands: int = 0
    date_parts: str = ""
    shows_number: bool = True
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A number format.

    Attributes:
        sections: for positive and negative numbers and zero, or with conditions.
        text: its own text before and behind a text; None where it shows texts as they are.
        hides_text: it does not show texts at all.
    """

    sections: tuple[Section, ...] = field(default=(Section(),))
    text: tuple[str, str] | None = None
    hides_text: bool = False


GENERAL = Format()


@lru_cache(maxsize=4096)
def parse(code: str) -> Format:
    """Read a number format code such as `0.00%` or `yyyy"年"m"月"d"日"`."""
    pieces = _split(code[:_LONGEST])
    text = pieces[3] if len(pieces) > 3 else _text_section(pieces)  # noqa: PLR2004  # the fourth
    sections = tuple(_section(each) for each in pieces[:3] if each is not text)
    found = Format(sections or GENERAL.sections, *_of_texts(text))
    return GENERAL if found == GENERAL else found


def _split(code: str) -> list[list[_Token]]:
    """The tokens of each section."""
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind, seen = found.lastgroup or "", found[0]
        match kind:
            case "end":
                sections.append([])
                continue
            case "quoted":
                kind, seen = "literal", seen.strip('"') if seen[0] == '"' else seen[1:]
            case "space":
                kind, seen = "literal", " " if seen[0] == "_" else ""
            case "bracket":
                kind, seen = _bracketed(found["bracket"])
        sections[-1].append((kind, seen))
    return sections


def _bracketed(inside: str) -> _Token:
    """A condition, a currency, an elapsed time; colours and locales show nothing."""
    if _CONDITION.fullmatch(inside):
        return "condition", inside
    if inside.startswith("$"):
        return "literal", inside[1:].partition("-")[0]
    return ("elapsed", inside) if _ELAPSED.fullmatch(inside) else ("literal", "")


def _text_section(pieces: list[list[_Token]]) -> list[_Token] | None:
    """The last section is for texts where it has an @ (ECMA-376 part 1, 18.8.31)."""
    last = pieces[-1]
    bare = all(kind != "digit" for kind, _ in last)
    return last if bare and any(kind == "text" for kind, _ in last) else None


def _of_texts(section: Sequence[_Token] | None) -> tuple[tuple[str, str] | None, bool]:
    """What a section for texts puts around them, and whether it hides them."""
    if section is None:
        return None, False
    at = next((at for at, (kind, _) in enumerate(section) if kind == "text"), None)
    if at is None:
        return None, True
    around = _joined(section[:at]), _joined(section[at + 1 :])
    return (around if any(around) else None), False


def _joined(tokens: Iterable[_Token]) -> str:
    return "".join(seen for kind, seen in tokens if kind != "condition").strip()


def _section(tokens: list[_Token]) -> Section:
    stated = next((seen for kind, seen in tokens if kind == "condition"), "")
    found = _CONDITION.fullmatch(stated)
    condition = (found[1], Decimal(found[2])) if found else None
    tokens = [each for each in tokens if each[0] != "condition"]
    kinds = {kind for kind, _ in tokens}
    if kinds & _TIMES and not kinds & {"digit", "general"}:
        parts = _date_parts(tokens)
        return Section(condition, *_around_date(tokens, parts), date_parts=parts)
    if kinds & {"general", "text"} or "power" in kinds:
        at, end = _span(tokens, {"general", "text", "digit", "point", "comma", "power"})
        around = _joined(tokens[:at]), _joined(tokens[end:])
        percent = "percent" in kinds
        return Section(condition, *around, percent=percent, doubt=_digits_in(*around))
    if "digit" not in kinds:
        return _without_digits(condition, _joined(tokens))
    return _with_digits(condition, tokens)


def _span(tokens: list[_Token], kinds: set[str]) -> tuple[int, int]:
    """Where tokens of these kinds begin and end."""
    at = [at for at, (kind, _) in enumerate(tokens) if kind in kinds]
    return at[0], at[-1] + 1


def _digits_in(*texts: str) -> str:
    return _LITERAL if any(each.isdigit() for text in texts for each in text) else ""


def _without_digits(condition: tuple[str, Decimal] | None, text: str) -> Section:
    how = _REPLACED if text else _HIDDEN
    return Section(condition, text, whole=(), shows_number=False, doubt=how)


def _with_digits(condition: tuple[str, Decimal] | None, tokens: list[_Token]) -> Section:
    start, end = _span(tokens, {"digit"})
    if start and tokens[start - 1][0] == "point":
        start -= 1
    inside = tokens[start:end]
    point = next((at for at, (kind, _) in enumerate(inside) if kind == "point"), len(inside))
    whole, behind = inside[:point], [seen for kind, seen in inside[point:] if kind == "digit"]
    commas = [*(_commas(reversed(whole)) if behind else ()), *_commas(tokens[end:])]
    before = _joined(tokens[:start])
    after = _joined(each for each in tokens[end:] if each[0] not in {"comma", "point"})
    fraction = any(each == ("literal", "/") for each in inside)
    literals = "".join(seen for kind, seen in inside if kind == "literal").strip()
    scaled = _SCALED if commas or "." in literals else _LITERAL if literals else ""
    return Section(
        condition,
        before,
        after,
        whole=tuple(each for each in whole if each[0] in {"digit", "literal"}),
        least=behind.count("0"),
        most=None if fraction else len(behind),
        grouped=any(kind == "comma" for kind, _ in whole),
        percent=any(kind == "percent" for kind, _ in tokens),
        thousands=len(commas),
        doubt="" if fraction else scaled or _digits_in(before, after),
    )


def _commas(tokens: Iterable[_Token]) -> Iterable[_Token]:
    """The commas that stand first: each shows the number divided by 1,000."""
    return takewhile(lambda each: each[0] == "comma", tokens)


_TIMES = {"time", "elapsed", "clock"}
_SAID = re.compile(r"[≤≥<>＜＞≦≧=＝]{1,2}|[\u4e00-\u9fff]+")
"""What a date format says beside its date, no brackets or strokes: `≤`, `截至`, `底前`."""


def _around_date(tokens: list[_Token], parts: str) -> tuple[str, str]:
    """A date format's own words before and behind the date; 年, 月, 日 belong to the date."""
    if not parts or {*parts} - {*"ymd"}:
        return "", ""
    start, end = _span(tokens, _TIMES)
    before, after = _joined(tokens[:start]), _joined(tokens[end:]).lstrip("年月日号")
    return before if _SAID.fullmatch(before) else "", after if _SAID.fullmatch(after) else ""


def _date_parts(tokens: list[_Token]) -> str:
    bare = "".join(seen.lower() for kind, seen in tokens if kind == "time")
    elapsed = next((seen[0].upper() for kind, seen in tokens if kind == "elapsed"), "")
    if elapsed:
        return elapsed
    without_minutes = _MINUTES.sub("h", bare)
    parts = "y" if "y" in bare or "e" in bare else ""
    parts += "m" if "m" in without_minutes else ""
    parts += "d" if "d" in bare else ""
    return parts + ("h" if "h" in without_minutes or "s" in bare else "") or "ymd"


_DATES = {
    'yyyy"年"m"月"': (27, 36, 50, 52, 57),
    'm"月"d"日"': (28, 29, 51, 53, 54, 58),
    'yyyy"年"m"月"d"日"': (30, 31),
    'h"时"mm"分"': (32, 33, 34, 35, 55, 56),
}
_CODES: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    **dict.fromkeys((5, 6), "#,##0;-#,##0"),
    **dict.fromkeys((7, 8), "#,##0.00;-#,##0.00"),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((37, 38), "#,##0;-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
    **dict.fromkeys((41, 42), '#,##0;-#,##0;"-"'),
    **dict.fromkeys((43, 44), '#,##0.00;-#,##0.00;"-"'),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    **{number: code for code, numbers in _DATES.items() for number in numbers},
}
BUILT_IN: Mapping[int, Format] = {number: parse(code) for number, code in _CODES.items()}
"""Formats that files name by number alone (ECMA-376 part 1, 18.8.30; 27–58 as in Chinese Excel)."""
PERCENT = BUILT_IN[9]


def by_number(number: int, codes: Mapping[int, str]) -> Format:
    """The format of that number: the file's own table wins over what numbers mean everywhere."""
    code = codes.get(number)
    return BUILT_IN.get(number, GENERAL) if code is None else parse(code)


_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SIGNIFICANT = 15


def number(raw: str) -> Decimal | Broken:
    """Read a number as a file stores it, to the 15 digits that a spreadsheet keeps.

    `0.30000000000000004` is 0.3, as the cell shows it; what is no finite number (`NaN`, `1E400`)
    is no number.
    """
    if len(raw) < _SIGNIFICANT and raw.isascii() and raw.isdigit():
        return Decimal(raw)
    return of_float(float(raw) if _NUMBER.fullmatch(raw) else math.nan, raw)


def of_float(value: float, raw: str = "") -> Decimal | Broken:
    """Read a number that is stored in binary."""
    if not math.isfinite(value):
        return Broken(State.UNREADABLE, raw or str(value), "不是有限的数值")
    exact = Decimal(repr(value))
    if len(exact.as_tuple().digits) > _SIGNIFICANT:
        exact = Decimal(format(value, f".{_SIGNIFICANT}g"))
    return _tidy(exact)


_LONGEST_WHOLE = 10**21


def _tidy(value: Decimal) -> Decimal:
    """The same number, without an exponent and trailing zeros where it is whole."""
    if not value:
        return Decimal(0)
    if abs(value) < _LONGEST_WHOLE and value == value.to_integral_value():
        return Decimal(int(value))
    return value.normalize()


def content(raw: str | float, form: Format, *, since_1904: bool = False) -> Content | None:
    """What a numeric cell holds under its format; None for a zero that the format does not show."""
    value = number(raw) if isinstance(raw, str) else of_float(float(raw))
    if form is GENERAL or not isinstance(value, Decimal):
        return value
    section, magnitude = _pick(form, value)
    if section.date_parts:
        found = moment(value, section.date_parts, since_1904=since_1904)
        return _worded(found, section) if section.before or section.after else found
    if not value and not section.shows_number and section.before in _DASHES:
        return Decimal(0) if section.before else None
    if not value and section.before in _DASHES and _dash_alone(section):
        return Decimal(0)
    if not value and _shows_no_zero(section):
        return None
    return _formatted(value, magnitude, section)


def _dash_alone(section: Section) -> bool:
    """`"-"??` shows a zero of the accounts as a dash."""
    return bool(section.before) and all(seen == "?" for _, seen in section.whole)


def _worded(found: Content, section: Section) -> Content:
    """A date with what its format says beside it: `截至2023年12月31日`, `12月底前`."""
    if not isinstance(found, Moment):
        return found
    return Moment(found.day, f"{section.before}{found.shown}{section.after}")


def _shows_no_zero(section: Section) -> bool:
    """`#` and `#,###` show nothing of a zero, `#"分"` no more than its unit."""
    places = [sign for kind, sign in section.whole if kind == "digit"]
    return not section.most and bool(places) and "0" not in places and "?" not in places


def _pick(form: Format, value: Decimal) -> tuple[Section, Decimal]:
    """The section for a number, and the number that it shows: a section of negatives has a sign."""
    sections = form.sections
    if len(sections) == 1 and sections[0].condition is None:
        return sections[0], value
    if any(each.condition for each in sections):
        for at, each in enumerate(sections):
            sign, limit = each.condition or ("<", Decimal(0))
            last = at == len(sections) - 1
            if (each.condition is None and last) or _TESTS[sign](value, limit):
                return each, value
        return replace(sections[-1], doubt=_LITERAL), value
    if value < 0 and len(sections) > 1:
        section = sections[1]
        signed = section.date_parts or _SIGNS & {*section.before}
        return replace(section, doubt=section.doubt or ("" if signed else _SIGNLESS)), abs(value)
    return sections[2 if not value and len(sections) > 2 else 0], value  # noqa: PLR2004


def _formatted(value: Decimal, magnitude: Decimal, section: Section) -> Content:
    """A number as its section shows it: plain where nothing but its digits counts."""
    stands_for = _tidy(value.scaleb(2)) if section.percent else value
    if not value and section.doubt == _SCALED:
        return value
    if not section.shows_number:
        return Formatted(value, section.before, doubt=section.doubt)
    magnified = _tidy(magnitude.scaleb(2)) if section.percent else magnitude
    cut, seen = _digits(magnified.scaleb(-3 * section.thousands), section)
    rounded = abs(abs(cut) - abs(stands_for)) > _HUNDREDTH
    padded = len([1 for _, sign in section.whole if sign == "0"]) > 1 and seen.startswith("0")
    padded = padded or (section.most == 0 and any(kind != "digit" for kind, _ in section.whole))
    before, after = section.before, section.after
    if magnitude != value:
        before, after = before.strip(_MARKS), after.strip(_MARKS)
    before, after = ("" if each in _CURRENCIES else each for each in (before, after))
    if not (rounded or section.doubt or padded or before):
        if not after:
            return value
        if after == "%":
            return Percent(stands_for)
    shown = f"{section.before}{seen}{section.after}"
    return Formatted(stands_for, shown, before, after, rounded, section.doubt)


def _digits(number: Decimal, section: Section) -> tuple[Decimal, str]:
    """A number rounded as the section shows it, and its digits."""
    if section.most is None or section.most > _MOST_PLACES:
        return number, digits(number)
    cut = number.quantize(Decimal(1).scaleb(-section.most), ROUND_HALF_UP, _EXACT)
    whole, _, behind = format(abs(cut), "f").partition(".")
    while len(behind) > section.least and behind.endswith("0"):
        behind = behind[:-1]
    seen = f"{int(whole):,}" if section.grouped else _placed(whole, section.whole)
    return cut, ("-" if cut < 0 else "") + (f"{seen}.{behind}" if behind else seen)


def _placed(whole: str, places: Sequence[_Token]) -> str:
    """The digits before the point in their places, with the texts among them: `0000-00`."""
    left = "" if whole == "0" else whole
    shown: list[str] = []
    count = sum(kind == "digit" for kind, _ in places)
    for kind, sign in reversed(places):
        if kind == "literal":
            shown.append(sign)
            continue
        count -= 1
        taken = left[-1:] if count else left
        left = left[:-1] if count else ""
        shown.append(taken or ("0" if sign == "0" else ""))
    return "".join(reversed(shown)) or left


def text(raw: str, form: Format) -> str | Broken:
    """What a cell with a text shows under its format."""
    if form.hides_text:
        return Broken(State.UNREADABLE, raw, _HIDDEN, hidden=True)
    return raw if form.text is None else f"{form.text[0]}{raw}{form.text[1]}"


_SHOWN_NUMBER = re.compile(
    r"(?P<before>[^\d]*?)(?P<digits>(?:(?<!\w)\.\d|\d)[\d,]*(?:\.\d+)?)(?P<power>E[+-]?\d+)?"
    r"(?P<after>[^\d]*)",
    re.ASCII | re.IGNORECASE,
)


_FRACTION = re.compile(r"-?(?:(\d{1,9}) )?\s*(\d{1,9})\s*/\s*(\d{1,9})", re.ASCII)


def _is_fraction(value: Decimal, seen: str) -> bool:
    """What is shown is the number, as near as a fraction of that size can be."""
    found = _FRACTION.fullmatch(seen.strip())
    if found is None or not int(found[3]):
        return False
    shown = int(found[1] or 0) + Decimal(found[2]) / int(found[3])
    return abs(abs(value) - shown) <= Decimal(1) / int(found[3])


def from_shown(value: Decimal, seen: str, *, percent: bool = False) -> Content | None:
    """What a cell holds whose file says both the number and what is shown of it (OpenDocument).

    None for a zero that is not shown.
    """
    found = _SHOWN_NUMBER.fullmatch(seen.strip())
    percent = percent or (found is not None and _is_hundredfold(value, found))
    stands_for = _tidy(value.scaleb(2)) if percent else value
    if not seen.strip():
        return Formatted(stands_for, "", doubt=_HIDDEN) if value else None
    if found is None:
        if not value and seen.strip() in _DASHES:
            return value
        doubt = "" if _is_fraction(stands_for, seen) else _LITERAL
        return Formatted(stands_for, seen.strip(), doubt=doubt) if doubt else value
    return _compared(stands_for, seen.strip(), found)


def _is_hundredfold(value: Decimal, found: re.Match[str]) -> bool:
    """Shown in percent, though the file does not call it a percentage, as Gnumeric's do not."""
    if found["after"].strip() != "%" or found["power"]:
        return False
    bare = found["digits"].replace(",", "")
    off = abs(abs(value) * 100 - Decimal(bare))
    return bool(value) and off <= Decimal(1).scaleb(-len(bare.partition(".")[2]))


def _compared(value: Decimal, seen: str, found: re.Match[str]) -> Content:
    before, after = found["before"].strip(_MARKS), found["after"].strip(_MARKS)
    before = "" if before in _CURRENCIES else before
    after = "" if after in _CURRENCIES else after
    bare = found["digits"].replace(",", "")
    shown = Decimal(bare + (found["power"] or ""))
    places = len(bare.partition(".")[2])
    off = abs(abs(value) - shown)
    scaled = not found["power"] and off > Decimal(1).scaleb(-places)
    doubt = _SCALED if scaled else _SIGNLESS if value < 0 and not _SIGNS & {*seen} else ""
    padded = bare.startswith("0") and len(bare.partition(".")[0]) > 1
    rounded = not scaled and off > _HUNDREDTH
    if not (doubt or padded or rounded or before):
        if not after:
            return value
        if after == "%":
            return Percent(value)
    return Formatted(value, seen, before, after, rounded, doubt)


_LAST_SERIAL = 2_958_465
_DAYS_1904 = 1462
_EPOCH = date(1899, 12, 30)
_PHANTOM = 60
"""Serial of 1900-02-29, a day that never was but that every spreadsheet counts."""
_SECONDS = 86_400


def moment(serial: Decimal, parts: str, *, since_1904: bool = False) -> Content:
    """The date or time that a serial number means, cut to the parts that are shown."""
    if not 0 <= serial <= _LAST_SERIAL:
        return Broken(State.UNREADABLE, format(serial, "f"), "不是有效的日期")
    if parts in _ELAPSED_PARTS:
        return Moment(None, _duration(serial, parts))
    seconds = int((serial % 1 * _SECONDS).to_integral_value(ROUND_HALF_UP)) if "h" in parts else 0
    days = int(serial) + (_DAYS_1904 if since_1904 else 0) + seconds // _SECONDS
    clock = f"{seconds % _SECONDS // 3600:02d}:{seconds % 3600 // 60:02d}"
    if days > _LAST_SERIAL:
        return Broken(State.UNREADABLE, format(serial, "f"), "不是有效的日期")
    if parts == "h" or days == 0:
        return Moment(None, clock)
    day = _EPOCH + timedelta(days=days if days > _PHANTOM else days + 1)
    shown = shown_day(day, parts)
    return Moment(day, f"{shown} {clock}" if "h" in parts and seconds % _SECONDS else shown)


_ELAPSED_PARTS = ("H", "M", "S")


def _duration(serial: Decimal, parts: str) -> str:
    """A duration that goes on counting over its days: `36:00`, minutes or seconds alone."""
    seconds = int((serial * _SECONDS).to_integral_value(ROUND_HALF_UP))
    if parts == "H":
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"
    return str(seconds // 60 if parts == "M" else seconds)


def serial_day(serial: Decimal, *, since_1904: bool = False) -> date | None:
    """The day of a bare number in a date field, where it is one of 1980 to 2099."""
    if abs(serial) > _LAST_SERIAL:
        return None
    days = int(serial) + (_DAYS_1904 if since_1904 else 0)
    likely = _FIRST_LIKELY <= days <= _LAST_LIKELY
    return _EPOCH + timedelta(days=days) if likely else None


_FIRST_LIKELY = (date(1980, 1, 1) - _EPOCH).days
_LAST_LIKELY = (date(2099, 12, 31) - _EPOCH).days


def shown_day(day: date, parts: str) -> str:
    """`2023年12月31日`, or as much of it as `parts` names."""
    year = f"{day.year}年" if "y" in parts else ""
    month = f"{day.month}月" if "m" in parts else ""
    return f"{year}{month}{day.day}日" if "d" in parts else year + month


def iso_day(text: str) -> date | None:
    """The day of an ISO date or date-time such as `2023-12-31T00:00:00`."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


_BESIDE_DATE = re.compile(r"(\D*)(?:.*\d)?(\D*)", re.ASCII | re.DOTALL)


def moment_shown(day: date, seen: str) -> Moment:
    """A day as its cell shows it, where the file says both (OpenDocument)."""
    shown = shown_day(day, date_parts_shown(seen))
    found = None if ":" in seen else _BESIDE_DATE.fullmatch(seen.strip())
    if found is None:
        return Moment(day, shown)
    before, after = found[1].strip(), found[2].strip().lstrip("年月日号")
    before, after = (each if _SAID.fullmatch(each) else "" for each in (before, after))
    return Moment(day, f"{before}{shown}{after}")


def date_parts_shown(seen: str) -> str:
    """The parts of a date that a cell shows, by how many numbers stand there: `2023年` is `y`."""
    numbers = re.findall(r"\d+", seen, re.ASCII)
    has_year = any(len(each) == 4 for each in numbers)  # noqa: PLR2004  # digits of a year
    words = any(each.isascii() and each.isalpha() for each in seen)
    if words or len(numbers) > 2 or not numbers:  # noqa: PLR2004  # day, month and year
        return "ymd"
    if len(list(takewhile(str.isdigit, seen))) == len(seen) == 8:  # noqa: PLR2004  # 20231231
        return "ymd"
    if len(numbers) == 1 and not has_year and "月" in seen:
        return "m"
    return {(1, True): "y", (2, True): "ym", (2, False): "md"}.get((len(numbers), has_year), "ymd")
