"""A scheme's TOML text in, a Scheme out; every fault of the text is named with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from perfeval_batch.errors import SchemeError
from perfeval_batch.schemes import toml_lines, word_lists
from perfeval_batch.schemes.scheme_values import (
    CODES,
    FULL_WEIGHT,
    OPTIONAL_SECTIONS,
    Application,
    Band,
    Execution,
    Grade,
    Level1,
    Level2,
    Limits,
    Numbers,
    Scheme,
    Scores,
    normal_level,
)
from perfeval_batch.schemes.toml_lines import Path
from perfeval_batch.schemes.word_lists import Words

T = TypeVar("T")
Table = dict[str, Any]

_TOP = (
    *("name", "basis", "based_on", "strict", "scored", "tolerance", "omit"),
    *("execution", "level1", "grade", "band"),
    *("scores", "limits", "numbers", "application", "severity", "words"),
)
_SEVERITIES = ("error", "warning", "note", "off")
_MOST_CHARACTERS, _LONGEST_LINE = 500_000, 5_000
"""More than this is no scheme that a person wrote."""
_LONG_NUMBER = re.compile(r"\d{40}")
_MOST_DIGITS, _MOST_DECIMALS = 12, 8
"""No setting is larger than 10^13 or finer than 10^-8."""
_STEP = 2
"""A floor and a share."""
_POSITION = re.compile(r"at line (\d+), column (\d+)")


def parse(text: str, file: str, base_of: Callable[[str], str | None]) -> Scheme:
    """Read a scheme.

    Args:
        text: the TOML text.
        file: its name, for messages.
        base_of: the text of a built-in scheme that `based_on` names; None when there is none.

    Raises:
        SchemeError: naming the file, the line and what is wrong.
    """
    reader = _Reader(file, text)
    return reader.scheme(reader.merged(base_of))


class _Reader:
    """Takes the tables of a scheme file apart, refusing what it does not know."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.admit(text)
        self.lines = toml_lines.of(text)
        self.data = self.loaded(text)

    def loaded(self, text: str) -> Table:
        try:
            return tomllib.loads(text, parse_float=Decimal)
        except RecursionError as problem:
            raise self.unusable("方括号或花括号套得太深") from problem
        except tomllib.TOMLDecodeError as problem:
            found = _POSITION.search(str(problem))
            where = f"第{found[1]}行第{found[2]}列附近" if found else "末尾"
            raise SchemeError(
                f"评价方案文件“{self.file}”{where}写法不对，不是正确的TOML。"
                "请检查引号、等号和方括号是否成对。",
            ) from problem

    def unusable(self, what: str, line: int | None = None) -> SchemeError:
        """The error to raise when the text as such cannot be taken."""
        where = f"第{line}行" if line else ""
        return SchemeError(f"评价方案文件“{self.file}”{where}{what}，不能使用。")

    def admit(self, text: str) -> None:
        """Refuse what no scheme is: too large, lines without end, control characters."""
        if len(text) > _MOST_CHARACTERS:
            raise self.unusable(f"超过{_MOST_CHARACTERS}个字符")
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > _LONGEST_LINE:
                raise self.unusable(f"超过{_LONGEST_LINE}个字符", number)
            if "\0" in line:
                raise self.unusable("有空字符（NUL）", number)
            if _LONG_NUMBER.search(line):
                raise self.unusable("有过长的数字", number)

    def wrong(self, path: Path, what: str) -> SchemeError:
        """The error to raise: the line of the key, else of the table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                where = f"第{self.lines[path[:length]]}行"
                break
        else:
            where = ""
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        return SchemeError(f"评价方案文件“{self.file}”{where}（{key}）：{what}。")

    def merged(self, base_of: Callable[[str], str | None]) -> Table:
        """The tables, laid over those of the scheme that `based_on` names."""
        if "based_on" not in self.data:
            return self.data
        text = base_of(self.text(self.data, ("based_on",)))
        if text is None:
            raise self.wrong(("based_on",), f"没有名为“{self.data['based_on']}”的内置方案")
        base: Table = tomllib.loads(text, parse_float=Decimal)
        while "based_on" in base:
            below = base_of(base.pop("based_on")) or ""
            base = _laid_over(tomllib.loads(below, parse_float=Decimal), base)
        return _laid_over(
            base, {key: value for key, value in self.data.items() if key != "based_on"}
        )

    def scheme(self, data: Table) -> Scheme:
        self.known(data, _TOP, ())
        execution = self.table(data, "execution")
        self.known(execution, ("name", "weight", *_names(Execution)), ("execution",))
        scheme = Scheme(
            name=self.text(data, ("name",)),
            basis=self.text(data, ("basis",)),
            strict=self.flag(data, ("strict",)),
            execution_name=self.text(execution, ("execution", "name")),
            execution_weight=self.number(execution, ("execution", "weight")),
            levels=self.each(data, "level1", self.level1),
            grades=self.each(data, "grade", self.grade),
            tolerance=self.number(data, ("tolerance",), Decimal("0.01")),
            severities=self.severities(data),
            bands=self.each(data, "band", self.band),
            execution=self.settings(Execution, execution, "execution", ("name", "weight")),
            scores=self.settings(Scores, data.get("scores", {}), "scores"),
            limits=self.settings(Limits, data.get("limits", {}), "limits"),
            numbers=self.settings(Numbers, data.get("numbers", {}), "numbers"),
            application=self.settings(Application, data.get("application", {}), "application"),
            omitted=self.omitted(data),
            words=self.words(data.get("words", {})),
            scored=self.flag(data, ("scored",), default=True),
        )
        for at, level in enumerate(scheme.levels):
            if level.goes_to and level.goes_to not in [each.name for each in scheme.levels]:
                raise self.wrong(("level1", at, "goes_to"), f"没有名为“{level.goes_to}”的一级指标")
        if scheme.execution.zero_below > scheme.execution.full_from:
            raise self.wrong(("execution", "zero_below"), "须低于full_from")
        self.adds_up(scheme)
        self.ladder("grade", "等级", [grade.floor for grade in scheme.grades])
        self.ladder("band", "档次", [band.floor for band in scheme.bands])
        self.told_apart(scheme)
        return scheme

    def level1(self, table: Table, path: Path) -> Level1:
        self.known(
            table, ("name", "heading", "weight", "required", "synonyms", "level2", "goes_to"), path
        )
        name = self.text(table, (*path, "name"))
        free = "weight" not in table
        return Level1(
            name=name,
            heading=self.text(table, (*path, "heading"), f"项目{name}"),
            weight=None if free else self.number(table, (*path, "weight")),
            required=self.flag(table, (*path, "required")),
            synonyms=self.synonyms(table, path),
            levels=self.each(table, "level2", self.level2, path),
            goes_to=self.text(table, (*path, "goes_to")) if "goes_to" in table else "",
        )

    def level2(self, table: Table, path: Path) -> Level2:
        self.known(table, ("name", "heading", "synonyms"), path)
        name = self.text(table, (*path, "name"))
        heading = self.text(table, (*path, "heading"), name)
        return Level2(name, heading, self.synonyms(table, path))

    def grade(self, table: Table, path: Path) -> Grade:
        self.known(table, ("name", "floor", "synonyms"), path)
        synonyms = self.list(table, (*path, "synonyms"))
        return Grade(
            self.text(table, (*path, "name")), self.number(table, (*path, "floor")), synonyms
        )

    def band(self, table: Table, path: Path) -> Band:
        self.known(table, ("name", "floor", "words"), path)
        words_ = self.list(table, (*path, "words"))
        return Band(self.text(table, (*path, "name")), self.number(table, (*path, "floor")), words_)

    def synonyms(self, table: Table, path: Path) -> tuple[str, ...]:
        names = self.list(table, (*path, "synonyms"))
        return tuple(dict.fromkeys(normal_level(name) for name in names))

    def settings(self, kind: type[T], table: Any, name: str, beside: Sequence[str] = ()) -> T:  # noqa: ANN401  # TOML
        """A table of settings, along the fields of its dataclass."""
        if not isinstance(table, dict):
            raise self.wrong((name,), f"须写成[{name}]一节")
        self.known(table, (*_names(kind), *beside), (name,))
        values: dict[str, object] = {}
        for each in fields(kind):  # type: ignore[arg-type]  # all are dataclasses
            path = (name, each.name)
            if each.name not in table:
                continue
            if isinstance(each.default, tuple):
                values[each.name] = self.steps(table, path)
            elif isinstance(each.default, bool):
                values[each.name] = self.flag(table, path)
            elif isinstance(each.default, str):
                values[each.name] = self.choice(table, path, each.metadata["choices"])
            else:
                number = self.number(table, path)
                values[each.name] = int(number) if isinstance(each.default, int) else number
                if isinstance(each.default, int) and number != int(number):
                    raise self.wrong(path, "须是整数")
        return kind(**values)

    def steps(self, table: Table, path: Path) -> tuple[tuple[Decimal, Decimal], ...]:
        """Pairs of a floor and a share, both percent, the floors falling."""
        value = table[str(path[-1])]
        pairs = value if isinstance(value, list) else [value]
        told = "须写成[[执行率下限, 得分值的百分之几], …]，由高到低，均为0至100的数"
        if not all(isinstance(pair, list) and len(pair) == _STEP for pair in pairs):
            raise self.wrong(path, told)
        read = [[self.number({str(path[-1]): one}, path) for one in pair] for pair in pairs]
        falling = all(one[0] > two[0] for one, two in pairwise(read))
        if not falling or any(one > FULL_WEIGHT for pair in read for one in pair):
            raise self.wrong(path, told)
        return tuple((floor, share) for floor, share in read)

    def choice(self, table: Table, path: Path, choices: Mapping[str, str]) -> str:
        value = table[str(path[-1])]
        if value not in choices:
            told = "；".join(f"{key}：{meaning}" for key, meaning in choices.items())
            raise self.wrong(path, f"只能是 {told}")
        return str(value)

    def severities(self, data: Table) -> Mapping[str, str]:
        table = data.get("severity", {})
        if not isinstance(table, dict):
            raise self.wrong(("severity",), "须写成[severity]一节")
        for code, severity in table.items():
            path = ("severity", code)
            if code not in CODES:
                raise self.wrong(path, "没有这个代码的检查，用perfeval explain列出全部检查")
            if severity not in _SEVERITIES:
                raise self.wrong(
                    path, "只能是error（错误）、warning（警告）、note（提示）或off（关闭）"
                )
            if code.startswith(("PE0", "PE9")) and severity == "off":
                raise self.wrong(path, "PE0、PE9开头的检查不能关闭")
        return dict(table)

    def omitted(self, data: Table) -> tuple[str, ...]:
        sections = self.list(data, ("omit",))
        for section in sections:
            if section not in OPTIONAL_SECTIONS:
                choices = "、".join(OPTIONAL_SECTIONS)
                raise self.wrong(("omit",), f"“{section}”不能省略，可以省略的有：{choices}")
        return sections

    def words(self, table: Any) -> Words:  # noqa: ANN401  # whatever TOML holds
        if not isinstance(table, dict):
            raise self.wrong(("words",), "须写成[words]一节")
        without = table.get("without", {})
        typos = table.get("typos", {})
        self.known(table, (*word_lists.LISTS, "typos", "without"), ("words",))
        if not isinstance(without, dict) or not isinstance(typos, dict):
            raise self.wrong(("words",), "typos、without须写成[words.typos]、[words.without]")
        self.known(without, (*word_lists.LISTS, "typos"), ("words", "without"))
        added = {name: self.list(table, ("words", name)) for name in word_lists.LISTS}
        dropped = {name: self.list(without, ("words", "without", name)) for name in without}
        right = {wrong: self.text(typos, ("words", "typos", wrong)) for wrong in typos}
        return word_lists.default().changed(added, dropped, right)

    def adds_up(self, scheme: Scheme) -> None:
        """The shares make 100; free ones leave something for them."""
        total = scheme.execution_weight + sum(level.weight or 0 for level in scheme.levels)
        free = any(level.weight is None for level in scheme.levels)
        if total > FULL_WEIGHT or (total != FULL_WEIGHT and not free):
            parts = [f"{scheme.execution_name}{scheme.execution_weight}"]
            parts += [f"{level.name}{level.weight or 0}" for level in scheme.levels]
            told = f"权重合计为{total}，应为100（{'＋'.join(parts)}）"
            raise self.wrong(("execution", "weight"), told)
        for at, level in enumerate(scheme.levels):
            if level.weight is not None and level.weight <= 0:
                raise self.wrong(("level1", at, "weight"), "权重须大于0")
        if scheme.execution_weight < 0:
            raise self.wrong(("execution", "weight"), "权重不得为负数")

    def ladder(self, key: str, what: str, floors: Sequence[Decimal]) -> None:
        """Floors fall from at most 100 down to 0, no two alike."""
        for at, floor in enumerate(floors):
            path = (key, at, "floor")
            above = floors[at - 1] if at else FULL_WEIGHT + 1
            if floor >= above:
                told = "100" if not at else f"上一{what}的{above}"
                relation = "不得超过" if not at else "须低于"
                raise self.wrong(path, f"{what}的起点是{floor}，{relation}{told}，否则{what}重叠")
            if at == len(floors) - 1 and floor != 0:
                raise self.wrong(path, f"最后一个{what}的起点须为0，否则有的分数没有{what}")

    def told_apart(self, scheme: Scheme) -> None:
        """No name or synonym means two levels, two grades or two bands."""
        for at, level in enumerate(scheme.levels):
            self.distinct("level2", [(x.name, *x.synonyms) for x in level.levels], ("level1", at))
        self.distinct("level1", [(level.name, *level.synonyms) for level in scheme.levels])
        self.distinct("grade", [(grade.name, *grade.synonyms) for grade in scheme.grades])
        self.distinct("band", [(band.name, *band.words) for band in scheme.bands])

    def distinct(self, key: str, named: Sequence[Sequence[str]], around: Path = ()) -> None:
        owner: dict[str, int] = {}
        for at, names in enumerate(named):
            for name in names:
                bare = normal_level(name) if key.startswith("level") else name
                if owner.setdefault(bare, at) != at:
                    other = named[owner[bare]][0]
                    raise self.wrong((*around, key, at), f"“{name}”与“{other}”的名称重复")

    def known(self, table: Table, names: Sequence[str], path: Path) -> None:
        for key in table:
            if key not in names:
                raise self.wrong((*path, key), f"不认识的设置项，可用的有：{'、'.join(names)}")

    def table(self, data: Table, key: str) -> Table:
        if not isinstance(data.get(key), dict):
            raise self.wrong((key,), f"缺少[{key}]一节")
        return dict(data[key])

    def each(
        self, data: Table, key: str, read: Callable[[Table, Path], T], path: Path = ()
    ) -> tuple[T, ...]:
        found = data.get(key, [] if key in ("level2", "band") else None)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong((*path, key), f"须写成一节或几节[[{key}]]")
        if not found and key not in ("level2", "band"):
            raise self.wrong((*path, key), f"至少要有一节[[{key}]]")
        return tuple(read(one, (*path, key, at)) for at, one in enumerate(found))

    def text(self, table: Table, path: Path, default: str | None = None) -> str:
        value = table.get(str(path[-1]), default)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(path, "须是文字，写在引号里")
        return value.strip()

    def list(self, table: Table, path: Path) -> tuple[str, ...]:
        value = table.get(str(path[-1]), [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(path, '须是一组文字，如["甲", "乙"]')
        return tuple(one.strip() for one in value if one.strip())

    def flag(self, table: Table, path: Path, *, default: bool = False) -> bool:
        value = table.get(str(path[-1]), default)
        if not isinstance(value, bool):
            raise self.wrong(path, "只能是true（是）或false（否），不加引号")
        return value

    def number(self, table: Table, path: Path, default: Decimal | None = None) -> Decimal:
        value = table.get(str(path[-1]), default)
        number = Decimal(value) if isinstance(value, int | Decimal) else None
        if number is None or isinstance(value, bool) or not number.is_finite() or number < 0:
            raise self.wrong(path, "须是0或正数，不加引号")
        if number and not -_MOST_DECIMALS <= number.adjusted() <= _MOST_DIGITS:
            raise self.wrong(path, "数太大或太小")
        return number


def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _laid_over(base: Table, over: Table) -> Table:
    """Tables are merged key by key, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _laid_over(base[key], value) if both else value
    return merged
