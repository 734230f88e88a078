"""Lays the program and its dependencies into the folder: win_amd64 wheels by the lock file.

The lock (`windows.lock`) states each dependency's version and the SHA-256 of its one wheel;
`python -m tests.portable.lock` makes it anew when the dependencies change.
"""

from __future__ import annotations

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from perfeval_batch.errors import SettingsError

LOCK = "windows.lock"
VERSION = "3.11"
"""The Python that the wheels of the lock are for."""
NEVER_LOADED = re.compile(
    r"(?:^|/)(?:tests?|bin|share)/|\.(?:pyi|pxd|pyx|h|hpp|c|cpp|lib|a)$|^lxml/includes/|\.dist-info/"
    r"(?:RECORD|REQUESTED|INSTALLER|direct_url\.json)$"
)
"""Tests, type stubs, sources and command scripts of packages; their licences stay."""


def lay(folder: Path) -> None:
    """Install the locked wheels and the program itself below `folder`.

    Raises:
        SettingsError: pip is missing, or could not get a wheel.
    """
    with resources.as_file(resources.files(__package__) / LOCK) as lock:
        _pip(
            "install",
            *("--target", str(folder), "--platform", "win_amd64", "--python-version", VERSION),
            *("--implementation", "cp", "--only-binary", ":all:", "--no-deps", "--no-compile"),
            *("--require-hashes", "-r", str(lock)),
        )
    for path in list(_files(folder)):
        if NEVER_LOADED.search(path.relative_to(folder).as_posix()):
            path.unlink()
    _drop_empty(folder)
    program = Path(__file__).resolve().parents[1]
    shutil.copytree(program, folder / program.name, ignore=shutil.ignore_patterns("__pycache__"))
    if sys.version.startswith(f"{VERSION}."):
        _compile(folder)


def _compile(folder: Path) -> None:
    """Compile what a slow disk and a scanner would make slow to compile at the first start."""
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        prependdir="program",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def download_source(requirement: str, folder: Path) -> Path:
    """Get one source package, its hash checked.

    Raises:
        SettingsError: it could not be had.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as wanted:
        wanted.write(requirement)
    try:
        _pip(
            "download",
            *("--no-deps", "--no-binary", ":all:", "--require-hashes", "-d", str(folder)),
            *("-r", wanted.name),
        )
    finally:
        Path(wanted.name).unlink()
    return next(folder.glob("*.tar.gz"))


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, errors="replace")  # noqa: S603  # our own words
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise SettingsError(
            f"没有取得所需的安装包：{''.join(last)}。"
            "制作便携文件夹时需要pip和能连上的安装包来源（做好以后就不需要了）。",
        )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _drop_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
