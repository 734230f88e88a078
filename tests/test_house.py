"""The house is in order: formatted, linted, typed, floors kept, start-up light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TOOLS = {
    "formatted": ["ruff", "format", "--check", "."],
    "linted": ["ruff", "check", "."],
    "typed": ["mypy"],
    "floors kept": ["importlinter.cli"],
}


@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS.keys())
def test_the_code_is(command: list[str]) -> None:
    arguments = ["-c", "from importlinter.cli import lint_imports_command as c; c()"]
    if command[0] != "importlinter.cli":
        arguments = ["-m", *command]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


HEAVY = ("pandas", "docx", "openpyxl", "xlsxwriter", "python_calamine", "lxml", "jinja2", "psutil")


def test_help_loads_none_of_the_heavy_libraries() -> None:
    script = (
        "import sys\n"
        "from perfeval_batch.cli import app\n"
        "app.call(['--help'])\n"
        "app.call(['run', '--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout.splitlines()[-1] == "[]"
