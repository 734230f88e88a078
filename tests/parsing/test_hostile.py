"""Every hostile file ends in order, in time, and in the errors that it was made for."""

from __future__ import annotations

import hashlib
import time
import tracemalloc

import pytest

from perfeval_batch import pipeline
from perfeval_batch.findings import Severity
from tests import hostile
from tests.hostile import Hostile

FILES = {each.name: each for each in hostile.files()}
QUICK = ("膨胀500MB", "十亿个笑", "外部实体文件", "平方膨胀", "缓慢膨胀", "部件一万个")


def _errors(file: Hostile, data: bytes) -> tuple[set[str], str]:
    ((outcome, _),) = pipeline.work(file.name, data, pipeline.Plan(render=False))
    errors = {each.code for each in outcome.findings if each.severity is Severity.ERROR}
    return errors, outcome.trace


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_the_errors_it_was_made_for(name: str) -> None:
    data = FILES[name].make()
    begun = time.process_time()
    errors, trace = _errors(FILES[name], data)
    assert not trace
    assert errors == FILES[name].codes
    assert time.process_time() - begun < 15


def test_there_are_at_least_eighty_and_their_bytes_never_change() -> None:
    assert len(FILES) >= 80
    for each in FILES.values():
        once, again = (hashlib.sha256(each.make()).hexdigest() for _ in range(2))
        assert once == again, each.name


@pytest.mark.parametrize("name", QUICK)
def test_a_bomb_is_refused_at_once_and_in_little_memory(name: str) -> None:
    file = FILES[f"{name}.xlsx"]
    data = file.make()
    tracemalloc.start()
    begun = time.process_time()
    errors, _ = _errors(file, data)
    seconds = time.process_time() - begun
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert errors == {"PE003"}
    assert seconds < 0.1
    assert most < 50_000_000


def test_a_sheet_formatted_to_its_last_row_takes_little_memory() -> None:
    file = FILES["格式到底.xlsx"]
    data = file.make()
    tracemalloc.start()
    errors, _ = _errors(file, data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not errors
    assert most < 170_000_000
