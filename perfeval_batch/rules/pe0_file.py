"""PE0 文件与模板: what is to be said of the file itself and of cells that hold no value."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_batch import schema
from perfeval_batch.findings import Fault, Place, column_letters
from perfeval_batch.model import Assessment, State
from perfeval_batch.rules import cells
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.scheme import Scheme


@rule("PE006", "sheet-ignored", NOTE)
def unknown_sheets_are_said(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """模板以外的工作表没有读取。

    为什么：填在模板以外工作表里的内容不会进入报告，要让填报人知道。
    反例：工作簿里另有一张“补充材料”工作表。
    正例：只有模板自带的工作表。
    怎么改：如果其中有应当进入报告的内容，请填到模板的相应位置；否则不必处理。
    """
    for place in assessment.project.origin.ignored_sheets:
        yield Fault(
            place,
            f"工作表“{place.sheet}”不属于模板，没有读取。",
            "如有应进入报告的内容，请填到模板的相应位置。",
        )


@rule("PE007", "template-version-old", NOTE)
def the_template_is_the_current_one(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """工作簿用的是旧版模板。

    为什么：旧版模板的内容已按标签对应读取，但新版增加的提示和自检在旧版中没有。
    反例：用上一年下发的模板填报。
    正例：用本次下发的模板填报。
    怎么改：不必处理；下次请用新下发的模板。
    """
    version = assessment.project.origin.template_version
    if version is not None and version < schema.TEMPLATE_VERSION:
        yield Fault(
            Place(assessment.project.origin.workbook),
            f"模板是第{version}版，当前是第{schema.TEMPLATE_VERSION}版，内容已按标签对应读取。",
            "下次请用新下发的模板。",
        )


@rule("PE010", "cell-error", ERROR)
def needed_cells_hold_no_error(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """需要的单元格里是错误值（#REF!、#DIV/0!等）。

    为什么：错误值说明公式引用的内容已经丢失，程序不能当作空白或0处理，否则报告会出现错误的数字。
    反例：自评得分单元格显示#REF!。
    正例：自评得分9.5。
    怎么改：请在该单元格直接填写数字或文字，或修好公式后保存。
    """
    for label, entry in cells.holes(assessment.project, State.ERROR):
        yield Fault(
            entry.place,
            f"{label}是错误值{entry.text}，应为正常的内容。",
            "请直接填写，或修好公式后保存。",
        )


@rule("PE011", "formula-not-calculated", ERROR)
def formulas_have_a_stored_value(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """需要的单元格是公式，但文件里没有存下计算结果。

    为什么：文件由其他程序生成、没有用Excel或WPS打开保存过时，公式只有式子没有结果，不能当作空白或0。
    反例：分值单元格是“=5+5”，文件里没有存结果。
    正例：同一文件用Excel或WPS打开并保存过，单元格存有结果10。
    怎么改：请用Excel或WPS打开工作簿，保存后重新报送；或直接填写数字。
    """
    for label, entry in cells.holes(assessment.project, State.UNCALCULATED):
        yield Fault(
            entry.place,
            f"{label}是公式，文件中没有保存计算结果。",
            "请用Excel或WPS打开工作簿并保存，或直接填写内容。",
        )


@rule("PE012", "hidden-content", WARNING)
def nothing_that_was_read_is_hidden(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """隐藏的行、列或工作表里有内容，已一并读取。

    为什么：隐藏的内容填报人和复核人都看不见，却会进入报告和合计。
    反例：隐藏了一行指标，其分值和得分仍计入合计。
    正例：没有隐藏的行、列和工作表。
    怎么改：请取消隐藏并核对；不需要的内容请删除。
    """
    for place in assessment.project.origin.hidden:
        yield Fault(place, f"{_hidden(place)}是隐藏的，其中的内容已读取。", "请取消隐藏并核对。")


def _hidden(place: Place) -> str:
    if place.row:
        return f"“{place.sheet}”第{place.row}行"
    if place.column:
        return f"“{place.sheet}”{column_letters(place.column)}列"
    return f"工作表“{place.sheet}”"


@rule("PE013", "text-cleaned", WARNING)
def texts_hold_no_control_characters(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """文字中的控制字符已去除。

    为什么：看不见的控制字符会破坏报告文件，也可能使文字显示得与实际不同。
    反例：从其他系统复制的文字带有看不见的字符。
    正例：直接录入的文字。
    怎么改：请核对这一格的文字；必要时重新录入。
    """
    if not cells.cleaned(assessment.project):
        return
    for label, entry in cells.needed(assessment.project):
        if entry.cleaned:
            yield Fault(
                entry.place,
                f"{label}中有看不见的控制字符，已去除。",
                "请核对文字，必要时重新录入。",
            )


@rule("PE016", "active-content-ignored", NOTE)
def nothing_acts(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """文件中的宏、外部链接等没有运行。

    为什么：宏和外部链接可能带来风险，程序只读取单元格里存下的内容。
    反例：工作簿带有宏，或公式引用了其他文件。
    正例：没有宏和外部链接的.xlsx文件。
    怎么改：不必处理；如数字来自外部链接，请核对单元格里存下的数是否最新。
    """
    for what in assessment.project.origin.active:
        yield Fault(
            Place(assessment.project.origin.workbook),
            f"文件中有{what}，没有运行也没有打开。",
            "如数字与此有关，请核对单元格里存下的数。",
        )
