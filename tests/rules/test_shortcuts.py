"""What proves at once that nothing is to be found says so only where nothing is."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import scheme as schemes
from perfeval_batch import scoring
from perfeval_batch.model import Entry, Indicator, Project, State
from perfeval_batch.rules import cells, language, mentions, pe6_sentences
from perfeval_batch.rules.once import once
from perfeval_batch.values import replace
from tests.rules import build

SEED = build.project(build.seed())
SIGNS = (
    "（()）“”《》【[]】〔〕‘’，、；,;：: 预算执行率到位支出自评综合得分扣元万2023年０９．％%。\n_"
)
texts = st.text(st.sampled_from(SIGNS) | st.characters(), max_size=12)
states = st.sampled_from(State)


def changed(entry: Entry[Any], **what: Any) -> Entry[Any]:  # noqa: ANN401
    return replace(entry, **what)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """The seed with other texts and states in some of its cells."""
    rows: list[Indicator] = []
    for row in SEED.indicators:
        reason = changed(row.reason, text=draw(texts), state=draw(states))
        actual = changed(row.actual, text=draw(texts), cleaned=draw(st.booleans()))
        rows.append(replace(row, reason=reason, actual=actual))
    facts = replace(SEED.facts, purpose=changed(SEED.facts.purpose, text=draw(texts)))
    return replace(SEED, indicators=tuple(rows), facts=facts)


@given(projects())
def test_cells_without_labels_are_the_cells_with_labels(project: Project) -> None:
    prose, words = cells.prose(project), cells.words(project)
    assert [entry for _, entry in cells.needed(project)] == list(cells.needed_entries(project))
    assert [entry for _, entry in prose] == list(cells.prose_entries(project))
    assert [entry.text for _, entry in prose] == cells.prose_texts(project)
    assert [entry.text for _, entry in words] == cells.words_texts(project)
    assert words[-len(prose) :] == prose


@given(projects())
def test_a_state_is_seen_where_a_cell_has_it(project: Project) -> None:
    there = [entry.state for _, entry in cells.needed(project)]
    for state in set(State) - {State.READ, State.BLANK}:
        holes = [cell for cell in cells.needed(project) if cell[1].state is state]
        assert cells.some(project, state) is (state in there)
        assert cells.holes(project, state) == holes
    assert cells.cleaned(project) is any(entry.cleaned for _, entry in cells.needed(project))


@given(projects())
def test_every_unfinished_text_is_a_suspect(project: Project) -> None:
    ends = ("：", ":")
    unfinished = [
        number
        for number, text in enumerate(cells.prose_texts(project))
        if pe6_sentences._unfinished(text) or text.endswith(ends)  # noqa: SLF001  # the long way
    ]
    assert pe6_sentences._suspects(project) == unfinished  # noqa: SLF001  # the short one


@given(projects())
def test_texts_are_narrowed_where_one_is_wide(project: Project) -> None:
    assert mentions.prose(project) == [mentions.narrow(each) for each in cells.prose_texts(project)]


@given(texts, texts)
def test_two_texts_are_the_same_when_they_are_bare(one: str, other: str) -> None:
    for pair in ((one, other), (one, f"{one}。"), (f"“{one}", one)):
        bare = [re.sub(r"[^\w]+", "", each) for each in pair]
        assert [language.bare(each) for each in pair] == bare
        assert language.same(*pair) is (bare[0] == bare[1])


@given(st.text("但是然而不过，做得好坏"))
def test_what_follows_the_last_turn_is_what_a_reason_says(text: str) -> None:
    turns = ("但是", "但", "然而", "不过")
    at, turn = max((text.rfind(each), each) for each in turns)
    assert language.after_turn(text, turns) == (text[at + len(turn) :] if at >= 0 else text)


@given(st.text("指标产出数量质（）(50分)一、 "), st.text("指标产出数量质（）(50分)一、 "))
def test_names_of_levels_mean_what_the_scheme_says(name: str, name2: str) -> None:
    for by in map(schemes.load, schemes.names()):
        level1 = by.level1(name)
        level2 = schemes.level2(level1, name2) if level1 else None
        assert scoring.known(by).levels(name, name2) == (level1, level2)


def test_schemes_are_known_by_themselves_not_by_their_names() -> None:
    one = schemes.load()
    other = dataclasses.replace(one, levels=())
    assert scoring.known(one).level1("产出指标") is not None
    assert scoring.known(other).level1("产出指标") is None
    assert scoring.known(one) is scoring.known(one)


def test_an_answer_is_remembered_for_the_very_same_only() -> None:
    asked: list[Decimal] = []

    @once
    def doubled(value: Decimal) -> Decimal:
        asked.append(value)
        return value * 2

    one, equal = Decimal("1.5"), Decimal("1.5")
    assert [doubled(each) for each in (one, one, equal, one)] == [Decimal(3)] * 4
    assert len(asked) == 3
