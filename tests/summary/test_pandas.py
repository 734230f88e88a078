"""pandas, which knows nothing of our sums, adds the project list up to the sheet of departments."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal

import pandas as pd

from perfeval_batch import pipeline
from perfeval_batch.batch import run_files
from perfeval_batch.demo import generate
from perfeval_batch.summary import figures, workbook

WORKBOOKS = 60


def sheet(data: bytes, name: str) -> pd.DataFrame:
    """A sheet by its headers, its rows of figures alone, numbers as Decimal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl passes over what XlsxWriter formats with
        raw = pd.read_excel(io.BytesIO(data), sheet_name=name, header=None, engine="openpyxl")
    head = raw.index[raw[0] == "序号"][0]
    frame = raw.loc[head + 1 :].set_axis(raw.loc[head].tolist(), axis=1)
    rows = frame[pd.to_numeric(frame["序号"], errors="coerce").notna()]
    return rows.reset_index(drop=True)


def exact(values: pd.Series) -> Decimal:
    """The sum of a column in Decimal."""
    return sum((Decimal(str(value)) for value in values.dropna()), Decimal(0))


def test_the_departments_are_what_pandas_makes_of_the_projects() -> None:
    plan = pipeline.Plan(render=False)
    outcomes = tuple(
        pipeline.work(source, data, plan)[0][0] for source, data in generate(WORKBOOKS, seed=3)
    )
    data = workbook.write(figures.gather(run_files.build_batch(outcomes)))
    projects, departments = sheet(data, "项目明细"), sheet(data, "按部门")
    assert len(projects) == WORKBOOKS
    grouped = dict(list(projects.groupby("主管部门")))
    assert set(grouped) == set(departments["主管部门"])
    for _, department in departments.iterrows():
        rows = grouped[department["主管部门"]]
        issued = rows[rows["处理结果"] == "已出报告"]
        assert department["自评表"] == len(rows)
        assert department["已出报告"] == len(issued)
        for column in ("全年预算数", "全年执行数"):
            assert Decimal(str(department[column])) == exact(issued[column])
        if len(issued):
            mean = exact(issued["最终得分"]) / len(issued)
            assert abs(Decimal(str(department["平均得分"])) - mean) < Decimal("0.006")
