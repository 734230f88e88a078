"""评价方案 as data: a TOML file in, a frozen Scheme out, every fault of the file named.

Sources of the built-in ones: 财预〔2020〕10号, 财预〔2021〕101号, provincial forms (domain.md).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from perfeval_batch.errors import SchemeError
from perfeval_batch.findings import Kind, Severity

DEFAULT = "成本单列"
FULL_WEIGHT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Level2:
    """A level 2 the scheme knows.

    Attributes:
        name: full name (数量指标).
        heading: its name in report headings (产出数量指标).
        synonyms: other names people write, already normalised.
    """

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level1:
    """A level 1 the scheme knows.

    Attributes:
        name: full name (产出指标).
        heading: its name in report headings (项目产出指标).
        weight: its share of 100 points; None when the scheme leaves it free.
        required: PE304 when it has no indicator.
        synonyms: other names people write, already normalised.
        levels: the level 2 that belong to it, in the report's order.
    """

    name: str
    heading: str
    weight: Decimal | None
    required: bool
    synonyms: tuple[str, ...]
    levels: tuple[Level2, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from `floor` points on, up to the next better one (half-open)."""

    name: str
    floor: Decimal
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """An evaluation scheme (评价方案): everything that differs between bureaus.

    Attributes:
        name: as the workbook names it.
        basis: the regulation or form it follows.
        strict: a level-1 sum that differs is an error, not a warning (PE302).
        execution_name: full name of the execution-rate item.
        execution_weight: its share of 100 points.
        levels: the level 1 in the report's order.
        grades: best first.
        tolerance: a difference of up to this much is none.
        severities: code → severity that replaces the catalogue's; `off` switches a check off.
    """

    name: str
    basis: str
    strict: bool
    execution_name: str
    execution_weight: Decimal
    levels: tuple[Level1, ...]
    grades: tuple[Grade, ...]
    tolerance: Decimal = Decimal("0.01")
    severities: Mapping[str, str] = field(default_factory=dict)

    def severity(self, kind: Kind) -> Severity | None:
        """How much a finding of that kind weighs here; None when the check is switched off."""
        given = self.severities.get(kind.code)
        if given is None:
            strictly = self.strict and kind.code == _RAISED_WHEN_STRICT
            return Severity.ERROR if strictly else kind.severity
        return None if given == "off" else Severity(given)

    def level1(self, name: str) -> Level1 | None:
        """The level 1 that `name` means: full name, synonym, weight glued on, broken by blanks."""
        wanted = normal_level(name)
        for level in self.levels:
            if wanted in (normal_level(level.name), *level.synonyms):
                return level
        return None

    def grade(self, total: Decimal) -> str:
        """The grade of a total; bands are half-open: 89.99 is 良, 90 is 优."""
        for grade in self.grades:
            if total >= grade.floor:
                return grade.name
        return self.grades[-1].name

    def grade_named(self, text: str) -> str | None:
        """The grade that `text` means; None when it is none of the scheme's."""
        for grade in self.grades:
            if text in (grade.name, *grade.synonyms):
                return grade.name
        return None


_RAISED_WHEN_STRICT = "PE302"
"""A level-1 sum that is not the scheme's: an error in a strict scheme (rules.md)."""


def level2(level: Level1, name: str) -> Level2 | None:
    """The level 2 of `level` that `name` means."""
    wanted = normal_level(name)
    for each in level.levels:
        if wanted in (normal_level(each.name), *each.synonyms):
            return each
    return None


_GLUED_WEIGHT = re.compile(r"[（(][^）)]*[）)]|\d+(?:\.\d+)?分?$")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def normal_level(name: str) -> str:
    """Reduce a level name to what tells it apart: `产出 指标(50分)` → `产出`."""
    bare = _GLUED_WEIGHT.sub("", _SPACE.sub("", name))
    return bare.removesuffix("指标") or bare


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The built-in schemes, the default first."""
    folder = resources.files("perfeval_batch") / "schemes"
    found = sorted(
        entry.name.removesuffix(".toml")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def named(text: str) -> str | None:
    """The built-in scheme that a workbook's 评价方案 means; None when there is none.

    Never a path: a workbook does not choose files of this machine.
    """
    wanted = _plain_name(text)
    for name in names():
        if wanted == _plain_name(name):
            return name
    return None


def same_name(text: str, scheme: Scheme) -> bool:
    """Whether a workbook's 评价方案 means this scheme."""
    return _plain_name(text) == _plain_name(scheme.name)


def _plain_name(text: str) -> str:
    """`财预〔2020〕10号` and `财预2020-10号` are one scheme: marks, width and blanks aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum()).removesuffix("方案")


@lru_cache(maxsize=64)
def load(name_or_path: str = DEFAULT) -> Scheme:
    """Load a built-in scheme by name, or a file by its path.

    Raises:
        SchemeError: no such scheme, or the file cannot be used as written.
    """
    if name_or_path in names():
        source = resources.files("perfeval_batch") / "schemes" / f"{name_or_path}.toml"
        return parse(source.read_text(encoding="utf-8"), f"{name_or_path}.toml")
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml":
        raise SchemeError(
            f"没有名为“{name_or_path}”的评价方案。可用的方案：{'、'.join(names())}；"
            "也可以给出自己的方案文件（.toml）。",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise SchemeError(
            f"评价方案文件“{path}”打不开：{problem}。请检查路径，文件须为UTF-8编码。",
        ) from problem
    return parse(text, path.name)


def parse(text: str, file: str) -> Scheme:
    """Parse a scheme's TOML text.

    Raises:
        SchemeError: naming the file, the line where it can be told, and what is wrong.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise SchemeError(f"评价方案文件“{file}”不是正确的TOML：{problem}。") from problem
    reader = _Reader(file, text)
    scheme = reader.scheme(data)
    total = scheme.execution_weight + sum(level.weight or 0 for level in scheme.levels)
    free = any(level.weight is None for level in scheme.levels)
    if total != FULL_WEIGHT and not (free and total < FULL_WEIGHT):
        raise reader.wrong("weight", f"权重合计为{total}，应为100")
    floors = [grade.floor for grade in scheme.grades]
    if floors != sorted(set(floors), reverse=True):
        raise reader.wrong("grade", "等级须从高到低排列，分数线不得重复")
    return scheme


class _Reader:
    """Takes the tables of a scheme file apart, refusing what it does not know."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()

    def wrong(self, key: str, what: str) -> SchemeError:
        pattern = re.compile(rf"^\s*\[*\s*(?:[\w.]+\.)?\"?{re.escape(key)}\"?\s*[\]=]")
        numbers = [number for number, line in enumerate(self.lines, 1) if pattern.match(line)]
        where = f"第{numbers[0]}行" if numbers else ""
        return SchemeError(f"评价方案文件“{self.file}”{where}（{key}）：{what}。")

    def scheme(self, data: dict[str, Any]) -> Scheme:
        self.known(data, "name basis strict tolerance execution level1 grade severity")
        execution = self.table(data, "execution")
        self.known(execution, "name weight")
        return Scheme(
            name=self.text(data, "name"),
            basis=self.text(data, "basis"),
            strict=bool(data.get("strict", False)),
            execution_name=self.text(execution, "name"),
            execution_weight=self.number(execution, "weight"),
            levels=tuple(self.level1(table) for table in self.tables(data, "level1")),
            grades=tuple(self.grade(table) for table in self.tables(data, "grade")),
            tolerance=self.number(data, "tolerance", Decimal("0.01")),
            severities=self.severities(data.get("severity", {})),
        )

    def level1(self, table: dict[str, Any]) -> Level1:
        self.known(table, "name heading weight required synonyms level2")
        name = self.text(table, "name")
        return Level1(
            name=name,
            heading=table.get("heading", f"项目{name}"),
            weight=self.number(table, "weight") if "weight" in table else None,
            required=bool(table.get("required", False)),
            synonyms=self.synonyms(table),
            levels=tuple(self.level2(each) for each in table.get("level2", [])),
        )

    def level2(self, table: dict[str, Any]) -> Level2:
        self.known(table, "name heading synonyms")
        name = self.text(table, "name")
        return Level2(name, table.get("heading", name), self.synonyms(table))

    def grade(self, table: dict[str, Any]) -> Grade:
        self.known(table, "name floor synonyms")
        synonyms = tuple(table.get("synonyms", ()))
        return Grade(self.text(table, "name"), self.number(table, "floor"), synonyms)

    def synonyms(self, table: dict[str, Any]) -> tuple[str, ...]:
        return tuple(normal_level(name) for name in table.get("synonyms", ()))

    def severities(self, table: dict[str, Any]) -> Mapping[str, str]:
        for code, severity in table.items():
            if severity not in ("error", "warning", "note", "off"):
                raise self.wrong(code, "只能是error、warning、note或off")
            if code.startswith(("PE0", "PE9")) and severity == "off":
                raise self.wrong(code, "PE0、PE9开头的检查不能关闭")
        return dict(table)

    def known(self, table: dict[str, Any], names: str) -> None:
        for key in table:
            if key not in names.split():
                raise self.wrong(key, f"不认识的设置项，可用的有：{names}")

    def table(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        if not isinstance(data.get(key), dict):
            raise self.wrong(key, f"缺少[{key}]")
        return dict(data[key])

    def tables(self, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
        if not isinstance(data.get(key), list) or not data[key]:
            raise self.wrong(key, f"缺少[[{key}]]")
        return list(data[key])

    def text(self, table: dict[str, Any], key: str) -> str:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise self.wrong(key, "须是文字")
        return str(table[key]).strip()

    def number(self, table: dict[str, Any], key: str, default: Decimal | None = None) -> Decimal:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.wrong(key, "须是数字")
        return Decimal(value)
