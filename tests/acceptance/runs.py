"""The bureau's side: the program run as a command, and what it leaves behind."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Run:
    """One call of the program."""

    code: int
    out: str
    err: str
    output: Path

    @cached_property
    def results(self) -> Any:  # noqa: ANN401  # a JSON file
        """运行结果.json."""
        return json.loads((self.output / "运行结果.json").read_text("utf-8"))

    def project(self, source: str) -> Any:  # noqa: ANN401  # see results
        """A workbook's entry in the results."""
        return next(each for each in self.results["projects"] if each["source"] == source)

    def errors(self, source: str) -> list[tuple[str, str | None, str | None]]:
        """Code, sheet and cell of a workbook's errors."""
        return [
            (each["code"], each["sheet"], each["cell"])
            for each in self.project(source)["findings"]
            if each["severity"] == "error"
        ]

    def codes(self, source: str) -> set[str]:
        """The codes of all findings of a workbook."""
        return {each["code"] for each in self.project(source)["findings"]}

    def report(self, source: str) -> list[str]:
        """The paragraphs of a workbook's report."""
        return paragraphs(self.document(source))

    def story(self, source: str) -> list[str]:
        """The paragraphs of a workbook's report outside its tables."""
        return narrative(self.document(source))

    def document(self, source: str) -> bytes:
        """A workbook's report."""
        return (self.output / str(self.project(source)["report"])).read_bytes()


def perfeval(*words: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call the program."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "perfeval_batch", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        timeout=300,
    )


def run(inbox: Path, output: Path, *options: object, engine: str = "serial") -> Run:
    """The main job."""
    done = perfeval("run", inbox, "-o", output, "--engine", engine, *options)
    return Run(done.returncode, done.stdout, done.stderr, output)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Run]) -> Run:
    """A run that a module's tests share, made once even where several processes test at a time."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    with FileLock(f"{folder}.lock"):
        done = folder / "done.json"
        if not done.exists():
            folder.mkdir()
            run = make(folder)
            done.write_text(json.dumps([run.code, run.out, run.err, str(run.output)]), "utf-8")
    code, out, err, output = json.loads(done.read_text("utf-8"))
    return Run(code, out, err, Path(output))


def lay(inbox: Path, files: Mapping[str, bytes]) -> Path:
    """Lay files into an inbox."""
    inbox.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)
    return inbox


def paragraphs(docx: bytes) -> list[str]:
    """The paragraphs of a Word document, as text."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return ["".join(run.text or "" for run in each.iter(f"{W}t")) for each in body.iter(f"{W}p")]


def narrative(docx: bytes) -> list[str]:
    """The paragraphs of a Word document that stand outside its tables."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    return [
        "".join(run.text or "" for run in each.iter(f"{W}t"))
        for each in body.iter(f"{W}p")
        if each.getparent() is body
    ]


def missing(wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    """The paragraphs that do not follow in this order."""
    rest = iter(found)
    return [each for each in wanted if not any(each == other for other in rest)][:1]


def published(folder: Path) -> dict[str, bytes]:
    """Every file of OUTPUT but the log and the program's own folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".perfeval" not in path.parts and path.name != "运行日志.txt"
    }
