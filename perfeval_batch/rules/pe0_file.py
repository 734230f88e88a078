"""PE0 文件与模板: what is to be said of the file itself and of cells that hold no value."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, State
from perfeval_batch.rules import cells
from perfeval_batch.rules.rule import ERROR, NOTE, rule
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


@rule("PE010", "cell-error", ERROR)
def needed_cells_hold_no_error(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """需要的单元格里是错误值（#REF!、#DIV/0!等）。

    为什么：错误值说明公式引用的内容已经丢失，程序不能当作空白或0处理，否则报告会出现错误的数字。
    反例：自评得分单元格显示#REF!。
    正例：自评得分9.5。
    怎么改：请在该单元格直接填写数字或文字，或修好公式后保存。
    """
    for label, entry in cells.needed(assessment.project):
        if entry.state is State.ERROR:
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
    for label, entry in cells.needed(assessment.project):
        if entry.state is State.UNCALCULATED:
            yield Fault(
                entry.place,
                f"{label}是公式，文件中没有保存计算结果。",
                "请用Excel或WPS打开工作簿并保存，或直接填写内容。",
            )
