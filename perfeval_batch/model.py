"""The values that pass between the rooms: a project as read, as assessed, and what came of it.

All frozen and slotted; none holds a clock, a duration or an absolute path, so the same workbook
gives equal values on any machine. Amounts are in 万元, rates in percent, scores in points,
all `Decimal`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Generic, TypeVar

from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.values import Value, decoded, encoded, field

T_co = TypeVar("T_co", covariant=True)


class State(Enum):
    """How a cell was read."""

    BLANK = "blank"
    """Nothing stands there (rules.md, Blank)."""
    READ = "read"
    """The value is what stands there."""
    CONVERTED = "converted"
    """Understood from a text (`215,457.6元`, full-width digits); `Entry.how` says how."""
    UNREADABLE = "unreadable"
    """Something stands there that is no such value; `Entry.how` says why."""
    ERROR = "error"
    """An error cell: #REF!, #DIV/0! …; `Entry.text` is the error."""
    UNCALCULATED = "uncalculated"
    """A formula without a stored value."""
    OPEN = "open"
    """Something stands there, but how it is to be read is an open question (PE017)."""


class Entry(Value, Generic[T_co], frozen=True):
    """One cell of the contract: where it is, what a person sees there, what it means.

    Attributes:
        place: the cell; where the cell is missing, the sheet.
        text: what a person sees, cleaned and trimmed.
        value: the meaning; None when blank or when it could not be read.
        state: how it was read.
        how: in plain Chinese, what was converted (CONVERTED) or why it cannot be read (UNREADABLE).
        cleaned: characters that no text may hold were removed (PE013).
        hidden: the row, column or sheet is hidden (PE012).
    """

    place: Place
    text: str = ""
    value: T_co | None = None
    state: State = State.BLANK
    how: str = ""
    cleaned: bool = False
    hidden: bool = False

    @property
    def blank(self) -> bool:
        """Nothing stands there."""
        return self.state is _BLANK

    @property
    def broken(self) -> bool:
        """Something stands there that gives no value: it has a finding of its own."""
        return self.state in _BROKEN


_BLANK = State.BLANK  # a member of an enumeration takes ten times as long to look up
_BROKEN = frozenset({State.UNREADABLE, State.ERROR, State.UNCALCULATED, State.OPEN})


class Quantity(Value, frozen=True):
    """What a target or an actual value says, as far as it can be read.

    `≥50个` is comparison ≥, number 50, unit 个; `98%以上` is ≥ 98 %; `2023年1-12月` is the period
    from 2023-01-01 to 2023-12-31; `12月底前` is `end` alone (year from 评价年度 when not given);
    words alone (`显著提升`) have neither number nor dates.

    Attributes:
        comparison: one of ≥ ≤ ＝ > <, when the text says one; else empty.
        number: the number as written: 98 for `98%`, 0.98 for `0.98`.
        unit: `%`, `个` …, as written inside the value; empty when none.
        start: first day of a period.
        end: last day of a period, or the day.
    """

    comparison: str = ""
    number: Decimal | None = None
    unit: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def in_words(self) -> bool:
        """Neither a number nor a date could be read."""
        return self.number is None and self.end is None


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


class Achievement(Value, frozen=True):
    """What a quantitative indicator was to reach and reached, in one unit.

    Attributes:
        comparison: one of ≥ ≤ ＝ > <.
        target: 年度指标值; not negative.
        actual: 实际完成值; not negative.
        unit: of both; empty when none is given.
    """

    comparison: str
    target: Decimal
    actual: Decimal
    unit: str = ""

    @property
    def met(self) -> bool:
        """The target is reached; ＝ is reached from the target on, ＝ 0 only at 0."""
        match self.comparison:
            case "≤":
                return self.actual <= self.target
            case "<":
                return self.actual < self.target
            case ">":
                return self.actual > self.target
            case "＝" if self.target == 0:
                return self.actual == 0
        return self.actual >= self.target


class Item(Value, frozen=True):
    """What is scored, an indicator or 预算执行率, with the numbers that can be trusted.

    A number is None when its cell is blank, unreadable or contradicts another (negative, a score
    over its weight …): whoever computes with it stays silent, because that cell has its own error.

    Attributes:
        indicator: the row; None for 预算执行率.
        level1: the scheme's full name, or the name as typed when the scheme does not know it.
        level2: the same for level 2; empty for 预算执行率.
        weight: 分值.
        self_score: 自评得分.
        review_score: 复核得分.
        score: the final score: the review score when the review is complete, else the self score.
        reason: 扣分原因, for 预算执行率 the 说明 of 资金情况.
        achievement: target against actual value where both are plain numbers; else None.
    """

    indicator: Indicator | None
    level1: str
    level2: str
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None
    reason: Entry[str]
    achievement: Achievement | None = None

    @property
    def deduction(self) -> Decimal | None:
        """扣分: weight − final score; None when one is not known."""
        if self.weight is None or self.score is None:
            return None
        return self.weight - self.score


class Level(Value, frozen=True):
    """The sums of a level 1 (or of a level 2 within it); a sum is None when a part is not known."""

    name: str
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None
    items: tuple[Item, ...]
    levels: tuple[Level, ...] = ()
    """The level-2 groups, in the scheme's order, an unnamed one first; none for 预算执行率 and for
    a level 2."""


class Assessment(Value, frozen=True):
    """What follows from the cells by arithmetic; None where the cells do not allow it.

    Attributes:
        project: the cells.
        execution: 预算执行率 as an item; None when its 分值 is blank (not scored).
        items: all that is scored, 预算执行率 first, then the indicators in the file's order.
        levels: 预算执行率 and the level-1 groups that have indicators, in the scheme's order.
        weight: Σ分值 including 预算执行率.
        self_score: Σ自评得分.
        review_score: Σ复核得分; None without a complete review.
        score: the final total.
        reviewed: the review is complete: every scored item has a review score.
        grade: of the final total.
        self_grade: of the self total.
        review_grade: of the review total.
        execution_rate: 全年执行数 ÷ 全年预算数, percent, unrounded.
        arrival_rate: 实际到位数 ÷ 全年预算数.
        spending_rate: 全年执行数 ÷ 实际到位数.
    """

    project: Project
    execution: Item | None
    items: tuple[Item, ...]
    levels: tuple[Level, ...]
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None
    reviewed: bool
    grade: str | None
    self_grade: str | None
    review_grade: str | None
    execution_rate: Decimal | None
    arrival_rate: Decimal | None
    spending_rate: Decimal | None


class Status(Enum):
    """What became of a workbook (contract §3)."""

    REPORTED = "reported"
    RETURNED = "returned"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {"reported": "已出报告", "returned": "退回修改", "failed": "未能读取"}[self.value]


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


class Figures(Value, frozen=True):
    """The numbers of one workbook that add up: `sum(figures, Figures())` is the total row.

    A number that is not known is None; a sum leaves those out, and is None when none is known.
    Amounts in 万元, scores in points.
    """

    workbooks: int = 0
    reported: int = 0
    returned: int = 0
    failed: int = 0
    initial_budget: Decimal | None = None
    budget: Decimal | None = None
    arrived: Decimal | None = None
    executed: Decimal | None = None
    weight: Decimal | None = None
    self_score: Decimal | None = None
    review_score: Decimal | None = None
    score: Decimal | None = None

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.workbooks + other.workbooks,
            self.reported + other.reported,
            self.returned + other.returned,
            self.failed + other.failed,
            _plus(self.initial_budget, other.initial_budget),
            _plus(self.budget, other.budget),
            _plus(self.arrived, other.arrived),
            _plus(self.executed, other.executed),
            _plus(self.weight, other.weight),
            _plus(self.self_score, other.self_score),
            _plus(self.review_score, other.review_score),
            _plus(self.score, other.score),
        )


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


class LevelFigures(Value, frozen=True):
    """A level 1 in the result file: name, weight and scores."""

    name: str
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None


class Deduction(Value, frozen=True):
    """A deduction of the final scores, for the summary: where, how much, why."""

    level1: str
    level2: str
    indicator: str
    points: Decimal
    reason: str


class ItemFigures(Value, frozen=True):
    """A scored item for the batch: 指标得分率, identical scores (PE806), last year, the roster.

    Attributes:
        level1: name.
        level2: name; empty for 预算执行率.
        name: of the indicator; empty for 预算执行率.
        weight: 分值.
        self_score: 自评得分.
        score: the final score.
        review_score: 复核得分.
        reason: 扣分原因, for 预算执行率 the 说明 of 资金情况.
        achievement: target against actual value where both are plain numbers; else None.
        target: 年度指标值 as the workbook shows it, with its comparison and unit.
        target_place: its cell; None for 预算执行率.
        reason_place: the cell of the reason.
        actual: 实际完成值 as the workbook shows it.
    """

    level1: str
    level2: str
    name: str
    weight: Decimal | None
    self_score: Decimal | None
    score: Decimal | None
    review_score: Decimal | None = None
    reason: str = ""
    achievement: Achievement | None = None
    target: str = ""
    target_place: Place | None = None
    reason_place: Place | None = None
    actual: str = ""

    @property
    def is_execution(self) -> bool:
        """It is 预算执行率, no indicator."""
        return not self.level2 and not self.name

    @classmethod
    def of(cls, item: Item) -> ItemFigures:
        """What the batch needs of `item`."""
        row = item.indicator
        return cls(
            item.level1,
            item.level2,
            row.name.text if row else "",
            item.weight,
            item.self_score,
            item.score,
            item.review_score,
            item.reason.text,
            item.achievement,
            shown_target(row) if row else "",
            row.target.place if row else None,
            item.reason.place,
            row.actual.text if row else "",
        )


def shown_target(row: Indicator) -> str:
    """年度指标值 with comparison and unit, each once: `≥50个`, `定性：显著提升` is `显著提升`."""
    target = row.target.text
    comparison = row.comparison.value or ""
    stated = row.target.value
    if comparison in _QUALITATIVE or (stated is not None and stated.comparison):
        comparison = ""
    unit = row.unit_of_measure.text
    return f"{comparison}{target}{'' if target.endswith(unit) else unit}" if target else ""


_QUALITATIVE = ("", "定性")


class Passage(Value, frozen=True):
    """A text of a project, for comparing texts over the batch (PE805) and for 部门总结.

    `label` is the label or column of the workbook it stands under.
    """

    label: str
    text: str
    place: Place


def packed(passages: Iterable[Passage]) -> bytes:
    """Passages of one workbook in a fifth of the room; `Outcome.passages` unpacks them."""
    every = tuple(passages)
    if not every:
        return b""
    text = "".join([each.text for each in every]).encode(*_CODE)
    spots = [
        (each.label, len(each.text), each.place.sheet, each.place.row, each.place.column)
        for each in every
    ]
    return encoded(_Packed(text, tuple(spots)))


_CODE = ("utf-16-le", "surrogatepass")


class _Packed(Value, frozen=True):
    """All texts as one, and of each its label, length, sheet, row and column."""

    text: bytes
    spots: tuple[tuple[str, int, str, int, int], ...]

    def passages(self, workbook: str) -> tuple[Passage, ...]:
        """The passages, which stand in `workbook`."""
        text, begin, found = self.text.decode(*_CODE), 0, []
        for label, length, sheet, row, column in self.spots:
            end = begin + length
            found.append(Passage(label, text[begin:end], Place(workbook, sheet, row, column)))
            begin = end
        return tuple(found)


class Staged(Value, frozen=True):
    """A finished document in the staging folder.

    Attributes:
        kind: report, returned (the marked workbook), problems (the 问题清单 beside it), draft.
        name: its file name in the staging folder.
        digest: SHA-256 of its bytes, hexadecimal.
    """

    kind: str
    name: str
    digest: str


class Outcome(Value, frozen=True):
    """All that comes back from the worker that took one workbook; small, and the same anywhere.

    Attributes:
        source: path relative to INBOX, with `/`.
        digest: SHA-256 of the workbook's bytes, hexadecimal; empty when it could not be opened.
        status: what became of it.
        identity: who it is.
        figures: its numbers that add up.
        execution_rate: percent, rounded to 2 decimals; None when not known.
        grade: of the final total; None when not known.
        levels: the level-1 sums in the scheme's order.
        deductions: of the final scores, in the report's order.
        items: all that is scored, 预算执行率 first.
        texts: `Project.passages()`, `packed`: they are most of what an outcome would hold.
        findings: all of them, sorted by `Finding.order`.
        documents: the finished documents that wait in the staging folder for their final names.
        report: the report's path below OUTPUT, with `/`; None when there is none.
        returned: the returned workbook's path below OUTPUT; None when it was not returned.
        files: the paths below OUTPUT of all its documents, `report` and `returned` included.
        rounds: how often the workbook came back marked before (`Origin.rounds`).
        carried_over: 上年结转资金 in 万元; None when it is not stated.
        follow_up: what the department says of last year's problems (上年整改情况).
        evidence: the texts of 佐证材料 that name files.
        sheet: where its project stands in a file of several, `Project.sheet`.
        form: STANDARD or OFFICIAL.
        persons: names and telephones of persons that the workbook states.
        scored: False: of a form, or by a scheme, without weights, scores and grade.
        trace: details of a bug for the log (PE902); nothing else reads it.
    """

    source: str
    digest: str
    status: Status
    identity: Identity
    figures: Figures
    execution_rate: Decimal | None = None
    grade: str | None = None
    levels: tuple[LevelFigures, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    findings: tuple[Finding, ...] = ()
    documents: tuple[Staged, ...] = ()
    report: str | None = None
    returned: str | None = None
    items: tuple[ItemFigures, ...] = ()
    texts: bytes = b""
    files: tuple[str, ...] = ()
    rounds: int = 0
    carried_over: Decimal | None = None
    follow_up: str = ""
    evidence: tuple[Passage, ...] = ()
    persons: tuple[str, ...] = ()
    trace: str = ""
    sheet: str | None = None
    form: str = STANDARD
    scored: bool = True

    @property
    def key(self) -> str:
        """What tells its project apart from all others of a run."""
        return self.source if self.sheet is None else f"{self.source}#{self.sheet}"

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The texts that are this project's own, unpacked anew each time."""
        return decoded(_Packed, self.texts).passages(self.key) if self.texts else ()

    @property
    def own_findings(self) -> tuple[Finding, ...]:
        """What concerns the department: all but what stands in another file, the reviewers'."""
        return tuple(each for each in self.findings if each.place.workbook == self.source)

    @property
    def held_back(self) -> bool:
        """All its errors are the reviewers': the bureau mends them, nothing goes back."""
        errors = [each for each in self.findings if each.severity is Severity.ERROR]
        return bool(errors) and all(each.place.workbook != self.source for each in errors)

    @property
    def label(self) -> str:
        """The word an officer reads: a result that could not be made is no unreadable workbook."""
        ours = any(each.code in ("PE903", "PE905") for each in self.findings)
        return "未能完成" if ours and self.status is Status.FAILED else self.status.label

    def count(self, severity: Severity) -> int:
        """How many of its findings are of `severity`."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def money_doubts(self) -> tuple[Finding, ...]:
        """Why its amounts may count 元 (PE212), until that is confirmed: they are in no total."""
        return tuple(
            finding
            for finding in self.findings
            if finding.code == "PE212" and finding.severity is not Severity.NOTE
        )

    @property
    def indicator_rate(self) -> Decimal | None:
        """Self scores in percent of the weights, 预算执行率 aside; None when one is not known."""
        rows = [item for item in self.items if not item.is_execution]
        weights = [item.weight for item in rows if item.weight is not None]
        scores = [item.self_score for item in rows if item.self_score is not None]
        if not rows or len(weights) < len(rows) or len(scores) < len(rows) or not sum(weights):
            return None
        return sum(scores, Decimal(0)) / sum(weights, Decimal(0)) * 100


class Processed(Value, frozen=True):
    """What came of a file of INBOX: one outcome for each of its projects, at least one.

    Attributes:
        source: path relative to INBOX, with `/`.
        outcomes: in the file's order.
    """

    source: str
    outcomes: tuple[Outcome, ...]


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


class ApprovedIndicator(Value, frozen=True):
    """An indicator that the bureau has fixed (批复指标)."""

    name: str
    comparison: str
    target: Quantity | None
    target_text: str
    weight: Decimal | None


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
