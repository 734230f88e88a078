"""What a person has answered in 版式对照: for each pattern of forms, its columns and questions."""

from __future__ import annotations

from collections.abc import Mapping

from perfeval_batch.values import Value, field


class Layout(Value, frozen=True):
    """The answers for one pattern.

    Attributes:
        columns: what a column or label means: `0.3` is a column of an indicator table, both counted
            from 0, `f2` a header of the funds, `h:责任部门` a label of the head.
        answers: key of a question → the answer.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


class Layouts(Value, frozen=True):
    """The answers for every pattern, by its fingerprint."""

    patterns: Mapping[str, Layout] = field(default_factory=dict)

    def of(self, fingerprint: str) -> Layout:
        """The answers for a pattern; none when nobody was asked yet."""
        return self.patterns.get(fingerprint, NO_LAYOUT)


NO_LAYOUT = Layout()
NO_LAYOUTS = Layouts()

COLUMN_WORDS: Mapping[str, str] = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "comparison": "指标性质",
    "target": "年度指标值",
    "unit_of_measure": "计量单位",
    "actual": "实际完成值",
    "weight": "分值",
    "self_score": "自评得分",
    "review_score": "复核得分",
    "reason": "偏差原因及改进措施",
    "ignored": "不读取",
}
"""What a column of the indicator table can be, in the words of the drop-down."""
FUND_WORDS: Mapping[str, str] = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "arrived": "实际到位数",
    "executed": "全年执行数",
    "rate": "执行率",
    "weight": "预算执行率分值",
    "score": "预算执行率得分",
    "review": "预算执行率复核得分",
    "reason": "说明",
    "ignored": "不读取",
}
"""What a header of the funds can be."""
LABEL_WORDS: Mapping[str, str] = {
    "name": "项目名称",
    "code": "项目编码",
    "department": "主管部门",
    "unit": "实施单位",
    "year": "评价年度",
    **{name: FUND_WORDS[name] for name in ("initial", "budget", "arrived", "executed", "rate")},
    "ignored": "不读取",
}
"""What a label of the head can be."""


def fund_key(at: int) -> str:
    """The key of a header of the funds by its place among them."""
    return f"f{at}"


def label_key(label: str) -> str:
    """The key of a label of the head."""
    return f"h:{label}"


def words_of(key: str) -> Mapping[str, str]:
    """What can be chosen for a column or label."""
    if key.startswith("h:"):
        return LABEL_WORDS
    return FUND_WORDS if key.startswith("f") else COLUMN_WORDS
