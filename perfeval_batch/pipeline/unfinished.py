"""Outcomes of workbooks that could not be processed, and outcomes with findings added."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.findings import Finding, Place
from perfeval_batch.model import Figures, Identity, Outcome, Status
from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE
from perfeval_batch.rules.pe9_program import WORKBOOK_TOO_SLOW, WORKER_LOST, WRITE_FAILED
from perfeval_batch.values import replace


def counted(figures: Figures, status: Status) -> Figures:
    """The same numbers, counted as one workbook of that status."""
    return replace(
        figures,
        workbooks=1,
        reported=int(status is Status.REPORTED),
        returned=int(status is Status.RETURNED),
        failed=int(status is Status.FAILED),
    )


def failed(source: str, *findings: Finding) -> Outcome:
    """The outcome of a workbook that could not be read as a project."""
    return Outcome(
        source=source,
        digest="",
        status=Status.FAILED,
        identity=Identity(),
        figures=counted(Figures(), Status.FAILED),
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
    )


def too_slow(source: str, timeout: float) -> Outcome:
    """The outcome of a workbook that was given up after its time limit (PE015)."""
    finding = WORKBOOK_TOO_SLOW.at(
        Place(source),
        f"处理超过{timeout:g}秒，已放弃。",
        "请用Excel或WPS打开，把内容复制到新的空白模板后重新报送；确需更长时间的，可由财政部门放宽时限。",
    )
    return failed(source, finding)


def too_large(source: str, limit: int) -> Outcome:
    """The outcome of a workbook that is refused by its size (PE003)."""
    finding = UNSAFE.at(
        Place(source),
        f"文件超过{limit // 1024**2}MB，没有读取，也没有复制到结果里。",
        "请删去多余的图片和工作表后重新报送；确需读取的，可由财政部门放宽大小限制。",
    )
    return failed(source, finding)


def being_written(source: str) -> Outcome:
    """The outcome of a workbook that kept changing while it was read (PE001)."""
    finding = UNREADABLE.at(
        Place(source),
        "文件正在被写入，读取时内容还在变化。",
        "请等文件复制或保存完成，再运行一次。",
    )
    return failed(source, finding)


def lost(source: str, *, out_of_memory: bool) -> Outcome:
    """The outcome of a workbook whose worker was lost (PE901)."""
    why = "占用内存过多，已停止" if out_of_memory else "两次意外终止"
    finding = WORKER_LOST.at(
        Place(source),
        f"处理这个文件的进程{why}。",
        "请用Excel或WPS打开它，另存为新的.xlsx后重新报送。",
    )
    return failed(source, finding)


def not_written(outcome: Outcome, why: str) -> Outcome:
    """The same outcome when its result could not be written (PE905)."""
    finding = WRITE_FAILED.at(
        Place(outcome.source),
        f"结果没有写成：{why}。",
        "请关闭已打开的文件、腾出磁盘空间或检查权限，再运行一次。",
    )
    return with_findings(outcome, (finding,), Status.FAILED)


def with_findings(outcome: Outcome, added: Sequence[Finding], status: Status) -> Outcome:
    """The same outcome with further findings and the status that follows from them."""
    return replace(
        outcome,
        status=status,
        figures=counted(outcome.figures, status),
        findings=tuple(sorted((*outcome.findings, *added), key=lambda finding: finding.order)),
        documents=outcome.documents if status is outcome.status else (),
    )
