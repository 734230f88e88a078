"""What came of a file: status, figures, findings and documents of each project."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

from perfeval_batch import wording
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model.assessment import Achievement, Item
from perfeval_batch.model.entry import Entry, Quantity
from perfeval_batch.model.submission import STANDARD, Identity, Indicator, Passage
from perfeval_batch.values import Value, decoded, encoded


class Status(Enum):
    """What became of a workbook (contract §3)."""

    REPORTED = "reported"
    RETURNED = "returned"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {"reported": "已出报告", "returned": "退回修改", "failed": "未能读取"}[self.value]


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
            shown_actual(row) if row else "",
        )


def shown_target(row: Indicator) -> str:
    """年度指标值 with comparison and unit, each once: `≥50个`, `定性：显著提升` is `显著提升`."""
    comparison = row.comparison.value or ""
    stated = row.target.value
    if comparison in _QUALITATIVE or (stated is not None and stated.comparison):
        comparison = ""
    target = _with_unit(row.target, row.unit_of_measure.text)
    return f"{comparison}{target}" if target else ""


def shown_actual(row: Indicator) -> str:
    """实际完成值 with its unit, once: `52个`; words as they stand."""
    return _with_unit(row.actual, row.unit_of_measure.text)


def _with_unit(entry: Entry[Quantity], unit: str) -> str:
    if entry.blank:
        return ""
    value = entry.value
    counted = value is not None and value.number is not None and not value.unit
    return entry.text + unit if counted and not entry.text.endswith(unit) else entry.text


_QUALITATIVE = ("", "定性")


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
    def name(self) -> str:
        """The project's name, else its file's."""
        return self.identity.name or self.source.rpartition("/")[2]

    @property
    def department(self) -> str:
        """The department, or what stands for one that is not named."""
        return self.identity.department or wording.NO_DEPARTMENT

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The texts that are this project's own, unpacked anew each time."""
        return decoded(_Packed, self.texts).passages(self.key) if self.texts else ()

    def document(self, kind: str) -> Staged | None:
        """Its finished document of a kind."""
        return next((each for each in self.documents if each.kind == kind), None)

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
