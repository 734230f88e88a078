"""PE801 and PE809: the same project, or the same file, handed in twice."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from perfeval_batch import wording
from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import Outcome

PROJECT_DUPLICATE = kind("PE801", "project-duplicate", Severity.ERROR)("""
    同一项目报送了两份内容不同的工作簿。

    为什么：程序无法判断哪一份是最终稿，随意取一份会使报告和汇总出现错误的数字，所以两份都退回。
    反例：“项目甲.xlsx”与“项目甲（修改）.xlsx”的项目编码相同，而内容不同。
    正例：每个项目只有一份工作簿；项目编码不重复，同一单位同一年度没有同名项目。
    怎么改：确认哪一份是最终稿，删去另一份；若确为两个项目，请改正项目编码或项目名称。
""")

COPY_IGNORED = kind("PE809", "copy-ignored", Severity.NOTE)("""
    两个文件内容完全相同，只计一份。

    为什么：同一文件被复制到两处，若都计算，汇总会重复计数。
    反例：“甲局/项目.xlsx”与“甲局/备份/项目.xlsx”逐字节相同。
    正例：每个工作簿在收件文件夹中只有一份。
    怎么改：不必处理；如要清楚，可删去多余的一份。
""")

KINDS = (PROJECT_DUPLICATE, COPY_IGNORED)

Key = tuple[str, ...]


def copies(digests: Mapping[str, str]) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Tell apart the files that count from byte-for-byte copies of them.

    Args:
        digests: source → digest of its bytes, in the order of sources.

    Returns:
        copy → the source that counts instead (the first one), and PE809 for each copy.
    """
    first: dict[str, str] = {}
    ignored: dict[str, str] = {}
    for source, digest in digests.items():
        if first.setdefault(digest, source) != source:
            ignored[source] = first[digest]
    findings = tuple(
        COPY_IGNORED.at(
            Place(copy),
            f"与“{kept}”内容完全相同，只计“{kept}”一份。",
            "如不需要，可删去这一份。",
        )
        for copy, kept in ignored.items()
    )
    return ignored, findings


def duplicates(outcomes: Sequence[Outcome]) -> dict[str, tuple[Finding, ...]]:
    """Find workbooks that speak of the same project: the same code, or name, unit and year.

    Returns:
        source → its PE801 findings; each names the other workbooks.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    told: set[tuple[int, ...]] = set()
    for what, label, keys in (
        ("项目编码", "项目编码", [plain(each.identity.code) for each in outcomes]),
        ("项目名称、实施单位和评价年度", "项目名称", list(map(_name_unit_year, outcomes))),
    ):
        for group in _groups(keys):
            if group in told:
                continue
            told.add(group)
            for number in group:
                outcome = outcomes[number]
                source, places = outcome.source, outcome.identity.places
                others = [_called(outcomes[other]) for other in group if other != number]
                found[outcome.key].append(
                    PROJECT_DUPLICATE.at(
                        places.get(label, Place(source)),
                        f"{what}与{wording.listed(others, counted='个工作簿')}相同，但内容不同。",
                        "请确认哪一份是最终稿，删去其余的；若是不同的项目，请改正项目编码或名称。",
                    ),
                )
    return {source: tuple(findings) for source, findings in found.items()}


def _called(outcome: Outcome) -> str:
    """`“甲局/一.xlsx”`; of a file of several its sheet too: `“甲局/一.xlsx”的“自评表”表第2张`."""
    if outcome.sheet is None:
        return f"“{outcome.source}”"
    sheet, _, number = outcome.sheet.partition("#")
    return f"“{outcome.source}”的“{sheet}”表{f'第{number}张' if number else ''}"


def _name_unit_year(outcome: Outcome) -> Key | None:
    identity = outcome.identity
    year = str(identity.year) if identity.year else None
    return plain(identity.name, identity.unit, year)


def _groups(keys: Sequence[Key | None]) -> Iterator[tuple[int, ...]]:
    """The positions of equal keys, where there is more than one; `check` does without pandas."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key is not None:
            groups[key].append(position)
    return (tuple(group) for group in groups.values() if len(group) > 1)


def plain(*texts: str | None) -> Key | None:
    """Texts as they are compared: width, case and blanks aside; None when one is missing."""
    plain = [unicodedata.normalize("NFKC", "".join((text or "").split())) for text in texts]
    return tuple(text.casefold() for text in plain) if all(plain) else None
