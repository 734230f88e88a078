"""运行结果.json as the pages show it: what came of each project, and what to look at first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfeval_batch import files, output_folder, wording
from perfeval_batch.findings import Severity
from perfeval_batch.model import Status
from perfeval_batch.summary import sample_file

FILE = "运行结果.json"
LARGEST = 500 * 1024**2
"""Bytes of a result file; more is none of ours."""
_IN_ORDER = (Status.RETURNED, Status.FAILED, Status.REPORTED)
STATUSES = {each.value: each.label for each in _IN_ORDER}
SEVERITIES = {each.value: each.label for each in Severity}
_QUESTION = "PE017"
COPY = "PE809"
"""The finding that a workbook is a copy of another, byte for byte."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, as a person reads it."""

    code: str
    severity: str
    place: str
    text: str

    @property
    def label(self) -> str:
        """错误, 警告 or 提示."""
        return SEVERITIES.get(self.severity, self.severity)


@dataclass(frozen=True, slots=True)
class Entry:
    """A project of the results; scores and money as they are written."""

    number: int
    key: str
    source: str
    status: str
    name: str
    department: str
    unit: str
    code: str
    figures: Mapping[str, str]
    remarks: tuple[Remark, ...]
    report: str
    returned: str

    @property
    def label(self) -> str:
        """What became of it."""
        return STATUSES.get(self.status, self.status)

    @property
    def asks_form(self) -> bool:
        """Its official form can be read in more than one way (PE017)."""
        return any(each.code == _QUESTION for each in self.remarks)

    def count(self, severity: str) -> int:
        """How many remarks are of that severity."""
        return sum(each.severity == severity for each in self.remarks)

    def holds(self, words: Sequence[str]) -> bool:
        """Every word stands in its name, department, unit, code or file."""
        text = f"{self.name} {self.department} {self.unit} {self.code} {self.source}".lower()
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Results:
    """The results of the last run that was finished.

    Attributes:
        year: 评价年度; empty when it is not known.
        scheme: of all projects; empty when they differ.
        counts: workbooks, projects, and what became of them.
        entries: a project each.
        remarks: about the batch as a whole.
        written: when it was finished.
        sample: 抽查建议: the project, 必查 or 抽取, and why.
    """

    year: str
    scheme: str
    counts: Mapping[str, int]
    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    written: float
    sample: tuple[tuple[Entry, str, str], ...] = ()

    @property
    def departments(self) -> list[str]:
        """The departments, by name."""
        return sorted({entry.department for entry in self.entries})

    @property
    def workbooks(self) -> int:
        """The workbooks of the inbox, with those that are copies of others and were left out."""
        return self.counts["workbooks"] + sum(each.code == COPY for each in self.remarks)

    def first_to_look_at(self) -> list[Entry]:
        """Unreadable files, then returned ones, then reports with most warnings."""
        order = {"failed": 0, "returned": 1, "reported": 2}
        grave = [(each, each.count("error"), each.count("warning")) for each in self.entries]
        troubled = [each for each in grave if each[0].status != "reported" or each[2]]
        troubled.sort(key=lambda each: (order.get(each[0].status, 3), -each[1] - each[2]))
        return [each for each, _, _ in troubled]

    def warnings(self) -> list[tuple[str, int]]:
        """The most frequent kinds of warnings, with how many projects have them."""
        counted: Counter[str] = Counter()
        for entry in self.entries:
            counted.update({each.code for each in entry.remarks if each.severity == "warning"})
        return counted.most_common(8)


def read(output: Path) -> Results | None:
    """The results below OUTPUT; None when there are none, or not of this version."""
    path = output / FILE
    try:
        data = json.loads(files.read(path, LARGEST), parse_float=str)
        written = path.stat().st_mtime
        entries = tuple(_entry(number, each) for number, each in enumerate(data["projects"]))
        return Results(
            year=str(data["year"] or ""),
            scheme=data["scheme"] or "",
            counts={name: int(value) for name, value in data["run"].items()},
            entries=entries,
            remarks=tuple(map(_remark, data["findings"])),
            written=written,
            sample=tuple(_sample(output, entries)),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _sample(output: Path, entries: Sequence[Entry]) -> Iterator[tuple[Entry, str, str]]:
    """抽查建议 as the run left it."""
    try:
        data = files.read(output / output_folder.PRIVATE / sample_file.NAME, LARGEST)
    except OSError:
        return
    by_key = {each.key: each for each in entries}
    for key, how, why in sample_file.read(data):
        if key in by_key:
            yield by_key[key], how, why


_FIGURES = {
    "budget": "全年预算数（万元）",
    "executed": "全年执行数（万元）",
    "execution_rate": "执行率（%）",
    "self_score": "自评得分",
    "review_score": "复核得分",
    "grade": "等级",
}


def _entry(number: int, found: Mapping[str, Any]) -> Entry:
    source = str(found["source"])
    sheet = found.get("sheet")
    return Entry(
        number=number,
        key=f"{source}#{sheet}" if sheet else source,
        source=f"{source}（{sheet}）" if sheet else source,
        status=found["status"],
        name=found["name"] or source.rpartition("/")[2],
        department=found["department"] or wording.NO_DEPARTMENT,
        unit=found["unit"] or "",
        code=found["code"] or "",
        figures={
            label: str(found[name])
            for name, label in _FIGURES.items()
            if found.get(name) is not None and (name != "grade" or found["status"] == "reported")
        },
        remarks=tuple(map(_remark, found["findings"])),
        report=found["report"] or "",
        returned=found["returned"] or "",
    )


def _remark(found: Mapping[str, Any]) -> Remark:
    place = "!".join(each for each in (found.get("sheet"), found.get("cell")) if each)
    return Remark(found["code"], found["severity"], place, f"{found['message']}{found['fix']}")
