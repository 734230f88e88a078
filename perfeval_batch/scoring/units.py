"""Units of measure: which ones are written differently and mean the same, which ones convert."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache

from perfeval_batch import wording
from perfeval_batch.values import Value

_ONE = Decimal(1)
_SAME: tuple[tuple[str, ...], ...] = (
    ("米", "m", "M"),
    ("平方米", "㎡", "m²", "m2", "平米", "平方"),
    ("立方米", "m³", "m3", "立方", "方"),
    ("摄氏度", "℃", "°C", "度"),
    ("千瓦", "kW", "kw", "KW"),
    ("台", "台套", "台(套)", "套", "台/套"),
    ("场", "场次"),
    ("期", "期次", "期(次)"),
    ("次", "次数"),
    ("件", "件套", "件(套)"),
    ("分钟", "min"),
    ("天", "日", "个工作日", "工作日"),
    ("月", "个月"),
    ("人", "名", "位"),
    ("人次", "人·次"),
    ("元", "元整"),
    ("公斤", "千克", "kg", "KG"),
    ("家", "户企业", "家企业"),
    ("亩", "亩地"),
    ("起", "例", "宗"),
    ("年", "周年"),
)
_MEANT = {unicodedata.normalize("NFKC", each): same[0] for same in _SAME for each in same}
_CONVERTED = {
    "公里": ("米", 1000),
    "千米": ("米", 1000),
    "km": ("米", 1000),
    "KM": ("米", 1000),
    "吨": ("公斤", 1000),
    "t": ("公斤", 1000),
    "公顷": ("亩", 15),
    "hm2": ("亩", 15),
    "平方公里": ("平方米", 1000000),
    "平方千米": ("平方米", 1000000),
    "km2": ("平方米", 1000000),
    "小时": ("分钟", 60),
    "个小时": ("分钟", 60),
    "h": ("分钟", 60),
    "H": ("分钟", 60),
    "时": ("分钟", 60),
    "千元": ("元", 1000),
    "百万元": ("元", 1000000),
    "千万元": ("元", 10000000),
}
_PREFIXES = {"亿": Decimal(100_000_000), "万": Decimal(10_000)}


class Unit(Value, frozen=True):
    """A unit as it is compared: its common name and how many of it one stands for."""

    name: str
    factor: Decimal = _ONE


@lru_cache(maxsize=2048)
def read_unit(text: str) -> Unit:
    """The unit that a text means: `千米` and `km` are 1000 米, `万平方米` is 10000 平方米.

    A unit over another (`元/平方米`, `元每平方米`) is compared part by part.
    """
    bare = unicodedata.normalize("NFKC", "".join(text.split()))
    if text.strip() in wording.PERCENTS or bare in wording.PERCENTS:
        return Unit("%")
    above, over, below = bare.replace("每", "/", 1).partition("/")
    if over and above and below and bare not in _MEANT:
        one, other = read_unit(above), read_unit(below)
        return Unit(f"{one.name}/{other.name}", one.factor / other.factor)
    if bare in _MEANT:
        return Unit(_MEANT[bare])
    if bare in _CONVERTED:
        name, factor = _CONVERTED[bare]
        return Unit(name, Decimal(factor))
    if len(bare) > 1 and bare[0] in _PREFIXES:
        rest = read_unit(bare[1:])
        return Unit(rest.name, rest.factor * _PREFIXES[bare[0]])
    return Unit(bare)


_MONEY = "元"


def is_money(text: str) -> bool:
    """The unit counts money, and nothing else beside it (`元/人` does not)."""
    return read_unit(text).name == _MONEY
