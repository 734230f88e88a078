"""Last year's results: read back, compared, told; what is planted is found and nothing else."""

from __future__ import annotations

import random
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from perfeval_batch import pipeline, schemes
from perfeval_batch.batch import run_files
from perfeval_batch.batch_rules import last_year
from perfeval_batch.demo import generate
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import (
    Achievement,
    Batch,
    Identity,
    ItemFigures,
    LastItem,
    LastYear,
    Outcome,
    Passage,
    packed,
)
from perfeval_batch.summary import (
    details_file,
    figures,
    last_year_figures,
    last_year_results,
    result_file,
    workbook,
)
from perfeval_batch.values import replace
from tests import judges
from tests.summary import build
from tests.summary.test_workbook import opened, rows

pytestmark = pytest.mark.filterwarnings("ignore:.*extension:UserWarning")
D = Decimal
COUNT = 500


@pytest.fixture(scope="module")
def first() -> tuple[Outcome, ...]:
    plan = pipeline.Plan(render=False)
    made = generate(COUNT, seed=9, clean=True)
    return tuple(pipeline.work(source, data, plan)[0][0] for source, data in made)


def kept(outcomes: tuple[Outcome, ...], folder: Path, *, details: bool = True) -> Path:
    """OUTPUT of a year."""
    batch = run_files.build_batch(outcomes)
    (folder / ".perfeval").mkdir(parents=True)
    (folder / "运行结果.json").write_bytes(result_file.write(batch))
    (folder / "绩效评价汇总表.xlsx").write_bytes(workbook.write(figures.gather(batch)))
    if details:
        (folder / ".perfeval" / details_file.NAME).write_bytes(details_file.write(batch))
    return folder / "运行结果.json"


def next_item(item: ItemFigures) -> ItemFigures:
    """The same indicator a year later: as much is asked for as was reached, other reasons."""
    numbers = item.achievement
    if numbers is not None:
        numbers = replace(numbers, target=max(numbers.target, numbers.actual))
    return replace(item, achievement=numbers, reason=item.reason[::-1])


def next_year(outcome: Outcome) -> Outcome:
    """A project a year later, as it should be."""
    texts = packed(replace(each, text=each.text[::-1]) for each in outcome.passages)
    money = outcome.figures
    left = (money.budget or D(0)) - (money.executed or D(0))
    items = tuple(map(next_item, outcome.items))
    return replace(outcome, items=items, texts=texts, carried_over=left)


def planted(first: tuple[Outcome, ...]) -> tuple[list[Outcome], dict[str, set[str]]]:
    """The second year with 12 low targets, 10 repeated reasons, 8 copies, 6 wrong carry-overs."""
    chance = random.Random(4)
    second = [next_year(each) for each in first]
    counts = {"PE810": 12, "PE811": 10, "PE812": 8, "PE813": 6}
    found: dict[str, set[str]] = {code: set() for code in counts}
    order = chance.sample(range(COUNT), COUNT)
    for code, count in counts.items():
        while len(found[code]) < count:
            at = order.pop()
            changed = PLANT[code](first[at], second[at])
            if changed is not None:
                second[at] = changed
                found[code].add(changed.source)
    return second, found


def low_target(_: Outcome, now: Outcome) -> Outcome | None:
    for number, item in enumerate(now.items):
        numbers = item.achievement
        if numbers and numbers.comparison == "≥" and numbers.target > 0:
            low = replace(item, achievement=replace(numbers, target=numbers.actual / 2))
            return replace(now, items=(*now.items[:number], low, *now.items[number + 1 :]))
    return None


def same_reason(before: Outcome, now: Outcome) -> Outcome | None:
    for number, (was, item) in enumerate(zip(before.items, now.items, strict=True)):
        if was.name and was.reason and (was.score or 0) < (was.weight or 0):
            again = replace(item, reason=f"{was.reason}。")
            return replace(now, items=(*now.items[:number], again, *now.items[number + 1 :]))
    return None


def copied_text(before: Outcome, now: Outcome) -> Outcome:
    texts = tuple(
        replace(one, text=other.text) if one.label == "改进措施" else one
        for one, other in zip(now.passages, before.passages, strict=True)
    )
    return replace(now, texts=packed(texts))


def wrong_carry_over(before: Outcome, now: Outcome) -> Outcome:
    left = (before.figures.budget or D(0)) - (before.figures.executed or D(0))
    return replace(now, carried_over=left + 7)


PLANT = {
    "PE810": low_target,
    "PE811": same_reason,
    "PE812": copied_text,
    "PE813": wrong_carry_over,
}


def test_everything_planted_in_the_second_of_two_years_is_found_and_nothing_else(
    first: tuple[Outcome, ...], tmp_path: Path
) -> None:
    second, wanted = planted(first)
    last = last_year.match_last(last_year_results.read(kept(first, tmp_path)), second)
    assert len(last) == COUNT
    found = last_year.compare(last, second, schemes.load())
    told = {
        code: {source for source, each in found.items() if any(one.code == code for one in each)}
        for code in wanted
    }
    assert told == wanted
    assert Counter(one.code for each in found.values() for one in each).keys() == wanted.keys()


def test_the_summary_workbook_of_last_year_serves_as_well(
    first: tuple[Outcome, ...], tmp_path: Path
) -> None:
    kept(first, tmp_path, details=False)
    from_json = last_year_results.read(tmp_path / "运行结果.json")
    from_workbook = last_year_results.read(tmp_path / "绩效评价汇总表.xlsx")
    assert [each.identity.code for each in from_workbook] == [
        each.identity.code for each in from_json
    ]
    assert sum(each.budget or 0 for each in from_workbook) == sum(
        each.budget or 0 for each in from_json
    )
    assert any(each.items for each in from_workbook)


def both_years() -> Batch:
    now = build.reported(carried_over=D(5))
    items = (
        ItemFigures("效益指标", "生态效益指标", "保护环境", D(10), D(9), D(9), reason="管理松散"),
    )
    place = now.identity.places.get("项目名称", build.finding(now.source).place)
    items = (replace(items[0], reason_place=place),)
    again = replace(build.finding(now.source, "PE811"), place=place)
    now = replace(now, items=items, findings=(again,), follow_up="进行中")
    was = LastYear(
        now.identity,
        budget=D(5000),
        executed=D(4000),
        execution_rate=D(80),
        self_score=D(90),
        score=D(90),
        grade="优",
        items=(last_item("保护环境"),),
        texts=(("存在的问题及原因分析", "管理松散"), ("改进措施", "加强管理")),
    )
    return build.batch(now, build.reported("甲局/项目新.xlsx"), last={now.source: was})


def last_item(name: str) -> LastItem:
    return LastItem(name, weight=D(10), score=D(8), reason="管理松散")


def test_the_years_stand_beside_each_other_and_add_up_to_the_summary() -> None:
    batch = both_years()
    found = rows(opened(batch, values=True)["年度对比"])
    assert (found[0]["上年预算数"], found[0]["本年预算数"]) == (5000, 6313.66)
    assert (found[0]["得分增减"], found[0]["执行率增减"]) == (7, 20)
    assert found[1]["上年得分"] is None
    whole = figures.gather(batch).whole.figures
    assert D(str(found[-1]["本年预算数"])) == whole["budget"]
    assert D(str(found[-1]["本年执行数"])) == whole["executed"]
    account = figures.gather(batch)
    assert last_year_figures.totals(account)["projects"] == 1
    years = last_year_figures.both_years(account).to_numpy().tolist()
    assert years[0] == ["上年", 1, 5000, 4000, 80, 90]
    assert years[1][:3] == ["本年", 1, D("6313.66")]


def test_repeated_deductions_and_the_follow_up_of_problems_are_listed() -> None:
    book = opened(both_years())
    (again,) = rows(book["连续扣分"])
    assert (again["指标"], again["上年扣分"], again["本年扣分"]) == ("保护环境", 2, 1)
    (problem,) = rows(book["整改台账"])
    assert problem["上年存在的问题"] == "管理松散"
    assert problem["上年改进措施"] == "加强管理"
    assert problem["部门说明"] == "进行中"
    assert problem["本年同因扣分"] == "保护环境扣1分"


def test_without_last_year_there_are_no_sheets_of_it() -> None:
    assert not {"年度对比", "连续扣分", "整改台账"} & set(opened(build.three()).sheetnames)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{}", b"[1]", b"PK\x03\x04", b"\xff\xfe", b'{"schema": 2, "projects": null}'),
        b'{"schema": 2, "projects": [{"status": "reported"}]}',
        b'{"schema": 2, "projects": [{"status"',
    ],
)
def test_what_is_no_result_file_is_refused_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上年.json"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match="不是上年的运行结果"):
        last_year_results.read(path)


def test_a_result_file_of_another_version_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "上年.json"
    path.write_bytes(b'{"schema": 9, "projects": []}')
    with pytest.raises(SettingsError, match=r"另一版本.*格式9"):
        last_year_results.read(path)


def test_an_amount_without_end_is_no_amount(first: tuple[Outcome, ...], tmp_path: Path) -> None:
    path = kept(first[:1], tmp_path)
    text = path.read_text("utf-8")
    for amount in ("1e999999", "NaN", "Infinity"):
        path.write_text(re.sub(r'"budget": [0-9.]+', f'"budget": {amount}', text), "utf-8")
        with pytest.raises(SettingsError, match="不是上年的运行结果"):
            last_year_results.read(path)


def was(code: str | None, name: str, unit: str, department: str = "甲局") -> LastYear:
    return LastYear(Identity(code, name, department, unit))


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ([was("A00001", "甲", "一站")], was("a00001 ", "甲", "一站"), 0),
        ([was("A00001", "甲", "一站", "旧局")], was("A00001", "甲项目", "一站", "新局"), 0),
        ([was("3", "乙", "二站", "乙局")], was("3", "甲", "一站"), None),
        ([was("3", "乙", "二站")], was("3", "甲", "一站"), None),
        ([was(None, "甲", "一站", "旧局")], was(None, "甲", "一站", "新局"), 0),
        ([was(None, "甲", "二站")], was(None, "甲", "一站"), None),
        ([was("X1", "甲", "一站"), was("X2", "甲", "一站")], was(None, "甲", "一站"), None),
        (
            [was("B00002", "甲", "一站"), was("A00001", "乙", "一站")],
            was("A00001", "甲", "一站"),
            1,
        ),
    ],
)
def test_a_project_is_last_years_by_its_code_else_by_name_and_unit(
    last: list[LastYear], now: LastYear, expected: int | None
) -> None:
    assert last_year.match_projects(last, [now.identity]) == [expected]


def test_no_project_of_last_year_is_taken_twice() -> None:
    last = [was("A00001", "甲", "一站")]
    now = [was(None, "甲", "一站").identity, was("A00001", "甲二期", "一站").identity]
    assert last_year.match_projects(last, now) == [None, 0]


def test_it_is_said_when_nothing_but_amounts_could_be_compared(
    first: tuple[Outcome, ...], tmp_path: Path
) -> None:
    last = last_year_results.read(kept(first[:3], tmp_path, details=False))
    told = list(run_files.last_notes(last, {"甲": last[0]}, 2023))
    assert "共3个项目，与本年对应上的1个" in told[0]
    assert "没有逐项明细" in told[1]
    assert "不早于本年的2023年" in told[2]


def test_a_target_in_another_unit_of_length_is_compared_all_the_same() -> None:
    now = build.reported(
        items=(
            ItemFigures(
                *("产出指标", "数量指标", "养护里程", D(10), D(10), D(10)),
                achievement=Achievement("≥", D(20), D(30), "千米"),
                target="≥20千米",
            ),
        )
    )
    for unit, codes in (("公里", ["PE810"]), ("个", [])):
        item = LastItem("养护里程", "≥", D(30), unit, D(10), D(10))
        before = LastYear(now.identity, items=(item,))
        found = last_year.compare({now.source: before}, [now], schemes.load())
        assert [each.code for each in found.get(now.source, ())] == codes


def test_damaged_details_are_left_aside(first: tuple[Outcome, ...], tmp_path: Path) -> None:
    path = kept(first[:3], tmp_path, details=False)
    (tmp_path / ".perfeval" / details_file.NAME).write_bytes(b"\x1f\x8bnothing")
    assert [each.items for each in last_year_results.read(path)] == [(), (), ()]


def test_a_remainder_by_budget_or_by_arrival_fits_and_nothing_carried_over_too() -> None:
    was = LastYear(build.reported().identity, budget=D(100), arrived=D(95), executed=D(90))
    for carried, codes in ((10, []), (5, []), (0, []), (None, []), (7, ["PE813"])):
        now = build.reported(carried_over=None if carried is None else D(carried))
        found = last_year.compare({now.source: was}, [now], schemes.load())
        assert [each.code for each in found.get(now.source, ())] == codes


def test_a_score_that_rises_while_execution_falls_is_said() -> None:
    was = LastYear(build.reported().identity, execution_rate=D(101), self_score=D(90))
    now = build.reported()
    found = last_year.compare({now.source: was}, [now], schemes.load())
    assert [each.code for each in found[now.source]] == ["PE814"]


@pytest.mark.validator
def test_the_workbook_of_two_years_is_valid_open_xml() -> None:
    assert judges.validate(workbook.write(figures.gather(both_years())), ".xlsx") == []


def test_goals_may_stay_as_they_were() -> None:
    text = "完成老旧小区改造任务，改善群众居住条件，提升城市品质和居民幸福感。"
    place = build.finding("甲局/项目一.xlsx").place
    now = build.reported(texts=packed((Passage("项目绩效总目标", text, place),)))
    was = LastYear(now.identity, texts=(("项目绩效总目标", text),))
    assert last_year.compare({now.source: was}, [now], schemes.load()) == {}
