"""The folder of a year: settings kept in perfeval.toml, folders remembered, folders listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from perfeval_batch import settings
from perfeval_batch.desk import folder_listing, recent_folders
from perfeval_batch.desk.year_folder import YearFolder
from perfeval_batch.errors import SettingsError


def test_what_is_kept_is_what_a_run_uses(year: YearFolder) -> None:
    year.keep({"year": 2023, "scheme": "四川", "deadline": date(2024, 3, 15), "pdf": True})
    found = year.settings()
    assert (found.year, found.scheme, found.deadline, found.pdf) == (
        *(2023, "四川", date(2024, 3, 15), True),
    )
    assert settings.choose(year.inbox, {}).deadline == date(2024, 3, 15)


def test_results_lie_in_the_year_unless_another_folder_is_chosen(year: YearFolder) -> None:
    assert year.output == year.folder / "结果"
    year.keep({"output": year.folder.parent / "别处"})
    assert year.output == year.folder.parent / "别处"


def test_a_folder_that_is_moved_keeps_its_files(year: YearFolder, tmp_path: Path) -> None:
    year.keep({"roster": year.folder / "项目名册.xlsx"})
    moved = YearFolder.at(year.folder.rename(tmp_path / "搬走了"))
    assert moved.settings().roster == moved.folder / "项目名册.xlsx"


def test_what_is_taken_out_is_the_default_again_and_the_rest_stays(year: YearFolder) -> None:
    year.keep({"year": 2023, "review": year.folder / "复核表.xlsx"})
    year.keep({"review": None})
    assert (year.settings().review, year.settings().year) == (None, 2023)


@pytest.mark.parametrize(
    "text", ['引号"和\\反斜杠', "井号 # 等号 = 方括号 []", "换行以外的，。“”", "'单引号'"]
)
def test_any_text_comes_back_as_it_was_typed(year: YearFolder, text: str) -> None:
    year.keep({"password": text})
    assert year.settings().password == text


def test_a_setting_that_cannot_be_is_refused_and_the_file_stays(year: YearFolder) -> None:
    year.keep({"year": 2023})
    before = year.file.read_bytes()
    with pytest.raises(SettingsError):
        year.keep({"year": 23})
    assert year.file.read_bytes() == before


def test_a_file_that_is_broken_is_never_written_over(year: YearFolder) -> None:
    year.file.write_text("year = \n", "utf-8")
    with pytest.raises(SettingsError):
        year.keep({"year": 2023})
    assert year.file.read_text("utf-8") == "year = \n"


def test_recent_folders_come_last_first_and_those_gone_are_left_out(tmp_path: Path) -> None:
    for name in ("2021", "2022", "2023"):
        (tmp_path / name).mkdir()
        recent_folders.remember(tmp_path, YearFolder.at(tmp_path / name))
    recent_folders.remember(tmp_path, YearFolder.at(tmp_path / "2022"))
    (tmp_path / "2021").rmdir()
    assert [each.folder.name for each in recent_folders.read(tmp_path)] == ["2022", "2023"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"folder": 1}]', '{"a": 1}'])
def test_a_broken_list_of_folders_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / recent_folders.FILE).write_text(text, "utf-8")
    assert recent_folders.read(tmp_path) == ()


def test_a_program_folder_that_cannot_be_written_to_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    recent_folders.remember(tmp_path / "home", YearFolder.at(tmp_path))
    assert recent_folders.read(tmp_path / "home") == ()


def test_a_folder_is_listed_by_name_without_hidden_things(tmp_path: Path) -> None:
    for name in ("乙 局", "甲[1]", ".git", "$RECYCLE.BIN"):
        (tmp_path / name).mkdir()
    for name in ("名册.xlsx", "~$名册.xlsx", "说明.docx", "名册.XLSX"):
        (tmp_path / name).write_bytes(b"")
    found = folder_listing.listed(tmp_path, (".xlsx",))
    assert [each.name for each in found.folders] == ["乙 局", "甲[1]"]
    assert [each.name for each in found.matching] == ["名册.XLSX", "名册.xlsx"]
    assert found.trail[-1] == tmp_path
    assert found.trail[0] == Path("/")


def test_a_folder_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="U盘已拔出"):
        folder_listing.listed(tmp_path / "没有")


def test_a_link_that_leads_nowhere_hides_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "断链").symlink_to(tmp_path / "没有")
    (tmp_path / "甲局").mkdir()
    assert [each.name for each in folder_listing.listed(tmp_path).folders] == ["甲局"]


def test_the_usual_places_begin_somewhere() -> None:
    assert all(path.is_dir() for _, path in folder_listing.places())
    assert list(folder_listing.places())
