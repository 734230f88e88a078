"""settings: each option is declared once; whatever a settings file holds, it is a sentence."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from perfeval_batch import settings
from perfeval_batch.errors import SettingsError


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "年度" / "收件").mkdir(parents=True)
    return tmp_path / "年度" / "收件"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_settings_file_beside_the_inbox_is_found_without_being_named(inbox: Path) -> None:
    file = write(inbox.parent / "perfeval.toml", "year = 2021\n")
    chosen = settings.choose(inbox, {})
    assert (chosen.year, chosen.config) == (2021, file)


def test_a_settings_file_in_the_working_folder_is_found(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "perfeval.toml", "year = 2022\n")
    monkeypatch.chdir(tmp_path)
    assert settings.choose(inbox, {}).year == 2022


def test_the_command_line_wins_over_the_file(inbox: Path) -> None:
    write(inbox.parent / "perfeval.toml", "year = 2021\nseed = 7\n")
    chosen = settings.choose(inbox, {"year": 2023, "seed": None})
    assert (chosen.year, chosen.seed) == (2023, 7)


def test_paths_of_a_settings_file_start_at_its_folder(inbox: Path) -> None:
    write(
        inbox.parent / "perfeval.toml",
        'output = "结果"\nroster = "名册.xlsx"\nscheme = "本县.toml"\n',
    )
    chosen = settings.choose(inbox, {})
    assert chosen.output == inbox.parent / "结果"
    assert chosen.roster == inbox.parent / "名册.xlsx"
    assert chosen.scheme == str(inbox.parent / "本县.toml")


def test_the_name_of_a_built_in_scheme_is_no_path(inbox: Path) -> None:
    write(inbox.parent / "perfeval.toml", 'scheme = "四川"\n')
    assert settings.choose(inbox, {}).scheme == "四川"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_saved_by_notepad_in_any_of_its_encodings_is_read(
    encoding: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "s.toml", 'password = "财政局"\r\nquiet = true\r\n', encoding)
    assert settings.read(file) == {"password": "财政局", "quiet": True}


@pytest.mark.parametrize("text", ["2024-3-5", "2024/3/5", "2024.3.5", "2024年3月5日"])
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert settings.meanings({"deadline": text}) == {"deadline": date(2024, 3, 5)}


def test_a_date_and_a_time_of_toml_are_a_day(tmp_path: Path) -> None:
    file = write(tmp_path / "s.toml", "deadline = 2024-03-05T08:00:00\n")
    assert settings.read(file) == {"deadline": date(2024, 3, 5)}


WRONG = {
    "yaer = 2020": "第1行：不认识的“yaer”。是不是“year”",
    "seed = 1\ninbox = 'x'": "第2行：不认识的“inbox”",
    "[run]\nyear = 2020": "不认识的“run”",
    "seed = 1\nyear = '2020'": "第2行：“year”的值“2020”不能用。应是一个整数",
    "year = 2020.0": "“year”的值“2020”不能用",
    "year = true": "“year”的值“True”不能用",
    "draft = 1": "应是true或false",
    "engine = 'spark'": "可用的有：auto、serial、processes、dask",
    "jobs = 0": "太小，至少为1",
    "timeout = nan": "“timeout”的值“nan”不能用",
    "timeout = inf": "“timeout”的值“inf”不能用",
    "timeout = 1e999999999": "不能用",
    "timeout = -1": "太小",
    "year = 100000000000000000000": "太大",
    "year = 1e20": "不能用",
    "deadline = '明年'": "应是日期",
    "deadline = 9999-99-99": "第1行写法不对",
    'year = 2020\noutput = "D:\\2023\\结果"': "第2行写法不对.*单引号",
    'output = "D:\\temp"': "单引号",
    "output = 'a\\u0000'\nyear = ": "第2行写法不对",
    'output = "a\\u0000"': "控制字符",
    "output = ": "第1行写法不对",
    "year = " + "9" * 5000: "第1行有过长的数字",
    "year = " + "[" * 5000: "过深的嵌套",
    "[" + ".".join("a" * 30_000) + "]": "过深的嵌套",
    "year =" + " " * 300_000: "文件过大",
    "year = 2020" + " " * 60_000 + "x": "第1行写法不对",
    "\0": "第1行写法不对",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_in_a_settings_file_is_a_sentence_in_a_second(
    text: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "perfeval.toml", text)
    begun = time.process_time()
    with pytest.raises(SettingsError, match=WRONG[text]):
        settings.read(file)
    assert time.process_time() - begun < 1


def test_a_settings_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "perfeval.toml"
    file.write_bytes(b"\xff\xfe\x00\xd8\x00")
    with pytest.raises(SettingsError, match="不是文本文件"):
        settings.read(file)


def test_a_settings_file_that_is_missing_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="找不到文件"):
        settings.read(tmp_path / "没有.toml")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0, 1e300])
def test_a_time_limit_that_is_no_time_is_refused_on_the_command_line_too(value: float) -> None:
    with pytest.raises(SettingsError, match="“--timeout”的值"):
        settings.meanings({"timeout": value})


def test_every_option_can_be_read_from_a_file_and_has_a_help(tmp_path: Path) -> None:
    samples = {
        int: "2000",
        float: "5",
        bool: "true",
        str: '"text"',
        Path: '"x"',
        date: '"2024-1-2"',
    }
    for name, (option, kind) in settings.OPTIONS.items():
        value = f'"{option.choices[0]}"' if option.choices else samples[kind]
        value = "3" if name in ("jobs", "max_size") else value
        file = write(tmp_path / "s.toml", f"{name.replace('_', '-')} = {value}\n")
        assert name in settings.read(file)
        assert option.help
