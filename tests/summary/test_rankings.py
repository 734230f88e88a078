"""What the head asks: money not spent, self-praise, what keeps going wrong, what waits."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.findings import Severity
from perfeval_batch.summary import figures, rankings
from perfeval_batch.summary.figures import Account
from perfeval_batch.values import replace
from tests.summary import build, generated

D = Decimal


def account() -> Account:
    funds = build.reported().figures
    return figures.gather(
        build.batch(
            build.reported("甲局/1.xlsx", figures=replace(funds, executed=D(6000))),
            build.reported(
                "甲局/2.xlsx", figures=replace(funds, self_score=D(99), review_score=D(90))
            ),
            build.returned("甲局/3.xlsx", rounds=2),
            build.failed(),
        )
    )


def test_money_not_spent_is_listed_by_department_and_project() -> None:
    (department,) = rankings.unspent_departments(account()).to_dict("records")
    assert (department["name"], department["unspent"]) == ("甲局", D("313.66"))
    (project,) = rankings.unspent_projects(account()).to_dict("records")
    assert (project["source"], project["unspent"]) == ("甲局/1.xlsx", D("313.66"))


def test_the_departments_unspent_money_adds_up_to_that_of_the_batch() -> None:
    many = figures.gather(generated.batch(200))
    listed = rankings.unspent_departments(many)["unspent"]
    assert figures.total(listed) == many.whole.figures["unspent"]
    assert figures.total(rankings.unspent_projects(many)["unspent"]) == figures.total(listed)


def test_self_praise_is_ranked_by_the_points_that_the_review_took() -> None:
    (found,) = rankings.self_praise(account()).to_dict("records")
    assert (found["source"], found["excess"]) == ("甲局/2.xlsx", 9)


def test_what_keeps_going_wrong_names_the_check_and_the_departments() -> None:
    faults = rankings.frequent_faults(account()).to_dict("records")
    assert [(each["code"], each["count"], each["where"]) for each in faults] == [
        ("PE001", 1, "未填部门1"),
        ("PE404", 1, "甲局1"),
        ("PE604", 1, "甲局1"),
    ]


def test_money_in_returned_projects_waits_by_department_with_its_rounds() -> None:
    (held,) = rankings.held_money(account()).to_dict("records")
    assert (held["name"], held["returned"], held["held"], held["rounds"]) == (
        *("甲局", 1, D("6313.66"), 2),
    )


def test_rounds_count_every_project_that_was_read() -> None:
    rows = rankings.rounds(account())
    assert rows.to_numpy().tolist() == [["第1次报送", 2, 0, 2], ["第3次报送", 0, 1, 1]]


def test_a_batch_of_nothing_has_empty_rankings() -> None:
    empty = figures.gather(build.batch())
    for rank in (rankings.unspent_projects, rankings.self_praise, rankings.frequent_faults):
        assert len(rank(empty)) == 0
    assert Severity.ERROR.value in empty.whole.projects
