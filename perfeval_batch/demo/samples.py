"""The samples: TOML files of the Filling's shape in, the files of input_templates/ out.

`python -m perfeval_batch.demo.samples input_templates` makes them anew.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from perfeval_batch import blank, catalogue, files, report, roster, schemes
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.values import replace

BLANK = "项目支出绩效自评表（空白）.xlsx"
ROSTER = "项目名册（空白）.xlsx"
REPORT = "项目支出绩效评价报告模板.docx"
_FAULTY = "待修改"
"""The folder of the samples that have typical faults."""


def names() -> tuple[str, ...]:
    """The samples without errors, the seed's first."""
    return _names(_folder())


def faulty_names() -> tuple[str, ...]:
    """The samples with typical faults, for 示例-待修改/."""
    return tuple(f"{_FAULTY}/{name}" for name in _names(_folder() / _FAULTY))


@lru_cache(maxsize=16)
def load(name: str) -> Filling:
    """Load a sample by one of `names()` or `faulty_names()`.

    Raises:
        FileNotFoundError: there is no such sample.
    """
    text = _folder().joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Filling:
    """Read a filling from TOML whose keys are the workbook's labels; numbers become Decimal."""
    data: Mapping[str, Any] = tomllib.loads(text, parse_float=Decimal)
    return Filling(
        facts=data["facts"],
        funds=data["funds"],
        uses=tuple(data.get("uses", ())),
        indicators=tuple(data.get("indicators", ())),
        totals=data.get("totals", {}),
        texts=data.get("texts", {}),
        lists={column: tuple(items) for column, items in data.get("lists", {}).items()},
    )


def write(name: str) -> bytes:
    """A sample as a filled workbook, drawn for the scheme it names.

    A department leaves the review to the bureau; the seed's workbook states one, and keeps it.
    """
    filling = load(name) if name == names()[0] else _without_review(load(name))
    scheme = filling.facts.get("评价方案")
    return blank.write(filling, schemes.load(str(scheme) if scheme else schemes.DEFAULT))


def _without_review(filling: Filling) -> Filling:
    def kept(cells: Mapping[str, CellValue]) -> dict[str, CellValue]:
        return {label: value for label, value in cells.items() if not label.startswith("复核")}

    return replace(
        filling,
        funds={source: kept(row) for source, row in filling.funds.items()},
        indicators=tuple(map(kept, filling.indicators)),
        totals=kept(filling.totals),
        texts=kept(filling.texts),
    )


def templates() -> Iterator[tuple[str, bytes]]:
    """Every file of input_templates/: its path below it, with `/`, and its bytes."""
    yield BLANK, blank.write(None, schemes.load(), catalogue.met_by_departments())
    yield ROSTER, roster.write(schemes.load())
    yield REPORT, report.default_template()
    for name in names():
        yield f"示例/{name}.xlsx", write(name)
    for name in faulty_names():
        yield f"示例-{name}.xlsx", write(name)


def _folder() -> Traversable:
    return resources.files("perfeval_batch.demo") / "samples"


def _names(folder: Traversable) -> tuple[str, ...]:
    found = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


if __name__ == "__main__":
    for path, data in templates():
        files.save(Path(sys.argv[1]) / path, data)
