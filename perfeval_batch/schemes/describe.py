"""A Scheme in, a page of plain Chinese out: what `perfeval schemes NAME` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from perfeval_batch.findings import Kind
from perfeval_batch.schemes import word_lists
from perfeval_batch.schemes.scheme_values import FULL_WEIGHT, OPTIONAL_SECTIONS, Level1, Scheme
from perfeval_batch.schemes.word_lists import Words

_SEVERITIES = {"error": "错误", "warning": "警告", "note": "提示", "off": "关闭"}
_TABLES = (
    ("预算执行率的计分", "execution"),
    ("得分", "scores"),
    ("各项检查的界限", "limits"),
    ("数字写法", "numbers"),
    ("结果应用建议", "application"),
)


def describe(scheme: Scheme) -> str:
    """Every setting of the scheme with its key and meaning, a line each."""
    return "\n".join(_lines(scheme))


def adjustment(kind: Kind, scheme: Scheme) -> str:
    """How the scheme changes a check: `在“本县”中作为警告（原为错误）`; empty when it does not."""
    severity = scheme.severity(kind)
    if severity is kind.severity:
        return ""
    told = "不查" if severity is None else f"作为{severity.label}"
    return f"在“{scheme.name}”中{told}（原为{kind.severity.label}）"


def _lines(scheme: Scheme) -> Iterator[str]:
    yield f"评价方案：{scheme.name}"
    yield f"依据：{scheme.basis}"
    strict = "strict，一级指标分值合计与方案不符时作为错误，否则作为警告"
    yield f"严格：{'是' if scheme.strict else '否'}（{strict}）"
    scored = "scored，false：不设分值，不打分，不评等级（转移支付绩效自评）"
    yield f"评分：{'是' if scheme.scored else '否'}（{scored}）"
    yield f"容差：{_shown(scheme.tolerance)}（tolerance，相差不超过这么多视为一致）"
    yield ""
    what = f"权重（合计{FULL_WEIGHT}分）" if scheme.scored else "指标分类（不评分，分值不起作用）"
    yield what
    yield f"  {scheme.execution_name} {scheme.execution_weight}分"
    for level in scheme.levels:
        yield from _level(level)
    yield ""
    yield "等级（总分）"
    for name, span, others in _ladder([(g.name, g.floor, g.synonyms) for g in scheme.grades]):
        yield f"  {name}：{span}{others}"
    if scheme.bands:
        yield ""
        yield "定性指标的档次（得分占分值的%）"
        for name, span, others in _ladder([(b.name, b.floor, b.words) for b in scheme.bands]):
            yield f"  {name}：{span}{others}"
    for title, attribute in _TABLES:
        yield ""
        yield f"{title}（[{attribute}]）"
        yield from _settings(getattr(scheme, attribute))
    yield ""
    yield f"报告中省略的部分（omit）：{'、'.join(scheme.omitted) or '没有'}"
    yield f"  可以省略的有：{'、'.join(OPTIONAL_SECTIONS)}"
    yield ""
    yield "检查的调整（[severity]）"
    yield from _severities(scheme.severities)
    yield ""
    yield "词表（[words]增加，[words.without]去除）"
    yield from _words(scheme.words)


def _level(level: Level1) -> Iterator[str]:
    weight = f"{level.weight}分" if level.weight is not None else "自行分配"
    required = "，必须有指标" if level.required else ""
    moves = f"，没有时分值可加到{level.goes_to}" if level.goes_to else ""
    yield f"  {level.name} {weight}{required}{moves}{_also(level.synonyms)}"
    for inner in level.levels:
        yield f"    {inner.name}{_also(inner.synonyms)}"


def _ladder(
    steps: list[tuple[str, Decimal, tuple[str, ...]]],
) -> Iterator[tuple[str, str, str]]:
    above: Decimal | None = None
    for name, floor, synonyms in steps:
        span = f"{floor}（含）以上" if above is None else f"{floor}（含）至{above}（不含）"
        yield name, span, _also(synonyms)
        above = floor


def _also(synonyms: tuple[str, ...]) -> str:
    return f"（也写作：{'、'.join(synonyms)}）" if synonyms else ""


def _settings(table: object) -> Iterator[str]:
    for each in fields(table):  # type: ignore[arg-type]  # all are dataclasses
        value = getattr(table, each.name)
        choices: Mapping[str, str] = each.metadata["choices"]
        meant = f"（{choices[value]}）" if choices else ""
        yield f"  {each.name} = {_shown(value)}{meant}：{each.metadata['meaning']}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true（是）" if value else "false（否）"
    if isinstance(value, tuple):
        return f"[{', '.join(f'[{floor}, {share}]' for floor, share in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _severities(severities: Mapping[str, str]) -> Iterator[str]:
    if not severities:
        yield "  没有调整"
    for code, severity in sorted(severities.items()):
        yield f"  {code}：{_SEVERITIES[severity]}"


def _words(lists: Words) -> Iterator[str]:
    own = word_lists.default()
    for name, meaning in word_lists.MEANINGS.items():
        yield f"  {name}：{meaning}，共{len(getattr(lists, name))}个"
        here, built_in = getattr(lists, name), getattr(own, name)
        for what, found in (
            ("增加", [each for each in here if each not in built_in]),
            ("去除", [each for each in built_in if each not in here]),
        ):
            if found:
                told = "、".join(
                    each if isinstance(each, str) else "→".join(each) for each in found
                )
                yield f"    本方案{what}：{told}"
