"""What a department handed in: projects with their facts, funds, indicators and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter

from perfeval_batch.findings import Finding, Place
from perfeval_batch.model.entry import Entry, Quantity
from perfeval_batch.values import Value, field

_ABSENT: Entry[str] = Entry(Place(""))
"""A field that a workbook has no label or column for."""


class Facts(Value, frozen=True):
    """The sheet 基本情况; every attribute is one of `schema.FACT_FIELDS`."""

    year: Entry[int]
    name: Entry[str]
    code: Entry[str]
    department: Entry[str]
    unit: Entry[str]
    category: Entry[str]
    scheme: Entry[str]
    leader: Entry[str]
    preparer: Entry[str]
    phone: Entry[str]
    filled_on: Entry[date]
    purpose: Entry[str]
    content: Entry[str]
    standard: Entry[str]
    start: Entry[date]
    end: Entry[date]
    allocated: Entry[date]
    cutoff: Entry[date]
    adjustment: Entry[str]
    overall_goal: Entry[str]
    annual_goal: Entry[str]
    completion: Entry[str]
    basis: Entry[str]
    process: Entry[str]
    approval: Entry[str] = _ABSENT
    organisation: Entry[str] = _ABSENT
    fund_management: Entry[str] = _ABSENT
    government_levels: Entry[str] = _ABSENT
    carry_over: Entry[str] = _ABSENT
    team: Entry[str] = _ABSENT
    site_checks: Entry[str] = _ABSENT
    last_problems: Entry[str] = _ABSENT
    last_measures: Entry[str] = _ABSENT
    last_status: Entry[str] = _ABSENT


class FundsRow(Value, frozen=True):
    """A row of the funds table; scores only on the first row (年度资金总额)."""

    source: Entry[str]
    initial_budget: Entry[Decimal]
    budget: Entry[Decimal]
    arrived: Entry[Decimal]
    executed: Entry[Decimal]
    weight: Entry[Decimal]
    rate: Entry[Decimal]
    self_score: Entry[Decimal]
    review_score: Entry[Decimal]
    explanation: Entry[str]
    reason: Entry[str] = _ABSENT

    @property
    def cause(self) -> Entry[str]:
        """Why 预算执行率 lost points: 扣分原因, else 说明, which also tells of other things."""
        return self.explanation if self.reason.blank else self.reason


class Use(Value, frozen=True):
    """A row of the use-of-funds table (支出用途)."""

    purpose: Entry[str]
    amount: Entry[Decimal]
    note: Entry[str]


class Funds(Value, frozen=True):
    """The sheet 资金情况: the total row, its sources, the uses."""

    total: FundsRow
    sources: tuple[FundsRow, ...]
    uses: tuple[Use, ...]


class Indicator(Value, frozen=True):
    """A row of the indicator table; level names as typed (merged or blank ones filled down)."""

    level1: Entry[str]
    level2: Entry[str]
    name: Entry[str]
    comparison: Entry[str]
    target: Entry[Quantity]
    unit_of_measure: Entry[str]
    actual: Entry[Quantity]
    description: Entry[str]
    weight: Entry[Decimal]
    self_score: Entry[Decimal]
    review_score: Entry[Decimal]
    reason: Entry[str]
    measure: Entry[str]
    evidence: Entry[str]
    scoring_standard: Entry[str] = _ABSENT


class Totals(Value, frozen=True):
    """The 合计 row as stated by the file; compared, never trusted.

    The places are those of the 合计 row, or the table's header cells where there is no such row.
    """

    weight: Entry[Decimal]
    self_score: Entry[Decimal]
    review_score: Entry[Decimal]


class Texts(Value, frozen=True):
    """The sheet 综合评价."""

    overview: Entry[str]
    practices: tuple[Entry[str], ...]
    problems: tuple[Entry[str], ...]
    measures: tuple[Entry[str], ...]
    suggestions: tuple[Entry[str], ...]
    others: tuple[Entry[str], ...]
    self_grade: Entry[str]
    review_grade: Entry[str]


class Origin(Value, frozen=True):
    """What is to be said about the file itself.

    Attributes:
        workbook: path relative to INBOX, with `/`.
        template_version: of the blank workbook it was made from; None when `_meta` is missing.
        ignored_sheets: sheets that the contract does not know.
        hidden: places of hidden data that was read (sheet, row or column level).
        active: what the file holds that could act (宏, 外部链接, DDE), in Chinese; never followed.
        files: the paths below OUTPUT of all its documents, `report` and `returned` included.
        rounds: how often the workbook came back marked before (0 = handed in for the first time).
        covered: texts and numbers under a merged area, which nobody sees (PE018).
        missing: columns that may be missing and are: the sheet, and their names (PE007).
        persons: names and telephones that an official form states beside 填报人, 联系人 ….
        doubts: what was found open when the workbook was read (PE005): two sheets that could be
            meant, two labels of one name with different values, an amount unit that is unknown.
    """

    workbook: str
    template_version: int | None = None
    ignored_sheets: tuple[Place, ...] = ()
    hidden: tuple[Place, ...] = ()
    active: tuple[str, ...] = ()
    rounds: int = 0
    covered: tuple[Entry[str], ...] = ()
    missing: tuple[Entry[str], ...] = ()
    persons: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()


STANDARD = "standard"
"""Our own workbook (contract §4)."""
OFFICIAL = "official"
"""An official form 项目支出绩效自评表 (contract §6)."""


class Project(Value, frozen=True):
    """One project as read: every value knows its place.

    Attributes:
        sheet: where it stands in a file of several projects, `自评表` or `自评表#2`; else None.
        form: STANDARD or OFFICIAL.
        questions: what is open about the reading of an official form (PE017).
        remarks: what the list before the forms of a file says otherwise (PE019).
        details: rows below an indicator that say what it is made of (`其中：…`), without weight.
        amount_unit: what a bare amount of the form counts, 元 or 万元; empty when not stated.
        scored: False: a form without weights and scores.
    """

    origin: Origin
    facts: Facts
    funds: Funds
    indicators: tuple[Indicator, ...]
    totals: Totals
    texts: Texts
    sheet: str | None = None
    form: str = STANDARD
    questions: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    details: tuple[Indicator, ...] = ()
    amount_unit: str = "万元"
    scored: bool = True

    @property
    def key(self) -> str:
        """What tells it apart from all others of a run: its file, and its place in it."""
        source = self.origin.workbook
        return source if self.sheet is None else f"{source}#{self.sheet}"

    def entries(self) -> Iterator[tuple[str, Entry[object]]]:
        """Every cell of the contract with its dotted name (`facts.name`, `indicators.0.weight`)."""
        for part in ("facts", "funds.total", "totals"):
            yield from _entries(part, attrgetter(part)(self))
        for part, rows in (
            ("funds.sources", self.funds.sources),
            ("funds.uses", self.funds.uses),
            ("indicators", self.indicators),
        ):
            for number, row in enumerate(rows):
                yield from _entries(f"{part}.{number}", row)
        yield from _entries("texts", self.texts)

    def passages(self) -> tuple[Passage, ...]:
        """The texts that are this project's own; 依据 and 工作过程 are alike everywhere."""
        facts, texts = self.facts, self.texts
        found = [
            ("项目目的", facts.purpose),
            ("项目内容", facts.content),
            ("项目绩效总目标", facts.overall_goal),
            ("项目年度绩效目标", facts.annual_goal),
            ("项目预期目标完成情况", facts.completion),
            ("经验概述", texts.overview),
            *(("主要经验及做法", entry) for entry in texts.practices),
            *(("存在的问题及原因分析", entry) for entry in texts.problems),
            *(("改进措施", entry) for entry in texts.measures),
            *(("完成情况说明", row.description) for row in self.indicators),
        ]
        return tuple(
            Passage(label, entry.text, entry.place)
            for label, entry in found
            if entry.text and not entry.blank and not entry.broken
        )


def _entries(prefix: str, owner: Value) -> Iterator[tuple[str, Entry[object]]]:
    for name in owner.__struct_fields__:
        value = getattr(owner, name)
        if isinstance(value, Entry):
            yield f"{prefix}.{name}", value
        elif isinstance(value, tuple):
            for number, entry in enumerate(value):
                yield f"{prefix}.{name}.{number}", entry


class Rejected(Value, frozen=True):
    """What a room hands on instead of its value: why the workbook, or one form, cannot go on.

    Attributes:
        findings: why.
        sheet: of a form in a file of several, as `Project.sheet`.
        form: STANDARD or OFFICIAL.
        identity: who it is, as far as the form says.
        recognised: what the file or form was recognised as; empty when as nothing.
    """

    findings: tuple[Finding, ...]
    sheet: str | None = None
    form: str = STANDARD
    identity: Identity | None = None
    recognised: str = ""


class Submission(Value, frozen=True):
    """A file as handed in: the projects it holds.

    Attributes:
        projects: those that could be read, in the file's order.
        refused: forms that were recognised and cannot be taken.
        list_sheets: sheets that list the projects instead of being one.
    """

    projects: tuple[Project, ...]
    refused: tuple[Rejected, ...] = ()
    list_sheets: tuple[str, ...] = ()


class Identity(Value, frozen=True):
    """Who a project is, as far as its workbook could be read; None where it could not.

    `places` says in which cells 项目编码, 项目名称 and 主管部门 stand.
    """

    code: str | None = None
    name: str | None = None
    department: str | None = None
    unit: str | None = None
    year: int | None = None
    scheme: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


class Passage(Value, frozen=True):
    """A text of a project, for comparing texts over the batch (PE805) and for 部门总结.

    `label` is the label or column of the workbook it stands under.
    """

    label: str
    text: str
    place: Place
