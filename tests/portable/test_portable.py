"""The folder for Windows: what it is built from, and what is refused."""

from __future__ import annotations

import io
import tomllib
import zipfile
from importlib import resources
from pathlib import Path

import pytest
from docx import Document
from packaging.requirements import Requirement

from perfeval_batch import portable
from perfeval_batch.desk.rendering import STEPS
from perfeval_batch.errors import OutputError, SettingsError
from perfeval_batch.portable import interpreter, windows_packages
from tests import judges
from tests.desk import manual
from tests.portable import lock

HERE = resources.files("perfeval_batch.portable")


def locked() -> dict[str, str]:
    """Name → version of the lock file."""
    text = (HERE / windows_packages.LOCK).read_text("utf-8")
    lines = [line.split(" ")[0] for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("==") for line in lines)


def test_the_lock_has_every_dependency_of_the_program_in_a_version_it_takes() -> None:
    versions = locked()
    for each in map(Requirement, lock.wanted()):
        version = versions.get(each.name.lower())
        assert version is not None, f"run python -m tests.portable.lock: {each.name}"
        assert each.specifier.contains(version), f"run python -m tests.portable.lock: {each}"


def test_every_wheel_of_the_lock_is_pinned_by_one_hash_and_no_place_is_named() -> None:
    lines = (HERE / windows_packages.LOCK).read_text("utf-8").splitlines()[1:]
    assert len(lines) > 20
    for line in lines:
        assert line.count("--hash=sha256:") == 1
        assert "://" not in line


@pytest.mark.parametrize("name", ["双击运行.cmd", "命令行.cmd", "perfeval.cmd"])
def test_start_files_are_ascii_and_quote_every_path(name: str) -> None:
    text = (HERE / "folder" / name).read_bytes().decode("ascii")
    for line in text.splitlines():
        if "%~dp0" in line:
            assert '"' in line[: line.index("%~dp0")], line


def test_start_files_come_with_windows_line_ends(tmp_path: Path) -> None:
    (tmp_path / "program").mkdir()
    portable.building.lay_texts(tmp_path)
    data = (tmp_path / "双击运行.cmd").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 3
    assert (tmp_path / "program" / "perfeval.cmd").is_file()


def test_an_unknown_python_is_refused_with_its_digest_and_what_to_get(tmp_path: Path) -> None:
    path = tmp_path / "python.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("python.exe", b"MZ")
    with pytest.raises(SettingsError, match=r"SHA-256.*python-3\.11\.9-embed-amd64\.zip"):
        portable.build(tmp_path / "folder", path)
    assert not (tmp_path / "folder").exists()
    assert not list(tmp_path.glob("*.draft"))


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "便携"
    folder.mkdir()
    (folder / "重要.docx").write_bytes(b"1")
    with pytest.raises(OutputError, match="已存在"):
        portable.build(folder)
    assert [each.name for each in folder.iterdir()] == ["重要.docx"]


def test_a_build_that_fails_leaves_the_former_folder_standing(tmp_path: Path) -> None:
    folder = tmp_path / "便携"
    folder.mkdir()
    (folder / "双击运行.cmd").write_bytes(b"1")
    with pytest.raises(SettingsError):
        portable.build(folder, tmp_path / "没有.zip", force=True)
    assert (folder / "双击运行.cmd").read_bytes() == b"1"


def test_the_interpreter_looks_at_our_packages_and_nothing_of_the_pc(tmp_path: Path) -> None:
    interpreter.isolate(tmp_path)
    lines = (tmp_path / "python311._pth").read_bytes().decode("ascii").split("\r\n")
    assert lines == ["python311.zip", ".", "..\\program", ""]


def test_what_is_left_out_is_never_a_module_or_a_licence() -> None:
    never = windows_packages.NEVER_LOADED
    for left in ("pandas/tests/a.py", "numpy/_core/tests/b.py", "bin/rich", "lxml/includes/c.h"):
        assert never.search(left), left
    for kept in (
        *("numpy/testing/__init__.py", "numpy.libs/openblas.dll", "docx/templates/default.docx"),
        *("lxml-6.dist-info/licenses/LICENSE.txt", "pandas/_libs/tslibs/base.pyd"),
    ):
        assert not never.search(kept), kept


def test_extras_of_the_folder_are_those_of_the_project() -> None:
    project = tomllib.loads((lock.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(lock.EXTRAS) <= set(project["optional-dependencies"])


def test_the_manual_names_every_step_of_the_desk() -> None:
    text = "\n".join(each.text for each in Document(io.BytesIO(_paper("使用手册.docx"))).paragraphs)
    for step in STEPS:
        assert f"、{step.title}" in text, f"run python -m tests.desk.manual: {step.title}"


def test_the_page_for_clerks_is_one_page_without_pictures() -> None:
    document = Document(io.BytesIO(_paper("填报人一页.docx")))
    assert not document.inline_shapes
    assert sum(len(each.text) for each in document.paragraphs) < 900


@pytest.mark.validator
@pytest.mark.parametrize("name", ["使用手册.docx", "填报人一页.docx"])
def test_papers_of_the_folder_are_without_error(name: str) -> None:
    assert judges.validate(_paper(name), ".docx") == []


def test_the_papers_are_made_by_the_program_that_makes_them() -> None:
    made = Document(io.BytesIO(manual.build(manual.PAGE, "填报", None, 12)))
    kept = Document(io.BytesIO(_paper("填报人一页.docx")))
    assert [each.text for each in made.paragraphs[1:]] == [
        each.text for each in kept.paragraphs[1:]
    ], "run python -m tests.desk.manual"


def test_the_first_page_to_read_opens_in_any_notepad() -> None:
    data = _paper("使用说明.txt")
    assert data.startswith(b"\xef\xbb\xbf")
    assert "双击运行.cmd" in data.decode("utf-8-sig")


def _paper(name: str) -> bytes:
    return (HERE / "folder" / name).read_bytes()
