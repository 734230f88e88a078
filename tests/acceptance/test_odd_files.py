"""What is no filled workbook gets a sentence and the documented exit code, never a traceback."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.acceptance import office, runs

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def encrypted() -> bytes:
    """The seed's workbook behind a password, made once with msoffcrypto-tool."""
    return (Path(__file__).parent / "encrypted.xlsx").read_bytes()


def letter() -> bytes:
    """A Word document."""
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("关于报送自评表的函")
    document.save(target)
    return target.getvalue()


def budget() -> bytes:
    """A workbook of another kind."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "预算表"
    sheet["A1"] = "科目"
    return office.saved(book)


def without(title: str) -> bytes:
    """The seed's workbook without one of its sheets."""
    book = office.opened(office.workbook())
    del book[title]
    return office.saved(book)


def renamed(header: str) -> bytes:
    """The seed's workbook with another word for a header."""
    book = office.opened(office.workbook())
    sheet = book["绩效指标"]
    row, column = office.find(sheet, header)
    sheet.cell(row, column).value = "别的"
    return office.saved(book)


def torn() -> bytes:
    """A workbook whose transfer broke off."""
    data = office.workbook()
    return data[: len(data) // 2]


def flipped() -> bytes:
    """A workbook with damaged bytes inside a sheet: its checksum does not fit."""
    data = bytearray(office.workbook())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        part = next(i for i in package.infolist() if i.filename.endswith("sheet4.xml"))
    middle = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    data[middle : middle + 8] = bytes(255 - byte for byte in data[middle : middle + 8])
    return bytes(data)


FAILED = {
    "文字.xlsx": (b"\xe4\xbd\xa0\xe5\xa5\xbd" * 300, "PE001"),
    "空.xlsx": (b"", "PE001"),
    "半截.xlsx": (torn(), "PE001"),
    "损坏.xlsx": (flipped(), "PE001"),
    "网页.xls": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", None),
    "复合.xls": (OLE + b"\0" * 4096, "PE001"),
    "加密.xlsx": (encrypted(), "PE002"),
    "函.xlsx": (letter(), "PE001"),
    "文本.csv": ("项目名称,分值\n甲,10\n".encode("gbk"), "PE004"),
    "预算.xlsx": (budget(), "PE005"),
    "缺资金.xlsx": (without("资金情况"), "PE005"),
    "缺基本.xlsx": (without("基本情况"), "PE005"),
    "缺指标.xlsx": (without("绩效指标"), "PE005"),
    "缺列.xlsx": (renamed("分值"), "PE005"),
    "缺得分.xlsx": (renamed("自评得分"), "PE005"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-odd", made)


def made(folder: Path) -> runs.Run:
    files = {name: data for name, (data, _) in FAILED.items()}
    files |= {
        "好.xlsx": office.edited({}, "好"),
        "改名.xls": office.edited({}, "改名"),
        "大写.XLSX": office.edited({}, "大写"),
        "~$好.xlsx": b"\x05" * 165,
        ".隐藏.xlsx": b"x",
        ".隐藏/内.xlsx": b"x",
        "函.docx": letter(),
        "附件.pdf": b"%PDF-1.4",
        "打包.zip": b"PK\x05\x06" + b"\0" * 18,
    }
    return runs.run(runs.lay(folder / "收件", files), folder / "结果", engine="auto")


@pytest.mark.parametrize("name", FAILED)
def test_a_file_that_cannot_be_read_as_a_project_fails_with_its_code(
    name: str, done: runs.Run
) -> None:
    code = FAILED[name][1]
    found = [each[0] for each in done.errors(name)]
    assert found == [code] if code else found[0] in {"PE001", "PE004", "PE005"}
    assert done.project(name)["status"] == "failed"
    assert done.project(name)["returned"] == f"退回/未能读取/{name}"
    assert (done.output / "退回" / "未能读取" / name).read_bytes() == FAILED[name][0]


def test_what_a_missing_sheet_or_header_is_called_is_said(done: runs.Run) -> None:
    told = {
        p["source"]: p["findings"][0]["message"] for p in done.results["projects"] if p["findings"]
    }
    assert "资金情况" in told["缺资金.xlsx"]
    assert "绩效指标" in told["缺指标.xlsx"]
    assert "分值" in told["缺列.xlsx"]
    assert "自评得分" in told["缺得分.xlsx"]


def test_a_workbook_is_read_whatever_its_suffix_says(done: runs.Run) -> None:
    assert done.project("改名.xls")["status"] == "reported"
    assert done.project("大写.XLSX")["status"] == "reported"


def test_lock_files_and_hidden_ones_are_left_out_others_not_counted(done: runs.Run) -> None:
    sources = {project["source"] for project in done.results["projects"]}
    assert sources == {*FAILED, "好.xlsx", "改名.xls", "大写.XLSX"}
    counts = done.results["run"]
    assert counts == {
        "workbooks": len(FAILED) + 3,
        "projects": len(FAILED) + 3,
        "reported": 3,
        "returned": 0,
        "failed": len(FAILED),
    }


def test_files_that_are_not_read_are_listed_in_the_summary(done: runs.Run) -> None:
    book = (done.output / "绩效评价汇总表.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        words = package.read("xl/sharedStrings.xml").decode()
    for name in ("函.docx", "附件.pdf", "打包.zip"):
        assert name in words
    assert "另有3个文件" in done.out


def test_no_traceback_and_exit_code_1(done: runs.Run) -> None:
    assert done.code == 1
    log = (done.output / "运行日志.txt").read_text("utf-8")
    assert not re.search("Traceback|Error:", done.out + done.err + log)


def _only(tmp_path: Path, files: dict[str, bytes]) -> runs.Run:
    return runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")


def test_an_empty_folder_is_2_with_a_sentence(tmp_path: Path) -> None:
    run = _only(tmp_path, {})
    assert run.code == 2
    assert re.search("[一-鿿]{6}", run.err)
    assert "Traceback" not in run.err
    assert not (tmp_path / "结果" / "运行结果.json").exists()


def test_a_missing_folder_is_2_with_a_sentence(tmp_path: Path) -> None:
    run = runs.run(tmp_path / "没有", tmp_path / "结果")
    assert run.code == 2
    assert "没有" in run.err
    assert "Traceback" not in run.err


def test_a_folder_of_a_lock_file_alone_is_empty(tmp_path: Path) -> None:
    run = _only(tmp_path, {"~$x.xlsx": b"\x05" * 165})
    assert run.code == 2
    assert "Traceback" not in run.out + run.err


def test_a_folder_of_other_files_alone_is_empty(tmp_path: Path) -> None:
    assert _only(tmp_path, {"函.docx": letter()}).code == 2


def test_a_file_in_place_of_a_folder_is_2(tmp_path: Path) -> None:
    path = tmp_path / "好.xlsx"
    path.write_bytes(office.workbook())
    run = runs.run(path, tmp_path / "结果")
    assert (run.code, "Traceback" in run.err) == (2, False)


def test_unreadable_workbooks_alone_end_with_1(tmp_path: Path) -> None:
    run = _only(tmp_path, {"空.xlsx": b"", "加密.xlsx": encrypted()})
    assert run.code == 1
    assert run.results["run"] == {
        "workbooks": 2,
        "projects": 2,
        "reported": 0,
        "returned": 0,
        "failed": 2,
    }


def test_output_above_inbox_is_2(tmp_path: Path) -> None:
    inbox = runs.lay(tmp_path / "结果" / "收件", {"好.xlsx": office.workbook()})
    assert runs.run(inbox, tmp_path / "结果").code == 2


def test_output_inside_inbox_is_not_read(tmp_path: Path) -> None:
    inbox = runs.lay(tmp_path / "收件", {"好.xlsx": office.workbook(), "空.xlsx": b""})
    first = runs.run(inbox, inbox / "结果")
    second = runs.run(inbox, inbox / "结果")
    assert first.results["run"] == second.results["run"]
    assert second.results["run"]["workbooks"] == 2


def test_a_file_in_the_place_of_the_reports_folder_is_set_aside(tmp_path: Path) -> None:
    theirs = b"a file where the folder of the reports should be"
    runs.lay(tmp_path / "结果", {"报告": theirs})
    run = _only(tmp_path, {"甲.xlsx": office.edited({}, "甲")})
    assert run.code == 0
    assert run.project("甲.xlsx")["status"] == "reported"
    assert theirs in _everything(tmp_path / "结果")
    assert "Traceback" not in run.out + run.err


def test_an_output_that_cannot_be_written_is_2(tmp_path: Path) -> None:
    runs.lay(tmp_path, {"结果": b"a file where OUTPUT should be"})
    run = _only(tmp_path, {"甲.xlsx": office.edited({}, "甲")})
    assert run.code == 2
    assert re.search("[一-鿿]{6}", run.err)
    assert "Traceback" not in run.err


def test_what_others_laid_into_output_is_never_deleted(tmp_path: Path) -> None:
    theirs = {"报告/某县住建局/甲.docx/我的.txt": b"mine", "报告/某县住建局/我的.docx": b"mine too"}
    runs.lay(tmp_path / "结果", theirs)
    run = _only(tmp_path, {"甲.xlsx": office.edited({}, "甲")})
    assert run.code in {0, 1}
    assert set(theirs.values()) <= _everything(tmp_path / "结果")


def _everything(folder: Path) -> set[bytes]:
    """The contents of all files, those that were set aside too."""
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_check_tells_the_same_without_writing(tmp_path: Path) -> None:
    inbox = runs.lay(tmp_path, {"坏.xlsx": office.edited({office.of("任务完成率", "分值"): 20})})
    before = runs.published(tmp_path)
    done = runs.perfeval("check", inbox / "坏.xlsx", folder=tmp_path)
    assert done.returncode == 1
    assert "PE301" in done.stdout
    assert f"绩效指标!{office.of('合计', '分值')[1]}" in done.stdout
    assert runs.published(tmp_path) == before


def test_check_of_a_workbook_without_errors_ends_with_0(tmp_path: Path) -> None:
    inbox = runs.lay(tmp_path, {"好.xlsx": office.workbook()})
    assert runs.perfeval("check", inbox, folder=tmp_path).returncode == 0
