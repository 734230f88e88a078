"""What a terminal shows of outcomes and findings; texts from workbooks are never markup."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from perfeval_batch import wording
from perfeval_batch.errors import OutputError
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Outcome

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, stderr: bool = False) -> Console:
    """A console that wraps nothing and colours only on a terminal."""
    return Console(stderr=stderr, soft_wrap=True, highlight=False, markup=False, emoji=False)


def outcome(out: Console, each: Outcome) -> None:
    """A workbook with its findings, gravest first."""
    counts = "、".join(
        f"{severity.label}{each.count(severity)}个" for severity in Severity if each.count(severity)
    )
    head = f"{each.source}：{counts or '没有发现问题'}"
    if each.figures.self_score is not None:
        grade = f"，{each.grade}" if each.grade else ""
        head += f"（自评{wording.plain(each.figures.self_score)}分{grade}）"
    out.print(Text(head, "bold"))
    for finding in each.findings:
        out.print(line(finding))


def line(finding: Finding) -> Text:
    """`错误 PE404 绩效指标!J14：…`."""
    text = Text("  ")
    text.append(f"{finding.severity.label} {finding.code} ", STYLES[finding.severity])
    text.append(str(finding))
    return text


def keep(path: Path, *, force: bool) -> None:
    """Refuse to replace a file that exists, unless it is forced (contract §1).

    Raises:
        OutputError: something stands there.
    """
    if not force and os.path.lexists(path):
        raise OutputError(
            f"“{path}”已经存在，没有覆盖。请用-o另取一个名字，或确认不再需要后加--force覆盖。",
        )


@contextmanager
def warnings() -> Iterator[None]:
    """What is wrong with the machine or with OUTPUT, on standard error as it is found."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.addFilter(lambda record: record.levelno == logging.WARNING)
    log = logging.getLogger("perfeval_batch")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def json_bytes(data: bytes) -> None:
    """JSON goes out as UTF-8, whatever the console's encoding is."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def batch_findings(out: Console, findings: Sequence[Finding], most: int) -> None:
    """Findings about the batch as a whole, the gravest first; of very many the first ones."""
    for finding in sorted(findings, key=lambda each: each.severity.rank)[:most]:
        out.print(line(finding))
    if len(findings) > most:
        out.print(f"……还有{len(findings) - most}条关于整批的问题，见汇总表的“问题清单”。")
