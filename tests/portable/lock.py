"""`python -m tests.portable.lock`: makes the lock of the Windows wheels anew; needs uv and pip.

uv resolves as on Windows (pip reads the markers of the system it runs on), pip then says which
wheel each version means. The file names no place: whoever builds asks the index of the place.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "perfeval_batch" / "portable" / "windows.lock"
EXTRAS = ("password",)
HEAD = "# The wheels of the portable Windows folder; made by `python -m tests.portable.lock`.\n"


def wanted() -> list[str]:
    """What the program needs, with the extras that an office may need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for name in EXTRAS for each in project["optional-dependencies"][name]]
    return [*project["dependencies"], *extras]


def main() -> None:
    """Resolve, ask for the hashes, write the lock."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "wanted.in").write_text("\n".join(wanted()), "utf-8")
        subprocess.run(
            [
                *("uv", "pip", "compile", "-q", "wanted.in", "-o", "versions.txt"),
                *("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11"),
                *("--only-binary", ":all:", "--no-header", "--no-annotate"),
            ],
            check=True,
            cwd=folder,
        )
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--no-deps"),
                *("--ignore-installed", "--target", "unused", "--platform", "win_amd64"),
                *("--python-version", "3.11", "--implementation", "cp"),
                *("--only-binary", ":all:", "--report", "report.json", "-r", "versions.txt"),
            ],
            check=True,
            cwd=folder,
        )
        report = json.loads((folder / "report.json").read_text("utf-8"))
    lines = sorted(
        f"{each['metadata']['name'].lower().replace('_', '-')}=={each['metadata']['version']}"
        f" --hash=sha256:{each['download_info']['archive_info']['hashes']['sha256']}\n"
        for each in report["install"]
    )
    LOCK.write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
