"""model: what is packed comes out as it went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.findings import Place
from perfeval_batch.model import Figures, Identity, Outcome, Passage, Status, packed

SOURCE = "甲局/一.xlsx"
passages = st.builds(
    Passage,
    st.sampled_from(["项目目的", "改进措施", "完成情况说明"]),
    st.text(),
    st.builds(
        Place,
        st.just(SOURCE),
        st.sampled_from(["基本情况", "综合评价"]),
        st.integers(0, 1_048_576),
        st.integers(0, 16_384),
    ),
)


@given(st.lists(passages, max_size=6))
def test_packed_passages_come_out_as_they_went_in(every: list[Passage]) -> None:
    outcome = Outcome(SOURCE, "", Status.REPORTED, Identity(), Figures(), texts=packed(iter(every)))
    assert outcome.passages == tuple(every)


def test_an_outcome_without_texts_has_no_passages() -> None:
    assert packed([]) == b""
    assert Outcome("", "", Status.FAILED, Identity(), Figures()).passages == ()
