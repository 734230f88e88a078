"""PE802–PE804: what was handed in against the roster (项目名册) of what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_batch.batch_rules.duplicates import Key, plain
from perfeval_batch.findings import Finding, Kind, Page, Place, Severity
from perfeval_batch.model import Due, Outcome, Status
from perfeval_batch.values import Value, replace

NOT_SUBMITTED = Kind(
    "PE802",
    "not-submitted",
    Severity.WARNING,
    Page.read("""项目名册中的项目没有报送工作簿。

    为什么：应报的项目一个都不能少，未报送的要逐个催报。
    反例：名册有“农村公路养护”，收件文件夹里没有它的工作簿。
    正例：应报数等于已报数，没有未报送的项目。
    怎么改：请催报；已撤销的项目请从名册中删去；报送时项目编码或名称与名册不一致的，请改成一致。
    """),
)

NOT_IN_ROSTER = Kind(
    "PE803",
    "not-in-roster",
    Severity.WARNING,
    Page.read("""报送的项目不在项目名册中。

    为什么：可能是编码或名称填错，名册中的那个项目就会被误认为未报送；也可能是名册漏列。
    反例：工作簿的项目编码是“A012”，名册中只有“A-0I2”。
    正例：项目编码与名册一致；没有编码的，项目名称和实施单位与名册一致。
    怎么改：请核对项目编码、项目名称和实施单位；确应纳入的，请补入名册。
    """),
)

DIFFERS = Kind(
    "PE804",
    "differs-from-roster",
    Severity.WARNING,
    Page.read("""报送的项目信息与项目名册不一致。

    为什么：名册以预算批复为准；编码、主管部门或年初预算数不同，说明有一方填错。
    反例：名册的年初预算数是428.5万元，工作簿填的是4285万元。
    正例：项目编码、主管部门和年初预算数都与名册相同。
    怎么改：请与预算批复核对，改正工作簿或名册。
    """),
)

KINDS = (NOT_SUBMITTED, NOT_IN_ROSTER, DIFFERS)


class Reconciliation(Value, frozen=True):
    """What is due against what was handed in; due = handed in + missing, always.

    Attributes:
        due: the roster's projects, each with the workbook that answers it.
        of: source → its findings (PE803, PE804).
        missing: PE802, one for each project without a workbook.
    """

    due: tuple[Due, ...]
    of: Mapping[str, tuple[Finding, ...]]
    missing: tuple[Finding, ...]


def reconcile(
    roster: Sequence[Due],
    outcomes: Sequence[Outcome],
    tolerance: Decimal,
) -> Reconciliation:
    """Match workbooks with the roster: by 项目编码, else by 项目名称 and 实施单位.

    Args:
        roster: its projects, each with its place in the roster's file.
        outcomes: of the run; those that could not be read answer nothing.
        tolerance: a difference of the budgets of up to this much is none, 万元.
    """
    by_code = {key: due for due in roster if (key := plain(due.identity.code))}
    by_name = {key: due for due in roster if (key := plain(due.identity.name, due.identity.unit))}
    answered: dict[int, str] = {}
    found: dict[str, tuple[Finding, ...]] = {}
    for outcome in outcomes:
        if outcome.status is Status.FAILED:
            continue
        identity = outcome.identity
        due = _of(by_code, plain(identity.code)) or _of(
            by_name,
            plain(identity.name, identity.unit),
        )
        if due is None:
            found[outcome.source] = (_unknown(outcome),)
            continue
        answered.setdefault(id(due), outcome.source)
        found[outcome.source] = tuple(_differences(due, outcome, tolerance))
    settled = tuple(replace(due, source=answered.get(id(due))) for due in roster)
    unread = sum(outcome.status is Status.FAILED for outcome in outcomes)
    missing = tuple(_missing(due, unread) for due in settled if due.source is None)
    return Reconciliation(settled, found, missing)


def _of(index: Mapping[Key, Due], key: Key | None) -> Due | None:
    return None if key is None else index.get(key)


def _missing(due: Due, unread: int) -> Finding:
    identity = due.identity
    code = f"（{identity.code}）" if identity.code else ""
    doubt = f"另有{unread}个文件未能读取，请先核对是否在其中。" if unread else ""
    return NOT_SUBMITTED.at(
        due.place or Place(""),
        f"{identity.department or ''}的项目“{identity.name or ''}”{code}没有报送工作簿。{doubt}",
        "请催报；已撤销的项目请从名册中删去。",
    )


def _unknown(outcome: Outcome) -> Finding:
    identity = outcome.identity
    code = f"（{identity.code}）" if identity.code else ""
    return NOT_IN_ROSTER.at(
        _place(outcome, "项目编码" if identity.code else "项目名称"),
        f"项目“{identity.name or ''}”{code}不在项目名册中。",
        "请核对项目编码、项目名称和实施单位；确应纳入的，请补入名册。",
    )


def _differences(due: Due, outcome: Outcome, tolerance: Decimal) -> Iterator[Finding]:
    ours, theirs = due.identity, outcome.identity
    for label, wanted, given in (
        ("项目编码", ours.code, theirs.code),
        ("主管部门", ours.department, theirs.department),
    ):
        if wanted and plain(wanted) != plain(given):
            yield _differs(outcome, label, f"“{given or ''}”", f"“{wanted}”")
    budget = outcome.figures.initial_budget
    if due.budget is not None and budget is not None and abs(due.budget - budget) > tolerance:
        yield _differs(outcome, "年初预算数", f"{budget:f}万元", f"{due.budget:f}万元")


def _differs(outcome: Outcome, label: str, given: str, wanted: str) -> Finding:
    return DIFFERS.at(
        _place(outcome, label),
        f"{label}为{given}，项目名册中为{wanted}。",
        "请与预算批复核对，改正工作簿或名册。",
    )


def _place(outcome: Outcome, label: str) -> Place:
    return outcome.identity.places.get(label, Place(outcome.source))
