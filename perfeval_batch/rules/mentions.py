"""The amounts, rates, scores and years that a text names and that the tables hold as well.

Only what is plainly about the whole project is taken: `全年预算资金6313.66万元`,
`预算执行率为100%`, `自评得分97分`. A number with anything else before it (`设备购置支出200万元`,
`上年结转30万元`, `每人补助500元`) is about something else, and nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.model import Entry, Facts
from perfeval_batch.rules import cells, language
from perfeval_batch.values import Value

AMOUNTS = tuple((each, schema.field(schema.FUNDS_FIELDS, each).name) for each in cells.AMOUNTS)
"""The amount columns of 年度资金总额: attribute and header."""

_FILL = (
    r"(?P<about>约|近|超|将近|大约)?(?:为|是|达到?|共计?|合计|总计|了|[:：])*"
    r"(?P<about2>约|近|将近|大约)?$"
)
_PAID = re.compile("执行|支出|支付")
_SUBJECTS = (
    (
        "budget",
        re.compile("预算"),
        re.compile(
            r"(?:年初|全年|年度|本年|当年)*预算(?:资金|安排|金额|总额|总数|控制数|批复|下达|数|额)*"
            + _FILL
        ),
    ),
    (
        "arrived",
        re.compile("到位"),
        re.compile(r"(?:实际|已|全部|全额)*到位(?:资金|金额|总额|数|额)*" + _FILL),
    ),
    (
        "executed",
        _PAID,
        re.compile(
            r"(?:(?:全年|累计|实际|合计|共计?|总|至今|已)(?:资金|经费)?)+(?:执行|支出|支付)"
            r"(?:资金|金额|总额|经费|数|额)*" + _FILL
        ),
    ),
    (
        "fiscal",
        re.compile("财政"),
        re.compile(
            r"财政(?:专项|预算|拨款)?(?:资金)?(?:安排|投入|拨款|补助|拨付)(?:资金|经费|金额|预算)*"
            + _FILL
        ),
    ),
    ("executed", _PAID, re.compile(r"(?:执行|支出|支付)(?:总额|总数|金额|数)+" + _FILL)),
)
"""Subject, a word that is in it, and how it is named right before its number."""
COMPARED = {
    "budget": ("initial_budget", "budget"),
    "arrived": ("arrived",),
    "fiscal": ("budget", "initial_budget", "arrived"),
    "executed": ("executed",),
}
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿元|万元|千元|元)(?![/每]|左右)")
IN_TEN_THOUSANDS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "亿元": Decimal(10000),
}
_ELSEWHERE = re.compile(
    r"上年|去年|往年|上一年|以前年度|结转|结余|追加|调整|调减|调增|压减|增加|减少|新增|节约|中央|省级|市级|县级"
    r"|区级|配套|自筹|其中|每|人均|户均|单价|标准|总投资|概算|合同|中标|招标|第.|季度|上半年|下半年|序时|截[至止][^。]{0,8}月|月(?!\d{1,2}[日号])"
)
_NEUTRAL = re.compile(
    r"本?项目|该项目|资金|财政|专项|经费|全年|年度|本年|当年|截至|截止|到|底|末|[我本]?单位|[我本全][局县]"
    r"|其|的|共|已|均|都|全部|全额|安排|下达|实际"
)
"""What may stand before `预算6313.66万元` without making it another amount."""
_DAY = re.compile(r"(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?")


class Mention(Value, frozen=True):
    """An amount of the whole project that a text names.

    Attributes:
        label: of the cell.
        entry: the cell.
        subject: budget, arrived or executed.
        text: as it stands there, `6313.66万元`.
        value: in 万元.
        step: the last digit's worth in 万元; a text may be that far off by rounding.
    """

    label: str
    entry: Entry[object]
    subject: str
    text: str
    value: Decimal
    step: Decimal


def find_amounts(label: str, entry: Entry[object], text: str, facts: Facts) -> Iterator[Mention]:
    """Every amount of the whole project that a cell's text (half-width) names."""
    for sentence in language.sentences(text):
        if "元" not in sentence or not of_this_year(sentence, facts.year.value):
            continue
        told = False
        for found in _AMOUNT.finditer(sentence):
            mention = _mention(label, entry, sentence, found, facts.name.text, told=told)
            if mention is not None:
                told = told or mention.subject in ("budget", "arrived")
                yield mention


def _mention(
    label: str,
    entry: Entry[object],
    sentence: str,
    found: re.Match[str],
    name: str,
    *,
    told: bool,
) -> Mention | None:
    """The mention that a number is; `told` when the sentence has said what there was to spend."""
    before = language.squeezed(language.clause_before(sentence, found.start()))
    subject, start, about = _subject(before)
    if not subject and told and (bare := _SPENT.fullmatch(before)):
        subject, start, about = "executed", 0, bool(bare["about"])
    if not subject or speaks_of_else(sentence, found.start()) or "月" in _YEAR_END.sub("", before):
        return None
    if sentence[found.end() :].startswith("用于"):
        return None
    rest = _DAY.sub("", before[:start])
    if _NEUTRAL.sub("", rest.replace(name, "") if name else rest):
        return None
    digits = found[1].replace(",", "")
    unit = IN_TEN_THOUSANDS[found[2]]
    value = Decimal(digits) * unit
    step = unit.scaleb(-len(digits.partition(".")[2]))
    return Mention(label, entry, subject, found[0], value, max(step, value / 50) if about else step)


def speaks_of_else(sentence: str, at: int) -> bool:
    """Something before that position says that the number is not the whole project's, this year."""
    return _ELSEWHERE.search(_YEAR_END.sub("", sentence[:at])) is not None


_SPENT = re.compile(r"(?:实际|共|累计|已)*(?:支出|执行|支付)(?:资金)?(?P<about>约|近)?")
"""After `预算2000万元，` it is the whole that was spent."""
_YEAR_END = re.compile(r"12月(?:31[日号]|底|末)?")


def _subject(before: str) -> tuple[str, int, bool]:
    """What the number right after `before` is: subject, where its words begin, 约 or not."""
    for subject, words, pattern in _SUBJECTS:
        found = pattern.search(before) if words.search(before) else None
        if found:
            return subject, found.start(), bool(found["about"] or found["about2"])
    return "", 0, False


_YEARS = re.compile(r"20\d\d(?=年)")


def of_this_year(sentence: str, year: int | None) -> bool:
    """The sentence names no year, or just the evaluated one."""
    return year is None or all(found == str(year) for found in _YEARS.findall(sentence))


def times(stated: Decimal | None, mention: Mention) -> Decimal | None:
    """10000 or 0.0001 when the table and the text are that far apart, else None."""
    if not stated or not mention.value:
        return None
    for factor in (YUAN, 1 / YUAN):
        if abs(stated - mention.value * factor) <= max(mention.step * factor, stated / 1000):
            return factor
    return None


YUAN = Decimal(10000)
"""元 in a 万元."""
