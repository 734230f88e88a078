"""Heading numerals count on by themselves."""

from __future__ import annotations

import pytest

from perfeval_batch.template import numbering


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "100"),
    ],
)
def test_numbers_are_written_in_chinese(number: int, printed: str) -> None:
    assert numbering.chinese(number) == printed


def test_a_level_counts_on_and_the_deeper_ones_start_anew() -> None:
    first, second, third = numbering.start().values()
    assert [first(), second(), third(), third(), second(), third(), first(), second()] == [
        *("一、", "（一）", "1．", "2．", "（二）", "1．", "二、", "（一）"),
    ]


def test_two_documents_do_not_share_their_counts() -> None:
    numbering.start()["一级序号"]()
    assert numbering.start()["一级序号"]() == "一、"
