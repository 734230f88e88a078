"""Near-identical texts are found among many; common wording and mere likeness are not."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.batch_rules import copied_texts
from perfeval_batch.batch_rules.copied_texts import Text as Plain

Text = Plain.of
LETTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 2000)]


def written(chance: random.Random, length: int = 160) -> str:
    return "".join(chance.choices(LETTERS, k=length))


def edited(text: str, chance: random.Random, edits: int) -> str:
    letters = list(text)
    for _ in range(edits):
        letters[chance.randrange(len(letters))] = chance.choice(LETTERS)
    return "".join(letters)


def pairs(texts: list[Plain]) -> list[tuple[int, int]]:
    return [(match.one, match.other) for match in copied_texts.near_identical(texts)]


def test_twelve_copies_with_small_edits_are_found_among_a_thousand_and_nothing_else() -> None:
    chance = random.Random(1)
    texts = [Text(owner, "存在的问题", written(chance)) for owner in range(1000)]
    planted = [(number, 500 + number) for number in range(12)]
    for original, copy in planted:
        texts[copy] = Text(copy, "存在的问题", edited(texts[original].plain, chance, 5))
    assert pairs(texts) == planted


def test_one_text_copied_twelve_times_is_found_in_all_of_them() -> None:
    chance = random.Random(2)
    texts = [Text(owner, "改进措施", written(chance)) for owner in range(200)]
    for copy in range(100, 112):
        texts[copy] = Text(copy, "改进措施", edited(texts[7].plain, chance, 3))
    found = pairs(texts)
    assert {each for pair in found for each in pair} == {7, *range(100, 112)}
    assert len(found) == 13 * 12 // 2


@pytest.mark.parametrize("edits", [0, 3])
def test_one_text_copied_thirty_times_is_found_in_all_of_them(edits: int) -> None:
    chance = random.Random(22)
    texts = [Text(owner, "改进措施", written(chance)) for owner in range(200)]
    for copy in range(100, 130):
        texts[copy] = Text(copy, "改进措施", edited(texts[7].plain, chance, edits))
    found = pairs(texts)
    assert {each for pair in found for each in pair} == {7, *range(100, 130)}
    assert len(found) == 31 * 30 // 2


def test_a_short_text_copied_thirty_times_along_with_a_long_one_is_found_too() -> None:
    chance = random.Random(8)
    long, short = written(chance), written(chance, 25)
    others = [Text(owner, "目的", written(chance)) for owner in range(30, 200)]
    set_phrase = [Text(owner, "目标", short) for owner in range(150, 200)]
    copies = [
        Text(owner, label, text)
        for owner in range(30)
        for label, text in (("目的", long), ("目标", short))
    ]
    found = copied_texts.near_identical([*copies, *others, *set_phrase])
    assert {(match.one, match.other) for match in found if match.label == "目标"} == {
        (one, other) for other in range(30) for one in range(other)
    }


def test_thousands_of_copies_are_told_without_comparing_each_with_each() -> None:
    text = written(random.Random(23))
    found = pairs([Text(owner, "改进措施", text) for owner in range(3000)])
    assert {each for pair in found for each in pair} == set(range(3000))
    assert len(found) < 3000 * copied_texts.MOST


def test_wording_that_very_many_projects_share_is_no_copy() -> None:
    chance = random.Random(3)
    common = written(chance, 120)
    texts = [Text(owner, "项目目的", common + written(chance, 40)) for owner in range(100)]
    assert pairs(texts) == []


def test_a_copy_is_found_beneath_common_wording() -> None:
    chance = random.Random(4)
    common = written(chance, 60)
    texts = [Text(owner, "项目目的", common + written(chance, 80)) for owner in range(100)]
    texts[90] = Text(90, "项目目的", edited(texts[5].plain, chance, 3))
    assert pairs(texts) == [(5, 90)]


def test_numbers_blanks_and_punctuation_do_not_hide_a_copy() -> None:
    chance = random.Random(5)
    text = written(chance, 80)
    spaced = "，　 2024".join(text[start : start + 8] for start in range(0, 80, 8))
    texts = [Text(0, "项目目的", text), Text(1, "项目目的", f"１．{spaced}100%。")]
    (match,) = copied_texts.near_identical(texts)
    assert match.similarity == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Text(0, "甲", "长" * 5), Text(1, "甲", "长" * 5)),
        (Text(0, "甲", "资金按时拨付到位，工作按计划完成。"), Text(1, "甲", "资金按时拨付到位。")),
        (Text(0, "甲", ""), Text(1, "甲", "")),
        (Text(0, "甲", "2024-1-1 100%" * 20), Text(1, "甲", "2024-1-1 100%" * 20)),
    ],
)
def test_short_or_empty_texts_say_too_little_to_be_copies(first: Plain, second: Plain) -> None:
    assert copied_texts.near_identical([first, second]) == []


def test_texts_of_one_project_or_of_different_labels_are_not_compared() -> None:
    text = written(random.Random(6))
    assert pairs([Text(0, "甲", text), Text(0, "甲", text), Text(1, "乙", text)]) == []


def test_nothing_gives_nothing() -> None:
    assert copied_texts.near_identical([]) == []


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_texts_can_be_compared_and_the_order_does_not_matter(raw: list[str]) -> None:
    texts = [Text(owner, "甲", text) for owner, text in enumerate(raw)]
    found = {(match.one, match.other) for match in copied_texts.near_identical(texts)}
    backwards = list(reversed(texts))
    again = {(match.one, match.other) for match in copied_texts.near_identical(backwards)}
    assert found == again


@given(st.text())
def test_what_is_compared_is_letters_and_line_breaks_alone(text: str) -> None:
    assert not re.search(r"[^\w\n]|[\d_]", copied_texts.plain(text))


def test_many_shared_pieces_are_counted_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    phrases = [written(chance, 40) for _ in range(40)]
    texts = [Text(owner, "甲", "".join(chance.sample(phrases, 6))) for owner in range(60)]
    texts[50] = Text(50, "甲", edited(texts[3].plain, chance, 2))
    at_once = pairs(texts)
    assert (3, 50) in at_once
    monkeypatch.setattr(copied_texts, "_AT_ONCE", 50)
    assert pairs(texts) == at_once


def test_every_pair_of_projects_is_counted_as_a_plain_count_would() -> None:
    chance = random.Random(8)
    letters = LETTERS[:5]
    texts = [Text(owner, "甲", "".join(chance.choices(letters, k=300))) for owner in range(12)]
    sets = [{text.plain[at : at + 4] for at in range(297)} for text in texts]
    every = np.concatenate([np.full(len(each), owner) for owner, each in enumerate(sets)])
    numbers = {piece: number for number, piece in enumerate(sorted(set().union(*sets)))}
    pieces = np.concatenate([[numbers[piece] for piece in each] for each in sets])
    order = np.lexsort((every, pieces))
    counted = {
        (first, second): shared
        for part in copied_texts.sharing(pieces[order].astype("u8"), every[order].astype("u8"))
        for first, second, shared in zip(*(each.tolist() for each in part), strict=True)
    }
    plain = {
        (one, other): len(sets[one] & sets[other])
        for one in range(12)
        for other in range(one + 1, 12)
    }
    assert counted == {pair: n for pair, n in plain.items() if n >= copied_texts.FEW}
