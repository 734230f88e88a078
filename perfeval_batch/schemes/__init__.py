"""评价方案 as data: a name or a TOML file in, a frozen Scheme out, every fault of the file named.

Sources of the built-in ones: 财预〔2020〕10号, 财预〔2021〕101号, provincial forms (domain.md).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.errors import SchemeError
from perfeval_batch.schemes import reader, toml_writer
from perfeval_batch.schemes.describe import adjustment, describe
from perfeval_batch.schemes.fitting import fits, fits_freely, is_fixed
from perfeval_batch.schemes.scheme_values import (
    FULL_WEIGHT,
    OPTIONAL_SECTIONS,
    Application,
    Band,
    Execution,
    Grade,
    Level1,
    Level2,
    Scheme,
    level2,
    normal_level,
)

__all__ = [
    "DEFAULT",
    "FULL_WEIGHT",
    "OPTIONAL_SECTIONS",
    "UNSCORED",
    "Application",
    "Band",
    "Execution",
    "Grade",
    "Level1",
    "Level2",
    "Scheme",
    "adjustment",
    "describe",
    "export",
    "fits",
    "fitting",
    "level2",
    "load",
    "named",
    "names",
    "normal_level",
    "parse",
    "same_name",
    "scored",
]

LARGEST = 2 * 1024**2
"""Bytes of a scheme's file; more is none."""
DEFAULT = "成本单列"
UNSCORED = "转移支付"
"""The built-in scheme of forms without weights and scores."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The built-in schemes, the default first."""
    folder = resources.files("perfeval_batch") / "schemes"
    found = sorted(
        entry.name.removesuffix(".toml")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def scored() -> tuple[str, ...]:
    """The built-in schemes with weights and scores: those that the blank workbook is made for."""
    return tuple(name for name in names() if load(name).scored)


def named(text: str) -> str | None:
    """The built-in scheme that a workbook's 评价方案 means; None when there is none.

    Never a path: a workbook does not choose files of this machine.
    """
    wanted = _plain_name(text)
    for name in names():
        if wanted == _plain_name(name):
            return name
    return None


def fitting(rows: Sequence[tuple[str, Decimal | None]], execution: Decimal | None) -> str | None:
    """The built-in scheme that level-1 sums fit exactly; None when none does.

    One that leaves the weights of level 1 free is fitted by its weight of 预算执行率, where that
    tells it apart from all that fix them (湖北: 20).

    Args:
        rows: level 1 as typed and weight of each indicator.
        execution: the weight of 预算执行率.
    """
    every = [(name, load(name)) for name in scored()]
    exact = next((name for name, scheme in every if fits(scheme, rows, execution)), None)
    if exact or any(is_fixed(each) and each.execution_weight == execution for _, each in every):
        return exact
    free = [name for name, scheme in every if fits_freely(scheme, rows, execution)]
    return free[0] if len(free) == 1 else None


def same_name(text: str, scheme: Scheme) -> bool:
    """Whether a workbook's 评价方案 means this scheme."""
    return _plain_name(text) == _plain_name(scheme.name)


def _plain_name(text: str) -> str:
    """`财预〔2020〕10号` and `财预2020-10号` are one scheme: marks, width and blanks aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum()).removesuffix("方案")


@lru_cache(maxsize=64)
def load(name_or_path: str = DEFAULT) -> Scheme:
    """Load a built-in scheme by name, or a file by its path.

    Raises:
        SchemeError: no such scheme, or the file cannot be used as written.
    """
    own = _built_in(name_or_path)
    if own is not None:
        return parse(own, f"{name_or_path}.toml")
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml":
        raise SchemeError(
            f"没有名为“{name_or_path}”的评价方案。可用的方案：{'、'.join(names())}；"
            "也可以给出自己的方案文件（.toml）。",
        )
    try:
        text = files.read(path, LARGEST).decode("utf-8-sig")
    except FileNotFoundError as problem:
        raise SchemeError(f"找不到评价方案文件“{path}”。请检查路径。") from problem
    except OSError as problem:
        raise SchemeError(f"评价方案文件“{path}”打不开：{files.reason(problem)}。") from problem
    except UnicodeDecodeError as problem:
        raise SchemeError(f"评价方案文件“{path}”打不开。文件须另存为UTF-8编码的文本。") from problem
    return parse(text, path.name)


def parse(text: str, file: str) -> Scheme:
    """Parse a scheme's TOML text.

    Raises:
        SchemeError: naming the file, the line where it can be told, and what is wrong.
    """
    return reader.parse(text, file, _built_in)


def export(scheme: Scheme) -> str:
    """The scheme as TOML to be adapted, every setting with its meaning in a comment."""
    return toml_writer.write(scheme)


def _built_in(name: str) -> str | None:
    if name not in names():
        return None
    source = resources.files("perfeval_batch") / "schemes" / f"{name}.toml"
    return source.read_text(encoding="utf-8")
