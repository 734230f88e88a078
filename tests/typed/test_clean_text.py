"""Texts are cleaned once, at the door."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.schema import BLANKS
from perfeval_batch.typed import clean_text


@pytest.mark.parametrize(
    ("raw", "seen", "cleaned"),
    [
        ("正常的文字", "正常的文字", False),
        ("  前后有空格　", "前后有空格", False),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行", False),
        ("换\x0b行", "换\n行", False),
        ("制\t表", "制 表", False),
        ("响\x07铃", "响铃", True),
        ("零\u200b宽", "零宽", True),
        ("\u202e反向", "反向", True),
        ("\ufeff开头", "开头", True),
        ("孤\ud800立", "孤立", True),
        ("非\uffff字符", "非字符", True),
        ("é组合", "é组合", False),
        ("龥𠮷😀", "龥𠮷😀", False),
    ],
)
def test_a_text_is_trimmed_and_loses_what_no_text_may_hold(
    raw: str, seen: str, *, cleaned: bool
) -> None:
    assert clean_text.clean(raw) == (seen, cleaned)


@given(st.text(st.characters(exclude_categories=())))
def test_a_cleaned_text_can_be_written_anywhere_and_stays_clean(raw: str) -> None:
    seen, _ = clean_text.clean(raw)
    seen.encode()
    assert clean_text.clean(seen) == (seen, False)
    assert not any(unicodedata.category(each) in ("Cc", "Cs") and each != "\n" for each in seen)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_letters_digits_and_signs_are_never_changed(raw: str) -> None:
    assert clean_text.clean(raw) == (raw, False)


@pytest.mark.parametrize("text", sorted(BLANKS))
def test_the_signs_for_nothing_are_blank(text: str) -> None:
    assert clean_text.is_blank(text)


@pytest.mark.parametrize(
    ("broken", "joined"),
    [
        ("运行维护\n经费", "运行维护经费"),
        ("运行维护 \n  经费", "运行维护经费"),
        ("project\nname", "project name"),
        ("2023年\n项目", "2023年项目"),
        ("PM2.5\n监测", "PM2.5监测"),
        ("没有断行", "没有断行"),
    ],
)
def test_a_name_broken_over_lines_is_joined(broken: str, joined: str) -> None:
    assert clean_text.one_line(broken) == joined


def test_full_width_forms_are_narrowed() -> None:
    assert clean_text.narrow("（９８．５％）～　") == "(98.5%)~ "


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("1、推行路长制", ("推行路长制",)),
        ("（2）补播草籽", ("补播草籽",)),
        ("1 、推行路长制", ("推行路长制",)),
        ("12.31前完成", ("12.31前完成",)),
        ("③按时支付质保金", ("按时支付质保金",)),
        ("3.5万亩未完成", ("3.5万亩未完成",)),
        ("1.甲；\n2.乙\n接着写。", ("甲。", "乙接着写。")),
        ("1、甲。2、乙。", ("甲。", "乙。")),
        ("1、加强领导 2、严格管理", ("加强领导", "严格管理")),
        ("（1） 加强领导 （2） 严格管理", ("加强领导", "严格管理")),
        ("加强领导\n严格管理\n强化监督", ("加强领导", "严格管理", "强化监督")),
        ("加强领导，建专班\n严格管理", ("加强领导，建专班严格管理",)),
        ("加强领导\n\n严格管理", ("加强领导", "严格管理")),
        ("• 加强领导\n● 严格管理\n- 强化监督", ("加强领导", "严格管理", "强化监督")),
        ("1.1 加强领导\n1.2 严格管理", ("加强领导", "严格管理")),
        ("1加强领导\n2严格管理", ("加强领导", "严格管理")),
        ("1个小区完工。\n2个小区在建。", ("1个小区完工。", "2个小区在建。")),
        ("1.5 公里道路完工", ("1.5 公里道路完工",)),
        ("3、4月采购滞后", ("3、4月采购滞后",)),
        (
            "一、二期工程未验收。\n二、三农项目未验收。",
            ("一、二期工程未验收。", "三农项目未验收。"),
        ),
        ("1、2023年底前完成", ("2023年底前完成",)),
        ("1、5个项目未完工；2、资金拨付慢", ("5个项目未完工。", "资金拨付慢")),
        ("一是加强领导；二是严格管理。", ("加强领导。", "严格管理。")),
        ("一是加强领导。\n二是，严格管理", ("加强领导。", "严格管理")),
        ("一是加强领导", ("加强领导",)),
        ("制度不全：\n一是甲。\n二是乙。\n", ("制度不全：\n一是甲。\n二是乙。",)),
        ("完成 1、2号楼改造", ("完成 1、2号楼改造",)),
    ],
)
def test_a_list_in_one_cell_is_split_into_its_items(typed: str, items: tuple[str, ...]) -> None:
    assert clean_text.list_items(typed) == items


def test_a_break_inside_a_sentence_joins_and_others_stay() -> None:
    assert (
        clean_text.joined_lines("完成了老旧小区改造，\n惠及居民。")
        == "完成了老旧小区改造，惠及居民。"
    )
    assert clean_text.joined_lines("一、改造\n二、绿化") == "一、改造\n二、绿化"


@pytest.mark.parametrize(
    "name", ["县住建局(本级)", "县住建局 （本级）", "县住建局﹙本级﹚", "县住建局（本级）"]
)
def test_spellings_of_one_department_are_one(name: str) -> None:
    assert clean_text.department(name) == "县住建局（本级）"


def test_joiners_that_emoji_need_stay() -> None:
    assert clean_text.clean("👨\u200d👩")[0] == "👨\u200d👩"
    assert clean_text.clean("改\u200d造") == ("改造", True)


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "ئۇيغۇر\u200cچە", "क\u200dष", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ", "❤\ufe0f\u200d🔥"]
)
def test_joiners_that_scripts_need_stay(text: str) -> None:
    assert clean_text.clean(text) == (text, False)
