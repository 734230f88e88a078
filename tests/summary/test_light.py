"""What needs no frames does not load pandas: `perfeval check` and the help stay quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_batch.demo import generate

RUN = """
import sys
from perfeval_batch.cli import main
sys.argv = ["perfeval", *{arguments!r}]
try:
    main()
except SystemExit:
    pass
print("pandas" in sys.modules, "numpy" in sys.modules)
"""


@pytest.mark.parametrize("command", ["check", "help"])
def test_pandas_is_not_loaded(command: str, tmp_path: Path) -> None:
    (_, data), *_ = generate(1, seed=1)
    path = tmp_path / "一.xlsx"
    path.write_bytes(data)
    arguments = ["--help"] if command == "help" else ["check", str(path)]
    told = subprocess.run(
        [sys.executable, "-c", RUN.format(arguments=arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.splitlines()[-1].startswith("False")
