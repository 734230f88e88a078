"""Compiles a Word template with tags once; prints a report from it for each context.

python-docx opens and saves the template. The parts with tags become Jinja templates in a sandbox,
which print that part of every report; all others are packed once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateSyntaxError

from perfeval_batch import office_package
from perfeval_batch.errors import TemplateError
from perfeval_batch.template import (
    active_content,
    blocks,
    chart,
    draft_marks,
    empty_loops,
    jinja_environment,
    markup,
    numbering,
    package,
    part_tree,
)
from perfeval_batch.template.grammar import Scope
from perfeval_batch.template.jinja_environment import BUDGET, Budget
from perfeval_batch.template.package import WordPart
from perfeval_batch.template.tags import Problem

Context = Mapping[str, Any]
Print = Callable[[Context], bytes]

_PROPERTY_PARTS = (
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml",
)
_BEGINS = re.compile(rb"\{\{|\{%")


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled report template; `render` is all there is to do with it.

    Attributes:
        finished: the package of the parts that are the same in every report.
        printed: the other parts by name, and how each is printed.
    """

    finished: bytes
    printed: Mapping[str, Print]

    def render(self, context: Context) -> bytes:
        """The report's bytes; they depend on template and context alone.

        Raises:
            TemplateError: the loops of the template run away.
        """
        made = {name: print_part(context) for name, print_part in self.printed.items()}
        return office_package.pack(made, package.LEVEL, self.finished)


def compile_template(data: bytes, fields: Scope, *, draft: bool = False) -> Template:
    """Compile a template, or the draft of it: marked on every page, open errors at its end.

    Args:
        data: the .docx.
        fields: what its tags can name.
        draft: compile its draft.

    Raises:
        TemplateError: naming every problem with its paragraph.
    """
    read = _read(data, fields, draft=draft)
    if read.problems:
        listed = "\n".join(f"  {problem}" for problem in read.problems)
        raise TemplateError(f"报告模板有{len(read.problems)}处问题：\n{listed}")
    environment = jinja_environment.environment()
    printed: dict[str, Print] = {
        name: _compiled(environment, source, name, clear=name in read.to_clear)
        for name, source in read.sources.items()
    }
    if chart.WORKBOOK in read.members:
        printed[chart.WORKBOOK] = chart.workbook
    finished = {name: part for name, part in read.members.items() if name not in printed}
    return Template(office_package.pack(finished, 9), printed)


def problems(data: bytes, fields: Scope) -> tuple[Problem, ...]:
    """What is wrong with the tags of a template.

    Raises:
        TemplateError: it is no Word document, or holds what a template must not hold.
    """
    return _read(data, fields).problems


@dataclass(frozen=True, slots=True)
class _Read:
    """A template as read.

    Attributes:
        members: the parts of the saved package.
        sources: the Jinja sources of those with tags.
        to_clear: those in which empty loops can leave something behind.
        problems: what is wrong with it.
    """

    members: Mapping[str, bytes]
    sources: Mapping[str, str]
    to_clear: frozenset[str]
    problems: tuple[Problem, ...]


def _read(data: bytes, fields: Scope, *, draft: bool = False) -> _Read:
    document = package.open_template(data)
    acting = active_content.problems(document)
    if acting:
        return _Read({}, {}, frozenset(), acting)
    if draft:
        draft_marks.add(document)
    sources: dict[str, str] = {}
    to_clear: set[str] = set()
    found: list[Problem] = []
    for part in package.parts(document):
        name = package.name(part)
        read = _tagged(part, fields)
        if read is None:
            if name.startswith("word/") and _BEGINS.search(part.blob):
                found.append(
                    Problem(name, "标记写在不能识别的地方", "请把它写在正文、页眉或页脚里")
                )
            continue
        found += read.problems
        if not read.problems:
            sources[name] = blocks.source(read)
            if empty_loops.can_occur(read):
                to_clear.add(name)
    return _Read(package.save(document), sources, frozenset(to_clear), tuple(found))


def _tagged(part: WordPart, fields: Scope) -> part_tree.Part | None:
    """The part read with its tags; None when it has none and stays as it is."""
    kind = part.content_type
    if part_tree.holds_text(kind):
        read = markup.read(part_tree.label(kind, package.name(part)), package.root(part))
    elif kind == chart.CONTENT_TYPE:
        root = package.root(part)
        if not chart.is_ours(root):
            return None
        relation = chart.WORKBOOK_RELATION
        link = package.attach(part, chart.WORKBOOK, chart.WORKBOOK_TYPE, relation)
        read = chart.prepare("图表", root, link)
    elif kind in _PROPERTY_PARTS:
        read = markup.read_properties("文档属性", package.root(part))
    else:
        return None
    blocks.check(read, fields)
    return read if read.tags or read.problems or kind == package.MAIN else None


def _compiled(
    environment: jinja_environment.Sandbox, source: str, name: str, *, clear: bool
) -> Print:
    """How a part is printed; with `clear`, what empty loops leave behind is removed."""
    try:
        template = environment.from_string(source)
    except TemplateSyntaxError as problem:
        raise TemplateError(f"报告模板的部件“{name}”无法编译：{problem}。") from problem
    except (RecursionError, SyntaxError, MemoryError) as problem:
        raise TemplateError(
            f"报告模板的部件“{name}”无法编译：条件或循环一层套一层，或者一个条件太长。"
            "请减少层数，把长的条件分开写。",
        ) from problem
    print_part = _printer(template, name)
    return (lambda context: empty_loops.remove(print_part(context))) if clear else print_part


def _printer(template: JinjaTemplate, name: str) -> Print:
    pieces: Callable[[Any], Iterator[str]] = template.root_render_func

    def print_part(context: Context) -> bytes:
        named = {**context, **numbering.start(), BUDGET: Budget()}
        try:
            text = "".join(pieces(template.new_context(named)))
        except JinjaError as problem:
            raise TemplateError(f"报告模板的部件“{name}”无法出报告：{problem}。") from problem
        return part_tree.clean(text)

    return print_part
