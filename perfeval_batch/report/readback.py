"""A finished report in, PE903 out when it lacks a number of the tables or holds a leftover tag.

The report is read back from its bytes, as a person would find it, not from what was meant to be
written: no wrong or missing number leaves the house because a template went wrong.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.parsers import expat

from perfeval_batch import office
from perfeval_batch.findings import Finding, Kind, Page, Place, Severity
from perfeval_batch.model import Assessment, Item
from perfeval_batch.report import phrases
from perfeval_batch.report.phrases import House
from perfeval_batch.scheme import Scheme
from perfeval_batch.template import passages
from perfeval_batch.values import Value

REPORT_CHECK_FAILED = Kind(
    "PE903",
    "report-check-failed",
    Severity.ERROR,
    Page.read("""生成的报告读回核对时，缺少表中的数字或残留模板标记。

    为什么：报告对外公布，必须与工作簿中的数字完全一致；对不上的报告不能发出。
    反例：本单位自己的报告模板删去了逐项得分的循环，报告里没有各项指标的得分。
    正例：报告中有全年预算数、实际到位数、全年执行数、各项比率、各项分值和得分、总分。
    怎么改：用 perfeval report-template check 检查报告模板；
    用默认模板也出现的，请把运行日志和该工作簿交给技术人员。
    """),
)

_BODY = re.compile(rb"word/document\d*\.xml")
_NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?")
_BY_THOUSANDS = re.compile(rb"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")


def _all_but(kept: bytes) -> bytes:
    """A table that turns every byte into a blank but these."""
    return bytes(code if code in kept else 0x20 for code in range(256))


_BARE, _BARE_BY_THOUSANDS = _all_but(b"0123456789."), _all_but(b"0123456789.,")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_SHOWN = 5


def check(document: bytes, assessment: Assessment, scheme: Scheme) -> tuple[Finding, ...]:
    """Read a finished report back; what it must hold is what contract §5 lets it state."""
    place = Place(assessment.project.origin.workbook)
    try:
        text = passages.texts(office.body(document, _BODY.fullmatch))
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error) as problem:
        faults = [f"报告写成后无法读回（{problem}）。"]
    else:
        faults = [*_missing(text, assessment, House.of(scheme)), *_left(text, assessment)]
    fix = "请用perfeval report-template check检查报告模板，改正后重新运行。"
    return tuple(REPORT_CHECK_FAILED.at(place, fault, fix) for fault in faults)


def _missing(text: bytes, assessment: Assessment, numbers: House) -> Iterator[str]:
    told = list(_numbers(assessment, numbers))
    if _stand_alone(text, told, by_thousands=numbers.thousands):
        return
    held = Counter((_BY_THOUSANDS if numbers.thousands else _NUMBER).findall(text))
    missing = [each for each, count in _wanted(told) if held[each.number.encode()] < count]
    if missing:
        some = "、".join(f"{each.name}“{each.number}”" for each in missing[:_SHOWN])
        more = f"等{len(missing)}个数字" if len(missing) > _SHOWN else ""
        yield f"报告中缺少{some}{more}。"


def _stand_alone(text: bytes, told: Iterable[Told], *, by_thousands: bool) -> bool:
    """Each number stands there often enough, with no point next to it; nearly always so.

    What is found so `_NUMBER` finds as well, at several times the cost.
    """
    bare = text.translate(_BARE_BY_THOUSANDS if by_thousands else _BARE)
    held = Counter(bare.decode("ascii").split())
    wanted = Counter(each.number for each in told)
    return all(held[number] >= count for number, count in wanted.items())


def _left(text: bytes, assessment: Assessment) -> Iterator[str]:
    if b"{" not in text:
        return
    tags = _TAG.findall(html.unescape(text.decode()))
    left = [tag for tag in tags if not _typed(tag, assessment)]
    if left:
        yield f"报告中残留模板标记“{left[0]}”。"


class Told(Value, frozen=True):
    """A number that must be there: what it is, how it is printed, whose it is."""

    what: str
    number: str
    item: Item | None = None

    @property
    def name(self) -> str:
        """What an officer calls it."""
        if self.item is None:
            return self.what
        row = self.item.indicator
        return f"{phrases.inline(row.name.text) if row else self.item.level1}{self.what}"


def _wanted(told: Iterable[Told]) -> Iterator[tuple[Told, int]]:
    """Each number that must be there, and how often it is at least."""
    counts: Counter[str] = Counter()
    for each in told:
        counts[each.number] += 1
        yield each, counts[each.number]


def _numbers(assessment: Assessment, numbers: House) -> Iterator[Told]:
    """Every amount, rate, weight and score of the tables that is known."""
    total = assessment.project.funds.total
    for name, value in (
        ("全年预算数", total.budget.value),
        ("实际到位数", total.arrived.value),
        ("全年执行数", total.executed.value),
        *(
            ("支出用途金额", use.amount.value)
            for use in assessment.project.funds.uses
            if not use.purpose.blank
        ),
    ):
        if value is not None:
            yield Told(name, numbers.amount(value))
    for name, value in (
        ("到位率", assessment.arrival_rate),
        ("支出率", assessment.spending_rate),
        ("执行率", assessment.execution_rate if assessment.execution else None),
    ):
        if value is not None:
            yield Told(name, numbers.rate(value))
    for name, value in (
        ("分值合计", assessment.weight),
        ("自评总分", assessment.self_score),
        ("复核总分", assessment.review_score if assessment.reviewed else None),
    ):
        if value is not None:
            yield Told(name, numbers.points(value))
    for item in assessment.items:
        for name, score in _scores(item, reviewed=assessment.reviewed):
            if score is not None:
                yield Told(name, numbers.points(score), item)


def _scores(item: Item, *, reviewed: bool) -> Iterator[tuple[str, Decimal | None]]:
    yield "分值", item.weight
    if reviewed and item.self_score != item.review_score:
        yield "自评得分", item.self_score
        yield "复核得分", item.review_score
    else:
        yield "得分", item.score


def _typed(tag: str, assessment: Assessment) -> bool:
    """The text was typed into the workbook so: it is data, no tag of the template."""
    return any(tag in entry.text for _, entry in assessment.project.entries())
