"""The word lists of the checks that read language: data of the scheme folder, read once.

The lists stand in schemes/词表/*.toml; a bureau's scheme file adds to them in `[words]` and takes
words out in `[words.without]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib import resources
from typing import Any


def _list(meaning: str) -> Any:  # noqa: ANN401  # a field
    return field(default=(), metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Words:
    """The lists, each in the order of its file."""

    generic: tuple[str, ...] = _list("项目名称中的泛用词，比对名称与内容时不计（PE106）")
    commonplace: tuple[str, ...] = _list("名称里还有别的词时也不计的泛用词（PE106）")
    payments: tuple[str, ...] = _list("说明指标是付款或金额的词，不宜作数量指标（PE507）")
    vague: tuple[str, ...] = _list("没有标准就无法衡量的词（PE508）")
    surveys: tuple[str, ...] = _list("说明满意度来自调查的词（PE510）")
    groups: tuple[str, ...] = _list("服务对象的家族，同一家族的词用/隔开（PE514）")
    denials: tuple[str, ...] = _list("“存在的问题”填这些等于没有填（PE605）")
    no_content: tuple[str, ...] = _list("扣分原因、完成情况说明填这些等于没有填（PE601、PE603）")
    no_deduction: tuple[str, ...] = _list("扣分原因填这些等于没有扣分（PE603）")
    turns: tuple[str, ...] = _list("转折词，其后才是不足之处（PE606）")
    common: tuple[str, ...] = _list("过于常见的词，不足以说明改进措施针对扣分原因（PE606）")
    set_phrases: tuple[str, ...] = _list(
        "套话所用的词，只由它们组成的文字没有说明具体内容（PE104、PE606、PE615）"
    )
    administrative: tuple[str, ...] = _list(
        "各类项目都用的管理用语，不足以说明一段文字属于哪个项目（PE615）"
    )
    causes: tuple[str, ...] = _list("说明原因的词（PE411）")
    unspent: tuple[str, ...] = _list("说明资金没有花完的词（PE414）")
    advanced: tuple[str, ...] = _list("说明先行支出、到位不足的词（PE214）")
    spared: tuple[str, ...] = _list("含有错别字写法的正常词语（PE609）")
    typos: tuple[tuple[str, str], ...] = _list("常见错别字：错的写法 = 对的写法（PE609）")

    def changed(
        self,
        added: Mapping[str, tuple[str, ...]],
        without: Mapping[str, tuple[str, ...]],
        typos: Mapping[str, str],
    ) -> Words:
        """The lists of a scheme that adds words and takes some out."""
        lists = {
            name: _changed(getattr(self, name), added.get(name, ()), without.get(name, ()))
            for name in LISTS
        }
        kept = {
            wrong: right for wrong, right in self.typos if wrong not in without.get("typos", ())
        }
        return Words(**lists, typos=tuple({**kept, **typos}.items()))


MEANINGS = {each.name: each.metadata["meaning"] for each in fields(Words)}
LISTS = tuple(each.name for each in fields(Words) if each.name != "typos")


def _changed(
    own: tuple[str, ...], added: tuple[str, ...], without: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys((*own, *added)) if word not in without)


@lru_cache(maxsize=1)
def default() -> Words:
    """The lists that the program brings along."""
    folder = resources.files("perfeval_batch") / "schemes" / "词表"
    words = Words()
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".toml"):
            data = tomllib.loads(entry.read_text(encoding="utf-8"))
            typos = data.pop("typos", {})
            lists = {name: tuple(found) for name, found in data.items()}
            words = words.changed(lists, {}, typos)
    return words
