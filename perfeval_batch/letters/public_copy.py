"""Writes a department's public copy (`--public`): its projects' results, nothing about persons.

Its form and its fixed words stand in `public_copy.docx`. Codes, telephones, persons and review
remarks are left out; what a text holds of persons all the same is left out and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts, privacy
from perfeval_batch.model import ItemFigures, Outcome
from perfeval_batch.sheets import Book
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account, Group

FIELDS: Mapping[str, str] = {
    "公开.标题": "标题，带评价年度和主管部门",
    "公开.部门": "主管部门",
    "公开.开头": "第一段",
    "公开.附表标题": "附表的标题",
    "项目表[].序号": "从1数起；最后一行为合计，序号为空",
    "项目表[].名称": "项目名称",
    "项目表[].单位": "实施单位",
    "项目表[].全年预算数": "万元",
    "项目表[].全年执行数": "万元",
    "项目表[].执行率": "带%",
    "项目表[].得分": "最终得分",
    "项目表[].等级": "最终等级",
    "项目[].名称": "项目名称，已编号",
    "项目[].段[]": "目的、内容、目标、完成情况、问题、措施，每条一段",
    "项目[].表题": "指标表的标题",
    "项目[].指标[].名称": "三级指标",
    "项目[].指标[].指标值": "年度指标值",
    "项目[].指标[].完成值": "实际完成值",
    "项目[].指标[].分值": "分值",
    "项目[].指标[].得分": "最终得分",
}
"""What each field of the template means; `[]` marks what there are several of."""

SHOWN = (
    *("项目目的", "项目内容", "项目绩效总目标", "项目年度绩效目标", "项目预期目标完成情况"),
    *("主要经验及做法", "存在的问题及原因分析", "改进措施"),
)
"""The texts that are published, in this order."""


LeftOut = dict[tuple[str, str], tuple[str, ...]]
"""Project and label → the kinds of what its text held of persons."""


def context(account: Account, group: Group, left_out: LeftOut) -> dict[str, Any]:
    """What the public copy of a department says; what is left out of it is noted."""
    year = account.batch.year
    of_year = f"{year}年度" if year else ""
    found = group.figures
    name, _ = privacy.leave_out(group.name)
    projects = list(group.issued["outcome"])
    return {
        "公开": {
            "标题": f"{of_year}{name}\n项目支出绩效自评情况",
            "部门": name,
            "开头": f"{name}{of_year}共有{found['reported']}个项目完成绩效评价"
            f"{''.join(_sums(found))}。具体情况如下。",
            "附表标题": "项目绩效自评结果一览表",
        },
        "项目表": list(_rows(group, left_out)),
        "项目": [_project(number, outcome, left_out) for number, outcome in enumerate(projects, 1)],
    }


def _rows(group: Group, left_out: LeftOut) -> Iterator[dict[str, str]]:
    keys = ("outcome", "unit", "budget", "executed", "execution_rate", "score")
    for number, (outcome, unit, *money) in enumerate(figures.rows_of(group.issued, *keys), 1):
        name = _clean(outcome, "项目名称", figures.project_name(outcome), left_out)
        used_by = _clean(outcome, "实施单位", unit or "", left_out)
        row = letter_parts.result_row(str(number), name, *money, letter_parts.graded(outcome))
        yield {**row, "单位": used_by}
    found = group.figures
    sums = [found[key] for key in ("budget", "executed", "execution_rate", "mean")]
    if len(group.issued) > 1:
        total = letter_parts.result_row("", f"{figures.WHOLE}（得分为平均分）", *sums, "")
        yield {**total, "单位": ""}


def _sums(found: Mapping[str, Any]) -> Iterator[str]:
    """Each figure that is known; of a single project nothing is added up."""
    one = found["reported"] == 1
    for label, key, unit in (
        ("全年预算数" if one else "全年预算数合计", "budget", "万元"),
        ("全年执行数" if one else "全年执行数合计", "executed", "万元"),
        ("预算执行率", "execution_rate", "%"),
        ("得分" if one else "平均得分", "mean", "分"),
    ):
        if found[key] is not None:
            yield f"，{label}{wording.known(found[key], 6 if unit == '万元' else 2)}{unit}"


def _project(number: int, outcome: Outcome, left_out: LeftOut) -> dict[str, Any]:
    name = _clean(outcome, "项目名称", figures.project_name(outcome), left_out)
    return {
        "名称": f"{number}．{name}",
        "段": list(_paragraphs(outcome, left_out)),
        "表题": f"“{name}”绩效指标完成情况",
        "指标": [_indicator(outcome, item, left_out) for item in outcome.items if item.name],
    }


def _paragraphs(outcome: Outcome, left_out: LeftOut) -> Iterator[str]:
    texts: dict[str, list[str]] = {}
    for passage in outcome.passages:
        texts.setdefault(passage.label, []).append(passage.text.strip().rstrip("。；;"))
    for label in SHOWN:
        if label in texts:
            text = _clean(outcome, label, "；".join(texts[label]), left_out)
            yield f"{label}：{''.join(text.split())}。"


def _indicator(outcome: Outcome, item: ItemFigures, left_out: LeftOut) -> dict[str, str]:
    return {
        "名称": _clean(outcome, "三级指标", item.name, left_out),
        "指标值": _clean(outcome, "年度指标值", item.target, left_out),
        "完成值": _clean(outcome, "实际完成值", item.actual, left_out),
        "分值": wording.known(item.weight),
        "得分": wording.known(item.score),
    }


def _clean(outcome: Outcome, label: str, text: str, left_out: LeftOut) -> str:
    """The text without persons and the project's code; what was left out is noted."""
    code = outcome.identity.code
    if code and len(code) >= SHORTEST_CODE:
        text = text.replace(code, "")
    cleaned, kinds = privacy.leave_out(text, outcome.persons)
    if kinds:
        key = (figures.project_name(outcome), label)
        left_out[key] = tuple(dict.fromkeys((*left_out.get(key, ()), *kinds)))
    return cleaned


SHORTEST_CODE = 4
"""Characters; a shorter code may be any number of a text."""


def list_left_out(rows: Sequence[tuple[str, str, str, str]]) -> bytes:
    """The list of what was left out, as a workbook for the bureau alone."""
    book = Book("公开稿个人信息提示")
    sheet = book.sheet("提示")
    bold, plain = book.format(bold=True, border=1), book.format(border=1, text_wrap=True)
    told = "下列文字中疑有个人信息，公开稿中已略去；公开前请逐条核对。"
    sheet.write_string(0, 0, told, book.format(bold=True))
    for index, (header, width) in enumerate(
        (("主管部门", 24), ("项目名称", 36), ("所在栏目", 24), ("略去的内容", 24))
    ):
        sheet.set_column(index, index, width)
        sheet.write_string(1, index, header, bold)
    for number, row in enumerate(rows, 2):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text, plain)
    return book.finish()
