"""The sheet 扣分原因: every deduction, the largest first, with how often its reason is given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from perfeval_batch.model import Deduction, Outcome
from perfeval_batch.summary import projects, tally
from perfeval_batch.summary.cell import Formula
from perfeval_batch.summary.table import Column, Page, Table
from perfeval_batch.summary.tally import Account

NAME = "扣分原因"
ROOM = 200_000
"""Rows; what is beyond stands in the reports."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A deduction with its project; `alike`: how many deductions give the same reason."""

    number: int
    outcome: Outcome
    deduction: Deduction
    alike: int


def page(account: Account, title: str) -> Page[Lost]:
    """The sheet."""
    found = account.whole.deductions
    reasons = Counter(deduction.reason for _, deduction in found)
    rows = [
        Lost(number, outcome, deduction, reasons[deduction.reason])
        for number, (outcome, deduction) in enumerate(found[:ROOM], 1)
    ]
    note = (
        f"只计已出报告的项目，共{len(found)}项扣分，按扣分多少排列；"
        "“同样原因”是扣分原因写得一字不差的项数。"
    )
    if len(found) > ROOM:
        note += f"本表列出前{ROOM}项。"
    lost = sum((each.deduction.points for each in rows), Decimal(0))
    return Page(NAME, title, note, Table(_columns(lost), rows, (tally.WHOLE,)), frozen=1)


def _columns(lost: Decimal) -> list[Column[Lost]]:
    return [
        Column("序号", 6, lambda row: row.number, "count"),
        Column("主管部门", 16, lambda row: row.outcome.identity.department),
        Column("项目名称", 26, lambda row: projects.project_name(row.outcome)),
        Column("一级指标", 13, lambda row: row.deduction.level1),
        Column("二级指标", 15, lambda row: row.deduction.level2),
        Column("三级指标", 20, lambda row: row.deduction.indicator),
        Column(
            "扣分",
            8,
            lambda row: row.deduction.points,
            "points",
            (Formula("SUBTOTAL(9,{扣分})", lost),),
        ),
        Column("扣分原因", 48, lambda row: row.deduction.reason),
        Column("同样原因", 9, lambda row: row.alike, "count"),
    ]
