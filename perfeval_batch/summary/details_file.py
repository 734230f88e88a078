"""Writes and reads the details of every project: what next year is compared with (`--last`).

The result file says what the contract says, no more. Indicators and texts of last year stand
beside it, in OUTPUT's private folder.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from perfeval_batch.model import Batch, ItemFigures, Outcome

NAME = "逐项明细.json.gz"
"""Its name in the private folder of OUTPUT."""
SCHEMA = 1
MOST = 512 * 1024 * 1024
"""Bytes of the unpacked file; more is none of ours."""


def write(batch: Batch) -> bytes:
    """Write the file: JSON, gzipped without a time; the same batch gives the same bytes."""
    out = io.BytesIO()
    with gzip.GzipFile("", "wb", 1, out, mtime=0) as packed:
        for piece in _pieces(batch):
            packed.write(piece.encode("utf-8", "backslashreplace"))
    return out.getvalue()


def _pieces(batch: Batch) -> Iterator[str]:
    """The file project by project, for all of it is large."""
    lead = f'{{"schema":{SCHEMA},"projects":['
    for outcome in batch.outcomes:
        if outcome.items:
            told = json.dumps(_project(outcome), ensure_ascii=False, separators=(",", ":"))
            yield f"{lead}{told}"
            lead = ","
    yield "]}" if lead == "," else f"{lead}]}}"


def _project(outcome: Outcome) -> dict[str, Any]:
    return {
        "source": outcome.source,
        "sheet": outcome.sheet,
        "indicators": [_indicator(item) for item in outcome.items if not item.is_execution],
        "texts": [[each.label, each.text] for each in outcome.passages],
    }


def _indicator(item: ItemFigures) -> dict[str, str | None]:
    numbers = item.achievement
    return {
        "name": item.name,
        "comparison": numbers.comparison if numbers else None,
        "actual": _digits(numbers.actual) if numbers else None,
        "unit": numbers.unit if numbers else None,
        "weight": _digits(item.weight),
        "score": _digits(item.score),
        "reason": item.reason or None,
    }


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def read(data: bytes) -> dict[tuple[str, str | None], dict[str, Any]]:
    """The details by source and sheet.

    Raises:
        ValueError: it is no such file.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            told = json.loads(packed.read(MOST))
        return {(each["source"], each["sheet"]): each for each in told["projects"]}
    except (OSError, EOFError, KeyError, TypeError, RecursionError) as problem:
        raise ValueError(str(problem)) from problem
