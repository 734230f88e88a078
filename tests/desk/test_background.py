"""Work in the background: its progress, its end, its stop."""

from __future__ import annotations

import threading

import pytest

from perfeval_batch.batch import Progress, Watch
from perfeval_batch.desk.background import Activity, Background, Phase
from perfeval_batch.errors import SettingsError


def background() -> Background:
    return Background(lambda: "程序出了错")


def test_it_ends_with_the_sentence_of_the_work() -> None:
    found = background()
    assert found.start("出报告", lambda _: "共3个")
    found.wait(10)
    assert (found.activity.phase, found.activity.sentence) == (Phase.DONE, "共3个")


def test_one_thing_is_done_at_a_time() -> None:
    found, go_on = background(), threading.Event()
    assert found.start("一", lambda _: str(go_on.wait(10)))
    assert not found.start("二", lambda _: "")
    assert found.activity.task == "一"
    go_on.set()
    found.wait(10)
    assert found.start("二", lambda _: "")
    found.wait(10)


def test_it_stops_between_two_pieces_and_says_how_to_go_on() -> None:
    found, begun = background(), threading.Event()

    def work(watch: Watch) -> str:
        for number in range(10_000_000):
            watch(Progress("检查", number, 10_000_000))
            begun.set()
        return "做完了"

    found.start("出报告", work)
    begun.wait(10)
    found.stop()
    assert found.activity.phase in (Phase.STOPPING, Phase.STOPPED)
    found.wait(10)
    assert found.activity.phase is Phase.STOPPED
    assert "接着做" in found.activity.sentence


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [(SettingsError("没有收件夹。"), "没有收件夹。"), (KeyError("x"), "程序出了错")],
)
def test_what_goes_wrong_is_said(problem: Exception, sentence: str) -> None:
    found = background()

    def work(_: Watch) -> str:
        raise problem

    found.start("出报告", work)
    found.wait(10)
    assert (found.activity.phase, found.activity.sentence) == (Phase.FAILED, sentence)


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (999, 1000, 99), (3, 3, 100)])
def test_a_hundred_percent_means_all(done: int, total: int, percent: int) -> None:
    assert Activity(progress=Progress("检查", done, total)).percent == percent
