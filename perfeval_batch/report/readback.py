"""Reads a finished report back: PE903 where it lacks a number of the tables or holds a tag.

The report is read back from its bytes, as a person would find it, not from what was meant to be
written: no wrong or missing number leaves the house because a template went wrong.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.parsers import expat

from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import Assessment, Item
from perfeval_batch.report import phrases
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import Value

REPORT_CHECK_FAILED = kind("PE903", "report-check-failed", Severity.ERROR)("""
    生成的报告读回核对时，缺少表中的数字或残留模板标记。

    为什么：报告对外公布，必须与工作簿中的数字完全一致；对不上的报告不能发出。
    反例：本单位自己的报告模板删去了逐项得分的循环，报告里没有各项指标的得分。
    正例：报告中有全年预算数、实际到位数、全年执行数、各项比率、各项分值和得分、总分。
    怎么改：用 perfeval report-template check 检查报告模板；
    用默认模板也出现的，请把运行日志和该工作簿交给技术人员。
""")

_BODY = re.compile(r"word/document\d*\.xml")
_NUMBERED = (("&#34;", '"'), ("&#39;", "'"))
"""How Jinja writes quotes: 34 and 39 are no numbers of the report."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BY_THOUSANDS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_SHOWN = 5


def check(document: bytes, assessment: Assessment, scheme: Scheme) -> tuple[Finding, ...]:
    """Read a finished report back; what it must hold is what contract §5 lets it state."""
    place = Place(assessment.project.origin.workbook)
    try:
        text = _texts(document)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error) as problem:
        faults = [f"报告写成后无法读回（{problem}）。"]
    else:
        faults = [*_missing(text, assessment, Numbers.of(scheme)), *_left(text, assessment)]
    fix = "请用perfeval report-template check检查报告模板，改正后重新运行。"
    return tuple(REPORT_CHECK_FAILED.at(place, fault, fix) for fault in faults)


def _texts(document: bytes) -> str:
    """The texts of the body as they stand in its XML, which an XML parser finds well-formed.

    Raises:
        expat.ExpatError: the XML is not well-formed.
        zipfile.BadZipFile, zlib.error: the package is not whole.
    """
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        name = next(filter(_BODY.fullmatch, archive.namelist()), None)
        if name is None:
            raise zipfile.BadZipFile("没有正文")
        body = archive.read(name)
    expat.ParserCreate().Parse(body, True)  # noqa: FBT003  # the parser's signature
    ends = body.split(b"</w:t>")[:-1]
    text = b" ".join([each[each.rfind(b">") + 1 :] for each in ends]).decode()
    for number, sign in _NUMBERED:
        text = text.replace(number, sign)
    return text


def _missing(text: str, assessment: Assessment, numbers: Numbers) -> Iterator[str]:
    held = Counter((_BY_THOUSANDS if numbers.thousands else _NUMBER).findall(text))
    wanted = _wanted(_numbers(assessment, numbers))
    missing = [each for each, count in wanted if held[each.number] < count]
    if missing:
        some = "、".join(f"{each.name}“{each.number}”" for each in missing[:_SHOWN])
        more = f"等{len(missing)}个数字" if len(missing) > _SHOWN else ""
        yield f"报告中缺少{some}{more}。"


def _left(text: str, assessment: Assessment) -> Iterator[str]:
    if "{" not in text:
        return
    tags = _TAG.findall(html.unescape(text))
    left = [tag for tag in tags if not _typed(tag, assessment)]
    if left:
        yield f"报告中残留模板标记“{left[0]}”。"


class Stated(Value, frozen=True):
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
        return f"{phrases.indicator_name(row) if row else self.item.level1}{self.what}"


def _wanted(stated: Iterable[Stated]) -> Iterator[tuple[Stated, int]]:
    """Each number that must be there, and how often it is at least."""
    counts: Counter[str] = Counter()
    for each in stated:
        counts[each.number] += 1
        yield each, counts[each.number]


def _numbers(assessment: Assessment, numbers: Numbers) -> Iterator[Stated]:
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
            yield Stated(name, numbers.amount(value))
    for name, value in (
        ("到位率", assessment.arrival_rate),
        ("支出率", assessment.spending_rate),
        ("执行率", assessment.execution_rate if assessment.execution else None),
    ):
        if value is not None:
            yield Stated(name, numbers.rate(value))
    for name, value in (
        ("分值合计", assessment.weight),
        ("自评总分", assessment.self_score),
        ("复核总分", assessment.review_score if assessment.reviewed else None),
    ):
        if value is not None:
            yield Stated(name, numbers.points(value))
    for item in assessment.items:
        for name, score in _scores(item, reviewed=assessment.reviewed):
            if score is not None:
                yield Stated(name, numbers.points(score), item)


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
