"""PE802–PE804: what was handed in against the roster (项目名册) of what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.batch_rules import approved_indicators
from perfeval_batch.batch_rules.duplicates import plain
from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import Due, Identity, Outcome, Status
from perfeval_batch.values import Value, replace

NOT_SUBMITTED = kind("PE802", "not-submitted", Severity.WARNING)("""
    项目名册中的项目没有报送工作簿。

    为什么：应报的项目一个都不能少，未报送的要逐个催报。
    反例：名册有“农村公路养护”，收件文件夹里没有它的工作簿。
    正例：应报数等于已报数，没有未报送的项目。
    怎么改：请催报；已撤销的项目请从名册中删去；报送时项目编码或名称与名册不一致的，请改成一致。
""")

NOT_IN_ROSTER = kind("PE803", "not-in-roster", Severity.WARNING)("""
    报送的项目不在项目名册中。

    为什么：可能是编码或名称填错，名册中的那个项目就会被误认为未报送；也可能是名册漏列。
    反例：工作簿的项目编码是“A012”，名册中只有“A-0I2”。
    正例：项目编码与名册一致；没有编码的，项目名称和实施单位与名册一致。
    怎么改：请核对项目编码、项目名称和实施单位；确应纳入的，请补入名册。
""")

DIFFERS = kind("PE804", "differs-from-roster", Severity.WARNING)("""
    报送的项目信息与项目名册不一致。

    为什么：名册以预算批复为准；编码、名称、主管部门、金额或批复的指标不同，说明有一方填错。
    反例：名册的年初预算数是428.5万元，工作簿填的是4285万元；批复“完成率≥95%”，工作簿填90%。
    正例：项目编码、名称、主管部门、年初预算数、指标、指标值和分值都与名册相同。
    怎么改：请与预算批复核对，改正自评表；批复确有调整的，请附文件说明。
""")

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
        tolerance: a difference of the amounts of up to this much is none, 万元.
    """
    read = [outcome for outcome in outcomes if outcome.status is not Status.FAILED]
    answered: dict[int, str] = {}
    found: dict[str, tuple[Finding, ...]] = {}
    for outcome, number in zip(read, match(_identities(roster), _identities(read)), strict=True):
        if number is None:
            found[outcome.key] = (_unknown(outcome),)
        else:
            answered.setdefault(number, outcome.source)
            found[outcome.key] = tuple(_differences(roster[number], outcome, tolerance))
    settled = tuple(replace(due, source=answered.get(number)) for number, due in enumerate(roster))
    unread = len(outcomes) - len(read)
    missing = tuple(_missing(due, unread) for due in settled if due.source is None)
    return Reconciliation(settled, found, missing)


def _identities(rows: Iterable[Due | Outcome]) -> list[Identity]:
    return [row.identity for row in rows]


def match(ours: Sequence[Identity], theirs: Sequence[Identity]) -> list[int | None]:
    """For each of theirs the position of ours: the same code, else the same name and unit."""
    if not ours:  # without a roster, as in `check`, pandas is not even loaded
        return [None] * len(theirs)
    import pandas as pd

    def keys(identities: Sequence[Identity]) -> pd.DataFrame:
        rows = [(plain(each.code), plain(each.name, each.unit)) for each in identities]
        return pd.DataFrame(rows, columns=["code", "named"], dtype=object)

    known, asked = keys(ours), keys(theirs)
    found = pd.Series([None] * len(asked), dtype=object)
    for key in ("code", "named"):
        index = known[known[key].notna()].drop_duplicates(key, keep="last")
        positions = dict(zip(index[key], index.index, strict=True))
        found = found.where(found.notna(), asked[key].map(positions.get))
    return [None if pd.isna(each) else int(each) for each in found]


def _missing(due: Due, unread: int) -> Finding:
    doubt = f"另有{unread}个文件未能读取，请先核对是否在其中。" if unread else ""
    return NOT_SUBMITTED.at(
        due.place or Place(""),
        f"{due.identity.department or ''}的项目{_called(due.identity)}尚未报送。{doubt}",
        "请催报；已撤销的项目请从名册中删去。",
    )


def _unknown(outcome: Outcome) -> Finding:
    return NOT_IN_ROSTER.at(
        _place(outcome, "项目编码" if outcome.identity.code else "项目名称"),
        f"项目{_called(outcome.identity)}不在项目名册中。",
        "请核对项目编码、项目名称和实施单位；确应纳入的，请补入名册。",
    )


def _called(identity: Identity) -> str:
    code = f"（{identity.code}）" if identity.code else ""
    return f"“{identity.name or '未填项目名称'}”{code}"


def _differences(due: Due, outcome: Outcome, tolerance: Decimal) -> Iterator[Finding]:
    ours, theirs, figures = due.identity, outcome.identity, outcome.figures
    for label, wanted, given in (
        ("项目编码", ours.code, theirs.code),
        ("项目名称", ours.name, theirs.name),
        ("主管部门", ours.department, theirs.department),
    ):
        if wanted and plain(wanted) != plain(given):
            told = f"{label}填的是{wording.quoted(given or '')}"
            yield _differs(
                _place(outcome, label), f"{told}，项目名册中是{wording.quoted(wanted)}。"
            )
    for label, wanted_amount, amount in (
        ("年初预算数", due.budget, figures.initial_budget),
        ("全年执行数", due.executed, figures.executed),
    ):
        if wanted_amount is None or amount is None or abs(wanted_amount - amount) <= tolerance:
            continue
        told = f"{label}填的是{wording.number(amount)}万元"
        listed = f"项目名册中是{wording.number(wanted_amount)}万元"
        yield _differs(_place(outcome, label), f"{told}，{listed}。")
    for cell, told in approved_indicators.differences(due.indicators, outcome):
        yield _differs(cell or _place(outcome, "项目名称"), told)


def _differs(place: Place, told: str) -> Finding:
    return DIFFERS.at(place, told, "请与预算批复核对，改正自评表；批复确有调整的，请附文件说明。")


def _place(outcome: Outcome, label: str) -> Place:
    return outcome.identity.places.get(label, Place(outcome.source))
