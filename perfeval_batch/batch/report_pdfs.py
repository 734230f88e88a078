"""PDFs of the finished reports (`--pdf`), made by the LibreOffice of the machine.

LibreOffice takes seconds to start and a tenth of one per document, so it gets many at a time, in
a profile of its own (a person may have it open). One that hangs or crashes is started again
without the document it stopped at; that one gets a last try alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.model import Outcome, Staged
from perfeval_batch.publish import Folder
from perfeval_batch.values import replace

BATCH = 50
TIMEOUT = 60.0
"""Seconds without a new PDF after which LibreOffice counts as hung; its start included."""
_POLL = 0.1

HOW_TO_INSTALL = (
    "没有找到LibreOffice，未生成PDF。请安装LibreOffice（https://zh-cn.libreoffice.org），"
    "或在Word、WPS中打开报告后另存为PDF。其余结果不受影响。"
)

_USUAL = (
    Path("/usr/bin/soffice"),
    Path("/opt/libreoffice/program/soffice"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one document.

    Attributes:
        source: the document.
        pdf: the PDF's bytes; None when it could not be made.
        reason: why not, in a sentence.
    """

    source: Path
    pdf: bytes | None
    reason: str = ""


def add(
    outcomes: Sequence[Outcome],
    folder: Folder,
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Make a PDF of every report that has none yet.

    Returns:
        the outcomes, and what a person is to be told: no LibreOffice, a report that it refused.
    """
    found = {each.key: folder.made_before("pdf", _staged_name(each)) for each in outcomes}
    wanted = [each for each in outcomes if found[each.key] is None and each.document("report")]
    told: list[str] = []
    if wanted:
        program = find()
        if program is None:
            told.append(HOW_TO_INSTALL)
        else:
            found |= _make(wanted, folder, program, told)
    pdfs = (found[outcome.key] for outcome in outcomes)
    with_pdfs = (
        replace(each, documents=(*each.documents, pdf)) if pdf else each
        for each, pdf in zip(outcomes, pdfs, strict=True)
    )
    return tuple(with_pdfs), tuple(told)


def _make(
    outcomes: Sequence[Outcome],
    folder: Folder,
    program: Path,
    told: list[str],
) -> dict[str, Staged | None]:
    """Convert the reports and put the PDFs into the staging folder."""
    reports = {outcome.key: outcome.document("report") for outcome in outcomes}
    paths = {source: folder.find(report) for source, report in reports.items() if report}
    standing = {source: path for source, path in paths.items() if path is not None}
    made: dict[str, Staged | None] = {}
    for outcome, converted in zip(
        [each for each in outcomes if each.key in standing],
        convert(list(standing.values()), program),
        strict=True,
    ):
        if converted.pdf is None:
            told.append(f"“{outcome.identity.name}”的报告没有转成PDF，请用Word或WPS另存为PDF。")
            continue
        name = _staged_name(outcome)
        try:
            files.write_staged(folder.staging / name, converted.pdf)
        except WriteFailedError as problem:
            told.append(f"“{outcome.identity.name}”的PDF没有写成：{problem}。")
            continue
        made[outcome.key] = Staged("pdf", name, hashlib.sha256(converted.pdf).hexdigest())
    return made


def _staged_name(outcome: Outcome) -> str:
    """The PDF's name in staging: another report, another name."""
    report = outcome.document("report")
    digest = report.digest if report else ""
    return f"{files.short_hash(f'{outcome.key}|pdf|{digest}', 24)}.pdf"


def find() -> Path | None:
    """LibreOffice's program on this machine; None when there is none."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    roots = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    windows = (Path(root) / "LibreOffice" / "program" / "soffice.com" for root in roots if root)
    return next((path for path in (*windows, *_USUAL) if path.exists()), None)


def convert(
    sources: Sequence[Path],
    program: Path,
    *,
    timeout: float = TIMEOUT,
    batch: int = BATCH,
) -> Iterator[Converted]:
    """Convert documents, many per start; every source comes back once, in the order given."""
    for start in range(0, len(sources), batch):
        with tempfile.TemporaryDirectory(prefix="perfeval-pdf-", ignore_cleanup_errors=True) as f:
            office = _Office(program, Path(f), timeout)
            yield from office.convert(sources[start : start + batch])


class _Office:
    """LibreOffice in a folder of its own: copies of the documents in it, a profile, the PDFs."""

    def __init__(self, program: Path, folder: Path, timeout: float) -> None:
        self.program = program
        self.folder = folder
        self.timeout = timeout

    def convert(self, sources: Sequence[Path]) -> Iterator[Converted]:
        """Convert a batch, starting again without the document that it stopped at."""
        names = [f"{number:04}" for number in range(len(sources))]
        for name, source in zip(names, sources, strict=True):
            shutil.copyfile(source, self.folder / f"{name}.docx")
        left, alone = names, []
        while left:
            self._run(left)
            missing = [name for name in left if self._pdf(name) is None]
            if missing:
                alone.append(missing[0])
            left = missing[1:]
        for name in alone:
            self._run([name])
        for name, source in zip(names, sources, strict=True):
            pdf = self._pdf(name)
            reason = "" if pdf else f"LibreOffice无法转换“{source.name}”，请用Word或WPS另存为PDF。"
            yield Converted(source, pdf, reason)

    def _run(self, names: Sequence[str]) -> None:
        """Let LibreOffice convert documents until it ends, or stands still too long."""
        command = [
            *(str(self.program), "--headless", "--norestore", "--nolockcheck", "--nodefault"),
            f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
            *("--convert-to", "pdf:writer_pdf_Export", "--outdir", "."),
            *(f"{name}.docx" for name in names),
        ]
        process = subprocess.Popen(  # noqa: S603  # LibreOffice as found, on files named by us
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait(process, names)
        finally:
            _end(process)

    def _wait(self, process: subprocess.Popen[bytes], names: Sequence[str]) -> None:
        done, since = 0, time.monotonic()
        while process.poll() is None and time.monotonic() - since < self.timeout:
            time.sleep(_POLL)
            count = sum((self.folder / f"{name}.pdf").exists() for name in names)
            if count > done:
                done, since = count, time.monotonic()

    def _pdf(self, name: str) -> bytes | None:
        """A PDF that was written whole; None when there is none."""
        path = self.folder / f"{name}.pdf"
        try:
            pdf = path.read_bytes()
        except OSError:
            return None
        return _timeless(pdf) if pdf.startswith(b"%PDF") and b"%%EOF" in pdf[-64:] else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a LibreOffice that we started, with what it started itself."""
    if process.poll() is None:
        if sys.platform == "win32":
            command = ["taskkill", "/PID", str(process.pid), "/T", "/F"]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # our own child
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


_CLOCK = re.compile(rb"/(CreationDate|ModDate)\(D:\d{14}[^)]*\)")
_ID = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f]+>\s*<[0-9A-Fa-f]+>\s*\]")
_CHECKSUM = re.compile(rb"/DocChecksum\s*/[0-9A-Fa-f]+")


def _timeless(pdf: bytes) -> bytes:
    """The same PDF without the time of its making: digits give way to zeros, nothing moves."""

    def still(match: re.Match[bytes]) -> bytes:
        name, value = match[0].split(b"(", 1)
        return name + b"(" + re.sub(rb"\d", b"0", value)

    def zeros(match: re.Match[bytes]) -> bytes:
        return re.sub(rb"(?<=[<0-9A-Fa-f])[0-9A-Fa-f](?=[0-9A-Fa-f>])", b"0", match[0])

    pdf = _CLOCK.sub(still, pdf)
    pdf = _ID.sub(zeros, pdf)
    return _CHECKSUM.sub(lambda match: b"/DocChecksum /" + b"0" * (len(match[0]) - 14), pdf)
