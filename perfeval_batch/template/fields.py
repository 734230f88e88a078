"""Every field that a report template can name: its kind, its meaning, an example.

One catalogue for `perfeval report-template fields`, for the check of templates and for the test
that the narrative makes exactly these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from perfeval_batch.schemes import OPTIONAL_SECTIONS


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


def _texts(name: str, meaning: str, example: str = "") -> Field:
    return Field(name, meaning, example, Form.TEXTS)


def _record(name: str, meaning: str, *parts: Field) -> Field:
    return Field(name, meaning, "", Form.RECORD, parts)


def _rows(name: str, meaning: str, *parts: Field) -> Field:
    return Field(name, meaning, "", Form.ROWS, parts)


_PROJECT = _record(
    "项目",
    "基本情况表中的内容",
    Field("名称", "项目名称", "运行维护经费"),
    Field("编码", "项目编码", "410000230001"),
    Field("主管部门", "主管部门", "某县住房和城乡建设局"),
    Field("实施单位", "实施单位", "某县房产服务中心"),
    Field("年度", "评价年度", "2023"),
    Field("类别", "项目类别", "部门项目"),
    Field("评价方案", "采用的评价方案", "成本单列"),
    Field("负责人", "项目负责人", "张三"),
    Field("填报人", "填报人", "李四"),
    Field("联系电话", "联系电话", "0371-0000000"),
    Field("填报日期", "填报日期", "2024年3月5日"),
    _texts("立项依据", "立项依据及文号，未填时为空", "《关于……的批复》（某发〔2023〕5号）"),
    _texts("目的", "项目目的", "保障单位做好2023年老旧小区改造项目服务工作。"),
    _texts("内容", "项目内容，有执行标准和实施期限时各成一段跟在后面", "主要用于满足……"),
    _texts("组织管理", "项目组织管理，未填时为空", "成立项目领导小组……"),
    _texts("资金管理", "资金管理，未填时为空", "资金实行专款专用……"),
    _texts("总目标", "项目绩效总目标", "全面做好2023年老旧小区改造项目服务工作。"),
    _texts("年度目标", "项目年度绩效目标", "保障单位做好……"),
    _texts("完成情况", "项目预期目标完成情况", "2023年度全年老旧小区改造项目预期目标已完成。"),
)
_FUNDS = _record(
    "资金",
    "资金情况，金额单位万元，比率单位%",
    _texts(
        "使用情况",
        "资金使用情况的叙述，预算调整、各级财政资金、结转结余有说明时各成一段",
        "运行维护经费预算安排了……",
    ),
    _texts("使用概述", "同上，但不逐项写支出用途，配合支出明细表使用", "运行维护经费预算安排了……"),
    Field("年初预算数", "年度资金总额的年初预算数", "6313.66"),
    Field("全年预算数", "年度资金总额的全年预算数", "6313.66"),
    Field("实际到位数", "年度资金总额的实际到位数", "6313.66"),
    Field("全年执行数", "年度资金总额的全年执行数", "6313.66"),
    Field("执行率", "全年执行数÷全年预算数，不带%", "100"),
    Field("到位率", "实际到位数÷全年预算数，不带%", "100"),
    Field("支出率", "全年执行数÷实际到位数，不带%", "100"),
    _rows(
        "支出用途",
        "资金支出用途，一行一项",
        Field("用途", "支出用途", "老旧小区改造"),
        Field("金额", "金额（万元）", "6313.66"),
        Field("备注", "备注", ""),
    ),
    _rows(
        "支出明细",
        "支出用途超过6项时的明细，一行一项；不超过6项时为空",
        Field("用途", "支出用途", "老旧小区改造"),
        Field("金额", "金额（万元）", "6313.66"),
        Field("备注", "备注", ""),
    ),
)
_EVALUATION = _record(
    "评价",
    "绩效评价工作情况",
    _texts("目的依据和方法", "评价目的、原则和依据、指标体系、方法", "为了更好地做好……"),
    _texts("评价小组", "评价小组，未填时为空", "组长：……；成员：……"),
    _texts("现场核查", "现场核查情况，未填时为空", "现场核查点位5个，发放问卷100份……"),
    _texts("工作过程", "评价工作过程", "项目单位认真仔细阅读……"),
)
_ANALYSIS = _rows(
    "指标分析",
    "按一级指标分组的逐项分析，预算执行率在前",
    Field("标题", "该组的标题", "项目产出指标"),
    _rows(
        "小节",
        "该组内按二级指标分的小节；只有一个二级指标时小节没有标题",
        Field("标题", "小节的标题，可能为空", "产出数量指标得分情况逐个分析"),
        _texts("段落", "各项指标的叙述，一项一段", "任务完成率：……，分值10分，得10分。"),
    ),
)
_VERDICT = _record(
    "结论",
    "综合评价结论",
    Field("总述", "总分的叙述", "项目评判标准分值100分，自评分97分，……"),
    _texts("扣分原因", "扣分的主要原因，按一级指标各成一段，已编号", "1．项目效益指标中：……"),
    Field(
        "等级说明",
        "评价等级及划分标准",
        "评价等级划分标准为：……。本项目综合得分97分，评价等级为“优”。",
    ),
    Field("分值", "分值合计", "100"),
    Field("自评得分", "自评总分", "97"),
    Field("复核得分", "复核总分，未复核时为空", "97"),
    Field("得分", "最终得分：已复核取复核总分，否则取自评总分", "97"),
    Field("得分率", "最终得分÷分值合计，不带%", "97"),
    Field("等级", "最终等级", "优"),
    Field("自评等级", "自评总分的等级", "优"),
    Field("复核等级", "复核总分的等级，未复核时为空", "优"),
)
_LEVELS = _rows(
    "得分表",
    "各一级指标的得分，一行一个",
    Field("名称", "一级指标名称", "效益指标"),
    Field("标签", "一级指标名称和分值", "效益指标 30分"),
    Field("分值", "分值", "30"),
    Field("自评得分", "自评得分", "28.2"),
    Field("复核得分", "复核得分，未复核时为空", "28.2"),
    Field("得分率", "最终得分÷分值，不带%", "94"),
    Field("自评得分率", "自评得分÷分值，不带%", "94"),
    Field("复核得分率", "复核得分÷分值，不带%，未复核时为空", "94"),
)
_CHART = _record(
    "图表",
    "得分率图（标题为“各一级指标得分率”的柱形图，数据自动填入）",
    Field("说明", "图的替代文字", "各一级指标得分率：预算执行率100%、产出指标100%……"),
    Field("末行", "图的数据表的最后一行", "6"),
)
_FORM = _record(
    "附表",
    "附件《项目支出绩效自评表》的内容",
    _rows(
        "资金行",
        "资金表，第一行为年度资金总额",
        Field("名称", "资金来源", "年度资金总额"),
        Field("年初预算数", "年初预算数（万元）", "6313.66"),
        Field("全年预算数", "全年预算数（万元）", "6313.66"),
        Field("实际到位数", "实际到位数（万元）", "6313.66"),
        Field("全年执行数", "全年执行数（万元）", "6313.66"),
        Field("执行率", "执行率，带%", "100%"),
        Field("分值", "分值，仅第一行有", "10"),
        Field("自评得分", "自评得分，仅第一行有", "10"),
        Field("复核得分", "复核得分，仅第一行有", "10"),
    ),
    Field("预期目标", "年度绩效目标", "保障单位做好……"),
    Field("完成情况", "目标实际完成情况", "预期目标已完成。"),
    _rows(
        "指标行",
        "绩效指标，一行一项",
        Field("一级指标", "一级指标名称", "产出指标"),
        Field("一级续", "与上一行同属一个一级指标", "", Form.FLAG),
        Field("二级指标", "二级指标名称", "数量指标"),
        Field("二级续", "与上一行同属一个二级指标", "", Form.FLAG),
        Field("三级指标", "三级指标名称", "任务完成率"),
        Field("年度指标值", "年度指标值，带比较符号和单位", "≥100%"),
        Field("实际完成值", "实际完成值，带单位", "100%"),
        Field("分值", "分值", "10"),
        Field("自评得分", "自评得分", "10"),
        Field("复核得分", "复核得分，未复核时为空", "10"),
        Field("偏差原因", "扣分原因和改进措施", ""),
    ),
    _rows(
        "佐证行",
        "佐证材料，填写了的一行一项",
        Field("三级指标", "三级指标名称", "任务完成率"),
        Field("佐证材料", "佐证材料", "竣工验收报告"),
    ),
)
_SECTIONS = _record(
    "栏目",
    "报告的可选部分，评价方案的omit没有省略的为“是”",
    *(Field(name, f"评价方案没有省略“{name}”", "", Form.FLAG) for name in OPTIONAL_SECTIONS),
)
_NUMERALS = (
    Field("一级序号", "一级标题的序号，写作一级序号()", "一、", Form.NUMERAL),
    Field("二级序号", "二级标题的序号，写作二级序号()", "（一）", Form.NUMERAL),
    Field("三级序号", "三级标题的序号，写作三级序号()", "1．", Form.NUMERAL),
)
_OPEN = _rows(
    "未决问题",
    "草稿中尚未解决的错误；正式报告中没有",
    Field("级别", "问题的级别", "错误"),
    Field("代码", "检查代码", "PE404"),
    Field("位置", "工作表和单元格", "绩效指标!J14"),
    Field("说明", "问题是什么", "自评得分合计为98分，应为97分。"),
    Field("办法", "怎么改", "请核对各行得分。"),
)

FIELDS: tuple[Field, ...] = (
    Field("报告标题", "报告的标题", "运行维护经费绩效评价报告综述"),
    _PROJECT,
    _FUNDS,
    _EVALUATION,
    _ANALYSIS,
    _VERDICT,
    _LEVELS,
    _CHART,
    _FORM,
    Field("已复核", "复核得分齐全", "", Form.FLAG),
    _SECTIONS,
    _texts("上年整改", "上年问题、整改措施、整改情况，各成一段，未填时为空", "整改情况：完成。"),
    _texts("经验", "主要经验及做法：概述和各条，已编号", "1．通过多种途径告知群众……"),
    _texts("存在问题", "存在的问题及原因分析，已编号", "部分老旧小区物业管理松散……"),
    _texts("改进措施", "改进措施，已编号", "1．督促物业加强……"),
    _texts("应用建议", "评价结果应用建议，已编号", ""),
    _texts("其他说明", "其他需要说明的问题，已编号", ""),
    _OPEN,
    *_NUMERALS,
)

BY_NAME: Mapping[str, Field] = {each.name: each for each in FIELDS}


def of(meanings: Mapping[str, str]) -> Mapping[str, Field]:
    """The fields of a letter by its own paths, written as those of `lines` with `[]` at a list.

    `通知.标题` is a text, `通知.要求[]` a text of several paragraphs, `工作簿[].序号` stands in
    each of several rows. The heading numerals come along.
    """
    return {each.name: each for each in (*_branches(meanings), *_NUMERALS)}


def _branches(meanings: Mapping[str, str]) -> tuple[Field, ...]:
    grown: dict[str, dict[str, str]] = {}
    for path, meaning in meanings.items():
        head, _, rest = path.partition(".")
        grown.setdefault(head, {})[rest] = meaning
    return tuple(_branch(head, inside) for head, inside in grown.items())


def _branch(head: str, inside: Mapping[str, str]) -> Field:
    name = head.removesuffix("[]")
    one, many = (Form.TEXT, Form.TEXTS) if "" in inside else (Form.RECORD, Form.ROWS)
    parts = () if "" in inside else _branches(inside)
    return Field(name, inside.get("", ""), "", one if name == head else many, parts)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `perfeval report-template fields`.

    Attributes:
        path: the name as a tag writes it; `[]` marks what a loop goes through.
        form: its kind in Chinese.
        meaning: what it prints.
        example: an example.
    """

    path: str
    form: str
    meaning: str
    example: str


def lines() -> tuple[Line, ...]:
    """Every field with its path, in the catalogue's order."""
    return tuple(_walk(FIELDS, ""))


def _walk(fields: tuple[Field, ...], prefix: str) -> Iterator[Line]:
    for each in fields:
        path = f"{prefix}{each.name}"
        yield Line(path, each.form.value, each.meaning, each.example)
        yield from _walk(each.parts, f"{path}[]." if each.form is Form.ROWS else f"{path}.")
