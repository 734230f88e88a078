"""Finds and leaves out what no public document may hold: numbers of persons, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LEFT_OUT = "〔略〕"
MOBILE, TELEPHONE, IDENTITY, ACCOUNT, NAME = "手机号码", "电话号码", "身份证号", "银行账号", "姓名"
ADDRESS, PASSPORT = "网上联系方式", "护照号"

_HALF_WIDTH = {sign: chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= {ord(sign): "-" for sign in "—–‐‑−"} | {ord(sign): " " for sign in "　\n\t\xa0"}
_HALF_WIDTH |= {ord("："): ":", ord("，"): ",", ord("（"): "(", ord("）"): ")", ord("·"): "·"}
_SPOKEN = {ord(sign): str(digit) for digit, sign in enumerate("〇一二三四五六七八九")}
_SPOKEN |= {ord("零"): "0", ord("幺"): "1"}
"""One character for one, so that places stay."""
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余"
    "元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季"
    "麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣"
    "邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊於惠曲封储靳段焦谷车侯全班仰秋仲伊宫宁仇甘厉戎"
    "武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索赖卓蔺屠蒙池乔阴胥苍双闻党翟谭贡劳姬申冉桑桂"
    "牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎连习艾容向古易廖终居衡步都耿满弘匡国文寇广禄东欧聂晁勾"
    "敖融冷辛阚简饶曾关肖涂游佟代付闫覃苟尧岳"
)
_GIVEN = r"[\u4e00-\u9fa5]{1,2}"
_PERSON = rf"(?:(?:欧阳|司马|上官|诸葛)\s?|[{_SURNAMES}]\s?)(?:某某|某|{_GIVEN})"
_FOREIGN = r"[\u4e00-\u9fa5]{1,6}[·•][\u4e00-\u9fa5]{1,6}|[A-Z][a-z]+ [A-Z][a-z]+"
_CALLED = (
    r"(?:联系人|负责人|经办人|填报人|填表人|责任人|审核人|制表人"
    r"|姓名|户名|收款人|评审人|复核人|专家)"
)
_NUMBER_WORD = (
    r"(?:联系电话|联系方式|电话号码|办公电话|电话|手机号码|手机号|手机|座机|热线|传真"
    r"|身份证号码|身份证号|身份证)"
)
_GAP = r"[ -]?"
_MOBILE = r"(?:(?:\+|00)?86[ -]?)?1 ?[3-9](?:[ .-]?\d){9}"
_AREA = r"\(?0\d{2,3}\)?[ /.-]{0,2}"
_LOCAL = r"[2-9]\d{2,3}[ -]?\d{4}"
_EXTENSION = r"(?:(?:转|-)\d{1,5})?"
_ENDS = r"(?![\u4e00-\u9fa5])"
_TOLD = (
    (ADDRESS, r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+"),
    (ADDRESS, r"(?i:QQ号码|QQ号|QQ)[: ]*(?:是|为)?(?P<name>[1-9]\d{4,11})(?!\d)"),
    (
        ADDRESS,
        r"(?a)微信(?:号码|号)?[: ]*(?:是|为)?(?P<name>[A-Za-z][\w-]{5,19})",
    ),
    (
        IDENTITY,
        rf"(?<!\d)\d{{6}}{_GAP}(?:19|20)\d{{2}}[01]\d[0-3]\d{_GAP}\d{{3}}[\dXx](?![\dXx])",
    ),
    (ACCOUNT, r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)"),
    (
        ACCOUNT,
        r"(?:账号|账户|帐号|帐户|卡号)[: ]*(?:是|为)?(?P<name>\d(?:[ -]?\d){7,24})(?!\d)",
    ),
    (IDENTITY, r"(?<!\d)\d{15}(?!\d)"),
    (PASSPORT, r"护照(?:号码|号)?[: ]*(?:是|为)?(?P<name>[A-Za-z]{1,2}\d{7,9})(?!\d)"),
    (MOBILE, rf"(?<![\d.]){_MOBILE}(?!\d|\.\d| ?[万亿]?元)"),
    (
        TELEPHONE,
        rf"(?<!\d){_AREA}{_LOCAL}{_EXTENSION}(?:[、/,;；]{_LOCAL}{_EXTENSION})*(?!\d)",
    ),
    (TELEPHONE, r"(?<!\d)[48]00[ -]\d{3,4}[ -]\d{3,4}(?!\d)"),
    (
        TELEPHONE,
        (
            rf"(?:电话|座机|热线|传真)[: ]*(?:是|为)?"
            rf"(?P<name>{_LOCAL}{_EXTENSION}(?:[、/,;；]{_LOCAL}{_EXTENSION})*)(?!\d)"
        ),
    ),
    (NAME, rf"(?<=身份证)[号码]{{0,2}}[: ,]*{_PERSON}(?=[\s,，。；;、)（(\d]|$)"),
    (
        NAME,
        rf"{_CALLED}[: ,]*(?:是|为)?(?P<name>{_PERSON}?(?:[、/和及 ]{_PERSON}?)*){_ENDS}",
    ),
    (NAME, rf"{_CALLED}[: ,]*(?:是|为)?(?P<name>{_PERSON}?)(?={_NUMBER_WORD})"),
    (
        NAME,
        rf"{_CALLED}:[ ]*(?P<name>{_FOREIGN}|[\u4e00-\u9fa5]{{2,5}})(?=[\s,，。；;、)（(\d]|$)",
    ),
    (
        NAME,
        (
            rf"(?P<name>{_PERSON}?)[ ,(、]*(?:的)?"
            rf"(?={_NUMBER_WORD}[: ]*(?:是|为)?[\d+( ][\d )./-]{{5}})"
        ),
    ),
    (NAME, rf"{_NUMBER_WORD}[: ]*[\d \-.Xx+]{{7,26}}[ ,(、]*(?P<name>{_PERSON})"),
    (
        NAME,
        rf"(?<![\u4e00-\u9fa5])(?P<name>{_PERSON})[ :,(、]*(?={_MOBILE}(?!\d| ?[万亿]?元))",
    ),
)
"""Kinds of what is left out, and how it is told; a group `name` is the part that goes."""
_RULES = tuple((kind, re.compile(told)) for kind, told in _TOLD)


_SPOKEN_NUMBER = re.compile(r"[〇零幺一二三四五六七八九]{11}")
_IS_MOBILE = re.compile(r"1[3-9]\d{9}")


def find(text: str, persons: Iterable[str] = ()) -> Iterator[tuple[str, int, int]]:
    """What a text holds of persons: kind, begin and end.

    Args:
        text: as a project's workbook has it.
        persons: names and numbers that the workbook states of persons.
    """
    plain = text.translate(_HALF_WIDTH)
    for kind, rule in _RULES:
        for match in rule.finditer(plain):
            group = "name" if "name" in rule.groupindex else 0
            if match[group]:
                yield kind, *match.span(group)
    for match in _SPOKEN_NUMBER.finditer(plain):
        if _IS_MOBILE.fullmatch(match[0].translate(_SPOKEN)):
            yield MOBILE, *match.span()
    for person in persons:
        edge = r"(?<!\d){}(?!\d)" if person[:1].isdigit() else "{}"
        for match in re.finditer(edge.format(re.escape(person)), text):
            yield NAME, *match.span()


def leave_out(text: str, persons: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The text without what it holds of persons, and the kinds of what was left out."""
    kinds: list[str] = []
    spans: list[tuple[int, int]] = []
    for kind, begin, end in sorted(find(text, persons), key=lambda each: (each[1], -each[2])):
        kinds.append(kind)
        if spans and begin < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    pieces, at = [], 0
    for begin, end in spans:
        pieces += [text[at:begin], LEFT_OUT]
        at = end
    return "".join([*pieces, text[at:]]), tuple(dict.fromkeys(kinds))


def names(text: str) -> tuple[str, ...]:
    """The names that a field of persons holds: `张三、李四 13800000000` is two."""
    return tuple(re.findall(r"[\u4e00-\u9fa5·]{2,8}", text))
