"""Checks an office's own template: what is wrong, each with its paragraph and how to mend it.

What `perfeval report-template check` prints: everything that compiling finds, styles that are
missing, figures that no report from this template would hold; and a sample is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from perfeval_batch.errors import TemplateError
from perfeval_batch.template import compiled_template, fields, package
from perfeval_batch.template.fields import Field, Form
from perfeval_batch.template.part_tree import w
from perfeval_batch.template.tags import Problem


def check(data: bytes) -> tuple[Problem, ...]:
    """Everything that is wrong with a template; nothing when it can be used as it is."""
    try:
        problems = compiled_template.problems(data, fields.of_reports())
        document = package.open_template(data)
    except TemplateError as problem:
        what, _, fix = str(problem).rstrip("。").partition("。")
        return (Problem("整个文件", what, fix or "请另存为.docx后再试"),)
    found = [*problems, *_missing_styles(document), *_unsaid(document)]
    if not problems:
        found += _sample(data)
    return tuple(found)


def sample(data: bytes) -> bytes:
    """A report rendered from a template with the catalogue's examples, for a look at it.

    Raises:
        TemplateError: the template cannot be used as it is.
    """
    return compiled_template.compile_template(data, fields.of_reports()).render(example())


def example() -> dict[str, Any]:
    """A context of the catalogue's examples: what a report of the seed's kind would hold."""
    every = fields.of_reports().values()
    return {each.name: _example(each) for each in every if each.form is not Form.NUMERAL}


def _example(field: Field) -> Any:  # noqa: ANN401  # whatever a template can name
    parts = {part.name: _example(part) for part in field.parts}
    forms: Mapping[Form, Any] = {
        Form.TEXT: field.example or field.name,
        Form.FLAG: True,
        Form.TEXTS: (field.example or field.name,) * 2,
        Form.RECORD: parts,
        Form.ROWS: (parts, parts),
    }
    return forms[field.form]


def _sample(data: bytes) -> Iterator[Problem]:
    """Print a sample and let python-docx open it, as an office will."""
    try:
        package.open_template(sample(data))
    except TemplateError as problem:
        yield Problem("整个文件", f"用样例数据试出报告不成功：{problem}", "请检查最近改动的标记")


_STYLED = ("pStyle", "rStyle", "tblStyle")


def _missing_styles(document: package.WordDocument) -> Iterator[Problem]:
    """Styles that paragraphs refer to and the template does not define."""
    known = {style.style_id for style in document.styles}
    for number, paragraph in enumerate(document.element.iter(w("p")), 1):
        yield from _unknown(paragraph, number, known)


def _unknown(paragraph: etree._Element, number: int, known: set[str]) -> Iterator[Problem]:
    text = "".join(each.text or "" for each in paragraph.iter(w("t")))[:24]
    for element in paragraph.iter(*(w(name) for name in _STYLED)):
        style = element.get(w("val"), "")
        if style not in known:
            yield Problem(
                f"正文第{number}段“{text}”",
                f"用了模板里没有的样式“{style}”",
                "请在Word里给该段重新选择样式，或从默认模板复制该样式",
            )
            known.add(style)


_FIGURES = (
    ("资金情况（预算、到位、执行数及比率）", ("资金.",)),
    ("各项指标的分值和得分", ("指标分析", "附表.指标行")),
    ("总分", ("结论.总述", "结论.得分", "结论.自评得分")),
)
"""Figures that PE903 looks for, and the fields any of which prints them."""


def _unsaid(document: package.WordDocument) -> Iterator[Problem]:
    """Figures that no tag of the template prints: its reports would fail PE903."""
    text = "".join(each.text or "" for each in document.element.iter(w("t")))
    for figures, printing in _FIGURES:
        if not any(field in text for field in printing):
            yield Problem(
                "整个文件",
                f"模板没有打印{figures}，出报告时会因PE903被拦下",
                f"请加入字段，如 {printing[0].rstrip('.')}",
            )
