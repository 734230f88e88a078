"""PDFs through LibreOffice: many per start, hung and crashed ones survived."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

import pytest

from perfeval_batch.batch import report_pdfs
from tests import judges
from tests.report import projects, reports

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")


def _stand_in(folder: Path, body: str) -> Path:
    """A program that takes LibreOffice's arguments and does what `body` says per document."""
    program = folder / "soffice"
    script = f"""\
        #!{sys.executable}
        import os, sys, time
        from pathlib import Path
        starts = Path({str(folder / "starts")!r})
        starts.write_text(starts.read_text() + "x" if starts.exists() else "x")
        for name in (each for each in sys.argv if each.endswith(".docx")):
            text = Path(name).read_text()
            {body}
            Path(name[:-5] + ".pdf").write_bytes(b"%PDF-1.7 " + text.encode() + b" %%EOF")
        """
    program.write_text(textwrap.dedent(script))
    program.chmod(0o755)
    return program


def _documents(folder: Path, *texts: str) -> list[Path]:
    made = []
    for number, text in enumerate(texts):
        path = folder / f"报告{number}.docx"
        path.write_text(text)
        made.append(path)
    return made


@posix
def test_many_documents_cost_one_start(tmp_path: Path) -> None:
    program = _stand_in(tmp_path, "pass")
    sources = _documents(tmp_path, "a", "b", "c")
    made = list(report_pdfs.convert(sources, program))
    assert [each.source for each in made] == sources
    assert [each.pdf for each in made] == [
        b"%PDF-1.7 a %%EOF",
        b"%PDF-1.7 b %%EOF",
        b"%PDF-1.7 c %%EOF",
    ]
    assert (tmp_path / "starts").read_text() == "x"


@posix
def test_more_than_a_batch_costs_a_start_per_batch(tmp_path: Path) -> None:
    program = _stand_in(tmp_path, "pass")
    made = list(report_pdfs.convert(_documents(tmp_path, *"abcde"), program, batch=2))
    assert all(each.pdf for each in made)
    assert (tmp_path / "starts").read_text() == "xxx"


@posix
@pytest.mark.parametrize("fault", ["time.sleep(60)", "os._exit(1)", "continue"])
def test_one_that_hangs_or_crashes_costs_nobody_else(tmp_path: Path, fault: str) -> None:
    program = _stand_in(tmp_path, f'if text == "bad": {fault}')
    sources = _documents(tmp_path, "a", "bad", "c", "d")
    made = list(report_pdfs.convert(sources, program, timeout=0.8))
    assert [each.pdf is not None for each in made] == [True, False, True, True]
    assert made[1].reason == "LibreOffice无法转换“报告1.docx”，请用Word或WPS另存为PDF。"


@posix
def test_one_that_hangs_by_chance_gets_a_second_chance(tmp_path: Path) -> None:
    program = _stand_in(tmp_path, 'if text == "b" and len(starts.read_text()) == 1: time.sleep(60)')
    made = list(report_pdfs.convert(_documents(tmp_path, "a", "b", "c"), program, timeout=0.8))
    assert all(each.pdf for each in made)


@posix
def test_what_hung_does_not_live_on(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = f"Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)"
    program = _stand_in(tmp_path, child)
    list(report_pdfs.convert(_documents(tmp_path, "a"), program, timeout=0.8))
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


@posix
def test_half_a_pdf_is_none(tmp_path: Path) -> None:
    half = 'Path(name[:-5] + ".pdf").write_bytes(b"%PDF-1.7 half"); os._exit(1)'
    program = _stand_in(tmp_path, half)
    (made,) = report_pdfs.convert(_documents(tmp_path, "a"), program)
    assert made.pdf is None


def test_without_libreoffice_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PROGRAMFILES", raising=False)
    monkeypatch.delenv("PROGRAMFILES(X86)", raising=False)
    monkeypatch.setattr(report_pdfs, "_USUAL", ())
    assert report_pdfs.find() is None
    assert "请安装LibreOffice" in report_pdfs.HOW_TO_INSTALL


@pytest.mark.libreoffice
def test_libreoffice_makes_a_pdf_of_a_report_and_the_same_one_again(tmp_path: Path) -> None:
    program = judges.soffice()
    assert program is not None
    source = tmp_path / "运行维护经费.docx"
    source.write_bytes(reports.rendered(projects.project()))
    one, other = (next(report_pdfs.convert([source], program)) for _ in range(2))
    assert one.pdf is not None
    assert one.pdf.startswith(b"%PDF")
    assert one.pdf == other.pdf
    assert list(tmp_path.iterdir()) == [source]
