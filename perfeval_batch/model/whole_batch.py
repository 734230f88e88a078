"""What a whole run knows: the roster, last year's results, who sends the letters, the batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.findings import Finding, Place
from perfeval_batch.model.entry import Quantity
from perfeval_batch.model.outcome import Figures, Outcome
from perfeval_batch.model.submission import Identity
from perfeval_batch.values import Value


class Due(Value, frozen=True):
    """A project of the roster (项目名册): what is due, and which workbook answers it.

    Attributes:
        identity: code, name, department and unit as the roster has them.
        budget: 年初预算数 of the roster, 万元.
        executed: 全年执行数 of the roster, 万元.
        indicators: the approved ones.
        contact: whom to ask; empty where the roster does not say.
        phone: their telephone.
        source: the workbook that was handed in for it; None: 未报送.
        place: where it stands in the roster's file.
    """

    identity: Identity
    budget: Decimal | None = None
    source: str | None = None
    place: Place | None = None
    executed: Decimal | None = None
    indicators: tuple[ApprovedIndicator, ...] = ()
    contact: str = ""
    phone: str = ""

    @property
    def department(self) -> str:
        """The department, or what stands for one that is not named."""
        return self.identity.department or wording.NO_DEPARTMENT


class ApprovedIndicator(Value, frozen=True):
    """An indicator that the bureau has fixed (批复指标)."""

    name: str
    comparison: str
    target: Quantity | None
    target_text: str
    weight: Decimal | None
    unit_of_measure: str = ""


class Sender(Value, frozen=True):
    """The office that sends the letters, as its settings say; what is empty is left out.

    Attributes:
        bureau: the office's name, printed as letterhead.
        signature: what stands above the date; else the bureau.
        number: 发文字号.
        day: the letters' date.
        contact: whom to ask.
        folder: where the office's own letter templates are; empty: nowhere.
        digest: of these templates.
    """

    bureau: str = ""
    signature: str = ""
    number: str = ""
    day: date | None = None
    contact: str = ""
    folder: str = ""
    digest: str = ""


class LastItem(Value, frozen=True):
    """An indicator of last year: what this year's is compared with."""

    name: str
    comparison: str = ""
    actual: Decimal | None = None
    unit: str = ""
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""


class LastYear(Value, frozen=True):
    """A project as last year's result file tells it; None where it does not.

    Attributes:
        identity: code, name, department, unit, year.
        budget: 全年预算数, 万元.
        arrived: 实际到位数.
        executed: 全年执行数.
        execution_rate: percent.
        self_score: 自评总分.
        score: the final score.
        grade: of it.
        items: its indicators; empty when the details are not there.
        texts: label → what was written, as `Project.passages` has them.
    """

    identity: Identity
    budget: Decimal | None = None
    arrived: Decimal | None = None
    executed: Decimal | None = None
    execution_rate: Decimal | None = None
    self_score: Decimal | None = None
    score: Decimal | None = None
    grade: str | None = None
    items: tuple[LastItem, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


class Batch(Value, frozen=True):
    """The whole run as the summary tells it.

    Attributes:
        outcomes: one per workbook, sorted by source.
        findings: about the batch as a whole, sorted.
        year: the evaluated year; None when no workbook states one.
        scheme: the scheme of all read workbooks; None when they differ.
        version: of the program.
        unread: files of INBOX that are no workbooks (`.docx`, `.zip` …), listed, not counted.
        roster: what is due, in the roster's order; None without a roster.
        sample: how many projects 抽查建议 picks; None: a tenth of them.
        seed: what the picks depend on, beside the projects themselves.
        notes: what a person is to be told besides, no finding: for example that PDFs are missing.
        letters: the paths below OUTPUT of what is about departments: notices, summaries.
        sender: who sends the letters.
        final: the bureau's review was taken in: its opinion and the results go out.
        last: source → the same project last year; None without `--last`.
    """

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    year: int | None
    scheme: str | None
    version: str
    unread: tuple[str, ...] = ()
    roster: tuple[Due, ...] | None = None
    sample: int | None = None
    seed: int = 0
    notes: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    sender: Sender = Sender()
    final: bool = False
    last: Mapping[str, LastYear] | None = None

    @property
    def figures(self) -> Figures:
        """The total row: one place for every sum."""
        return sum((outcome.figures for outcome in self.outcomes), Figures())


CellValue = str | int | float | bool | Decimal | date | None


class Filling(Value, frozen=True):
    """What is written into a blank workbook (samples, demo, pre-filled ones), by Chinese labels.

    Attributes:
        facts: label of 基本情况 → value.
        funds: row label (年度资金总额 …) → header → value.
        uses: rows of the use-of-funds table, header → value.
        indicators: rows of the indicator table, header → value.
        totals: what the 合计 row states, header → value; empty: formulas.
        texts: label of 综合评价 (经验概述, 自评等级 …) → value.
        lists: column of the list table of 综合评价 → items.
    """

    facts: Mapping[str, CellValue]
    funds: Mapping[str, Mapping[str, CellValue]]
    uses: tuple[Mapping[str, CellValue], ...]
    indicators: tuple[Mapping[str, CellValue], ...]
    totals: Mapping[str, CellValue]
    texts: Mapping[str, CellValue]
    lists: Mapping[str, tuple[CellValue, ...]]
