"""What is wrong, where it stands and how it is mended: the values that every room reports with."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from perfeval_batch.values import Value


class Severity(StrEnum):
    """How much a finding weighs (rules.md): only an error keeps the report from being issued."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word an officer reads: 错误, 警告 or 提示."""
        return {"error": "错误", "warning": "警告", "note": "提示"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the gravest, so that sorting by rank puts errors first."""
        return ("error", "warning", "note").index(self.value)


class Place(Value, frozen=True):
    """Where something stands.

    Attributes:
        workbook: path of the workbook relative to INBOX, with `/`.
        sheet: the sheet's name as the file has it; empty for the workbook as a whole.
        row: 1-based row; 0 for the sheet as a whole.
        column: 1-based column; 0 for the sheet as a whole.
    """

    workbook: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The address a person types, `J9`; empty when no single cell is meant."""
        return f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""

    def __str__(self) -> str:
        """`绩效指标!J9`, the sheet alone, or the workbook alone."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet or self.workbook


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Turn a 1-based column number into its letters: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


class Page(Value, frozen=True):
    """A check's page in plain Chinese: what `perfeval explain` shows.

    Attributes:
        title: the rule in one sentence.
        why: 为什么 it matters.
        bad: 反例, an example that is found.
        good: 正例, an example that is not.
        mend: 怎么改.
    """

    title: str
    why: str
    bad: str
    good: str
    mend: str

    @classmethod
    def read(cls, text: str) -> Page:
        """Read a page from a docstring: a title, then the four headed parts.

        Raises:
            ValueError: a part is missing or empty.
        """
        parts: dict[str, list[str]] = {"title": []}
        current = "title"
        for line in (line.strip() for line in text.strip().splitlines()):
            head, colon, rest = line.partition("：")
            if colon and head in _PARTS:
                current = _PARTS[head]
                parts[current] = [rest.strip()]
            elif line:
                parts[current].append(line)
        page = {name: "".join(lines).strip() for name, lines in parts.items()}
        missing = [head for head, name in _PARTS.items() if not page.get(name)]
        if missing or not page["title"]:
            raise ValueError(f"page lacks {missing or ['title']}: {text[:60]!r}")
        return cls(**page)


_PARTS = {"为什么": "why", "反例": "bad", "正例": "good", "怎么改": "mend"}


class Kind(Value, frozen=True):
    """A kind of finding of the catalogue: its code, name, severity and page.

    A confirmable one is an error until the department or the bureau confirms that it is true
    (rules.md, C).
    """

    code: str
    name: str
    severity: Severity
    page: Page
    confirmable: bool = False

    def at(self, place: Place, message: str, fix: str) -> Finding:
        """State that this kind of fault stands at `place`."""
        return Finding(place, self.code, self.name, self.severity, message, fix)


def kind(
    code: str, name: str, severity: Severity, *, confirmable: bool = False
) -> Callable[[str], Kind]:
    """Make a kind of finding of the text of its page (see `Page.read`)."""
    return lambda page: Kind(code, name, severity, Page.read(page), confirmable)


class Fault(Value, frozen=True):
    """What a check yields: a place, what is there against what should be, and how to mend it.

    `severity` is set where a case of the kind weighs less than the kind.
    """

    place: Place
    message: str
    fix: str
    severity: Severity | None = None


class Finding(Value, frozen=True):
    """A fault with the kind that names it: what the officer, the summary and the JSON are told."""

    place: Place
    code: str
    name: str
    severity: Severity
    message: str
    fix: str

    @property
    def order(self) -> tuple[int, str, str, int, int, str]:
        """Sort key: gravest first, then by code and by place."""
        place = self.place
        return (
            self.severity.rank,
            self.code,
            place.sheet,
            place.row,
            place.column,
            self.message,
        )

    def __str__(self) -> str:
        """`绩效指标!J9：… 请…`, as a terminal shows it."""
        place = str(self.place)
        return f"{place}：{self.message}{self.fix}" if place else f"{self.message}{self.fix}"
