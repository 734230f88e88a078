"""What the reviewers entered, as values: scores by project and by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import Entry, Identity, State
from perfeval_batch.values import Value, replace

UNMATCHED = kind("PE707", "review-unmatched", Severity.WARNING)("""
    复核表中的每一行都应与报送的项目和指标对应。

    为什么：对应不上的复核得分没有采用，该项目可能因此复核不全。
    反例：复核表发出后，单位把三级指标“巡检次数”改成了“系统巡检次数”，原来那一行就对不上了。
    正例：按最新报送的工作簿重新生成复核表，或保持指标名称不变。
    怎么改：请核对该行的项目和指标；指标改过名的，请重新生成复核表后填写。
""")


EVIDENCE = ("有", "部分", "无")
EVIDENCE_LACKS = {"部分": "佐证材料不全", "无": "没有佐证材料"}
"""What 佐证 says of a deduction."""


_EVIDENCE = "佐证"
"""A remark that speaks of it says itself what is missing."""


class Score(Value, frozen=True):
    """A row of the sheet as the reviewers left it.

    Attributes:
        points: 复核得分; UNREADABLE where two rows of the same line contradict each other.
        remark: 复核说明.
        actual: 复核完成值: what the reviewers found to be done.
        evidence: 佐证: 有, 部分 or 无.
        weight: 分值 as the sheet shows it.
        name: 三级指标.
    """

    points: Entry[Decimal]
    remark: Entry[str]
    actual: Entry[str]
    evidence: Entry[str]
    weight: Entry[Decimal]
    name: str

    @property
    def reason(self) -> Entry[str]:
        """Why points were taken off: 复核说明, with what the reviewers found."""
        found = []
        if self.actual.value:
            found.append(f"复核完成值为{self.actual.value}")
        if self.evidence.value in EVIDENCE_LACKS and _EVIDENCE not in self.remark.text:
            found.append(EVIDENCE_LACKS[self.evidence.value])
        text = "，".join(each for each in (*found, self.remark.value or "") if each)
        return (
            replace(self.remark, text=text, value=text, state=State.READ) if found else self.remark
        )


class Reviewed(Value, frozen=True):
    """A project that the reviewers scored.

    Attributes:
        source: path of its workbook when the sheet was made.
        identity: who it is; empty texts are None.
        scores: by the key of the line.
    """

    source: str
    identity: Identity
    scores: Mapping[str, Score]

    @property
    def place(self) -> Place:
        """Where its first score stands."""
        return next(iter(self.scores.values())).points.place

    @property
    def sheet(self) -> Place:
        """The reviewers' sheet that it stands on."""
        return Place(self.place.workbook, self.place.sheet)


class Review(Value, frozen=True):
    """The filled sheet; projects of which nothing was scored are left out.

    Attributes:
        projects: in the sheet's order.
        findings: about the sheet: rows that belong to nothing.
        refused: scores that cannot be taken (PE701, PE402), each with its cell.
        index: the projects by what they can be called.
    """

    projects: tuple[Reviewed, ...]
    findings: tuple[Finding, ...]
    refused: tuple[Finding, ...]
    index: Mapping[tuple[object, ...], tuple[Reviewed, ...]]

    @classmethod
    def of_all(
        cls,
        projects: Sequence[Reviewed],
        findings: Sequence[Finding],
        refused: Sequence[Finding],
    ) -> Review:
        """Put it together, with its index."""
        index: dict[tuple[object, ...], tuple[Reviewed, ...]] = {}
        for each in projects:
            for name in _names(each.identity):
                index[name] = (*index.get(name, ()), each)
        return cls(tuple(projects), tuple(findings), tuple(refused), index)

    def of(self, source: str, identity: Identity) -> Reviewed | None:
        """The review of a project: of its code and year, else of its name, unit and year.

        Where several projects share them, the one from the same workbook; never a guess.
        """
        found = [each for name in _names(identity) for each in self.index.get(name, ())]
        unlike = {id(each): each for each in found if _same(each.identity, identity)}
        same = list(unlike.values())
        if len(same) > 1:
            same = [each for each in same if each.source == source]
        return same[0] if len(same) == 1 else None

    def absent(self, projects: Iterable[tuple[str, Identity]]) -> tuple[Finding, ...]:
        """What to say of reviews whose project is not among those of this run."""
        found = {id(self.of(*project)) for project in projects}
        return tuple(
            UNMATCHED.at(
                each.place,
                f"复核的项目“{each.identity.name or each.source}”不在本次报送的工作簿中，"
                "复核得分没有采用。",
                "请核对该项目的编码、名称、实施单位和年度，或重新生成复核表。",
            )
            for each in self.projects
            if id(each) not in found
        )


def _names(identity: Identity) -> Iterator[tuple[object, ...]]:
    yield "名称", identity.year, identity.name, identity.unit
    if identity.code:
        yield "编码", identity.year, identity.code


def _same(one: Identity, other: Identity) -> bool:
    if one.year != other.year or one.year is None:
        return False
    if one.code and other.code:
        return one.code == other.code
    return (one.name, one.unit) == (other.name, other.unit) and bool(one.name)
