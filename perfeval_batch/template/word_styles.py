"""The form of an official document as WordprocessingML: GB/T 9704-2012 and office habit.

A4; margins 上37 下35 左28 右26 mm; 22 lines of 28 characters; title 方正小标宋简体 22 pt, 一、黑体,
（一）楷体_GB2312, 1．and text 仿宋_GB2312, all 16 pt, at a fixed pitch of 28.95 pt.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = f'xmlns:w="{W}"'

SONG_TITLE = "方正小标宋简体"
HEI = "黑体"
KAI = "楷体_GB2312"
FANG = "仿宋_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"

FALLBACKS = {SONG_TITLE: "宋体", KAI: "楷体", FANG: "仿宋"}
"""What an office that lacks a font falls back to (fontTable's altName)."""

PITCH = 579
"""28.95 pt in twips: 22 lines in the 225 mm between the margins."""
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474
"""37, 35, 28 and 26 mm in twips."""
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
CHARACTER_SPACE = -842
"""Makes 28 characters of 16 pt a line: 1/4096 pt taken off each."""
FOOTER = 1247
"""The page number's distance from the edge: 7 mm below the text."""

TITLE, SUBTITLE, BODY = "ReportTitle", "ReportSubtitle", "ReportBody"
HEADINGS = ("1", "2", "3")
SIGNATURE, CAPTION, UNIT = "ReportSignature", "ReportCaption", "ReportUnit"
CELL, CELL_HEAD, CELL_TEXT = "ReportCell", "ReportCellHead", "ReportCellText"
CELL_KEPT, CELL_HEAD_KEPT = "ReportCellKept", "ReportCellHeadKept"
"""Keep a small table on one page: every row stays with the next."""
NOTE = "ReportNote"
"""What stands between the text and the signature stays with it: none signs an empty page."""
ADDRESSEE = "ReportAddressee"
FIGURE, JOINT = "ReportFigure", "ReportJoint"
ANNEX_MARK, ANNEX_TITLE = "ReportAnnexMark", "ReportAnnexTitle"
PAGE_NUMBER, PAGE_NUMBER_EVEN = "ReportPageNumber", "ReportPageNumberEven"
TABLE = "ReportTable"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style.

    Attributes:
        id: its w:styleId.
        name: the name shown in Word; the built-in ones in English, as the format wants.
        paragraph: the content of its w:pPr.
        font: the East Asian font.
        size: in half-points.
        run: further content of its w:rPr, before w:sz.
        parent: the style it is based on.
        after: the style of the paragraph that follows when typing on.
    """

    id: str
    name: str
    paragraph: str
    font: str
    size: int
    run: str = ""
    parent: str = "Normal"
    after: str = ""

    @property
    def xml(self) -> str:
        """The w:style element."""
        custom = ' w:customStyle="1"' if self.id.startswith("Report") else ""
        follow = f'<w:next w:val="{self.after}"/>' if self.after else ""
        return (
            f'<w:style w:type="paragraph"{custom} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/><w:basedOn w:val="{self.parent}"/>{follow}<w:qFormat/>'
            f"<w:pPr>{self.paragraph}</w:pPr>"
            f"<w:rPr>{fonts(self.font)}{self.run}"
            f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/></w:rPr></w:style>'
        )


def fonts(east_asian: str, latin: str = LATIN) -> str:
    """A w:rFonts that names all four scripts."""
    return (
        f'<w:rFonts w:ascii="{latin}" w:eastAsia="{east_asian}" w:hAnsi="{latin}" w:cs="{latin}"/>'
    )


_EXACT = f'<w:spacing w:line="{PITCH}" w:lineRule="exact"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_SINGLE = '<w:spacing w:line="240" w:lineRule="auto"/>'
_FLAT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>'
"""The pitch is exact already; LibreOffice would double the width of characters a little wider
than the grid's (16 pt in 15.79 pt), Word keeps the character grid all the same."""


def _heading(level: int, font: str) -> Style:
    paragraph = f'<w:keepNext/><w:keepLines/>{_EXACT}{_INDENT}<w:outlineLvl w:val="{level - 1}"/>'
    return Style(str(level), f"heading {level}", paragraph, font, 32, after=BODY)


def _cell(style: str, name: str, font: str, align: str, keep: str = "") -> Style:
    paragraph = keep + f'{_SINGLE}{_FLAT}<w:jc w:val="{align}"/>'
    return Style(style, name, paragraph, font, 21, '<w:snapToGrid w:val="0"/>')


STYLES = (
    Style(
        TITLE,
        "报告标题",
        '<w:keepNext/><w:spacing w:before="0" w:after="290" w:line="700" w:lineRule="exact"/>'
        f'{_FLAT}<w:jc w:val="center"/>',
        SONG_TITLE,
        44,
        after=BODY,
    ),
    Style(
        SUBTITLE,
        "报告副标题",
        f'<w:keepNext/><w:spacing w:after="240" w:line="{PITCH}" w:lineRule="exact"/>'
        f'{_FLAT}<w:jc w:val="center"/>',
        KAI,
        32,
        after=BODY,
    ),
    _heading(1, HEI),
    _heading(2, KAI),
    _heading(3, FANG),
    Style(BODY, "报告正文", f"{_EXACT}{_INDENT}", FANG, 32),
    Style(NOTE, "附件说明", f"<w:keepNext/>{_EXACT}{_INDENT}", FANG, 32, parent=BODY),
    Style(
        SIGNATURE,
        "落款",
        f"<w:keepNext/><w:keepLines/>{_EXACT}"
        '<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>',
        FANG,
        32,
    ),
    Style(ADDRESSEE, "主送机关", f"<w:keepNext/>{_EXACT}{_FLAT}", FANG, 32, after=BODY),
    Style(
        CAPTION,
        "表题",
        f'<w:keepNext/><w:spacing w:before="240" w:after="60"/>{_FLAT}<w:jc w:val="center"/>',
        HEI,
        24,
    ),
    Style(
        UNIT,
        "表格单位",
        f'<w:keepNext/>{_SINGLE}{_FLAT}<w:jc w:val="right"/>',
        FANG,
        21,
    ),
    _cell(CELL, "表格居中", FANG, "center"),
    _cell(CELL_HEAD, "表头", HEI, "center"),
    _cell(CELL_TEXT, "表格文字", FANG, "left"),
    _cell(CELL_KEPT, "表格居中（不跨页）", FANG, "center", "<w:keepNext/>"),
    _cell(CELL_HEAD_KEPT, "表头（不跨页）", HEI, "center", "<w:keepNext/>"),
    Style(
        FIGURE,
        "图",
        f'<w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
        f'{_FLAT}<w:jc w:val="center"/>',
        FANG,
        21,
    ),
    Style(
        JOINT,
        "表格衔接",
        f'<w:spacing w:line="20" w:lineRule="exact"/>{_FLAT}',
        FANG,
        2,
    ),
    Style(
        ANNEX_MARK,
        "附件标识",
        f'<w:keepNext/><w:pageBreakBefore/>{_EXACT}{_FLAT}<w:jc w:val="left"/>',
        HEI,
        32,
    ),
    Style(
        ANNEX_TITLE,
        "附件标题",
        '<w:keepNext/><w:spacing w:before="579" w:line="700" w:lineRule="exact"/>'
        f'{_FLAT}<w:jc w:val="center"/>',
        SONG_TITLE,
        44,
    ),
    Style(
        "CommentText",
        "annotation text",
        f'{_SINGLE}{_FLAT}<w:jc w:val="left"/>',
        SONG,
        21,
    ),
    Style(
        PAGE_NUMBER,
        "页码",
        f'{_SINGLE}<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>',
        SONG,
        28,
    ),
    Style(
        PAGE_NUMBER_EVEN,
        "页码（偶数页）",
        f'{_SINGLE}<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>',
        SONG,
        28,
    ),
)

_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
BORDERS = f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
CELL_MARGINS = (
    '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="40" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
)


def styles() -> str:
    """The content of styles.xml."""
    return (
        f"<w:styles {NS}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:qFormat/><w:pPr>{_OFF_GRID}<w:jc w:val="both"/></w:pPr><w:rPr>{fonts(FANG)}'
        '<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        f"{''.join(style.xml for style in STYLES)}"
        '<w:style w:type="character" w:styleId="CommentReference">'
        '<w:name w:val="annotation reference"/><w:rPr><w:sz w:val="21"/></w:rPr></w:style>'
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="报告表格"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr>{BORDERS}{CELL_MARGINS}</w:tblPr></w:style>'
        "</w:styles>"
    )


def settings() -> str:
    """The content of settings.xml: Word 2013's layout, East Asian habits, odd and even pages."""
    compat = "".join(
        f"<w:{name}/>"
        for name in (
            *("spaceForUL", "balanceSingleByteDoubleByteWidth", "doNotLeaveBackslashAlone"),
            *("ulTrailSpace", "doNotExpandShiftReturn", "adjustLineHeightInTable", "useFELayout"),
        )
    )
    return (
        f'<w:settings {NS}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat>{compat}<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def font_table() -> str:
    """The content of fontTable.xml: every font with what stands in for it."""
    roman, modern = ("00", "roman"), ("86", "auto")
    rows = [_font(LATIN, "", *roman)]
    rows += [
        _font(name, FALLBACKS.get(name, ""), *modern) for name in (SONG_TITLE, HEI, KAI, FANG, SONG)
    ]
    return f"<w:fonts {NS}>{''.join(rows)}</w:fonts>"


def _font(name: str, fallback: str, charset: str, family: str) -> str:
    alternative = f"<w:altName w:val={quoteattr(fallback)}/>" if fallback else ""
    return (
        f'<w:font w:name="{name}">{alternative}<w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
    )


def section(footer: str, even_footer: str) -> str:
    """The w:sectPr of the page form; the arguments are the footers' relationship ids."""
    return (
        f'<w:sectPr {NS} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<w:footerReference w:type="default" r:id="{footer}"/>'
        f'<w:footerReference w:type="even" r:id="{even_footer}"/>'
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" '
        f'w:header="851" w:footer="{FOOTER}" w:gutter="0"/>'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{PITCH}" '
        f'w:charSpace="{CHARACTER_SPACE}"/></w:sectPr>'
    )
