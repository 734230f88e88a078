"""A round trip: doubts out, answers back, a run that takes them in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfeval_batch import batch, pipeline, replies
from perfeval_batch.errors import SettingsError
from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, CellValue, Filling, Outcome, Status
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace
from tests import books, inboxes

PROJECTS = 30
TRUE, MENDED = "属实无需修改", "已修改"
SHEET = "核实/{}/疑点核实单.xlsx"


def department(number: int) -> str:
    return f"{'甲乙丙'[number % 3]}局"


def project(number: int, **more: CellValue) -> Filling:
    """A project without a 执行标准 (PE107), unless said otherwise."""
    facts: dict[str, CellValue] = {
        "项目名称": f"老旧小区改造{number}",
        "项目编码": f"C{number:02}",
        "主管部门": department(number),
        "执行标准": None,
    }
    return inboxes.changed({**facts, **more})


def run(inbox: Path, output: Path, answers: Path | None = None) -> Batch:
    return batch.run(Settings(inbox, output, engine="inline", replies=answers))


def open_doubts(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.findings if each.severity == "warning"]


def answer(sheet: bytes, say: Callable[[str], tuple[str | None, str | None]]) -> bytes:
    """The sheet, each doubt answered by its project's name."""
    book = books.opened(sheet)
    page = book[replies.SHEET]
    for row in range(4, page.max_row + 1):
        page.cell(row, 5).value, page.cell(row, 6).value = say(str(page.cell(row, 2).value))
    return books.saved(book)


def number_of(name: str) -> int:
    return int(name.removeprefix("老旧小区改造"))


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Batch, Batch, Path]:
    """The first run, and the second once half of the projects are confirmed, half mended."""
    folder = tmp_path_factory.mktemp("rounds")
    books = {f"项目{n:02}": inboxes.workbook(project(n)) for n in range(PROJECTS)}
    inbox = inboxes.fill(folder / "收件", **books)
    first = run(inbox, folder / "结果")
    back = folder / "回复"
    back.mkdir()
    for each in "甲乙丙":
        sheet = (folder / "结果" / SHEET.format(f"{each}局")).read_bytes()
        odd = answer(
            sheet,
            lambda name: ("确无统一标准", TRUE) if number_of(name) % 2 else (None, MENDED),
        )
        (back / f"{each}局.xlsx").write_bytes(odd)
    for number in range(0, PROJECTS, 2):
        mended = inboxes.workbook(project(number, 执行标准="按县定额标准执行。"))
        (inbox / f"项目{number:02}.xlsx").write_bytes(mended)
    return first, run(inbox, folder / "结果", back), folder


def test_every_doubt_is_asked_about_in_its_departments_sheet(
    rounds: tuple[Batch, Batch, Path],
) -> None:
    first = rounds[0]
    assert all("PE107" in open_doubts(each) for each in first.outcomes)
    sent = {path for path in first.letters if path.startswith("核实/")}
    assert sent == {
        f"核实/{each}局/{name}" for each in "甲乙丙" for name in ("疑点核实单.xlsx", "核实函.docx")
    }


def test_reports_and_counts_of_the_second_round_are_right(
    rounds: tuple[Batch, Batch, Path],
) -> None:
    first, second, folder = rounds
    assert [len(each.outcomes) for each in (first, second)] == [PROJECTS, PROJECTS]
    assert all(each.status is Status.REPORTED for each in second.outcomes)
    reports = list((folder / "结果" / "报告").rglob("*.docx"))
    assert len(reports) == PROJECTS
    for one, other in zip(first.outcomes, second.outcomes, strict=True):
        explained = [each for each in other.findings if "单位已说明" in each.message]
        doubted = one.count(Severity.WARNING)
        if number_of(str(other.identity.name)) % 2:
            assert (len(explained), other.count(Severity.WARNING)) == (doubted, 0)
        else:
            assert (len(explained), other.count(Severity.WARNING)) == (0, doubted - 1)


def test_no_sheet_of_the_second_round_asks_about_anothers_project(
    rounds: tuple[Batch, Batch, Path],
) -> None:
    folder = rounds[2]
    asked = []
    for each in "甲乙丙":
        page = openpyxl.load_workbook(folder / "结果" / SHEET.format(f"{each}局"))[replies.SHEET]
        for row in range(4, page.max_row + 1):
            number = number_of(str(page.cell(row, 2).value))
            assert department(number) == f"{each}局"
            asked.append(number)
    left = [
        number_of(str(outcome.identity.name))
        for outcome in rounds[1].outcomes
        for _ in open_doubts(outcome)
    ]
    assert sorted(asked) == sorted(left)


def test_what_was_confirmed_is_a_note_with_the_words_and_what_was_mended_is_gone(
    rounds: tuple[Batch, Batch, Path],
) -> None:
    for each in rounds[1].outcomes:
        number = number_of(str(each.identity.name))
        standard = [f for f in each.findings if f.place.cell == "B17" and f.code == "PE107"]
        if number % 2:
            assert [f.severity for f in standard] == ["note"]
            assert "单位已说明：“确无统一标准”" in standard[0].message
        else:
            assert standard == []


def test_a_doubt_that_was_said_to_be_mended_and_is_not_stays(
    rounds: tuple[Batch, Batch, Path],
) -> None:
    """The seed's other doubts of the projects that mended but one."""
    for each in rounds[1].outcomes:
        left = open_doubts(each)
        assert ("PE510" in left) == (number_of(str(each.identity.name)) % 2 == 0)


def test_once_all_is_settled_no_sheet_is_left(tmp_path: Path) -> None:
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(project(0)))
    output, back = tmp_path / "结果", tmp_path / "回复"
    run(inbox, output)
    back.mkdir()
    sheet = (output / SHEET.format("甲局")).read_bytes()
    (back / "甲.xlsx").write_bytes(answer(sheet, lambda _: ("属实。", TRUE)))
    second = run(inbox, output, back)
    assert open_doubts(second.outcomes[0]) == []
    assert not (output / "核实").exists()


def test_the_next_sheet_carries_the_words_of_before_and_its_answer_counts(tmp_path: Path) -> None:
    """The first answer said that it was mended, and it was not; both sheets lie in the folder."""
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(project(0)))
    output, back = tmp_path / "结果", tmp_path / "回复"
    run(inbox, output)
    back.mkdir()
    sheet = output / SHEET.format("甲局")
    (back / "一.xlsx").write_bytes(answer(sheet.read_bytes(), lambda _: ("已补充标准", MENDED)))
    run(inbox, output, back)
    page = openpyxl.load_workbook(sheet)[replies.SHEET]
    assert page["E4"].value == "已补充标准"
    assert page["F4"].value is None
    assert "上次答复“已修改”，重新检查仍有这一疑点" in str(page["D4"].value)
    (back / "二.xlsx").write_bytes(answer(sheet.read_bytes(), lambda _: ("确无统一标准", TRUE)))
    last = run(inbox, output, back)
    assert open_doubts(last.outcomes[0]) == []
    assert not [note for note in last.notes if "不一致" in note]


def yuan() -> Filling:
    """A project whose amounts are so large that they look like 元."""
    filling = project(0)
    total = {
        name: amount * 1000 if isinstance(amount, Decimal | int) and "数" in name else amount
        for name, amount in filling.funds["年度资金总额"].items()
    }
    uses = tuple({**each, "金额": 6313660} for each in filling.uses)
    sources = {**filling.funds, "年度资金总额": total}
    sources["当年财政拨款"] = {
        name: amount * 1000 if isinstance(amount, Decimal | int) else amount
        for name, amount in sources["当年财政拨款"].items()
    }
    return replace(filling, funds=sources, uses=uses)


def test_an_error_that_is_confirmed_lets_the_report_be_issued(tmp_path: Path) -> None:
    if "PE212" not in pipeline.CONFIRMABLE:
        pytest.skip("no check is confirmable yet")
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(yuan()))
    output, back = tmp_path / "结果", tmp_path / "回复"
    assert run(inbox, output).outcomes[0].status is Status.RETURNED
    back.mkdir()
    sheet = (output / SHEET.format("甲局")).read_bytes()
    (back / "甲.xlsx").write_bytes(answer(sheet, lambda _: ("确为六百三十一亿元", TRUE)))
    outcome = run(inbox, output, back).outcomes[0]
    assert (outcome.status, outcome.report) == (Status.REPORTED, "报告/甲局/老旧小区改造0.docx")


def test_a_filled_sheet_that_lies_in_output_is_left_alone(tmp_path: Path) -> None:
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(project(0)))
    output = tmp_path / "结果"
    run(inbox, output)
    sheet = (output / SHEET.format("甲局")).read_bytes()
    back = output / "核实" / "甲局" / "报回.xlsx"
    back.write_bytes(answer(sheet, lambda _: ("属实。", TRUE)))
    run(inbox, output, output / "核实")
    assert back.is_file()


def test_a_folder_without_answers_is_told(tmp_path: Path) -> None:
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(project(0)))
    with pytest.raises(SettingsError, match="不存在"):
        run(inbox, tmp_path / "结果", tmp_path / "没有")
    (tmp_path / "空").mkdir()
    with pytest.raises(SettingsError, match="没有填好的疑点核实单"):
        run(inbox, tmp_path / "结果", tmp_path / "空")


def test_a_file_that_is_no_answer_is_told(tmp_path: Path) -> None:
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(project(0)))
    output, back = tmp_path / "结果", tmp_path / "回复"
    run(inbox, output)
    back.mkdir()
    (back / "好.xlsx").write_bytes((output / SHEET.format("甲局")).read_bytes())
    (back / "坏.xlsx").write_bytes(b"x")
    assert any("坏.xlsx" in each for each in run(inbox, output, back).notes)


def test_whatever_else_lies_beside_the_answers_is_told_and_stops_nothing(tmp_path: Path) -> None:
    """A package, a scan, a letter that came back, a sheet whose headers were typed anew."""
    inbox = inboxes.fill(tmp_path / "收件", 一=inboxes.workbook(project(0)))
    output, back = tmp_path / "结果", tmp_path / "回复"
    run(inbox, output)
    sheet = (output / SHEET.format("甲局")).read_bytes()
    (back / "甲局").mkdir(parents=True)
    (back / "甲局" / "好.xlsx").write_bytes(answer(sheet, lambda _: ("属实。", TRUE)))
    (back / "乙局.zip").write_bytes(b"PK")
    (back / "丙局.pdf").write_bytes(b"%PDF")
    (back / "核实函.docx").write_bytes(b"PK")
    book = books.opened(sheet)
    book[replies.SHEET]["F3"].value = "意见"
    book.save(back / "改了表头.xlsx")
    told = run(inbox, output, back)
    assert open_doubts(told.outcomes[0]) == []
    for name in ("乙局.zip", "丙局.pdf", "改了表头.xlsx"):
        assert sum(name in note for note in told.notes) == 1, told.notes
    assert not any("核实函" in note for note in told.notes)
