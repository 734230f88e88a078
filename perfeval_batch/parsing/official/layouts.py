"""What a person has answered in 版式对照: for each pattern of forms, its columns and questions."""

from __future__ import annotations

from collections.abc import Mapping

from perfeval_batch.values import Value, field


class Layout(Value, frozen=True):
    """The answers for one pattern.

    Attributes:
        columns: table and column, both from 0, as `0.3` → what the column means.
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
"""What a column can be, in the words of the drop-down."""
