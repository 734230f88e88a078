"""Why a workbook cannot be read as a project at all: the kinds PE001–PE005 as Rejected values."""

from __future__ import annotations

from perfeval_batch.findings import Kind, Place, Severity, kind
from perfeval_batch.model import Rejected

UNREADABLE = kind("PE001", "file-unreadable", Severity.ERROR)("""
    文件应是一个完好的工作簿。

    为什么：损坏、截断或改了扩展名的文件读不出可信的数字，只能退回重报。
    反例：拷贝中断的.xlsx；把Word文档改名为.xlsx；0字节的文件；内容校验不符的文件。
    正例：能用Excel或WPS正常打开的.xlsx文件。
    怎么改：用Excel或WPS打开检查，另存为.xlsx后重新报送；打不开的请从原件重新拷贝。
""")
ENCRYPTED = kind("PE002", "file-encrypted", Severity.ERROR)("""
    文件不应设有打开密码。

    为什么：没有密码就读不到内容，也就无法检查和出具报告。
    反例：用Excel“用密码进行加密”保存的工作簿。
    正例：不需要密码就能打开的工作簿（工作表保护不影响读取）。
    怎么改：打开后取消密码再保存；或把密码告知财政部门，由其设置后读取。
""")
UNSAFE = kind("PE003", "file-unsafe", Severity.ERROR)("""
    文件的大小和结构应在安全限度之内。

    为什么：解压后极大或结构异常的文件会耗尽内存，也可能是有意构造的，程序不予打开。
    反例：几百KB的文件解压后有几百MB；内部含有实体声明、重名或越界的部件。
    正例：由Excel、WPS或LibreOffice正常保存的工作簿，可以附有照片。
    怎么改：新建一份空白模板，把内容复制（选择性粘贴为数值）过去，保存为.xlsx后重新报送。
""")
FORMAT = kind("PE004", "format-not-readable", Severity.ERROR)("""
    文件格式应为.xlsx（.xls、.xlsm、.xlsb、.ods也可）。

    为什么：文本表格、网页表格和部分WPS专有格式没有工作表结构，不能按模板读取。
    反例：项目一.csv；另存为网页的.xls；WPS专有格式的.et。
    正例：项目一.xlsx
    怎么改：用Excel或WPS打开，选择“另存为”，类型选“Excel工作簿(*.xlsx)”后重新报送。
""")
TEMPLATE = kind("PE005", "template-not-recognised", Severity.ERROR)("""
    工作簿应含有模板规定的工作表和表头。

    为什么：程序按工作表名和表头找数据，缺少时不能判断哪个数字是什么。
    反例：工作表“绩效指标”改名为“Sheet1”；删去了“自评得分”一列的表头。
    正例：保留模板的工作表名、标签和表头；可以插入行列、调整列的顺序、增加工作表。
    怎么改：恢复指出的工作表名或表头，或用空白模板重新填报。
""")

KINDS: tuple[Kind, ...] = (UNREADABLE, ENCRYPTED, UNSAFE, FORMAT, TEMPLATE)


class RefusedError(Exception):
    """Raised inside this room where a reader meets what it must not go on with.

    Attributes:
        kind: which of the five.
        what: what is wrong, in Chinese, without the closing mark.
        fix: how to mend it; empty for the usual way.
    """

    def __init__(self, kind: Kind, what: str, fix: str = "") -> None:
        super().__init__(kind, what)
        self.kind = kind
        self.what = what
        self.fix = fix

    def rejected(self, workbook: str) -> Rejected:
        """The refusal as a value."""
        return rejected(self.kind, workbook, self.what, self.fix)


def rejected(kind: Kind, workbook: str, what: str, fix: str = "") -> Rejected:
    """State that the workbook as a whole is refused, and how to mend it."""
    return Rejected((kind.at(Place(workbook), f"{what}。", fix or _FIXES[kind.code]),))


_FIXES = {
    "PE001": "请用Excel或WPS打开检查并另存为.xlsx；打不开的请从原件重新拷贝。",
    "PE002": "请取消打开密码后保存，或向收件人提供密码。",
    "PE003": "请新建空白模板，把内容按数值粘贴过去，另存为.xlsx后重新报送。",
    "PE004": "请用Excel或WPS打开，另存为“Excel工作簿(*.xlsx)”后重新报送。",
    "PE005": "请按空白模板恢复后重新报送。",
}
