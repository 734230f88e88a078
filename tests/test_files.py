"""files: which files of an inbox count, names that are safe everywhere, whole-file writes."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import files, output_folder
from perfeval_batch.errors import OutputError, SettingsError, WriteFailedError

DEEP = 1200
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123")}


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_told_as_it_was_meant(tmp_path: Path) -> None:
    """As `unzip` leaves the names of an archive that was packed on a Chinese Windows."""
    make(tmp_path, "甲.xlsx")
    (tmp_path / os.fsdecode("乙局.xlsx".encode("gbk"))).write_bytes(b"x")
    inbox = files.inbox(tmp_path)
    assert list(inbox.workbooks) == ["甲.xlsx"]
    assert inbox.unread == ("乙局.xlsx（文件名的编码不对，请改名后再运行）",)


def test_workbooks_are_found_in_all_folders_sorted_by_source(tmp_path: Path) -> None:
    make(tmp_path, "乙局/b.xlsx", "甲局/a.XLSX", "甲局/深/c.xls", "d.ods", "e.csv", "f.et")
    found = files.inbox(tmp_path).workbooks
    assert list(found) == sorted(
        ["乙局/b.xlsx", "甲局/a.XLSX", "甲局/深/c.xls", "d.ods", "e.csv", "f.et"],
    )


def test_lock_files_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "~$a.xlsx", ".hidden.xlsx", ".~lock.a.xlsx#", ".git/x.xlsx", "a.xlsx")
    inbox = files.inbox(tmp_path)
    assert list(inbox.workbooks) == ["a.xlsx"]
    assert inbox.unread == ()


def test_other_files_are_listed_as_not_read(tmp_path: Path) -> None:
    make(tmp_path, "a.xlsx", "说明.docx", "甲局/附件.zip")
    found = files.inbox(tmp_path)
    assert found.unread == ("甲局/附件.zip",)
    assert set(found.documents) == {"说明.docx"}  # which may hold an official form


def test_an_output_within_the_inbox_is_not_read(tmp_path: Path) -> None:
    make(tmp_path, "a.xlsx", "output/退回/b.xlsx")
    assert list(files.inbox(tmp_path, tmp_path / "output").workbooks) == ["a.xlsx"]


def test_a_folder_named_like_a_workbook_is_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "甲局.xlsx/b.xlsx")
    assert list(files.inbox(tmp_path).workbooks) == ["甲局.xlsx/b.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege on Windows")
def test_links_are_said_and_never_followed(tmp_path: Path) -> None:
    make(tmp_path, "a.xlsx")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")
    inbox = files.inbox(tmp_path)
    assert list(inbox.workbooks) == ["a.xlsx"]
    assert inbox.unread == ("b.xlsx（快捷链接，未跟随）", "loop（快捷链接，未跟随）")


def test_a_missing_inbox_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="没有找到收件文件夹"):
        files.inbox(tmp_path / "无")


@given(st.text(max_size=400), st.sampled_from([".docx", ".xlsx", ""]))
def test_a_safe_name_is_safe_on_every_system(text: str, suffix: str) -> None:
    name = files.safe_name(text, suffix)
    assert name
    assert len(name) <= files.MAX_NAME
    assert len(name.encode()) <= files.MAX_NAME_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip()
    assert not name.endswith(".")
    assert not name.startswith((".", "~$"))
    assert name.partition(".")[0].casefold() not in RESERVED
    assert all(unicodedata.category(char)[0] != "C" for char in name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老旧小区改造", "老旧小区改造.docx"),
        ("CON", "_CON.docx"),
        ("aux.", "_aux.docx"),
        ("甲/乙:丙?", "甲／乙：丙？.docx"),
        ("../../etc/passwd", "／..／etc／passwd.docx"),
        ("项目...", "项目.docx"),
        ("", "未命名.docx"),
        ("\u202e项目\u200b", "项目.docx"),
    ],
)
def test_a_name_keeps_what_it_can(text: str, name: str) -> None:
    assert files.safe_name(text, ".docx") == name


def claim(source: str, stem: str = "项目", code: str = "", unit: str = "") -> files.Claim:
    return files.Claim(source, "报告/甲局", stem, ".docx", code, unit)


def test_a_name_alone_is_kept() -> None:
    assert files.names([claim("a")]) == {"a": "报告/甲局/项目.docx"}


def test_names_that_meet_all_get_their_code() -> None:
    assert files.names([claim("a", code="001"), claim("b", code="002")]) == {
        "a": "报告/甲局/项目（001）.docx",
        "b": "报告/甲局/项目（002）.docx",
    }


def test_names_that_meet_without_codes_get_their_unit() -> None:
    assert files.names([claim("a", unit="一中"), claim("b", unit="二中")]) == {
        "a": "报告/甲局/项目（一中）.docx",
        "b": "报告/甲局/项目（二中）.docx",
    }


def test_names_that_meet_with_nothing_to_tell_them_apart_get_a_hash() -> None:
    named = files.names([claim("a"), claim("b")])
    assert named["a"] == f"报告/甲局/项目（{files.short_hash('a')}）.docx"
    assert len(set(named.values())) == 2


def test_names_that_differ_only_in_case_or_width_meet() -> None:
    named = files.names([claim("a", "Project", "1"), claim("b", "PROJECT", "2")])
    assert named == {
        "a": "报告/甲局/Project（1）.docx",
        "b": "报告/甲局/PROJECT（2）.docx",
    }


def test_a_name_that_another_took_by_its_code_stays_its_own() -> None:
    named = files.names([claim("a", code="1"), claim("b", code="2"), claim("c", "项目（1）")])
    assert named["c"] == "报告/甲局/项目（1）.docx"
    assert len(set(named.values())) == 3


names = st.lists(
    st.tuples(st.sampled_from(["甲", "甲 ", "A", "a", "CON"]), st.sampled_from(["", "1", "2"])),
    max_size=12,
)


@given(names)
def test_no_two_projects_share_a_file_and_order_does_not_matter(
    wishes: list[tuple[str, str]],
) -> None:
    claims = [claim(f"s{number}", *wish) for number, wish in enumerate(wishes)]
    named = files.names(claims)
    assert len({path.casefold() for path in named.values()}) == len(claims)
    assert files.names(claims[::-1]) == named


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "报告" / "a.docx"
    files.write_whole(target, b"new", tmp_path)
    assert target.read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报告"]


def test_a_refused_rename_leaves_the_old_file_and_no_draft(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteFailedError, match="正在Word"):
        files.write_whole(target, b"new", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]
    assert target.read_bytes() == b"old"


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    files.write_whole(target, b"same", tmp_path)
    before = target.stat().st_ino
    files.write_whole(target, b"same", tmp_path)
    assert target.stat().st_ino == before


def test_what_is_moved_aside_never_replaces_anything(tmp_path: Path) -> None:
    make(tmp_path, "a.docx", "已作废/a.docx")
    files.move_aside(tmp_path / "a.docx", tmp_path / "已作废" / "a.docx")
    assert sorted(path.name for path in (tmp_path / "已作废").iterdir()) == [
        "a.docx",
        "a（2）.docx",
    ]


def test_an_output_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    make(tmp_path, "file")
    with pytest.raises(OutputError, match="不能写入"):
        output_folder.prepare(tmp_path / "file" / "output")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps paths short")
def test_folders_may_be_nested_deeper_than_python_recurses(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make(tmp_path, "a.xlsx")
    monkeypatch.chdir(tmp_path)
    for _ in range(DEEP):
        os.mkdir("d")  # noqa: PTH102  # a path this deep has no name that fits at once
        os.chdir("d")
    try:
        assert list(files.inbox(tmp_path).workbooks) == ["a.xlsx"]
    finally:  # pytest removes folders by recursion
        for _ in range(DEEP):
            os.chdir("..")
            os.rmdir("d")  # noqa: PTH106  # see above


def test_a_thousand_wishes_give_a_thousand_files_by_windows_rules(tmp_path: Path) -> None:
    wishes = ["CON", "aux.docx", "../x", "a\\b", "项目.", "长" * 300, "😀", "Abc", "ABC", "项目"]
    claims = [claim(f"s{number}", wishes[number % 10], str(number % 7)) for number in range(1000)]
    named = files.names(claims)
    assert len({unicodedata.normalize("NFKC", path).casefold() for path in named.values()}) == 1000
    for path in named.values():
        name = path.rpartition("/")[2]
        assert path.startswith("报告/甲局/")
        assert path.count("/") == 2
        assert len(name) <= files.MAX_NAME
        assert name.partition(".")[0].casefold() not in RESERVED
        assert not set(name) & set('<>:"/\\|?*')
        files.write_whole(tmp_path / path, b"x", tmp_path)
    assert sum(each.is_file() for each in (tmp_path / "报告").rglob("*")) == 1000
