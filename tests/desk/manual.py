"""`python -m tests.desk.manual PICTURES`: makes 使用手册.docx and 填报人一页.docx anew.

PICTURES is what `PERFEVAL_PICTURES=… pytest tests/desk/test_the_year.py` has left: the pages as the
year was played. Both documents lie in the package and are copied into the portable folder.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FOLDER = Path(__file__).resolve().parents[2] / "perfeval_batch" / "portable" / "folder"
MANUAL, CLERK = "使用手册.docx", "填报人一页.docx"

TEXT = """
# 一、开始之前
电脑：Windows 10或11（64位），装有Excel或WPS。不需要安装别的软件，不需要上网，不需要管理员权限。
1. 收到的是压缩包的，先在压缩包上点右键→“属性”，勾选“解除锁定”，确定，再解压缩。
2. 把整个文件夹放到一个路径短的地方，如 D:\\绩效评价。不要只拷其中几个文件。
3. 双击“双击运行.cmd”。先出现一个黑色窗口，接着浏览器里打开工作台。黑色窗口不要关，它就是程序。
Windows提示“已保护你的电脑”时，点“更多信息”→“仍要运行”。网页没有自动打开时，把黑色窗口里的网址复制到浏览器。
# 二、年度文件夹
一年的全部材料放在一个文件夹里：项目名册、收件、结果、设置。
第一次使用，从左边点“桌面”或一个盘，在下面写上名称（如“2023年绩效评价”），点“新建并选用”。
! 01-年度文件夹 | 选择或新建年度文件夹
选好以后是首页。首页告诉您做到了哪里、下一步做什么；左边的七项可以随时点。
! 02-首页 | 首页：蓝框里是下一步
也可以不打开网页，直接把收件文件夹拖到“双击运行.cmd”上：程序就从这个文件夹收件。
# 三、设置
点左下角“设置”，填好评价年度、重报期限等，点“保存”。一年设一次，保存在年度文件夹的perfeval.toml里。
! 03-设置 | 设置
# 四、发放
1. 点“新建空白名册”，再点“打开名册”，每个项目填一行，保存，关闭Excel。
2. 回到网页，看项目数和部门数对不对。名册里有错的，会指出是哪个单元格。
3. 点“为每个项目生成自评表”。生成的在“发放”文件夹里，按主管部门分好了，整个文件夹发给部门即可。
! 05-发放-生成 | 预填的自评表已生成
没有名册时，点“生成空白自评表”，发给各单位自己填。随表可附“填报人一页.docx”。
# 五、收件与检查
各部门交回的自评表放进“收件”文件夹（可以按部门分子文件夹，文件名不限）。程序只读取，从不改动里面的文件。
想先看一份对不对，把它拖进虚线框，当场列出全部问题：在哪张表、哪个单元格、应当怎么改。
! 06-收件与检查 | 单独检查一份
单位直接交来官方自评表（Excel或Word）的，也能读取。读法有疑问时，到“官方表的版式”里选一次答案，同一版式的全部文件都照此读取。
# 六、出报告
点“开始”。进度、速度、还要多久都看得见；可以关闭网页，处理不会停；可以点“停下”，以后点“接着做”，做好的不会重做。
! 07-出报告-完成 | 处理完成
没有错误的自评表出Word报告；有错误的标出错处、准备退回；打不开的原样放进“未能读取”。一份也不会漏。
# 七、结果
先看“请先看”：打不开的、退回的、没有报送的、有疑点的。
! 08-结果 | 结果
在“查找”里写项目、单位或编码的几个字，马上找到；点项目名称，看它的得分和全部检查意见，打开报告或退回件。
! 09-项目 | 一个项目
汇总表、总览图表、结果文件夹都可以直接打开。报告在“结果\\报告”里，按主管部门分好。
# 八、退回与催报
按部门列出：哪几份要改，退回件和通知在哪里，哪些项目还没有报送。“材料核对通知”一份说全退回、疑点和未报送，随“退回”文件夹发给部门；在“设置”里勾选“按主管部门打包分发”，每个部门就是一个压缩包。名册里填了联系人的，点“打开联系人清单”。
! 10-退回与催报 | 退回与催报
部门改好交回以后，放进收件文件夹（同名的覆盖旧的），再到“出报告”点一次“开始”。改好的自动出报告，没有变化的不会重做。
# 九、复核
“建议复核的项目”与汇总表的“抽查建议”相同，“必查”的请先看。
1. 写上抽取的个数，点“生成复核表”；打开它，交复核人在淡黄色的“复核得分”栏填写。
2. 收回后点“选用填好的复核表”，再出一次报告。最终得分就是复核得分。
3. 复核表里写错的（如超过分值），会列在下面，只退给复核人，不退给部门。
! 12-复核-有问题 | 复核表里的一处笔误
# 十、退出和备份
点右上角“退出”。正在处理时会先问您。关掉黑色窗口也可以，停在一半的下次接着做。
备份：把年度文件夹整个拷走。换电脑：把程序文件夹和年度文件夹一起拷过去。
# 十一、遇到问题
? 双击以后黑色窗口一闪就没了 | 文件夹没有拷全，或没有解压就双击。全部解压后再试。
? 浏览器没有打开 | 复制黑色窗口里http://127.0.0.1开头的网址，粘贴到浏览器。
? 网页说“这个网页不能这样打开” | 旧的网页或收藏的网址失效了。再双击一次“双击运行.cmd”。
? 提示文件正在Word、Excel、WPS中打开 | 关闭那个文件，再出一次报告。
? 报告在Word里改过了 | 程序不会覆盖改过的报告，新的放在旁边，名称带“（新版）”。
? 中途停电、死机 | 重新打开，点“开始”，从停下的地方接着做。
? 收件里有压缩包、照片、PDF | 这些不读取，会列出来。压缩包请先解压，表格请要回Excel工作簿。
? 想重做某一份预填的自评表 | 把“发放”里旧的移走，再点“为每个项目生成自评表”。已有的从不覆盖。
? 文件夹名里有&等符号，拖放时说找不到 | 直接双击打开工作台，在网页里选文件夹。
? 出现“程序出了错” | 原来的文件都没有动。把提示里的“错误详情.txt”交给技术人员，其他步骤可以接着用。
"""

PAGE = """
# 一、填表
1. 用Excel或WPS打开自评表，先看“填写说明”，再依次填“基本情况”“资金情况”“绩效指标”“综合评价”。
2. 只填淡黄色和淡橙色（必填）的格子；灰色自动计算，白色不用改。金额单位是万元。
3. 不要改表头、表名，不要合并单元格，不要把表贴成图片。行不够可以插入行。
4. 没有完成目标、没有得满分的指标，写明扣分原因和改进措施。
# 二、自查
填完看“自检”表，没有“请修改”和“待填写”再报送。
财政部门给了便携文件夹的，把自评表拖到“双击运行.cmd”打开的网页里“收件与检查”的虚线框，列出全部问题；只检查，不保存，不上传。
# 三、报送
保存为.xlsx，关闭，按通知的方式报送。一个项目一份，不要设打开密码，不要打成加密压缩包。
# 四、被退回的怎么改
1. 打开退回的自评表，第一张是“问题清单”：一行一个问题，点一下就跳到那个格子。
2. 有问题的格子标了颜色，鼠标放上去能看到要求。照着改；确实没有错的，按通知说明情况。
3. 改完在“自检”里再看一遍，保存，按期限报回。“问题清单”不用删。
"""


def build(text: str, title: str, pictures: Path | None, size: float) -> bytes:
    """Make a document of a text: `#` a heading, `!` a picture, `?` a question with its answer."""
    document = Document()
    _set_page(document, size)
    heading = document.add_paragraph(style="Title")
    heading.add_run(title)
    answers: list[list[str]] = []
    for line in text.strip().splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            document.add_heading(rest, 1)
        elif mark == "!" and pictures is not None:
            _picture(document, pictures, *(each.strip() for each in rest.split("|")))
        elif mark == "?":
            answers.append([each.strip() for each in rest.split("|")])
        else:
            document.add_paragraph(line)
    if answers:
        _answers(document, answers)
    _number_pages(document)
    out = io.BytesIO()
    document.core_properties.title = title
    document.core_properties.author = ""
    document.save(out)
    return out.getvalue()


def _set_page(document: Any, size: float) -> None:  # noqa: ANN401  # python-docx tells no types
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.4)
    for name, font, points in (
        ("Normal", "宋体", size),
        ("Title", "黑体", 22),
        ("Heading 1", "黑体", size + 3),
        ("Caption", "宋体", 10),
    ):
        style = document.styles[name]
        style.font.name = font
        style.font.size = Pt(points)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for each in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(each), font)
        for each in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(each), None)
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(5), 1.35
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _picture(document: Any, pictures: Path, name: str, caption: str) -> None:  # noqa: ANN401  # as above
    holder = document.add_paragraph()
    holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
    holder.paragraph_format.keep_with_next = True
    shape = holder.add_run().add_picture(str(pictures / f"{name}.png"), width=Cm(14.2))
    shape._inline.docPr.set("descr", caption)  # noqa: SLF001  # for those who cannot see it
    below = document.add_paragraph(caption, style="Caption")
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _answers(document: Any, answers: list[list[str]]) -> None:  # noqa: ANN401  # as above
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for question, answer in answers:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = question, answer
        cells[0].width, cells[1].width = Cm(5.6), Cm(10.2)


def _number_pages(document: Any) -> None:  # noqa: ANN401  # as above
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)  # noqa: SLF001  # python-docx has no fields


def main() -> None:
    """Write both documents into the package."""
    pictures = Path(sys.argv[1])
    title = "项目支出绩效评价工作台使用手册"
    (FOLDER / MANUAL).write_bytes(build(TEXT, title, pictures, 12))
    (FOLDER / CLERK).write_bytes(build(PAGE, "项目支出绩效自评表填报一页通", None, 12))


if __name__ == "__main__":
    main()
