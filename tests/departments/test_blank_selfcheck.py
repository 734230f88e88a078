"""自检: LibreOffice computes what the filled workbook stores."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfeval_batch import blank, scheme
from perfeval_batch.blank import meta_sheet, selfcheck_lines, sheet_frame
from perfeval_batch.demo import samples
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.values import replace
from tests import judges

SCHEME = scheme.load()
SEED = samples.load(samples.names()[0])
TOTAL = "年度资金总额"


def indicator(number: int, **values: CellValue) -> Filling:
    """The seed with other values in one indicator."""
    rows = list(SEED.indicators)
    rows[number] = {**rows[number], **values}
    return replace(SEED, indicators=tuple(rows))


def total(**values: CellValue) -> Filling:
    """The seed with other values in the first row of the funds table."""
    return replace(SEED, funds={**SEED.funds, TOTAL: {**SEED.funds[TOTAL], **values}})


def without_fact(name: str) -> Filling:
    """The seed without one of its facts."""
    return replace(SEED, facts={**SEED.facts, name: None})


FAULTS: Mapping[str, tuple[Filling, str, CellValue, str]] = {
    "a required fact is blank": (without_fact("主管部门"), "facts", "主管部门", "待填写"),
    "a fact is spaces": (
        replace(SEED, facts={**SEED.facts, "主管部门": "  "}),
        *("facts", "主管部门", "待填写"),
    ),
    "an amount is blank": (total(实际到位数=None), "amounts", "实际到位数", "待填写"),
    "an amount is a text": (total(实际到位数="800万元"), "amounts", "实际到位数", "待填写"),
    "sources differ": (total(年初预算数=6000), "sources", "年初预算数", "请修改"),
    "executed over budget": (total(全年执行数=7000), "over_budget", 7000, "请修改"),
    "execution score differs": (total(自评得分=Decimal("9.5")), "execution", 9.5, "请修改"),
    "uses differ": (replace(SEED, uses=()), "uses", 0, "请核对"),
    "a weight is blank": (indicator(0, 分值=None), "no_weight", 1, "待填写"),
    "a weight is zero": (indicator(0, 分值=0), "no_weight", 1, "待填写"),
    "a weight is a text": (indicator(0, 分值="１０"), "no_weight", 1, "待填写"),
    "a score is blank": (indicator(2, 自评得分=None), "no_score", 1, "待填写"),
    "nothing is said": (
        indicator(0, 实际完成值=None, 完成情况说明=None),
        *("no_account", 1, "请核对"),
    ),
    "weights add up to 110": (indicator(0, 分值=20), "weight", 110, "请修改"),
    "a score over its weight": (indicator(0, 自评得分=11), "over_weight", 1, "请修改"),
    "the execution score over its weight": (total(复核得分=12), "over_weight", 1, "请修改"),
    "a deduction without reason": (indicator(3, 扣分原因=None), "no_reason", 1, "请修改"),
    "a review score missing": (indicator(3, 复核得分=None), "review", 1, "请修改"),
    "another grade stated": (
        replace(SEED, texts={**SEED.texts, "自评等级": "良"}),
        *("grade", "良", "请修改"),
    ),
    "the right grade stated": (
        replace(SEED, texts={**SEED.texts, "自评等级": "优"}),
        *("grade", "优", "通过"),
    ),
}


def stored(data: bytes) -> dict[tuple[str, str], CellValue]:
    """What every formula's cell stores."""
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): plain(values[sheet.title][cell.coordinate].value)
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def plain(value: object) -> CellValue:
    """Numbers to twelve digits; an empty text is nothing."""
    if isinstance(value, int | float):
        return round(float(value), 12)
    return str(value) if value else None


def line(filling: Filling, key: str) -> tuple[CellValue, CellValue]:
    """当前情况 and 结果 of a line as the workbook stores them."""
    frame = sheet_frame.of(filling)
    choices = meta_sheet.Choices.of(SCHEME)
    row = selfcheck_lines.rows(frame, choices)[key][0]
    cells = stored(blank.write(filling, SCHEME))
    return cells["自检", f"B{row}"], cells["自检", f"D{row}"]


@pytest.mark.parametrize(("filling", "key", "now", "verdict"), FAULTS.values(), ids=FAULTS)
def test_a_fault_shows_in_its_line(
    filling: Filling, key: str, now: CellValue, verdict: str
) -> None:
    assert line(filling, key) == (now, verdict)


def test_the_seed_passes_every_line() -> None:
    cells = stored(blank.write(SEED, SCHEME))
    verdicts = {
        value for (sheet, cell), value in cells.items() if sheet == "自检" and cell[0] == "D"
    }
    assert verdicts == {"通过"}


def test_the_overall_verdict_counts_what_is_to_be_mended() -> None:
    assert stored(blank.write(indicator(0, 自评得分=11), SCHEME))["自检", "A3"] == "有1项需要修改"
    assert stored(blank.write(without_fact("主管部门"), SCHEME))["自检", "A3"] == "还有1项待填写"


def recalculated(workbooks: Sequence[bytes]) -> list[bytes]:
    """What LibreOffice computes after every stored value was thrown away; one start of it."""
    program = judges.soffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
        for source, data in zip(sources, workbooks, strict=True):
            openpyxl.load_workbook(io.BytesIO(data)).save(source)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(program), profile, "--headless", "--convert-to", "xlsx"]
        command += ["--outdir", str(folder / "out"), *map(str, sources)]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        return [(folder / "out" / source.name).read_bytes() for source in sources]


@pytest.mark.libreoffice
def test_libreoffice_computes_what_filled_workbooks_store() -> None:
    workbooks = {name: samples.write(name) for name in (*samples.names(), *samples.faulty_names())}
    workbooks |= {name: blank.write(fault[0], SCHEME) for name, fault in FAULTS.items()}
    theirs = recalculated(list(workbooks.values()))
    for (name, ours), their in zip(workbooks.items(), theirs, strict=True):
        assert stored(their) == stored(ours), name


@pytest.mark.libreoffice
def test_the_level2_drop_down_follows_level1_and_offers_all_beside_an_unknown_one() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank.write(None, SCHEME)))
    sheet = book["绩效指标"]
    rules = [each for each in sheet.data_validations.dataValidation if "B4" in each.sqref]
    source = str(rules[0].formula1)
    for row, name in ((4, "效益指标"), (5, "成本指标"), (6, "项目决策"), (7, None)):
        sheet.cell(row, 1).value = name
        choices = source.replace("$A4", f"$A{row}")
        sheet.cell(row, 20).value = f"=COUNTA({choices})"
        sheet.cell(row, 21).value = f"=INDEX({choices},2)"
    out = io.BytesIO()
    book.save(out)
    computed = stored(judges.convert(out.getvalue(), ".xlsx", "xlsx"))
    found = [
        (computed["绩效指标", f"T{row}"], computed["绩效指标", f"U{row}"]) for row in range(4, 8)
    ]
    assert found == [(4, "社会效益指标"), (3, "社会成本指标"), (11, "质量指标"), (11, "质量指标")]
