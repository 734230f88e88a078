"""Binds a department's PDF reports into one volume with cover and contents, ready to print.

Every report begins on a right-hand page. The contents name the numbers that are printed in the
upper outer corner of each page; cover and contents are not counted, so that they fit whatever
their length.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from perfeval_batch import files, publish
from perfeval_batch.batch import report_pdfs
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.files import Claim
from perfeval_batch.letters import letter_templates, volume_front
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Outcome, Sender, Staged
from perfeval_batch.publish import Folder

_SUFFIX = ".pdf"
_SIDE, _DOWN, _SIZE = 74, 50, 10
"""Points: from the outer and the upper edge to the number, and its height."""
_FONT = NameObject("/PerfevalPageNumber")
_DIGIT = 0.556
"""Width of a digit of Helvetica, of its height."""


def bind(
    outcomes: Sequence[Outcome], folder: Folder, year: int | None, sender: Sender
) -> tuple[Mapping[str, Staged], tuple[str, ...]]:
    """Bind the PDFs of every department that has some into the staging folder.

    A volume that an earlier run made of the very same reports stays as it is.

    Returns:
        the volumes by the path below OUTPUT that they are wanted at, and what a person is to be
        told of those that could not be made.
    """
    by_department: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.document("report"):
            by_department[outcome.department].append(outcome)
    claims = [Claim(name, publish.VOLUMES, name, _SUFFIX) for name in sorted(by_department)]
    paths = files.names(claims)
    volumes = [
        _Volume(name, projects, folder, year, sender)
        for name, projects in sorted(by_department.items())
        if any(each.document("pdf") for each in projects)
    ]
    kept = {paths[each.department]: each.made_before() for each in volumes}
    found = {path: staged for path, staged in kept.items() if staged}
    wanted = [each for each in volumes if not kept[paths[each.department]]]
    told: list[str] = []
    for volume, front in zip(wanted, _fronts(wanted), strict=True):
        try:
            found[paths[volume.department]] = volume.stage(front)
        except (PyPdfError, WriteFailedError, OSError) as problem:
            told.append(
                f"“{volume.department}”的报告合订本没有做成（{problem}）。各报告的PDF不受影响。"
            )
    return found, tuple(told)


class _Volume:
    """The reports of one department, to be bound."""

    def __init__(
        self,
        department: str,
        projects: Sequence[Outcome],
        folder: Folder,
        year: int | None,
        sender: Sender,
    ) -> None:
        self.department, self.projects, self.folder = department, projects, folder
        self._year, self._sender = year, sender
        made = [each.document("pdf") for each in projects]
        self._sources = [folder.find(each) if each else None for each in made]
        digests = [each.digest if each else "" for each in made]
        front = hashlib.sha256(self._front([None] * len(projects))).hexdigest()
        self._name = f"{files.short_hash(f'{department}|{digests}|{front}', 24)}{_SUFFIX}"

    def made_before(self) -> Staged | None:
        """The volume that an earlier run made of the very same reports."""
        return self.folder.made_before("volume", self._name)

    def front(self) -> bytes:
        """Cover and contents as a .docx.

        Raises:
            PyPdfError: a report's PDF cannot be read.
        """
        counts = [len(PdfReader(path).pages) if path else None for path in self._sources]
        return self._front(list(_first_pages(counts)))

    def _front(self, pages: Sequence[int | None]) -> bytes:
        said = volume_front.context(Address(self.department, self._year), self.projects, pages)
        return letter_templates.write("volume_front", said, self._sender)

    def stage(self, front: bytes | None) -> Staged:
        """Bind the volume behind its front.

        Raises:
            PyPdfError, WriteFailedError, OSError: it could not be done.
        """
        if front is None:
            raise WriteFailedError("LibreOffice没有转成封面和目录")
        data = self._bound(front)
        files.write_staged(self.folder.staging / self._name, data)
        return Staged("volume", self._name, hashlib.sha256(data).hexdigest())

    def _bound(self, front: bytes) -> bytes:
        volume = PdfWriter()
        volume.append(io.BytesIO(front), import_outline=False)
        _fill_sheet(volume)
        first = len(volume.pages)
        for path, project in zip(self._sources, self.projects, strict=True):
            if path is not None:
                begin = len(volume.pages)
                volume.append(path, import_outline=False)
                _fill_sheet(volume)
                volume.add_outline_item(title=project.name, page_number=begin)
        for number, page in enumerate(volume.pages[first:], 1):
            _stamp(page, number)
        volume.set_page_label(0, first - 1, PageLabelStyle.LOWERCASE_ROMAN)
        volume.set_page_label(first, len(volume.pages) - 1, PageLabelStyle.DECIMAL)
        volume.metadata = {"/Title": f"{self.department}{letter_templates.NAMES['volume_front']}"}
        out = io.BytesIO()
        volume.write(out)
        return out.getvalue()


def _fronts(volumes: Sequence[_Volume]) -> Iterator[bytes | None]:
    """Cover and contents of each volume as a PDF, in one go; None: they could not be made."""
    program = report_pdfs.find()
    with tempfile.TemporaryDirectory(prefix="perfeval-", ignore_cleanup_errors=True) as scratch:
        paths = []
        for number, volume in enumerate(volumes):
            path = Path(scratch) / f"{number}.docx"
            with suppress(PyPdfError, OSError):  # what is wrong is said when it is bound
                path.write_bytes(volume.front())
                paths.append(path)
        made = (
            {each.source: each.pdf for each in report_pdfs.convert(paths, program)}
            if program
            else {}
        )
        for number, _ in enumerate(volumes):
            yield made.get(Path(scratch) / f"{number}.docx")


def _first_pages(counts: Sequence[int | None]) -> Iterator[int | None]:
    """On which page each report begins; each takes whole sheets of two pages."""
    page = 1
    for count in counts:
        yield None if count is None else page
        page += 0 if count is None else count + count % 2


def _fill_sheet(volume: PdfWriter) -> None:
    """What follows begins on a right-hand page."""
    if len(volume.pages) % 2:
        volume.add_blank_page()


def _stamp(page: PageObject, number: int) -> None:
    """Print the volume's page number into the upper outer corner."""
    text = str(number)
    _, _, width, height = (float(each) for each in page.mediabox)
    right = width - _SIDE - _DIGIT * _SIZE * len(text)
    place = f"{right if number % 2 else _SIDE:.1f} {height - _DOWN:.1f}"
    stamp = DecodedStreamObject()
    stamp.set_data(f"q BT {_FONT} {_SIZE} Tf {place} Td ({text}) Tj ET Q".encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    sheet = PageObject.create_blank_page(width=width, height=height)
    fonts = DictionaryObject({_FONT: font})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    sheet[NameObject("/Contents")] = stamp
    page.merge_page(sheet)
