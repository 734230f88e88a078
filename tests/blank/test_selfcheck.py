"""自检: what its formulas show, as LibreOffice computes them."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from perfeval_batch import blank, schemes
from perfeval_batch.blank import meta_sheet, named_areas, selfcheck_sheet
from perfeval_batch.demo import samples
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.values import replace
from tests import books, judges

SCHEME = schemes.load()
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
    "what was spent is a text": (total(全年执行数="3,229.59万元"), "unit", None, "通过"),
    "sources differ": (total(年初预算数=6000), "sources", "年初预算数", "请修改"),
    "executed over budget": (total(全年执行数=7000), "over_budget", 7000, "请修改"),
    "execution score differs": (total(自评得分=Decimal("9.5")), "execution", 9.5, "请修改"),
    "an amount looks like yuan": (total(年初预算数=63136600), "unit", "年初预算数", "请核对"),
    "the uses look like yuan": (
        replace(SEED, uses=({"支出用途": "改造", "金额": 63136600},)),
        *("unit", "支出用途", "请核对"),
    ),
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
    formulas = books.opened(data)
    values = books.opened(data, values=True)
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


def recalculated(workbooks: Sequence[bytes]) -> list[bytes]:
    """The workbooks as LibreOffice computes and saves them; one start of it."""
    program = judges.soffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
        for source, data in zip(sources, workbooks, strict=True):
            source.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(program), profile, "--headless", "--convert-to", "xlsx"]
        command += ["--outdir", str(folder / "out"), *map(str, sources)]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        return [(folder / "out" / source.name).read_bytes() for source in sources]


Cells = Mapping[str, CellValue]
EDGES: Mapping[str, tuple[str, int, Cells]] = {
    "an indicator right below the header": ("绩效指标", 4, {"I4": 5, "J4": 4}),
    "an indicator right above the total": ("绩效指标", 14, {"I14": 5, "J14": 4}),
    "a source right below the total": ("资金情况", 5, {"B5": 100}),
    "a source below the last one": ("资金情况", 8, {"B8": 100}),
    "a use that is an error": ("资金情况", 60, {"B11": "=1/0"}),
}
"""The sheet, the row inserted and what is typed there."""
_REFERENCE = re.compile(r"(?:(\w+)!)?(\$?[A-Z]{1,2}\$?)([0-9]+)\b")


def with_row_inserted(sheet: str, row: int, cells: Cells) -> bytes:
    """The seed with a row inserted: references to rows below move, as every program moves them."""
    book = books.opened(blank.write(SEED, SCHEME))

    def moved(formula: str, home: str) -> str:
        def step(found: re.Match[str]) -> str:
            below = (found[1] or home) == sheet and int(found[3]) >= row
            owner = f"{found[1]}!" if found[1] else ""
            return f"{owner}{found[2]}{int(found[3]) + below}"

        return _REFERENCE.sub(step, formula)

    for each in book.worksheets:
        for cell in (cell for line in each.iter_rows() for cell in line if cell.data_type == "f"):
            cell.value = moved(str(cell.value), each.title)
    for name in book.defined_names.values():
        name.attr_text = moved(name.attr_text, "")
    book[sheet].merged_cells.ranges.clear()
    book[sheet].insert_rows(row)
    for address, value in cells.items():
        book[sheet][address].value = value
    return books.saved(book)


Computed = Mapping[str, Mapping[tuple[str, str], CellValue]]


@pytest.fixture(scope="module")
def computed() -> Computed:
    """Every fault's workbook, and the samples', computed."""
    workbooks = {name: blank.write(fault[0], SCHEME) for name, fault in FAULTS.items()}
    workbooks |= {name: samples.write(name) for name in samples.names()}
    workbooks |= {name: with_row_inserted(*edit) for name, edit in EDGES.items()}
    found = recalculated(list(workbooks.values()))
    return {name: stored(data) for name, data in zip(workbooks, found, strict=True)}


def line_row(filling: Filling, key: str) -> int:
    """The row of a line of 自检."""
    frame, choices = named_areas.frame_for(filling), meta_sheet.Choices.from_scheme(SCHEME)
    return selfcheck_sheet.rows(frame, choices)[key][0]


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_shows_in_its_line(name: str, computed: Computed) -> None:
    filling, key, now, verdict = FAULTS[name]
    row = line_row(filling, key)
    cells = computed[name]
    assert (cells["自检", f"B{row}"], cells["自检", f"D{row}"]) == (now, verdict)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", FAULTS)
def test_no_line_shows_an_error_for_what_is_typed(name: str, computed: Computed) -> None:
    shown = [str(value) for (sheet, _), value in computed[name].items() if sheet == "自检"]
    assert [value for value in shown if value.startswith("#")] == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", samples.names())
def test_a_sample_passes_every_line(name: str, computed: Computed) -> None:
    verdicts = {
        value
        for (sheet, cell), value in computed[name].items()
        if sheet == "自检" and cell[0] == "D"
    }
    assert verdicts == {"通过"}
    assert computed[name]["自检", "A3"] == "各项检查通过，可以报送"


@pytest.mark.libreoffice
def test_the_sums_and_the_rate_of_the_seed_are_right(computed: Computed) -> None:
    cells = computed[samples.names()[0]]
    assert [cells["绩效指标", cell] for cell in ("I14", "J14", "K14")] == [100, 97, 97]
    assert cells["资金情况", "G4"] == 1


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("a score over its weight", "有1项需要修改"),
        ("a required fact is blank", "还有1项待填写"),
        ("uses differ", "可以报送，另有1项请核对"),
    ],
)
def test_the_overall_verdict_counts_what_is_to_be_mended(
    name: str, verdict: str, computed: Computed
) -> None:
    assert computed[name]["自检", "A3"] == verdict


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", list(EDGES)[:2])
def test_an_indicator_inserted_at_an_edge_of_the_table_counts(
    name: str, computed: Computed
) -> None:
    cells = computed[name]
    assert [cells["绩效指标", cell] for cell in ("I15", "J15")] == [105, 101]
    row = line_row(SEED, "weight")
    assert (cells["自检", f"B{row}"], cells["自检", f"D{row}"]) == (105, "请修改")


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", list(EDGES)[2:4])
def test_a_source_inserted_at_an_edge_of_the_table_counts(name: str, computed: Computed) -> None:
    row = line_row(SEED, "sources")
    assert computed[name]["自检", f"B{row}"] == "年初预算数"


@pytest.mark.libreoffice
def test_a_cell_that_is_an_error_has_to_be_mended(computed: Computed) -> None:
    cells = computed["a use that is an error"]
    assert cells["自检", f"D{line_row(SEED, 'uses')}"] == "请修改"
    assert cells["自检", "A3"] == "有2项需要修改"


@pytest.mark.libreoffice
def test_the_level2_drop_down_follows_level1_and_offers_all_beside_an_unknown_one() -> None:
    book = books.opened(blank.write(None, SCHEME))
    sheet = book["绩效指标"]
    rules = [each for each in sheet.data_validations.dataValidation if "B4" in each.sqref]
    source = str(rules[0].formula1)
    for row, name in ((4, "效益指标"), (5, "成本指标"), (6, "项目决策"), (7, None)):
        sheet.cell(row, 1).value = name
        choices = source.replace("$A4", f"$A{row}")
        sheet.cell(row, 20).value = f"=COUNTA({choices})"
        sheet.cell(row, 21).value = f"=INDEX({choices},2)"
    computed = stored(judges.convert(books.saved(book), ".xlsx", "xlsx"))
    found = [
        (computed["绩效指标", f"T{row}"], computed["绩效指标", f"U{row}"]) for row in range(4, 8)
    ]
    assert found == [(4, "社会效益指标"), (3, "社会成本指标"), (11, "质量指标"), (11, "质量指标")]
