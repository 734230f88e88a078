"""Writes a scheme as a TOML file to be adapted: every setting, with its meaning in a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from perfeval_batch.schemes import word_lists
from perfeval_batch.schemes.scheme_values import OPTIONAL_SECTIONS, Level1, Scheme
from perfeval_batch.schemes.word_lists import Words

_TABLES = (
    ("scores", "得分"),
    ("limits", "各项检查的界限"),
    ("numbers", "数字写法"),
    ("application", "结果应用建议的界限"),
)


def write(scheme: Scheme) -> str:
    """The scheme as TOML; read back, it is the same scheme."""
    return "\n".join(_lines(scheme)) + "\n"


def _lines(scheme: Scheme) -> Iterator[str]:
    yield "# 评价方案。修改后另存，用 --scheme 指定本文件；以 # 开头的是说明，不起作用。"
    yield f"name = {_value(scheme.name)}    # 方案名称；改为本地方案的名称"
    yield f"basis = {_value(scheme.basis)}    # 依据的文件或表样"
    yield f"strict = {_value(scheme.strict)}    # true：一级指标分值不符时作为错误，否则作为警告"
    yield f"scored = {_value(scheme.scored)}    # false：不设分值，不打分，不评等级"
    yield f"tolerance = {_value(scheme.tolerance)}    # 相差不超过这么多视为一致"
    yield f"# 报告中省略的部分，可选：{'、'.join(OPTIONAL_SECTIONS)}"
    yield f"omit = {_value(scheme.omitted)}"
    yield ""
    yield "# 预算执行率的计分"
    yield "[execution]"
    yield f"name = {_value(scheme.execution_name)}    # 这一项的名称"
    yield f"weight = {_value(scheme.execution_weight)}    # 分值；与各一级指标合计100"
    yield from _settings(scheme.execution)
    for level in scheme.levels:
        yield ""
        yield from _level(level)
    yield ""
    yield "# 等级：总分从floor起，到上一个等级为止；synonyms是也可以写的名称"
    for grade in scheme.grades:
        yield from ("[[grade]]", f"name = {_value(grade.name)}", f"floor = {_value(grade.floor)}")
        yield f"synonyms = {_value(grade.synonyms)}"
    yield ""
    yield "# 定性指标的档次：得分占分值的%从floor起；words是实际完成值的规范写法"
    for band in scheme.bands:
        yield from ("[[band]]", f"name = {_value(band.name)}", f"floor = {_value(band.floor)}")
        yield f"words = {_value(band.words)}"
    for name, title in _TABLES:
        yield ""
        yield f"# {title}"
        yield f"[{name}]"
        yield from _settings(getattr(scheme, name))
    yield ""
    yield "# 检查的调整：error 错误、warning 警告、note 提示、off 关闭（PE0、PE9开头的不能关闭）"
    yield "[severity]"
    yield from (f"{code} = {_value(each)}" for code, each in sorted(scheme.severities.items()))
    yield ""
    yield from _words(scheme.words)


def _level(level: Level1) -> Iterator[str]:
    yield "# 一级指标：heading是报告中的标题，weight是分值合计（不写则自行分配），"
    yield "# required为true时必须有指标，synonyms是也可以写的名称"
    yield "[[level1]]"
    yield f"name = {_value(level.name)}"
    yield f"heading = {_value(level.heading)}"
    if level.weight is not None:
        yield f"weight = {_value(level.weight)}"
    yield f"required = {_value(level.required)}"
    yield f"synonyms = {_value(level.synonyms)}"
    if level.goes_to:
        yield f"goes_to = {_value(level.goes_to)}    # 没有这一类指标时，分值可加到哪一类"
    for inner in level.levels:
        yield ""
        yield "[[level1.level2]]"
        yield f"name = {_value(inner.name)}"
        yield f"heading = {_value(inner.heading)}"
        yield f"synonyms = {_value(inner.synonyms)}"


def _settings(table: object) -> Iterator[str]:
    for each in fields(table):  # type: ignore[arg-type]  # all are dataclasses
        choices: Mapping[str, str] = each.metadata["choices"]
        told = "；".join(f"{key} {meaning}" for key, meaning in choices.items())
        meaning = each.metadata["meaning"] + (f"：{told}" if told else "")
        yield f"{each.name} = {_value(getattr(table, each.name))}    # {meaning}"


def _words(lists: Words) -> Iterator[str]:
    """What the scheme adds to the lists and takes out of them."""
    own = word_lists.default()
    yield "# 词表：[words]中写出的词是增加的，[words.without]中写出的是去除的"
    yield "[words]"
    for name in word_lists.LISTS:
        added = tuple(each for each in getattr(lists, name) if each not in getattr(own, name))
        yield f"{name} = {_value(added)}    # {word_lists.MEANINGS[name]}"
    typos = {wrong: right for wrong, right in lists.typos if (wrong, right) not in own.typos}
    pairs = ", ".join(f"{_value(wrong)} = {_value(right)}" for wrong, right in typos.items())
    yield f"typos = {{ {pairs} }}    # {word_lists.MEANINGS['typos']}"
    yield ""
    yield "[words.without]"
    for name in word_lists.LISTS:
        gone = tuple(each for each in getattr(own, name) if each not in getattr(lists, name))
        yield f"{name} = {_value(gone)}"
    kept = dict(lists.typos)
    yield f"typos = {_value(tuple(wrong for wrong, _ in own.typos if wrong not in kept))}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
