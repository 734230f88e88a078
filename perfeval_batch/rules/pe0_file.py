"""PE0 文件与模板: what is to be said of the file, its cells and what the template put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

from perfeval_batch import schema
from perfeval_batch.findings import Fault, Place, column_letters
from perfeval_batch.model import Entry, State
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.wording import quoted


@rule("PE006", "sheet-ignored", NOTE)
def unknown_sheets_are_said(view: View) -> Iterator[Fault]:
    """模板以外的工作表没有读取。

    为什么：填在模板以外工作表里的内容不会进入报告，要让填报人知道。
    反例：工作簿里另有一张“补充材料”工作表。
    正例：只有模板自带的工作表。
    怎么改：如果其中有应当进入报告的内容，请填到模板的相应位置；否则不必处理。
    """
    for place in view.project.origin.ignored_sheets:
        yield Fault(
            place,
            f"工作表“{place.sheet}”不属于模板，没有读取。",
            "如有应进入报告的内容，请填到模板的相应位置。",
        )


@rule("PE007", "template-version-old", NOTE)
def the_template_is_the_current_one(view: View) -> Iterator[Fault]:
    """工作簿用的是旧版模板。

    为什么：旧版模板的内容已按标签对应读取，但新版增加的提示和自检在旧版中没有。
    反例：用上一年下发的模板填报。
    正例：用本次下发的模板填报。
    怎么改：不必处理；下次请用新下发的模板。
    """
    version = view.project.origin.template_version
    if version is not None and version < schema.TEMPLATE_VERSION:
        yield Fault(
            Place(view.project.origin.workbook),
            f"模板是第{version}版，当前是第{schema.TEMPLATE_VERSION}版，内容已按标签对应读取。",
            "下次请用新下发的模板。",
        )
    for entry in view.project.origin.missing:
        yield Fault(
            entry.place,
            f"工作表“{entry.place.sheet}”没有{entry.text}，按空白读取。",
            "下次请用新下发的模板。",
        )


@rule("PE010", "cell-error", ERROR)
def needed_cells_hold_no_error(view: View) -> Iterator[Fault]:
    """需要的单元格里是错误值（#REF!、#DIV/0!等）。

    为什么：错误值说明公式引用的内容已经丢失，程序不能当作空白或0处理，否则报告会出现错误的数字。
    反例：自评得分单元格显示#REF!。
    正例：自评得分9.5。
    怎么改：请在该单元格直接填写数字或文字，或修好公式后保存。
    """
    for label, entry in view.needed_in(State.ERROR):
        yield Fault(
            entry.place,
            f"{label}：{entry.how}。"
            if entry.how
            else f"{label}是错误值{entry.text}，应为正常的内容。",
            "请直接填写，或修好公式后保存。",
        )


@rule("PE011", "formula-not-calculated", ERROR)
def formulas_have_a_stored_value(view: View) -> Iterator[Fault]:
    """需要的单元格是公式，但文件里没有存下计算结果。

    为什么：文件由其他程序生成、没有用Excel或WPS打开保存过时，公式只有式子没有结果，不能当作空白或0。
    反例：分值单元格是“=5+5”，文件里没有存结果。
    正例：同一文件用Excel或WPS打开并保存过，单元格存有结果10。
    怎么改：请用Excel或WPS打开工作簿，保存后重新报送；或直接填写数字。
    """
    for label, entry in view.needed_in(State.UNCALCULATED):
        yield Fault(
            entry.place,
            f"{label}是公式，文件中没有保存计算结果。",
            "请用Excel或WPS打开工作簿并保存，或直接填写内容。",
        )


@rule("PE012", "hidden-content", WARNING)
def nothing_that_was_read_is_hidden(view: View) -> Iterator[Fault]:
    """隐藏的行、列或工作表里有内容，已一并读取。

    为什么：隐藏的内容填报人和复核人都看不见，却会进入报告和合计。
    反例：隐藏了一行指标，其分值和得分仍计入合计。
    正例：没有隐藏的行、列和工作表。
    怎么改：请取消隐藏并核对；不需要的内容请删除。
    """
    for place in view.project.origin.hidden:
        yield Fault(place, f"{_hidden(place)}是隐藏的，其中的内容已读取。", "请取消隐藏并核对。")


def _hidden(place: Place) -> str:
    if place.cell:
        return f"“{place.sheet}”{place.cell}的内容被数字格式隐藏，这一格"
    if place.row:
        return f"“{place.sheet}”第{place.row}行"
    if place.column:
        return f"“{place.sheet}”{column_letters(place.column)}列"
    return f"工作表“{place.sheet}”"


@rule("PE013", "text-cleaned", WARNING)
def texts_hold_no_control_characters(view: View) -> Iterator[Fault]:
    """文字中的控制字符已去除。

    为什么：看不见的控制字符会破坏报告文件，也可能使文字显示得与实际不同。
    反例：从其他系统复制的文字带有看不见的字符。
    正例：直接录入的文字。
    怎么改：请核对这一格的文字；必要时重新录入。
    """
    for label, entry in view.needed:
        if entry.cleaned:
            yield Fault(
                entry.place,
                f"{label}：{entry.how}。"
                if entry.how
                else f"{label}中有看不见的控制字符，已去除。",
                "请核对文字，必要时重新录入。",
            )


@rule("PE018", "covered-content", WARNING)
def nothing_stands_under_a_merge(view: View) -> Iterator[Fault]:
    """合并单元格下面盖着内容。

    为什么：被合并区域盖住的内容谁也看不见，没有读取；取消合并后它会重新出现。
    反例：J6:J7合并显示9.5，J7里还留着8。
    正例：合并前已删去多余的内容。
    怎么改：请取消合并，核对露出来的内容，需要的分别填写，不需要的删除。
    """
    for entry in view.project.origin.covered:
        yield Fault(
            entry.place,
            f"这一格被合并单元格盖住，里面还有{quoted(entry.text)}，没有读取。",
            "请取消合并，核对后再合并或分别填写。",
        )


@rule("PE016", "active-content-ignored", NOTE)
def nothing_acts(view: View) -> Iterator[Fault]:
    """文件中的宏、外部链接等没有运行。

    为什么：宏和外部链接可能带来风险，程序只读取单元格里存下的内容。
    反例：工作簿带有宏，或公式引用了其他文件。
    正例：没有宏和外部链接的.xlsx文件。
    怎么改：不必处理；如数字来自外部链接，请核对单元格里存下的数是否最新。
    """
    for what in view.project.origin.active:
        yield Fault(
            Place(view.project.origin.workbook),
            f"文件中有{what}，没有运行也没有打开。",
            "如数字与此有关，请核对单元格里存下的数。",
        )


_REQUIRED_MARK = "【必填】"
_SPACE = re.compile(r"\s+")
_MORE = 20
"""Blanks and marks that may stand beside a hint; a longer text is none."""
_HINTED = tuple(field for field in schema.FACT_FIELDS if field.hint)
_HINTS = tuple(
    (field, _SPACE.sub("", field.hint), len(field.hint) + _MORE)
    for field in (*_HINTED, schema.OVERVIEW)
)
"""Field, its hint without blanks, and how long a text may be that still is the hint."""
_hinted = attrgetter(*(field.attribute for field in _HINTED))


@rule("PE008", "prompt-left", ERROR)
def hints_are_replaced_by_answers(view: View) -> Iterator[Fault]:
    """填写提示还留在原处，没有换成实际内容。

    为什么：提示文字会原样进入报告。
    反例：项目目的一格仍是“为什么设立本项目，要解决什么问题”。
    正例：项目目的一格是本项目的实际目的。
    怎么改：请用实际内容替换提示文字；选填的没有内容时请清空。
    """
    entries = (*_hinted(view.project.facts), view.project.texts.overview)
    for entry, (field, hint, most) in zip(entries, _HINTS, strict=True):
        text = entry.text
        if not text or len(text) > most or hint[-1] not in text:
            continue
        if _SPACE.sub("", text).removeprefix(_REQUIRED_MARK) == hint:
            yield Fault(
                entry.place,
                f"{field.name}一格仍是填写提示{quoted(entry.text)}，应为实际内容。",
                "请换成实际内容。" if field.required else "请换成实际内容，没有内容时清空。",
            )


_PLACEHOLDER = re.compile(r"[XＸ×*＊_]{2,}")
_SIGNS = "XＸ×*＊_…"
"""Without one of them nothing is a placeholder."""
_UNNAMED = re.compile(r"(?:[一二三]级)?指标\d+[:：]?")
_STANDS_FOR_LATER = frozenset({"XX", "XXX", "……"})
"""Those of the blanks that a form shows and a person meant to replace."""


@rule("PE009", "placeholder-left", WARNING)
def placeholders_are_replaced(view: View) -> Iterator[Fault]:
    """占位符号没有换成实际内容。

    为什么：“XX”“**”“指标2：”等是模板里等待替换的符号，会原样进入报告。必填项只填占位符号的，由PE101说明。
    反例：完成情况说明写“完成XX公里”；三级指标写“指标2：”。
    正例：完成情况说明写“完成12公里”。
    怎么改：请换成实际内容，没有内容的请清空。
    """
    for row in view.project.indicators:
        if "指标" in row.name.text and _UNNAMED.fullmatch(row.name.text):
            yield _placeholder("三级指标", row.name, row.name.text)
    if not any(sign in view.all_words for sign in _SIGNS):
        return
    required = [getattr(view.project.facts, name) for name in _REQUIRED]
    for label, entry in view.words:
        left = _PLACEHOLDER.search(entry.text)
        if left and not entry.blank:
            yield _placeholder(label, entry, left[0])
        bare = entry.blank and entry.text in _STANDS_FOR_LATER
        if bare and not any(entry is each for each in required):
            yield _placeholder(label, entry, entry.text)


def _placeholder(label: str, entry: Entry[object], what: str) -> Fault:
    return Fault(
        entry.place,
        f"{label}中有占位符号“{what}”，应为实际内容。",
        "请换成实际内容，没有内容时清空。",
    )


_REQUIRED = tuple(field.attribute for field in schema.FACT_FIELDS if field.required)


@rule("PE014", "text-too-long", WARNING)
def texts_keep_to_the_limit(view: View) -> Iterator[Fault]:
    """文字超过了字数上限。

    为什么：过长的文字使报告不便阅读，往往是误粘贴了其他材料。
    反例：项目内容粘贴了整份实施方案。
    正例：项目内容用一两段话概括。
    怎么改：请精简文字；字数上限由评价方案规定。
    """
    most = view.scheme.limits.text_most
    for label, entry in view.words:
        if len(entry.text) > most:
            yield Fault(
                entry.place,
                f"{label}有{len(entry.text)}字，超过上限{most}字。",
                "请精简文字。",
            )
