"""Finds tags in a text: where each begins and ends, what it does, what is wrong with it.

The tags are docxtpl's: `{{ 字段 }}` prints, `{% … %}` steers, `{# … #}` is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TAG = re.compile(r"\{\{(?P<out>.*?)\}\}|\{%(?P<say>.*?)%\}|\{#.*?#\}", re.DOTALL)
_HALF = re.compile(r"[{｛]\s*[{｛%％#＃]|[}｝%％]\s*[}｝]")
"""Half a tag, in half-width or full-width signs or mixed."""
_SINGLE = re.compile(
    r"[{｛]\s*(?:[^\W\d]\w*(?:[.．][^\W\d]\w*)+|[^\W\d]\w*[(（]\s*[)）]|报告标题)\s*[}｝]"
)
"""A field between single braces: `{ 项目.名称 }`."""
_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_HALF_WIDTH = str.maketrans("（）．，＝＞＜！［］｜　\xa0", "().,=><![]|  ")
_KINDS = ("p", "tr", "tc", "r", "vm")

Blame = Callable[[str, str], None]
"""Is told what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a template: where it stands, what it is, how to mend it."""

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        """The line an officer reads."""
        stop = "" if self.fix.endswith(("。", "？")) else "。"
        return f"{self.where}：{self.what}。{self.fix}{stop}"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the template.

    Attributes:
        verb: out (prints), for, if, elif, else, endfor, endif, vm, or whatever was written.
        text: what it says besides.
        where: the paragraph it stands in.
        source: the checked Jinja source; empty until it is checked.
    """

    verb: str
    text: str
    where: str
    source: str = ""

    @property
    def steers(self) -> bool:
        """It prints nothing."""
        return self.verb != "out"


@dataclass(frozen=True, slots=True)
class Found:
    """A tag where it was found in a text.

    Attributes:
        start: its first character.
        end: the character behind it.
        tag: what it is; None for a remark.
        kind: p, tr, tc, r or vm when it stands for what it is in; else empty.
    """

    start: int
    end: int
    tag: Tag | None
    kind: str = ""


def find(text: str, where: str, blame: Blame) -> list[Found]:
    """The tags of a text; what looks like half a tag is blamed."""
    found = []
    at = 0
    for match in _TAG.finditer(text):
        _no_halves(text[at : match.start()], blame)
        at = match.end()
        found.append(_found(match, where))
    _no_halves(text[at:], blame)
    return found


def _no_halves(text: str, blame: Blame) -> None:
    half = _HALF.search(text)
    single = None if half else _SINGLE.search(text)
    if single:
        blame(f"“{single[0]}”只有一层括号", "标记请写作两层半角括号，如 {{ 项目.名称 }}")
    if half:
        blame(
            f"“{half[0]}”不成对或是全角符号",
            "标记请写作 {{ 字段 }} 或 {% … %}，用半角括号，前后成对",
        )


def _found(match: re.Match[str], where: str) -> Found:
    start, end = match.span()
    if match["out"] is not None:
        return Found(start, end, Tag("out", normal(match["out"]), where))
    if match["say"] is None:
        return Found(start, end, None)
    text = normal(match["say"].strip("+-"))
    kind, _, rest = text.partition(" ")
    if kind not in _KINDS:
        kind, rest = "", text
    if kind == "vm":
        return Found(start, end, Tag("vm", rest, where), kind)
    verb, _, said = rest.partition(" ")
    return Found(start, end, Tag(verb, said, where), kind)


def normal(text: str) -> str:
    """Undo what Word and an input method make of a tag: curly quotes, full-width signs."""
    pieces = _QUOTED.split(text.translate(_STRAIGHT))
    pieces[::2] = [piece.translate(_HALF_WIDTH) for piece in pieces[::2]]
    return " ".join("".join(pieces).split())


def without(text: str, found: Sequence[Found]) -> str:
    """What is left of a text without its tags."""
    at, kept = 0, []
    for each in found:
        kept.append(text[at : each.start])
        at = each.end
    return "".join((*kept, text[at:]))


Segments = Sequence[str | Tag]
"""A text cut into what stays and the tags between."""


def cut_printing(text: str, where: str, blame: Blame) -> Segments:
    """Cut a text in which tags can only print (document properties, alternative texts)."""
    segments: list[str | Tag] = []
    at = 0
    for found in find(text, where, blame):
        segments.append(text[at : found.start])
        if found.tag is not None and not found.tag.steers:
            segments.append(found.tag)
        elif found.tag is not None:
            blame("这里只能打印字段，不能写循环或条件", "请只用 {{ 字段 }}")
        at = found.end
    return [segment for segment in (*segments, text[at:]) if segment]
