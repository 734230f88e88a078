"""What the fuzzer starts from, and what it once found, ends in order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import corpus, target

CRASHES = sorted((Path(__file__).parent / "crashes").glob("*"))


def test_every_input_to_start_from_ends_in_order() -> None:
    for data in corpus.inputs():
        target.one(data)


def test_what_was_once_found_stays_mended() -> None:
    for crash in CRASHES:
        target.one(crash.read_bytes())


@given(st.integers(0, 255), st.binary(max_size=300))
def test_any_bytes_as_any_part_end_in_order(which: int, content: bytes) -> None:
    target.one(bytes([which]) + content)


STARTS = sorted(corpus.inputs(), key=len)


@given(st.data())
def test_a_damaged_start_ends_in_order(data: st.DataObject) -> None:
    start = bytearray(data.draw(st.sampled_from(STARTS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(1, max(1, len(start) - 1)))
        start[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    target.one(bytes(start))
