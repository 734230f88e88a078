"""PE9 成品与程序, and PE015: what the program itself has to say about a workbook's way through it.

Nothing here is found in a cell; the pipeline, the pool and the publishing raise these.
"""

from __future__ import annotations

from perfeval_batch.findings import Finding, Place, Severity, kind

WORKBOOK_TOO_SLOW = kind("PE015", "workbook-too-slow", Severity.ERROR)("""
    读取一个工作簿超过了时间限制，已放弃。

    为什么：一个异常的文件不应拖住整批评价，其余项目须按时完成。
    反例：表中有数百万个空白但带格式的单元格，读取30秒仍未结束。
    正例：按模板填写的工作簿，通常在百分之一秒内读完。
    怎么改：用Excel或WPS打开该文件，把内容复制到新的空白模板后另存；确需更长时间的，可由财政部门放宽时限。
""")

WORKER_LOST = kind("PE901", "worker-lost", Severity.ERROR)("""
    处理该工作簿的进程意外终止。

    为什么：文件内容可能使读取程序崩溃；程序让每个文件在可以牺牲的进程中处理，其余项目不受影响。
    反例：文件已损坏，读取时进程崩溃，重试一次仍然如此。
    正例：文件能用Excel或WPS正常打开并保存。
    怎么改：用Excel或WPS打开该文件，另存为新的.xlsx后重新报送；仍不成功的，请把运行日志和该文件交给技术人员。
""")

INTERNAL_ERROR = kind("PE902", "internal-error", Severity.ERROR)("""
    程序内部错误，该工作簿未能处理。

    为什么：这是程序的缺陷，不是填报的问题；为避免出错的数字进入报告，该项目不出报告。
    反例：程序遇到了没有料到的情况。
    正例：程序处理完该工作簿并给出报告或问题清单。
    怎么改：请把运行日志（运行日志.txt）和该工作簿交给技术人员；其余项目不受影响。
""")

REPORT_EDITED = kind("PE904", "report-edited-by-hand", Severity.WARNING)("""
    以前生成的报告被人修改过，新的报告写在它旁边。

    为什么：经办人可能已在报告上润色，程序绝不覆盖人的劳动；但两份报告的内容可能不一致。
    反例：打开“报告/甲局/项目.docx”改了几个字并保存，之后又运行了一次。
    正例：需要修改的内容在工作簿里改，再由程序重新生成。
    怎么改：比较“项目.docx”和“项目（新版）.docx”，留下要用的一份。
""")

WRITE_FAILED = kind("PE905", "write-failed", Severity.ERROR)("""
    结果文件无法写入。

    为什么：报告没有写成就不能算完成；程序绝不留下只写了一半的文件。
    反例：旧报告正在Word中打开；磁盘已满；没有写入权限。
    正例：输出文件夹可写，其中的文件都已关闭，磁盘空间充足。
    怎么改：关闭已打开的报告，腾出磁盘空间或检查权限后，再运行一次。
""")


def unwritten(path: str, why: str) -> Finding:
    """PE905 on a file of OUTPUT that could not be written."""
    fix = "请关闭它、腾出磁盘空间或检查权限，再运行一次。"
    return WRITE_FAILED.at(Place(path), f"没有写成：{why}。", fix)


KINDS = (WORKBOOK_TOO_SLOW, WORKER_LOST, INTERNAL_ERROR, REPORT_EDITED, WRITE_FAILED)
