"""Labels and headers are told by their keys; what is left out for speed changes none of them."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import schema
from perfeval_batch.model import Facts, FundsRow, Indicator, Use
from perfeval_batch.parsing import headers, labelled
from perfeval_batch.reading.grid import Content, Sheet

EVERY_SIGN = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
LABELS = [field.name for field in schema.FACT_FIELDS]


@given(st.text(alphabet=[*"09AZaz一十项龥\u9fff", "（", "必", "）", "*", ".", "、", "：", " "]))
def test_a_bare_text_is_its_own_key(text: str) -> None:
    assert headers.key(text) == headers._reduced(text)  # noqa: SLF001  # the other way


def test_signs_of_bare_texts_are_their_own_normal_form() -> None:
    bare = [sign for sign in EVERY_SIGN if headers._BARE.fullmatch(sign)]  # noqa: SLF001
    assert len(bare) > 20_000
    assert all(unicodedata.normalize("NFKC", sign) == sign for sign in bare)


def test_no_other_sign_becomes_one_that_every_sum_word_has() -> None:
    """So that a text without 计 and 分 is no sum."""
    for wanted in "计分":
        found = [sign for sign in EVERY_SIGN if wanted in unicodedata.normalize("NFKC", sign)]
        assert found == [wanted]


def test_fields_stand_in_the_order_of_the_values_made_of_them() -> None:
    for fields, kind in (
        (schema.FACT_FIELDS, Facts),
        (schema.FUNDS_FIELDS, FundsRow),
        (schema.USE_FIELDS, Use),
        (schema.INDICATOR_FIELDS, Indicator),
    ):
        assert tuple(field.attribute for field in fields) == kind.__struct_fields__


OTHERS = st.one_of(
    st.sampled_from(["甲", "2023年度", "长" * 70, "（一）", "1．", " ", "无"]),
    st.booleans(),
)
CELLS = st.one_of(
    st.sampled_from([*LABELS, "*项目名称（必填）：", "填写提示", "四位年份，如2023"]),
    OTHERS,
)
PLACES = st.tuples(st.integers(1, 6), st.integers(1, 7))


@given(st.dictionaries(PLACES, CELLS), st.dictionaries(PLACES, PLACES, max_size=3), st.data())
def test_what_is_filled_in_does_not_move_a_label(
    cells: dict[tuple[int, int], Content],
    merges: dict[tuple[int, int], tuple[int, int]],
    data: st.DataObject,
) -> None:
    rows: dict[int, dict[int, Content]] = {}
    other: dict[int, dict[int, Content]] = {}
    wanted = labelled.wanted(schema.FACT_FIELDS)
    for (row, column), content in sorted(cells.items()):
        mark = headers.key_of(content) in wanted.marks
        rows.setdefault(row, {})[column] = content
        other.setdefault(row, {})[column] = content if mark else data.draw(OTHERS)
    found = labelled.labels(Sheet("表", rows, merges), wanted)
    assert found == labelled.labels(Sheet("表", other, merges), wanted)
    assert found == labelled.labels(Sheet("表", rows, merges), labelled.wanted(schema.FACT_FIELDS))
    for attribute, label in found.items():
        name = schema.field(schema.FACT_FIELDS, attribute).name
        assert headers.key_of(rows[label.row][label.column]) == headers.key(name)
