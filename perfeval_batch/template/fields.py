"""Every field that a template can name: its kind, its meaning, an example.

Those of reports stand in fields.txt as path|meaning|example, for the check of templates, for
`perfeval report-template fields` and for the test that the narrative makes exactly these; each
letter has its own. A path says what stands there: `通知.标题` is a text, `通知.要求[]` a text of
several paragraphs, `工作簿[].序号` stands in each of several rows, `已复核?` is yes or no,
`一级序号()` a numeral.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources


class Form(StrEnum):
    """What stands behind a field's name."""

    TEXT = "文字"
    NUMBER = "数字"
    FLAG = "是否"
    TEXTS = "多段文字"
    RECORD = "一组字段"
    ROWS = "多行"
    NUMERAL = "序号"
    UNKNOWN = "不明"
    """What a faulty loop goes through: its body is not blamed for it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the templates.

    Attributes:
        name: the Chinese name that a tag writes.
        meaning: what it prints, in a sentence.
        example: as the seed's report has it.
        form: what it is.
        parts: the fields of a record or of a row.
    """

    name: str
    meaning: str
    example: str = ""
    form: Form = Form.TEXT
    parts: tuple[Field, ...] = ()

    def part(self, name: str) -> Field | None:
        """The part of that name."""
        return next((each for each in self.parts if each.name == name), None)


Fields = Mapping[str, Field]


@lru_cache(maxsize=1)
def of_reports() -> Fields:
    """The fields of a report."""
    text = (resources.files("perfeval_batch.template") / "fields.txt").read_text("utf-8")
    told = {path: said for path, *said in (line.split("|") for line in text.splitlines())}
    return {each.name: each for each in _grown(told)}


def of(meanings: Mapping[str, str]) -> Fields:
    """The fields of a letter by its own paths; the heading numerals come along."""
    own = _grown({path: [meaning] for path, meaning in meanings.items()})
    numerals = (each for each in of_reports().values() if each.form is Form.NUMERAL)
    return {each.name: each for each in (*own, *numerals)}


_Told = Mapping[str, Sequence[str]]
"""Path → meaning, and an example where there is one."""
_MARKED = {"[]": Form.TEXTS, "?": Form.FLAG, "()": Form.NUMERAL, "": Form.TEXT}
_WITH_PARTS = {"[]": Form.ROWS, "": Form.RECORD}


def _grown(told: _Told) -> tuple[Field, ...]:
    inside: dict[str, dict[str, Sequence[str]]] = {}
    for path, said in told.items():
        head, _, rest = path.partition(".")
        inside.setdefault(head, {})[rest] = said
    return tuple(_field(head, parts) for head, parts in inside.items())


def _field(head: str, inside: _Told) -> Field:
    mark = next(each for each in _MARKED if head.endswith(each))
    meaning, example, *_ = (*inside.get("", ()), "", "")
    parts = _grown({path: said for path, said in inside.items() if path})
    form = (_WITH_PARTS if parts else _MARKED)[mark]
    return Field(head.removesuffix(mark), meaning, example, form, parts)


def by_path(fields: Fields, prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its path, in their order; `[]` marks what a loop goes through."""
    for name, each in fields.items():
        path = f"{prefix}{name}"
        yield path, each
        parts = {part.name: part for part in each.parts}
        yield from by_path(parts, f"{path}[]." if each.form is Form.ROWS else f"{path}.")
