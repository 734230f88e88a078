"""The whole run over the hostile folder: every file accounted for, nothing acts, nothing leaks."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from perfeval_batch import blank, schemes
from perfeval_batch.demo import samples
from perfeval_batch.values import replace
from tests import hostile

GOOD = 20
WATCH = """
import os, sys
_LOG, _FREE = os.environ["WATCH_LOG"], tuple(os.environ["WATCH_FREE"].split(os.pathsep))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_busy = False

def _told(line):
    global _busy
    _busy = True
    try:
        with open(_LOG, "a", encoding="utf-8") as log:
            log.write(line + "\\n")
    finally:
        _busy = False

def _watch(event, args):
    if _busy:
        return
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.bind"):
        address = args[0] if event == "socket.getaddrinfo" else args[1]
        if isinstance(address, tuple) or event == "socket.getaddrinfo":
            _told(f"network {event} {address!r}")
    elif event == "open" and isinstance(args[0], str) and isinstance(args[2], int):
        path = os.path.abspath(args[0])
        if args[2] & _WRITES and not path.startswith(_FREE):
            _told(f"write {path}")
    elif event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.link"):
        path = os.path.abspath(os.fsdecode(args[1 if event in ("os.rename",) else 0]))
        if not path.startswith(_FREE):
            _told(f"{event} {path}")

_told("watched")
sys.addaudithook(_watch)
open(os.path.join(os.path.dirname(_LOG), "not-output.txt"), "w").close()
"""
"""Runs in every process of the run and tells what reaches out; a file that may be written to."""


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        code: its exit code.
        told: 运行结果.json.
        output: OUTPUT.
        reached: what it did beyond OUTPUT; each process tells one write that it is made to do.
        seconds: how long it took.
        megabytes: resident memory of its largest process; 0 where that is not known.
        stderr: what it printed on standard error.
    """

    code: int
    told: dict[str, object]
    output: Path
    reached: str
    seconds: float
    megabytes: int
    stderr: str

    @property
    def projects(self) -> dict[str, Mapping[str, object]]:
        """The outcomes by source."""
        return {each["source"]: each for each in self.told["projects"]}  # type: ignore[attr-defined]  # JSON


def _good(number: int) -> bytes:
    filling = samples.load(samples.names()[number % len(samples.names())])
    name = f"{filling.facts['项目名称']}{number}"
    facts = {**filling.facts, "项目名称": name, "项目编码": f"HAO-{number:03}"}
    return blank.write(replace(filling, facts=facts), schemes.load())


MEASURED = """
import subprocess, sys
code = subprocess.run(sys.argv[2:], check=False).returncode
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
except ImportError:
    peak = 0
with open(sys.argv[1], "w", encoding="utf-8") as told:
    told.write(str(peak))
sys.exit(code)
"""
"""Runs a command and tells the megabytes of the largest process below it, and of no other."""


def _ran(inbox: Path, folder: Path) -> Run:
    watch = folder / "watch"
    watch.mkdir(parents=True)
    (watch / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    output, log, peak = folder / "结果", folder / "reached.txt", folder / "peak.txt"
    free = (str(output), str(log), os.devnull, "/dev/", "/proc/")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(watch), os.environ.get("PYTHONPATH", ""))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCH_LOG": str(log),
        "WATCH_FREE": os.pathsep.join(free),
    }
    begun = time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-S", "-c", MEASURED, str(peak)),
            *(sys.executable, "-m", "perfeval_batch", "run", str(inbox), "-o", str(output)),
        ],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment,
        timeout=600,
    )
    return Run(
        code=done.returncode,
        told=json.loads((output / "运行结果.json").read_text(encoding="utf-8")),
        output=output,
        reached=log.read_text(encoding="utf-8") if log.exists() else "",
        seconds=time.monotonic() - begun,
        megabytes=int(peak.read_text(encoding="utf-8")),
        stderr=done.stderr,
    )


def _state(folder: Path) -> dict[str, tuple[str, int]]:
    """Content and time of every file."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Both:
    """The run over everything and the run over the good ones alone."""

    whole: Run
    alone: Run
    before: dict[str, tuple[str, int]]
    after: dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Run once for all tests."""
    folder = tmp_path_factory.mktemp("hostile")
    good, inbox = folder / "只有好的", folder / "收件"
    for number in range(GOOD):
        for target in (good, inbox):
            path = target / "好" / f"好{number:02}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_good(number))
    hostile.write(inbox / "坏")
    before = _state(inbox)
    whole = _ran(inbox, folder / "全部")
    return Both(whole, _ran(good, folder / "好的"), before, _state(inbox))


def test_every_file_is_accounted_for_with_its_own_errors(both: Both) -> None:
    files = {f"坏/{each.name}": each.codes for each in hostile.files()}
    run = both.whole.told["run"]
    assert isinstance(run, dict)
    assert both.whole.code == 1
    assert run["workbooks"] == len(files) + GOOD
    assert run["workbooks"] == run["reported"] + run["returned"] + run["failed"]
    for source, project in both.whole.projects.items():
        findings = project["findings"]
        assert isinstance(findings, list)
        errors = {each["code"] for each in findings if each["severity"] == "error"}
        assert errors == files.get(source, frozenset()), source
        assert (project["status"] == "reported") is not bool(errors)


def test_good_workbooks_get_the_same_bytes_as_without_the_bad_ones(both: Both) -> None:
    sources = [source for source in both.whole.projects if source.startswith("好/")]
    assert len(sources) == GOOD
    for source in sources:
        names = [str(run.projects[source]["report"]) for run in (both.whole, both.alone)]
        documents = [
            (run.output / name).read_bytes()
            for run, name in zip((both.whole, both.alone), names, strict=True)
        ]
        assert documents[0] == documents[1], source


def test_every_report_is_a_file_of_its_own_inside_output(both: Both) -> None:
    names = [str(each["report"]) for each in both.whole.projects.values() if each["report"]]
    folded = {name.casefold() for name in names}
    assert len(folded) == len(names)
    for name in names:
        path = both.whole.output / name
        assert path.is_file()
        assert path.resolve().is_relative_to(both.whole.output.resolve())


def test_the_inbox_stays_as_it_was(both: Both) -> None:
    assert both.after == both.before


def test_nothing_is_written_outside_output_and_nothing_is_fetched(both: Both) -> None:
    lines = both.whole.reached.splitlines()
    assert set(lines) - {"watched"} == {f"write {both.whole.output.parent / 'not-output.txt'}"}
    assert lines.count("watched") > 1


def test_it_takes_little_time_and_memory(both: Both) -> None:
    assert both.whole.seconds < 120
    assert both.whole.megabytes < 512
    assert "Traceback" not in both.whole.stderr
