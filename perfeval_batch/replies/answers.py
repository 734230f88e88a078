"""Reads the filled 疑点核实单 and applies it: a doubt that was confirmed becomes a note 已说明."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from perfeval_batch import wording
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Identity
from perfeval_batch.parsing import View, find_table
from perfeval_batch.replies.doubts import keys
from perfeval_batch.replies.doubts_sheet import FIELDS, MENDED, ROUND, TRUE
from perfeval_batch.values import Value, field, replace

_EXPLAINED = "已说明，供核对。"


class Answer(Value, frozen=True):
    """What a department answered to a doubt.

    Attributes:
        key: of the doubt.
        department: 主管部门 as the sheet was sent out.
        source: path of the workbook as the sheet was sent out.
        project: 项目名称.
        words: 单位说明; empty where nothing is written.
        handling: 已修改, 属实无需修改, or empty.
        place: the cell of 处理.
        doubt: 疑点 as it stands in the row: an answer to another one confirms nothing.
        round: of the sheet: 1 of the first that asked about the doubt, 2 of the next.
    """

    key: str
    department: str
    source: str
    project: str
    words: str
    handling: str
    place: Place
    doubt: str
    round: int = 1

    @property
    def confirms(self) -> bool:
        """It says that all is true, and why."""
        return self.handling == TRUE and bool(self.words)


class Answers(Value, frozen=True):
    """What was answered to all doubts.

    Attributes:
        confirmed: the answers that confirm a doubt, by its key.
        notes: what the bureau is to be told: answers that do not count, and why.
        earlier: the last answer to each doubt; the next sheet that asks about it carries it.
    """

    confirmed: Mapping[str, Answer]
    notes: tuple[str, ...] = ()
    earlier: Mapping[str, Answer] = field(default_factory=dict)

    def about(self, source: str, others: Collection[str]) -> Answers:
        """The answers about a workbook: sent out for its path, or for one that is there no more.

        Args:
            source: the workbook's path.
            others: the paths of all workbooks of the run.
        """
        found = {
            key: each
            for key, each in self.confirmed.items()
            if each.source == source or each.source not in others
        }
        return Answers(found)


def read(view: View) -> tuple[Answer, ...]:
    """Read a filled sheet: every row that has a key.

    Raises:
        SettingsError: it is not the sheet that `write` made.
    """
    needed = [each.attribute for each in FIELDS if each.required]
    how = "请使用发出的疑点核实单，不要删除或改动表头。"
    table = find_table(view, FIELDS, needed, "核实单", how)
    columns = table.columns
    found = []
    for row in (number for number in view.sheet.rows if number >= table.first_row):
        texts = {name: view.text(row, columns[name]) for name in _READ}
        if not texts["key"].blank:
            said = {name: entry.value or "" for name, entry in texts.items()}
            said["handling"] = _choice(said["handling"])
            key, _, number = said.pop("key").partition(ROUND)
            turn = int(number) if number.isdecimal() else 1
            found.append(Answer(key, **said, place=texts["handling"].place, round=turn))
    return tuple(found)


_READ = ("key", "department", "source", "project", "doubt", "words", "handling")


def _choice(handling: str) -> str:
    """处理 as it is offered, where only punctuation and blanks differ: `属实，无需修改`."""
    return next((each for each in (MENDED, TRUE) if _letters(each) == _letters(handling)), handling)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text))


_NO_LETTER = re.compile(r"[\W_]+")


def join(answers: Iterable[Answer]) -> Answers:
    """Put the answers of all sheets together; what does not count is told, none is guessed.

    Of a doubt that was asked about again, the last round that was answered counts.
    """
    by_key: dict[str, list[Answer]] = {}
    for each in answers:
        by_key.setdefault(each.key, []).append(each)
    confirmed, earlier, notes = {}, {}, []
    for key, said in by_key.items():
        told = [each for each in said if each.words or each.handling]
        if not told:
            continue
        last = max(each.round for each in told)
        told = [each for each in told if each.round == last]
        first = earlier[key] = told[0]
        if any(each.handling != first.handling or each.words != first.words for each in told):
            cells = "、".join(f"{each.place.workbook} {each.place}" for each in told)
            notes.append(f"同一疑点的回复不一致，没有采用：{cells}。")
        elif first.confirms:
            confirmed[key] = first
        elif first.handling != MENDED:
            notes.append(_incomplete(first))
    return Answers(confirmed, tuple(notes), earlier)


def _incomplete(answer: Answer) -> str:
    where = f"核实单“{answer.place.workbook}”{answer.place}"
    if answer.handling == TRUE:
        return f"{where}：选了“{TRUE}”，没有写“单位说明”，没有采用。"
    if not answer.handling:
        return f"{where}：写了“单位说明”，没有选“处理”，没有采用。"
    stated = wording.quoted(answer.handling)
    return f"{where}：“处理”填的是{stated}，应为“{MENDED}”或“{TRUE}”，没有采用。"


def confirm(
    findings: Sequence[Finding],
    identity: Identity,
    source: str,
    answers: Answers,
    confirmable: Collection[str],
) -> tuple[Finding, ...]:
    """The findings of a project, those that its department has confirmed as notes 已说明.

    A sheet that was sent to another department confirms nothing, nor does a row whose 疑点 is
    another one than its 标识 says (columns sorted apart, rows pasted over others).
    """
    if not answers.confirmed:
        return tuple(findings)
    own = _plain(identity.department or wording.NO_DEPARTMENT)
    known = keys(findings, identity, source, confirmable)
    return tuple(
        _explained(finding, answer)
        if (answer := answers.confirmed.get(key)) is not None
        and _plain(answer.department) == own
        and _letters(finding.message) in _letters(answer.doubt)
        else finding
        for finding, key in zip(findings, known, strict=True)
    )


def _plain(department: str) -> str:
    """A department, however its brackets and blanks are written."""
    return "".join(unicodedata.normalize("NFKC", department).split())


def _explained(finding: Finding, answer: Answer) -> Finding:
    message = f"{finding.message}单位已说明：“{answer.words.rstrip('。')}”。"
    return replace(finding, severity=Severity.NOTE, message=message, fix=_EXPLAINED)
