"""A .docx with tags in, a Template out, compiled once; a context in, a report's bytes out.

What does not change from report to report is deflated once; what does is printed by its press, or
by Jinja's compiled code in a sandbox. A report then costs less than a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateSyntaxError

from perfeval_batch.errors import TemplateError
from perfeval_batch.office import Begun, Part, begin, pack
from perfeval_batch.template import (
    blocks,
    chart,
    jinja_environment,
    markup,
    numbering,
    package,
    part_tree,
    press,
)
from perfeval_batch.template import draft as drafts
from perfeval_batch.template.fields import BY_NAME
from perfeval_batch.template.grammar import Scope
from perfeval_batch.template.jinja_environment import BUDGET, Budget
from perfeval_batch.template.tags import Problem

Context = Mapping[str, Any]
Render = Callable[[Context], bytes]

LEVEL = 3
"""Deflate level of what is made per report: a third of level 6's time for a tenth more bytes."""
SMALL = 1024
"""Up to so many bytes a part is stored as it is: deflating it takes longer than it is worth."""

_WORD_PARTS = {
    f"{package.MAIN}": "正文",
    f"{package.WORDML}header+xml": "页眉",
    f"{package.WORDML}footer+xml": "页脚",
    f"{package.WORDML}footnotes+xml": "脚注",
    f"{package.WORDML}endnotes+xml": "尾注",
}
_PROPERTY_PARTS = (
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml",
)
_BEGINS = re.compile(rb"\{\{|\{%")
_COMMENTS = (
    *("comments+xml", "commentsExtended+xml", "commentsIds+xml", "commentsExtensible+xml"),
    "people+xml",
)


@dataclass(frozen=True, slots=True)
class Live:
    """A part that is made for every report."""

    name: str
    render: Render
    level: int = LEVEL

    def made(self, context: Context) -> Part:
        """The part of one report."""
        content = self.render(context)
        return Part.of(self.name, content, self.level if len(content) > SMALL else 0)


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled report template; `render` is all there is to do with it.

    Attributes:
        parts: finished ones, and those made per report.
        live: those made per report.
        finished: the others, stitched once.
    """

    parts: tuple[Part | Live, ...]
    live: tuple[Live, ...]
    finished: Begun

    @classmethod
    def of(cls, parts: Sequence[Part | Live]) -> Template:
        """The template of these parts, of which the first is finished."""
        live = tuple(part for part in parts if isinstance(part, Live))
        return cls(tuple(parts), live, begin(part for part in parts if isinstance(part, Part)))

    def render(self, context: Context) -> bytes:
        """The report's bytes; they depend on template and context alone.

        Raises:
            TemplateError: the loops of the template run away.
        """
        return pack((part.made(context) for part in self.live), self.finished)


def compile(  # noqa: A001  # template.compile reads as what it does
    data: bytes,
    *,
    draft: bool = False,
    fields: Scope = BY_NAME,
) -> Template:
    """Compile a template, or the draft of it: marked on every page, open errors at its end.

    Args:
        data: the .docx.
        draft: compile its draft.
        fields: what its tags can name; those of a report unless it is for something else.

    Raises:
        TemplateError: naming every problem with its paragraph.
    """
    parts, found = _read(data, fields, draft=draft)
    if found:
        told = "\n".join(f"  {problem}" for problem in found)
        raise TemplateError(f"报告模板有{len(found)}处问题：\n{told}")
    return Template.of(parts)


def problems(data: bytes) -> tuple[Problem, ...]:
    """What is wrong with the tags of a template.

    Raises:
        TemplateError: it is no Word document, or holds what a template must not hold.
    """
    return _read(data, BY_NAME)[1]


def _read(
    data: bytes,
    fields: Scope,
    *,
    draft: bool = False,
) -> tuple[tuple[Part | Live, ...], tuple[Problem, ...]]:
    parts = _with_workbook(package.without(package.read(data), _COMMENTS))
    parts = drafts.of(parts) if draft else parts
    kinds = package.types(parts)
    environment = jinja_environment.environment()
    made: list[Part | Live] = []
    found: list[Problem] = []
    for name, content in parts.items():
        if name == chart.WORKBOOK:
            made.append(Live(name, chart.workbook, 0))
            continue
        read = _tagged(name, content, kinds.get(name, ""), fields)
        if read is None:
            if name.startswith("word/") and _BEGINS.search(content):
                found.append(
                    Problem(name, "标记写在不能识别的地方", "请把它写在正文、页眉或页脚里")
                )
            made.append(Part.of(name, content, 9))
            continue
        found += read.problems
        if not read.problems:
            made.append(Live(name, _compiled(environment, blocks.source(read), name)))
    return tuple(made), tuple(found)


def _with_workbook(parts: package.Parts) -> package.Parts:
    """Give our chart its own embedded workbook, whatever an editor made of the one it had."""
    for name, kind in package.types(parts).items():
        if kind == chart.CONTENT_TYPE and chart.is_ours(package.tree(parts[name], name)):
            relation = (chart.LINK, chart.WORKBOOK_RELATION, chart.WORKBOOK)
            return package.related(parts, name, relation, chart.WORKBOOK_TYPE)
    return parts


def _tagged(name: str, content: bytes, kind: str, fields: Scope) -> part_tree.Part | None:
    """The part read with its tags; None when it has none and stays as it is."""
    if kind in _WORD_PARTS:
        number = re.sub(r"\D", "", name.rpartition("/")[2])
        read = markup.read(f"{_WORD_PARTS[kind]}{number}", package.tree(content, name))
    elif kind == chart.CONTENT_TYPE:
        root = package.tree(content, name)
        if not chart.is_ours(root):
            return None
        read = chart.prepare("图表", root)
    elif kind in _PROPERTY_PARTS:
        read = markup.read_properties("文档属性", package.tree(content, name))
    else:
        return None
    blocks.check(read, fields)
    return read if read.tags or read.problems or kind == package.MAIN else None


def _compiled(environment: jinja_environment.Sandbox, source: str, name: str) -> Render:
    """How a part is printed: by its press, or Jinja's way where the press is surprised."""
    try:
        parsed = environment.parse(source)
        pressed = press.of(parsed)
        template = environment.from_string(parsed)
    except TemplateSyntaxError as problem:
        raise TemplateError(f"报告模板的部件“{name}”无法编译：{problem}。") from problem
    except (RecursionError, SyntaxError, MemoryError) as problem:
        raise TemplateError(
            f"报告模板的部件“{name}”无法编译：条件或循环一层套一层，或者一个条件太长。"
            "请减少层数，把长的条件分开写。",
        ) from problem
    by_jinja = _by_jinja(template, name)
    if pressed is None:
        return by_jinja

    def render(context: Context) -> bytes:
        try:
            return pressed(context)
        except press.SURPRISES:
            return by_jinja(context)

    return render


def _by_jinja(template: JinjaTemplate, name: str) -> Render:
    pieces: Callable[[Any], Iterator[str]] = template.root_render_func
    new_context = template.new_context

    def render(context: Context) -> bytes:
        told = {**context, **numbering.start(), BUDGET: Budget()}
        try:
            text = "".join(pieces(new_context(told)))
        except JinjaError as problem:
            raise TemplateError(f"报告模板的部件“{name}”无法出报告：{problem}。") from problem
        return part_tree.clean(text)

    return render
