"""The three sets of filled workbooks that speed is measured on, as folders of .xlsx files.

`demo`: as `perfeval demo --clean` writes them, all with the same styles. `own styles`: each with a
styles part of its own, as workbooks that went through many hands have. `libreoffice`: each saved
anew by LibreOffice.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from perfeval_batch.demo import generate

STYLES = "xl/styles.xml"
TOGETHER = 100
"""Workbooks that LibreOffice is given in one call."""


def build_all(folder: Path, count: int) -> dict[str, Path]:
    """Make the three sets of the same `count` projects below `folder`: name → its inbox."""
    inboxes = {"demo": folder / "demo", "own styles": folder / "own-styles"}
    for number, (name, data) in enumerate(generate(count, clean=True)):
        _save(inboxes["demo"] / name, data)
        _save(inboxes["own styles"] / name, with_own_styles(data, number))
    if shutil.which("soffice"):
        inboxes["libreoffice"] = folder / "libreoffice"
        _save_by_libreoffice(inboxes["demo"], inboxes["libreoffice"])
    return inboxes


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def with_own_styles(data: bytes, number: int) -> bytes:
    """The workbook with white space in its styles that no other workbook has."""
    own = "".join(" " if digit == "1" else "\n" for digit in f"{number:032b}").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == STYLES:
                content = content.replace(b"</styleSheet>", own + b"</styleSheet>")
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _save_by_libreoffice(inbox: Path, into: Path) -> None:
    workbooks = sorted(inbox.rglob("*.xlsx"))
    with tempfile.TemporaryDirectory() as folder:
        for some in _cut(workbooks, TOGETHER):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            subprocess.run(
                ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder]
                + [str(path) for path in some],
                check=True,
                capture_output=True,
            )
            for path in some:
                target = into / path.relative_to(inbox)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(Path(folder) / path.name, target)


def _cut(paths: list[Path], size: int) -> Iterator[list[Path]]:
    """The paths some at a time; names that meet never in the same lot."""
    lot: dict[str, Path] = {}
    for path in paths:
        if path.name in lot or len(lot) == size:
            yield list(lot.values())
            lot = {}
        lot[path.name] = path
    if lot:
        yield list(lot.values())
