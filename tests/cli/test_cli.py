"""cli: words in, exit codes and Chinese sentences out; never a traceback."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from perfeval_batch import catalogue, cli, pool, report
from perfeval_batch.cli import show
from perfeval_batch.errors import ExitCode
from perfeval_batch.findings import Place, Severity
from perfeval_batch.values import replace
from tests import inboxes
from tests.forms import build

COMMANDS = ("run", "check", "template", "explain", "schemes", "demo", "review-sheet", "roster")


def perfeval(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(word) for word in words])
    return int(ended.value.code or 0)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return inboxes.fill(tmp_path / "收件", 甲局__项目=inboxes.workbook())


def test_a_run_without_faults_ends_with_0_and_says_where_the_results_are(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert perfeval("run", inbox, "-o", tmp_path / "结果") == ExitCode.OK
    told = capsys.readouterr()
    assert "共1个工作簿：已出报告1个。" in told.out
    assert str(tmp_path / "结果") in told.out
    assert "已处理1/1" in told.err


def test_a_run_with_a_returned_workbook_ends_with_1_and_names_the_cell(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    faulty = inboxes.changed({"项目目的": None, "项目编码": "B", "项目名称": "乙项目"})
    inboxes.fill(inbox, 乙=inboxes.workbook(faulty))
    assert perfeval("run", inbox, "-o", tmp_path / "结果") == ExitCode.RETURNED
    assert re.search(r"错误 PE101 基本情况!B\d+：", capsys.readouterr().out)


def test_json_goes_to_standard_output_alone(
    inbox: Path,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert perfeval("run", inbox, "-o", tmp_path / "结果", "--format", "json") == ExitCode.OK
    told = capfdbinary.readouterr().out
    assert json.loads(told)["run"]["reported"] == 1
    assert told == (tmp_path / "结果" / "运行结果.json").read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run", "没有这个文件夹"), "没有找到收件文件夹"),
        (("run",), "缺少“收件文件夹”"),
        (("rnu",), "没有命令“rnu”"),
        (("run", "x", "--jbs", "2"), "没有选项“--jbs”"),
        (("run", "x", "--jobs", "二"), "“--jobs”的值"),
        (("run", "x", "--jobs", "0"), "太小"),
        (("run", "x", "--engine", "spark"), "可用的有：auto"),
        (("run", "x", "--format", "xml"), "可用的有：text"),
        (("check", "没有.xlsx"), "没有找到“没有.xlsx”"),
        (("explain", "PE999"), "没有代码为“PE999”的检查"),
        (("schemes", "没有"), "没有名为“没有”的评价方案"),
    ],
)
def test_wrong_usage_is_a_sentence_and_2(
    words: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert perfeval(*words) == ExitCode.USAGE
    told = capsys.readouterr()
    assert sentence in told.err
    assert "Traceback" not in told.err


def test_an_unknown_scheme_stops_the_run_before_anything_is_written(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert perfeval("run", inbox, "-o", tmp_path / "结果", "--scheme", "无") == ExitCode.USAGE
    assert "没有名为“无”的评价方案" in capsys.readouterr().err
    assert not (tmp_path / "结果").exists()


def test_a_bug_ends_with_3_and_no_traceback(
    inbox: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("perfeval_batch.scoring.assess", fail)
    opened = pool.opened
    monkeypatch.setattr(pool, "opened", lambda **how: opened(**{**how, "engine": "inline"}))
    assert perfeval("run", inbox, "-o", tmp_path / "结果", "--quiet") == ExitCode.BUG
    told = capsys.readouterr()
    assert "PE902" in told.out
    assert "Traceback" not in told.out + told.err
    assert "ZeroDivisionError" in (tmp_path / "结果" / "运行日志.txt").read_text(encoding="utf-8")


def test_an_interrupt_ends_with_130(
    inbox: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("perfeval_batch.pool.opened", interrupt)
    assert perfeval("run", inbox, "-o", tmp_path / "结果") == ExitCode.INTERRUPTED
    assert "已中断" in capsys.readouterr().err


def test_a_configuration_file_holds_the_same_names_and_the_command_line_wins(
    inbox: Path,
    tmp_path: Path,
) -> None:
    config = tmp_path / "perfeval.toml"
    config.write_text(f'output = "{(tmp_path / "甲").as_posix()}"\nyear = 2020\n', encoding="utf-8")
    assert perfeval("run", inbox, "--config", config, "--year", 2021, "--quiet") == ExitCode.OK
    told = json.loads((tmp_path / "甲" / "运行结果.json").read_text(encoding="utf-8"))
    assert told["year"] == 2021


def test_an_unknown_key_in_the_configuration_file_is_an_error_with_a_suggestion(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = tmp_path / "perfeval.toml"
    config.write_text("yaer = 2020\n", encoding="utf-8")
    assert perfeval("run", inbox, "--config", config) == ExitCode.USAGE
    assert "不认识的“yaer”。是不是“year”？" in capsys.readouterr().err


def test_check_writes_nothing_and_lists_the_findings(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert perfeval("check", inbox / "甲局" / "项目.xlsx") == ExitCode.OK
    assert "项目.xlsx：" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before


def test_check_says_of_a_copy_that_it_is_one(
    inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = next(inbox.rglob("*.xlsx"))
    (first.parent / "备份.xlsx").write_bytes(first.read_bytes())
    assert perfeval("check", inbox) == ExitCode.OK
    told = capsys.readouterr().out
    assert "PE809" in told
    assert "内容完全相同" in told
    assert "PE801" not in told


def test_check_as_json(inbox: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert perfeval("check", inbox, "--format", "json") == ExitCode.OK
    told = json.loads(capfdbinary.readouterr().out)
    assert [project["source"] for project in told["projects"]] == ["甲局/项目.xlsx"]


def test_template_writes_the_blank_workbook(tmp_path: Path) -> None:
    assert perfeval("template", "-o", tmp_path / "空白.xlsx") == ExitCode.OK
    assert (tmp_path / "空白.xlsx").read_bytes()[:2] == b"PK"


def test_explain_shows_a_page_with_its_four_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert perfeval("explain", "pe404") == ExitCode.OK
    told = capsys.readouterr().out
    assert "PE404 total-differs（错误）" in told
    assert all(f"{head}：" in told for head in ("为什么", "反例", "正例", "怎么改"))


def test_explain_without_a_code_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert perfeval("explain") == ExitCode.OK
    assert {"PE001", "PE404", "PE905"} <= set(re.findall(r"PE\d{3}", capsys.readouterr().out))


def test_schemes_lists_the_default_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert perfeval("schemes") == ExitCode.OK
    assert capsys.readouterr().out.startswith("成本单列（默认）")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese_and_cuts_nothing_off(
    command: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert perfeval(command, "--help") == ExitCode.OK
    told = capsys.readouterr().out
    assert "用法：perfeval" in told
    assert "…" not in told.replace("文件夹…", "")
    assert not re.search(r"[A-Z][a-z]+ [a-z]+", told)


def test_a_console_that_is_not_utf8_gets_no_traceback(inbox: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "perfeval_batch", "check", str(inbox)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": "", "SYSTEMROOT": "C:\\Windows"},
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == ExitCode.OK
    assert b"Traceback" not in done.stderr


def test_a_report_template_goes_out_is_checked_and_used(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    template = tmp_path / "模板.docx"
    assert perfeval("report-template", "export", template) == ExitCode.OK
    assert perfeval("report-template", "check", template) == ExitCode.OK
    assert (tmp_path / "模板（样张）.docx").read_bytes()[:2] == b"PK"
    words = ("run", inbox, "-o", tmp_path / "结果", "--report-template", template, "--quiet")
    assert perfeval(*words) == ExitCode.OK
    assert perfeval("report-template", "fields") == ExitCode.OK
    assert "项目.名称" in capsys.readouterr().out


def test_a_wrong_tag_is_told_with_its_paragraph_and_stops_a_run(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    template = tmp_path / "模板.docx"
    document = docx.Document(io.BytesIO(report.default_template()))
    document.paragraphs[0].text = "{{ 项目.名字 }}绩效评价报告"
    document.save(str(template))
    assert perfeval("report-template", "check", template) == ExitCode.RETURNED
    assert "名字" in capsys.readouterr().out
    words = ("run", inbox, "-o", tmp_path / "结果", "--report-template", template)
    assert perfeval(*words) == ExitCode.USAGE
    assert "名字" in capsys.readouterr().err
    assert not (tmp_path / "结果").exists()


def test_the_roster_goes_out_blank(tmp_path: Path) -> None:
    assert perfeval("roster", "-o", tmp_path / "项目名册.xlsx") == ExitCode.OK
    assert (tmp_path / "项目名册.xlsx").read_bytes()[:2] == b"PK"


def test_demo_workbooks_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        assert perfeval("demo", 5, "-o", tmp_path / folder, "--seed", 3) == ExitCode.OK
    one, other = (inboxes.contents(tmp_path / folder) for folder in ("甲", "乙"))
    assert one == other
    assert len(one) == 5


def test_a_review_sheet_lists_the_projects_without_errors(
    inbox: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert perfeval("review-sheet", inbox, "-o", tmp_path / "复核表.xlsx") == ExitCode.OK
    assert "列入复核表1个" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("template", "-o"),
        ("roster", "-o"),
        ("review-sheet", "收件", "-o"),
        ("report-template", "export"),
        ("report-template", "check", "模板.docx", "-o"),
        ("layouts", "官方表", "-o"),
        ("schemes", "export", "四川", "-o"),
        ("roster", "--from", "导出.xlsx", "-o"),
    ],
)
def test_a_file_that_exists_is_replaced_by_force_alone(
    words: tuple[str, ...],
    inbox: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(inbox.parent)
    perfeval("report-template", "export", "模板.docx")
    inboxes.fill(inbox.parent / "官方表", 表=build.workbook(build.Form()))
    Path("导出.xlsx").write_bytes(exported())
    target = inbox.parent / "填好的.xlsx"
    target.write_bytes(b"filled in")
    for _ in range(2):
        assert perfeval(*words, target) == ExitCode.USAGE
        assert "已经存在，没有覆盖" in capsys.readouterr().err
        assert target.read_bytes() == b"filled in"
    assert perfeval(*words, target, "--force") == ExitCode.OK
    assert target.read_bytes() != b"filled in"


def exported() -> bytes:
    """A list of projects as the finance system exports it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["项目编码", "项目名称", "主管部门", "预算单位", "年初批复数（万元）"])
    sheet.append(["001", "甲项目", "甲局", "甲站", 10])
    return build.saved(book)


@pytest.mark.parametrize(
    "words",
    [
        ("template", "--roster", "名册.xlsx", "-o"),
        ("report-template", "letters"),
        ("demo", "3", "-o"),
    ],
)
def test_no_file_of_a_folder_is_replaced_without_force(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("导出.xlsx").write_bytes(exported())
    perfeval("roster", "--from", "导出.xlsx", "-o", "名册.xlsx")
    assert perfeval(*words, "夹") == ExitCode.OK
    path = max(each for each in Path("夹").rglob("*") if each.is_file())
    path.write_bytes(b"filled in")
    before = inboxes.contents(Path("夹"))
    for _ in range(2):
        assert perfeval(*words, "夹") == ExitCode.USAGE
        assert inboxes.contents(Path("夹")) == before
    assert perfeval(*words, "夹", "--force") == ExitCode.OK
    assert path.read_bytes() != b"filled in"


def test_a_sample_of_a_template_that_exists_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    perfeval("report-template", "export", "模板.docx")
    Path("模板（样张）.docx").write_bytes(b"mine")
    assert perfeval("report-template", "check", "模板.docx") == ExitCode.OK
    assert Path("模板（样张）.docx").read_bytes() == b"mine"


def test_an_interruption_while_the_program_is_being_loaded_is_a_sentence() -> None:
    script = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'perfeval_batch.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from perfeval_batch import __main__\n"
        "__main__.run()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert ended.returncode == ExitCode.INTERRUPTED
    assert ended.stderr.decode().startswith("已中断")


def test_of_very_many_findings_about_the_batch_the_gravest_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind = catalogue.kinds()[0]
    findings = [
        replace(kind.at(Place(""), f"第{number}条", ""), severity=severity)
        for number, severity in enumerate([Severity.NOTE] * 30 + [Severity.ERROR])
    ]
    show.batch_findings(show.console(), findings, 20)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert "第30条" in lines[0]
    assert lines[-1] == "……还有11条关于整批的问题，见汇总表的“问题清单”。"
