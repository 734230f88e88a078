"""A template's paragraphs in, what a comment beside each of them says out: the tags explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfeval_batch.template import tags
from perfeval_batch.template.fields import BY_NAME, Field, Form
from perfeval_batch.template.tags import Tag

INTRODUCTION = (
    "这是报告模板。文字、字体、页眉页脚、徽标都可以随意修改、移动或删除；"
    "{{ }} 中的字段在出报告时换成各项目的内容，{% %} 是循环或条件，请成对保留。"
    "改好后用 perfeval report-template check 检查，"
    "字段的完整清单见 perfeval report-template fields。批注不会出现在报告里。"
)

Texts = Iterable[str]


def remarks(paragraphs: Texts) -> Iterator[tuple[int, str]]:
    """The index of each paragraph that has something new to explain, and the explanation."""
    names: dict[str, Field] = dict(BY_NAME)
    told: set[str] = set()
    for index, text in enumerate(paragraphs):
        lines = []
        for found in tags.find(text, "", _ignore):
            if found.tag is None:
                continue
            line = _explain(found.tag, found.kind, names)
            if line and line not in told:
                told.add(line)
                lines.append(line)
        if index == 0:
            lines.insert(0, INTRODUCTION)
        if lines:
            yield index, "\n".join(lines)


def _ignore(what: str, fix: str) -> None:
    """The default template has no half tags (a test holds it so)."""


def _explain(tag: Tag, kind: str, names: dict[str, Field]) -> str:
    match tag.verb:
        case "out":
            return _field(tag.text.removesuffix("()"), names)
        case "if":
            return f"条件：{_condition(tag.text, names)}时才出现下面的部分，到对应的endif为止。"
        case "for":
            return _loop(tag, kind, names)
        case "vm":
            return f"合并：{_meaning(tag.text, names)}时，本单元格与上一行的合并。"
    return ""


def _condition(path: str, names: dict[str, Field]) -> str:
    found = _find(path, names)
    return found.meaning if found and found.form is Form.FLAG else f"“{path}”有内容"


def _field(path: str, names: dict[str, Field]) -> str:
    found = _find(path, names)
    if found is None or not found.meaning:
        return ""
    example = f"例：{found.example}" if found.example else ""
    return f"{path}：{found.meaning}。{example}"


def _loop(tag: Tag, kind: str, names: dict[str, Field]) -> str:
    name, _, path = tag.text.partition(" in ")
    many = _find(path, names)
    if many is None:
        return ""
    form = Form.TEXT if many.form is Form.TEXTS else Form.RECORD
    names[name] = Field(name, many.meaning, many.example, form, many.parts)
    unit = "行" if kind == "tr" else "段"
    return f"循环：{path}（{many.meaning}）有几项，到对应的endfor为止的{unit}落就重复几次。"


def _meaning(path: str, names: dict[str, Field]) -> str:
    found = _find(path, names)
    return found.meaning if found else path


def _find(path: str, names: dict[str, Field]) -> Field | None:
    first, *rest = path.split(".")
    found = names.get(first)
    for step in rest:
        found = found.part(step) if found else None
    return found
