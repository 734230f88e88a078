"""Finds and leaves out what no public document may hold: numbers of persons, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LEFT_OUT = "〔略〕"
MOBILE, TELEPHONE, IDENTITY, ACCOUNT, NAME = "手机号码", "电话号码", "身份证号", "银行账号", "姓名"

_HALF_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_HALF_WIDTH |= {ord("Ｘ"): "X", ord("ｘ"): "x", ord("－"): "-", ord("—"): "-", ord("　"): " "}
_HALF_WIDTH |= {ord("＋"): "+", ord("（"): "(", ord("）"): ")", ord("："): ":", ord("，"): ","}
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
_PERSON = rf"(?:欧阳|司马|上官|诸葛|[{_SURNAMES}])(?:某某|某|{_GIVEN})"
_CALLED = r"(?:联系人|负责人|经办人|填报人|责任人|姓名|户名|收款人|评审人|复核人|专家)"
_NUMBER_WORD = r"(?:联系电话|电话|手机号码|手机|身份证号码|身份证号|身份证)"
_RULES = (
    (IDENTITY, re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![\dXx])")),
    (ACCOUNT, re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)")),
    (IDENTITY, re.compile(r"(?<!\d)\d{15}(?!\d)")),
    (MOBILE, re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")),
    (TELEPHONE, re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ -]?\d{7,8}(?!\d)")),
    (TELEPHONE, re.compile(r"(?<=电话)[: ]*(?:是|为)?\d{7,8}(?!\d)")),
    (NAME, re.compile(rf"(?<=身份证)[号码]{{0,2}}[: ,]*{_PERSON}(?=[\s,，。；;、)（(]|$)")),
    (NAME, re.compile(rf"{_CALLED}[: ,]*(?:是|为)?(?P<name>{_PERSON}?)(?![\u4e00-\u9fa5])")),
    (NAME, re.compile(rf"{_CALLED}[: ,]*(?:是|为)?(?P<name>{_PERSON}?)(?={_NUMBER_WORD})")),
    (NAME, re.compile(rf"(?P<name>{_PERSON}?)[ ,(、]*(?:的)?(?={_NUMBER_WORD})")),
    (NAME, re.compile(rf"{_NUMBER_WORD}[: ]*[\d \-Xx+]{{7,22}}[ ,(、]*(?P<name>{_PERSON})")),
)


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
    for person in persons:
        for match in re.finditer(re.escape(person), text):
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
